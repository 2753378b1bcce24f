"""Slips of the pen in spellings: which known spelling a mistyped one stands for.

Latin names: one slip of the finger, or two where the name is long. Chinese spellings of four characters or more: one
character that sounds like the right one (an input method offers both: 借口开发 for 接口开发) or looks like it
(数据冶理 for 数据治理; `lookalikes.txt` lists groups of these). No other character is taken for a slip, nor one that
makes, with a neighbour, a pair of characters that the skill list itself writes: 语音处理 is not 语言处理. Where two
skills are equally near, nothing is mended; nor are spellings of three characters: of 34 such readings of real mentions
three were wrong (乳化剂 is no 乳化机)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from pypinyin import Style, pinyin
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_LATIN = re.compile(r"[a-z][a-z0-9.+#-]{4,}")
_ONE_SLIP, _TWO_SLIPS = 5, 9
"""Lengths from which one or two typing errors are mended; shorter names are too near to each other (Vue, Vuex)."""
_CHINESE = re.compile(r"[一-鿿]{4,}")
_GAP = "*"


@functools.lru_cache(maxsize=8192)
def _sounds(character: str) -> frozenset[str]:
    """Readings of a character without tones."""
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@functools.lru_cache(maxsize=1)
def _lookalikes() -> Mapping[str, frozenset[str]]:
    """Character → characters that look like it."""
    found: dict[str, set[str]] = {}
    for group in (Path(__file__).parent / "lookalikes.txt").read_text("utf-8").split():
        for character in group:
            found.setdefault(character, set()).update(group)
    return {character: frozenset(group) for character, group in found.items()}


def _near(wrong: str, right: str) -> bool:
    """Whether the one character is easily written for the other."""
    return not _sounds(wrong).isdisjoint(_sounds(right)) or right in _lookalikes().get(wrong, ())


class SlipMender:
    """Mends normalised spellings by those of an index (normalised spelling → skill id)."""

    def __init__(self, index: Mapping[str, str]) -> None:
        self._index = index
        self._latin = sorted(key for key in index if _LATIN.fullmatch(key))
        self._pairs = frozenset(key[i : i + 2] for key in index for i in range(len(key) - 1))
        self._gapped: dict[str, list[str]] = {}
        for key in sorted(index):
            if _CHINESE.fullmatch(key):
                for i in range(len(key)):
                    self._gapped.setdefault(key[:i] + _GAP + key[i + 1 :], []).append(key)

    def mended(self, key: str) -> str | None:
        """Spelling of the index that a mistyped one stands for; None for a spelling that is known or far from all."""
        if key in self._index:
            return None
        if _LATIN.fullmatch(key):
            return self._mended_latin(key)
        return self._mended_chinese(key) if _CHINESE.fullmatch(key) else None

    def skill(self, key: str) -> str | None:
        """Skill whose spelling a mistyped one stands for, or None."""
        spelling = self.mended(key)
        return None if spelling is None else self._index[spelling]

    def _mended_latin(self, key: str) -> str | None:
        slips = 2 if len(key) >= _TWO_SLIPS else 1
        found = process.extract(key, self._latin, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=5)
        near = [(distance, spelling) for spelling, distance, _ in found if spelling[0] == key[0]]
        return min(near)[1] if near else None

    def _mended_chinese(self, key: str) -> str | None:
        found: set[str] = set()
        for i, wrong in enumerate(key):
            if key[i : i + 2] in self._pairs or (i and key[i - 1 : i + 1] in self._pairs):
                continue  # the skill list writes so: a word of its own
            near = self._gapped.get(key[:i] + _GAP + key[i + 1 :], ())
            found.update(right for right in near if _near(wrong, right[i]))
        return min(found) if len({self._index[right] for right in found}) == 1 else None
