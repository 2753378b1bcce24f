"""Bundles of skills that no certificate covers and that vacancies ask for together: candidates for a certificate."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.packs import cooccurrence, gather, rules
from taxonomy.registry import Taxonomy
from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import VacancyGroup

MIN_TOGETHER = 10
"""Vacancies that must name two skills before they are neighbours."""
LEAST = 0.2
RESOLUTION = 4.0
"""Chosen by eye on 91,060 real postings: with 1 and 2 whole fields (all of front-end, all of .NET with Delphi) fall
together, with 4 they come apart into sets of the size of a certificate."""
LARGEST = 15
"""A bundle keeps so many of a community's skills, those most asked for."""
OWN_GROUP = 0.5
"""Where one certificate's job group already holds so much of the bundle's vacancies, that one is to be revised."""


@dataclass(frozen=True)
class Bundle:
    """Uncovered skills asked for together."""

    cluster: str
    """Stable while the members stay the same."""
    skill_ids: tuple[str, ...]
    names: tuple[str, ...]
    names_en: tuple[str, ...]
    n_vacancies: int
    """That name two of them at least, in all years."""
    n_named_employers: int
    n_sources: int
    n_recent: int
    """Of these, dated in the last two years of the build."""
    first_month: str | None
    last_month: str | None
    grade: str
    advice: str
    """`new`; or `revise`: most of these vacancies already belong to the job group of a certificate; or `check`: a
    certificate of the official catalogue whose text is not here has a similar name and may teach this already."""
    certificate: str | None
    shared: float
    """Part of the vacancies in that certificate's job group."""
    near: tuple[str, ...]
    """Certificates of the catalogue with similar names, whose text could not be compared."""

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def cluster_id(skill_ids: Sequence[str]) -> str:
    """`u-` and eight hex digits of the members."""
    return "u-" + hashlib.sha256("|".join(sorted(skill_ids)).encode()).hexdigest()[:8]


def find(reader: Reader, taxonomy: Taxonomy) -> list[Bundle]:
    """All bundles with enough vacancies for a pack, those with most recent demand first."""
    skills = queries.uncovered_skills(reader, rules.MIN_PACK.vacancies)
    counts = {row["skill_id"]: int(row["n_vacancies"]) for row in skills}
    pairs = {(r["a"], r["b"]): int(r["n"]) for r in queries.named_together(reader, list(counts), MIN_TOGETHER)}
    weights = cooccurrence.strengths(counts, pairs, queries.totals(reader).n_domestic, LEAST)
    names = {row["skill_id"]: (row["name"], row["name_en"]) for row in skills}
    groups = cooccurrence.communities(list(counts), weights, RESOLUTION)
    found = []
    for members in groups:
        chosen = sorted(members, key=lambda skill: (-counts[skill], skill))[:LARGEST]
        if len(chosen) > 1 and (bundle := _measured(reader, tuple(chosen), names, taxonomy)) is not None:
            found.append(bundle)
    return sorted(found, key=lambda b: (-b.n_recent, -b.n_vacancies, b.cluster))


def _measured(
    reader: Reader, ids: tuple[str, ...], names: dict[str, tuple[str, str]], taxonomy: Taxonomy
) -> Bundle | None:
    group = VacancyGroup(skills=ids, at_least=2)
    size = queries.group_size(reader, group)
    floor = rules.MIN_PACK
    if size.n_vacancies < floor.vacancies or size.n_named_employers < floor.employers:
        return None
    shared = queries.group_certificates(reader, group).to_dict("records")
    top = shared[0] if shared else None
    part = int(top["n_shared"]) / size.n_vacancies if top else 0.0
    leading = [names[row["skill_id"]][0] for row in queries.group_skill_sizes(reader, group, ids)
               if row["n_vacancies"] >= gather.LEADING * size.n_vacancies]  # fmt: skip
    near = tuple(name for name, _, why in gather.unchecked(taxonomy, set(), leading) if why == "name")
    advice = "revise" if part >= OWN_GROUP else "check" if near else "new"
    return Bundle(
        cluster_id(ids), ids, tuple(names[s][0] for s in ids), tuple(names[s][1] for s in ids), size.n_vacancies,
        size.n_named_employers, len(size.sources), size.n_recent, size.first_month, size.last_month,
        rules.grade_of(size), advice, str(top["certificate"]) if top else None, part, near,
    )  # fmt: skip
