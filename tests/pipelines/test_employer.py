"""One employer: postings read like an import, nothing kept, a skill once a posting, verdicts per certificate."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pipelines import employer
from pipelines.files import BadInput
from scrapers.imports.errors import UnreadableFile
from taxonomy.models import Mention
from taxonomy.registry import load
from taxonomy.thresholds import load as thresholds
from tests.letters import LetterEncoder

TEXTS = [
    "任职要求：熟悉HTML和Vue。联系电话13812345678，HTML要求高。",
    "任职要求：精通HTML，无需Vue。",
    "任职要求：熟悉HTML和甲乙丙平台。",
]


class _ByWords:
    """Finds fixed words; what stands behind 无需 is not needed."""

    id = "words"

    def pipe(self, texts: Iterable[str]) -> Iterator[list[Mention]]:
        for text in texts:
            found = []
            for word in ("HTML", "Vue", "甲乙丙平台"):
                at = text.find(word)
                while at >= 0:
                    negated = text[max(0, at - 2) : at] == "无需"
                    found.append(Mention(at, at + len(word), word, "tool", None, "words", 1.0, negated=negated))
                    at = text.find(word, at + 1)
            yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["职位名称", "公司名称", "职位描述"])
        writer.writerows(["前端工程师", "甲公司", text] for text in [*TEXTS, TEXTS[0]])
    return path


def test_texts_are_scrubbed_and_equal_ones_read_once(file: Path) -> None:
    texts, rejected = employer.descriptions(file)
    assert (len(texts), rejected) == (3, 0)
    assert not any("13812345678" in text for text in texts)
    assert not list(file.parent.glob("landing"))


def test_a_skill_counts_once_a_posting_and_not_where_it_is_not_needed() -> None:
    asked = employer.asked_for(TEXTS, _ByWords(), load(), lambda n: None)
    counts = {row.name: (row.n_postings, row.is_known) for row in asked}
    assert counts["HTML"] == (3, True)
    assert counts["Vue"] == (1, True)
    assert counts["甲乙丙平台"] == (1, False)


def test_verdicts_over_all_certificates_and_of_one() -> None:
    taxonomy, rules = load(), thresholds().coverage
    asked = employer.asked_for(TEXTS, _ByWords(), taxonomy, lambda n: None)
    everywhere = {r["name"]: r for r in employer.gaps_of(asked, 3, taxonomy, LetterEncoder(), rules, None)}
    assert everywhere["HTML"]["verdict"] == "covered"
    assert everywhere["HTML"]["share"] == 1
    there = employer.gaps_of(asked, 3, taxonomy, LetterEncoder(), rules, "xg-elder-care")
    # no clause of theirs names it: likeness alone is less sure
    assert {r["name"]: r["p_covered"] for r in there}["HTML"] < everywhere["HTML"]["p_covered"]
    assert all(r["certificate"] == "xg-elder-care" and r["basis"] == "reference" for r in there)
    order = [employer.ORDER.index(r["verdict"]) for r in there]
    assert order == sorted(order)


def test_what_cannot_be_answered_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such certificate"):
        employer.gaps_of([], 1, load(), LetterEncoder(), thresholds().coverage, "xg-nothing")
    with pytest.raises(UnreadableFile):
        employer.descriptions(tmp_path / "missing.csv")
    empty = tmp_path / "empty.csv"
    empty.write_text("职位名称,职位描述\n前端,\n", "utf-8")
    with pytest.raises(BadInput, match="no posting could be read"):
        employer.descriptions(empty)
