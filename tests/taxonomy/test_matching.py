"""Scores, probabilities and verdicts of matching."""

from __future__ import annotations

import pytest

from pipelines import link
from taxonomy.linkers import match
from taxonomy.linkers.candidates import CandidateReader
from taxonomy.registry import load
from taxonomy.thresholds import load as thresholds
from warehouse.work import Surface

RULES = thresholds().coverage


@pytest.mark.parametrize(("p", "word"), [(0.9, "covered"), (0.6, "partly"), (0.4, "review"), (0.1, "not_covered")])
def test_between_the_thresholds_people_decide(p: float, word: str) -> None:
    assert match.verdict(p, RULES) == word


def test_a_tool_is_asked_with_what_it_serves() -> None:
    taxonomy = load()
    tool = next(s for s in taxonomy.skills.values() if s.type == "tool" and s.serves)
    assert taxonomy.skills[tool.serves[0]].name in match.skill_query(tool, taxonomy)


def test_an_unknown_spelling_becomes_a_candidate_with_a_lasting_id() -> None:
    surfaces = [
        Surface("星云图谱", "星云图谱", "knowledge", 5, 5), Surface("vue", "Vue", "tool", 9, 9),
        Surface("熟悉星云图谱技术", "熟悉星云图谱技术", "knowledge", 3, 3),
        Surface("nebulograph", "Nebulograph", "tool", 9, 0), Surface("罕见图谱", "罕见图谱", "knowledge", 1, 1),
    ]  # fmt: skip
    skills, links, tally = link.skills_and_surfaces(surfaces, load(), CandidateReader(load()))
    by_surface = {row["surface"]: row["skill_id"] for row in links}
    assert by_surface["星云图谱"] == by_surface["熟悉星云图谱技术"] == link.candidate_id("星云图谱")
    assert [s["name"] for s in skills if not s["is_known"]] == ["星云图谱"]
    assert not by_surface["vue"].startswith("new.")
    assert "罕见图谱" not in by_surface  # one text only
    assert "nebulograph" not in by_surface  # in English prose only
    assert tally == {"candidate": 2, "known": 1, "rare": 2}
    assert link.skills_and_surfaces(surfaces[::-1], load(), CandidateReader(load())) == (skills, links, tally)
