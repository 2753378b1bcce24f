"""How long calls stood: followed to the end of the data, never guessed beyond it, and moved by no stratum."""

from __future__ import annotations

import numpy as np

from taxonomy import standing, thresholds
from taxonomy.panel import Counts
from taxonomy.standing import Stood

RULES = thresholds.load().emergence
BASELINE, RECENT, CALL = range(9), range(9, 12), 11


def counts(rates: list[list[float]], exposure: np.ndarray) -> Counts:
    """Skills named at exactly these rates by month, alike in every stratum."""
    n = np.array(rates)[:, None, :] * exposure[None]
    skill, stratum, month = np.nonzero(n)
    return Counts(skill, stratum, month, n[skill, stratum, month], exposure, len(rates))


def follow(rates: list[list[float]], exposure: np.ndarray) -> list[Stood]:
    known = counts(rates, exposure)
    return standing.follow(known, CALL, RECENT, BASELINE, np.arange(len(rates)), RULES)


def step(months: int, back_after: int | None = None) -> list[float]:
    """Doubles in month 9 and falls back so many months after the call."""
    end = months if back_after is None else CALL + 1 + back_after
    return [0.04] * 9 + [0.08] * (end - 9) + [0.04] * (months - end)


def test_a_lasting_rise_stands_and_one_that_falls_back_does_not() -> None:
    lasting, passing = follow([step(24), step(24, back_after=4)], np.full((2, 24), 1_000.0))
    assert lasting == Stood(12, None, 12, (True, True, True))
    # three months are looked at together: one of the three up to the sixth is still high
    assert passing == Stood(6, 7, 12, (True, True, False))


def test_later_months_that_are_not_there_are_left_open() -> None:
    [early] = follow([step(16)], np.full((1, 16), 1_000.0))
    assert early == Stood(4, None, 4, (True, None, None))
    [newest] = follow([step(12)], np.full((1, 12), 1_000.0))
    assert newest == Stood(0, None, 0, (None, None, None))


def test_a_collection_that_runs_out_says_nothing() -> None:
    exposure = np.full((1, 24), 1_000.0)
    exposure[:, 13:] = 100.0  # a tenth of the pace: above the floor of a month, below a fair part
    [found] = follow([step(24, back_after=1)], exposure)
    assert found.followed == 1
    assert found.fell_after is None
    assert found.up == (None, None, None)


def test_a_stratum_that_grows_neither_raises_nor_fells_a_call() -> None:
    exposure = np.full((2, 24), 1_000.0)
    n = np.zeros((1, 2, 24))
    n[0, 0] = np.array(step(24)) * 1_000  # named in the first stratum alone
    exposure[1, 12:] = 9_000.0
    skill, stratum, month = np.nonzero(n)
    grown = Counts(skill, stratum, month, n[skill, stratum, month], exposure, 1)
    [found] = standing.follow(grown, CALL, RECENT, BASELINE, np.array([0]), RULES)
    assert found.up == (True, True, True)
    exposure = exposure.copy()
    exposure[0, 12:] = 3_000.0  # what merely comes with three times the vacancies is no rise
    flat = np.zeros((1, 2, 24))
    flat[0, 0] = 0.04 * exposure[0]
    flat[0, 0, 9:12] *= 2
    skill, stratum, month = np.nonzero(flat)
    back = Counts(skill, stratum, month, flat[skill, stratum, month], exposure, 1)
    [found] = standing.follow(back, CALL, RECENT, BASELINE, np.array([0]), RULES)
    assert found.up == (False, False, False)


def test_a_new_term_must_still_be_named_often_enough() -> None:
    still, gone = ([0.0] * 9 + [0.02] * 3 + [rate] * 12 for rate in (0.02, 0.001))
    kept, lost = follow([still, gone], np.full((1, 24), 1_000.0))
    assert kept.up == (True, True, True)
    assert lost.up == (False, False, False)


def test_nothing_called_is_nothing_followed() -> None:
    known = counts([step(24)], np.full((1, 24), 1_000.0))
    assert standing.follow(known, CALL, RECENT, BASELINE, np.array([], dtype=np.int64), RULES) == []
