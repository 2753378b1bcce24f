"""How long did a rise stand? Earlier calls looked at again in the months after; pure statistics on counts.

A call stands at a later month when the three months up to it still show the effect: in the strata that the call
compared the skill is named at least `effect` times as often as the baseline's rates within these strata would give
(indirect standardisation, as in `taxonomy.panel`: a stratum that grows or goes moves nothing), and at least as often
as the gate "postings" asked, in proportion to the vacancies there then are (a new term has no rate before).

Months in which too little was collected say nothing. A call whose later months are not in the data yet is censored:
it stood at least so long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taxonomy.panel import Counts, Floats, Ints
from taxonomy.thresholds import Emergence

LATER = (3, 6, 12)
"""Months after a call at which it is looked at again for the summary."""


@dataclass(frozen=True)
class Stood:
    """One call, followed through the months after it."""

    months: int
    """Months from the call to the last look at which it stood without having fallen before; 0: fell at the first."""
    fell_after: int | None
    """Months from the call to the first look at which it did not stand; None: not yet, or never looked at."""
    followed: int
    """Months from the call to the last look at all; 0: none yet."""
    up: tuple[bool | None, ...]
    """Whether it stood at each of LATER; None: not in the data, or too little collected then."""


def follow(
    counts: Counts, at: int, recent: Sequence[int], baseline: Sequence[int], skills: Ints, rules: Emergence
) -> list[Stood]:
    """Each of `skills` (indexes), called at month `at` from the months `recent` and `baseline` (indexes)."""
    if not len(skills):
        return []
    n_strata, n_months = counts.exposure.shape
    seen = _seen(counts, skills, at - rules.recent_months - rules.baseline_months)
    exposure = counts.exposure
    before, called = exposure[:, list(baseline)].sum(axis=1), exposure[:, list(recent)].sum(axis=1)
    strata = (before >= rules.min_stratum_exposure) & (called >= rules.min_stratum_exposure)
    rate: Floats = np.zeros((len(skills), n_strata))
    rate[:, strata] = seen[:, strata][:, :, list(baseline)].sum(axis=2) / before[strata]
    pace = rules.newest_month_pace * before[strata].sum() / len(baseline)
    at_call = float(called[strata].sum())
    looks: dict[int, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}
    for later in range(at + 1, n_months):
        months = [m for m in range(later - rules.recent_months + 1, later + 1)
                  if exposure[:, m].sum() >= rules.min_month_exposure]  # fmt: skip
        then = exposure[:, months].sum(axis=1)
        n = float(then[strata].sum())
        enough = later in months and n >= max(rules.min_window_exposure, pace * len(months))
        if not enough or exposure[strata, later].sum() < pace:
            continue
        observed = seen[:, strata][:, :, months].sum(axis=(1, 2))
        floor = rules.min_recent * min(1.0, n / max(at_call, 1.0))
        looks[later - at] = (observed >= rules.effect * (rate @ then)) & (observed >= floor)
    return [_stood({ahead: bool(up[k]) for ahead, up in looks.items()}) for k in range(len(skills))]


def _stood(looks: dict[int, bool]) -> Stood:
    fell = next((ahead for ahead, up in looks.items() if not up), None)
    stood = [ahead for ahead, up in looks.items() if up and (fell is None or ahead < fell)]
    return Stood(max(stood, default=0), fell, max(looks, default=0), tuple(looks.get(ahead) for ahead in LATER))


def _seen(counts: Counts, skills: Ints, first: int) -> Floats:
    """Vacancies naming each of the skills from month `first` on, skills × strata × months."""
    place = np.full(counts.n_skills, -1)
    place[skills] = np.arange(len(skills))
    kept = (place[counts.skill] >= 0) & (counts.month >= first)
    seen: Floats = np.zeros((len(skills), *counts.exposure.shape))
    np.add.at(seen, (place[counts.skill[kept]], counts.stratum[kept], counts.month[kept]), counts.n[kept])
    return seen
