"""How a reader's words are compared with the spellings of skills."""

from __future__ import annotations

import re
import unicodedata

_BLANK = re.compile(r"\s+")
_SHORTEST_PART = 3
"""Latin letters below which a text is taken for a whole alias only: PS is part of too many words."""


def normal(text: str) -> str:
    """The form of `marts.skill_aliases.spelling`: NFKC (full width is half width), case folded, without blanks."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).casefold())


def may_be_part(spelling: str) -> bool:
    """Whether a spelling is long enough to be looked for within aliases that are no names."""
    return len(spelling) >= _SHORTEST_PART or not spelling.isascii()
