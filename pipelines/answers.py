"""Answers of the command line from a published build, in the shapes that are promised to stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pipelines import certificate_answers, signals
from pipelines.files import BadInput
from pipelines.novelty import Novelty
from taxonomy import thresholds
from warehouse import queries, review, trends
from warehouse.connection import Reader

Row = dict[str, Any]


def arrays_of(reader: Reader) -> trends.Arrays:
    """Queries on a published build that answer in numpy arrays."""

    def run(sql: str, parameters: Sequence[Any]) -> dict[str, np.ndarray[Any, Any]]:
        frame = reader.frame(sql, parameters)
        return {column: frame[column].to_numpy() for column in frame.columns}

    return run


def emerging(
    reader: Reader,
    as_of: str | None,
    group: trends.Group = trends.EVERYTHING,
    ask_of: Callable[[Mapping[str, str]], Novelty] | None = None,
) -> tuple[list[Row], Mapping[str, str]]:
    """Skills with their verdict of emergence and, apart from it, of coverage; and what was compared.

    `ask_of`: from names by skill id to the question whether something new has another name already.

    Raises signals.NothingToCompare where the data do not reach around the month, or the group holds too little."""
    arrays, rules = arrays_of(reader), thresholds.load().emergence
    _check(arrays, group)
    month = as_of or signals.default_month(arrays, "marts", rules, group)
    known = {row["skill_id"]: row for row in queries.skills_with_coverage(reader)}
    listed = review.of_the_list({skill: (row["type"], bool(row["is_known"])) for skill, row in known.items()})
    kinds = signals.known_at(listed, queries.added_later(reader), month)
    ask = ask_of({skill: str(row["name"]) for skill, row in known.items()}) if ask_of else None
    found = signals.compute(arrays, "marts", month, kinds, rules, group, ask)
    invented = queries.has_demonstration(reader)
    rows = [
        {
            **_emerging_row(row, known[row["skill_id"]]),
            "reasons": found.reasons[row["skill_id"]],
            "demonstration": invented,
        }
        for row in found.rows
        if row["skill_id"] in known
    ]
    return rows, {**found.facts(), "demonstration": str(invented).lower()}


def _check(arrays: trends.Arrays, group: trends.Group) -> None:
    """Raise BadInput where the group names a field, province or certificate without any vacancy."""
    if group.whole:
        return
    for kind, values in trends.known_groups(arrays).items():
        wanted = getattr(group, kind)
        if wanted is not None and wanted not in values:
            raise BadInput(
                f"--{kind} {wanted}: no vacancy of this build belongs there; it has {', '.join(values)} / "
                f"没有属于 {wanted} 的招聘信息"
            )


def _emerging_row(row: Mapping[str, Any], skill: Mapping[str, Any]) -> Row:
    nearest = None
    if skill["best_competency_id"]:
        nearest = {
            "competency_id": skill["best_competency_id"], "certificate": skill["certificate"],
            "title": skill["title"], "level": skill["level"], "text": skill["text"], "p_covered": skill["p_covered"],
        }  # fmt: skip
    return {
        "skill_id": row["skill_id"], "skill": skill["name"], "skill_en": skill["name_en"], "status": row["status"],
        "share_recent": row["share_recent"], "share_baseline": row["share_baseline"], "ratio": row["ratio"],
        "ratio_low": row["ratio_low"], "ratio_high": row["ratio_high"], "n_postings": row["n_postings"],
        "n_employers": row["n_employers"], "n_sources": row["n_sources"], "first_seen": row["first_seen"],
        "coverage": skill["coverage"], "basis": skill["basis"], "nearest": nearest,
        "type": skill["type"], "is_known": bool(skill["is_known"]), "q_value": row["q_value"],
        "gates": row["gates"], "score": row["score"], "lasting": row["lasting"],
        "ranked_apart": skill["type"] in signals.SOFT_TYPES,
    }  # fmt: skip


def coverage(reader: Reader, scope: queries.Scope = "target") -> list[Row]:
    """One object per certificate and level: demand of its job group, or of all vacancies in China."""
    invented = queries.has_demonstration(reader)
    return [{**row, "demonstration": invented} for row in queries.certificate_levels(reader, None, scope)]


GENERIC = {
    "en": "so broad a term that the lack of a clause says nothing about it",
    "zh": "用语过于宽泛：没有条款覆盖并不说明什么",
}
"""Why a generic skill stands behind what is missing."""


NO_GAP = (
    f"没有找到：少于{queries.MIN_SHOWN}个招聘或{queries.MIN_SHOWN}家雇主提到的技能不作判断 / "
    f"none found; skills of fewer than {queries.MIN_SHOWN} vacancies or {queries.MIN_SHOWN} employers are not judged"
)


def gaps(reader: Reader, certificate: str | None, limit: int, scope: queries.Scope = "target") -> list[Row]:
    """Demand that no clause covers: of any certificate, or of one, within its job group or over all vacancies.

    Generic skills come last, with the reason under `ranked_apart`."""
    if certificate is None:
        rows = queries.gaps(reader, limit)
    else:
        rows = certificate_answers.gaps(reader, certificate, scope)[:limit]
    invented = queries.has_demonstration(reader)
    return [
        {**row, "statement": _statement(row), "demonstration": invented,
         "ranked_apart": GENERIC if row["is_generic"] else None}
        for row in rows
    ]  # fmt: skip


def _statement(row: Mapping[str, Any]) -> str:
    if row["verdict"] == "review":
        against = "the official standard" if row["basis"] == "official" else "our reference frame, weak evidence"
        return f"undecided: people must judge; compared with {against}"
    if row["basis"] == "official":
        return "not covered by the official standard"
    return "not covered by our reference frame; weak evidence, check against the official standard"
