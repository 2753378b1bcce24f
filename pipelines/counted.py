"""Verdicts from a table of counts alone: no postings, no warehouse, so employers and sources are not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.signals import NothingToCompare
from pipelines.tables import Table
from taxonomy import emergence
from taxonomy.gates import examined, in_words
from taxonomy.panel import Counts, Windows, windows
from taxonomy.thresholds import Emergence

Row = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """All skills of a table, best first, and what was compared."""

    as_of: str
    rows: list[Row]
    recent: list[str]
    baseline: list[str]
    months_left_out: list[str]
    strata_left_out: list[str]
    fitted_laws: bool

    def title(self) -> str:
        """One line above the table."""
        return f"as of {self.as_of} · recent {', '.join(self.recent)} · before {self.baseline[0]} – {self.baseline[-1]}"

    def notes(self) -> list[str]:
        """What a reader must know of the comparison."""
        lines = [
            "score = probability that the next year confirms the rise; ratio, interval and q hold the mix of strata "
            "constant / score 为此后一年证实上升的概率；倍数、区间、q 均已固定分层构成",
            "employers and sources: not known from a table of counts / 计数表中没有雇主和来源",
        ]
        if self.months_left_out:
            lines.append(f"months left out (too few vacancies) / 未用月份: {', '.join(self.months_left_out)}")
        if self.strata_left_out:
            lines.append(f"strata left out (not in both windows) / 未用分层: {', '.join(self.strata_left_out)}")
        if not self.fitted_laws:
            lines.append(
                "too few skills to learn how much shares move; middle values of other tables stand in, so read score "
                "as an order only / 技能过少，波动规律取自其他数据，score 只宜作排序"
            )
        return lines


def default_month(table: Table, rules: Emergence) -> str:
    """The latest month whose windows hold enough; raises NothingToCompare where none does."""
    for at in range(len(table.months) - 1, 0, -1):
        window = windows(table.counts, at, rules)
        if window.enough and at in window.recent:
            return table.months[at]
    raise NothingToCompare(_too_little(table.months[-1], rules))


def _too_little(month: str, rules: Emergence) -> str:
    return (
        f"too little around {month}: the {rules.recent_months} months up to it and the {rules.baseline_months} before "
        f"need {rules.min_window_exposure} vacancies each (sums of n_total) in strata that both share / "
        f"{month} 前后数据不足"
    )


def judge(table: Table, as_of: str | None, rules: Emergence) -> Judged:
    """Every skill of the table as of a month, from what the table knew then; raises NothingToCompare, BadInput."""
    month = as_of or default_month(table, rules)
    at = table.month_index(month)
    known = table.counts.until(at)
    window = windows(known, at, rules)
    if not window.enough:
        raise NothingToCompare(_too_little(month, rules))
    found = emergence.change(known, window, rules)
    support = support_of(known, at, rules)
    statuses = emergence.verdicts(found, support, rules)
    passed = emergence.gates(found, support, rules)
    order = np.lexsort((np.arange(len(table.skills)), -found.ratio, -np.nan_to_num(found.score)))
    rows = [
        {"rank": rank, **_row(table, found, window, statuses, int(s)), "gates": examined(passed, int(s)),
         "reasons": _reasons(passed, found, support, rules, int(s))}
        for rank, s in enumerate(order, start=1)
    ]  # fmt: skip
    names, strata = table.months, table.strata
    return Judged(
        month, rows, [names[m] for m in window.recent], [names[m] for m in window.baseline],
        [names[m] for m in window.months_left_out], [strata[s] for s in window.strata_left_out], found.fitted_laws,
    )  # fmt: skip


def support_of(known: Counts, as_of: int, rules: Emergence) -> emergence.Support:
    """What a table tells of support: only when a skill was first seen.

    A skill counts as unknown before only where the table reaches back over the whole comparison before that."""
    first = np.full(known.n_skills, as_of + 1, dtype=np.int64)
    np.minimum.at(first, known.skill, known.month)
    months_before = rules.recent_months + rules.baseline_months - rules.new_months
    return emergence.Support(None, None, as_of - first, first < months_before, 0)


def _number(value: float, digits: int = 4) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)


def _row(table: Table, found: emergence.Change, window: Windows, statuses: list[str], s: int) -> Row:
    return {
        "skill": table.skills[s],
        "score": _number(found.score[s], 6),
        "status": statuses[s],
        "ratio": round(float(found.ratio[s]), 4),
        "ratio_low": round(float(found.ratio_low[s]), 4),
        "ratio_high": round(float(found.ratio_high[s]), 4),
        "q_value": float(found.q_up[s]),
        "probability": _number(found.probability[s]),
        "lasting": _number(found.lasting[s]),
        "score_within": _number(found.within[s], 6),
        "expected_ratio": _number(found.expected_ratio[s]),
        "year_ratio": _number(found.year_ratio[s]),
        "n_recent": float(found.y_recent[s]),
        "n_baseline": float(found.y_baseline[s]),
        "share_recent": float(found.y_recent[s] / window.n_recent),
        "share_baseline": float(found.y_baseline[s] / window.n_baseline),
        "months_up": int(found.months_up[s]),
    }


def _reasons(
    passed: Mapping[str, emergence.Gate], found: emergence.Change, support: emergence.Support, rules: Emergence, s: int
) -> dict[str, list[str]]:
    words = in_words(passed, found, support, rules, s)
    return {"zh": [w.zh for w in words], "en": [w.en for w in words]}
