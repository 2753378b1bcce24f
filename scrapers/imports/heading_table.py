"""The table of known headings (`headings.yaml`) and the row of a sheet that looks most like headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

PERSONAL = "(personal)"
UNUSED = "(unused)"
_LONGEST_HEADING = 40
_BRACKETS = re.compile(r"[(\[{<【〔《「].*?[)\]}>】〕》」]")
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What a heading is known to mean."""

    field: str
    """A field of `FIELDS`, `PERSONAL` or `UNUSED`."""
    sure: bool


@cache
def table() -> dict[str, Known]:
    """Plain heading → meaning. Raises ValueError when one heading is listed under two fields."""
    listed = yaml.safe_load(Path(__file__).with_name("headings.yaml").read_text(encoding="utf-8"))
    known: dict[str, Known] = {}
    for field, names in listed["fields"].items():
        for kind in ("sure", "likely"):
            _add(known, names.get(kind, ()), Known(field, kind == "sure"))
    _add(known, listed["personal"], Known(PERSONAL, True))
    _add(known, listed["unused"], Known(UNUSED, True))
    return known


@cache
def fields() -> tuple[str, ...]:
    """Names of all fields that a column can be brought to, in the order of `headings.yaml`."""
    return tuple(dict.fromkeys(k.field for k in table().values() if k.field not in (PERSONAL, UNUSED)))


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """The form in which headings are compared: NFKC, small letters, no blanks, marks or bracketed remarks."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return _MARKS.sub("", _BRACKETS.sub("", text)) or _MARKS.sub("", text)


def find_heading_row(rows: Sequence[Sequence[object]], expected: Collection[str] = ()) -> int | None:
    """Index of the row in which most cells are known headings (the first of equals); None when none has two.

    Title rows, notes and empty rows above the headings are passed over that way."""
    wanted = {plain(name) for name in expected}
    scores = [_heading_score(row, wanted) for row in rows]
    best = max(scores, default=0.0)
    return scores.index(best) if best >= 1.2 else None


def first_row_with_text(rows: Sequence[Sequence[object]]) -> int | None:
    """Index of the first row with at least two filled cells: the guess where no heading is known."""
    for index, row in enumerate(rows):
        # a title that is merged over the whole width is one text, however many cells it fills
        if len({str(cell).strip() for cell in row if cell is not None} - {""}) >= 2:
            return index
    return None


def heading_cells(row: Sequence[object]) -> list[str]:
    """The cells of a heading row as text in one line; empty ones at the end are dropped."""
    cells = [" ".join(str(cell).split()) if cell is not None else "" for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _heading_score(row: Sequence[object], wanted: set[str]) -> float:
    """Distinct fields named in the row; a row in which only one cell is known scores nothing."""
    score: dict[str, float] = {}
    for cell in row:
        if not isinstance(cell, str) or len(cell) > _LONGEST_HEADING:
            continue
        name = plain(cell)
        known = table().get(name)
        if name in wanted:
            score[name] = 1.0
        elif known is not None:
            key = known.field if known.field not in (PERSONAL, UNUSED) else name
            worth = 0.5 if known.field in (PERSONAL, UNUSED) else 1.0 if known.sure else 0.6
            score[key] = max(worth, score.get(key, 0.0))
    return sum(score.values()) if len(score) >= 2 else 0.0


def _add(known: dict[str, Known], names: Iterable[str], meaning: Known) -> None:
    for name in names:
        before = known.setdefault(plain(str(name)), meaning)
        if before.field != meaning.field:
            raise ValueError(f"headings.yaml: {name!r} stands under both {before.field} and {meaning.field}")
