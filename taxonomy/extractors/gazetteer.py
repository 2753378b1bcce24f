"""Known spellings, found by one automaton over the folded text: longest match, no half words.

Blanks, case and full width do not matter; a spelling that begins or ends with a Latin letter is not found inside a
longer Latin word (Go in GoLand, AI in AIGC). Spellings that are also everyday words are not in the list at all:
they name a span that another method has found (`Skill.context_aliases`)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator

import ahocorasick

from taxonomy.extractors.base import flat
from taxonomy.models import Mention, Skill
from taxonomy.text import normalise


class _Folds(dict[str, str]):
    """Character to folded character, worked out once each; blanks become nothing."""

    def __missing__(self, character: str) -> str:
        folded = "" if character.isspace() else unicodedata.normalize("NFKC", character).casefold() or character
        # a character that unfolds into several keeps its first, so that offsets stay one to one
        self[character] = folded[:1]
        return folded[:1]


_FOLDS = _Folds()


def _fold(text: str) -> tuple[str, list[int]]:
    """Folded text without blanks, and for each of its characters the offset in `text`."""
    folded = [_FOLDS[character] for character in text]
    return "".join(folded), [at for at, character in enumerate(folded) if character]


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _whole_word(text: str, start: int, end: int) -> bool:
    """No Latin letter or digit is cut off at either end; a version number may follow a word of three letters."""
    if start and text[start - 1].isascii() and text[start - 1].isalnum() and text[start].isascii():
        return False
    if end == len(text) or not text[end - 1].isascii():
        return True
    after = text[end]
    if _latin(after) and (_latin(text[end - 1]) or text[end - 1].isdigit()):
        return False
    if after in "+#" and _latin(text[end - 1]):
        return False
    return not (after.isdigit() and text[end - 1].isalnum() and (end - start < 3 or text[end - 1].isdigit()))


class Gazetteer:
    """Extractor over the spellings of a list of skills."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        spellings: dict[str, Skill] = {}
        for skill in skills:
            for alias in (skill.name, *skill.aliases):
                key = normalise(alias)
                if len(key) > 1:  # one sign alone means too many things
                    spellings[key] = skill
        self._automaton = ahocorasick.Automaton()
        for key, skill in spellings.items():
            self._automaton.add_word(key, (len(key), skill))
        if spellings:
            self._automaton.make_automaton()
        self._empty = not spellings
        digest = hashlib.sha256("\n".join(f"{k}\t{s.skill_id}" for k, s in sorted(spellings.items())).encode())
        self.id = f"gazetteer-{digest.hexdigest()[:8]}"

    def find(self, text: str) -> list[Mention]:
        """Known spellings in one text, flat, by start."""
        if self._empty:
            return []
        folded, offsets = _fold(text)
        hits = []
        for last, (length, skill) in self._automaton.iter(folded):
            start, end = offsets[last - length + 1], offsets[last] + 1
            span = text[start:end]
            if "\n" in span or "  " in span or not _whole_word(text, start, end):
                continue
            hits.append(Mention(start, end, span, skill.type, skill.skill_id, self.id, 1.0))
        return flat(hits)

    def pipe(self, texts: Iterable[str]) -> Iterator[list[Mention]]:
        """Mentions of each text."""
        return map(self.find, texts)
