"""A process that is killed while it publishes leaves the last build in place; what is published equals the marts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from warehouse import publish
from warehouse.connection import Reader

_TABLES = """
create schema if not exists staging; create schema if not exists marts;
create or replace table staging.postings as select 'p' || i as posting_id from range(40) t(i);
create or replace table marts.vacancies as
select 'v' || lpad((37 * i % 40)::varchar, 2, '0') as vacancy_id, 1 as n_postings, null as country,
       case when i % 3 = 0 then null else '公司' || i end as employer, date '2025-01-01' + i::integer as trend_date,
       i / 7 as share
from range(40) t(i);
create or replace table marts.evidence as select 'v00' as vacancy_id, '会用Vue' as excerpt, ['a', null] as tags;
create or replace table marts.recognition_evidence as select 'v00' as vacancy_id, '持证上岗' as excerpt;
create or replace table marts.recognition as select 'all' as scope, 'only_skills' as kind, 40 as n_vacancies;
create or replace table marts.competencies as select 'c1' as competency_id;
create or replace table marts.skill_competency as select 'c1' as competency_id where false;
"""

# dies by SIGKILL in the midst of publishing, at the n-th of: tables written, file renamed, pointer renamed
_KILLED = """
import os, signal, sys
from pathlib import Path
import duckdb
from warehouse import publish

working, published, at = sys.argv[1:]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if at == "writing":
    class Dying:
        def __init__(self, inner): self.inner = inner
        def execute(self, *words): return self.inner.execute(*words)
        def executemany(self, *words): die()
    connection = Dying(duckdb.connect(working))
else:
    connection = duckdb.connect(working)
    real, left = os.replace, [int(at)]
    def replace(source, target):
        left[0] -= 1
        if left[0] == 0:
            die()
        real(source, target)
    os.replace = replace
connection.execute("delete from marts.vacancies where vacancy_id >= 'v20'")
connection.execute("update marts.recognition set n_vacancies = 20")
connection.execute("delete from staging.postings where posting_id in (select 'p' || (20 + i) from range(20) t(i))")
publish.publish(connection, Path(published), "two", {})
print("came to its end")
"""


@pytest.fixture
def working(tmp_path: Path) -> Path:
    path = tmp_path / "work.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
    return path


def _publish(working: Path, published: Path, build_id: str) -> Path:
    with duckdb.connect(str(working)) as connection:
        return publish.publish(connection, published, build_id, {})


def _ids(reader: Reader) -> int:
    return int(reader.rows("select count(distinct vacancy_id) as n from marts.vacancies")[0]["n"])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("at", ["writing", "1", "2"])
def test_killed_while_publishing_the_old_build_stays(working: Path, tmp_path: Path, at: str) -> None:
    published = tmp_path / "published"
    old = _publish(working, published, "one")
    reader = Reader(old)
    root = str(Path(publish.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(working), str(published), at],
        env=os.environ | {"PYTHONPATH": root}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, ""), done.stderr
    assert publish.current_path(published) == old
    assert _ids(reader) == 40
    fresh = Reader(old)
    assert _ids(fresh) == 40
    fresh.close()
    new = _publish(working, published, "two")
    assert publish.current_path(published) == new
    assert sorted(p.name for p in published.iterdir()) == ["current.json", "mart-one.duckdb", "mart-two.duckdb"]
    assert _ids(reader) == 40, "who reads the old build goes on reading it"
    reader.close()
    reader = Reader(new)
    assert _ids(reader) == 20
    reader.close()


def test_remains_of_a_killed_run_do_not_stop_the_next(working: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    published.mkdir()
    for name in (".mart-one.duckdb.new", ".mart-one.duckdb.new.wal", ".mart-zero.duckdb.new", ".current.json.new"):
        (published / name).write_bytes(b"half a file")
    path = _publish(working, published, "one")
    assert sorted(p.name for p in published.iterdir()) == ["current.json", path.name]


def test_remains_are_no_build(tmp_path: Path) -> None:
    (tmp_path / ".mart-one.duckdb.new").write_bytes(b"half a file")
    (tmp_path / ".current.json.new").write_text("{", "utf-8")
    assert publish.current(tmp_path) is None
    assert publish.current_path(tmp_path) is None
    assert publish.remove_old(tmp_path, 1) == []


def test_what_is_published_equals_the_marts(working: Path, tmp_path: Path) -> None:
    path = _publish(working, tmp_path / "published", "one")
    with duckdb.connect(str(working)) as connection:
        connection.execute(f"attach '{path}' as build (read_only)")
        listed = "select table_name from information_schema.tables where table_catalog = ? and table_schema = 'marts'"
        tables = {row[0] for row in connection.execute(listed, ["work"]).fetchall()}
        assert {row[0] for row in connection.execute(listed, ["build"]).fetchall()} == tables | {"build"}
        for table in sorted(tables):
            ours, theirs = f"work.marts.{table}", f"build.marts.{table}"
            types = [connection.execute(f"describe {name}").fetchall() for name in (ours, theirs)]
            assert types[0] == types[1], table
            for one, other in ((ours, theirs), (theirs, ours)):
                assert connection.execute(f"from {one} except all from {other}").fetchall() == [], table
        ids = [row[0] for row in connection.execute("select vacancy_id from build.marts.vacancies").fetchall()]
        assert ids == sorted(ids)


def test_readers_see_one_whole_build_while_builds_are_switched(working: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    _publish(working, published, "b0")

    def read(_: int) -> bool:
        path = publish.current_path(published)
        assert path is not None
        reader = Reader(path)
        try:
            (fact,) = reader.rows("select value from marts.build where key = 'build_id'")
            return path.name == f"mart-{fact['value']}.duckdb" and _ids(reader) == 40
        finally:
            reader.close()

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(read, i) for i in range(60)]
        for i in range(1, 6):
            _publish(working, published, f"b{i}")
        assert all(answer.result() for answer in asked)
    now = publish.current(published)
    assert now is not None
    assert now.build_id == "b5"
