"""The forecast behind the ranking: what it must order first, and what it must not believe."""

from __future__ import annotations

import numpy as np
import pytest

from taxonomy.forecast import MIN_MONTHS, Confirmation, forecast, needed_ratio

RULE = Confirmation(horizon=12, effect=1.5, min_total=60, p=0.001)
EXPOSURE = np.full(12, 10_000.0)


def crowd(seed: int = 1, n: int = 300, months: int = 12) -> np.ndarray:
    """Skills of all sizes whose rates only drift a little."""
    rng = np.random.default_rng(seed)
    rate = np.exp(rng.uniform(np.log(3), np.log(300), n))[:, None]
    drift = np.exp(np.cumsum(rng.normal(0, 0.05, (n, months)), axis=1))
    return rng.poisson(rate * drift).astype(float)


def ahead(rows: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    """(confirmed, lasting) of the rows among a crowd."""
    observed = np.vstack([np.array(rows, dtype=float), crowd()])
    expected = observed.mean(axis=1, keepdims=True) * np.ones((1, 12))
    found = forecast(observed, expected, EXPOSURE, RULE)
    assert found.fitted_laws
    return found.confirmed[: len(rows)], found.lasting[: len(rows)]


def test_a_risen_level_is_expected_to_last_and_a_fallen_or_flat_one_not_to_rise() -> None:
    risen = [30, 28, 33, 29, 31, 30, 27, 32, 30, 90, 95, 88]
    flat = [50, 48, 53, 49, 51, 50, 47, 52, 50, 50, 49, 51]
    fallen = risen[::-1]
    _, lasting = ahead([risen, flat, fallen])
    assert lasting[0] > 0.9
    assert lasting[1] < 0.1
    assert lasting[2] < 0.05


def test_a_steady_rise_is_believed_more_than_a_jagged_one_of_the_same_sums() -> None:
    steady = [40, 43, 46, 50, 54, 58, 63, 68, 73, 79, 85, 92]
    jagged = [12, 85, 33, 70, 22, 88, 25, 101, 60, 40, 125, 90]
    assert sum(steady[9:]) == pytest.approx(sum(jagged[9:]), abs=5)
    _, lasting = ahead([steady, jagged])
    assert lasting[0] > lasting[1] + 0.2


def test_one_loud_month_is_no_level() -> None:
    spike = [30, 28, 33, 29, 31, 30, 27, 32, 30, 30, 29, 150]
    risen = [30, 28, 33, 29, 31, 30, 27, 32, 30, 70, 69, 70]
    _, lasting = ahead([spike, risen])
    assert lasting[0] < 0.2 < lasting[1]


def test_few_vacancies_confirm_little_however_steep() -> None:
    steep = [0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 2, 2]
    confirmed, lasting = ahead([steep])
    assert confirmed[0] < 0.5 * lasting[0] < 0.2


def test_what_is_needed_grows_as_numbers_shrink() -> None:
    needed = needed_ratio(np.array([0.0, 10, 30, 60, 300, 3_000, 1e6]), 12, RULE)
    assert (np.diff(needed) <= 1e-12).all()
    assert needed[-1] == pytest.approx(1.5)
    assert needed[1] == pytest.approx(50 / 10.5, rel=0.05)  # ten so far, sixty asked in both years together


def test_what_is_needed_is_just_what_the_exact_test_asks() -> None:
    from scipy import stats

    for total in (40, 90, 200):
        later = np.arange(total, 6 * total)
        passes = stats.binom.sf(later - 1, total + later, 0.5) < RULE.p
        smallest = later[passes & (later >= 1.5 * total) & (later + total >= 60)][0]
        assert needed_ratio(np.array([float(total)]), 12, RULE)[0] == pytest.approx(smallest / total, rel=0.06)


def test_too_few_months_are_no_forecast() -> None:
    observed = crowd(months=MIN_MONTHS - 1)
    found = forecast(observed, observed * 0 + 5, EXPOSURE[: MIN_MONTHS - 1], RULE)
    assert np.isnan(found.lasting).all()


def test_too_few_skills_are_said() -> None:
    observed = crowd(n=10)
    assert not forecast(observed, observed * 0 + 30, EXPOSURE, RULE).fitted_laws


def test_probabilities_hold_where_the_world_is_as_modelled() -> None:
    rng = np.random.default_rng(7)
    rate = np.exp(rng.uniform(np.log(20), np.log(200), 3_000))[:, None]
    walk = np.cumsum(rng.normal(0, 0.12 * np.sqrt(0.5), (3_000, 24)), axis=1)
    # a slope that moves as much between two half-years as the walk does
    slope = rng.normal(0, 0.12 * np.sqrt(0.5 * 73 / 18 / 36), (3_000, 1)) * np.arange(24)
    drift = np.exp(walk + slope)
    months = rng.poisson(rate * drift).astype(float)
    past, future = months[:, :12], months[:, 12:]
    expected = past.mean(axis=1, keepdims=True) * np.ones((1, 12))
    found = forecast(past, expected, EXPOSURE, RULE).lasting
    came = future.sum(axis=1) >= 1.5 * past.sum(axis=1)
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1.0)):
        inside = (found >= low) & (found < high)
        assert inside.sum() > 20
        assert came[inside].mean() == pytest.approx(found[inside].mean(), abs=0.15)
