"""Scores, probabilities and verdicts of matching."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines import link
from taxonomy.linkers import match
from taxonomy.linkers.candidates import CandidateReader
from taxonomy.registry import load
from taxonomy.thresholds import load as thresholds
from tests.letters import LetterEncoder
from warehouse.work import Surface

RULES = thresholds().coverage


@pytest.mark.parametrize(("p", "word"), [(0.9, "covered"), (0.6, "partly"), (0.4, "review"), (0.1, "not_covered")])
def test_between_the_thresholds_people_decide(p: float, word: str) -> None:
    assert match.verdict(p, RULES) == word


@pytest.mark.parametrize(("p", "word"), [(0.99, "partly"), (0.8, "review"), (0.6, "review"), (0.1, "not_covered")])
def test_likeness_alone_never_says_covered(p: float, word: str) -> None:
    assert match.verdict_by_likeness(p, RULES) == word


def test_a_skill_shows_a_clause_of_the_certificate_that_names_it_most() -> None:
    taxonomy = load()
    rows = link.skill_competency_rows(["it_dev.java"], {}, taxonomy, LetterEncoder(), RULES)
    first = next(row for row in rows if row["rank"] == 1)
    counts = Counter(c.certificate for c in taxonomy.competencies if "it_dev.java" in c.skills)
    assert first["certificate"] == counts.most_common(1)[0][0]
    assert not [row for row in rows if row["via"] == "similar" and row["verdict"] == "covered"]


def test_a_licence_is_taught_by_no_likeness() -> None:
    taxonomy = load()
    licences = [s.skill_id for s in taxonomy.skills.values() if s.type == "certificate"][:10]
    rows = link.skill_competency_rows(licences, {}, taxonomy, LetterEncoder(), RULES)
    assert rows
    assert {row["verdict"] for row in rows if row["via"] == "similar"} <= {"review", "not_covered"}


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


def test_what_is_named_only_as_the_object_of_a_verb_is_a_phrase() -> None:
    verb_only = [
        Surface("处理星云卡顿", "处理星云卡顿", "task", 9, 9),
        Surface("排查星云卡顿", "排查星云卡顿", "task", 5, 5),
    ]
    skills, links, tally = link.skills_and_surfaces(verb_only, load(), CandidateReader(load()))
    assert ([s for s in skills if not s["is_known"]], links, tally) == ([], [], {"phrase": 2})
    named = [*verb_only, Surface("星云卡顿", "星云卡顿", "knowledge", 3, 3)]
    skills, links, tally = link.skills_and_surfaces(named, load(), CandidateReader(load()))
    assert [s["name"] for s in skills if not s["is_known"]] == ["星云卡顿"]
    assert {row["surface"] for row in links} == {s.surface for s in named}
    assert tally == {"candidate": 3}


def test_a_skill_is_known_by_its_names_and_its_aliases_each_once() -> None:
    taxonomy = load()
    skills, _, _ = link.skills_and_surfaces([], taxonomy, CandidateReader(taxonomy))
    found = {(row["spelling"], row["skill_id"]): row["is_name"] for row in link.alias_rows(skills, taxonomy)}
    assert found["k8s", "it_infra.kubernetes"] is False
    assert found["ps", "media_design.photoshop"] is False
    assert found["photoshop", "media_design.photoshop"] is True
    assert found["拉地牛", "logistics.pallet-jack"] is False
    new = {"skill_id": "new.1", "name": "Nebula Graph", "name_en": "nebulagraph"}
    assert link.alias_rows([new], taxonomy) == [
        {"skill_id": "new.1", "alias": "Nebula Graph", "spelling": "nebulagraph", "is_name": True}
    ]


def test_attitudes_are_never_covered_by_likeness_and_named_skills_always() -> None:
    taxonomy = load()
    named = {s for c in taxonomy.competencies for s in c.skills}
    soft = [s.skill_id for s in taxonomy.skills.values() if s.type == "soft"][:40]
    taught = [s for s in taxonomy.skills if s in named and taxonomy.skills[s].type == "tool"][:20]
    rows = link.skill_competency_rows([*soft, *taught], {}, taxonomy, LetterEncoder(), RULES)
    assert {row["skill_id"] for row in rows} == {*soft, *taught}
    assert all(row["p_covered"] < RULES.partly for row in rows if row["skill_id"] in soft and row["via"] == "similar")
    best = {row["skill_id"]: row for row in rows if row["rank"] == 1}
    assert all(best[s]["via"] == "named" and best[s]["verdict"] == "covered" for s in taught)
    assert all(row["basis"] in ("reference", "official") for row in rows)


def test_own_requirements_are_matched_over_all_certificates() -> None:
    taxonomy = load()
    near = match.near_competencies(["编制财务报表"], [""], taxonomy, LetterEncoder())[0]
    assert len({n.competency for n in near}) == len(near)
    assert [n.p_covered for n in near] == sorted((n.p_covered for n in near), reverse=True)
    codes = sorted(taxonomy.certificates)
    halves = {codes.index(taxonomy.competencies[n.competency].certificate) % 2 for n in near}
    assert halves == {0, 1}
