"""What pages are made of: text in HTML, postings in JSON-LD, values that every site writes in its own way."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import extruct
import jstyleson  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import defs  # type: ignore[import-untyped]
from parsel import Selector
from w3lib.html import remove_comments, remove_tags_with_content

from scrapers.errors import BadRecord

_UNSEEN: Final = ("script", "style", "template", "noscript", "svg", "iframe")
_BLOCK: Final = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|table|section|article|header|footer|blockquote|pre)\b[^<>]*/?>",
    re.IGNORECASE,
)
_CELL: Final = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
# only names of HTML, and those with a dash or colon, are tags: "vector<int>" and "压力<30，>5" are text
_TAG: Final = re.compile(
    rf"</?(?:(?:{'|'.join(sorted(defs.tags, key=len, reverse=True))})(?![a-z0-9])|[a-z]+[:\-][a-z])[^<>]*>"
    r"|<[!?][^<>]*>",
    re.IGNORECASE,
)
_ESCAPED_TAG: Final = re.compile(r"&lt;/?[a-zA-Z][a-zA-Z0-9]*[^<>]{0,200}?&gt;")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_UNSEEN_SIGNS: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_NO_TEXT_SIGNS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def html_to_text(html: str) -> str:
    """Plain text of an HTML fragment or page: a line for each block, entities resolved, no scripts.

    Text that holds no tags keeps its own line breaks; HTML that was escaped a second time is read as HTML."""
    if not _TAG.search(html) and _ESCAPED_TAG.search(html):
        html = entities.unescape(html)
    if "<" in html:
        html = remove_tags_with_content(remove_comments(html), _UNSEEN)
        breaks = len(_BLOCK.findall(html))
        if breaks > html.count("\n"):  # then the page breaks lines by tags, and its own are mere layout
            html = html.replace("\n", " ")
        html = _TAG.sub("", _BLOCK.sub("\n", _CELL.sub(" ", html)))
    text = _UNSEEN_SIGNS.sub("", entities.unescape(html))
    text = _NO_TEXT_SIGNS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


_JSON_LD: Final = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
_WRAPPING: Final = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_DEEPEST: Final = 8


def jobpostings_from_jsonld(html: str, url: str) -> list[dict[str, Any]]:
    """Every schema.org JobPosting in the page's JSON-LD: alone, in a list, in @graph or further down.

    Light damage is mended (comments, trailing commas, raw line breaks, escaped quotes); a block that stays
    unreadable is passed over. Raises BadRecord("broken JSON-LD") when such a block names a JobPosting and the
    page gives none. `url` is put into each posting that has no address of its own."""
    found: list[dict[str, Any]] = []
    broken = False
    for block in _blocks(html):
        data = _read_json(block)
        if data is None:
            broken = broken or "JobPosting" in block
            continue
        found += _postings_in(data, _DEEPEST)
    if broken and not found:
        raise BadRecord("broken JSON-LD")
    return [{"url": url, **posting} for posting in found]


def _blocks(html: str) -> Iterator[str]:
    if "ld+json" not in html.lower() or not html.strip():
        return
    for script in Selector(text=html, type="html").xpath(_JSON_LD):
        yield script.xpath("string()").get(default="")


def _read_json(block: str) -> object | None:
    block = _WRAPPING.sub("", _WRAPPING.sub("", block)).strip()
    for mend in _MENDINGS:
        try:
            data: object = json.loads(mend(block), strict=False)
        except (ValueError, RecursionError, IndexError):
            continue
        return data
    return None


def itemlist_urls(html: str) -> list[str]:
    """Addresses that a schema.org ItemList of the page names, in order, each once."""
    found: dict[str, None] = {}
    for block in _blocks(html):
        data = _read_json(block)
        for part in data if isinstance(data, list) else [data]:
            if isinstance(part, dict) and part.get("@type") == "ItemList":
                for item in part.get("itemListElement") or ():
                    inner = item.get("item", item) if isinstance(item, dict) else item
                    url = inner.get("url") or inner.get("@id") if isinstance(inner, dict) else inner
                    if isinstance(url, str):
                        found[url] = None
    return list(found)


_INNER_QUOTE: Final = re.compile(r'(?<=[^\s\[{:,\\])"(?=[^\s,:}\]"])')
_BAD_ESCAPE: Final = re.compile(r'\\(?!["\\/bfnrtu])')
_MISSING_COMMA: Final = re.compile(r'(?<=["}\]])\s*\n\s*(?="[^"\n]{1,40}"\s*:)')


def _mended(block: str) -> str:
    """With quotes within texts and stray backslashes escaped, with commas at line ends where the next line begins a
    field, without comments, trailing commas and what follows the last bracket."""
    text = _INNER_QUOTE.sub(r'\\"', _BAD_ESCAPE.sub(r"\\\\", block))
    text = str(jstyleson.dispose(_MISSING_COMMA.sub(",\n", text)))
    return text[: max(text.rfind("}"), text.rfind("]")) + 1]


# from the least to the most that is changed: what a gentle hand can read is not mended further
_MENDINGS: Final[tuple[Callable[[str], str], ...]] = (str, jstyleson.dispose, entities.unescape, _mended)


def jobpostings_from_microdata(html: str, url: str) -> list[dict[str, Any]]:
    """Every schema.org JobPosting that the page marks by microdata (itemscope, itemprop)."""
    if "JobPosting" not in html or "itemtype" not in html.lower():
        return []
    try:
        data = extruct.extract(html, base_url=url, syntaxes=["microdata"], uniform=True)
    except (ValueError, etree.LxmlError):
        return []
    return [{"url": url, **posting} for posting in _postings_in(data.get("microdata", []), _DEEPEST)]


def safe_xml(body: bytes) -> Any | None:
    """The root of an XML document, read without entities, network and external parts; None when it is none."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
    )  # fmt: skip
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _postings_in(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(data, list):
        for part in data:
            yield from _postings_in(part, depth - 1)
    elif isinstance(data, dict):
        if _is_posting(data.get("@type")):
            yield data
            return
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if key in data:
                yield from _postings_in(data[key], depth - 1)


def _is_posting(kind: object) -> bool:
    kinds: Iterable[object] = kind if isinstance(kind, list) else [kind]
    return any(isinstance(k, str) and re.split(r"[/:#]", k)[-1] == "JobPosting" for k in kinds)


def first_text(value: object, *keys: str) -> str | None:
    """The first text in a value that sites write as text, number, list or object (there under `keys`)."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str | int | float):
        return html_to_text(str(value)) or None
    if isinstance(value, Mapping):
        found = (first_text(value.get(key), *keys) for key in (*keys, "@value"))
        return next((text for text in found if text), None)
    if isinstance(value, list | tuple):
        return next((text for part in value if (text := first_text(part, *keys))), None)
    return None


def all_texts(value: object, *keys: str) -> tuple[str, ...]:
    """As `first_text`, but of every part of a list; each text once."""
    parts = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(text for part in parts if (text := first_text(part, *keys))))
