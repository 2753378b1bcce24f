"""Near-identical requirements: only across certificates, each pair once, and never from another encoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from taxonomy.linkers import space
from taxonomy.linkers.embed import Vectors
from taxonomy.linkers.similar_clauses import similar_clauses
from taxonomy.linkers.space import OtherEncoder
from taxonomy.models import Bilingual, Competency


def _clause(certificate: str, at: int, text: str) -> Competency:
    both = Bilingual(zh="务", en="T")
    return Competency(f"{certificate}/junior/1.1.{at}", certificate, "junior", both, both, f"1.1.{at}",
                      Bilingual(zh=text, en=text), (), "reference")  # fmt: skip


class _ByFirstSign:
    """The same first sign, the same direction."""

    id = "first-sign"

    def __init__(self, width: int) -> None:
        self._width = width

    def encode(self, texts: Sequence[str]) -> Vectors:
        made = np.zeros((len(texts), self._width), dtype=np.float32)
        for row, text in enumerate(texts):
            made[row, ord(text.split("：")[1][0]) % self._width] = 1.0
        return made


WIDTH = space.shipped().whole.width
CLAUSES = [_clause("xg-a", 1, "甲"), _clause("xg-a", 2, "甲"), _clause("xg-b", 1, "甲"), _clause("xg-b", 2, "乙")]


def test_pairs_stand_across_certificates_once() -> None:
    found = similar_clauses(CLAUSES, _ByFirstSign(WIDTH))
    assert [(p.first, p.second) for p in found] == [(0, 2), (1, 2)]
    assert all(p.likeness == pytest.approx(1, abs=1e-3) for p in found)


def test_the_limit_holds() -> None:
    assert similar_clauses(CLAUSES, _ByFirstSign(WIDTH), least=1.01) == []
    assert similar_clauses([], _ByFirstSign(WIDTH)) == []


def test_another_encoder_is_refused() -> None:
    with pytest.raises(OtherEncoder, match="train matcher"):
        similar_clauses(CLAUSES, _ByFirstSign(WIDTH + 1))
