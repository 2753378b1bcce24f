"""The two kinds of pack: all their numbers, asked of one published build, once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.packs import excerpts, gather, jobs, numbers, outline, rules
from pipelines.packs.claims import CHANGES
from pipelines.packs.model import Clause, Facts, Share, Skill
from pipelines.packs.steps import Tell, quiet
from taxonomy import catalogue
from taxonomy.models import LEVELS
from taxonomy.registry import Taxonomy
from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import Build, GroupSize, VacancyGroup

TOP = 25
COMPARED = 50
"""So many of the skills most asked for are compared with every certificate; rare ones would drown them."""


class NoPack(ValueError):
    """There is too little, or nothing, to make a pack of; said in English and in Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(f"{en} / {zh}")
        self.en, self.zh = en, zh


def _enough(size: GroupSize, what_en: str, what_zh: str) -> None:
    floor = rules.MIN_PACK
    if size.n_vacancies >= floor.vacancies and size.n_named_employers >= floor.employers:
        return
    shown = numbers.count(size.n_vacancies)
    named = shown if numbers.few(size.n_vacancies) else f"{size.n_named_employers:,}"
    raise NoPack(
        f"{what_en}: {shown} vacancies of {named} named employers in this build; a pack needs "
        f"{floor.vacancies} of {floor.employers}, or none of its claims could be graded. Import more postings (xgap "
        "import) and run again (xgap run)",
        f"{what_zh}：本构建中只有 {shown} 个招聘岗位、{named} 家"
        f"具名雇主，至少需要 {floor.vacancies} 个岗位、{floor.employers} 家雇主，否则任何结论都达不到可列出的等级。"
        "请导入更多招聘数据后重新运行",
    )


def revision(reader: Reader, build: Build, code: str, taxonomy: Taxonomy, standards: Path, tell: Tell = quiet) -> Facts:
    """Facts of a revision pack, asked of the build that the reader reads; raises NoPack for an unknown
    certificate or one that hardly any vacancy asks for."""
    tell("demand")
    levels = [row for row in gather.records(queries.certificates(reader)) if row["certificate"] == code]
    if not levels:
        raise NoPack(f"{code}: no such certificate in the published build; see xgap list certificates",
                     f"已发布的构建中没有证书 {code}，请用 xgap list certificates 查看")  # fmt: skip
    group, first = VacancyGroup(certificate=code), levels[0]
    size = queries.group_size(reader, group)
    _enough(size, f"{code} {first['title_en']}", f"{code} {first['title']}")
    demand = [row for row in gather.records(queries.certificate_demand(reader, code))
              if row["type"] not in ("soft", "language", "certificate") and not row["is_generic"]]  # fmt: skip
    ids = [row["skill_id"] for row in demand]
    gaps = gather.records(queries.certificate_gaps(reader, code))
    elsewhere = {r["skill_id"]: (r["elsewhere"], r["elsewhere_title"], r["elsewhere_title_en"])
                 for r in gaps if r["elsewhere"]}  # fmt: skip
    fields = {row["skill_id"].partition(".")[0] for row in queries.certificate_clause_skills(reader, code)
              if row["via"] == "named"}  # fmt: skip
    found = gather.skills(reader, group, size, ids, {r["skill_id"]: r["verdict"] for r in demand}, elsewhere, fields)
    uncovered = {row["skill_id"] for row in gaps}
    lacking = [s for s in found if s.skill_id in uncovered]
    missing = tuple(s for s in lacking if s.verdict == "not_covered" and s.is_known)
    additions = [s for s in missing if s.proposal == "add"]
    taught = [s for s in found if s.verdict == "covered"]
    tell("evidence")
    # what is to be added speaks first; where nothing is, what the vacancies ask for
    pool = gather.excerpt_pool(reader, group, [*additions, *taught] if additions else [*lacking, *taught])
    seed = f"{build.build_id}:revision:{code}"
    own_clauses = clauses(reader, code, group, size)
    return Facts(
        kind="revision", build=gather.build_facts(build), subject=code, title=first["title"],
        title_en=first["title_en"], basis=first["basis"], version=first["version"], sector=first["sector"],
        levels=tuple(row["level"] for row in levels), n_skills_named=0, size=size, top=found[:TOP], missing=missing,
        undecided=tuple(s for s in lacking if s.verdict == "review"),
        candidates=tuple(s for s in lacking if s.verdict == "not_covered" and not s.is_known),
        clauses=own_clauses,
        overlaps=gather.overlaps(reader, group, size, [s.skill_id for s in found[:COMPARED]]),
        mappings=(*gather.mappings(reader, ids, code), *_elsewhere(reader, [*missing, *found[:TOP]], code)),
        excerpts=excerpts.draw(pool, seed), n_excerpt_pool=len(pool), seed=seed,
        witnesses=_witnesses(reader, group, pool, [s for s in missing if s.proposal in ("add", "refer")], own_clauses),
        unchecked=gather.unchecked(taxonomy, {first["sector"]}, [first["title"]]),
        specialities=jobs.specialities(taxonomy, standards, code, ()),
        **_common(reader, group, size),
    )  # fmt: skip


def _elsewhere(reader: Reader, skills: Sequence[Skill], code: str) -> tuple[Any, ...]:
    """What other certificates have for the skills."""
    found = gather.mappings(reader, sorted({s.skill_id for s in skills}), None)
    return tuple(m for m in found if m.certificate != code)


def clauses(reader: Reader, code: str, group: VacancyGroup, size: GroupSize) -> tuple[Clause, ...]:
    """Every clause of the certificate in the order of the standard, with what is proposed for it."""
    levels = {row["competency_id"]: row for row in queries.clause_support(reader, code)}
    asked = next(row for row in queries.group_skill_levels(reader, group, []) if row["skill_id"] is None)
    years = queries.group_requirements(reader, group)["experience"]
    from_3 = Share(sum(r["n"] for r in years if (r["years"] or 0) >= 3), asked["n_years_known"])
    taught: dict[str, list[tuple[str, str, str, str | None]]] = {}
    for row in queries.certificate_clause_skills(reader, code):
        taught.setdefault(row["competency_id"], []).append(
            (row["skill_id"], row["name"], row["name_en"], row["status"])
        )
    lately = queries.effective_sizes(reader, group, "clauses", [code], recent=True)
    found = []
    for row in gather.records(queries.certificate_matrix(reader, code)):
        own = levels.get(row["competency_id"])
        share = Share(int(row["n_vacancies"]), int(row["n_target"]), row["n_effective"])
        recent = Share(own["n_recent"] if own else 0, size.n_recent, lately[row["competency_id"]])
        experienced = Share(own["n_from_3"], own["n_years_known"]) if own else None
        found.append(Clause(
            row["competency_id"], row["level"], row["code"], row["domain"], row["domain_en"], row["task"],
            row["task_en"], row["text"], row["text_en"], share, int(row["n_employers"]),
            own["n_named_employers"] if own else 0, tuple(own["sources"]) if own else (), own["n_months"] if own else 0,
            own["first_month"] if own else None, own["last_month"] if own else None,
            recent, experienced, tuple(taught.get(row["competency_id"], ())),
            rules.advice(row["level"], share, recent, experienced, from_3),
        ))  # fmt: skip
    return tuple(found)


def new(
    reader: Reader,
    build: Build,
    ids: Sequence[str],
    subject: str,
    taxonomy: Taxonomy,
    standards: Path,
    tell: Tell = quiet,
) -> Facts:
    """Facts of a pack for a new certificate; raises NoPack for unknown skills or a bundle that too few ask for."""
    tell("demand")
    chosen = tuple(dict.fromkeys(ids))
    facts = {row["skill_id"]: row for row in queries.skill_facts(reader, chosen)}
    if unknown := [skill for skill in chosen if skill not in facts]:
        raise NoPack(
            f"{', '.join(unknown)}: no such skill in the published build; find ids with xgap list skills or xgap pack "
            "bundles",
            f"已发布的构建中没有技能 {'、'.join(unknown)}，请用 xgap list skills 或 xgap pack bundles 查看",
        )
    at_least = min(2, len(chosen))
    group = VacancyGroup(skills=chosen, at_least=at_least)
    size = queries.group_size(reader, group)
    names = [facts[skill]["name"] for skill in chosen]
    _enough(size, f"vacancies that name {at_least} of {', '.join(chosen)}",
            f"同时提到{'、'.join(names)}中至少 {at_least} 项的岗位")  # fmt: skip
    bundle = gather.skills(reader, group, size, chosen)
    context = [row["skill_id"] for row in queries.group_top_skills(reader, group, TOP + len(chosen))]
    found = gather.skills(reader, group, size, list(dict.fromkeys([*chosen, *context])))
    tell("evidence")
    pool = gather.excerpt_pool(reader, group, bundle)
    seed = f"{build.build_id}:new:{subject}"
    lead = bundle[:3]
    near = gather.overlaps(reader, group, size, chosen)
    sectors = {c.sector for o in near[:3] if (c := taxonomy.certificates.get(o.certificate)) is not None}
    return Facts(
        kind="new", build=gather.build_facts(build), subject=subject,
        title="、".join(s.name for s in lead) + ("等" if len(bundle) > 3 else ""),
        title_en=", ".join(s.name_en for s in lead) + (" and others" if len(bundle) > 3 else ""),
        basis="official" if all(s.nearest and s.nearest.basis == "official" for s in bundle) else "reference",
        version="", sector="", levels=LEVELS, n_skills_named=at_least, size=size, top=found[:TOP], missing=bundle,
        undecided=tuple(s for s in bundle if s.verdict == "review"), candidates=(), clauses=(), overlaps=near,
        mappings=gather.mappings(reader, chosen, None), excerpts=excerpts.draw(pool, seed), n_excerpt_pool=len(pool),
        seed=seed, witnesses=_witnesses(reader, group, pool, bundle),
        unchecked=gather.unchecked(taxonomy, sectors, gather.leading(bundle)),
        specialities=jobs.specialities(taxonomy, standards, None, near),
        draft=outline.draft(reader, group, bundle, found), micro=outline.micro(reader, group, bundle),
        **_common(reader, group, size),
    )  # fmt: skip


def _witnesses(
    reader: Reader,
    group: VacancyGroup,
    pool: list[gather.Row],
    speaking: Sequence[Skill],
    own_clauses: Sequence[Clause] = (),
) -> dict[str, tuple[str, ...]]:
    """Vacancies behind the whole group and behind every skill; what has no excerpt has vacancies all the same."""
    found = gather.witnesses(pool)
    for skill in ("", *(s.skill_id for s in speaking if s.skill_id not in found)):
        rows = queries.group_witnesses(reader, group, [skill] if skill else [])
        found[skill] = tuple(row["vacancy_id"] for row in rows)
    for clause in own_clauses:
        if clause.advice in CHANGES and clause.skills:
            rows = queries.group_witnesses(reader, group, [skill for skill, *_ in clause.skills])
            found[clause.competency_id] = tuple(row["vacancy_id"] for row in rows)
    return found


def _common(reader: Reader, group: VacancyGroup, size: GroupSize) -> dict[str, Any]:
    occupations, titles, without = jobs.occupations(reader, group, size)
    compared = {row["certificate"] for row in gather.records(queries.certificates(reader))}
    return {
        "sources": gather.sources(reader, group), "months": gather.months(reader, group),
        "provinces": gather.provinces(reader, group), "occupations": occupations, "titles": titles,
        "n_without_occupation": without,
        "since": queries.recent_since(reader), "n_frames": len(compared), "n_catalogue": catalogue.OFFICIAL_TOTAL,
        **gather.requirement_bands(reader, group),
    }  # fmt: skip
