"""The data in `taxonomy/` hangs together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from taxonomy import registry
from taxonomy.models import LEVELS
from taxonomy.text import normalise


def test_every_id_resolves_and_every_spelling_has_one_owner() -> None:
    assert registry.problems(registry.load()) == []


def test_there_is_enough_to_compare_with() -> None:
    taxonomy = registry.load()
    assert len(taxonomy.certificates) >= 8
    assert len({c.sector for c in taxonomy.certificates.values()}) >= 5
    assert len(taxonomy.skills) >= 2000


@pytest.mark.parametrize("certificate", registry.load().certificates.values(), ids=lambda c: c.code)
def test_a_frame_has_every_level_and_no_sentence_twice(certificate: registry.Certificate) -> None:
    assert set(certificate.levels) <= set(LEVELS)
    assert len(certificate.levels) >= 2
    texts = [c.text.zh for c in registry.competencies_of(certificate)]
    assert [t for t, n in Counter(texts).items() if n > 1] == []
    assert certificate.basis == "reference"
    assert certificate.authored


def test_near_misses_are_different_skills() -> None:
    taxonomy = registry.load()
    for skill in taxonomy.skills.values():
        mine = {normalise(a) for a in (skill.name, *skill.aliases)}
        for other_id in skill.distinct_from:
            other = taxonomy.skills[other_id]
            assert mine.isdisjoint(normalise(a) for a in (other.name, *other.aliases))


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "it.csv"
    path.write_text(",".join(registry.SKILL_COLUMNS) + "\nit.vue,Vue,Vue,gadget,,,,,,\n", "utf-8")
    with pytest.raises(registry.TaxonomyError, match=r"it\.csv, line 2"):
        registry.read_skills(path)


def test_a_skill_may_say_when_it_entered_the_list(tmp_path: Path) -> None:
    path = tmp_path / "it.csv"
    heading = ",".join((*registry.SKILL_COLUMNS, registry.ADDED))
    path.write_text(f"{heading}\nit.vue,Vue,Vue,tool,,,,,,,2025-03\nit.go,Go,Go,tool,,,,,,,\n", "utf-8")
    assert [skill.added for skill in registry.read_skills(path)] == ["2025-03", None]
    path.write_text(f"{heading}\nit.vue,Vue,Vue,tool,,,,,,,March\n", "utf-8")
    with pytest.raises(registry.TaxonomyError, match=r"it\.csv, line 2"):
        registry.read_skills(path)


def test_the_sentence_is_composed_from_four_slots() -> None:
    competency = next(iter(registry.load().competencies))
    assert competency.text.zh.startswith("能")
    assert competency.text.zh.count("，") >= 3
