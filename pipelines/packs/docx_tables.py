"""Cells, edges and widths of the tables in the Word document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from pipelines.packs import docx_styles
from pipelines.packs.excerpts import printable
from pipelines.packs.table_types import Marked

OPEN, MENTION = "FBF3EC", "FFF2B8"
"""Shades of what experts fill in, and of what names the skill in a witness."""


def fill(cell: Any, text: str, *, bold: bool = False, right: bool = False, grey: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Evidence Cell"
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(printable(text))
    if bold:
        run.font.bold = True
    if grey:
        run.font.color.rgb = docx_styles.QUIET


def fill_marked(cell: Any, value: Marked) -> None:
    """A witness: what names the skill stands out by weight, line and shade, not by colour alone."""
    before, mention, after = (printable(part) for part in value.parts())
    fill(cell, before)
    run = cell.paragraphs[0].add_run(mention)
    run.font.bold = run.font.underline = True
    run._r.get_or_add_rPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{MENTION}"/>')
    )
    cell.paragraphs[0].add_run(after)


def join(table: Any, columns: Sequence[int]) -> None:
    """One cell in place of equal ones below each other, as far as the columns before it are one cell too."""
    texts_of = [[row.cells[at].text for at in columns] for row in table.rows]
    for place, column in enumerate(columns):
        start = 1
        for line in range(2, len(texts_of) + 1):
            if line < len(texts_of) and texts_of[line][: place + 1] == texts_of[start][: place + 1]:
                continue
            if line - start > 1:
                for row in list(table.rows)[start + 1 : line]:
                    paragraph = row.cells[column].paragraphs[0]
                    for run in list(paragraph.runs):
                        run._r.getparent().remove(run._r)
                for at in range(start, line):
                    merge = OxmlElement("w:vMerge")
                    merge.set(qn("w:val"), "restart" if at == start else "continue")
                    table.rows[at]._tr.tc_lst[column].get_or_add_tcPr().append(merge)
            start = line


def described(table: Any, text: str) -> None:
    """The caption as the alternative text of the table."""
    for tag in ("w:tblCaption", "w:tblDescription"):
        sign = OxmlElement(tag)
        sign.set(qn("w:val"), printable(text))
        table._tbl.tblPr.append(sign)


def hold(rows: Iterable[Any]) -> None:
    """Keep each of these rows on the page of what follows it: no heading row alone, no source without its table."""
    for row in rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def shade(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def widths(table: Any, widths: Sequence[float]) -> None:
    """Widths of the columns; narrow inner margins, so that English headings need not break within a word."""
    sides = "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("left", "right"))
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{docx_styles.EDGE}"/>'
                    for side in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>")
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(int(width * 567)))
