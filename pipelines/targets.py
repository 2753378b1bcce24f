"""Job groups of the certificates as rows for the warehouse: which vacancies, by which way."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from taxonomy.models import Certificate
from taxonomy.registry import Taxonomy, competencies_of
from taxonomy.targets import Check, postings_by_hand, title_reader
from taxonomy.thresholds import Targets

Row = dict[str, Any]


def skill_rows(taxonomy: Taxonomy) -> list[Row]:
    """Rows of `derived.certificate_skills`: the core skills of each certificate and those that its clauses name."""
    rows = []
    for certificate in taxonomy.certificates.values():
        core = set(certificate.target.core_skills)
        clauses = {skill for competency in competencies_of(certificate) for skill in competency.skills}
        rows += [
            {"certificate": certificate.code, "skill_id": s, "is_core": s in core, "in_clause": s in clauses}
            for s in sorted(core | clauses)
        ]
    return rows


@dataclass(frozen=True)
class Groups:
    """The job groups of all certificates."""

    rows: list[Row]
    """Rows of `derived.certificate_vacancies`, each vacancy once for a certificate, by the strongest way."""
    checks: dict[str, Check]
    """By certificate: how far its core skills can be trusted."""


def target_rows(certificates: Iterable[Certificate], checks: Mapping[str, Check], rules: Targets) -> list[Row]:
    """Rows of `derived.certificate_targets`: by what each job group was formed, lists as JSON."""
    return [
        {"certificate": c.code, "proposed": c.target.proposed,
         **{name: json.dumps(getattr(c.target, name), ensure_ascii=False)
            for name in ("titles", "exclude_titles", "core_skills", "include", "exclude")},
         "skills_trusted": checks[c.code].trusted(rules), "n_check": checks[c.code].n,
         "n_check_own": checks[c.code].n_own}
        for c in certificates
    ]  # fmt: skip


def form_groups(
    certificates: Iterable[Certificate],
    titles: Iterable[tuple[str, str]],
    candidates: Iterable[tuple[str, str, str]],
    vacancy_of: Mapping[str, str],
    rules: Targets,
) -> Groups:
    """`titles`: (vacancy, title) of all domestic vacancies; `candidates`: (certificate, vacancy, title) of those that
    name enough core skills; `vacancy_of`: posting id → vacancy, for the postings that people named."""
    known = list(certificates)
    reader = title_reader(known)
    groups = functools.cache(reader.groups)
    silent: list[tuple[str, str]] = []
    telling: dict[str, list[bool]] = {c.code: [] for c in known}
    for code, vacancy, title in candidates:
        if reader.silent(title, code):
            silent.append((code, vacancy))
        else:
            telling[code].append(any(group == code for group, _ in groups(title)))
    checks = {code: Check(len(answers), sum(answers)) for code, answers in telling.items()}
    ways: dict[tuple[str, str], str] = {(c, vacancy): "skills" for c, vacancy in silent if checks[c].trusted(rules)}
    ways |= {(code, vacancy): way for vacancy, title in titles for code, way in groups(title)}
    _by_hand(ways, known, vacancy_of)
    rows = [{"certificate": code, "vacancy_id": vacancy, "via": way} for (code, vacancy), way in sorted(ways.items())]
    return Groups(rows, checks)


def _by_hand(
    ways: dict[tuple[str, str], str], certificates: Iterable[Certificate], vacancy_of: Mapping[str, str]
) -> None:
    """Put in and take out the postings that people named; one that this build does not hold is in nobody's group."""
    for certificate in certificates:
        for posting, belongs in postings_by_hand(certificate.target).items():
            vacancy = vacancy_of.get(posting)
            if vacancy is not None and belongs:
                ways[certificate.code, vacancy] = "hand"
            elif vacancy is not None:
                ways.pop((certificate.code, vacancy), None)


def postings_named(certificates: Iterable[Certificate]) -> list[str]:
    """Ids of the postings that people put into groups or took out."""
    return sorted({posting for c in certificates for posting in postings_by_hand(c.target)})
