"""The dbt project on a tiny warehouse: its unit tests hold, its contracts stand, and a broken row stops the run."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from warehouse import derived, raw
from warehouse.connection import writer
from warehouse.transform import PROJECT, Transform, TransformFailed

SKILL = {"skill_id": "it.vue", "name": "Vue", "name_en": "Vue", "type": "tool", "is_known": True, "is_generic": False,
         "field": "it", "added": None}  # fmt: skip
CLAUSE = {"competency_id": "c1", "certificate": "xg", "level": "junior", "level_rank": 0, "position": 0,
          "code": "1.1.1", "domain": "域", "domain_en": "D", "task": "务", "task_en": "T", "text": "能",
          "text_en": "can", "basis": "reference"}  # fmt: skip
NEAR = {"skill_id": "it.vue", "competency_id": "c1", "certificate": "xg", "level": "junior", "level_rank": 0, "rank": 1,
        "score": 0.9, "p_covered": 0.9, "verdict": "covered", "basis": "reference", "via": "named"}  # fmt: skip
ROWS: dict[str, list[dict[str, Any]]] = {
    "titles": [{"title": "前端", "industry_raw": "", "field": "it", "job_group": "it.web"}],
    "certificate_targets": [{"certificate": "xg", "proposed": False, "titles": '["前端"]', "exclude_titles": "[]",
                             "core_skills": "[]", "include": "[]", "exclude": "[]", "skills_trusted": False,
                             "n_check": 0, "n_check_own": 0}],
    "certificate_vacancies": [{"certificate": "xg", "vacancy_id": f"p{i}", "via": "title"} for i in range(6)],
    "locations": [{"location_raw": "广州", "province_raw": "", "province_code": "44"}],
    "posting_groups": [{"posting_id": f"p{i}", "group_id": f"p{i}"} for i in range(6)],
    "surfaces": [{"surface": "vue", "skill_id": "it.vue"}],
    "skills": [SKILL],
    "skill_aliases": [{"skill_id": s, "alias": a, "spelling": a.lower(), "is_name": a == "Vue"}
                      for s, a in (("it.vue", "Vue"), ("it.vue", "Vue3"), ("it.unasked", "X"))],
    "certificates": [{"certificate": "xg", "level": "junior", "level_rank": 0, "title": "网页", "title_en": "Web",
                      "sector": "电子与信息", "basis": "reference", "version": "1", "authored": True}],
    "competencies": [CLAUSE],
    "skill_competency": [NEAR],
    "evidence": [{"skill_id": "it.vue", "vacancy_id": "p0", "rank": 1, "excerpt": "会Vue", "mark_start": 1,
                  "mark_end": 4}],
    "recognition_entries": [{"entry": "pmp", "kind": "industry", "zh": "PMP", "en": "PMP"}],
    "recognition_evidence": [{"entry": "pmp", "vacancy_id": "p0", "rank": 1, "excerpt": "有PMP", "mark_start": 1,
                              "mark_end": 4}],
    "title_occupations": [{"title": "前端", "occupation": "2-02-38-02"}],
    "occupations": [
        {"occupation": "2-02-38-02", "code": "2-02-38-02", "zh": "物联", "en": "IoT", "digital": True, "green": False,
         "batch": 1},
        {"occupation": "n7-01", "code": None, "zh": "新职", "en": "New", "digital": None, "green": None, "batch": 7},
    ],
    "occupation_links": [{"occupation": "2-02-38-02", "certificate_name": "网页", "certificate_name_en": "Web",
                          "certificate": "xg", "extent": "part"}],
    "fields": [{"field": "it", "zh": "信息", "en": "IT"}],
    "provinces": [{"province_code": "44", "zh": "广东", "en": "Guangdong"}],
}  # fmt: skip


def _land(landing: Path) -> None:
    folder = landing / "test" / "r1"
    folder.mkdir(parents=True)
    postings = [
        {"posting_id": f"p{i}", "source": "s", "title": "前端", "employer": f"企业{i}", "location_raw": "广州",
         "country": "CN", "description": f"会Vue{i}", "date_basis": "posted", "date_published": "2025-03-01",
         "education_raw": "见描述" if i else "本科", "demonstration": False, "truncated": False}
        for i in range(6)
    ]  # fmt: skip
    with gzip.open(folder / "items.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(p, ensure_ascii=False) + "\n" for p in postings)
    manifest = {"source": "s", "kind": "import", "items": 6, "rejected": 0, "demonstration": False}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dbt")
    _land(folder / "landing")
    path = folder / "work" / "warehouse.duckdb"
    transform = Transform(path)
    with writer(path) as connection:
        raw.load_new_runs(connection, folder / "landing")
    transform.build("staging")
    with writer(path) as connection:
        for name in derived.TABLES:
            derived.replace(connection, name, ROWS.get(name, []))
        connection.execute(
            "create table derived.mentions as select text_hash, 1::integer as span_start, 4::integer as span_end, "
            "'Vue' as text, 'vue' as surface, 'tool' as type, 1::float as score from staging.posting_texts"
        )
        connection.execute(
            "create table derived.recognition as select text_hash, 'pmp' as entry, 'required' as stance, "
            "1::integer as span_start, 4::integer as span_end, 'PMP' as wording from staging.posting_texts "
            "where description <> '会Vue5'"
        )
    transform.build("core")
    transform.build("marts")
    return path


@pytest.fixture
def reader(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def test_unit_tests_of_the_models_hold(warehouse: Path) -> None:
    Transform(warehouse).run("test", "--select", "test_type:unit", what="unit tests")
    stated = [
        test["name"]
        for path in (PROJECT / "models").glob("*/*_unit_tests.yml")
        for test in yaml.safe_load(path.read_text("utf-8"))["unit_tests"]
    ]
    results = json.loads((warehouse.parent / "dbt-target" / "run_results.json").read_text("utf-8"))["results"]
    # a selector that finds nothing succeeds too
    assert {r["unique_id"].split(".")[-1]: r["status"] for r in results} == dict.fromkeys(stated, "pass")


def test_a_sound_warehouse_passes_and_counts(reader: duckdb.DuckDBPyConnection) -> None:
    [skill] = reader.execute("select n_vacancies, n_employers, coverage, is_generic from marts.skills").fetchall()
    assert skill == (6, 6, "covered", False)
    aliases = reader.execute("select skill_id, alias, is_name from marts.skill_aliases order by alias").fetchall()
    assert aliases == [("it.vue", "Vue", True), ("it.vue", "Vue3", False)]  # nobody asks for the other skill
    known = reader.execute("select skill_id, aliases, spellings from marts.known_skills").fetchall()
    assert known == [("it.vue", ["Vue", "Vue3"], ["vue", "vue3"])]
    [funnel] = reader.execute(
        "select n_lines, n_postings, n_vacancies, n_education_unknown from marts.funnel"
    ).fetchall()
    assert funnel == (6, 6, 6, 5)
    [demand] = reader.execute("select n_demanded, n_covered, n_missing from marts.certificate_coverage").fetchall()
    assert demand == (1, 1, 0)
    [clause] = reader.execute(
        "select status, n_vacancies, n_target, share_low, share_high, no_trend, skills from marts.certificate_table"
    ).fetchall()
    low = 6 / (6 + 2.7055434540954137)  # Wilson's lower end of 6 in 6
    assert clause == ("in_demand", 6, 6, pytest.approx(low), pytest.approx(1), None,
                      [{"skill_id": "it.vue", "name": "Vue", "name_en": "Vue", "n_vacancies": 6}])  # fmt: skip


def test_shares_of_recognition_have_the_wilson_interval(reader: duckdb.DuckDBPyConnection) -> None:
    [found] = reader.execute(
        "select n_vacancies, n_total, share, low, high from marts.recognition where scope = 'all' and kind = 'industry'"
    ).fetchall()
    # 5 of 6 with z = 1.6449, worked out by hand from Wilson's formula
    assert found == pytest.approx((5, 6, 5 / 6, 0.4976, 0.9619), abs=5e-5)
    [never] = reader.execute(
        "select share, low, high from marts.recognition where scope = 'all' and kind = 'one_x'"
    ).fetchall()
    assert never == pytest.approx((0.0, 0.0, 0.3108), abs=5e-5)
    assert reader.execute("select wording, n_vacancies, n_employers from marts.recognition_wordings").fetchall() == [
        ("PMP", 5, 5)
    ]


def stated_models(layer: str) -> list[dict[str, Any]]:
    """What the YAML file beside each model of a layer says of it."""
    files = sorted((PROJECT / "models" / layer).glob(f"{layer}_*.yml"))
    found = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    return [model for said in found for model in said.get("models", [])]


def test_every_table_for_readers_has_a_contract_with_every_column(reader: duckdb.DuckDBPyConnection) -> None:
    models = {m["name"].removeprefix("marts_"): m for m in stated_models("marts")}
    columns: dict[str, list[str]] = {}
    for table, column in reader.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'marts' "
        "order by table_name, ordinal_position"
    ).fetchall():
        columns.setdefault(table, []).append(column)
    assert set(columns) == set(models)
    assert len(columns) > 15
    for table, model in models.items():
        assert model["config"]["contract"]["enforced"], table
        assert [c["name"] for c in model["columns"]] == columns[table]
        assert all(c["description"] and c["data_type"] for c in model["columns"])


def test_every_column_of_the_core_is_described(reader: duckdb.DuckDBPyConnection) -> None:
    described = {(m["name"], c["name"]) for m in stated_models("core") for c in m["columns"] if c["description"]}
    found = reader.execute(
        "select 'core_' || table_name, column_name from information_schema.columns where table_schema = 'core'"
    ).fetchall()
    assert set(found) == described


def test_a_column_of_another_type_breaks_the_contract(warehouse: Path) -> None:
    with writer(warehouse) as connection:
        connection.execute("alter table derived.provinces alter zh type varchar[] using [zh]")
    try:
        with pytest.raises(TransformFailed, match=r"marts_provinces"):
            Transform(warehouse).build("marts")
    finally:
        with writer(warehouse) as connection:
            derived.replace(connection, "provinces", ROWS["provinces"])


@pytest.mark.parametrize(
    ("table", "rows", "named"),
    [
        ("skill_competency", [NEAR | {"verdict": "perhaps"}], "accepted_values_marts_skill_competency_verdict"),
        ("skill_competency", [NEAR | {"via": "guess"}], "accepted_values_marts_skill_competency_via"),
        ("skill_competency", [NEAR | {"competency_id": "gone"}], "relationships_marts_skill_competency_competency_id"),
        ("competencies", [CLAUSE, CLAUSE], "unique_marts_competencies_competency_id"),
        ("evidence", [ROWS["evidence"][0] | {"vacancy_id": "gone"}], "relationships_marts_evidence_vacancy_id"),
        (
            "recognition_entries",
            [ROWS["recognition_entries"][0] | {"kind": "none"}],
            "accepted_values_marts_recognition_entries_kind",
        ),
    ],
)
def test_a_broken_row_stops_the_run_and_is_named(
    warehouse: Path, table: str, rows: list[dict[str, Any]], named: str
) -> None:
    with writer(warehouse) as connection:
        derived.replace(connection, table, rows)
    try:
        with pytest.raises(TransformFailed, match=named):
            Transform(warehouse).build("marts")
    finally:
        with writer(warehouse) as connection:
            derived.replace(connection, table, ROWS[table])


def test_a_judgement_of_people_stands(warehouse: Path) -> None:
    with writer(warehouse) as connection:
        derived.replace(connection, "skill_competency", [NEAR | {"via": "reviewed", "p_covered": 1.0}])
    try:
        Transform(warehouse).build("marts")
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            found = connection.execute("select coverage, coverage_via, p_covered from marts.skills").fetchall()
        assert found == [("covered", "reviewed", 1.0)]
    finally:
        with writer(warehouse) as connection:
            derived.replace(connection, "skill_competency", [NEAR])
