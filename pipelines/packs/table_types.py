"""What a table of a pack is: columns, rows of raw values, and how a value is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.packs import numbers
from pipelines.packs.model import Share

Format = Literal["text", "count", "plain", "share", "ratio"]
"""count: vacancies, suppressed below five; plain: other whole numbers; ratio: two decimals."""


@dataclass(frozen=True)
class Marked:
    """A piece of a posting and the span in it that names the skill."""

    text: str
    start: int
    end: int

    def parts(self) -> tuple[str, str, str]:
        """What stands before the mention, the mention, and what stands behind it."""
        return self.text[: self.start], self.text[self.start : self.end], self.text[self.end :]

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | Marked | None


@dataclass(frozen=True)
class Column:
    """One column: the key of its heading in the words, how it is written, and its width in the document."""

    key: str
    form: Format = "text"
    cm: float = 0.0
    """Width in the document; 0 leaves it to the workbook."""
    joined: bool = False
    """Equal cells below each other become one in the document."""


@dataclass(frozen=True)
class Table:
    """Rows of raw values; `code` is T1…T10 with a letter where a table has parts."""

    code: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    grey: frozenset[int] = frozenset()
    """Rows that rest on too little and are printed grey."""

    @property
    def title(self) -> str:
        """Key of the title in the words."""
        return f"table.{self.code}"


def written(value: Cell, form: Format) -> str:
    """A value as the document shows it."""
    if value is None or value == "":
        return numbers.NOTHING if form != "text" else ""
    if isinstance(value, (str, Marked)):
        return str(value)
    if form == "count":
        return numbers.count(int(value))
    if form == "plain":
        return f"{int(value):,}"
    if form == "share":
        return numbers.percent(float(value))
    if form == "ratio":
        return f"{float(value):,.{0 if abs(float(value)) >= 100 else 2}f}"
    return str(value)


def shares(value: Share) -> tuple[Cell, Cell, Cell]:
    """Share and interval; nothing where few stand behind them."""
    return (None, None, None) if not value.n or numbers.few(value.k) else (value.value, value.low, value.high)


def few_of(value: int, n: int) -> Cell:
    """Employers of `n` vacancies: suppressed as those are."""
    return numbers.SUPPRESSED if numbers.few(n) else value


def count(value: int) -> Cell:
    """A number of vacancies for a cell: suppressed as text where it is few."""
    return numbers.SUPPRESSED if numbers.few(value) else value
