"""A tiny published build with one certificate asked for, one that nobody asks for, and names that mean harm."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from warehouse.queries import wilson_interval
from warehouse.queries.intervals import effective_size

MARTS = Path(__file__).parents[3] / "warehouse" / "models" / "marts"
SOURCES = ("公共就业网", "招聘站甲", "招聘站乙")
CODE, UNASKED = "xg-cnc", "xg-drone"
N, IN_GROUP = 720, 120
TURNER = "6-18-01-01"
HOSTILE = '=HYPERLINK("http://x.example")五轴加工'
EXCERPT = "熟悉五轴加工中心\u202e编程\u202c与操作，\x07有经验者优先。"

# id, name, English name, vacancies that name it (first, end)
SKILLS: tuple[tuple[str, str, str, int, int], ...] = (
    ("m.five-axis", HOSTILE, "@Five-axis machining", 0, 60),
    ("m.laser", "激光加工", "Laser machining", 0, 40),
    ("m.reading", "机械识图", "Reading drawings", 20, 100),
    ("m.rare-a", "少见技能甲", "Rare skill A", 0, 3),
    ("m.rare-b", "少见技能乙", "Rare skill B", 0, 3),
    # pairs outside the certificate's job group: communities are found among many, not in a graph of one line
    *((f"m.pair-{i}{side}", f"组合{i}{side}", f"Pair {i}{side}", 200 + 40 * i, 235 + 40 * i) for i in range(4)
      for side in "ab"),
)  # fmt: skip


def _vacancies(demonstration: bool) -> list[dict[str, Any]]:
    return [
        {"vacancy_id": f"v{i:03d}", "source": SOURCES[i % 3], "url": None, "title": "数控车工",
         "employer": f"示例公司{i % 40}" if i % 10 else None,
         "employer_key": f"e{i % 40}" if i % 10 else f"unnamed:v{i:03d}",
         "employer_is_named": bool(i % 10), "field": "m", "job_group": "m.cnc", "province_code": ("11", "44")[i % 2],
         "country": "CN", "education_level": ("bachelor", "associate", "unstated")[i % 3],
         "experience_min_years": (1, 3, 5, None)[i % 4], "salary_min_cny_month": 8000, "salary_max_cny_month": 10000,
         "n_postings": 1, "month": None if i % 12 == 11 else f"2025-{i % 12 + 1:02d}", "year": 2025,
         "demonstration": demonstration, "landing_run": "r1", "landing_line": i}
        for i in range(N)
    ]  # fmt: skip


def _employers(start: int, end: int) -> int:
    """Employer keys behind the vacancies; one without a name is an employer of its own."""
    return len({f"e{i % 40}" if i % 10 else f"unnamed:{i}" for i in range(start, end)})


def _size(start: int, end: int) -> float:
    """Effective size of the job group for the share of those vacancies, counted here on its own."""
    keys = [f"e{i % 40}" if i % 10 else f"unnamed:{i}" for i in range(IN_GROUP)]
    m, x = Counter(keys), Counter(keys[start:end])
    return effective_size(
        end - start, IN_GROUP, sum(x[k] ** 2 for k in x), sum(x[k] * m[k] for k in x), sum(v**2 for v in m.values()),
        len(m), len(x), sum(x[k] == m[k] for k in x),
    )  # fmt: skip


def _clauses() -> list[dict[str, Any]]:
    return [
        {"competency_id": f"{code}/junior/1.1.{at}", "certificate": code, "level": "junior", "level_rank": 0,
         "position": at, "code": f"1.1.{at}", "domain": "零件加工", "domain_en": "Machining", "task": "车削",
         "task_en": "Turning", "text": f"+能完成工序{at}", "text_en": f"Can do step {at}", "basis": "reference"}
        for code in (CODE, UNASKED) for at in (1, 2)
    ]  # fmt: skip


def _rows(demonstration: bool) -> dict[str, list[dict[str, Any]]]:
    head = {"level": "junior", "level_rank": 0, "sector": "装备制造", "basis": "reference", "version": "2026.1"}
    titles = {CODE: ("数控车铣加工", "CNC turning and milling"), UNASKED: ("无人机驾驶", "Drone piloting")}
    frames = [{"certificate": c, "title": zh, "title_en": en, **head} for c, (zh, en) in titles.items()]
    covered, first = "m.reading", f"{CODE}/junior/1.1.1"
    n_of = {skill: end - start for skill, _, _, start, end in SKILLS}
    return {
        "vacancies": _vacancies(demonstration),
        "vacancy_skills": [{"vacancy_id": f"v{i:03d}", "skill_id": s} for s, _, _, a, b in SKILLS for i in range(a, b)],
        "skills": [
            {"skill_id": s, "name": zh, "name_en": en, "type": "tool", "is_known": True, "is_generic": False,
             "taxonomy_field": "m", "n_vacancies": b - a, "n_employers": min(b - a, 40), "n_sources": 3,
             "best_competency_id": first, "p_covered": 1.0 if s == covered else 0.2, "basis": "reference",
             "coverage": "covered" if s == covered else "not_covered", "coverage_via": "similar"}
            for s, zh, en, a, b in SKILLS
        ],
        "emerging_skills": [
            {"as_of": "2025-12", "skill_id": "m.five-axis", "status": "rising", "ratio": 2.0, "ratio_low": 1.5,
             "ratio_high": 2.6, "q_value": 0.01, "gates": json.dumps({"postings": True, "season": None}),
             "first_seen": "2025-01"}
        ],
        "trend_exposure": [{"month": f"2025-{m:02d}", "source": s, "job_group": "m.cnc", "n_vacancies": 20,
                            "n_employers": 10} for m in range(1, 12) for s in SOURCES],
        "funnel": [{"source": s, "n_lines": 250, "n_postings": 245, "n_vacancies": N // 3, "n_dated": 220,
                    "n_foreign": 0, "n_employers": 40, "first_month": "2025-01", "last_month": "2025-11",
                    "demonstration": demonstration} for s in SOURCES],
        "certificates": [{**frame, "authored": True} for frame in frames],
        "certificate_coverage": [{**frame, "n_target_vacancies": IN_GROUP if frame["certificate"] == CODE else 0}
                                 for frame in frames],
        "competencies": _clauses(),
        "competency_demand": [
            {"competency_id": c["competency_id"], "certificate": c["certificate"], "level": "junior",
             "n_vacancies": n_of[covered] if c["competency_id"] == first else 0,
             "n_employers": _employers(20, 100) if c["competency_id"] == first else 0,
             "n_target": IN_GROUP if c["certificate"] == CODE else 0, "share": 0.0,
             "n_effective": None if c["certificate"] != CODE else
             _size(20, 100) if c["competency_id"] == first else _size(0, 0)}
            for c in _clauses()
        ],
        "skill_competency": [
            {"skill_id": s, "competency_id": first, "certificate": CODE, "level": "junior", "level_rank": 0, "rank": 1,
             "score": 0.9, "p_covered": p, "verdict": verdict, "basis": "reference", "via": via}
            for s, p, verdict, via in ((covered, 1.0, "covered", "named"), ("m.laser", 0.4, "review", "similar"))
        ],
        "certificate_table": [
            {**clause, "n_vacancies": k, "n_employers": _employers(20, 100) if k else 0, "n_target": n,
             "share": k / n if n else None, "share_low": low, "share_high": high}
            for clause in _clauses()
            for k, n, low, high in [
                (80, IN_GROUP, *wilson_interval(80 / IN_GROUP, _size(20, 100))) if clause["competency_id"] == first else
                (0, IN_GROUP, 0.0, 3 / _size(0, 0)) if clause["certificate"] == CODE else (0, 0, None, None)]
        ],
        "certificate_vacancies": [{"certificate": CODE, "vacancy_id": f"v{i:03d}"} for i in range(IN_GROUP)],
        "certificate_demand": [
            {"certificate": CODE, "skill_id": s, "name": zh, "name_en": en, "type": "tool", "is_known": True,
             "is_generic": False, "n_vacancies": b - a, "n_employers": _employers(a, b), "n_sources": 3,
             "n_target": IN_GROUP, "n_effective": _size(a, min(b, IN_GROUP)),
             "share": (b - a) / IN_GROUP, "verdict": "covered" if s == covered else "not_covered",
             "coverage_elsewhere": "not_covered"}
            for s, zh, en, a, b in SKILLS if b - a >= 5 and a < IN_GROUP
        ],
        "evidence": [
            {"skill_id": s, "vacancy_id": f"v{i:03d}", "rank": i + 1, "excerpt": EXCERPT if i else "长" * 201,
             "mark_start": 2, "mark_end": 4}
            for s in ("m.five-axis", "m.laser") for i in range(12)
        ],
        "occupations": [{"occupation": TURNER, "code": TURNER, "zh": "车工", "en": "Turner", "digital": False,
                         "green": True, "batch": None, "n_vacancies": N, "n_employers": 36, "n_sources": 3}],
        "certificate_occupations": [{"certificate": CODE, "occupation": TURNER, "n_vacancies": IN_GROUP,
                                     "n_employers": 36, "n_target": IN_GROUP, "share_of_group": 1.0,
                                     "share_of_occupation": IN_GROUP / N}],
        "provinces": [{"province_code": "11", "zh": "北京", "en": "Beijing"},
                      {"province_code": "44", "zh": "广东", "en": "Guangdong"}],
    }  # fmt: skip


def publish(data: Path, demonstration: bool = False) -> Path:
    """Publish the tiny build under `data` in the shape that the models promise."""
    folder = data / "published"
    folder.mkdir(parents=True)
    path = folder / "mart-tiny0000pack.duckdb"
    rows = _rows(demonstration)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.build (key varchar, value varchar)")
        facts = {"build_id": "tiny0000pack", "built_at": "2026-01-05T10:00:00+00:00", "as_of": "2025-12",
                 "extractor": "zh", "taxonomy": "t1", "embedding_model": "m1"}  # fmt: skip
        connection.executemany("insert into marts.build values (?, ?)", list(facts.items()))
        described = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(MARTS.glob("*.yml"))]
        for contract in (model for file in described for model in file.get("models", [])):
            name = contract["name"].removeprefix("marts_")
            columns = [f'"{c["name"]}" {c["data_type"]}' for c in contract["columns"]]
            connection.execute(f"create table marts.{name} ({', '.join(columns)})")
            given = rows.pop(name, [])
            if given:
                keys = list(given[0])
                values = f"({', '.join('?' * len(keys))})"
                sql = f"insert into marts.{name} ({', '.join(keys)}) values {', '.join([values] * len(given))}"
                connection.execute(sql, [row[key] for row in given for key in keys])
    assert not rows, f"no such marts: {sorted(rows)}"
    pointer = {"build_id": "tiny0000pack", "file": path.name, "built_at": facts["built_at"]}
    (folder / "current.json").write_text(json.dumps(pointer), "utf-8")
    return data


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with the tiny build, which tests only read."""
    return publish(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def publish_build(tmp_path: Path) -> Callable[[bool], Path]:
    """Publishes a build of its own; takes whether it is invented."""
    return lambda demonstration: publish(tmp_path / "data", demonstration)
