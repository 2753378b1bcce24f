"""English postings: which they are, job titles, everyday words; and that odd texts take no long time."""

from __future__ import annotations

import time

import pytest

from taxonomy.extractors.english import is_english, titles
from taxonomy.extractors.pipeline import MentionExtractor
from taxonomy.extractors.sections import demand_only, wishes
from taxonomy.registry import load


@pytest.fixture(scope="module")
def extractor() -> MentionExtractor:
    return MentionExtractor(load())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You know Java and Docker", True),
        ("Résumé: naïve Bayes", True),
        ("熟悉Java and Docker", False),
        ("职责：Develop services in Java, Kotlin and Go", False),
    ],
)
def test_languages_are_told_apart(text: str, expected: bool) -> None:
    assert is_english(text) is expected


def test_titles_are_found_whole() -> None:
    text = "We seek a Senior Java Backend Engineer who knows Java. Engineers welcome"
    assert [text[a:b] for a, b in titles(text)] == ["Senior Java Backend Engineer", "Engineers"]


def test_a_title_is_no_demand_and_a_requirement_is(extractor: MentionExtractor) -> None:
    text = "Python Developer\nExperience with Kubernetes and PostgreSQL required"
    found = [m.text for m in next(extractor.pipe([text]))]
    assert {"Kubernetes", "PostgreSQL"} <= set(found)
    assert "Python" not in found


def test_everyday_words_are_no_products_and_products_stay(extractor: MentionExtractor) -> None:
    text = "Your ideas are heard in our office. You use Microsoft Office and Excel daily"
    found = [m.text for m in next(extractor.pipe([text]))]
    assert "office" not in found
    assert "Excel" in found


def test_in_chinese_lower_case_names_stay(extractor: MentionExtractor) -> None:
    assert "office" in [m.text for m in next(extractor.pipe(["任职要求：熟练使用office，会java"]))]


@pytest.mark.parametrize(
    "piece", ["\n", " ", "a.", "1、", "要求 ", "本科 ", "A ", "a-", "@", "【", "\n 要求 \n", "www.", "Ab", "优先。"]
)
def test_noise_takes_no_long_time(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    began = time.process_time()
    demand_only(text)
    wishes(text)(5, 8)
    titles(text)
    assert time.process_time() - began < 1


def test_addresses_are_left_out() -> None:
    text = "要求：会Java，见https://example.org/vue，信寄hr@java.example。懂Go"
    left = "".join(text[a:b] for a, b in demand_only(text))
    assert "vue" not in left
    assert "java.example" not in left
    assert "会Java" in left
    assert "懂Go" in left
