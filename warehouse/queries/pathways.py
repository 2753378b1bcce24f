"""Pathways: from one certificate and level to the next by the skills that their requirements name.

What a holder of a level knows is what the requirements up to that level name (`marts.competency_skills`); soft skills
and languages are left out, since every certificate could name them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.intervals import measured, wilson
from warehouse.queries.regions import MIN_COMPARED

MIN_SHARED = 3
"""Skills that two certificates must share before a step between them is spoken of."""
READY = 0.25
"""Least part of the next level's skills that a holder already has, for a step into another certificate."""

KEPT = 0.1
"""Part of a level's own skills that the levels below hold, under which the step is a change of subject."""
LACKING = 0.2
"""Part of the vacancies that ask for the degree of a level from which its absence is worth a word."""

_HELD = """
    own as (
        select distinct certificate, level, level_rank, skill_id from marts.competency_skills
        where type not in ('soft', 'language')
    ),
    held as (
        select distinct n.certificate, n.level, n.level_rank, own.skill_id
        from marts.certificates as n
        join own on own.certificate = n.certificate and own.level_rank <= n.level_rank
    ),
    sizes as (select certificate, level, level_rank, count(*) as n_skills from held group by all)
"""


def level_steps(reader: Reader, certificate: str | None = None) -> list[dict[str, Any]]:
    """Steps between levels, away from one certificate or from all.

    Within a certificate every level leads to the next one; into another certificate a step stands where at least
    MIN_SHARED skills and READY of all that the other level asks for are already held, and the other level is not lower.
    `n_shared` of the `n_skills` skills held at the other level are held before, `n_added` come new; `ready` = shared /
    skills. `n_retaken` of the `n_own` skills that the other level's own requirements name are held before: the skills
    that it deepens. Own certificate first, then the readiest."""
    return reader.rows(
        f"""
        with {_HELD},
        pairs as (
            select a.certificate, a.level, a.level_rank, b.certificate as to_certificate, b.level as to_level,
                   b.level_rank as to_level_rank, count(*) as n_shared
            from held as a join held as b using (skill_id)
            where b.level_rank >= a.level_rank and (a.certificate <> b.certificate or b.level_rank > a.level_rank)
            group by all
        ),
        retaken as (
            select a.certificate, a.level, o.certificate as to_certificate, o.level as to_level, count(*) as n_retaken
            from held as a join own as o using (skill_id) group by all
        ),
        wanted as (
            select p.*, z.n_skills, z.n_skills - p.n_shared as n_added, p.n_shared / z.n_skills as ready,
                   n.n_own, coalesce(r.n_retaken, 0) as n_retaken
            from pairs as p
            join sizes as z on z.certificate = p.to_certificate and z.level = p.to_level
            join (select certificate, level, count(*) as n_own from own group by all) as n
                on n.certificate = p.to_certificate and n.level = p.to_level
            left join retaken as r on r.certificate = p.certificate and r.level = p.level
                and r.to_certificate = p.to_certificate and r.to_level = p.to_level
            where case when p.certificate = p.to_certificate
                  then p.to_level_rank = (select min(c.level_rank) from marts.certificates as c
                                          where c.certificate = p.certificate and c.level_rank > p.level_rank)
                  else p.n_shared >= $1 and p.n_shared / z.n_skills >= $2 end
        )
        select w.*, f.title, f.title_en, f.basis, t.title as to_title, t.title_en as to_title_en, t.basis as to_basis
        from wanted as w
        join marts.certificates as f on f.certificate = w.certificate and f.level = w.level
        join marts.certificates as t on t.certificate = w.to_certificate and t.level = w.to_level
        where $3::varchar is null or w.certificate = $3
        order by w.certificate, w.level_rank, w.certificate <> w.to_certificate, w.ready desc, w.to_certificate,
                 w.to_level_rank
        """,  # noqa: S608
        [MIN_SHARED, READY, certificate],
    )


def step_skills(reader: Reader, origin: tuple[str, str], goal: tuple[str, str]) -> list[dict[str, Any]]:
    """Skills of the goal (certificate, level): whether the holder of the origin has them, and who asks for them.

    `n_vacancies` counts the goal's job group, null below MIN_SHOWN vacancies or employers; most asked for first, the
    new before the held."""
    return reader.rows(
        f"""
        with {_HELD}
        select b.skill_id, s.name, s.name_en, s.type, a.skill_id is not null as is_held,
               case when d.n_vacancies >= $5 and d.n_employers >= $5 then d.n_vacancies end as n_vacancies,
               case when d.n_vacancies >= $5 and d.n_employers >= $5 then d.n_employers end as n_employers,
               d.n_target
        from held as b
        join (select distinct skill_id, name, name_en, type from marts.competency_skills) as s using (skill_id)
        left join held as a on a.skill_id = b.skill_id and a.certificate = $1 and a.level = $2
        left join marts.certificate_demand as d on d.certificate = b.certificate and d.skill_id = b.skill_id
        where b.certificate = $3 and b.level = $4
        order by is_held, d.n_vacancies desc nulls last, b.skill_id
        """,  # noqa: S608
        [*origin, *goal, MIN_SHOWN],
    )


def twin_clauses(reader: Reader, certificate: str | None = None) -> pd.DataFrame:
    """Requirements of two certificates that ask for nearly the same work, most alike first; of one certificate, its
    own requirement is the first of the two."""
    return reader.frame(
        """
        with both_ways as (
            select competency_a as a, competency_b as b, likeness from marts.similar_clauses
            union all
            select competency_b, competency_a, likeness from marts.similar_clauses where $1::varchar is not null
        )
        select a.competency_id, a.certificate, a.level, a.code, a.text, a.text_en, a.basis,
               b.competency_id as other_id, b.certificate as other, b.level as other_level, b.code as other_code,
               b.text as other_text, b.text_en as other_text_en, b.basis as other_basis,
               ta.title, ta.title_en, tb.title as other_title, tb.title_en as other_title_en, w.likeness
        from both_ways as w
        join marts.competencies as a on a.competency_id = w.a join marts.competencies as b on b.competency_id = w.b
        join marts.certificates as ta on ta.certificate = a.certificate and ta.level = a.level
        join marts.certificates as tb on tb.certificate = b.certificate and tb.level = b.level
        where $1 is null or a.certificate = $1
        order by w.likeness desc, w.a, w.b
        """,
        [certificate],
    )


def level_mix(reader: Reader, certificate: str | None = None) -> pd.DataFrame:
    """Levels of a certificate (or of each) beside the seniority of its job group: the part of the requirements at each
    level, and the part of the vacancies that state a degree which ask for the degree that the level is meant for (1+X:
    secondary vocational, higher vocational, applied bachelor and above).

    Rows: certificate, level, n_competencies (0 where it lacks the level), share_competencies, n_vacancies, n_stating
    (vacancies of the job group that state a degree), share_vacancies with a 90 % Wilson interval (low, high); these
    are null where fewer than MIN_COMPARED vacancies state one."""
    low, high = wilson("p", "n_effective")
    return reader.frame(
        f"""
        with meant(level, level_rank, degree) as (
            values ('junior', 0, 'junior_secondary'), ('junior', 0, 'senior_secondary'),
                   ('intermediate', 1, 'associate'), ('senior', 2, 'bachelor'), ('senior', 2, 'master'),
                   ('senior', 2, 'doctor')
        ),
        stating as (
            select cv.certificate, v.employer_key, m.level as stated
            from marts.certificate_vacancies as cv join marts.vacancies as v using (vacancy_id)
            join meant as m on m.degree = v.education_level
        ),
        rungs as (
            select s.certificate, s.employer_key, l.level, s.stated = l.level as asks
            from stating as s cross join (select distinct level from meant) as l
        ),
        asked as ({measured("rungs", "certificate", "level")}),
        clauses as (select certificate, level, count(*) as n from marts.competencies group by all),
        shares as (
            select t.certificate, m.level, m.level_rank, coalesce(c.n, 0) as n_competencies,
                   coalesce(c.n, 0) / sum(c.n) over (partition by t.certificate) as share_competencies,
                   coalesce(a.k, 0)::bigint as n_vacancies,
                   coalesce(a.n, 0)::bigint as n_stating, a.n_effective
            from (select distinct certificate from marts.certificates) as t
            cross join (select distinct level, level_rank from meant) as m
            left join clauses as c on c.certificate = t.certificate and c.level = m.level
            left join asked as a on a.certificate = t.certificate and a.level = m.level
        ),
        enough as (select *, case when n_stating >= $1 then n_vacancies / n_stating end as p from shares)
        select certificate, level, level_rank, n_competencies, share_competencies, n_vacancies, n_stating,
               p as share_vacancies, {low} as low, {high} as high
        from enough where $2::varchar is null or certificate = $2
        order by certificate, level_rank
        """,  # noqa: S608
        [MIN_COMPARED, certificate],
    )


def missing_rungs(reader: Reader) -> list[dict[str, Any]]:
    """Rungs that the ladders lack: certificate, title, title_en, basis, level, and why:

    `no_level`: the certificate has no such level, although at least LACKING of the vacancies of its job group that
    state a degree ask for the degree that the level is meant for (lower end of the interval); `jump`: the level takes
    up less than KEPT of its skills from the levels below, so that the step is a change of subject; `dead_end`: from
    its highest level no step leads into another certificate."""
    held = level_steps(reader)
    names = {
        str(row["certificate"]): {key: row[key] for key in ("title", "title_en", "basis")}
        for row in reader.rows("select distinct certificate, title, title_en, basis from marts.certificates")
    }
    found = [
        {"reason": "jump", "certificate": row["certificate"], "level": row["to_level"]}
        for row in held
        if row["certificate"] == row["to_certificate"] and row["n_retaken"] < KEPT * row["n_own"]
    ]
    going = {(row["certificate"], row["level"]) for row in held if row["certificate"] != row["to_certificate"]}
    tops = reader.rows(
        "select certificate, arg_max(level, level_rank) as level from marts.certificates group by certificate"
    )
    found += [{"reason": "dead_end", **row} for row in tops if (row["certificate"], row["level"]) not in going]
    found += [
        {"reason": "no_level", "certificate": row["certificate"], "level": row["level"]}
        for row in level_mix(reader).to_dict("records")
        if row["n_competencies"] == 0 and row["low"] >= LACKING
    ]
    return [
        {**row, **names[str(row["certificate"])]}
        for row in sorted(found, key=lambda row: (row["certificate"], row["reason"], row["level"]))
    ]
