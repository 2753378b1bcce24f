"""A build for readers: a new file, complete and closed, then one atomic switch of `current.json`.

Readers keep the build they opened; the next one appears beside it. Nothing is ever written under a name that
somebody may be reading."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb


class ChecksFailed(RuntimeError):
    """The build is not fit to be read; the last published one stays."""


@dataclass(frozen=True)
class Current:
    """What `current.json` says."""

    build_id: str
    file: str
    built_at: str


def current(published: Path) -> Current | None:
    """The published build, or None before the first one."""
    pointer = published / "current.json"
    if not pointer.exists():
        return None
    return Current(**json.loads(pointer.read_text("utf-8")))


def current_path(published: Path) -> Path | None:
    """File of the published build, or None."""
    found = current(published)
    return published / found.file if found and (published / found.file).exists() else None


def build_path(published: Path, build_id: str) -> Path | None:
    """File of a build that is kept, or None; an id is letters and digits, so that it names no other place."""
    path = published / f"mart-{build_id}.duckdb"
    return path if build_id.isascii() and build_id.isalnum() and path.exists() else None


_CHECKS = {
    "there are vacancies": "select count(*) > 0 from marts.vacancies",
    "every posting belongs to one vacancy": """
        select (select count(*) from staging.postings) = (select sum(n_postings) from marts.vacancies)""",
    "every evidence row has its vacancy": """
        select count(*) = 0 from marts.evidence anti join marts.vacancies using (vacancy_id)""",
    "no excerpt is longer than 200 characters": """
        select coalesce(max(length(excerpt)), 0) <= 200
        from (select excerpt from marts.evidence union all select excerpt from marts.recognition_evidence)""",
    "every vacancy in China asks for something, or for neither": """
        select (select count(*) from marts.vacancies where coalesce(country, 'CN') = 'CN')
            = (select coalesce(sum(n_vacancies), 0) from marts.recognition
               where scope = 'all' and kind in ('certificate', 'only_education', 'only_skills', 'neither'))""",
    "every nearest competency exists": """
        select count(*) = 0 from marts.skill_competency anti join marts.competencies using (competency_id)""",
}


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Raises ChecksFailed naming every check that does not hold."""
    failed = [name for name, sql in _CHECKS.items() if not (connection.execute(sql).fetchone() or (False,))[0]]
    if failed:
        raise ChecksFailed("not published, because it does not hold that " + "; ".join(failed))


def publish(connection: duckdb.DuckDBPyConnection, published: Path, build_id: str, facts: Mapping[str, str]) -> Path:
    """Copy `marts` into a new file, check it, and make it the current build."""
    check(connection)
    published.mkdir(parents=True, exist_ok=True)
    final = published / f"mart-{build_id}.duckdb"
    unfinished = published / f".mart-{build_id}.duckdb.new"
    for leftover in published.glob(".mart-*"):
        leftover.unlink()
    built_at = datetime.now(UTC).isoformat(timespec="seconds")
    _copy_marts(connection, unfinished, {**facts, "build_id": build_id, "built_at": built_at})
    os.replace(unfinished, final)
    pointer = published / ".current.json.new"
    pointer.write_text(json.dumps(asdict(Current(build_id, final.name, built_at)), indent=2) + "\n", "utf-8")
    os.replace(pointer, published / "current.json")
    return final


def _copy_marts(connection: duckdb.DuckDBPyConnection, target: Path, facts: Mapping[str, str]) -> None:
    tables = [
        row[0]
        for row in connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        ).fetchall()
    ]
    connection.execute(f"attach '{target.as_posix()}' as target")
    try:
        connection.execute("create schema target.marts")
        for table in tables:
            # sorted, so that the same rows make the same file and the same filters skip most of it
            connection.execute(
                f"create table target.marts.{table} as select * from marts.{table} order by all"  # noqa: S608
            )
        connection.execute("create table target.marts.build (key varchar, value varchar)")
        connection.executemany("insert into target.marts.build values (?, ?)", [list(f) for f in sorted(facts.items())])
        connection.execute("checkpoint target")
    finally:
        connection.execute("detach target")


def remove_old(published: Path, keep: int) -> list[str]:
    """Delete all but the `keep` newest builds (the current one always stays); returns the names deleted."""
    now = current(published)
    files = sorted(published.glob("mart-*.duckdb"), key=lambda p: p.stat().st_mtime, reverse=True)
    removed = []
    for old in files[max(keep, 1) :]:
        if now is None or old.name != now.file:
            old.unlink()
            removed.append(old.name)
    return removed
