"""A draft for a new certificate: domains, tasks and requirements from what vacancies ask for together, levels from the
experience that they ask for. What postings do not tell (condition, standard, result) is left to experts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from pipelines.packs import cooccurrence, rules
from pipelines.packs.model import DraftDomain, DraftLevel, DraftTask, Micro, Requirement, Share, Skill
from taxonomy.models import LEVELS
from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import VacancyGroup

CONTEXT_SHARE = 0.10
"""A skill that certificates teach enters the draft where so much of the group asks for it."""
CONTEXT = 10
LEAST = 0.0
LEAST_DUTY = 0.1
"""A skill joins a duty as its task where both are asked for together so much more than chance gives (NPMI)."""
RESOLUTION = 1.1
MICRO_SIZES = (2, 3, 4)
MICRO_POOL = 10
_TASK_MEMBERS = 6
WITNESSES = 5


def draft(reader: Reader, group: VacancyGroup, bundle: Sequence[Skill], top: Sequence[Skill]) -> tuple[DraftLevel, ...]:
    """The proposed tables, one per level that has any requirement."""
    own = {s.skill_id for s in bundle}
    context = [s for s in top if s.skill_id not in own and s.share.value >= CONTEXT_SHARE][:CONTEXT]
    chosen = [*bundle, *context]
    ids = [s.skill_id for s in chosen]
    naming = [tuple(row) for row in queries.group_naming(reader, group, ids)["skills"]]
    parts = _tree(chosen, naming)
    levels = _levels(reader, group, ids)
    return tuple(
        DraftLevel(level, domains) for level in LEVELS
        if (domains := _table(parts, {s.skill_id: s for s in chosen}, own, levels, level))
    )  # fmt: skip


def _tree(chosen: Sequence[Skill], naming: Iterable[tuple[str, ...]]) -> list[list[list[str]]]:
    """Domains, each a list of tasks, each a list of skill ids."""
    counts: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    n_all = 0
    for named in naming:
        n_all += 1
        counts.update(named)
        both.update(combinations(sorted(named), 2))
    weights = cooccurrence.strengths(counts, both, n_all, LEAST)
    ids = [s.skill_id for s in chosen]
    kinds = {s.skill_id: s.type for s in chosen}
    domains = _without_single(cooccurrence.communities(ids, weights, RESOLUTION), weights)
    return [_tasks(domain, kinds, weights) for domain in domains]


def _strength(weights: dict[tuple[str, str], float], a: str, b: str) -> float:
    return weights.get((a, b) if a < b else (b, a), -1.0)


def _without_single(groups: list[tuple[str, ...]], weights: dict[tuple[str, str], float]) -> list[tuple[str, ...]]:
    """A skill that stands alone joins the group to which it is nearest (the largest, where it is near to none)."""
    large = [list(g) for g in groups if len(g) > 1] or [[s for g in groups for s in g]]
    placed = {s for g in large for s in g}
    for (single,) in (g for g in groups if len(g) == 1 and g[0] not in placed):
        best = max(large, key=lambda g: (max(_strength(weights, single, other) for other in g), len(g)))
        best.append(single)
    return [tuple(g) for g in large]


def _tasks(domain: tuple[str, ...], kinds: dict[str, str], weights: dict[tuple[str, str], float]) -> list[list[str]]:
    """Duties (skills of type task) are the tasks, and the rest joins the nearest; without duties, by neighbourhood."""
    duties = [s for s in domain if kinds[s] == "task"]
    if len(duties) < 2:
        if len(domain) <= _TASK_MEMBERS:
            return [list(domain)]
        inside = {pair: w for pair, w in weights.items() if pair[0] in domain and pair[1] in domain}
        return [list(g) for g in _without_single(cooccurrence.communities(domain, inside, 1.5), inside)]
    tasks = {duty: [duty] for duty in duties}
    apart: list[str] = []
    for skill in domain:
        if skill not in tasks:
            best = max(duties, key=lambda duty: _strength(weights, duty, skill))
            (tasks[best] if _strength(weights, best, skill) >= LEAST_DUTY else apart).append(skill)
    return [*tasks.values(), *([apart] if apart else [])]


def _levels(reader: Reader, group: VacancyGroup, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows = queries.group_skill_levels(reader, group, ids)
    whole = next(row for row in rows if row["skill_id"] is None)
    group_junior = Share(whole["n_to_1"], whole["n_years_known"])
    group_senior = Share(whole["n_from_5"], whole["n_years_known"])
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["skill_id"] is not None:
            junior = Share(row["n_to_1"], row["n_years_known"])
            senior = Share(row["n_from_5"], row["n_years_known"])
            level, basis = rules.level_of(junior, senior, group_junior, group_senior)
            found[row["skill_id"]] = {
                "level": level, "level_basis": basis, "junior": junior, "senior": senior,
                "bachelor": Share(row["n_bachelor"], row["n_school_known"]),
            }  # fmt: skip
    return found


def _table(
    parts: list[list[list[str]]], skills: dict[str, Skill], own: set[str], levels: dict[str, dict[str, Any]], level: str
) -> tuple[DraftDomain, ...]:
    domains: list[DraftDomain] = []
    for part in parts:
        tasks: list[DraftTask] = []
        for members in part:
            here = [s for s in members if levels[s]["level"] == level]
            if here:
                code = f"{len(domains) + 1}.{len(tasks) + 1}"
                items = tuple(
                    Requirement(
                        code=f"{code}.{at}", skill_id=s, name=skills[s].name, name_en=skills[s].name_en,
                        type=skills[s].type, share=skills[s].share, proposed=s in own, **levels[s],
                    )
                    for at, s in enumerate(here, start=1)
                )  # fmt: skip
                tasks.append(DraftTask(code, *_named(members, skills), items))
        if tasks:
            domains.append(DraftDomain(str(len(domains) + 1), *_named([s for m in part for s in m], skills),
                                       tuple(tasks)))  # fmt: skip
    return tuple(domains)


def _named(members: Sequence[str], skills: dict[str, Skill]) -> tuple[str, str]:
    """Working names: the duty most asked for, else the two skills most asked for."""
    ordered = sorted(members, key=lambda s: (skills[s].type != "task", -skills[s].size.n_vacancies, s))
    lead = ordered[:1] if skills[ordered[0]].type == "task" else ordered[:2]
    return "、".join(skills[s].name for s in lead), ", ".join(skills[s].name_en for s in lead)


def micro(reader: Reader, group: VacancyGroup, bundle: Sequence[Skill]) -> tuple[Micro, ...]:
    """For two, three and four skills of the bundle the set that most vacancies name together, where they are enough."""
    if len(bundle) < 3:
        return ()
    skills = {s.skill_id: s for s in bundle[:MICRO_POOL]}
    frame = queries.group_naming(reader, group, list(skills))
    rows = list(zip((frozenset(names) for names in frame["skills"]), frame["employer_key"],
                    frame["employer_is_named"], frame["source"], frame["month"], frame["vacancy_id"],
                    strict=True))  # fmt: skip
    found = []
    for k in (size for size in MICRO_SIZES if size < len(bundle)):
        counts: Counter[tuple[str, ...]] = Counter()
        for names, *_ in rows:
            counts.update(combinations(sorted(names), k))
        if not counts:
            break
        best = min(counts, key=lambda c: (-counts[c], c))
        asking = [row for row in rows if set(best) <= row[0]]
        employers = {row[1] for row in asking if row[2]}
        months = {row[4] for row in asking if isinstance(row[4], str)}
        sources = {row[3] for row in asking}
        grade = rules.grade(len(asking), len(employers), len(sources), len(months), None, False)
        if grade != "D":
            names_of = tuple((s, skills[s].name, skills[s].name_en) for s in best)
            found.append(Micro(
                names_of, len(asking), len(employers), tuple(sorted(sources)), len(months), min(months, default=None),
                max(months, default=None), grade, tuple(row[5] for row in asking[:WITNESSES]),
                queries.effective_sizes(reader, group, "together", best)[""],
            ))  # fmt: skip
    return tuple(found)
