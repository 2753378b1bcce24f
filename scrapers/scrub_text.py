"""What the rules of `scrub` share: one plain form of a text in which every position stays, and spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

MASK: Final = "\ue000"
"""Stands for each sign of a piece already found: no rule matches it; to that of names it means "contact"."""

_WIDE: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {
    ord(wide): ord(plain)
    for wide, plain in (*zip("\u3000\xa0【】﹫➕", "  []@+", strict=True), *((dash, "-") for dash in "—–‐‑−﹣"))
}
_COMMON_WIDE: Final = tuple((sign, chr(_WIDE[ord(sign)])) for sign in "，：；（）！？【】\u3000\xa0—–")
_RARE_WIDE: Final = re.compile(
    "[" + "".join(re.escape(chr(code)) for code in _WIDE if chr(code) not in dict(_COMMON_WIDE)) + "]"
)


def fold(text: str) -> str:
    """Same length, full-width letters, digits and signs made plain."""
    if text.isascii():
        return text
    for wide, plain in _COMMON_WIDE:  # several times as fast as `translate`, which looks up every sign
        text = text.replace(wide, plain)
    return text.translate(_WIDE) if _RARE_WIDE.search(text) else text


def lower(text: str) -> str:
    """Same length, lower case."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)  # "İ" becomes two signs


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans, in order and apart, hidden sign by sign."""
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last:start], MASK * (end - start)]
        last = end
    parts.append(text[last:])
    return "".join(parts)


def apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in order; of those that overlap the first, of those that begin together the longest."""
    last = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end
