"""Whether a published file holds together: what can be asked of the file alone."""

from __future__ import annotations

from warehouse.connection import Reader

_CHECKS = {
    "vacancies": "select count(*) > 0 as holds from marts.vacancies",
    "postings": """
        select (select coalesce(sum(n_postings), 0) from marts.funnel)
            = (select coalesce(sum(n_postings), 0) from marts.vacancies) as holds""",
    "evidence": "select count(*) = 0 as holds from marts.evidence anti join marts.vacancies using (vacancy_id)",
    "excerpts": "select coalesce(max(length(excerpt)), 0) <= 200 as holds from marts.evidence",
    "competencies": """
        select count(*) = 0 as holds from marts.skill_competency anti join marts.competencies using (competency_id)""",
    "skills": "select count(*) = 0 as holds from marts.vacancy_skills anti join marts.skills using (skill_id)",
    "provinces": """
        select count(*) = 0 as holds from marts.vacancies anti join marts.provinces using (province_code)
        where province_code is not null""",
}


def build_checks(reader: Reader) -> dict[str, bool]:
    """Code of each check → whether it holds in the file that is read, in a fixed order."""
    return {code: bool(reader.rows(sql)[0]["holds"]) for code, sql in _CHECKS.items()}
