"""Clusters of candidates: whole stars, the same in any order, not moved by what comes later or by chance."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from taxonomy.linkers.clusters import Alike, Term, alike, middles
from taxonomy.registry import load
from tests.letters import LetterEncoder

CORES = [f"term{n}" for n in range(9)]
DAY = date(2025, 1, 1)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Term], Alike, set[str]]:
    cores = draw(st.lists(st.sampled_from(CORES), min_size=1, unique=True))
    days = st.one_of(st.none(), st.integers(0, 5).map(lambda n: DAY + timedelta(days=n)))
    terms = [Term(core, core, draw(days)) for core in cores]
    pairs = [(a, b) for a in sorted(cores) for b in sorted(cores) if a < b]
    joined = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    strength = st.integers(90, 99).map(lambda n: n / 100)
    found = {pair: draw(strength) for pair in joined}
    known = dict.fromkeys(draw(st.lists(st.sampled_from(cores), max_size=2)), "it_dev.java")
    return terms, Alike(found, known), set(draw(st.lists(st.sampled_from(cores), max_size=3)))


def near(found: Alike, a: str, b: str) -> bool:
    return (min(a, b), max(a, b)) in found.terms


@given(worlds(), st.randoms())
def test_the_order_of_terms_does_not_matter(world, random) -> None:
    terms, found, judged = world
    shuffled = list(terms)
    random.shuffle(shuffled)
    assert middles(shuffled, found, judged) == middles(terms, found, judged)


@given(worlds())
def test_clusters_are_stars_around_terms_of_their_own(world) -> None:
    terms, found, judged = world
    chosen = middles(terms, found, judged)
    assert all(chosen[middle] == middle for middle in chosen.values())
    assert all(core == middle or near(found, core, middle) for core, middle in chosen.items())
    assert {t.core for t in terms} - set(chosen) <= set(found.known) - judged


@given(worlds())
def test_what_people_have_judged_is_joined_with_nothing_else_judged(world) -> None:
    terms, found, judged = world
    chosen = middles(terms, found, judged)
    assert all(chosen[core] == core for core in judged)


@given(worlds(), st.data())
def test_terms_of_later_days_move_nothing(world, data) -> None:
    terms, found, judged = world
    before = middles(terms, found, judged)
    core = "later"
    pairs = {
        (core, t.core) if core < t.core else (t.core, core): data.draw(st.sampled_from((0.91, 0.995)))
        for t in terms if data.draw(st.booleans())
    }  # fmt: skip
    # of the terms without a day a later one is one without a day too, behind them by its spelling
    dated = all(t.since is not None for t in terms)
    late = Term(core if dated else "zz", core, DAY + timedelta(days=9) if dated else None)
    if not dated:
        pairs = {(min("zz", *(set(p) - {core})), "zz"): v for p, v in pairs.items()}
    after = middles([*terms, late], Alike({**found.terms, **pairs}, found.known), judged)
    assert {c: m for c, m in after.items() if c != late.core} == before


def test_no_chain_joins_what_is_not_alike() -> None:
    terms = [Term("a", "a", DAY), Term("b", "b", DAY + timedelta(1)), Term("c", "c", DAY + timedelta(2))]
    chosen = middles(terms, Alike({("a", "b"): 0.95, ("b", "c"): 0.95}))
    assert chosen == {"a": "a", "b": "a", "c": "c"}


def test_the_first_gives_the_id_and_a_judged_one_stands_before_it() -> None:
    terms = [Term("a", "a", DAY + timedelta(1)), Term("b", "b", DAY)]
    found = Alike({("a", "b"): 0.95})
    assert middles(terms, found) == {"a": "b", "b": "b"}
    assert middles(terms, found, {"a"}) == {"a": "a", "b": "a"}
    assert middles(terms, found, {"a", "b"}) == {"a": "a", "b": "b"}


def test_a_wording_of_a_known_skill_is_no_candidate_unless_people_say_so() -> None:
    terms = [Term("a", "a", DAY), Term("b", "b", DAY)]
    found = Alike({("a", "b"): 0.95}, {"a": "it_dev.java"})
    assert middles(terms, found) == {"b": "b"}
    assert middles(terms, found, {"a"}) == {"a": "a", "b": "a"}
    assert middles(terms, found, {"b"}) == {"a": "b", "b": "b"}


def test_a_slip_of_the_pen_is_the_known_skill_and_strange_words_are_new() -> None:
    part = load()
    skills = {k: s for k, s in part.skills.items() if s.field == "it_infra"}
    small = type(part)(skills, {}, "part")
    found = alike([Term("prometheous", "Prometheous"), Term("星云图谱", "星云图谱")], small, LetterEncoder())
    assert found.known == {"prometheous": "it_infra.prometheus"}
    assert alike([], small, LetterEncoder()) == Alike()
