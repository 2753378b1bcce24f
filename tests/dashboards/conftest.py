"""A tiny published build with every kind of thing that the pages must show, and texts that mean harm."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards.components.numbers import wilson

HOSTILE_NAME = "<script>alert(1)</script>**粗体**"
HOSTILE_EXCERPT = '会用<img src=x onerror="alert(2)">和Python，[点我](javascript:alert(3))\u202e倒转\u202c。'
_MARK = (HOSTILE_EXCERPT.index("Python"), HOSTILE_EXCERPT.index("Python") + 6)
MONTHS = [f"2025-{m:02d}" for m in range(1, 13)]
SOURCES = ("公共就业网", "招聘站甲")

_TABLES = {
    "build": "key varchar, value varchar",
    "funnel": """source varchar, n_lines bigint, n_postings bigint, n_truncated bigint, n_vacancies bigint,
        n_dated bigint, n_stale bigint, n_file_date bigint, n_year_only bigint, n_undated bigint, n_foreign bigint,
        n_employers bigint,
        first_month varchar, last_month varchar, demonstration boolean""",
    "monthly_volume": "month varchar, source varchar, n_vacancies integer",
    "runs": """run_id varchar, source varchar, kind varchar, started_at varchar, finished_at varchar, items bigint,
        rejected bigint, repeats bigint, pii_removed bigint, permission_note varchar, demonstration boolean""",
    "vacancies": """vacancy_id varchar, source varchar, url varchar, title varchar, employer varchar,
        employer_key varchar, employer_is_named boolean, field varchar, job_group varchar, province_code varchar,
        country varchar, education_level varchar, experience_min_years integer, n_postings bigint, month varchar,
        year integer, demonstration boolean, landing_run varchar, landing_line bigint""",
    "vacancy_skills": "vacancy_id varchar, skill_id varchar",
    "skills": """skill_id varchar, name varchar, name_en varchar, type varchar, is_known boolean, is_generic boolean,
        taxonomy_field varchar, added varchar, n_vacancies bigint, n_employers bigint, n_sources bigint,
        n_effective double, first_month varchar, last_month varchar, best_competency_id varchar, p_covered double,
        coverage varchar, basis varchar, coverage_via varchar""",
    "skill_aliases": "skill_id varchar, alias varchar, spelling varchar, is_name boolean",
    "known_skills": """skill_id varchar, name varchar, name_en varchar, type varchar, taxonomy_field varchar,
        aliases varchar[], spellings varchar[]""",
    "skill_neighbours": "skill_id varchar, known_id varchar, rank integer, spelling varchar, p_same double",
    "emerging_skills": """as_of varchar, rank integer, skill_id varchar, name varchar, name_en varchar, type varchar,
        is_known boolean, status varchar, share_recent double, share_baseline double, ratio double, ratio_low double,
        ratio_high double, q_value double, n_recent bigint, n_baseline bigint, n_postings bigint, n_employers bigint,
        n_sources bigint, first_seen varchar, gates varchar, lasting double, coverage varchar, p_covered double,
        basis varchar, best_competency_id varchar""",
    "emergence_months": """month varchar, recent_months varchar, baseline_months varchar, months_left_out varchar,
        sources varchar, n_recent bigint, n_baseline bigint, n_judged bigint, n_new bigint, n_rising bigint,
        n_watch bigint, n_established bigint, n_declining bigint""",
    "emergence_history": """month varchar, skill_id varchar, name varchar, name_en varchar, type varchar,
        is_known boolean, status varchar, is_alert boolean, called_since varchar, is_first boolean, score double,
        ratio double, ratio_low double, ratio_high double, q_value double, lasting double, n_recent bigint,
        n_baseline bigint, n_postings bigint, n_employers bigint, n_sources bigint, first_seen varchar,
        stood_months integer, fell_after integer, followed_months integer, up_3 boolean, up_6 boolean,
        up_12 boolean""",
    "skill_trend_cells": """skill_id varchar, month varchar, source varchar, job_group varchar, n_vacancies integer,
        n_capped integer, n_employers integer""",
    "trend_exposure": "month varchar, source varchar, job_group varchar, n_vacancies bigint, n_employers bigint",
    "certificates": """certificate varchar, level varchar, level_rank integer, title varchar, title_en varchar,
        sector varchar, basis varchar, version varchar, authored boolean""",
    "competencies": """competency_id varchar, certificate varchar, level varchar, level_rank integer,
        position integer, code varchar, domain varchar, domain_en varchar, task varchar, task_en varchar,
        text varchar, text_en varchar, basis varchar""",
    "competency_skills": """competency_id varchar, skill_id varchar, certificate varchar, level varchar,
        level_rank integer, name varchar, name_en varchar, type varchar""",
    "similar_clauses": "competency_a varchar, competency_b varchar, likeness double",
    "skill_competency": """skill_id varchar, competency_id varchar, certificate varchar, level varchar,
        level_rank integer, rank integer, score double, p_covered double, verdict varchar, basis varchar,
        via varchar""",
    "certificate_coverage": """certificate varchar, level varchar, level_rank integer, title varchar,
        title_en varchar, sector varchar, basis varchar, version varchar, n_target_vacancies bigint,
        n_demanded bigint, n_covered bigint, n_partly bigint, n_review bigint, n_missing bigint,
        n_competencies bigint, n_without_demand bigint""",
    "certificate_vacancies": "certificate varchar, vacancy_id varchar",
    "certificate_targets": """certificate varchar, proposed boolean, titles varchar, exclude_titles varchar,
        core_skills varchar, include varchar, exclude varchar, skills_trusted boolean, n_check bigint,
        n_check_own bigint, n_vacancies bigint, n_employers bigint, n_title bigint, n_skills bigint, n_hand bigint,
        n_dated bigint, first_month varchar, last_month varchar, sources varchar[]""",
    "certificate_table": """competency_id varchar, certificate varchar, level varchar, level_rank integer,
        position integer, code varchar, domain varchar, domain_en varchar, task varchar, task_en varchar,
        text varchar, text_en varchar, basis varchar, n_vacancies bigint, n_employers bigint, n_target bigint,
        share double, n_effective double, share_low double, share_high double, n_vacancies_all bigint,
        n_employers_all bigint, n_all bigint, share_all double, n_effective_all double, share_all_low double,
        share_all_high double,
        direction varchar, ratio double, ratio_low double, ratio_high double, n_recent bigint, n_baseline bigint,
        n_group_recent bigint, n_group_baseline bigint, no_trend varchar, status varchar,
        skills struct(skill_id varchar, name varchar, name_en varchar, n_vacancies bigint)[]""",
    "certificate_demand": """certificate varchar, skill_id varchar, name varchar, name_en varchar, type varchar,
        is_known boolean, is_generic boolean, n_vacancies bigint, n_employers bigint, n_sources bigint,
        n_target bigint, share double, n_effective double, share_low double, share_high double,
        competency_id varchar, score double, p_covered double, verdict varchar, coverage_elsewhere varchar,
        best_competency_id varchar""",
    "competency_demand": """competency_id varchar, certificate varchar, level varchar, n_vacancies bigint,
        n_employers bigint, n_target bigint, share double, n_effective double""",
    "evidence": """skill_id varchar, vacancy_id varchar, rank integer, excerpt varchar, mark_start integer,
        mark_end integer""",
    "recognition": """scope varchar, field varchar, province_code varchar, year integer, kind varchar,
        n_vacancies bigint, n_employers bigint, n_required bigint, n_preferred bigint, n_negated bigint,
        n_total bigint, n_total_employers bigint, share double, n_effective double, low double, high double""",
    "recognition_entries": """entry varchar, field varchar, kind varchar, zh varchar, en varchar, n_vacancies bigint,
        n_employers bigint, n_required bigint, n_preferred bigint, n_negated bigint, n_mentioned bigint""",
    "recognition_wordings": "entry varchar, wording varchar, n_vacancies bigint, n_employers bigint",
    "recognition_evidence": """entry varchar, vacancy_id varchar, rank integer, excerpt varchar, mark_start integer,
        mark_end integer""",
    "occupations": """occupation varchar, code varchar, zh varchar, en varchar, digital boolean, green boolean,
        batch integer, n_vacancies bigint, n_employers bigint, n_sources bigint, n_same bigint, n_part bigint""",
    "occupation_demand": """occupation varchar, field varchar, n_vacancies bigint, n_employers bigint, n_total bigint,
        share double, n_effective double, low double, high double""",
    "certificate_occupations": """certificate varchar, occupation varchar, n_vacancies bigint, n_employers bigint,
        n_target bigint, share_of_group double, share_of_occupation double""",
    "occupation_links": """occupation varchar, certificate_name varchar, certificate_name_en varchar,
        certificate varchar, extent varchar""",
    "provinces": "province_code varchar, zh varchar, en varchar",
    "fields": "field varchar, zh varchar, en varchar",
}

# id, name, English name, type, known, all, status, recent, baseline, ratio, coverage, basis, competency
_SKILLS: list[tuple[Any, ...]] = [
    ("it.python", "Python编程", "Python programming", "tool", True, 60, "rising", 30, 12, 2.4, "not_covered",
     "reference", "xg-a/junior/1.1.1"),
    ("new.0123456789", HOSTILE_NAME, HOSTILE_NAME, "tool", False, 14, "new", 12, 1, 3.1, "review", "reference",
     "xg-a/junior/1.1.1"),
    ("it.html", "HTML", "HTML", "tool", True, 40, "established", 14, 20, 1.0, "covered", "official",
     "xg-b/junior/1.1.1"),
    ("it.flash", "Flash制作", "Flash authoring", "tool", True, 22, "declining", 3, 18, 0.4, "partly", "reference",
     "xg-a/junior/1.1.1"),
    ("it.rust", "Rust", "Rust", "tool", True, 16, "watch", 10, 6, 1.4, "not_covered", "official",
     "xg-b/junior/1.1.1"),
    ("soft.team", "团队合作", "Teamwork", "soft", True, 80, "established", 30, 50, 1.0, "not_covered", "reference",
     "xg-a/junior/1.1.1"),
    ("it.rare", "少见技能", "Rare skill", "knowledge", True, 6, None, None, None, None, "not_covered", "reference",
     "xg-a/junior/1.1.1"),
]  # fmt: skip
N = 240


def _vacancies(demonstration: bool) -> list[tuple[Any, ...]]:
    return [
        (f"v{i}", SOURCES[i % 2], "https://jobs.example.org/1" if i == 0 else "javascript:alert(4)" if i == 1 else None,
         f"前端工程师{i}", f"示例公司{i % 9}" if i % 7 else None, f"e{i % 9}", bool(i % 7), "it", "it.web", "11",
         "SG" if i > 237 else "CN", ("bachelor", "associate", "unstated")[i % 3], (None, 0, 3, 6)[i % 4], 1,
         None if i > 237 else MONTHS[i % 12], 2025, demonstration, "r1", i)
        for i in range(N)
    ]  # fmt: skip


def _gates(status: str) -> str:
    passed = status in ("new", "rising")
    names = ("postings", "employers", "sources", "months", "effect", "interval", "q", "lasting")
    # no year of data before: nobody could ask about the season
    return json.dumps({**{g: passed or g in ("postings", "sources") for g in names}, "season": None})


def _skill_rows() -> dict[str, list[tuple[Any, ...]]]:
    skills, signals, cells, links = [], [], [], []
    for rank, row in enumerate(_SKILLS, start=1):
        (code, name, en, kind, known, n, status, recent, base, ratio, verdict, basis, best) = row
        skills.append(
            (
                code,
                name,
                en,
                kind,
                known,
                False,
                "it" if known else None,
                None,
                n,
                min(n, 9),
                2,
                238.0,
                "2025-01",
                "2025-12",
                best,
                0.2,
                verdict,
                basis,
                "similar",
            )
        )
        if status:
            signals.append(("2025-12", rank, code, name, en, kind, known, status, recent / 60, base / 180, ratio,
                            ratio * 0.8, ratio * 1.25, 0.04, recent, base, recent, 9, 2, "2025-01", _gates(status), 0.7,
                            verdict, 0.2, basis, best))  # fmt: skip
        cells += [(code, m, SOURCES[0], "it.web", n // 12 if at else 1, 1, 1) for at, m in enumerate(MONTHS)]
        links += [(f"v{i}", code) for i in range(n)]
    names = dict.fromkeys((s, n) for s, *names in _SKILLS for n in names[:2])
    aliases = [(s, n, n.lower().replace(" ", ""), True) for s, n in names] + [("it.python", "蟒蛇", "蟒蛇", False)]
    return {
        "skill_aliases": aliases,
        "skills": skills,
        "emerging_skills": signals,
        "skill_trend_cells": cells,
        "vacancy_skills": links,
    }


def _certificate_rows() -> dict[str, list[tuple[Any, ...]]]:
    certificates, competencies, coverage, demand = [], [], [], []
    for code, title, en, basis in (
        ("xg-a", "网页前端", "Web front end", "reference"),
        ("xg-b", "网站开发", "Website development", "official"),
    ):
        for rank, level in enumerate(("junior", "intermediate")):
            certificates.append((code, level, rank, title, en, "电子与信息", basis, "2026.1", basis == "reference"))
            n = N if code == "xg-a" else 0
            coverage.append(
                (
                    code,
                    level,
                    rank,
                    title,
                    en,
                    "电子与信息",
                    basis,
                    "2026.1",
                    n,
                    6 if n else 0,
                    1 + rank if n else 0,
                    1 if n else 0,
                    1 if n else 0,
                    3 - rank if n else 0,
                    2,
                    1,
                )
            )
            for at in (1, 2):
                own = f"{code}/{level}/1.1.{at}"
                competencies.append(
                    (
                        own,
                        code,
                        level,
                        rank,
                        rank * 2 + at,
                        f"1.1.{at}",
                        "页面制作",
                        "Making pages",
                        "编写结构",
                        "Writing structure",
                        f"能编写页面结构{at}",
                        f"Can write page structure {at}",
                        basis,
                    )
                )
                asked = (40, 3)[at - 1] if n else 0
                demand.append((own, code, level, asked, min(asked, 9), n, asked / n if n else None, n or None))
    return {"certificates": certificates, "competencies": competencies, "certificate_coverage": coverage,
            "competency_demand": demand}  # fmt: skip


def _table_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Two requirements a level, asked for by 40 and by 3 vacancies of xg-a; xg-b has no job group. The junior one
    rises, the intermediate one fades."""
    rows = []
    for code, basis in (("xg-a", "reference"), ("xg-b", "official")):
        n = N if code == "xg-a" else 0
        for rank, level in enumerate(("junior", "intermediate")):
            for at, (k, k_all) in enumerate(((40, 50), (3, 4)), start=1):
                k = k if n else 0
                trend = (("up", 1.3, 1.1, 1.6, 12, 28), ("down", 0.5, 0.3, 0.7, 4, 36))[rank]
                judged = n and at == 1
                rows.append((
                    f"{code}/{level}/1.1.{at}", code, level, rank, rank * 2 + at, f"1.1.{at}", "页面制作",
                    "Making pages", "编写结构", "Writing structure", f"能编写页面结构{at}",
                    f"Can write page structure {at}", basis,
                    k, min(k, 9), n, *((k / n, float(n), *wilson(k, n)) if n else (None, None, None, None)),
                    k_all, min(k_all, 9), 238, k_all / 238, 238.0, *wilson(k_all, 238),
                    *((*trend, 60, 180, None) if judged else
                      (*[None] * 6, 60, 180, "few_mentions") if n else (*[None] * 6, 0, 0, "few_vacancies")),
                    ("in_demand", "fading")[rank] if judged else "too_little",
                    [{"skill_id": "it.html", "name": "HTML", "name_en": "HTML", "n_vacancies": k}] if judged else [],
                ))  # fmt: skip
    targets = [
        (code, code == "xg-b", '["前端"]', "[]", '["it.html"]', "[]", "[]", n > 0, 20, 18 if n else 2, n, min(n, 9),
         n * 5 // 6, n // 6, 0, n, MONTHS[0] if n else None, MONTHS[-1] if n else None, list(SOURCES) if n else [])
        for code, n in (("xg-a", N), ("xg-b", 0))
    ]  # fmt: skip
    return {"certificate_table": rows, "certificate_targets": targets}


def _clause_skills() -> list[tuple[Any, ...]]:
    """The levels of xg-a build on each other and lead into xg-b, whose higher level is a change of subject."""
    named = {("xg-a", 0): "abcd", ("xg-a", 1): "abe", ("xg-b", 0): "abcf", ("xg-b", 1): "ghijklmnopqrs"}
    return [
        (f"{code}/{level}/1.1.{1 + at % 2}", f"x.{one}", code, level, rank, f"技能{one}", f"Skill {one}", "knowledge")
        for (code, rank), skills in named.items() for level in (("junior", "intermediate")[rank],)
        for at, one in enumerate(skills)
    ]  # fmt: skip


def _recognition_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Of 238 vacancies in China 24 ask for a certificate; 1+X is named by three, which is too few to show."""
    named = {"certificate": 24, "industry": 24, "one_x": 3, "only_education": 200, "only_skills": 14}
    kinds = ("certificate", "one_x", "grade", "industry", "title", "general", "language", "driving", "permit",
             "only_education", "only_skills", "neither")  # fmt: skip
    groups = [("all", "", "", 0, 238), ("field", "it", "", 0, 238), ("province", "", "11", 0, 238),
              ("field_province", "it", "11", 0, 238), ("year", "", "", 2025, 238)]  # fmt: skip
    cells = [
        (*group[:4], kind, k, min(k, 9), k, 0, 0, group[4], 9, k / group[4], float(group[4]), k / group[4] * 0.8,
         k / group[4] * 1.2)
        for group in groups for kind in kinds for k in (named.get(kind, 0),)
    ]  # fmt: skip
    return {
        "recognition": cells,
        "recognition_entries": [
            ("pmp", field, "industry", "PMP", "PMP (project management)", 24, 9, 24, 0, 0, 2) for field in ("", "it")
        ],
        "recognition_wordings": [("pmp", HOSTILE_NAME, 12, 6)],
        "recognition_evidence": [("pmp", f"v{i}", i + 1, HOSTILE_EXCERPT, *_MARK) for i in range(12)],
    }  # fmt: skip


def _occupation_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Of 238 vacancies in China 90 name a software engineer, 12 of four employers a tester, 3 a new occupation."""
    counted = {"2-02-10-03": (90, 9), "4-04-05-02": (12, 4), "4-04-05-05": (3, 3)}
    return {
        "occupations": [
            ("2-02-10-03", "2-02-10-03", "软件人员", "Software engineer", True, False, None, 90, 9, 2, 0, 0),
            ("4-04-05-02", "4-04-05-02", "测试员", "Tester", True, False, None, 12, 4, 1, 0, 0),
            ("4-04-05-05", "4-04-05-05", "训练师", "AI trainer", True, False, 2, 3, 3, 1, 0, 0),
            ("n7-01", None, HOSTILE_NAME, HOSTILE_NAME, None, None, 7, 0, 0, 0, 0, 0),
            ("4-09-11-01", "4-09-11-01", "碳管理员", "Carbon manager", True, True, 4, 0, 0, 0, 1, 0),
        ],
        "occupation_demand": [
            (code, field, n, employers, 238, n / 238, 238.0, n / 238 * 0.9, n / 238 * 1.1)
            for code, (n, employers) in counted.items() for field in ("", "it")
        ],
        "certificate_occupations": [("xg-a", "2-02-10-03", 45, 9, 238, 45 / 238, 0.5)],
        "occupation_links": [("4-09-11-01", "碳证书", "Carbon certificate", None, "same")],
    }  # fmt: skip


def _history_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Python is called in two months in a row and stands; the hostile name falls; the newest calls are too recent."""

    def call(month: str, at: int, status: str, since: str, stood: tuple[Any, ...]) -> tuple[Any, ...]:
        skill, name, en, kind, known = _SKILLS[at][:5]
        return (month, skill, name, en, kind, known, status, status in ("new", "rising"), since, since == month, 0.6,
                2.0, 1.5, 2.7, 0.01, 0.5, 20, 12, 22, 9, 2, "2025-01", *stood)  # fmt: skip

    return {
        "emergence_months": [
            (m, "2025-10", "2025-01", "", ", ".join(SOURCES), 60, 180, 7, 1, 1, 1, 3, 1) for m in ("2025-08", "2025-12")
        ],
        "emergence_history": [
            call("2025-08", 0, "rising", "2025-08", (4, None, 4, True, None, None)),
            call("2025-12", 0, "rising", "2025-08", (0, None, 0, None, None, None)),
            call("2025-08", 1, "new", "2025-08", (2, 3, 4, False, None, None)),
            call("2025-12", 4, "watch", "2025-12", (0, None, 0, None, None, None)),
            call("2025-12", 3, "declining", "2025-12", (None,) * 6),
        ],
    }


def write_build(
    data: Path, build_id: str, *, demonstration: bool = False, trend: bool = True, rules: bool = True
) -> Path:
    """Publish a tiny build under `data`; returns its file."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        **_skill_rows(), **_certificate_rows(), **_table_rows(), **_recognition_rows(), **_occupation_rows(),
        **_history_rows(),
    }  # fmt: skip
    if not trend:
        rows["emerging_skills"] = rows["emergence_months"] = rows["emergence_history"] = []
    facts = {"build_id": build_id, "built_at": "2026-11-23T10:00:00+00:00", "extractor": "zh1-x", "taxonomy": "t1",
             "embedding_model": "m1", "as_of": "2025-12" if trend else "", "catalogue_listed": "118",
             "catalogue_total": "447", "new_occupations_listed": "101", "new_occupations_total": "110"}  # fmt: skip
    if rules:
        facts |= {"rule.min_recent": "10", "rule.effect": "1.25", "rule.q": "0.1", "rule.min_month_exposure": "15",
                  "rule.clause_floor": "0.01", "rule.clause_min_employers": "3",
                  "recent_months": "2025-10, 2025-11, 2025-12", "baseline_months": "2025-01, 2025-02",
                  "n_recent": "60", "n_baseline": "180", "panel_sources": ", ".join(SOURCES)}  # fmt: skip
    rows |= {
        "build": list(facts.items()),
        "funnel": [(s, 140, 130, 3, 120, 119, 0, 0, 0, 0, 1, 9, "2025-01", "2025-12", demonstration) for s in SOURCES],
        "monthly_volume": [(m, s, 10) for m in MONTHS for s in SOURCES],
        "runs": [("r1", SOURCES[0], "import", "x", "x", 280, 1, 2, 3, "研究用途", demonstration)],
        "vacancies": _vacancies(demonstration),
        "trend_exposure": [(m, s, "it.web", 10, 9) for m in MONTHS for s in SOURCES],
        "skill_competency": [
            ("it.python", "xg-a/junior/1.1.1", "xg-a", "junior", 0, 1, 0.85, 0.2, "not_covered", "reference",
             "similar"),
            ("new.0123456789", "xg-a/junior/1.1.1", "xg-a", "junior", 0, 1, 0.83, 0.42, "review", "reference",
             "similar"),
            ("it.rust", "xg-b/junior/1.1.1", "xg-b", "junior", 0, 1, 0.82, 0.41, "review", "official", "similar"),
        ],
        # nobody asks for the last one
        "known_skills": [
            (code, name, en, kind, "it", list(dict.fromkeys([name, en, *more])),
             [n.lower().replace(" ", "") for n in dict.fromkeys([name, en, *more])])
            for code, name, en, kind, more in (
                *((c, n, e, k, ["蟒蛇"] if c == "it.python" else []) for c, n, e, k, known, *_ in _SKILLS if known),
                ("it.unasked", "没人要的技能", "Unasked skill", "tool", ["*x* [y](z)"]),
            )
        ],
        "skill_neighbours": [("new.0123456789", "it.flash", 1, "Flash制作", 0.31),
                             ("new.0123456789", "it.unasked", 2, "*x* [y](z)", 0.05)],
        "competency_skills": _clause_skills(),
        "similar_clauses": [("xg-a/junior/1.1.1", "xg-b/junior/1.1.2", 0.71)],
        "certificate_vacancies": [("xg-a", f"v{i}") for i in range(N)],
        "certificate_demand": [
            ("xg-a", "it.python", "Python编程", "Python programming", "tool", True, False, 60, 9, 2, N, 0.25,
             float(N), *wilson(60, N), None, None, None, "not_covered", "not_covered", "xg-a/junior/1.1.1"),
            ("xg-a", "it.html", "HTML", "HTML", "tool", True, False, 40, 9, 2, N, 40 / N, float(N), *wilson(40, N),
             None, None, None,
             "not_covered", "covered", "xg-b/junior/1.1.1"),
        ],
        "evidence": [(code, f"v{i}", i + 1, HOSTILE_EXCERPT, *_MARK) for code in ("it.python", "new.0123456789")
                     for i in range(12)],
        "provinces": [("11", "北京", "Beijing")],
        "fields": [("it", "信息技术", "Information technology")],
    }  # fmt: skip
    published = data / "published"
    published.mkdir(parents=True, exist_ok=True)
    path = published / f"mart-{build_id}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for name, columns in _TABLES.items():
            connection.execute(f"create table marts.{name} ({columns})")
            if rows.get(name):
                one = "(" + ", ".join("?" * len(rows[name][0])) + ")"
                values = [value for row in rows[name] for value in row]
                connection.execute(f"insert into marts.{name} values {', '.join([one] * len(rows[name]))}", values)
    pointer = {"build_id": build_id, "file": path.name, "built_at": facts["built_at"]}
    (published / "current.json").write_text(json.dumps(pointer), "utf-8")
    return path


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with a published build that all tests only read."""
    data = tmp_path_factory.mktemp("dashboard")
    write_build(data, "tiny00000001")
    return data


@pytest.fixture
def publish(tmp_path: Path) -> Callable[..., Path]:
    """Publishes a build of its own for one test; returns the data folder."""

    def make(build_id: str, **options: bool) -> Path:
        write_build(tmp_path, build_id, **options)
        return tmp_path

    return make


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with the tiny build of the tests of packs: two provinces, three sources, in the shape that the
    models promise."""
    file = Path(__file__).parents[1] / "pipelines" / "packs" / "conftest.py"
    spec = importlib.util.spec_from_file_location("packs_conftest", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    data: Path = module.publish(tmp_path_factory.mktemp("packed"))
    return data
