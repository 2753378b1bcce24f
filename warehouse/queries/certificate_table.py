"""One certificate as a table: its job group, its requirements with the demand behind each, and what none covers.

Demand is counted in the certificate's job group (`target`) or over all vacancies in China (`all`); status and trend of
a requirement are always those of the job group."""

from __future__ import annotations

import json
from typing import Any, Literal, get_args

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.intervals import wilson

Scope = Literal["target", "all"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
CLAUSE_STATUSES = ("in_demand", "fading", "rare", "no_demand", "too_little")
_HARD = "type not in ('soft', 'language', 'certificate')"
_LISTS = ("titles", "exclude_titles", "core_skills", "include", "exclude")


def certificate_target(reader: Reader, certificate: str) -> dict[str, Any] | None:
    """By what the job group was formed and how many vacancies came by which way; None for an unknown certificate.

    Lists as lists; `core_skills` as `{skill_id, name, name_en}`."""
    found = reader.rows("select * from marts.certificate_targets where certificate = ?", [certificate])
    if not found:
        return None
    row = {**found[0], **{name: json.loads(found[0][name]) for name in _LISTS}}
    names = reader.rows(
        "select skill_id, name, name_en from marts.skills where list_contains(?::varchar[], skill_id)",
        [row["core_skills"]],
    )
    known = {one["skill_id"]: one for one in names}
    # a core skill that nobody asks for in this build has no name in it
    row["core_skills"] = [known.get(s, {"skill_id": s, "name": s, "name_en": s}) for s in row["core_skills"]]
    return row


def certificate_levels(reader: Reader, certificate: str | None, scope: Scope) -> list[dict[str, Any]]:
    """One row per certificate and level, by title and level: the skills in demand that the clauses up to the level
    cover, cover partly, leave to people's judgement, or miss; soft and generic skills left out."""
    wanted = "(? is null or certificate = ?)"
    if scope == "target":
        return reader.rows(
            f"select *, 'target' as scope from marts.certificate_coverage where {wanted} "  # noqa: S608
            "order by title, level_rank",
            [certificate, certificate],
        )
    return reader.rows(
        f"""
        with demand as (
            select skill_id from marts.skills where n_vacancies >= ? and type != 'soft' and not is_generic
        ),
        best as (
            select t.certificate, t.level, sc.skill_id,
                   max(case sc.verdict when 'covered' then 3 when 'partly' then 2 when 'review' then 1 else 0 end) as v
            from marts.certificates as t
            join marts.skill_competency as sc
                on sc.certificate = t.certificate and sc.level_rank <= t.level_rank
            semi join demand on demand.skill_id = sc.skill_id
            group by all
        ),
        counts as (
            select certificate, level, count(*) filter (v = 3) as n_covered, count(*) filter (v = 2) as n_partly,
                   count(*) filter (v = 1) as n_review
            from best group by all
        ),
        clauses as (
            select certificate, level, count(*) filter (n_vacancies_all < ?) as n_without
            from marts.certificate_table group by all
        ),
        total as (select count(*) as n from demand)
        select c.* replace (
                   total.n as n_demanded, coalesce(counts.n_covered, 0) as n_covered,
                   coalesce(counts.n_partly, 0) as n_partly, coalesce(counts.n_review, 0) as n_review,
                   total.n - coalesce(counts.n_covered, 0) - coalesce(counts.n_partly, 0)
                       - coalesce(counts.n_review, 0) as n_missing,
                   coalesce(clauses.n_without, 0) as n_without_demand
               ), 'all' as scope
        from marts.certificate_coverage as c cross join total
        left join counts using (certificate, level)
        left join clauses using (certificate, level)
        where {wanted} order by c.title, c.level_rank
        """,  # noqa: S608
        [MIN_SHOWN, MIN_SHOWN, certificate, certificate],
    )


def certificate_table(reader: Reader, certificate: str, scope: Scope = "target") -> list[dict[str, Any]]:
    """Requirements in the order of the standard. Figures of fewer than MIN_SHOWN vacancies are None (`few` says so);
    none at all is 0. `skills`: those that carry the demand in the job group, most asked for first."""
    end = "" if scope == "target" else "_all"
    rows = reader.rows(
        f"""
        select competency_id, certificate, level, level_rank, position, code, domain, domain_en, task, task_en, text,
               text_en, basis, status, '{scope}' as scope,
               n_vacancies{end} as n_vacancies, n_employers{end} as n_employers,
               {"n_target" if scope == "target" else "n_all"} as n_population,
               share{end} as share, share{end}_low as share_low, share{end}_high as share_high,
               direction, ratio, ratio_low, ratio_high, n_recent, n_baseline, n_group_recent, n_group_baseline,
               no_trend, skills
        from marts.certificate_table where certificate = ? order by level_rank, position
        """,  # noqa: S608
        [certificate],
    )
    return [_shown(row) for row in rows]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    few = 0 < int(row["n_vacancies"]) < MIN_SHOWN
    hidden = dict.fromkeys(("n_vacancies", "n_employers", "share", "share_low")) if few else {}
    return {**row, "few": few, **hidden}


def certificate_uncovered(reader: Reader, certificate: str, scope: Scope = "target") -> list[dict[str, Any]]:
    """Hard skills in demand that no clause of the certificate covers or partly covers, most asked for first.

    `verdict` tells what no clause covers (`not_covered`) from what people must judge (`review`); generic skills come
    behind all others. `elsewhere*` names another certificate whose clause covers the skill."""
    demand = _TARGET_DEMAND if scope == "target" else _ALL_DEMAND
    values: list[Any] = [certificate] if scope == "target" else [certificate, MIN_SHOWN]
    low, high = wilson("d.share", "d.n_effective")
    return reader.rows(
        f"""
        with asked as ({demand}),
        d as (select * rename (n_target as n_population), n_vacancies / n_target as share from asked)
        select d.certificate, d.skill_id, d.name, d.name_en, d.type, d.is_known, d.is_generic, d.n_vacancies,
               d.n_employers, d.n_sources, d.n_population, d.share, {low} as share_low, {high} as share_high,
               d.verdict, d.p_covered, b.basis, e.status, n.text as nearest, n.text_en as nearest_en, n.competency_id,
               c.certificate as elsewhere, t.title as elsewhere_title, t.title_en as elsewhere_title_en,
               '{scope}' as scope
        from d
        join (select distinct certificate, basis from marts.certificates) as b on b.certificate = d.certificate
        left join marts.emerging_skills as e using (skill_id)
        left join marts.competencies as n on n.competency_id = d.competency_id
        left join marts.competencies as c
            on c.competency_id = d.best_competency_id and d.coverage_elsewhere = 'covered'
            and c.certificate <> d.certificate
        left join (select distinct certificate, title, title_en from marts.certificates) as t
            on t.certificate = c.certificate
        where d.{_HARD} and d.verdict in ('not_covered', 'review') and d.n_vacancies >= {MIN_SHOWN}
            and d.n_employers >= {MIN_SHOWN}
        order by d.is_generic, d.n_vacancies desc, d.skill_id
        """,  # noqa: S608
        values,
    )


_TARGET_DEMAND = """
    select certificate, skill_id, name, name_en, type, is_known, is_generic, n_vacancies, n_employers, n_sources,
           n_target, n_effective, verdict, p_covered, competency_id, coverage_elsewhere, best_competency_id
    from marts.certificate_demand where certificate = $1
"""
_ALL_DEMAND = """
    with best as (
        select skill_id, competency_id, p_covered, verdict
        from marts.skill_competency where certificate = $1
        qualify row_number() over (partition by skill_id order by p_covered desc, score desc, competency_id) = 1
    )
    select $1 as certificate, s.skill_id, s.name, s.name_en, s.type, s.is_known, s.is_generic, s.n_vacancies,
           s.n_employers, s.n_sources, s.n_effective,
           (select any_value(n_all) from marts.certificate_table) as n_target,
           coalesce(best.verdict, 'not_covered') as verdict, best.p_covered, best.competency_id,
           s.coverage as coverage_elsewhere, s.best_competency_id
    from marts.skills as s left join best using (skill_id)
    where s.n_vacancies >= $2
"""
