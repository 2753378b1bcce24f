"""For schools and regions: what a list of certificates covers of local demand, and what of them is wanted where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.connection import Reader
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.intervals import measured, wilson
from warehouse.queries.regions import MIN_COMPARED
from warehouse.wilson import Z90

CORE_SHARE = 0.05
"""A requirement that fewer of the job group ask for is nobody's core."""
EVERYWHERE = 0.8
"""Part of the provinces with enough vacancies in which a core requirement is asked for at least half as often as in the
whole country."""

LEAST_GAIN = 0.005
"""A further certificate that covers less of the demand is not worth a line."""

_HARD = """
    hard as (
        select skill_id from marts.skills
        where type in ('tool', 'knowledge', 'task') and not is_generic and coverage <> 'unjudged'
            and n_vacancies >= $1 and n_employers >= $1
    ),
    here as (
        select vacancy_id, employer_key from marts.vacancies
        where coalesce(country, 'CN') = 'CN' and ($2 = '' or province_code = $2)
    )
"""


def local_demand(reader: Reader, province: str = "") -> list[dict[str, Any]]:
    """Hard skills asked for in a province ("" = all of China), most named first: n_vacancies, n_employers, and the
    certificates with a clause that covers them, `coverage` the best verdict over all certificates.
    Skills in demand only (MIN_SHOWN vacancies and employers in all)."""
    return reader.rows(
        f"""
        with {_HARD},
        taught as (
            select skill_id, list(distinct certificate order by certificate) as certificates
            from marts.skill_competency where verdict = 'covered' group by skill_id
        )
        select vs.skill_id, s.name, s.name_en, s.coverage, count(*) as n_vacancies,
               count(distinct h.employer_key) as n_employers,
               coalesce(any_value(t.certificates), []) as certificates
        from here as h join marts.vacancy_skills as vs using (vacancy_id) join hard using (skill_id)
        join marts.skills as s using (skill_id) left join taught as t using (skill_id)
        group by vs.skill_id, s.name, s.name_en, s.coverage order by n_vacancies desc, vs.skill_id
        """,  # noqa: S608
        [MIN_SHOWN, province],
    )


def local_coverage(reader: Reader, certificates: Sequence[str], province: str = "") -> dict[str, Any]:
    """What these certificates cover of local demand: n_vacancies that name a hard skill in demand, n_employers (named
    ones), n_named namings, and the share of them that a clause covers with a 90 % interval over employers (ratio
    estimator, as in `regional_coverage`); share, low and high are None below MIN_COMPARED vacancies or MIN_SHOWN
    employers."""
    row = reader.rows(
        f"""
        with {_HARD},
        covered as (
            select distinct skill_id from marts.skill_competency where verdict = 'covered' and certificate in $3
        ),
        by_employer as (
            select h.employer_key not like 'unnamed:%' as is_named, count(distinct h.vacancy_id) as n, count(*) as m,
                   count(*) filter (c.skill_id is not null) as x
            from here as h join marts.vacancy_skills as vs using (vacancy_id) join hard using (skill_id)
            left join covered as c using (skill_id) group by h.employer_key
        )
        select coalesce(sum(n), 0)::bigint as n_vacancies, count(*) filter (is_named) as n_employers,
               coalesce(sum(m), 0)::bigint as n_named, sum(x) / nullif(sum(m), 0) as share,
               sum(x * x)::double as xx, sum(x * m)::double as xm, sum(m * m)::double as mm
        from by_employer
        """,  # noqa: S608
        [MIN_SHOWN, province, list(certificates) or [""]],
    )[0]
    enough = row["n_vacancies"] >= MIN_COMPARED and row["n_employers"] >= MIN_SHOWN
    found = {name: row[name] for name in ("n_vacancies", "n_employers", "n_named")}
    if not enough:
        return {**found, "share": None, "low": None, "high": None}
    share = row["share"]
    half = Z90 * max(row["xx"] - 2 * share * row["xm"] + share * share * row["mm"], 0.0) ** 0.5 / row["n_named"]
    return {**found, "share": share, "low": max(share - half, 0.0), "high": min(share + half, 1.0)}


def core_and_local(reader: Reader, certificate: str, province: str) -> list[dict[str, Any]]:
    """Requirements of a certificate with the share of its job group that asks for them, in China and in a province.

    `kind`: `core` where at least CORE_SHARE ask for it and it is asked for at least half as often as in China in
    EVERYWHERE of the provinces with MIN_COMPARED vacancies of the group; `local` where the province asks for it surely
    more often than China (lower end of the 90 % Wilson interval above the share of China); `unasked` where nobody asks
    for it; else `elective`.
    `local_share` and its ends are None where the province holds fewer than MIN_COMPARED vacancies of the group, and
    `kind` is None where no province or fewer than MIN_COMPARED vacancies of China are there to be compared."""
    low, high = wilson("local_p", "n_effective")
    return reader.rows(
        f"""
        with grouped as (
            select cv.vacancy_id, v.province_code, v.employer_key
            from marts.certificate_vacancies as cv join marts.vacancies as v using (vacancy_id)
            where cv.certificate = $1 and coalesce(v.country, 'CN') = 'CN'
        ),
        sizes as (
            select province_code, count(*) as n from grouped where province_code is not null
            group by province_code having count(*) >= $3
        ),
        taught as (
            select competency_id, skill_id from marts.skill_competency where certificate = $1 and verdict = 'covered'
        ),
        asked as (
            select distinct t.competency_id, g.vacancy_id, g.province_code
            from grouped as g join marts.vacancy_skills as vs using (vacancy_id) join taught as t using (skill_id)
        ),
        whole as (select competency_id, count(*) as n from asked group by competency_id),
        places as (
            select z.province_code, z.n as size, c.competency_id, count(a.vacancy_id) as n
            from sizes as z cross join (select competency_id from marts.competencies where certificate = $1) as c
            left join asked as a on a.competency_id = c.competency_id and a.province_code = z.province_code
            group by all
        ),
        spread as (
            select p.competency_id, count(*) as n_places,
                   count(*) filter (p.n / p.size >= 0.5 * coalesce(w.n, 0) / (select count(*) from grouped)) as n_alike
            from places as p left join whole as w using (competency_id) group by p.competency_id
        ),
        here as (
            select c.competency_id, g.employer_key, a.vacancy_id is not null as asks
            from grouped as g cross join (select competency_id from marts.competencies where certificate = $1) as c
            left join asked as a on a.competency_id = c.competency_id and a.vacancy_id = g.vacancy_id
            where g.province_code = $2
        ),
        sized as ({measured("here", "competency_id")}),
        joined as (
            select c.competency_id, c.level, c.level_rank, c.position, c.code, c.text, c.text_en, c.basis,
                   (select count(*) from grouped) as n_group, coalesce(w.n, 0) as n_asked,
                   coalesce(w.n, 0) / nullif((select count(*) from grouped), 0) as share,
                   coalesce((select n from sizes where province_code = $2), 0) as n_local, p.n as n_local_asked,
                   p.n / p.size as local_p, sized.n_effective, s.n_places, s.n_alike
            from marts.competencies as c
            left join whole as w using (competency_id) left join spread as s using (competency_id)
            left join places as p on p.competency_id = c.competency_id and p.province_code = $2
            left join sized on sized.competency_id = c.competency_id
            where c.certificate = $1
        )
        select * exclude (local_p, n_effective, n_local_asked, level_rank, position, n_asked),
               case when n_asked >= $4 or n_asked = 0 then n_asked end as n_asked,
               local_p as local_share, {low} as local_low, {high} as local_high,
               case when n_group < $3 or coalesce(n_places, 0) = 0 then null
                    when n_asked = 0 then 'unasked'
                    when share >= {CORE_SHARE} and n_alike >= {EVERYWHERE} * n_places then 'core'
                    when n_local_asked >= $4 and {low} > share then 'local'
                    else 'elective' end as kind
        from joined order by level_rank, position
        """,  # noqa: S608
        [certificate, province, MIN_COMPARED, MIN_SHOWN],
    )


def tools_in_motion(reader: Reader, certificates: Sequence[str]) -> list[dict[str, Any]]:
    """Requirements whose tools' demand surely changed (90 % interval of the ratio without 1), the most changed first:
    what teachers have to learn anew. One row a requirement and tool: ratio, its interval, status, n_postings."""
    return reader.rows(
        """
        select c.competency_id, c.certificate, c.level, c.code, c.text, c.text_en, c.basis, e.skill_id, e.name,
               e.name_en, e.status, e.ratio, e.ratio_low, e.ratio_high, e.n_postings, e.n_employers, e.as_of
        from marts.competencies as c
        join (select distinct competency_id, skill_id from marts.skill_competency where verdict = 'covered') as sc
            using (competency_id)
        join marts.emerging_skills as e using (skill_id)
        where c.certificate in $1 and e.type = 'tool' and (e.ratio_low > 1 or e.ratio_high < 1)
            and e.n_postings >= $2 and e.n_employers >= $2
        order by abs(ln(e.ratio)) desc, c.competency_id, e.skill_id
        """,
        [list(certificates) or [""], MIN_SHOWN],
    )


def soft_asked_and_stated(reader: Reader, certificate: str) -> list[dict[str, Any]]:
    """Soft skills that the job group asks for, most first, and whether a requirement of the certificate names them."""
    return reader.rows(
        """
        select d.skill_id, d.name, d.name_en, d.n_vacancies, d.n_employers, d.n_target, d.share,
               d.share_low, d.share_high,
               exists (select 1 from marts.competency_skills as cs
                       where cs.certificate = d.certificate and cs.skill_id = d.skill_id) as is_stated
        from marts.certificate_demand as d
        where d.certificate = ? and d.type = 'soft' and d.n_vacancies >= ? and d.n_employers >= ?
        order by d.n_vacancies desc, d.skill_id
        """,
        [certificate, MIN_SHOWN, MIN_SHOWN],
    )


def shortest_list(
    demand: Sequence[Mapping[str, Any]], certificates: Sequence[str], have: Sequence[str] = (), most: int = 12
) -> list[dict[str, Any]]:
    """The certificates that, one after the other, cover the most namings that those before do not (greedy; at least
    1 - 1/e of the best list of that length: Nemhauser, Wolsey, Fisher 1978).

    `demand` are rows of `local_demand`; starts from `have`. Rows: certificate, gain and total, shares of all
    namings. Ends at `most` lines or where nothing adds LEAST_GAIN."""
    total = sum(int(row["n_vacancies"]) for row in demand)
    if not total:
        return []
    teaches: dict[str, set[int]] = {code: set() for code in certificates}
    for at, row in enumerate(demand):
        for code in row["certificates"]:
            if code in teaches:
                teaches[code].add(at)
    weight = [int(row["n_vacancies"]) for row in demand]
    held = {at for code in have for at in teaches.get(code, ())}
    steps: list[dict[str, Any]] = []
    left = {code for code in certificates if code not in have}
    while left and len(steps) < most:
        gains = {code: sum(weight[at] for at in teaches[code] - held) for code in left}
        best = min(left, key=lambda code: (-gains[code], code))
        if gains[best] < LEAST_GAIN * total:
            break
        held |= teaches[best]
        left.remove(best)
        steps.append(
            {"certificate": best, "gain": gains[best] / total, "total": sum(weight[at] for at in held) / total}
        )
    return steps
