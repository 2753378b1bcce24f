"""The document as a list of parts, before any file format."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.packs.figures import Figure
from pipelines.packs.table_types import Table


@dataclass(frozen=True)
class Heading:
    """A numbered heading, level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; `style` is body, bullet, note (small), grey or warning."""

    text: str
    style: str = "body"


@dataclass(frozen=True)
class Slot:
    """A place that only people can fill, with a frame around it."""

    text: str


@dataclass(frozen=True)
class TableBlock:
    """The first rows of a table, those columns that have a width; `more` rows stand in the workbook alone."""

    table: Table
    caption: str
    source: str
    limit: int


@dataclass(frozen=True)
class FigureBlock:
    """A figure with caption and source; without a PNG the reader is sent to the SVG."""

    figure: Figure
    caption: str
    source: str


@dataclass(frozen=True)
class Pairs:
    """Two columns: what it is, and its value."""

    rows: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Slot | TableBlock | FigureBlock | Pairs
