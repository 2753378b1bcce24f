"""Small pure functions on text that every part shares: normal form, sentences, excerpts, hashes."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_BLANK = re.compile(r"\s+")


def normalise(text: str) -> str:
    """The form in which spellings are compared: NFKC, case folded, without blanks."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold())


def text_hash(text: str) -> str:
    """Identity of a text: 16 hex digits of its SHA-256. A text with a known hash is never read again."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def excerpt(text: str, start: int, end: int, limit: int = 160) -> tuple[str, int, int]:
    """A short piece of `text` around the span, cut at line ends where they are near, and the span's place in it.

    Never longer than `limit` characters; the span itself is cut when it alone is longer."""
    end = min(end, start + limit)
    room = (limit - (end - start)) // 2
    left, right = max(0, start - room), min(len(text), end + room)
    line_start = text.rfind("\n", left, start) + 1
    if line_start > left:
        left = line_start
    line_end = text.find("\n", end, right)
    if line_end >= 0:
        right = line_end
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return text[left:right], start - left, end - left
