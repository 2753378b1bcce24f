"""Will a rise last? The probability that a skill's share of the next months stays well above that of the last year.

A rise is worth teaching only if it lasts, so skills are ranked by what a back-test can check: the share of the next
`horizon` months is at least `effect` times that of the compared months, on enough vacancies to rule out chance.

Model (local linear trend: Harvey, 1989; Durbin and Koopman, 2012). r_st = observed / expected of skill s in month t,
about a mean of one:

    2√r_st = μ_s + x_st + ε_st,   Var ε_st = v_s n̄ / n_t,   x_s ~ N(0, q_s K),   K = ½ (random walk) + ½ (steady slope)

The root makes the noise of counts the same at every level (Anscombe, 1948), so a risen level is not read as noise.
Both parts of K are scaled to move as much between two half-years. Nothing is tuned by hand:

- How much skills of one size move is read from the data: squared log ratios of adjacent half-years and of adjacent
  quarters follow a power of the skill's size (Taylor's law; Gamma regression with log link, McCullagh and Nelder,
  1989). A random walk grows with the length of the blocks and noise shrinks with it, so the two lengths tell q from v.
- A skill's own noise, from its month-to-month differences, pulls v towards itself: a jagged series is believed less
  than a steady one. The highest month counts no more than the second highest.
- Jumps: q may be 1, 4, … 256 times that of skills of its size; the shares of these classes are found by
  expectation-maximisation over all skills, each skill's own by Bayes' rule. Past jumps raise the level, not the
  uncertainty about the future.

The best linear prediction of (mean of the next months) − (mean of the compared months) is exact and cheap in the
eigenvectors of K; the answer is Φ((log forecast − log needed) / standard deviation), averaged over the classes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

MIN_MONTHS = 6
"""Two quarters of two halves are needed to tell movement from noise."""
_JUMPS = np.array([1.0, 4.0, 16.0, 64.0, 256.0])
_SLOPE_SHARE = 0.5
_SIZE_FOR_LAWS = 30.0
_FALLBACK_LAWS = (np.array([-1.22, -0.44]), np.array([-1.50, -0.63]))
"""Used where fewer than MIN_SKILLS are large enough: log variance between halves and quarters at 400 vacancies, and
its power of size. Medians of the fits on 22 tables of Chinese postings of 2021 (the market, 14 occupations, 7 regions
of Job-SDF)."""
_REFERENCE = np.log(400.0)
MIN_SKILLS = 30


@dataclass(frozen=True)
class Confirmation:
    """What the next months must show for a rise to count as confirmed."""

    horizon: int
    effect: float
    min_total: float
    p: float


@dataclass(frozen=True)
class Forecast:
    """Per skill; NaN everywhere where fewer than MIN_MONTHS months were compared."""

    confirmed: Floats
    """Probability that the next months show the effect on enough vacancies to rule out chance: the ranking score."""
    lasting: Floats
    """Probability of the effect alone."""
    expected_ratio: Floats
    """Expected share of the next months over that of the compared months."""
    fitted_laws: bool
    """False where too few skills were large enough, and middle values of other tables stand in."""


def needed_ratio(total: Floats, n_months: int, rule: Confirmation) -> Floats:
    """Smallest ratio of shares that counts as confirmed for a skill with `total` vacancies in the compared months.

    At equal monthly exposure: the effect, at least `min_total` vacancies in both spans together, and a one-sided
    binomial test (normal approximation) below `p`: t (1 − π) − y = z √(t π (1 − π)) solved for the joint total t."""
    pi = rule.horizon / (n_months + rule.horizon)
    z = float(stats.norm.isf(rule.p))
    root = (z * np.sqrt(pi * (1 - pi)) + np.sqrt(z * z * pi * (1 - pi) + 4 * (1 - pi) * total)) / (2 * (1 - pi))
    later = np.maximum.reduce([
        root**2 - total,
        rule.min_total - total,
        total * rule.effect * rule.horizon / n_months,
    ])  # fmt: skip
    ratio: Floats = (later / rule.horizon) / ((total + 0.5) / n_months)
    return np.maximum(ratio, rule.effect)


def _squared_changes(observed: Floats, expected: Floats, length: int) -> Floats:
    """Squared log ratio of adjacent blocks of `length` months, newest first, mean over the pairs."""
    n = observed.shape[1]
    ends = [n - k * length for k in range(n // length)]
    logs = [
        np.log((observed[:, e - length : e].sum(axis=1) + 0.5) / (expected[:, e - length : e].sum(axis=1) + 0.5))
        for e in ends
    ]
    changes: Floats = np.mean([(late - early) ** 2 for late, early in pairwise(logs)], axis=0)
    return changes


def _power_law(squared: Floats, log_size: Floats) -> Floats:
    """Coefficients of log E[squared] = a + b (log size − reference): Gamma regression by reweighted least squares."""
    design = np.column_stack([np.ones(len(squared)), log_size - _REFERENCE])
    found = np.array([np.log(squared.mean()), 0.0])
    for _ in range(60):
        mean = np.exp(design @ found)
        step = np.linalg.lstsq(design, (squared - mean) / mean, rcond=None)[0]
        found = found + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return found


def _movement_and_noise(observed: Floats, expected: Floats) -> tuple[Floats, Floats, bool]:
    """(q, v) of skills of each skill's size, per month, and whether they were fitted to these data."""
    half = observed.shape[1] // 2
    quarter = max(half // 2, 1)
    total = observed.sum(axis=1)
    log_size = np.log(np.maximum(total, 5.0))
    large = total >= _SIZE_FOR_LAWS
    fitted = int(large.sum()) >= MIN_SKILLS
    laws = _FALLBACK_LAWS
    if fitted:
        by_length = [_squared_changes(observed, expected, length)[large] + 1e-6 for length in (half, quarter)]
        laws = (_power_law(by_length[0], log_size[large]), _power_law(by_length[1], log_size[large]))
    halves, quarters = (np.exp(a + b * (log_size - _REFERENCE)) for a, b in laws)
    # Var(difference of adjacent block means): q (2m² + 1) / 3m of a random walk, 2v / m of noise
    walk_half, walk_quarter, shrink = _walk(half), _walk(quarter), quarter / half
    q = np.maximum((halves - quarters * shrink) / (walk_half - walk_quarter * shrink), 0.1 * halves / walk_half)
    v = np.maximum((quarters - walk_quarter * q) * quarter / 2, 0.1 * quarters * quarter / 2)
    return q, v, fitted


def _walk(length: int) -> float:
    return (2 * length * length + 1) / (3 * length)


def _own_noise(root: Floats, q: Floats, v: Floats, total: Floats) -> Floats:
    """v of each skill: that of its size times its own month-to-month scatter, with one month's weight on the former."""
    squares = np.sort(np.diff(root, axis=1) ** 2, axis=1)
    # a step makes one large difference, noise makes many
    squares[:, -1] = squares[:, -2]
    scatter = squares.sum(axis=1) / (q + 2 * v)
    n = root.shape[1] - 1
    frequent = total >= 60
    usual = max(float(np.median(scatter[frequent] / n)), 0.3) if frequent.any() else 1.0
    own: Floats = v * np.maximum((scatter + 1) / (n * usual + 1), 0.3)
    return own


def forecast(observed: Floats, expected: Floats, exposure: Floats, rule: Confirmation) -> Forecast:
    """Forecast of every skill from series of the same months (skills × months; `exposure` per month)."""
    n = observed.shape[1]
    if n < MIN_MONTHS:
        nothing = np.full(len(observed), np.nan)
        return Forecast(nothing, nothing, nothing, False)
    total = observed.sum(axis=1)
    q, v, fitted = _movement_and_noise(observed, expected)
    # one vacancy at the usual rate is added to every month: a month in which little was to be expected says little
    raw = (observed + 1) / (expected + 1)
    v = _own_noise(2 * np.sqrt(raw), q, v, total)
    capped = np.minimum(raw, np.sort(raw, axis=1)[:, -2:-1])
    weight = expected / np.maximum(expected.sum(axis=1, keepdims=True), 1e-9)
    mean = (capped * weight).sum(axis=1, keepdims=True)
    root = np.sqrt(np.where(mean > 0, capped / np.maximum(mean, 1e-9), 1.0))

    change, spread, class_of = _predict(2 * root, q, v, exposure, rule.horizon, total >= 10)
    level = (root * weight).sum(axis=1, keepdims=True)
    logs = 2 * np.log(np.maximum(level + change / 2, 0.2))
    deviation = np.sqrt(spread + (v / rule.horizon)[:, None])
    return Forecast(
        _above(logs, deviation, class_of, np.log(needed_ratio(total, n, rule))),
        _above(logs, deviation, class_of, np.full(len(total), np.log(rule.effect))),
        np.exp((class_of * logs).sum(axis=1)), fitted,
    )  # fmt: skip


def _above(logs: Floats, deviation: Floats, class_of: Floats, needed: Floats) -> Floats:
    found: Floats = (class_of * stats.norm.cdf((logs - needed[:, None]) / deviation)).sum(axis=1)
    return found


def _predict(
    x: Floats, q: Floats, v: Floats, exposure: Floats, horizon: int, fitted: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats]:
    """(predicted change, its variance, probability of each jump class), skills × classes."""
    n = x.shape[1]
    at = np.arange(n)
    walk = np.minimum.outer(at + 1.0, at + 1.0)
    half = n // 2
    slope_scale = _walk(half) / half**2
    months_ahead = (n + horizon) / 2
    past = -exposure / exposure.sum()
    level = past + (at == n - 1)
    slope = at - at.mean()
    kernel = (1 - _SLOPE_SHARE) * walk + _SLOPE_SHARE * slope_scale * np.outer(at, at)
    with_target = (1 - _SLOPE_SHARE) * (walk @ level) + _SLOPE_SHARE * slope_scale * slope * months_ahead
    to_come = sum(((horizon + 1 - k) / horizon) ** 2 for k in range(1, horizon + 1))
    target = (1 - _SLOPE_SHARE) * (level @ walk @ level + to_come) + _SLOPE_SHARE * slope_scale * months_ahead**2

    # months with few vacancies are noisier for every skill: whiten, take out the unknown mean, turn to eigenvectors
    whiten = np.sqrt(np.maximum(exposure, 1e-9) / exposure.mean())
    mean = whiten / np.linalg.norm(whiten)
    project = np.eye(n) - np.outer(mean, mean)
    values, vectors = np.linalg.eigh(project @ (kernel * np.outer(whiten, whiten)) @ project)
    values, vectors = np.maximum(values[1:], 0), vectors[:, 1:]
    turned = (x * whiten) @ vectors
    covariance = (whiten * with_target) @ vectors

    signal = (q / v)[:, None] * _JUMPS
    change, spread, fit = (np.empty((len(x), len(_JUMPS))) for _ in range(3))
    for k in range(len(_JUMPS)):
        scale = 1 + signal[:, k : k + 1] * values
        fit[:, k] = -0.5 * (np.log(scale) + turned**2 / (v[:, None] * scale)).sum(axis=1)
        gain = signal[:, k : k + 1] * covariance / scale
        change[:, k] = (gain * turned).sum(axis=1)
        spread[:, k] = v * (signal[:, k] * target - (gain * signal[:, k : k + 1] * covariance).sum(axis=1))
    likelihood = np.exp(fit - fit.max(axis=1, keepdims=True))
    class_of = likelihood * mixture_weights(likelihood, fitted)
    class_of /= class_of.sum(axis=1, keepdims=True)
    return change, np.maximum(np.minimum(spread, spread[:, :1]), 1e-6), class_of


def mixture_weights(likelihood: Floats, fitted: NDArray[np.bool_]) -> Floats:
    """Shares of the classes by expectation-maximisation over the rows `fitted`, one pseudo-count each."""
    n_classes = likelihood.shape[1]
    weights = np.full(n_classes, 1 / n_classes)
    for _ in range(300):
        part = weights * likelihood[fitted]
        updated = (part / part.sum(axis=1, keepdims=True)).sum(axis=0) + 1.0
        updated /= updated.sum()
        converged = np.abs(updated - weights).max() < 1e-5
        weights = updated
        if converged:
            break
    return weights
