"""The rows of requirement tables: what a cell says, what a blank one repeats, what a page break cut in two."""

from __future__ import annotations

import re

from taxonomy.standards import cells, columns, sections
from taxonomy.standards.blocks import Cell, Table, distinct
from taxonomy.standards.model import NotPlaced, Reading
from taxonomy.standards.state import Found, Named, State
from taxonomy.standards.wording import clean, depth, join, leading_code, level_of, only_code, parent

Roles = list[str | None]
_FINISHED = re.compile(r"[。；;.]$")


class RowReader:
    """Keeps what one table hands on to the next: columns, merged cells, the last requirement."""

    def __init__(self, state: State, reading: Reading) -> None:
        self.state, self.reading = state, reading
        self.facts: dict[str, str] = {}
        self._roles: Roles | None = None
        self._last: dict[str, Cell] = {}
        self._pending: dict[str, Named] = {}

    def fits(self, table: Table) -> bool:
        """Whether the table has as many columns as the one before."""
        return self._roles is not None and max(len(r) for r in table.rows) == len(self._roles)

    def inherited(self, table: Table) -> Roles | None:
        """Columns of the table before, for a table without a heading that continues it."""
        return self._roles if table.rows and self.fits(table) else None

    def read(self, table: Table, start: int, roles: Roles | None, *, continued: bool) -> None:
        """All rows from `start`; `roles` None means that row `start` is the heading."""
        self._last = {}
        first = True
        at = start
        while at < len(table.rows):
            row = table.rows[at]
            where = f"{table.where}, row {at + 1}"
            heading = columns.header_roles(row)
            if heading is not None:
                again = self._roles is not None and roles is None and len(heading) == len(self._roles)
                roles, at = self._headings(table, at, heading)
                continued = continued or again
                continue
            at += 1
            assert roles is not None  # noqa: S101  (the caller starts at a heading or gives the roles)
            if self._banner(row, where):
                continue
            if any(not c.blank for c in row):
                self._row(row, roles, where, table.ruled, resumed=first and (continued or bool(self.state.found)))
                first = False
        self._roles = roles

    def _headings(self, table: Table, at: int, roles: Roles) -> tuple[Roles, int]:
        for cell, role in zip(table.rows[at], roles, strict=True):
            if role in ("requirement", "level") and (level := sections.marked_level(join(cell.lines))):
                self.state.enter_level(level)  # 职业技能要求（初级）
        at += 1
        if at < len(table.rows) and columns.header_roles(table.rows[at]) is None:
            below = columns.refine(roles, table.rows[at])
            if below is not None:
                roles, at = below, at + 1
        return columns.settle_numbers(table, at, roles), at

    def _banner(self, row: list[Cell], where: str) -> bool:
        """A row of one cell over all columns: a level, a module, a caption, a note."""
        filled = [c for c in distinct(row) if not c.blank]
        whole = len(distinct(row)) == 1 and len(row) > 1
        if len(filled) != 1 or not (whole or (len(row) > 2 and filled[0] is row[0])):
            return False
        text = join(filled[0].lines)
        level, module = sections.marked_level(text), sections.marked_module(text)
        if sections.is_note(text):
            self._set_aside(where, text, "note / 注释")
        elif level or module:
            if level:
                self.state.enter_level(level)
            if module:
                self.state.enter_module(module)
        elif sections.is_continuation(text) or (sections.is_caption(text) and whole):
            pass
        elif whole and leading_code(text)[0] and depth(leading_code(text)[0]) == 1 and not sections.is_sentence(text):
            code, name = leading_code(text)
            self.state.domain, self.state.task = Named(code, name), Named()
        elif whole:
            self._set_aside(where, text, "row over all columns / 跨列的行")
        else:
            return False
        return True

    def _empty(self, where: str, shown: str) -> None:
        self.reading.empty.append(f"{where}: {shown}")
        self._set_aside(where, shown, "no requirement beside it / 没有对应的要求")

    def _set_aside(self, where: str, text: str, reason: str) -> None:
        self.reading.not_placed.append(NotPlaced(where=where, text=text, reason=reason))

    # -- one row ---------------------------------------------------------------------------------------------------

    def _row(self, row: list[Cell], roles: Roles, where: str, ruled: bool, *, resumed: bool) -> None:
        by_role: dict[str, list[Cell]] = {}
        for cell, role in zip(row, roles, strict=False):
            if cell not in by_role.setdefault(role or "unknown", []):
                by_role[role or "unknown"].append(cell)
        surplus = [c for c in row[len(roles) :] if not c.blank]
        for name in columns.FACTS:
            for cell in by_role.get(name, []):
                if not cell.blank:
                    self.facts.setdefault(name, join(cell.lines))
        self._level_and_module(by_role, where)
        broken = ruled and resumed and self._broken(by_role)
        said = {
            kind: self._named(kind, by_role, ruled=ruled, resumed=resumed,
                              broken=broken) if kind in by_role or f"{kind}_code" in by_role
            else False
            for kind in ("domain", "task")
        }  # fmt: skip
        self._requirements(by_role, where, said, ruled=ruled, resumed=resumed)
        for role in ("other", "unknown"):
            for cell in [*by_role.get(role, []), *(surplus if role == "unknown" else [])]:
                if not cell.blank and self._last.get(f"{role}{id(cell)}") is not cell:
                    self._last[f"{role}{id(cell)}"] = cell
                    self._set_aside(where, join(cell.lines), "column without a place / 该列没有对应位置")

    def _level_and_module(self, by_role: dict[str, list[Cell]], where: str) -> None:
        for cell in by_role.get("level", []):
            if cell.blank or self._last.get("level") is cell:
                continue
            self._last["level"] = cell
            level = level_of(join(cell.lines))
            if level:
                self.state.enter_level(level)
            else:
                self._set_aside(where, join(cell.lines), "unknown level / 等级无法识别")
        for cell in by_role.get("module", []):
            if not cell.blank and self._last.get("module") is not cell:
                self._last["module"] = cell
                self.state.enter_module(join(cell.lines))

    def _named(self, kind: str, by_role: dict[str, list[Cell]], *, ruled: bool, resumed: bool, broken: bool) -> bool:
        """Take in the domain or task cell of a row; returns whether the row shows it."""
        own = [*by_role.get(f"{kind}_code", []), *by_role.get(kind, [])]
        key = own[-1]
        same = self._last.get(kind) is key
        lines = [line for cell in own for line in cell.lines]
        if not any(line.strip() for line in lines):
            if ruled and not same and not resumed and kind in self._last:
                self._wait(kind)
            self._last[kind] = key
            return False
        if same:
            return True
        self._last[kind] = key
        code, name, english = _code_and_name(own)
        english = join([line for c in by_role.get(f"{kind}_en", []) for line in c.lines]) or english
        current: Named = getattr(self.state, kind)
        waiting = self._pending.pop(kind, None) if resumed else None
        if waiting is not None and self._answers(kind, waiting, code):
            waiting.code, waiting.name, waiting.english, waiting.fallback = code, name, english, None
            self._put(kind, waiting)
        elif (
            resumed and ruled and code is None and current.name and current.name != name
            and (broken or current.code is not None)
        ):  # fmt: skip
            current.name = join([current.name, name or ""])  # the rest of a name that a page break cut
        elif (current.code, current.name) != (code, name) and not (
            code is None and current.name == name) and not (name is None and code == current.code):  # fmt: skip
            self._put(kind, Named(code, name, english))
        elif current.name is None:
            current.name = name
        return True

    def _broken(self, by_role: dict[str, list[Cell]]) -> bool:
        """Whether the first row of a page is the rest of the last row of the page before."""
        if not self.state.found or _FINISHED.search(self.state.found[-1].text):
            return False
        text = join([line for c in by_role.get("requirement", []) for line in c.lines])
        return bool(text) and leading_code(text)[0] is None and not text.startswith("能")

    def _put(self, kind: str, named: Named) -> None:
        setattr(self.state, kind, named)
        if kind == "domain":
            self.state.task = Named()
            self._last.pop("task", None)

    def _wait(self, kind: str) -> None:
        """A ruled blank cell: its text may stand on the next page (a merged cell, centred), or repeat the one above."""
        waiting = Named(fallback=getattr(self.state, kind))
        fallback = waiting.fallback
        while fallback is not None and fallback.name is None and fallback.fallback is not None:
            fallback = fallback.fallback
        waiting.fallback = fallback
        setattr(self.state, kind, waiting)
        self._pending[kind] = waiting

    def _answers(self, kind: str, waiting: Named, code: str | None) -> bool:
        own = [f for f in self.state.found if getattr(f, kind) is waiting]
        steps = 1 if kind == "domain" else 2
        derived = {".".join(c.split(".")[:steps]) for f in own if (c := f.code or f.task.code) and depth(c) > steps}
        return code is None or not derived or derived == {code}

    # -- requirements ----------------------------------------------------------------------------------------------

    def _requirements(
        self, by_role: dict[str, list[Cell]], where: str, said: dict[str, bool], *, ruled: bool, resumed: bool
    ) -> None:
        own = [c for c in by_role.get("requirement", []) if self._last.get(f"requirement{id(c)}") is not c]
        code_cells = [c for c in by_role.get("code", []) if self._last.get(f"code{id(c)}") is not c]
        for role, used in (("requirement", own), ("code", code_cells)):
            self._last.update({f"{role}{id(c)}": c for c in used})
        numbers = [c for c in own if only_code(join(c.lines)) and len(own) > 1]
        texts = [c for c in own if c not in numbers and not c.blank]
        codes = [code for c in (*numbers, *code_cells) for line in c.lines if (code := only_code(line) or _code(line))]
        if not texts:
            if own and (codes or any(said.values())) and not self._seen(by_role):
                shown = " | ".join(filter(None, [*codes, self.state.task.name or "", self.state.domain.name or ""]))
                self._empty(where, shown)
            elif codes and not own:
                self._set_aside(where, " ".join(codes), "code without a requirement / 有编号而无要求")
            return
        english = join([line for c in by_role.get("text_en", []) for line in c.lines]) or None
        for cell in texts:
            pieces = cells.split(cell, self._task_code(cell, codes))
            if codes:
                pieces = _with_codes(pieces, codes)
            for at, piece in enumerate(pieces):
                if at == 0 and resumed and self._continues(piece, said, ruled):
                    last = self.state.found[-1]
                    last.text = join([last.text, piece.text])
                elif piece.text:
                    self._add(piece, where, said, english)
                else:
                    self._empty(where, piece.code or "")

    def _seen(self, by_role: dict[str, list[Cell]]) -> bool:
        """Whether the requirement cell goes on from a row above."""
        return any(not c.blank for c in by_role.get("requirement", []))

    def _task_code(self, cell: Cell, codes: list[str]) -> str | None:
        code = self.state.task.code
        if depth(code) == 1 and self.state.domain.code:
            first = next((c for line in cell.lines if (c := leading_code(line)[0])), None) or next(iter(codes), None)
            return code if depth(first) == 2 and parent(first) == code else f"{self.state.domain.code}.{code}"
        return code

    def _continues(self, piece: cells.Piece, said: dict[str, bool], ruled: bool) -> bool:
        if piece.code is not None or not self.state.found:
            return False
        last = self.state.found[-1]
        if last.level != self.state.level or (said["task"] and last.task is not self.state.task):
            return False
        open_end = not _FINISHED.search(last.text)
        if ruled and last.code is not None:
            return open_end or not piece.text.startswith("能")
        return open_end and not piece.text.startswith("能")

    def _add(self, piece: cells.Piece, where: str, said: dict[str, bool], english: str | None) -> None:
        state = self.state
        state.found.append(
            Found(state.level, state.module, state.domain, state.task, piece.code, piece.text, english or piece.english,
                  where, said["domain"], said["task"])
        )  # fmt: skip


def _code(line: str) -> str | None:
    code, rest = leading_code(line)
    return code if not rest else None


def _with_codes(pieces: list[cells.Piece], codes: list[str]) -> list[cells.Piece]:
    if len(codes) == 1:
        text = join([p.text for p in pieces])
        glosses = [p.english for p in pieces if p.english]
        own = pieces[0].code
        return [cells.Piece(codes[0] if own is None or depth(own) <= depth(codes[0]) else own, text,
                            join(glosses) or None)]  # fmt: skip
    if len(codes) == len(pieces):
        return [
            cells.Piece(p.code if depth(p.code) > 1 else c, p.text, p.english)
            for p, c in zip(pieces, codes, strict=True)
        ]
    return pieces


def _code_and_name(own: list[Cell]) -> tuple[str | None, str | None, str | None]:
    code, lines = None, []
    for cell in own:
        alone = only_code(join(cell.lines))
        if alone is not None and code is None:
            code = alone
        else:
            lines += cell.lines
    text, english = cells.name_and_gloss([re.sub(r"[（(]\s*续\s*[)）]", "", clean(line)) for line in lines])
    inner, rest = leading_code(text)
    if code is None or (inner is not None and depth(inner) >= depth(code)):
        code, text = (inner or code), rest if inner else text
    name = re.sub(r"^(?:典型)?(?:工作)?(?:领域|任务)\s*[:：]\s*", "", text).strip(" 。：:")
    return code, name or None, english
