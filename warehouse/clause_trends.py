"""Counts for the trends of requirements: monthly vacancies of a certificate's job group that ask for what each teaches.

Read from the working warehouse. A vacancy asks for a requirement when it names a skill that the requirement covers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from warehouse.trends import EMPLOYER_MONTH_CAP, Arrays, Columns, TrendCounts, joined

_EXPOSURE = """
    select cv.certificate, v.source, coalesce(v.job_group, 'other') as stratum, v.month, count(*) as n_vacancies
    from derived.certificate_vacancies as cv join core.vacancies as v using (vacancy_id)
    where v.month between ? and ?
    group by all order by all
"""
_CELLS = """
    with asked as (
        select sc.certificate, sc.competency_id, cv.vacancy_id, arg_min(vs.wording, vs.skill_id) as wording
        from derived.skill_competency as sc
        join derived.certificate_vacancies as cv using (certificate)
        join core.vacancies as v using (vacancy_id)
        join core.vacancy_skills as vs on vs.vacancy_id = cv.vacancy_id and vs.skill_id = sc.skill_id
        where sc.verdict = 'covered' and v.month between ? and ?
        group by all
    ),
    named as (
        select
            a.certificate, a.competency_id as skill_id, v.source, coalesce(v.job_group, 'other') as stratum, v.month,
            row_number() over (
                partition by a.competency_id, v.month, v.source, coalesce(v.job_group, 'other'), v.employer_key
                order by v.vacancy_id
            ) as nth_of_employer,
            row_number() over (
                partition by a.competency_id, v.month, a.wording order by v.vacancy_id
            ) as nth_of_wording
        from asked as a join core.vacancies as v using (vacancy_id)
    )
    select certificate, skill_id, source, stratum, month,
           count(*) filter (nth_of_employer <= ? and nth_of_wording <= ?) as n_capped
    from named group by all order by all
"""


def clause_counts(arrays: Arrays, first: str, last: str) -> Iterator[tuple[str, TrendCounts]]:
    """(certificate, counts of the months `first` to `last`) of every certificate with a dated vacancy in them.

    The counts' skills are the ids of requirements; one employer and one wording count three times a month."""
    exposure = arrays(_EXPOSURE, [first, last])
    cells = arrays(_CELLS, [first, last, EMPLOYER_MONTH_CAP, EMPLOYER_MONTH_CAP])
    for certificate in sorted(set(exposure["certificate"].tolist())):
        counts = joined(_of(exposure, certificate), _of(cells, certificate), first, last)
        if counts is not None:
            yield certificate, counts


def _of(columns: Columns, certificate: str) -> Columns:
    kept = np.array(columns["certificate"].tolist(), dtype=object) == certificate
    return {name: values[kept] for name, values in columns.items()}
