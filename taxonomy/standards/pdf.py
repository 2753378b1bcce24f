"""PDF → paragraphs and tables. Only what has a text layer can be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_text

from taxonomy.standards import sections
from taxonomy.standards.blocks import Cell, Document, Paragraph, Table
from taxonomy.standards.errors import StandardError
from taxonomy.standards.wording import CJK, clean

MIN_CHARACTERS = 30
"""Fewer on a page than this, on average, is a scan."""
_TABLES: dict[str, Any] = {"snap_tolerance": 4, "join_tolerance": 4, "intersection_tolerance": 5}
_TEXT: dict[str, Any] = {"x_tolerance": 2, "y_tolerance": 3}


def read(path: Path) -> Document:
    """Read a PDF; raises StandardError when it is encrypted, damaged, a scan, or without tables."""
    try:
        with pdfplumber.open(path) as pdf:
            pages = _marked([_page(page, at) for at, page in enumerate(pdf.pages, start=1)])
            characters = sum(len(page.chars) for page in pdf.pages)
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise StandardError(
                path, "the PDF is encrypted; open it with its password and save a copy without one",
                "PDF 已加密，请用密码打开后另存为不加密的副本",
            ) from error  # fmt: skip
        raise _damaged(path, error) from error
    except PDFPasswordIncorrect as error:
        raise StandardError(
            path, "the PDF is encrypted; open it with its password and save a copy without one",
            "PDF 已加密，请用密码打开后另存为不加密的副本",
        ) from error  # fmt: skip
    except StandardError:
        raise
    except Exception as error:  # pdfminer raises whatever a damaged file makes it stumble over
        raise _damaged(path, error) from error
    if characters < MIN_CHARACTERS * max(1, len(pages)):
        raise StandardError(
            path, f"the PDF has next to no text ({characters} characters on {len(pages)} pages): it is a scan. "
            "Run OCR on it and save it with a text layer, or bring the DOCX",
            f"PDF 几乎没有文字（{len(pages)} 页共 {characters} 字），应为扫描件。请先做文字识别（OCR）或改用 DOCX 原件",
        )  # fmt: skip
    blocks, running = _without_furniture(pages)
    if not any(isinstance(b, Table) for b in blocks):
        raise StandardError(
            path, "no table with ruled lines was found; bring the DOCX, or put the requirements into an XLSX",
            "未找到带框线的表格，请改用 DOCX 原件，或把要求整理成 XLSX 表格",
        )  # fmt: skip
    return Document(path.name, blocks, running)


_FULL = "\u2060"
"""Put (invisibly) at the end of a line that reaches the right margin: the paragraph may go on in the next."""


def _damaged(path: Path, error: Exception) -> StandardError:
    return StandardError(
        path, f"not a readable PDF ({type(error).__name__}: {error}); print it to PDF again or bring the DOCX",
        "PDF 无法读取，请重新打印为 PDF 或改用 DOCX 原件",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block on its page: top edge, right edge, size of its signs."""

    block: Paragraph | Table
    top: float
    right: float
    size: float


def _page(page: Any, number: int) -> list[_Placed]:
    """Lines and tables of a page from top to bottom."""
    page = page.dedupe_chars(tolerance=1)
    sides = list(_open_sides(page, page.find_tables(_TABLES)))
    tables = [t for t in page.find_tables({**_TABLES, "explicit_vertical_lines": sides}) if len(t.cells) > 1]
    placed = [
        _Placed(_table(page, table, f"page {number}, table {at}"), table.bbox[1], table.bbox[2], 0)
        for at, table in enumerate(tables, start=1)
    ]
    rest = page.filter(lambda thing: not any(_inside(thing, t.bbox) for t in tables))
    placed += [
        _Placed(Paragraph(_close(line["text"]), f"page {number}"), line["top"], line["x1"], line["chars"][0]["size"])
        for line in rest.extract_text_lines(return_chars=True, **_TEXT)
    ]
    return sorted(placed, key=lambda p: p.top)


def _open_sides(page: Any, tables: list[Any]) -> Iterator[dict[str, Any]]:
    """Edges for tables that have no rules at their sides: where the horizontal rules of the table end."""
    for table in tables:
        left, top, right, bottom = table.bbox
        rules = [e for e in page.edges if e["orientation"] == "h" and top - 2 <= e["top"] <= bottom + 2]
        for outer, inner in ((min((e["x0"] for e in rules), default=left), left),
                             (max((e["x1"] for e in rules), default=right), right)):  # fmt: skip
            if abs(outer - inner) > 10:
                yield {"object_type": "line", "orientation": "v", "x0": outer, "x1": outer, "top": top,
                       "bottom": bottom,
                       "doctop": top, "width": 0, "height": bottom - top}  # fmt: skip


def _marked(pages: list[list[_Placed]]) -> list[list[Paragraph | Table]]:
    """The blocks of the pages, lines that reach the right margin of the document marked."""
    lines = [p.right for page in pages for p in page if isinstance(p.block, Paragraph)]
    every = [p.right for page in pages for p in page]
    margin = max(lines if len(lines) >= 8 else every, default=0.0)
    return [
        [Paragraph(p.block.text + _FULL, p.block.where)
         if isinstance(p.block, Paragraph) and p.right > margin - 1.5 * p.size else p.block for p in page]
        for page in pages
    ]  # fmt: skip


def _close(line: str) -> str:
    """Without the gaps that typesetting leaves between Chinese and Latin: on the page they are no blanks."""
    return re.sub(rf"(?<=[{CJK}，。；：、）]) (?=[A-Za-z\d])|(?<=[A-Za-z\d%]) (?=[{CJK}，。；：、（])", "", line)


def _inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    if thing.get("object_type") != "char":
        return False
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _edges(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 3:
            found.append(value)
    return found


def _table(page: Any, table: Any, where: str) -> Table:
    """The grid of a table from the boxes of its cells: a merged cell covers every place that its box covers."""
    xs = _edges([v for c in table.cells for v in (c[0], c[2])])
    ys = _edges([v for c in table.cells for v in (c[1], c[3])])
    grid: list[list[Cell]] = [[Cell([]) for _ in xs[1:]] for _ in ys[1:]]
    for box in table.cells:
        text = extract_text([c for c in page.chars if _inside(c, box)], **_TEXT) or ""
        cell = Cell([_close(line) for line in text.split("\n") if line.strip()], wrapped=True)
        for row, (top, bottom) in enumerate(pairwise(ys)):
            for column, (left, right) in enumerate(pairwise(xs)):
                if box[0] <= (left + right) / 2 <= box[2] and box[1] <= (top + bottom) / 2 <= box[3]:
                    grid[row][column] = cell
    return Table(grid, where, ruled=True)


def _without_furniture(pages: list[list[Paragraph | Table]]) -> tuple[list[Paragraph | Table], list[str]]:
    """Blocks without running heads, page numbers and lines of the table of contents; lines of one paragraph joined."""
    edge = Counter(
        re.sub(r"\d+", "#", clean(block.text))
        for page in pages
        for block in {0: page[0], 1: page[-1]}.values()
        if page and isinstance(block, Paragraph)
    ) if all(pages) else Counter()  # fmt: skip
    running = {text for text, n in edge.items() if n >= max(3, len(pages) * 0.5)}
    blocks: list[Paragraph | Table] = []
    heads: dict[str, None] = {}
    for page in pages:
        for at, block in enumerate(page):
            if isinstance(block, Table):
                blocks.append(block)
                continue
            text = clean(block.text)
            if at in (0, len(page) - 1) and re.sub(r"\d+", "#", text) in running:
                heads[text] = None
            elif not sections.is_furniture(text) and not sections.is_contents(block.text.removesuffix(_FULL)):
                _append(blocks, block)
    return blocks, list(heads)


def _append(blocks: list[Paragraph | Table], line: Paragraph) -> None:
    """A line goes on with the paragraph above when that one fills its line, unfinished, and this one is no heading."""
    last = blocks[-1] if blocks else None
    if (
        isinstance(last, Paragraph)
        and last.text.endswith(_FULL)
        and not re.search(rf"(?:[。：:；;]|标准){_FULL}$", last.text)
        and sections.chapter(line.text) is None
        and not re.match(r"\s*(?:典型)?(?:工作领域|工作任务|职业功能|模块)", line.text)
        and not sections.is_caption(line.text)
        and not re.match(r"^\s*(?:\d+(?:\.\d+)+|[（(]?[一二三四五六七八九十\d]+[)）、])", line.text)
    ):
        blocks[-1] = Paragraph(last.text.removesuffix(_FULL) + line.text, last.where)
    else:
        blocks.append(line)
