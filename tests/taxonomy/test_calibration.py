"""Probabilities corrected by what came of earlier forecasts: honest about time, and never a change of order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from taxonomy import calibration, thresholds
from taxonomy.calibration import USUAL, Calibration
from taxonomy.panel import Counts

RULES = thresholds.load().emergence
MONTHS = 24


def market(seed: int, drift: float, lasts: bool, skills: int = 400) -> Counts:
    """Skills whose log rates move from month to month; where nothing `lasts` they fall back at once."""
    rng = np.random.default_rng(seed)
    exposure = np.full((2, MONTHS), 4_000.0)
    steps = rng.normal(0, drift, (skills, MONTHS))
    moves = steps.cumsum(axis=1) if lasts else steps * np.sqrt(MONTHS)
    rate = np.exp(rng.uniform(np.log(0.003), np.log(0.05), (skills, 1)) + moves)
    n = rng.poisson(np.minimum(rate, 0.5)[:, None, :] * exposure)
    skill, stratum, month = np.nonzero(n)
    return Counts(skill, stratum, month, n[skill, stratum, month].astype(float), exposure, skills)


def fitted(counts: Counts, as_of: int = MONTHS - 1) -> Calibration:
    return calibration.past(counts, as_of, RULES).calibration(as_of)


def test_a_market_whose_rises_fall_back_is_believed_less() -> None:
    lively, fickle = fitted(market(1, 0.15, True)), fitted(market(1, 0.15, False))
    surest = np.array([0.5, 0.7])
    assert (fickle(surest) < lively(surest)).all()
    assert lively.n_origins == fickle.n_origins > 10


def test_corrected_probabilities_come_true_as_often_as_they_say() -> None:
    counts = market(3, 0.12, True, skills=1_500)
    past = calibration.past(counts, MONTHS - 1, RULES)
    found = past.calibration(MONTHS - 1)
    p, came = (np.concatenate(parts) for parts in zip(*(pair[1:] for pair in past._pairs(MONTHS - 1)), strict=True))
    assert abs(found(p).mean() - came.mean()) < 0.01
    assert ((found(p) - came) ** 2).mean() <= ((p - came) ** 2).mean()


def test_the_order_stays_and_what_is_not_known_stays_unknown() -> None:
    p = np.array([0.0, 0.01, 0.3, 0.9, 1.0])
    for shift, slope in ((-0.5, 0.8), (-3.0, 0.1), (1.0, 2.0)):
        corrected = Calibration(shift, slope, 3)(p)
        assert (np.diff(corrected) > 0).all()
        assert ((corrected >= 0) & (corrected <= 1)).all()
    assert np.isnan(Calibration(0, 1, 0)(np.array([np.nan])))[0]


def test_later_months_do_not_reach_back() -> None:
    counts = market(5, 0.15, True)
    then = fitted(counts.until(17), 17)
    for past in (calibration.past(counts, 17, RULES), calibration.past(counts, MONTHS - 1, RULES)):
        now = past.calibration(17)
        assert (now.shift, now.slope) == pytest.approx((then.shift, then.slope))


def test_without_a_past_the_usual_correction_stands_in() -> None:
    counts = market(7, 0.15, True).until(6)
    found = fitted(counts, 6)
    assert (found.shift, found.slope, found.n_origins) == (*USUAL, 0)


def test_a_shorter_horizon_is_judged_by_itself() -> None:
    counts = market(9, 0.15, True)
    rules = replace(RULES, horizon=3)
    past = calibration.past(counts, MONTHS - 1, rules)
    assert past.calibration(MONTHS - 1).n_origins > 0
    assert {horizon for _, horizon in past._seen} == {3}


def test_many_skills_are_learned_from_a_part_of_all_sizes() -> None:
    counts = market(11, 0.15, True, skills=6_001)
    assert calibration.past(counts, MONTHS - 1, RULES).counts.n_skills == 3_001
