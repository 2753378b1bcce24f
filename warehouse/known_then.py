"""What was known at the end of each month: of the vacancies, and when each skill was first named.

Read alike from the working warehouse (schema `core`) and from a published build (`marts`). A month is known by the
dates of the postings, not by the day on which they were imported: an office that imports older years has a history."""

from __future__ import annotations

import hashlib

from warehouse.trends import Arrays, Schema

_KNOWN_MONTH = "coalesce(v.month, v.year::varchar || '-12')"
"""A year alone counts as its December, as in `warehouse.trends.support`."""


def first_named(arrays: Arrays, schema: Schema) -> dict[str, str]:
    """The first month, `YYYY-MM`, in which a vacancy named each skill, by skill id; undated naming is left out."""
    found = arrays(
        f"""
        select vs.skill_id, min({_KNOWN_MONTH}) as month
        from {schema}.vacancy_skills as vs join {schema}.vacancies as v using (vacancy_id)
        where {_KNOWN_MONTH} is not null group by all order by all
        """,  # noqa: S608
        [],
    )
    return dict(zip(found["skill_id"].tolist(), found["month"].tolist(), strict=True))


def fingerprints(arrays: Arrays, schema: Schema) -> dict[str, str]:
    """By month: a digest of everything up to its end that a verdict as of that month is made of.

    It changes when a vacancy of that month or an earlier one is added, taken away or read otherwise; sums of hashes
    do not depend on the order of rows."""
    parts = [
        arrays(sql, [])
        for sql in (
            f"""select month, sum(hash(source, job_group, n_vacancies))::varchar as part
                from {schema}.trend_exposure group by month""",  # noqa: S608
            f"""select month, sum(hash(skill_id, source, job_group, n_capped))::varchar as part
                from {schema}.skill_trend_cells group by month""",  # noqa: S608
            f"""select {_KNOWN_MONTH} as month,
                       sum(hash(vs.skill_id, v.month, v.source, v.employer_key))::varchar as part
                from {schema}.vacancy_skills as vs join {schema}.vacancies as v using (vacancy_id)
                where {_KNOWN_MONTH} is not null group by all""",  # noqa: S608
        )
    ]
    by_month: dict[str, list[str]] = {}
    for at, columns in enumerate(parts):
        for month, part in zip(columns["month"].tolist(), columns["part"].tolist(), strict=True):
            by_month.setdefault(str(month), []).append(f"{at}:{part}")
    running, found = hashlib.sha256(), {}
    for month in sorted(by_month):
        running.update(f"{month} {' '.join(sorted(by_month[month]))}\n".encode())
        found[month] = running.hexdigest()
    return found
