"""Paragraphs and tables in the layout of a standard → the requirements, and all that could not be placed."""

from __future__ import annotations

import re

from taxonomy.standards import columns, facts, sections
from taxonomy.standards.blocks import Cell, Document, Paragraph, Table, distinct
from taxonomy.standards.model import NotPlaced, Reading
from taxonomy.standards.rows import RowReader
from taxonomy.standards.state import Named, State, settle
from taxonomy.standards.wording import clean, join, leading_code, levels_in

_SCOPE = re.compile(r"能|主要|面向|从事|具备|掌握|胜任|完成|适用")


class Interpreter:
    """Reads the blocks of one document in order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.state = State()
        self.reading = Reading()
        self.rows = RowReader(self.state, self.reading)
        self.chapter = "cover"
        self.text_of: dict[str, list[str]] = {}
        self.tables_read = 0

    def read(self) -> Reading:
        """The whole document."""
        for block in self.document.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)
        self.reading.requirements = settle(self.state.found)
        self._facts()
        return self.reading

    # -- paragraphs ------------------------------------------------------------------------------------------------

    def _paragraph(self, block: Paragraph) -> None:
        text = clean(block.text)
        if not text or sections.is_contents(block.text) or sections.is_furniture(text):
            return
        heading = sections.chapter(text)
        if heading is not None and not (heading[0] == "scope" and self.tables_read):
            self.chapter, rest = heading
            if rest:
                self.text_of.setdefault(self.chapter, []).append(rest)
                self.chapter = "cover" if not self.tables_read else self.chapter
            return
        if self._is_label(text):
            self.text_of.setdefault("cover", []).append(text)
            return
        level, module = sections.marked_level(text), sections.marked_module(text)
        in_chapter = self.chapter == "requirements" or (self.tables_read and self.chapter in ("cover", "scope"))
        if not in_chapter and self.chapter not in ("requirements", "end") and not self._opens(text, level):
            self.text_of.setdefault(self.chapter, []).append(text)
            if level and self.chapter in ("cover", "front") and facts.name_in(text) is not None:
                self.state.enter_level(level)
            return
        if self.chapter == "end" and level is None:
            return
        if self.chapter != "end":
            self.chapter = "requirements"
        self._in_requirements(text, block.where, level, module)

    def _opens(self, text: str, level: str | None) -> bool:
        """A caption or level heading over a requirement table in a document whose chapters bear other names."""
        return (level is not None and self.chapter not in ("majors", "jobs", "terms", "references")
                and facts.name_in(text) is None) or (level is not None and sections.is_caption(text))  # fmt: skip

    def _is_label(self, text: str) -> bool:
        return bool(re.match(
            r"^(?:证书名称|标准名称|(?:标准)?版本号?|(?:标准)?(?:发布|制定|制订|编制|颁证|颁发|发证)(?:单位|机构|组织|日期|时间)"
            r"|培训评价组织|标准(?:代码|编号))\s*[:：]", text))  # fmt: skip

    def _in_requirements(self, text: str, where: str, level: str | None, module: str | None) -> None:
        if sections.is_continuation(text):
            if level:
                self.state.enter_level(level)
            return
        if sections.is_note(text):
            self._not_placed(where, text, "note / 注释")
            return
        if level or module:
            if level:
                self.state.enter_level(level)
            if module:
                self.state.enter_module(module)
            return
        if self._domain_heading(text) or sections.is_division(text) or sections.is_caption(text):
            return
        said = levels_in(text[:40])
        scope_level = said[0] if len(said) == 1 else (self.state.level if not said else None)
        if (scope_level and scope_level not in self.reading.scopes and _SCOPE.search(text) and len(text) > 12 and (
            said or not any(f.level == scope_level for f in self.state.found)
        ) and leading_code(text)[0] is None) or (said and re.match(r"^\W*(?:\d|[（(]).{0,20}(?:初|中|高)级", text)
                                                and len(said) == 1 and said[0] not in self.reading.scopes):  # fmt: skip
            self.reading.scopes[str(scope_level)] = text
            return
        self._not_placed(where, text, "text outside the tables / 表格之外的文字")

    def _domain_heading(self, text: str) -> bool:
        """工作领域1：… or 工作任务1.1 … as a heading over a table that has no column for it."""
        kinds = r"(?:工作领域|职业功能)|((?:典型)?工作任务)"
        found = re.match(rf"^(?:\d+(?:\.\d+)*\s*)?(?:{kinds})\s*[\d一二三四五六七八九十:：]", text)
        if not found or sections.is_sentence(text) or len(text) > 40:
            return False
        code, name = leading_code(re.sub(r"^\d+(?:\.\d+)+\s*", "", text))
        named = Named(code, re.sub(rf"^(?:{kinds})\s*[:：]?\s*", "", name))
        if found[1]:
            self.state.task = named
        else:
            self.state.domain, self.state.task = named, Named()
        return True

    def _not_placed(self, where: str, text: str, reason: str) -> None:
        self.reading.not_placed.append(NotPlaced(where=where, text=text, reason=reason))

    # -- tables ----------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        if table.title and (level := sections.marked_level(table.title)):
            self.state.enter_level(level)
        start, roles = self._heading(table)
        if roles is None:
            if self._fact_table(table):
                return
            if self._cover_table(table):
                return
            roles = self.rows.inherited(table) or columns.guess(table)
            if roles is None:
                self._set_aside(table)
                return
            roles = columns.settle_numbers(table, 0, roles)
            self.rows.read(table, 0, roles, continued=True)
        else:
            for at in range(start):
                self._title_row(table, at)
            self.rows.read(table, start, None, continued=False)
        self.tables_read += 1

    def _heading(self, table: Table) -> tuple[int, list[str | None] | None]:
        for at, row in enumerate(table.rows[:25]):
            roles = columns.header_roles(row)
            if roles is not None:
                return at, roles
            if (
                at
                and self.rows.fits(table)
                and self.rows.inherited(table)
                and len([c for c in distinct(row) if not c.blank]) > 2
            ):
                break
        return 0, None

    def _title_row(self, table: Table, at: int) -> None:
        filled = [join(c.lines) for c in distinct(table.rows[at]) if not c.blank]
        if not filled:
            return
        where, cells = f"{table.where}, row {at + 1}", iter(filled)
        for text in cells:
            label = self._is_label(f"{text}：") or sections.chapter(text) is not None
            value = next(cells, "") if label and len(text) <= 12 and not re.search("[:：]", text) else ""
            self._paragraph(Paragraph(f"{text}：{value}" if value else text, where))

    def _fact_table(self, table: Table) -> bool:
        """A table of labels and values, or of specialities by school type."""
        rows = [[join(c.lines) for c in distinct(row) if not c.blank] for row in table.rows]
        rows = [r for r in rows if r]
        labelled = [r for r in rows if len(r) == 2 and (self._is_label(f"{r[0]}：") or sections.chapter(r[0]))]
        if len(labelled) >= 2 and len(labelled) >= len(rows) / 2:
            for at, row in enumerate(rows):
                if row in labelled:
                    self._paragraph(Paragraph("：".join(row), f"{table.where}, row {at + 1}"))
                else:
                    self._not_placed(f"{table.where}, row {at + 1}", " | ".join(row), "unknown label / 未知条目")
            return True
        if self.chapter in ("majors", "jobs"):
            self.text_of.setdefault(self.chapter, []).extend(
                "：".join(r) if len(r) == 2 else "、".join(r) for r in rows
            )
            return True
        return False

    def _cover_table(self, table: Table) -> bool:
        """A table that only lays out the cover."""
        texts = [line for row in table.rows for c in distinct(row) for line in c.lines if clean(line)]
        if self.chapter != "cover" or self.tables_read or not any(facts.name_in(t) is not None for t in texts):
            return False
        self.text_of.setdefault("cover", []).extend(dict.fromkeys(texts))
        return True

    def _set_aside(self, table: Table) -> None:
        for at, row in enumerate(table.rows):
            text = " | ".join(join(c.lines) for c in distinct(row) if not c.blank)
            if text:
                self._not_placed(f"{table.where}, row {at + 1}", text, "table without known headings / 表头无法识别")

    # -- facts -----------------------------------------------------------------------------------------------------

    def _facts(self) -> None:
        reading, text_of, read = self.reading, self.text_of, self.rows.facts
        front = [*text_of.get("cover", []), *text_of.get("front", [])]
        body = [t for name in ("scope", "front", "cover") for t in text_of.get(name, [])]
        stem = re.sub(r"\.[^.]+$", "", self.document.name)
        reading.certificate = read.get("certificate") or facts.certificate_name(
            front, body, self.document.running, stem
        )
        version, reading.published = facts.version_of([*text_of.get("cover", []), *self.document.running])
        reading.version = read.get("version") or version or facts.version_of([stem])[0]
        reading.issuer = read.get("issuer") or facts.issuer_of(text_of.get("cover", []), body)
        reading.majors = facts.majors_of([*text_of.get("majors", []), *_listed(read.get("majors"))])
        reading.jobs = facts.jobs_of([*text_of.get("jobs", []), *_listed(read.get("jobs"))])
        if "reference" in (read.get("basis") or ""):
            reading.basis = "reference"
        reading.code = read.get("certificate_code")
        only = {level for t in (*front, stem) if (level := sections.marked_level(t))}
        if len(only) == 1:
            for item in reading.requirements:
                item.level = item.level or next(iter(only))


def _listed(cell: str | None) -> list[str]:
    return [cell] if cell else []


def interpret(document: Document) -> Reading:
    """The requirements and facts of one document."""
    return Interpreter(document).read()


__all__ = ["Cell", "interpret"]
