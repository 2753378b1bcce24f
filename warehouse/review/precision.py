"""How often people confirmed what the machine proposed, from the decisions in force.

People choose what they judge, most demanded first, so these are shares of what was judged and no sample of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from warehouse.review.decisions import Decision, Kind, in_force
from warehouse.wilson import wilson_interval  # not of scipy.stats: the first page after a start would wait for it

_QUESTIONS: Final[dict[str, tuple[tuple[Kind, ...], tuple[Kind, ...]]]] = {
    "candidate_is_skill": (("accept", "merge"), ("accept", "merge", "reject")),
    "candidate_is_new": (("accept",), ("accept", "merge", "reject")),
    "clause_teaches": (("covered",), ("covered", "not_covered")),
}
"""Proposal of the machine → kinds of decisions that confirm it, and all that judge it."""


def precision(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """A row per proposal: `judged`, `confirmed`, their `share` and its Wilson interval (`low`, `high`) at 90 %; the
    last three are None where nothing is judged. Of several decisions about one thing the latest counts, so that
    the judgements are independent of how often a person changed their mind; what is withdrawn counts for nothing."""
    kinds = Counter(d.kind for d in in_force(decisions))
    rows = []
    for proposal, (confirming, judging) in _QUESTIONS.items():
        n, k = sum(kinds[kind] for kind in judging), sum(kinds[kind] for kind in confirming)
        low, high = wilson_interval(k / n, n) if n else (None, None)
        rows.append({
            "proposal": proposal, "judged": n, "confirmed": k, "share": round(k / n, 3) if n else None,
            "low": None if low is None else round(low, 3), "high": None if high is None else round(high, 3),
        })  # fmt: skip
    return rows


def facts(decisions: Iterable[Decision]) -> dict[str, str]:
    """For the build: `review.<proposal>` → `confirmed/judged low–high`; no fact where nothing is judged."""
    return {
        f"review.{row['proposal']}": f"{row['confirmed']}/{row['judged']} {row['low']:.3f}–{row['high']:.3f}"
        for row in precision(decisions) if row["judged"]
    }  # fmt: skip
