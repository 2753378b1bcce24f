"""Links to ESCO resolve, and homonyms stay apart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from taxonomy import esco
from taxonomy.registry import TaxonomyError, load

LINKS = {link.skill_id: link for link in esco.load()}


def test_every_link_resolves() -> None:
    assert esco.problems(esco.load(), load()) == []


def test_all_qualities_are_there() -> None:
    counts = Counter(link.quality for link in esco.load())
    assert set(counts) == set(esco.QUALITIES)
    assert counts["exact"] > 150


@pytest.mark.parametrize(
    ("skill_id", "label"),
    [
        ("it_dev.python", "Python (computer programming)"),
        ("finance.accounting", "accounting"),
        ("common.french", "French"),
    ],
)
def test_the_same_term_is_exact(skill_id: str, label: str) -> None:
    assert (LINKS[skill_id].label, LINKS[skill_id].quality) == (label, "exact")


@pytest.mark.parametrize(
    ("skill_id", "homonym"),
    [
        ("it_data_ai.spark", "SPARK"), ("it_dev.canvas", "Canvas (learning management systems)"),
        ("it_infra.telecom-principles", "communication principles"), ("it_dev.weaver-oa", "ecology"),
    ],
)  # fmt: skip
def test_homonyms_are_not_linked(skill_id: str, homonym: str) -> None:
    assert skill_id not in LINKS or LINKS[skill_id].label != homonym


def test_broad_links_follow_parent_or_purpose() -> None:
    skills = load().skills
    link = next(i for i in esco.load() if i.quality == "broad" and skills[i.skill_id].parent in LINKS)
    assert link.label == LINKS[str(skills[link.skill_id].parent)].label


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("skill_id,uri,label,quality\nit_dev.python,http://example.org/1,Python,exact\n", "utf-8")
    with pytest.raises(TaxonomyError, match=r"links\.csv, line 2"):
        esco.load(path)
