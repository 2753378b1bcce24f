"""What every reader gives: the paragraphs and tables of a document in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with the place where it stands ("paragraph 12", "page 3")."""

    text: str
    where: str


@dataclass(eq=False, slots=True)
class Cell:
    """One cell. A merged cell is the same object at every place of the grid that it covers."""

    lines: list[str]
    """Paragraphs, or visual lines where `wrapped`; empty ones left out."""
    wrapped: bool = False
    """True when a line may end anywhere because the page was too narrow (PDF, line breaks set by hand)."""

    @property
    def blank(self) -> bool:
        """Nothing stands in it."""
        return not any(line.strip() for line in self.lines)


@dataclass(slots=True)
class Table:
    """A grid of cells; rows may differ in length."""

    rows: list[list[Cell]]
    where: str
    title: str = ""
    """Name that the file gives it (of a sheet), else empty."""
    ruled: bool = False
    """True when a blank cell is a cell of its own, not one that leaves out a repetition (PDF)."""


@dataclass(slots=True)
class Document:
    """A file as read."""

    name: str
    blocks: list[Paragraph | Table]
    running: list[str] = field(default_factory=list)
    """Texts of page headers and footers: they may name the certificate, they are no content."""

    @property
    def tables(self) -> Iterator[Table]:
        """All tables in order."""
        return (b for b in self.blocks if isinstance(b, Table))


def distinct(cells: list[Cell]) -> list[Cell]:
    """Each cell once, in order (merged cells stand several times in a row)."""
    seen: set[int] = set()
    return [c for c in cells if id(c) not in seen and not seen.add(id(c))]  # type: ignore[func-returns-value]
