"""Counts from a warehouse → verdicts of emergence, one row per skill, as of a month."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines import novelty
from taxonomy import emergence
from taxonomy.gates import examined, in_words
from taxonomy.panel import Counts, Windows, windows
from taxonomy.thresholds import Emergence
from warehouse import trends

Row = dict[str, Any]
Kinds = Mapping[str, tuple[str, bool]]
"""Skill id → (type, whether the skill list has it)."""
SOFT_TYPES = ("soft", "language", "certificate")
"""Ranked behind the rest: every posting asks for them, and no curriculum gap follows from their rise."""


class NothingToCompare(ValueError):
    """No month has enough dated vacancies behind and before it."""


@dataclass(frozen=True)
class Signals:
    """Verdicts of all skills as of a month, and what was compared."""

    as_of: str
    rows: list[Row]
    recent: tuple[str, ...]
    baseline: tuple[str, ...]
    months_left_out: tuple[str, ...]
    strata: tuple[tuple[str, str], ...]
    n_recent: int
    n_baseline: int
    reasons: Mapping[str, dict[str, list[str]]]
    """By skill id: every gate in words, under `zh` and `en`."""

    def facts(self) -> dict[str, str]:
        """What every figure must be able to say of itself, for the build's facts."""
        return {
            "as_of": self.as_of,
            "recent_months": ", ".join(self.recent),
            "baseline_months": ", ".join(self.baseline),
            "months_left_out": ", ".join(self.months_left_out),
            "panel_sources": ", ".join(sorted({source for source, _ in self.strata})),
            "n_recent": str(self.n_recent),
            "n_baseline": str(self.n_baseline),
        }


def as_counts(counts: trends.TrendCounts) -> Counts:
    """The counts as the statistics read them; every stratum is a market of its own.

    Boards are read by search words, so which jobs a source shows is a fact of collection: a shift between strata must
    not even move the ranking."""
    group = np.arange(len(counts.strata), dtype=np.int64)
    return Counts(counts.skill, counts.stratum, counts.month, counts.n, counts.exposure, len(counts.skills), group)


def default_month(
    arrays: trends.Arrays, schema: trends.Schema, rules: Emergence, group: trends.Group = trends.EVERYTHING
) -> str:
    """The latest month whose windows hold enough at a fair pace; raises NothingToCompare where none does."""
    limits = trends.month_range(arrays, schema, group)
    counts = trends.trend_counts(arrays, schema, *limits, group) if limits else None
    for month in months_that_hold(counts, rules) if counts else ():
        return month
    raise NothingToCompare(
        "no month has enough dated vacancies behind and before it: import postings with dates over at least "
        "six months / 没有足够的有日期的招聘信息：请导入至少六个月、带发布日期的数据"
    )


def months_that_hold(counts: trends.TrendCounts, rules: Emergence) -> Iterator[str]:
    """Months whose windows hold enough at a fair pace, newest first."""
    known = as_counts(counts)
    for at in range(len(counts.months) - 1, 0, -1):
        window = windows(known, at, rules)
        # the newest month itself must hold enough, or the answer would be an older one under a newer name
        if window.enough and at in window.recent and _keeps_pace(known, window, at, rules):
            yield counts.months[at]


def known_at(kinds: Kinds, added: Mapping[str, str], month: str) -> Kinds:
    """The skill list as of a month: a skill that entered it later (`added`: skill id → month) was not known yet."""
    return {skill: (kind, known and added.get(skill, "") <= month) for skill, (kind, known) in kinds.items()}


def _keeps_pace(counts: Counts, window: Windows, newest: int, rules: Emergence) -> bool:
    """Whether the newest month and the recent window come at a fair part of the baseline's vacancies a month."""
    strata = list(window.strata)
    least = rules.newest_month_pace * window.n_baseline / len(window.baseline)
    return bool(window.n_recent / len(window.recent) >= least and counts.exposure[strata, newest].sum() >= least)


def compute(
    arrays: trends.Arrays,
    schema: trends.Schema,
    as_of: str,
    kinds: Kinds,
    rules: Emergence,
    group: trends.Group = trends.EVERYTHING,
    ask: novelty.Novelty | None = None,
) -> Signals:
    """Verdicts as of a month from what was known then. `kinds`: skill id → (type, whether the taxonomy knows it).

    `ask`: whether what would be called new is another name of something; not asked where it is not given."""
    # far enough back for the same months of the year before
    first = trends.months_before(as_of, 12 + max(rules.baseline_months, rules.recent_months) - 1)
    counts = trends.trend_counts(arrays, schema, first, as_of, group)
    window = windows(as_counts(counts), len(counts.months) - 1, rules) if counts else None
    if counts is None or window is None or not window.enough:
        raise NothingToCompare(
            f"too few dated vacancies around {as_of}: the three months up to it and the nine before need "
            f"{rules.min_window_exposure} each in sources and fields that both windows share / {as_of} 前后数据不足"
        )
    found = emergence.change(as_counts(counts), window, rules)
    months = counts.months
    behind = trends.support(arrays, schema, trends.months_before(as_of, rules.recent_months - 1), as_of, group)
    panel = {counts.strata[s][0] for s in window.strata}
    support = _support(counts.skills, behind, kinds, as_of, len(panel))
    statuses = emergence.verdicts(found, support, rules)
    passed = emergence.gates(found, support, rules)
    new = [at for at, status in enumerate(statuses) if status == "new"]
    strongest = sorted(new, key=lambda at: (-float(np.nan_to_num(found.score[at])), counts.skills[at]))
    statuses, asked = novelty.applied(statuses, strongest, counts.skills, ask)
    shown = [at for at, skill in enumerate(counts.skills) if skill in behind and statuses[at] != "insufficient"]
    rows = [
        _row(
            at,
            skill,
            counts,
            found,
            window,
            behind[skill],
            statuses[at],
            {**examined(passed, at), **({novelty.GATE: asked[at] is None} if at in asked else {})},
        )
        for at, skill in ((at, counts.skills[at]) for at in shown)
    ]
    reasons = {}
    for at in shown:
        words = in_words(passed, found, support, rules, at)
        told = [novelty.in_words(asked[at])] if at in asked else []
        reasons[counts.skills[at]] = {
            "zh": [w.zh for w in words] + [w["zh"] for w in told], "en": [w.en for w in words] + [w["en"] for w in told]
        }  # fmt: skip
    return Signals(
        as_of, _ranked(rows, kinds, as_of),
        tuple(months[m] for m in window.recent), tuple(months[m] for m in window.baseline),
        tuple(months[m] for m in window.months_left_out), tuple(counts.strata[s] for s in window.strata),
        int(window.n_recent), int(window.n_baseline), reasons,
    )  # fmt: skip


def _support(
    skills: Sequence[str], behind: Mapping[str, trends.SupportRow], kinds: Kinds,
    as_of: str, n_panel_sources: int,
) -> emergence.Support:  # fmt: skip
    def age(first_seen: str) -> int:
        return (int(as_of[:4]) - int(first_seen[:4])) * 12 + int(as_of[5:]) - int(first_seen[5:7])

    nothing = trends.SupportRow(0, 0, 0, as_of)
    rows = [behind.get(skill, nothing) for skill in skills]
    return emergence.Support(
        np.array([r.n_employers for r in rows]),
        np.array([r.n_sources for r in rows]),
        np.array([age(r.first_seen) for r in rows]),
        np.array([kinds.get(skill, ("", False))[1] for skill in skills]),
        n_panel_sources,
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


def _row(
    at: int, skill: str, counts: trends.TrendCounts, found: emergence.Change, window: emergence.Windows,
    behind: trends.SupportRow, status: str, passed: Mapping[str, bool | None],
) -> Row:  # fmt: skip
    return {
        "skill_id": skill,
        "status": status,
        "score": _number(found.score[at]) or 0.0,
        "share_recent": float(found.y_recent[at] / window.n_recent),
        "share_baseline": float(found.y_baseline[at] / window.n_baseline),
        "ratio": round(float(found.ratio[at]), 4),
        "ratio_low": round(float(found.ratio_low[at]), 4),
        "ratio_high": round(float(found.ratio_high[at]), 4),
        "q_value": float(found.q_up[at]),
        "lasting": _number(found.lasting[at]),
        "n_recent": int(found.y_recent[at]),
        "n_baseline": int(found.y_baseline[at]),
        "n_postings": behind.n_postings,
        "n_employers": behind.n_employers,
        "n_sources": behind.n_sources,
        "first_seen": behind.first_seen,
        "gates": json.dumps(passed, sort_keys=True),
    }


_ORDER = {status: at for at, status in enumerate(("new", "rising", "watch", "established", "declining"))}


def _ranked(rows: list[Row], kinds: Kinds, as_of: str) -> list[Row]:
    """By verdict (new and rising together), soft skills behind, then by the chance that the rise is confirmed."""

    def key(row: Row) -> tuple[Any, ...]:
        soft = kinds.get(row["skill_id"], ("", False))[0] in SOFT_TYPES
        return (max(_ORDER[row["status"]], 1), soft, -row["score"], row["skill_id"])

    ordered = sorted(rows, key=key)
    return [{**row, "as_of": as_of, "rank": rank} for rank, row in enumerate(ordered, start=1)]
