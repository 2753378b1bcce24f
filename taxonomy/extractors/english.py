"""What differs in postings written in English: job titles that hold names of tools, and everyday words that are also
names of products.

The tagger has learnt from Chinese postings and reads English by what it saw of it there; known terms of all types help
it more than in Chinese."""

from __future__ import annotations

import re

_CJK = re.compile("[\u3400-\u9fff]")
_MOST_CJK = 0.02
"""Share of CJK characters above which a text counts as Chinese or mixed."""
_TITLE = re.compile(
    r"(?<![\w.+#/&-])(?:[A-Z](?:[\w+#/&-]|\.(?=\w)){0,30}[ ]){0,5}[\w.+#/-]{0,30}"
    r"(?:Engineer|Developer|Programmer|Architect|Consultant|Analyst|Administrator|Scientist|Technician|Director)s?\b"
)
"""A job title in capitals, with the names of tools in it."""
EVERYDAY = frozenset(
    {"access", "apple", "backbone", "chef", "choice", "excel", "exchange", "express", "flex", "his", "hybrid", "idea",
     "in touch", "lean", "lumen", "office", "ones", "outlook", "pioneer", "promise", "reach", "rest", "s an", "scratch",
     "sketch", "teams", "unity", "velocity", "word", "work day"}
)  # fmt: skip
"""Written without capitals in English, these are rarely the product. Most were found by the share of lower case among
the occurrences of known spellings in English postings (2,679 of them)."""


def is_english(text: str) -> bool:
    """Whether a text is written in Latin letters, but for a few names."""
    if text.isascii():
        return True
    return len(_CJK.findall(text)) < _MOST_CJK * len(text)


def titles(text: str) -> list[tuple[int, int]]:
    """Places (start, end) of job titles in an English text, in order."""
    return [match.span() for match in _TITLE.finditer(text)]
