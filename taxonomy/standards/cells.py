"""One requirement cell → the requirements that stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taxonomy.standards.blocks import Cell
from taxonomy.standards.wording import BULLET, clean, depth, is_latin, join, leading_code, parent

_ENDS = re.compile(r"[。；;.!！]$")
_ABLE = re.compile(r"^(?:能|会|可以|具备|具有|掌握|了解|熟悉|理解|知道|应)")
_INNER = re.compile(
    r"(?<=[。；;，,、\s）)])\s*((?:[A-Z]-?)?\d{1,2}(?:[.．]\d{1,3}){1,3})(?![\d%％])\s*[.、．:：]?\s*(?=能|会|[\u4e00-\u9fff])"
)


@dataclass(slots=True)
class Piece:
    """One requirement of a cell: its code where it has one, its text, its English gloss."""

    code: str | None
    text: str
    english: str | None = None


_INNER_ONE = re.compile(r"(?<=[。；;])\s*((?:[（(]\d{1,2}[)）]|\d{1,2}[.．、])\s*(?=能|会))")


def _fits(code: str, first: str | None, task: str | None) -> bool:
    """Whether a code inside a cell belongs to the numbering of the cell (a version number does not)."""
    if depth(code) < 2:
        return first is None or depth(first) == 1
    expected = {parent(first), task} - {None}
    return not expected or parent(code) in expected


def _break_inside(line: str, first: str | None, task: str | None) -> list[str]:
    parts, start = [], 0
    pattern = _INNER_ONE if depth(first) == 1 else _INNER
    for found in pattern.finditer(line):
        if found.start() > 0 and (pattern is _INNER_ONE or _fits(found[1], first, task)):
            parts.append(line[start : found.start(1)])
            start = found.start(1)
    return [p for p in (*parts, line[start:]) if p.strip()]


def _starts(line: str, before: str | None, coded: bool, wrapped: bool, first: str | None, task: str | None) -> bool:
    """Whether a line begins a new requirement, given the line before it."""
    code, rest = leading_code(line)
    if code is not None:
        ends = before is None or bool(_ENDS.search(before))
        if depth(code) >= 2:
            return _fits(code, first, task) and (before is None or ends or not wrapped or bool(_ABLE.match(rest)))
        # "2" at the start of a line may be the number of things, unless the line before it is finished
        return before is None or ((not coded or depth(first) == 1) and (ends or not wrapped or bool(_ABLE.match(rest))))
    if BULLET.match(line):
        return not coded
    if coded or before is None:
        return before is None
    if wrapped:
        return bool(_ENDS.search(before)) and bool(_ABLE.match(line))
    return bool(_ABLE.match(line)) or bool(_ENDS.search(before))


def split(cell: Cell, task: str | None) -> list[Piece]:
    """Requirements of a cell in order; `task` is the code of the task that the cell belongs to, if known.

    Lines are joined unless a code, an ordinal, a bullet or a finished sentence followed by 能… begins a new one."""
    lines = [clean(line) for line in cell.lines if clean(line)]
    if not lines:
        return []
    codes = [c for c, _ in map(leading_code, lines) if c]
    first = max(codes, key=depth) if codes else None
    if first is not None and depth(first) >= 2 and task is not None and depth(task) >= 2:
        matching = [c for c in codes if parent(c) == task]
        first = matching[0] if matching else first
    lines = [part for line in lines for part in _break_inside(line, first, task)]
    groups: list[list[str]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        if is_latin(line) and groups and leading_code(line)[0] is None:
            groups[-1].append(line)
        elif _starts(line, before, first is not None, cell.wrapped, first, task) or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return [_piece(group) for group in groups]


def name_and_gloss(lines: list[str]) -> tuple[str, str | None]:
    """(Chinese text, English gloss) of lines: a gloss is a run of lines without Chinese after the Chinese ones."""
    lines = [clean(line) for line in lines if clean(line)]
    end = len(lines)
    while end > 1 and is_latin(lines[end - 1]):
        end -= 1
    gloss = join(lines[end:])
    # one word alone is more likely the end of the Chinese sentence (…使用 / Photoshop)
    if end == len(lines) or len(gloss.split()) < 2 or (end and re.search(r"[、和与及A-Za-z（(]$", lines[end - 1])):
        return join(lines), None
    return join(lines[:end]), gloss


def _piece(lines: list[str]) -> Piece:
    code, rest = leading_code(lines[0])
    if code is None:
        rest = BULLET.sub("", lines[0])
    elif not rest and len(lines) > 1:
        return Piece(code, *name_and_gloss(lines[1:]))
    return Piece(code, *name_and_gloss([rest, *lines[1:]]))
