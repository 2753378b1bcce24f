"""Planted trends and traps in real vacancies whose months are dealt at random: what is found, and what is not.

Vacancies, employers, strata and mentions stay those of a published build; the months are dealt anew, so that nothing
rises but what is planted. Then the whole way is gone that `xgap emerging` goes: capped counts, panel, gates, verdicts.
Strata hold their own months' volumes, so that boards come in waves as real ones do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines import signals
from pipelines.progress import progress
from pipelines.signals import NothingToCompare
from taxonomy.thresholds import Emergence
from warehouse import supposed, trends
from warehouse.connection import Reader

Ints = NDArray[np.int64]
Names = NDArray[np.object_]
MONTHS = tuple(f"{2023 + m // 12}-{m % 12 + 1:02d}" for m in range(18))
"""Names without meaning: long enough for the gate of the season."""
RECENT = len(MONTHS) - 3
COMPARED = 12
LEAST_A_YEAR = 60
"""Vacancies of the compared year that name a skill before it is tripled or thinned out."""
_N_KNOWN, _N_NEW, _N_FALLING = 30, 20, 10
_SMALL_SOURCE = 500
REPOSTS = 60


@dataclass(frozen=True)
class World:
    """Vacancies (rows of one length) and mentions (rows of one length); codes point into the names."""

    source: Ints
    group: Ints
    field: Ints
    employer: Ints
    month: Ints
    vacancy: Ints
    """Per mention: the vacancy."""
    skill: Ints
    """Per mention: the skill."""
    wording: Ints
    skills: tuple[str, ...]
    sources: Names
    groups: Names

    def with_mentions(self, vacancies: Ints, skill: int) -> World:
        """Those vacancies name the skill too, each in words of its own."""
        fresh = -1 - len(self.vacancy) - np.arange(len(vacancies))
        return replace(
            self, vacancy=np.append(self.vacancy, vacancies), wording=np.append(self.wording, fresh),
            skill=np.append(self.skill, np.full(len(vacancies), skill)),
        )  # fmt: skip

    def with_term(self, name: str) -> tuple[World, int]:
        """A term that nobody named before, and its code."""
        return replace(self, skills=(*self.skills, name)), len(self.skills)

    def naming(self, skill: int) -> Ints:
        """The vacancies that name a skill."""
        vacancies: Ints = self.vacancy[self.skill == skill]
        return vacancies

    def without(self, mentions: NDArray[np.bool_]) -> World:
        """Those mentions were never made."""
        kept = ~mentions
        return replace(self, vacancy=self.vacancy[kept], skill=self.skill[kept], wording=self.wording[kept])


@dataclass(frozen=True)
class Trial:
    """What became of one world."""

    world: str
    seed: int
    n_vacancies: int
    n_planted: int
    n_found: int
    """Planted ones with the verdict that they should have."""
    n_beside: int
    """Alerts (new, rising) for anything that was not planted."""
    n_skills: int
    """Skills with a verdict."""
    missed: tuple[str, ...]
    beside: tuple[str, ...]


def of_build(reader: Reader, limit: int | None = None, seed: int = 0) -> World:
    """Vacancies of a published build's larger sources with months dealt at random; `limit`: so many, drawn at random.

    Raises NothingToCompare where no source is large enough."""
    frame = reader.frame(
        "select vacancy_id, source, coalesce(field, 'other') as field, coalesce(job_group, 'other') as job_group, "
        "employer_key from marts.vacancies qualify count(*) over (partition by source) >= ? order by vacancy_id",
        [_SMALL_SOURCE],
    )
    rng = np.random.default_rng(seed)
    if limit is not None and limit < len(frame):
        frame = frame.iloc[np.sort(rng.choice(len(frame), limit, replace=False))].reset_index(drop=True)
    if frame.empty:
        raise NothingToCompare(f"no source holds {_SMALL_SOURCE} vacancies / 没有来源达到 {_SMALL_SOURCE} 条招聘信息")
    named = reader.frame("select vacancy_id, skill_id, wording from marts.vacancy_skills order by all")
    at = pd.Series(np.arange(len(frame)), index=frame["vacancy_id"]).reindex(named["vacancy_id"]).to_numpy()
    named, at = named[~np.isnan(at)], at[~np.isnan(at)].astype(np.int64)
    codes = {c: pd.factorize(frame[c], sort=True) for c in ("source", "field", "job_group", "employer_key")}
    skill, skills = pd.factorize(named["skill_id"], sort=True)
    world = World(
        codes["source"][0], codes["job_group"][0], codes["field"][0], codes["employer_key"][0],
        np.zeros(len(frame), dtype=np.int64), at, skill, pd.factorize(named["wording"])[0], tuple(map(str, skills)),
        np.asarray(codes["source"][1], dtype=object), np.asarray(codes["job_group"][1], dtype=object),
    )  # fmt: skip
    return dealt(world, rng)


def dealt(world: World, rng: np.random.Generator) -> World:
    """Months at random; each source comes in waves of its own between half and one and a half times its mean."""
    month = np.zeros(len(world.source), dtype=np.int64)
    for source in np.unique(world.source):
        of_source = world.source == source
        volume = rng.uniform(0.5, 1.5, len(MONTHS))
        month[of_source] = rng.choice(len(MONTHS), int(of_source.sum()), p=volume / volume.sum())
    return replace(world, month=month)


def verdicts(world: World, known: Mapping[str, bool], rules: Emergence) -> dict[str, str]:
    """Skill id → verdict, by the way that `xgap emerging` goes. Terms that `known` lacks are new to the taxonomy."""
    vacancies = pd.DataFrame({
        "vacancy_id": np.arange(len(world.source)), "source": world.sources[world.source],
        "job_group": world.groups[world.group], "employer_key": world.employer,
        "month": np.array(MONTHS, dtype=object)[world.month],
    })  # fmt: skip
    mentions = pd.DataFrame({
        "vacancy_id": world.vacancy, "skill_id": np.array(world.skills, dtype=object)[world.skill],
        "wording": world.wording,
    })  # fmt: skip
    arrays: trends.Arrays = supposed.arrays_over(vacancies, mentions)
    kinds = {skill: ("technical", known.get(skill, False)) for skill in world.skills}
    found = signals.compute(arrays, "marts", MONTHS[-1], kinds, rules)
    return {row["skill_id"]: row["status"] for row in found.rows}


Planted = tuple[World, dict[str, str]]
"""A world, and the verdict that each planted skill should have."""


def _chosen(world: World, rng: np.random.Generator, n: int, least_a_year: int, known: Mapping[str, bool]) -> list[int]:
    sizes = np.bincount(world.skill, minlength=len(world.skills)) * COMPARED / len(MONTHS)
    share = sizes * len(MONTHS) / COMPARED / len(world.source)
    listed = np.array([known.get(skill, False) for skill in world.skills])
    # what every sixth vacancy names cannot triple
    able = np.flatnonzero((sizes >= least_a_year) & (share < 1 / 6) & listed)
    return [int(s) for s in rng.choice(able, min(n, len(able)), replace=False)]


def tripled(world: World, rng: np.random.Generator, known: Mapping[str, bool]) -> Planted:
    """Known skills whose rate of naming triples in the recent months, by vacancies of the strata they had."""
    planted = _chosen(world, rng, _N_KNOWN, LEAST_A_YEAR, known)
    stratum = world.source * len(world.groups) + world.group
    recent = world.month >= RECENT
    size, size_recent = (np.bincount(stratum[rows], minlength=stratum.max() + 1) for rows in (recent | True, recent))
    for skill in planted:
        named = world.naming(skill)
        free = recent.copy()
        free[named] = False
        for place, n in zip(*np.unique(stratum[named], return_counts=True), strict=True):
            pool = np.flatnonzero(free & (stratum == place))
            # the rate triples, not the number by chance: three times few by luck would be no tripling
            more = min(int(rng.poisson(2 * n * size_recent[place] / size[place])), len(pool))
            world = world.with_mentions(rng.choice(pool, more, replace=False), skill)
    return world, {world.skills[s]: "rising" for s in planted}


def new_terms(world: World, rng: np.random.Generator, known: Mapping[str, bool]) -> Planted:
    """Terms that enter in the recent months, 15 to 60 vacancies each, beside a skill that real vacancies name."""
    hosts = _chosen(world, rng, _N_NEW, 6 * LEAST_A_YEAR, known)
    planted = {}
    for at, host in enumerate(hosts):
        pool = world.naming(host)
        pool = pool[world.month[pool] >= RECENT]
        world, code = world.with_term(f"planted.new-{at}")
        size = min(int(rng.integers(15, 61)), len(pool))
        world = world.with_mentions(rng.choice(pool, size, replace=False), code)
        planted[world.skills[code]] = "new"
    return world, planted


def declining(world: World, rng: np.random.Generator, known: Mapping[str, bool]) -> Planted:
    """Known skills that lose three quarters of their recent mentions."""
    planted = _chosen(world, rng, _N_FALLING, 4 * LEAST_A_YEAR, known)
    gone = (
        np.isin(world.skill, planted) & (world.month[world.vacancy] >= RECENT) & (rng.random(len(world.skill)) < 0.75)
    )
    return world.without(gone), {world.skills[s]: "declining" for s in planted}


def nothing(world: World, rng: np.random.Generator, known: Mapping[str, bool]) -> Planted:
    """Nothing changes but by chance."""
    return world, {}


def added_source(world: World, rng: np.random.Generator, known: Mapping[str, bool]) -> Planted:
    """The second largest source is collected in the recent months only."""
    late = world.source == int(np.argsort(-np.bincount(world.source))[1])
    return replace(world, month=np.where(late, rng.integers(RECENT, len(MONTHS), len(late)), world.month)), {}


def doubled_field(world: World, rng: np.random.Generator, known: Mapping[str, bool]) -> Planted:
    """The third largest field doubles in the recent months; the vacancies are taken from its earlier months."""
    field = int(np.argsort(-np.bincount(world.field))[2])
    moved = (world.field == field) & (world.month < RECENT) & (rng.random(len(world.field)) < 3 / RECENT)
    return replace(world, month=np.where(moved, rng.integers(RECENT, len(MONTHS), len(moved)), world.month)), {}


def one_employer(world: World, rng: np.random.Generator, known: Mapping[str, bool]) -> Planted:
    """One employer posts a rare known skill sixty times in the recent months, each time in other words."""
    sizes = np.bincount(world.skill, minlength=len(world.skills))
    rare = np.flatnonzero((sizes <= 5) & np.array([known.get(s, False) for s in world.skills]))
    field = int(np.bincount(world.field).argmax())
    posts = rng.choice(np.flatnonzero((world.month >= RECENT) & (world.field == field)), REPOSTS, replace=False)
    employer = world.employer.copy()
    employer[posts] = employer[posts[0]]
    return replace(world, employer=employer).with_mentions(posts, int(rng.choice(rare))), {}


WORLDS: dict[str, Callable[[World, np.random.Generator, Mapping[str, bool]], Planted]] = {
    "null": nothing, "tripled": tripled, "new_terms": new_terms, "declining": declining,
    "added_source": added_source, "one_employer": one_employer, "doubled_field": doubled_field,
}  # fmt: skip


def try_all(reader: Reader, rules: Emergence, seeds: int, limit: int | None = None) -> list[Trial]:
    """Every world once per seed; the null world of a seed is the ground of its other worlds."""
    listed = reader.frame("select skill_id, is_known from marts.skills")
    known = dict(zip(listed["skill_id"].tolist(), listed["is_known"].astype(bool).tolist(), strict=True))
    trials = []
    with progress("planting trends", seeds * len(WORLDS)) as advance:
        for seed in range(1, seeds + 1):
            ground = of_build(reader, limit, seed)
            for number, (name, plant) in enumerate(WORLDS.items()):
                world, wanted = plant(ground, np.random.default_rng([seed, number]), known)
                trials.append(_trial(name, seed, world, wanted, verdicts(world, known, rules)))
                advance(1)
    return trials


def _trial(name: str, seed: int, world: World, wanted: Mapping[str, str], found: Mapping[str, str]) -> Trial:
    missed = tuple(sorted(f"{skill}: {found.get(skill)}" for skill, s in wanted.items() if found.get(skill) != s))
    beside = tuple(sorted(s for s, status in found.items() if status in ("new", "rising") and s not in wanted))
    return Trial(
        name, seed, len(world.source), len(wanted), len(wanted) - len(missed), len(beside), len(found), missed, beside
    )


def summary(trials: list[Trial]) -> list[dict[str, Any]]:
    """One row per world over its seeds."""
    rows = []
    for name in dict.fromkeys(t.world for t in trials):
        of = [t for t in trials if t.world == name]
        planted, found = sum(t.n_planted for t in of), sum(t.n_found for t in of)
        rows.append({
            "world": name, "worlds": len(of), "n_vacancies": of[0].n_vacancies, "planted": planted, "found": found,
            "recall": found / planted if planted else None, "alerts_beside": sum(t.n_beside for t in of),
            "skills_judged": sum(t.n_skills for t in of), "trials": [asdict(t) for t in of],
        })  # fmt: skip
    return rows
