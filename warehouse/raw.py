"""Landing files → `raw`: copies, nothing changed. Files are the truth; these tables can be rebuilt at any time."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

RAW_COLUMNS = {
    "posting_id": "VARCHAR", "source": "VARCHAR", "source_job_id": "VARCHAR", "url": "VARCHAR", "title": "VARCHAR",
    "employer": "VARCHAR", "location_raw": "VARCHAR", "province_raw": "VARCHAR", "country": "VARCHAR",
    "industry_raw": "VARCHAR", "salary_raw": "VARCHAR", "education_raw": "VARCHAR", "experience_raw": "VARCHAR",
    "employment_type_raw": "VARCHAR", "description": "VARCHAR", "tags": "VARCHAR[]", "date_published": "DATE",
    "date_seen": "DATE", "date_basis": "VARCHAR", "year": "INTEGER", "valid_through": "DATE", "truncated": "BOOLEAN",
    "demonstration": "BOOLEAN", "pii_removed": "INTEGER",
}  # fmt: skip
"""Fields of a landing line with their types; a test holds them equal to `scrapers.items.JobPosting`."""

LIFE_COLUMNS = {
    "posting_id": "VARCHAR", "first_seen": "DATE", "last_seen": "DATE", "removed_on": "DATE", "reason": "VARCHAR",
}  # fmt: skip
"""Fields of a line of a crawl's lifecycle file: what became of each posting that the crawl met or missed."""

_SCHEMA = f"""
create schema if not exists raw;
create schema if not exists derived;
create table if not exists raw.postings (
    {", ".join(f"{name} {kind}" for name, kind in RAW_COLUMNS.items())}, run_id VARCHAR, line BIGINT
);
create table if not exists raw.lifecycle (
    {", ".join(f"{name} {kind}" for name, kind in LIFE_COLUMNS.items())}, run_id VARCHAR
);
create table if not exists raw.runs (
    run_id VARCHAR primary key, source VARCHAR, kind VARCHAR, started_at VARCHAR, finished_at VARCHAR, items BIGINT,
    rejected BIGINT, repeats BIGINT, pii_removed BIGINT, permission_note VARCHAR, demonstration BOOLEAN
);
"""


def landed_runs(landing: Path) -> dict[str, Path]:
    """Complete landing folders by run id, in a fixed order; a folder without a manifest is unfinished.

    Where two sources have a run of one id, the later one in that order bears its source's name too."""
    found: dict[str, Path] = {}
    for path in sorted(landing.glob("*/*/manifest.json")):
        source, run_id = path.parts[-3:-1]
        if not source.startswith("."):
            found[f"{source}/{run_id}" if run_id in found else run_id] = path.parent
    return found


def landed_state(landing: Path) -> list[str]:
    """One line for each landed run that changes whenever its items do, such as by a take-down."""
    return [
        f"{run_id} {json.loads((folder / 'manifest.json').read_text('utf-8')).get('sha256', '')}"
        for run_id, folder in sorted(landed_runs(landing).items())
    ]


def load_new_runs(connection: duckdb.DuckDBPyConnection, landing: Path) -> int:
    """Bring `raw` level with the landing folder, one transaction a run; returns the number of runs loaded.

    A run that is no longer in the landing folder (taken down, deleted) leaves `raw` too."""
    connection.execute(_SCHEMA)
    runs = landed_runs(landing)
    loaded = dict(connection.execute("select run_id, source from raw.runs").fetchall())
    # an id may pass to another source's run of the same name when runs come or go: what it held is loaded anew
    stay = {run_id for run_id, folder in runs.items() if run_id in loaded and loaded[run_id] == _source(folder)}
    for gone in sorted(loaded.keys() - stay):
        connection.execute("begin")
        connection.execute("delete from raw.postings where run_id = ?", [gone])
        connection.execute("delete from raw.lifecycle where run_id = ?", [gone])
        connection.execute("delete from raw.runs where run_id = ?", [gone])
        connection.execute("commit")
    fresh = [run_id for run_id in runs if run_id not in stay]
    for run_id in fresh:
        _load(connection, runs[run_id], run_id)
    return len(fresh)


def _source(folder: Path) -> str | None:
    source: str | None = json.loads((folder / "manifest.json").read_text("utf-8")).get("source")
    return source


def _load(connection: duckdb.DuckDBPyConnection, folder: Path, run_id: str) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    columns = ", ".join(RAW_COLUMNS)
    connection.execute("begin")
    connection.execute(
        f"insert into raw.postings select {columns}, ?, row_number() over () "  # noqa: S608  (our own names)
        "from read_json(?, format = 'newline_delimited', columns = ?, maximum_object_size = 67108864)",
        [run_id, str(folder / "items.jsonl.gz"), RAW_COLUMNS],
    )
    if (lives := folder / "lifecycle.jsonl.gz").exists():
        connection.execute(
            f"insert into raw.lifecycle select {', '.join(LIFE_COLUMNS)}, ? "  # noqa: S608  (our own names)
            "from read_json(?, format = 'newline_delimited', columns = ?)",
            [run_id, str(lives), LIFE_COLUMNS],
        )
    facts = [manifest.get(key) for key in ("source", "kind", "started_at", "finished_at", "items", "rejected",
                                           "repeats", "pii_removed", "permission_note", "demonstration")]  # fmt: skip
    connection.execute("insert into raw.runs values (?,?,?,?,?,?,?,?,?,?,?)", [run_id, *facts])
    connection.execute("commit")
