"""Landing files come into `raw` once each, and leave it when their run leaves the landing folder."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse import raw


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _land(landing: Path, source: str, run_id: str, postings: Iterable[str], *, manifest: bool = True) -> Path:
    folder = landing / source / run_id
    folder.mkdir(parents=True)
    rows = [
        {"posting_id": p, "source": source, "title": "前端工程师", "date_published": "2025-03-04", "tags": ["a", "b"]}
        for p in postings
    ]
    _lines(folder / "items.jsonl.gz", rows)
    if manifest:
        facts = {"source": source, "kind": "import", "items": len(rows), "rejected": 1, "permission_note": "研究用途"}
        (folder / "manifest.json").write_text(json.dumps(facts), "utf-8")
    return folder


def _loaded(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """(source, posting id) of every line."""
    return connection.execute("select source, posting_id from raw.postings order by all").fetchall()


def test_a_run_loaded_twice_doubles_nothing(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _land(tmp_path, "a", "r1", ["p1", "p2"])
    assert raw.load_new_runs(connection, tmp_path) == 1
    assert raw.load_new_runs(connection, tmp_path) == 0
    assert _loaded(connection) == [("a", "p1"), ("a", "p2")]
    _land(tmp_path, "a", "r2", ["p3"])
    assert raw.load_new_runs(connection, tmp_path) == 1
    assert _loaded(connection) == [("a", "p1"), ("a", "p2"), ("a", "p3")]


def test_lines_keep_their_types_place_and_run(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    _land(tmp_path, "a", "r1", ["p1", "p2"])
    raw.load_new_runs(connection, tmp_path)
    found = connection.execute(
        "select posting_id, title, date_published::varchar, tags, employer, run_id, line "
        "from raw.postings order by line"
    ).fetchall()
    assert found == [
        ("p1", "前端工程师", "2025-03-04", ["a", "b"], None, "r1", 1),
        ("p2", "前端工程师", "2025-03-04", ["a", "b"], None, "r1", 2),
    ]
    run = connection.execute("select run_id, source, kind, items, rejected, permission_note from raw.runs").fetchall()
    assert run == [("r1", "a", "import", 2, 1, "研究用途")]


def test_a_run_that_left_the_landing_folder_leaves_raw(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    gone = _land(tmp_path, "a", "r1", ["p1"])
    _lines(gone / "lifecycle.jsonl.gz", [{"posting_id": "p1", "first_seen": "2025-03-04"}])
    _land(tmp_path, "a", "r2", ["p2"])
    raw.load_new_runs(connection, tmp_path)
    assert connection.execute("select posting_id, run_id from raw.lifecycle").fetchall() == [("p1", "r1")]
    shutil.rmtree(gone)
    assert raw.load_new_runs(connection, tmp_path) == 0
    assert _loaded(connection) == [("a", "p2")]
    assert connection.execute("select run_id from raw.runs").fetchall() == [("r2",)]
    assert connection.execute("select count(*) from raw.lifecycle").fetchall() == [(0,)]


def test_an_unfinished_folder_waits_for_its_manifest(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = _land(tmp_path, "a", "r1", ["p1"], manifest=False)
    assert raw.load_new_runs(connection, tmp_path) == 0
    assert _loaded(connection) == []
    (folder / "manifest.json").write_text('{"source": "a"}', "utf-8")
    assert raw.load_new_runs(connection, tmp_path) == 1
    assert _loaded(connection) == [("a", "p1")]


def test_a_hidden_folder_is_no_source(tmp_path: Path) -> None:
    _land(tmp_path, ".partial", "r1", ["p1"])
    assert raw.landed_runs(tmp_path) == {}


def test_lives_come_with_their_days(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = _land(tmp_path, "a", "r1", ["p1"])
    life = {"posting_id": "p1", "first_seen": "2025-01-02", "last_seen": "2025-03-04", "removed_on": "2025-03-05",
            "reason": "gone"}  # fmt: skip
    _lines(folder / "lifecycle.jsonl.gz", [life])
    raw.load_new_runs(connection, tmp_path)
    found = connection.execute(
        "select posting_id, first_seen::varchar, last_seen::varchar, removed_on::varchar, reason, run_id "
        "from raw.lifecycle"
    ).fetchall()
    assert found == [("p1", "2025-01-02", "2025-03-04", "2025-03-05", "gone", "r1")]


def test_a_second_source_whose_run_is_named_alike_is_loaded_too(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    _land(tmp_path, "b", "r1", ["b1"])
    raw.load_new_runs(connection, tmp_path)
    first = _land(tmp_path, "a", "r1", ["a1"])  # before the other in order, so that it takes the bare id
    raw.load_new_runs(connection, tmp_path)
    assert _loaded(connection) == [("a", "a1"), ("b", "b1")]
    assert raw.load_new_runs(connection, tmp_path) == 0
    shutil.rmtree(first)
    raw.load_new_runs(connection, tmp_path)
    assert _loaded(connection) == [("b", "b1")]


def test_the_state_of_the_landing_folder_follows_what_its_runs_hold(tmp_path: Path) -> None:
    folder = _land(tmp_path, "a", "r1", ["p1"])
    (folder / "manifest.json").write_text('{"source": "a", "sha256": "1f"}', "utf-8")
    before = raw.landed_state(tmp_path)
    assert before == raw.landed_state(tmp_path) == ["r1 1f"]
    (folder / "manifest.json").write_text('{"source": "a", "sha256": "2e"}', "utf-8")
    assert raw.landed_state(tmp_path) != before


def test_a_broken_line_leaves_nothing_of_its_run(tmp_path: Path) -> None:
    path, landing = tmp_path / "w.duckdb", tmp_path / "landing"
    _land(landing, "a", "r1", ["p1"])
    broken = _land(landing, "a", "r2", ["p2"])
    with gzip.open(broken / "items.jsonl.gz", "at", encoding="utf-8") as stream:
        stream.write('{"posting_id": "p3", "date_publi\n')
    with duckdb.connect(str(path)) as connection, pytest.raises(duckdb.Error, match=r"items\.jsonl\.gz"):
        raw.load_new_runs(connection, landing)
    with duckdb.connect(str(path)) as connection:
        assert _loaded(connection) == [("a", "p1")]
        assert connection.execute("select run_id from raw.runs").fetchall() == [("r1",)]
