"""Planted trends and traps in a small labour market of single postings: what must be found, and what must not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from taxonomy import emergence, thresholds
from taxonomy.emergence import Support
from taxonomy.panel import Counts, windows

RULES = thresholds.load().emergence
MONTHS, SKILLS, RARE = 15, 220, 219
SOURCES, FIELDS = 3, 5
RECENT = MONTHS - 3
CAP = 3


@dataclass(frozen=True)
class Market:
    """Postings and the skills that they name; `n_skills` counts planted terms too."""

    month: np.ndarray
    source: np.ndarray
    field: np.ndarray
    employer: np.ndarray
    posting: np.ndarray
    skill: np.ndarray
    n_skills: int = SKILLS

    def with_mentions(self, postings: np.ndarray, skill: int) -> Market:
        """Those postings name the skill too."""
        return replace(
            self, posting=np.append(self.posting, postings), skill=np.append(self.skill, np.full(len(postings), skill))
        )


def market(seed: int, n: int = 18_000) -> Market:
    """Postings whose months were dealt at random: nothing changes but by chance."""
    rng = np.random.default_rng(seed)
    source, field = rng.integers(0, SOURCES, n), rng.choice(FIELDS, n, p=[0.4, 0.25, 0.15, 0.12, 0.08])
    chance = np.exp(rng.uniform(np.log(0.003), np.log(0.2), (SKILLS, FIELDS)))
    chance[RARE] = 0
    posting, skill = [], []
    for s in range(SKILLS):
        named = np.flatnonzero(rng.random(n) < chance[s, field])
        posting.append(named)
        skill.append(np.full(len(named), s))
    volume = rng.uniform(0.5, 1.5, MONTHS)
    month = rng.choice(MONTHS, n, p=volume / volume.sum())
    return Market(month, source, field, rng.integers(0, 2_500, n), np.concatenate(posting), np.concatenate(skill))


def tripled(seed: int, world: Market, skill: int) -> Market:
    """As many recent postings more, of the strata that ask for the skill, that it is named three times as often."""
    rng = np.random.default_rng(seed)
    named = world.posting[world.skill == skill]
    recent = named[world.month[named] >= RECENT]
    extra = []
    for f in range(FIELDS):
        pool = np.setdiff1d(np.flatnonzero((world.month >= RECENT) & (world.field == f)), recent)
        extra.append(rng.choice(pool, min(2 * int((world.field[recent] == f).sum()), len(pool)), replace=False))
    return world.with_mentions(np.concatenate(extra), skill)


def verdicts(world: Market) -> np.ndarray:
    """As the warehouse counts: one employer at most CAP times per skill, month and stratum."""
    stratum = world.source * FIELDS + world.field
    exposure = np.zeros((SOURCES * FIELDS, MONTHS))
    np.add.at(exposure, (stratum, world.month), 1)
    p = world.posting
    rows, n = np.unique(
        np.column_stack([world.skill, stratum[p], world.month[p], world.employer[p]]), axis=0, return_counts=True
    )
    cells, at = np.unique(rows[:, :3], axis=0, return_inverse=True)
    capped = np.bincount(at, np.minimum(n, CAP))
    counts = Counts(cells[:, 0], cells[:, 1], cells[:, 2], capped, exposure, world.n_skills, np.arange(len(exposure)))
    recent = world.month[p] >= RECENT

    def different(values: np.ndarray) -> np.ndarray:
        pairs = np.unique(np.column_stack([world.skill[recent], values[p][recent]]), axis=0)
        return np.bincount(pairs[:, 0], minlength=world.n_skills)

    first = np.full(world.n_skills, MONTHS)
    np.minimum.at(first, world.skill, world.month[p])
    window = windows(counts, MONTHS - 1, RULES)
    support = Support(
        different(world.employer), different(world.source), MONTHS - 1 - first,
        np.arange(world.n_skills) < SKILLS, SOURCES,
    )  # fmt: skip
    return np.array(emergence.verdicts(emergence.change(counts, window, RULES), support, RULES))


def alerts(found: np.ndarray) -> set[int]:
    return set(np.flatnonzero(np.isin(found, ("new", "rising"))).tolist())


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_called_where_nothing_changes(seed: int) -> None:
    assert len(alerts(verdicts(market(seed)))) <= 0.05 * 10


@pytest.mark.parametrize("seed", range(4))
def test_what_tripled_is_found_and_nothing_else(seed: int) -> None:
    world = market(seed)
    sizes = np.bincount(world.skill, minlength=SKILLS)
    planted = np.random.default_rng(seed).choice(np.flatnonzero(sizes >= 100), 12, replace=False).tolist()
    for skill in planted:
        world = tripled(seed, world, skill)
    found = alerts(verdicts(world))
    assert len(found & set(planted)) >= 0.9 * len(planted)
    assert len(found - set(planted)) <= 0.05 * len(found)


@pytest.mark.parametrize("seed", range(2))
def test_new_terms_are_found_as_new(seed: int) -> None:
    rng = np.random.default_rng(seed)
    world = replace(market(seed), n_skills=SKILLS + 5)
    recent = np.flatnonzero(world.month >= RECENT)
    for at, size in enumerate((15, 20, 30, 50, 80)):
        world = world.with_mentions(rng.choice(recent, size, replace=False), SKILLS + at)
    found = verdicts(world)
    assert (found[SKILLS:] == "new").sum() >= 4
    assert alerts(found) <= set(range(SKILLS, SKILLS + 5))


@pytest.mark.parametrize("seed", range(3))
def test_a_source_that_is_added_raises_nothing(seed: int) -> None:
    world = market(seed)
    rng = np.random.default_rng(seed)
    late = world.source == 2
    world.month[late] = rng.integers(RECENT, MONTHS, late.sum())
    assert not alerts(verdicts(world))


@pytest.mark.parametrize("seed", range(3))
def test_a_field_that_doubles_raises_nothing(seed: int) -> None:
    world = market(seed)
    rng = np.random.default_rng(seed)
    moved = (world.field == 1) & (world.month < RECENT) & (rng.random(len(world.month)) < 3 / RECENT)
    world.month[moved] = rng.integers(RECENT, MONTHS, moved.sum())
    assert not alerts(verdicts(world))


@pytest.mark.parametrize("seed", range(3))
def test_one_employer_who_posts_a_rare_skill_sixty_times_raises_nothing(seed: int) -> None:
    world = market(seed)
    rng = np.random.default_rng(seed)
    chosen = rng.choice(np.flatnonzero((world.month >= RECENT) & (world.field == 0)), 60, replace=False)
    world.employer[chosen] = 77
    assert not alerts(verdicts(world.with_mentions(chosen, RARE)))


@pytest.mark.parametrize("seed", range(2))
def test_a_declining_skill_declines(seed: int) -> None:
    world = market(seed)
    rng = np.random.default_rng(seed)
    sizes = np.bincount(world.skill, minlength=SKILLS)
    falling = int(np.flatnonzero(sizes >= 400)[0])
    gone = (world.skill == falling) & (world.month[world.posting] >= RECENT) & (rng.random(len(world.skill)) < 0.75)
    found = verdicts(replace(world, posting=world.posting[~gone], skill=world.skill[~gone]))
    assert found[falling] == "declining"
    assert not alerts(found)
