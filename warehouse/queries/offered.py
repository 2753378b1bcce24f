"""A list of certificates that somebody offers: read from a CSV, matched to certificates by code or name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from warehouse.queries.spelling import normal

HEADINGS = ("certificate", "证书", "证书名称", "证书代码", "code")
LARGEST = 1_000_000
"""Bytes of a list; a school's has a few thousand."""
MOST = 2000
"""Names of a list."""
_AROUND = re.compile(
    r"^1\+x|(?:职业)?(?:技能)?(?:等级)?证书$|[(](?:初级|中级|高级|junior|intermediate|senior)[)]$|初级$|中级$|高级$"
)
_NEAR = 0.6

Problem = Literal["too_large", "workbook", "no_text", "no_heading", "no_names"]


class NotAList(ValueError):
    """A file that is no list of certificates."""

    def __init__(self, problem: Problem, has: str = "") -> None:
        super().__init__(problem)
        self.problem: Problem = problem
        self.has = has
        """The headings that it has, where that is the problem."""


@dataclass(frozen=True)
class Recognised:
    """Names matched to certificates."""

    certificates: tuple[str, ...]
    """Codes, each once, in the order of the list."""
    unknown: tuple[tuple[str, str], ...]
    """Names that no certificate of the build bears, each with the code of the one whose name is nearest, or ""."""


def names_in(content: bytes) -> tuple[str, ...]:
    """The names of the column `certificate` (证书, 证书名称, 证书代码) of a CSV in UTF-8 or GB18030, each once.

    Raises NotAList."""
    if len(content) > LARGEST:
        raise NotAList("too_large")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise NotAList("workbook")
    text = _text(content)
    first = text.partition("\n")[0]
    between = max(",;\t，；", key=first.count)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=between)
        fields = [field or "" for field in rows.fieldnames or ()]
        heading = next((field for field in fields if normal(field) in HEADINGS), None)
        if heading is None:
            raise NotAList("no_heading", ", ".join(field[:30] for field in fields[:8]))
        names = dict.fromkeys(str(row[heading]).strip() for row in rows if (row[heading] or "").strip())
    except csv.Error as problem:
        raise NotAList("no_text") from problem
    if not names:
        raise NotAList("no_names")
    return tuple(names)[:MOST]


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotAList("no_text")


def _bare(name: str) -> str:
    """A name without what stands around it on many lists: 1+X, 职业技能等级证书, a level."""
    now = normal(name)
    while (shorter := _AROUND.sub("", now)) != now:
        now = shorter
    return now


def recognise(names: Sequence[str], titles: Mapping[str, tuple[str, str]]) -> Recognised:
    """Match names to `titles`: code → Chinese and English name."""
    exact = {key: code for code, both in titles.items() for key in (normal(code), *map(normal, both)) if key}
    bare = {key: code for code, both in titles.items() for key in map(_bare, both) if key}
    found = {name: exact.get(normal(name)) or bare.get(_bare(name)) for name in names}
    unknown = []
    for name, code in found.items():
        if not code:
            near = get_close_matches(_bare(name), list(bare), 1, _NEAR)
            unknown.append((name, bare[near[0]] if near else ""))
    return Recognised(tuple(dict.fromkeys(code for code in found.values() if code)), tuple(unknown))
