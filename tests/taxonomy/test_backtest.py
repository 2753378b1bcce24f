"""Outcomes, measures and traps of the back-test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from taxonomy import backtest, thresholds
from taxonomy.forecast import Confirmation
from taxonomy.panel import Counts, panel, windows

RULES = replace(thresholds.load().emergence, min_window_exposure=100)
RULE = Confirmation(12, 1.5, 60, 0.001)


def two_years(rates: list[list[float]], exposure: np.ndarray) -> Counts:
    """Exact counts: `rates` per skill and month, the same in every stratum."""
    mean = np.array(rates)[:, None, :] * exposure[None]
    skill, stratum, month = np.nonzero(mean)
    return Counts(skill, stratum, month, mean[skill, stratum, month], exposure, len(rates))


def test_outcome_confirms_what_lasts_on_enough_vacancies() -> None:
    lasting, fading = [0.05] * 12 + [0.1] * 12, [0.05] * 12 + [0.15] * 2 + [0.05] * 10
    rare = [0.0005] * 12 + [0.002] * 12
    counts = two_years([lasting, fading, rare], np.full((2, 24), 500.0))
    window = windows(counts, 11, RULES)
    after = backtest.outcome(counts, window, RULE)
    assert after.market.tolist() == [True, False, False]
    assert after.ratio[0] == pytest.approx(2, rel=0.01)


def test_what_only_the_mix_lifts_is_confirmed_by_the_market_and_not_within() -> None:
    exposure = np.full((2, 24), 500.0)
    exposure[1, 12:] = 5_000
    counts = two_years([[0.05] * 24], exposure)
    only_there = counts.stratum == 1
    counts = Counts(
        counts.skill[only_there], counts.stratum[only_there], counts.month[only_there], counts.n[only_there],
        exposure, 1,
    )  # fmt: skip
    window = windows(counts, 11, RULES)
    after = backtest.outcome(counts, window, RULE)
    assert after.market[0]
    assert not after.within[0]


def test_average_precision_and_precision_at_k() -> None:
    truth = np.array([True, False, True, False])
    assert backtest.average_precision(np.array([4.0, 3, 2, 1]), truth) == pytest.approx((1 + 2 / 3) / 2)
    assert backtest.precision_at(2)(np.array([1.0, 2, 3, 4]), truth) == 0.5
    assert np.isnan(backtest.average_precision(np.ones(3), np.zeros(3, dtype=bool)))


def test_average_precision_agrees_with_scikit_learn() -> None:
    from sklearn.metrics import average_precision_score

    rng = np.random.default_rng(2)
    scores, truth = rng.normal(size=500), rng.random(500) < 0.2
    assert backtest.average_precision(scores, truth) == pytest.approx(average_precision_score(truth, scores))


def test_intervals_hold_the_figure_and_narrow_with_size() -> None:
    rng = np.random.default_rng(1)
    widths = []
    for n in (200, 5_000):
        scores = rng.normal(size=n)
        truth = rng.random(n) < 1 / (1 + np.exp(-scores))
        low, high = backtest.interval(backtest.average_precision, scores, truth, 100)
        assert low < backtest.average_precision(scores, truth) < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 2


def test_rivals_put_a_rise_before_a_fall() -> None:
    rise = [0.05] * 9 + [0.06, 0.08, 0.1]
    counts = two_years([rise, rise[::-1], [0.05] * 12], np.full((2, 12), 500.0))
    window = windows(counts, 11, RULES)
    found = backtest.rivals(panel(counts, window, 0.75))
    assert len(found) == 4
    for scores in found.values():
        assert scores.argmax() == 0
        assert scores.argmin() == 1


def test_shuffling_keeps_sizes_and_loses_the_trend() -> None:
    counts = two_years([[0.02] * 9 + [0.2] * 3] * 200, np.full((2, 12), 500.0))
    mixed = backtest.shuffled(counts, list(range(12)), seed=4)
    assert mixed.n.sum() == pytest.approx(counts.n.sum(), rel=0.02)
    recent = mixed.n[mixed.month >= 9].sum() / mixed.n.sum()
    assert recent == pytest.approx(0.25, abs=0.04)
    assert counts.n[counts.month >= 9].sum() / counts.n.sum() > 0.7


def test_traps_change_what_they_say_and_nothing_else() -> None:
    exposure = np.array([[500.0] * 12, [200.0] * 12])
    counts = two_years([[0.05] * 12, [0.1] * 12], exposure)
    recent = (9, 10, 11)
    added = backtest.with_added_source(counts, recent)
    assert added.exposure.shape == (3, 12)
    assert added.exposure[2].tolist() == [0.0] * 9 + [500.0] * 3
    np.testing.assert_array_equal(added.exposure[:2], exposure)
    grown = backtest.with_grown_stratum(counts, recent)
    assert grown.exposure[0, 9:].tolist() == [1000.0] * 3
    assert grown.exposure[1].tolist() == exposure[1].tolist()
    again = backtest.reposted(counts)
    assert again.n.sum() == 3 * counts.n.sum()
    assert again.exposure.sum() == 3 * exposure.sum()
