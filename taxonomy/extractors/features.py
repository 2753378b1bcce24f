"""What the tagger knows of each token before it looks around: its form, its shape, and the pair with the one before.

Numbers only, from a vocabulary of common forms; rarer forms and all pairs share buckets by a hash that is the same on
every machine."""

from __future__ import annotations

import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

RARE_FORMS = 2048
"""Buckets that forms outside the vocabulary share."""
_GAPS = 3
"""Nothing, a blank or a line end before the token."""
_KINDS = 8
SHAPES = _GAPS * _KINDS
_EDGE = 0
"""Number of the form that stands before the first token."""


def form_of(token: str) -> str:
    """The form under which a token is looked up: NFKC, lower case, long numbers by their length."""
    form = token.lower() if token.isascii() else unicodedata.normalize("NFKC", token).casefold()
    return "0" * min(len(form), 5) if len(form) > 2 and form.isdigit() else form


def common_forms(texts: Iterable[Sequence[str]], floor: int) -> list[str]:
    """Forms that occur at least `floor` times, most frequent first."""
    counts = Counter(form_of(token) for tokens in texts for token in tokens)
    return [form for form, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= floor]


def _kind(token: str) -> int:
    if token.isascii():
        if token.isdigit():
            return 1 if len(token) == 1 else 2
        if token.isalpha():
            if token.islower():
                return 3
            return 4 if token.isupper() else 5
        return 6
    return 7 if token.isalnum() else 0


class Features:
    """From tokens to numbers: `forms`, `shapes`, `pairs`, one each per token."""

    def __init__(self, vocabulary: Sequence[str], pair_buckets: int) -> None:
        self.vocabulary = tuple(vocabulary)
        self.n_forms = 1 + RARE_FORMS + len(self.vocabulary)
        self.pair_buckets = pair_buckets
        self._known = {form: 1 + RARE_FORMS + n for n, form in enumerate(self.vocabulary)}
        self._seen: dict[str, tuple[int, int]] = {}

    def _look_up(self, token: str) -> tuple[int, int]:
        form = form_of(token)
        number = self._known.get(form)
        if number is None:
            number = 1 + zlib.crc32(form.encode("utf-8", "surrogatepass")) % RARE_FORMS
        found = number, _kind(token)
        if len(self._seen) < 200_000 and len(token) < 30:  # noise must not fill the memory
            self._seen[token] = found
        return found

    def of(self, text: str, tokens: Sequence[str], offsets: Sequence[tuple[int, int]]) -> tuple[Ints, Ints, Ints]:
        """Numbers of one text's tokens; `offsets` are their places in `text`."""
        seen, look_up = self._seen, self._look_up
        numbers = np.array([seen.get(token) or look_up(token) for token in tokens], dtype=np.int64).reshape(-1, 2)
        gaps = np.zeros(len(tokens), dtype=np.int64)
        before = 0
        for at, (start, end) in enumerate(offsets):
            if start != before:
                gaps[at] = 2 if "\n" in text[before:start] else 1
            before = end
        forms, shapes = numbers[:, 0], gaps * _KINDS + numbers[:, 1]
        previous = np.concatenate([[_EDGE], forms[:-1]]) if len(forms) else forms
        pairs = ((previous * 1_000_003 + forms) * 2_654_435_761 >> 7) % self.pair_buckets
        return forms, shapes, pairs
