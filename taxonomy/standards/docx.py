"""DOCX → paragraphs and tables, with merged cells, automatic numbers, text boxes and page headers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml

from taxonomy.standards import numbering
from taxonomy.standards.blocks import Cell, Document, Paragraph, Table
from taxonomy.standards.errors import StandardError
from taxonomy.standards.numbering import Numbering, W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}delText", f"{W}instrText", f"{W}fldChar", f"{_MC}Fallback", f"{W}rt"}
"""Not shown on the page: deleted text, field codes, the copy of a text box for old programs, ruby."""


def read(path: Path) -> Document:
    """Read a DOCX; raises StandardError when it is damaged or holds no table."""
    try:
        opened = docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise StandardError(
            path, f"not a readable DOCX ({error}); open it in Word or WPS and save it again as .docx",
            "不是可读的 DOCX 文件，请用 Word 或 WPS 打开后另存为 .docx",
        ) from error  # fmt: skip
    root = opened.part
    numbers = numbering.read(
        *(next((r.target_part._element for r in root.rels.values() if r.reltype.endswith(f"/{kind}")
                and hasattr(r.target_part, "_element")), None) for kind in ("numbering", "styles"))
    )  # fmt: skip
    blocks = list(_blocks(opened.element.body, numbers, _Count()))
    if not any(isinstance(b, Table) for b in blocks):
        raise StandardError(
            path, "holds no table; a standard has its requirements in tables (工作领域 | 工作任务 | 职业技能要求). "
            "If they are pictures or text, put them into a table first",
            "文档中没有表格；标准的要求应在“工作领域 | 工作任务 | 职业技能要求”表中。若为图片或文字，请先整理成表格",
        )  # fmt: skip
    running = [p.text for s in opened.sections for part in (s.header, s.first_page_header) for p in part.paragraphs]
    return Document(path.name, [*blocks, *_footnotes(root)], [t for t in dict.fromkeys(running) if t.strip()])


class _Count:
    def __init__(self) -> None:
        self.paragraphs = self.tables = 0


def _blocks(parent: Any, numbers: Numbering, count: _Count) -> Iterator[Paragraph | Table]:
    for child in parent:
        if child.tag == f"{W}p":
            count.paragraphs += 1
            yield from _paragraph(child, numbers, f"paragraph {count.paragraphs}")
        elif child.tag == f"{W}tbl":
            count.tables += 1
            yield _table(child, numbers, f"table {count.tables}")
        elif child.tag not in _SKIPPED and child.tag != f"{W}sectPr" and len(child):
            yield from _blocks(child, numbers, count)  # content controls, tracked insertions, custom XML


def _paragraph(element: Any, numbers: Numbering, where: str) -> Iterator[Paragraph | Table]:
    style = element.find(f"{W}pPr/{W}pStyle")
    name = (style.get(f"{W}val") or "") if style is not None else ""
    lines, boxes = _lines(element)
    label = numbers.label(element)
    text = "\n".join(lines)
    if name.upper().startswith("TOC"):
        return
    for line in text.split("\n"):
        if line.strip():
            yield Paragraph(f"{label} {line}".strip() if label else line, where)
            label = ""
    for box in boxes:
        for part in _blocks(box, numbers, _Count()):
            if isinstance(part, Paragraph):
                yield Paragraph(part.text, f"{where}, text box")
            else:
                part.where = f"{where}, text box, {part.where}"
                yield part


def _lines(element: Any) -> tuple[list[str], list[Any]]:
    """Visible text of a paragraph by hand-made lines, and the text boxes that hang on it."""
    text: list[str] = []
    boxes: list[Any] = []

    def walk(node: Any) -> None:
        for child in node:
            tag = child.tag
            if tag in _SKIPPED or tag == f"{W}pPr":
                continue
            if tag == f"{W}t":
                text.append(child.text or "")
            elif tag in (f"{W}br", f"{W}cr"):
                text.append("\n")
            elif tag == f"{W}tab":
                text.append("\t")
            elif tag == f"{W}noBreakHyphen":
                text.append("-")
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            else:
                walk(child)

    walk(element)
    return "".join(text).split("\n"), boxes


def _cell(element: Any, numbers: Numbering) -> Cell:
    lines: list[str] = []
    for child in element.iter(f"{W}p"):
        if any(a.tag in _SKIPPED or a.tag == f"{W}txbxContent" for a in child.iterancestors() if a is not element):
            continue
        parts, boxes = _lines(child)
        label = numbers.label(child)
        parts = [p for p in parts if p.strip()]
        if label and (parts or len(element.findall(f"{W}p")) == 1):
            parts = [f"{label} {parts[0]}" if parts else label, *parts[1:]]
        lines += parts
        for box in boxes:
            lines += [p.text for p in _blocks(box, numbers, _Count()) if isinstance(p, Paragraph)]
    return Cell(lines)


def _table(element: Any, numbers: Numbering, where: str) -> Table:
    """The grid of a table: cells merged over columns (gridSpan) or rows (vMerge) stand wherever they reach."""
    rows: list[list[Cell]] = []
    for tr in _children(element, f"{W}tr"):
        row: list[Cell] = []
        skip = tr.find(f"{W}trPr/{W}gridBefore")
        row += [Cell([])] * (int(skip.get(f"{W}val")) if skip is not None else 0)
        for tc in _children(tr, f"{W}tc"):
            span = tc.find(f"{W}tcPr/{W}gridSpan")
            width = int(span.get(f"{W}val")) if span is not None else 1
            merge = tc.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val", "continue") != "restart"
            above = rows[-1][len(row)] if goes_on and rows and len(row) < len(rows[-1]) else None
            own = _cell(tc, numbers)
            if above is not None and not own.blank:
                above.lines += own.lines  # text that a program left in the covered part
            row += [above if above is not None else own] * width
        rows.append(row)
    return Table(rows, where)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _children(child, tag)


def _footnotes(root: Any) -> Iterator[Paragraph]:
    for relation in root.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
            tree = parse_xml(relation.target_part.blob)
            for at, note in enumerate(tree, start=1):
                text = "".join(t.text or "" for t in note.iter(f"{W}t")).strip()
                if text:
                    yield Paragraph(f"注：{text}", f"{relation.reltype.rpartition('/')[2].rstrip('s')} {at}")
