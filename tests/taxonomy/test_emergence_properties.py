"""What must not matter does not: growth of everything, of a stratum, more of the same posting, a stranger beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy import emergence, thresholds
from taxonomy.emergence import Change, Support
from taxonomy.panel import Counts, panel, windows

RULES = thresholds.load().emergence
MONTHS, STRATA, SKILLS = 15, 3, 60


def market(seed: int, rising: int = 3, strata: int = STRATA) -> Counts:
    """Skills with constant rates but `rising` of them, which triple in the last three months."""
    rng = np.random.default_rng(seed)
    exposure = rng.integers(400, 900, (strata, MONTHS)).astype(float)
    rate = rng.uniform(0.005, 0.06, (SKILLS, strata))
    mean = rate[:, :, None] * exposure[None]
    mean[:rising, :, -3:] *= 3
    n = rng.poisson(mean)
    skill, stratum, month = np.nonzero(n)
    return Counts(skill, stratum, month, n[skill, stratum, month].astype(float), exposure, SKILLS)


def judged(counts: Counts) -> Change:
    window = windows(counts, counts.exposure.shape[1] - 1, RULES)
    assert window.enough
    return emergence.change(counts, window, RULES)


def verdicts(counts: Counts) -> list[str]:
    n = counts.n_skills
    support = Support(None, None, np.full(n, 30), np.ones(n, dtype=bool), 0)
    return emergence.verdicts(judged(counts), support, RULES)


seeds = st.integers(0, 10_000)
few = settings(max_examples=15, deadline=None)


@few
@given(seeds, st.floats(1.0, 8.0))
def test_a_proportional_rise_of_everything_changes_no_expectation(seed: int, factor: float) -> None:
    counts = market(seed)
    exposure = counts.exposure.copy()
    exposure[:, -3:] *= factor
    grown = Counts(
        counts.skill, counts.stratum, counts.month, np.where(counts.month >= MONTHS - 3, counts.n * factor, counts.n),
        exposure, SKILLS,
    )  # fmt: skip
    before, after = (panel(c, windows(c, MONTHS - 1, RULES), 0.75) for c in (counts, grown))
    assert after.sums(after.observed)[1].sum() == pytest.approx(before.sums(before.observed)[1].sum() * factor)
    for p in (before, after):
        np.testing.assert_allclose(p.within.sum(axis=1), p.total)
        np.testing.assert_allclose(p.market.sum(axis=1), p.total)
    plain, more = judged(counts), judged(grown)
    # the same skills rise, and nobody else
    assert set(np.argsort(-more.ratio)[:3]) == set(np.argsort(-plain.ratio)[:3]) == {0, 1, 2}


@few
@given(seeds, st.integers(0, STRATA - 1), st.floats(2.0, 6.0))
def test_a_stratum_that_grows_raises_no_verdict(seed: int, which: int, factor: float) -> None:
    counts = market(seed, rising=0)
    exposure = counts.exposure.copy()
    exposure[which, -3:] = np.round(exposure[which, -3:] * factor)
    rng = np.random.default_rng(seed)
    grown = (counts.stratum == which) & (counts.month >= MONTHS - 3)
    n = np.where(grown, rng.poisson(counts.n * factor), counts.n)
    assert "rising" not in verdicts(Counts(counts.skill, counts.stratum, counts.month, n, exposure, SKILLS))


@few
@given(seeds, st.integers(2, 5))
def test_reposting_everything_moves_no_ratio_and_makes_no_rise(seed: int, times: int) -> None:
    counts = market(seed, rising=0)
    more = Counts(counts.skill, counts.stratum, counts.month, counts.n * times, counts.exposure * times, SKILLS)
    # without the dispersion that the repeats bring, chance itself would look like many rises
    assert "rising" not in verdicts(more)
    strong = market(seed, rising=3)
    again = Counts(strong.skill, strong.stratum, strong.month, strong.n * times, strong.exposure * times, SKILLS)
    assert set(np.argsort(-judged(again).ratio)[:3]) == {0, 1, 2}


@few
@given(seeds, st.floats(100, 5_000))
def test_an_unrelated_stratum_changes_no_figure_within(seed: int, size: float) -> None:
    counts = market(seed)
    extra = np.vstack([counts.exposure, np.full((1, MONTHS), size)])
    more = Counts(counts.skill, counts.stratum, counts.month, counts.n, extra, SKILLS)
    plain, beside = judged(counts), judged(more)
    for name in ("ratio", "ratio_low", "ratio_high", "q_up", "q_down", "months_up"):
        np.testing.assert_allclose(getattr(beside, name), getattr(plain, name), err_msg=name)


@few
@given(seeds)
def test_a_stratum_that_only_just_came_moves_not_even_the_ranking(seed: int) -> None:
    counts = market(seed)
    extra = np.zeros((1, MONTHS))
    extra[0, -4:] = 3_000.0
    newcomer = Counts(
        np.append(counts.skill, np.repeat(np.arange(20), 4)), np.append(counts.stratum, np.full(80, STRATA)),
        np.append(counts.month, np.tile(np.arange(MONTHS - 4, MONTHS), 20)), np.append(counts.n, np.full(80, 400.0)),
        np.vstack([counts.exposure, extra]), SKILLS,
    )  # fmt: skip
    window = windows(newcomer, MONTHS - 1, RULES)
    found = panel(newcomer, window, RULES.market_presence)
    before, recent = found.sums(found.market)
    seen_before, seen_recent = found.sums(found.observed)
    raised = (seen_recent / recent)[5:20] / (seen_before / before)[5:20]
    assert np.median(raised) == pytest.approx(1.0, abs=0.15)


@few
@given(seeds, st.integers(0, 100))
def test_the_order_of_rows_and_names_does_not_matter(seed: int, other: int) -> None:
    counts = market(seed)
    at = np.random.default_rng(other).permutation(len(counts.n))
    mixed = Counts(counts.skill[at], counts.stratum[at], counts.month[at], counts.n[at], counts.exposure, SKILLS)
    np.testing.assert_allclose(judged(mixed).score, judged(counts).score)


@few
@given(seeds)
def test_the_future_does_not_reach_back(seed: int) -> None:
    counts = market(seed)
    early = windows(counts, MONTHS - 2, RULES)
    all_known = emergence.change(counts, early, RULES)
    then = emergence.change(counts.until(MONTHS - 2), windows(counts.until(MONTHS - 2), MONTHS - 2, RULES), RULES)
    for name in ("score", "ratio", "q_up", "lasting", "within"):
        np.testing.assert_allclose(getattr(all_known, name), getattr(then, name), err_msg=name)


def test_last_years_season_is_no_rise() -> None:
    rng = np.random.default_rng(3)
    exposure = np.full((2, 27), 900.0)
    mean = np.full((40, 2, 27), 25.0)
    seasonal = np.isin(np.arange(27) % 12, (0, 1, 2))  # the last three months, and the same of both years before
    mean[0][:, seasonal] *= 2.5
    mean[1][:, -3:] *= 2.5
    n = rng.poisson(mean)
    skill, stratum, month = np.nonzero(n)
    counts = Counts(skill, stratum, month, n[skill, stratum, month].astype(float), exposure, 40)
    found = emergence.change(counts, windows(counts, 26, RULES), RULES)
    support = Support(None, None, np.full(40, 30), np.ones(40, dtype=bool), 0)
    passed = emergence.gates(found, support, RULES)
    assert passed["season"] is not None
    assert passed["effect"] is not None
    assert passed["effect"][0]
    assert not passed["season"][0]
    assert passed["season"][1]
    assert emergence.verdicts(found, support, RULES)[:2] == ["watch", "rising"]


def test_without_a_year_before_the_season_is_not_known() -> None:
    counts = market(1)
    shorter = Counts(counts.skill, counts.stratum, counts.month - 3, counts.n, counts.exposure[:, 3:], SKILLS)
    kept = shorter.month >= 0
    shorter = Counts(
        shorter.skill[kept], shorter.stratum[kept], shorter.month[kept], shorter.n[kept], shorter.exposure, SKILLS
    )
    support = Support(None, None, np.full(SKILLS, 30), np.ones(SKILLS, dtype=bool), 0)
    passed = emergence.gates(judged(shorter), support, RULES)
    assert passed["season"] is None
    assert passed["employers"] is None
    assert passed["sources"] is None
