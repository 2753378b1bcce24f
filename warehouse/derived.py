"""Tables that Python steps write: each replaced whole, in one transaction, with fixed columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

TABLES: dict[str, dict[str, pa.DataType]] = {
    "titles": {"title": pa.string(), "industry_raw": pa.string(), "field": pa.string(), "job_group": pa.string()},
    "certificate_targets": {
        "certificate": pa.string(), "proposed": pa.bool_(), "titles": pa.string(), "exclude_titles": pa.string(),
        "core_skills": pa.string(), "include": pa.string(), "exclude": pa.string(), "skills_trusted": pa.bool_(),
        "n_check": pa.int64(), "n_check_own": pa.int64(),
    },
    "certificate_skills": {
        "certificate": pa.string(), "skill_id": pa.string(), "is_core": pa.bool_(), "in_clause": pa.bool_(),
    },
    "certificate_vacancies": {"certificate": pa.string(), "vacancy_id": pa.string(), "via": pa.string()},
    "locations": {"location_raw": pa.string(), "province_raw": pa.string(), "province_code": pa.string()},
    "posting_groups": {"posting_id": pa.string(), "group_id": pa.string()},
    "surfaces": {"surface": pa.string(), "skill_id": pa.string()},
    "skills": {
        "skill_id": pa.string(), "name": pa.string(), "name_en": pa.string(), "type": pa.string(),
        "is_known": pa.bool_(), "is_generic": pa.bool_(), "field": pa.string(), "added": pa.string(),
    },
    "skill_aliases": {
        "skill_id": pa.string(), "alias": pa.string(), "spelling": pa.string(), "is_name": pa.bool_(),
    },
    "skill_neighbours": {
        "skill_id": pa.string(), "known_id": pa.string(), "rank": pa.int32(), "spelling": pa.string(),
        "p_same": pa.float64(),
    },
    "certificates": {
        "certificate": pa.string(), "level": pa.string(), "level_rank": pa.int32(), "title": pa.string(),
        "title_en": pa.string(), "sector": pa.string(), "basis": pa.string(), "version": pa.string(),
        "authored": pa.bool_(),
    },
    "competencies": {
        "competency_id": pa.string(), "certificate": pa.string(), "level": pa.string(), "level_rank": pa.int32(),
        "position": pa.int32(), "code": pa.string(), "domain": pa.string(), "domain_en": pa.string(),
        "task": pa.string(), "task_en": pa.string(), "text": pa.string(), "text_en": pa.string(),
        "basis": pa.string(),
    },
    "competency_skills": {"competency_id": pa.string(), "skill_id": pa.string()},
    "similar_clauses": {"competency_a": pa.string(), "competency_b": pa.string(), "likeness": pa.float64()},
    "skill_competency": {
        "skill_id": pa.string(), "competency_id": pa.string(), "certificate": pa.string(), "level": pa.string(),
        "level_rank": pa.int32(), "rank": pa.int32(), "score": pa.float64(), "p_covered": pa.float64(),
        "verdict": pa.string(), "basis": pa.string(), "via": pa.string(),
    },
    "competency_trends": {
        "competency_id": pa.string(), "direction": pa.string(), "ratio": pa.float64(), "ratio_low": pa.float64(),
        "ratio_high": pa.float64(), "n_recent": pa.int64(), "n_baseline": pa.int64(), "n_group_recent": pa.int64(),
        "n_group_baseline": pa.int64(), "reason": pa.string(),
    },
    "skill_signals": {
        "skill_id": pa.string(), "as_of": pa.string(), "rank": pa.int32(), "status": pa.string(),
        "score": pa.float64(), "share_recent": pa.float64(), "share_baseline": pa.float64(), "ratio": pa.float64(),
        "ratio_low": pa.float64(), "ratio_high": pa.float64(), "q_value": pa.float64(), "n_recent": pa.int64(),
        "n_baseline": pa.int64(), "n_postings": pa.int64(), "n_employers": pa.int64(), "n_sources": pa.int64(),
        "first_seen": pa.string(), "gates": pa.string(), "lasting": pa.float64(),
    },
    "emergence_months": {
        "month": pa.string(), "recent_months": pa.string(), "baseline_months": pa.string(),
        "months_left_out": pa.string(), "sources": pa.string(), "n_recent": pa.int64(), "n_baseline": pa.int64(),
        "n_judged": pa.int64(), "n_new": pa.int64(), "n_rising": pa.int64(), "n_watch": pa.int64(),
        "n_established": pa.int64(), "n_declining": pa.int64(),
    },
    "emergence_history": {
        "month": pa.string(), "skill_id": pa.string(), "status": pa.string(), "score": pa.float64(),
        "ratio": pa.float64(), "ratio_low": pa.float64(), "ratio_high": pa.float64(), "q_value": pa.float64(),
        "lasting": pa.float64(), "n_recent": pa.int64(), "n_baseline": pa.int64(), "n_postings": pa.int64(),
        "n_employers": pa.int64(), "n_sources": pa.int64(), "first_seen": pa.string(), "called_since": pa.string(),
        "stood_months": pa.int32(), "fell_after": pa.int32(), "followed_months": pa.int32(), "up_3": pa.bool_(),
        "up_6": pa.bool_(), "up_12": pa.bool_(),
    },
    "evidence": {
        "skill_id": pa.string(), "vacancy_id": pa.string(), "rank": pa.int32(), "excerpt": pa.string(),
        "mark_start": pa.int32(), "mark_end": pa.int32(),
    },
    "title_occupations": {"title": pa.string(), "occupation": pa.string()},
    "occupations": {
        "occupation": pa.string(), "code": pa.string(), "zh": pa.string(), "en": pa.string(), "digital": pa.bool_(),
        "green": pa.bool_(), "batch": pa.int32(),
    },
    "occupation_links": {
        "occupation": pa.string(), "certificate_name": pa.string(), "certificate_name_en": pa.string(),
        "certificate": pa.string(), "extent": pa.string(),
    },
    "recognition_entries": {"entry": pa.string(), "kind": pa.string(), "zh": pa.string(), "en": pa.string()},
    "recognition_evidence": {
        "entry": pa.string(), "vacancy_id": pa.string(), "rank": pa.int32(), "excerpt": pa.string(),
        "mark_start": pa.int32(), "mark_end": pa.int32(),
    },
    "fields": {"field": pa.string(), "zh": pa.string(), "en": pa.string()},
    "provinces": {"province_code": pa.string(), "zh": pa.string(), "en": pa.string()},
    "build_facts": {"key": pa.string(), "value": pa.string()},
}  # fmt: skip


def replace(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put `rows` in the place of whatever `derived.<name>` held; unknown or missing keys are an error."""
    schema = pa.schema(list(TABLES[name].items()))
    for row in rows:  # every one: Arrow fills a missing key with NULL and drops an unknown one, silently
        if set(row) != set(schema.names):
            raise ValueError(f"derived.{name}: columns {sorted(row)} are not {sorted(schema.names)}")
    table = pa.Table.from_pylist(list(rows), schema=schema)
    connection.register("incoming", table)
    connection.execute("begin")
    connection.execute(f"create or replace table derived.{name} as select * from incoming")  # noqa: S608
    connection.execute("commit")
    connection.unregister("incoming")


def load_mentions(connection: duckdb.DuckDBPyConnection, folder: str) -> int:
    """Mentions of one extractor's folder that belong to present texts → `derived.mentions`; returns their number."""
    connection.execute("begin")
    connection.execute(
        """
        create or replace table derived.mentions as
        select m.text_hash, m.span_start, m.span_end, m.text, m.surface, m.type, m.score
        from (select distinct * from read_parquet(?)) as m
        semi join staging.posting_texts using (text_hash)
        where m.span_start >= 0
        """,
        [f"{folder}/*.parquet"],
    )
    connection.execute("commit")
    row = connection.execute("select count(*) from derived.mentions").fetchone()
    return int(row[0]) if row else 0


def load_recognition(connection: duckdb.DuckDBPyConnection, folder: str) -> int:
    """What texts name beside skills, of one version of the rules → `derived.recognition`; returns how many."""
    connection.execute("begin")
    connection.execute(
        """
        create or replace table derived.recognition as
        select r.text_hash, r.entry, r.stance, r.span_start, r.span_end, r.wording
        from (select distinct * from read_parquet(?)) as r
        semi join staging.posting_texts using (text_hash)
        where r.entry <> ''
        """,
        [f"{folder}/*.parquet"],
    )
    connection.execute("commit")
    row = connection.execute("select count(*) from derived.recognition").fetchone()
    return int(row[0]) if row else 0
