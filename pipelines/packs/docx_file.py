"""The document as a Word file: real styles, numbered headings, a table of contents, captions, alternative texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from pipelines.packs import docx_styles, docx_tables, rules
from pipelines.packs.blocks import Block, FigureBlock, Heading, Pairs, Paragraph, Slot, TableBlock
from pipelines.packs.excerpts import printable
from pipelines.packs.model import Facts
from pipelines.packs.numbers import moment, period
from pipelines.packs.table_types import Column, Marked, written
from pipelines.packs.words import LANGUAGES, Words, texts

PORTRAIT_CM, LANDSCAPE_CM = 16.6, 25.3
WIDEST_UPRIGHT = 20.0
"""A table that asks for more than this gets a page turned on its side."""
STYLES = {"body": "Normal", "bullet": "List Bullet", "note": "Evidence Note", "warning": "Evidence Warning"}
HEAD_POINTS = 6.5
"""English headings are longer than the figures below them."""
TOGETHER, TOGETHER_LONG = 12, 4
"""A table of so many rows stays on one page; fewer where they hold whole sentences."""
SENTENCES = {"claim", "clause", "excerpt"}
SIGNING_CM = 1.1
"""Height of a row that people fill in by hand."""
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def render(facts: Facts, blocks: Sequence[Block], words: Words, made: datetime) -> bytes:
    """The file as bytes; the same blocks and the same time give the same bytes."""
    return _Writer(facts, words, made).write(blocks)


class _Writer:
    def __init__(self, facts: Facts, words: Words, made: datetime) -> None:
        self.facts, self.words, self.made = facts, words, made
        self.document = Document()
        self.counters = [0, 0, 0]
        self.headings: list[tuple[int, str, str]] = []

    def write(self, blocks: Sequence[Block]) -> bytes:
        docx_styles.prepare(self.document, self.words.language == "zh")
        self._properties()
        first = self.document.sections[0]
        docx_styles.orient(first, False)
        warning = self.words.both("cover.demonstration") if self.facts.build.demonstration else ""
        docx_styles.furnish(first, self.words("cover.header", build=self.facts.build.build_id), warning,
                            self.words("cover.page", page="{page}"))  # fmt: skip
        self._cover()
        self._contents(blocks)
        for block in blocks:
            self._block(block)
        file = io.BytesIO()
        self.document.save(file)
        return _still(file.getvalue())

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.title = f"{self._kind()} – {self.words.pick(self.facts.title, self.facts.title_en)}"
        properties.author = properties.last_modified_by = "xgap"
        properties.subject, properties.comments = self.facts.subject, self.words("cover.draft")
        properties.language = "zh-CN" if self.words.language == "zh" else "en-GB"
        properties.created = properties.modified = self.made.replace(tzinfo=None)
        properties.revision = 1

    def _kind(self) -> str:
        return self.words(f"cover.kind_{self.facts.kind}")

    def _cover(self) -> None:
        facts, w = self.facts, self.words
        for _ in range(4):
            self.document.add_paragraph()
        self._text(w.pick(facts.title, facts.title_en), "Title")
        for key in (f"cover.kind_{facts.kind}", "cover.draft"):
            for language in LANGUAGES:
                self._text(texts()[key][language], "Subtitle").paragraph_format.space_after = Pt(
                    2 if language == LANGUAGES[0] else 12
                )
        if facts.build.demonstration:
            self._text(w.both("cover.demonstration"), "Evidence Warning").alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._pairs(Pairs((
            (w("cover.requester"), w("cover.to_fill")), (w("fact.build"), facts.build.build_id),
            (w("fact.built_at"), moment(facts.build.built_at)),
            (w("cover.window"), period(facts.size.first_month, facts.size.last_month)),
            (w("fact.method"), rules.VERSION),
            (w("cover.made_by"), w("cover.made_by_text")), (w("cover.licence"), w("cover.licence_text")),
            (w("cover.integrity"), w("cover.integrity_text")),
        )))  # fmt: skip

    def _contents(self, blocks: Sequence[Block]) -> None:
        entries, counters = [], [0, 0, 0]
        for number, block in enumerate(b for b in blocks if isinstance(b, Heading)):
            counters[block.level - 1] += 1
            counters[block.level :] = [0] * (3 - block.level)
            label = ".".join(str(c) for c in counters[: block.level])
            if block.level <= 2:
                entries.append((block.level, f"{label} {block.text}", f"_Toc{number:04d}"))
        paragraph = self._text(self.words.both("cover.contents"), "TOC Heading")
        paragraph.paragraph_format.page_break_before = True
        docx_styles.contents(self.document, entries)
        self._text(self.words("cover.contents_note"), "Evidence Note")
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _text(self, text: str, style: str) -> Any:
        return self.document.add_paragraph(printable(text), style=style)

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            paragraph = self._text(block.text, f"Heading {block.level}")
            docx_styles.bookmark(paragraph, f"_Toc{len(self.headings):04d}", len(self.headings) + 1)
            self.headings.append((block.level, block.text, ""))
        elif isinstance(block, Paragraph):
            self._text(block.text, STYLES[block.style])
        elif isinstance(block, Slot):
            self._text(block.text, "Expert Slot")
        elif isinstance(block, Pairs):
            self._pairs(block)
        elif isinstance(block, TableBlock):
            self._table(block)
        else:
            self._figure(block)

    def _pairs(self, block: Pairs) -> None:
        table = self.document.add_table(rows=0, cols=2, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        docx_tables.widths(table, (4.0, PORTRAIT_CM - 4.0))
        for name, value in block.rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            cells = row.cells
            for cell, text, width in zip(cells, (name, value), (4.0, PORTRAIT_CM - 4.0), strict=True):
                cell.width = Cm(width)
                docx_tables.fill(cell, text, bold=cell is cells[0])
            docx_tables.shade(cells[0], "EEF3F6")
        self._text("", "Evidence Source")

    def _table(self, block: TableBlock) -> None:
        shown = [(at, column) for at, column in enumerate(block.table.columns) if column.cm]
        wanted = sum(column.cm for _, column in shown)
        landscape = wanted > WIDEST_UPRIGHT
        if landscape:
            self._turn(True)
        self._text(block.caption, "Caption")
        space = LANDSCAPE_CM if landscape else PORTRAIT_CM
        scale = space / wanted if landscape or wanted > space else 1.0
        rows = block.table.rows[: block.limit]
        table = self.document.add_table(rows=1, cols=len(shown), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        widths = [column.cm * scale for _, column in shown]
        docx_tables.widths(table, widths)
        docx_tables.described(table, block.caption)
        self._head(table.rows[0], [column for _, column in shown], widths)
        for number, row in enumerate(rows):
            self._row(table.add_row(), [(row[at], column) for at, column in shown], widths, number in block.table.grey)
        docx_tables.join(table, [n for n, (_, column) in enumerate(shown) if column.joined])
        most = TOGETHER_LONG if SENTENCES & {column.key for _, column in shown} else TOGETHER
        docx_tables.hold(table.rows if len(rows) <= most else [table.rows[0], table.rows[-1]])
        if len(block.table.rows) > block.limit:
            self._text(self.words("text.table_more", shown=len(rows), total=len(block.table.rows),
                                  code=block.table.code), "Evidence Source")  # fmt: skip
        if block.source:
            self._text(block.source, "Evidence Source")
        if landscape:
            self._turn(False)

    def _head(self, row: Any, columns: Sequence[Column], widths: Sequence[float]) -> None:
        for cell, column, width in zip(row.cells, columns, widths, strict=True):
            cell.width = Cm(width)
            docx_tables.fill(cell, self.words(f"column.{column.key}"), bold=True, right=column.form != "text")
            if self.words.language == "en":
                cell.paragraphs[0].runs[0].font.size = Pt(HEAD_POINTS)
            docx_tables.shade(cell, "E3EBF0")
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        properties.append(OxmlElement("w:tblHeader"))

    def _row(self, row: Any, values: Sequence[tuple[Any, Column]], widths: Sequence[float], grey: bool) -> None:
        for cell, (value, column), width in zip(row.cells, values, widths, strict=True):
            cell.width = Cm(width)
            if isinstance(value, Marked):
                docx_tables.fill_marked(cell, value)
                continue
            text = written(value, column.form)
            docx_tables.fill(cell, text, right=column.form != "text", grey=grey)
            if text == self.words("slot.open"):
                docx_tables.shade(cell, docx_tables.OPEN)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if all(value is None for value, _ in values):
            row.height = Cm(SIGNING_CM)

    def _turn(self, landscape: bool) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        docx_styles.orient(section, landscape)

    def _figure(self, block: FigureBlock) -> None:
        figure = block.figure
        if figure.png is None:
            self._text(self.words("text.figure_svg", code=figure.code, alt=figure.alt), "Evidence Warning")
        else:
            paragraph = self.document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = True
            picture = paragraph.add_run().add_picture(io.BytesIO(figure.png), width=Cm(15.5))
            inline = picture._inline.docPr
            inline.set("descr", printable(figure.alt))
            inline.set("title", printable(block.caption))
            inline.set("name", figure.code)
        caption = self._text(self.words("text.figure_caption", code=figure.code, title=block.caption), "Caption")
        caption.paragraph_format.space_before = Pt(2)
        self._text(block.source, "Evidence Source")


def _still(content: bytes) -> bytes:
    """The same package with fixed times and order, so that the same document is the same file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
