"""How demand for each requirement changed inside its certificate's job group, as rows for the warehouse.

The same windows, strata, shrinkage and error control as for skills (`taxonomy.emergence`), at the build's month, with
the requirements of one certificate as the series. A fall is what is called `declining` of a skill; nothing is said of
whether a change will last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.signals import as_counts
from taxonomy import emergence
from taxonomy.calibration import Calibration
from taxonomy.emergence import Change
from taxonomy.panel import Windows, windows
from taxonomy.registry import Taxonomy
from taxonomy.thresholds import Emergence
from warehouse.clause_trends import clause_counts
from warehouse.trends import Arrays, TrendCounts, months_before

Row = dict[str, Any]
REASONS = ("no_month", "few_vacancies", "few_mentions")
"""Why there is no trend: no month of the build could be judged; the job group has too few dated vacancies in one of
the windows; too few of them ask for the requirement."""
_AS_FORECAST = Calibration(0.0, 1.0, 0)
"""Forecasts are not read here, so they are not corrected: looking back over every month is most of the work."""


def trend_rows(arrays: Arrays, taxonomy: Taxonomy, as_of: str | None, rules: Emergence) -> list[Row]:
    """Rows of `derived.competency_trends`, one for each requirement; `as_of` is None where no month was judged."""
    clauses: dict[str, list[str]] = {}
    for competency in taxonomy.competencies:
        clauses.setdefault(competency.certificate, []).append(competency.competency_id)
    counted: dict[str, TrendCounts] = {}
    if as_of is not None:
        first = months_before(as_of, rules.recent_months + rules.baseline_months - 1)
        counted = dict(clause_counts(arrays, first, as_of))
    rows: list[Row] = []
    for certificate, ids in clauses.items():
        if certificate in counted:
            rows += _judged(counted[certificate], ids, rules)
        else:
            rows += _nothing(ids, "no_month" if as_of is None else "few_vacancies", 0, 0)
    return rows


def _judged(counts: TrendCounts, ids: list[str], rules: Emergence) -> Iterator[Row]:
    known = as_counts(counts)
    window = windows(known, len(counts.months) - 1, rules)
    recent, baseline = int(window.n_recent), int(window.n_baseline)
    if not window.enough or not counts.skills:
        yield from _nothing(ids, "few_vacancies" if not window.enough else "few_mentions", recent, baseline)
        return
    found = emergence.change(known, window, rules, _AS_FORECAST)
    at = {skill: place for place, skill in enumerate(counts.skills)}
    for competency in ids:
        place = at.get(competency)
        if place is None or found.y_recent[place] + found.y_baseline[place] < rules.min_total:
            yield from _nothing([competency], "few_mentions", recent, baseline)
        else:
            yield _row(competency, found, place, window, rules)


def _row(competency: str, found: Change, at: int, window: Windows, rules: Emergence) -> Row:
    up = found.q_up[at] < rules.q and found.ratio_low[at] > 1 and found.ratio[at] > rules.effect
    down = found.q_down[at] < rules.q and found.ratio_high[at] < 1 / rules.effect
    return {
        "competency_id": competency, "direction": "up" if up else "down" if down else "level",
        "ratio": round(float(found.ratio[at]), 4), "ratio_low": round(float(found.ratio_low[at]), 4),
        "ratio_high": round(float(found.ratio_high[at]), 4), "n_recent": int(found.y_recent[at]),
        "n_baseline": int(found.y_baseline[at]), "n_group_recent": int(window.n_recent),
        "n_group_baseline": int(window.n_baseline), "reason": None,
    }  # fmt: skip


def _nothing(ids: Iterable[str], reason: str, recent: int, baseline: int) -> Iterator[Row]:
    for competency in ids:
        yield {"competency_id": competency, "direction": None, "ratio": None, "ratio_low": None, "ratio_high": None,
               "n_recent": None, "n_baseline": None, "n_group_recent": recent, "n_group_baseline": baseline,
               "reason": reason}  # fmt: skip
