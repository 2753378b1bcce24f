"""Numbers of tokens: the same on every machine, forms folded, pairs in order."""

from __future__ import annotations

import numpy as np
import pytest

from taxonomy.extractors.features import RARE_FORMS, Features, common_forms, form_of
from taxonomy.extractors.tokens import split


@pytest.mark.parametrize(
    ("token", "form"), [("Java", "java"), ("ＪＡＶＡ", "java"), ("12", "12"), ("2024", "0000"), ("1234567", "00000")]
)
def test_forms_are_folded(token: str, form: str) -> None:
    assert form_of(token) == form


def test_common_forms_come_by_frequency_then_by_name() -> None:
    assert common_forms([["b", "a", "c"], ["A", "b"], ["b"]], 2) == ["b", "a"]


def _numbers(text: str) -> tuple[list[int], list[int], list[int]]:
    tokens, offsets = split(text)
    forms, shapes, pairs = Features(["java", "熟"], 1000).of(text, tokens, offsets)
    return forms.tolist(), shapes.tolist(), pairs.tolist()


def test_known_forms_have_numbers_of_their_own_and_rare_ones_share() -> None:
    forms, _, _ = _numbers("Java熟鬱")
    assert forms[:2] == [1 + RARE_FORMS, 2 + RARE_FORMS]
    assert 1 <= forms[2] <= RARE_FORMS


def test_rare_forms_have_the_same_number_everywhere() -> None:
    assert _numbers("鬱")[0] == [707]


def test_blanks_and_line_ends_change_the_shape_alone() -> None:
    plain, spaced, broken = _numbers("熟java"), _numbers("熟 java"), _numbers("熟\njava")
    assert plain[0] == spaced[0] == broken[0]
    assert len({plain[1][1], spaced[1][1], broken[1][1]}) == 3


def test_a_pair_knows_its_order() -> None:
    assert _numbers("熟java")[2][1] != _numbers("java熟")[2][1]


def test_no_token_no_number() -> None:
    forms, shapes, pairs = Features([], 10).of("", [], [])
    assert (len(forms), len(shapes), len(pairs)) == (0, 0, 0)
    assert forms.dtype == np.int64
