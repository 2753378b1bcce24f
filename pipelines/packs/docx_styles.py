"""Styles, numbering, page furniture and fields of the Word document."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

BODY, HEAD = ("Times New Roman", "宋体"), ("Arial", "黑体")
"""Latin and Chinese face; Word, WPS and LibreOffice put their own in place where a face is missing."""
MARGIN = Cm(2.2)
PORTRAIT, LANDSCAPE = (Cm(21.0), Cm(29.7)), (Cm(29.7), Cm(21.0))
TEXT_WIDTH = Cm(16.6)
EDGE = "9AA7AE"
"""Lines of tables."""
INK, BLUE, QUIET, RUST = (RGBColor.from_string(c) for c in ("1D2529", "1F5673", "5A676E", "B4632D"))
_AFTER_BORDERS = tuple(f"w:{name}" for name in (
    "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "rPr",
))  # fmt: skip
"""What Word wants after borders in the properties of a paragraph; it calls a file damaged that has another order."""
HEADINGS = ((1, 16, BLUE), (2, 13, BLUE), (3, 11.5, INK))


def prepare(document: Document, chinese: bool) -> None:
    """All styles that the document uses, each with a Chinese face of its own.

    In a Chinese document signs that both scripts have, such as quotation marks, are written as Chinese ones."""
    normal = _style(document, "Normal", BODY, 10.5, INK, after=6, line=1.35)
    _languages(document)
    if chinese:
        normal.element.rPr.rFonts.set(qn("w:hint"), "eastAsia")
    for level, size, colour in HEADINGS:
        _style(document, f"Heading {level}", HEAD, size, colour, before=18 if level == 1 else 10, after=6, bold=True)
    _style(document, "Title", HEAD, 24, BLUE, after=8, bold=True).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _style(document, "Subtitle", HEAD, 12, QUIET, after=10).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption = _style(document, "Caption", HEAD, 9.5, INK, before=8, after=3, bold=True)
    caption.paragraph_format.keep_with_next = True
    _style(document, "List Bullet", BODY, 10.5, INK, after=4, line=1.3)
    _style(document, "Evidence Source", BODY, 8, QUIET, before=2, after=8, line=1.1)
    _style(document, "Evidence Note", BODY, 9, QUIET, after=6)
    _style(document, "Evidence Cell", BODY, 8, INK, before=1.5, after=1.5, line=1.0)
    _style(document, "Evidence Warning", BODY, 10.5, RUST, after=6, bold=True)
    slot = _style(document, "Expert Slot", BODY, 10.5, QUIET, before=4, after=10)
    _boxed(slot)
    _style(document, "TOC Heading", HEAD, 14, BLUE, after=6, bold=True)
    for level in (1, 2):
        entry = _style(document, f"TOC {level}", BODY, 10.5, INK, after=2)
        entry.paragraph_format.left_indent = Cm(0.7 * (level - 1))
        entry.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _numbered(document)


def _languages(document: Document) -> None:
    """The languages of the text, for those who have it read aloud and for checking the spelling.

    Latin words are English in a Chinese document too, or some programs break them like Chinese, within the word."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="zh-CN"/>'))


def _style(
    document: Document, name: str, faces: tuple[str, str], size: float, colour: RGBColor, *, before: float = 0,
    after: float = 0, line: float | None = None, bold: bool = False,
) -> Any:  # fmt: skip
    known = {style.name for style in document.styles}
    style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name != "Normal" and not name.startswith(("Heading", "List")):
        style.base_style = document.styles["Normal"]  # the template hangs "TOC Heading" on a numbered heading
    style.font.name, style.font.size, style.font.bold, style.font.italic = faces[0], Pt(size), bold, False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{part}"), None)
    fonts.set(qn("w:ascii"), faces[0])
    fonts.set(qn("w:hAnsi"), faces[0])
    fonts.set(qn("w:eastAsia"), faces[1])
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if line is not None:
        form.line_spacing = line
    return style


def _boxed(style: Any) -> None:
    edges = "".join(f'<w:{side} w:val="dashed" w:sz="6" w:space="4" w:color="B4632D"/>'
                    for side in ("top", "left", "bottom", "right", "between"))  # fmt: skip
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>"), *_AFTER_BORDERS)


def _numbered(document: Document) -> None:
    """Headings count themselves: 1, 1.1, 1.1.1."""
    numbering = document.part.numbering_part.element
    key = "77"
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{i + 1}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="{".".join(f"%{j + 1}" for j in range(i + 1))}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for i in range(3)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">'
                         f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>')  # fmt: skip
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'))
    for level, *_ in HEADINGS:
        properties = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="{key}"/></w:numPr>'
        properties.insert_element_before(parse_xml(place), "w:suppressLineNumbers", "w:pBdr", *_AFTER_BORDERS)


def furnish(section: Any, header: str, warning: str, page: str) -> None:
    """Header with the warning where there is one, footer with the page number in place of `{page}`."""
    top = section.header.paragraphs[0]
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if warning:
        run = top.add_run(f"{warning}  ")
        run.font.bold, run.font.color.rgb, run.font.size = True, RUST, Pt(10)
    run = top.add_run(header)
    run.font.size, run.font.color.rgb = Pt(8.5), QUIET
    bottom = section.footer.paragraphs[0]
    bottom.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, after = page.partition("{page}")
    bottom.add_run(before)
    field(bottom, "PAGE", "1")
    bottom.add_run(after)


def orient(section: Any, landscape: bool) -> None:
    """Page size, orientation and margins."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = LANDSCAPE if landscape else PORTRAIT
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, MARGIN)


def field(paragraph: Any, code: str, shown: str, dirty: bool = False) -> None:
    """A field of Word with the text that stands until it is brought up to date."""
    _mark(paragraph, "begin", dirty)
    run = paragraph.add_run()
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    run._r.append(text)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: Any, kind: str, dirty: bool = False) -> None:
    sign = OxmlElement("w:fldChar")
    sign.set(qn("w:fldCharType"), kind)
    if dirty:
        sign.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(sign)


def contents(document: Document, entries: list[tuple[int, str, str]]) -> None:
    """A table of contents field over headings 1 and 2, filled in beforehand with links from (level, text, bookmark).

    Page numbers are Word's to know: the field is marked so that Word fills them in when the file is opened."""
    for place, (level, text, bookmark) in enumerate(entries):
        paragraph = document.add_paragraph(style=f"TOC {level}")
        if place == 0:
            _mark(paragraph, "begin", dirty=True)
            run = paragraph.add_run()
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = ' TOC \\o "1-2" \\h \\z \\u '
            run._r.append(code)
            _mark(paragraph, "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark)
        link.set(qn("w:history"), "1")
        before = len(paragraph._p)
        paragraph.add_run(text)
        runs = list(paragraph._p)[before:]
        paragraph._p.append(link)
        for run in runs:
            link.append(run)
        if place == len(entries) - 1:
            _mark(paragraph, "end")


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """A bookmark around the paragraph."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for sign in (start, end):
        sign.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    properties = paragraph._p.pPr
    if properties is None:
        paragraph._p.insert(0, start)
    else:
        properties.addnext(start)
    paragraph._p.append(end)
