"""One process writes, many threads read: right rows, clear words."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from warehouse import derived
from warehouse.connection import Reader, WarehouseBusy, writer


def test_threads_that_share_a_reader_get_their_own_rows(tmp_path: Path) -> None:
    path = tmp_path / "build.duckdb"
    made = duckdb.connect(str(path))
    made.execute("create table t as select i, i * 7 as v from range(5000) t(i)")
    made.close()
    reader = Reader(path)

    def ask(i: int) -> bool:
        return reader.rows("select v from t where i = ?", [i]) == [{"v": i * 7}]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(1200)))
    reader.close()


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    path = tmp_path / "work" / "warehouse.duckdb"
    path.parent.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c",
         "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()", str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "held"
    with pytest.raises(WarehouseBusy, match="another run"), writer(path):
        pass
    holder.communicate("")
    with writer(path) as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]


def test_a_derived_table_is_replaced_whole() -> None:
    connection = duckdb.connect()
    connection.execute("create schema derived")
    row = {"surface": "vue", "skill_id": "it_dev.vue"}
    derived.replace(connection, "surfaces", [row, {**row, "surface": "vue3"}])
    derived.replace(connection, "surfaces", [row])
    assert connection.execute("select * from derived.surfaces").fetchall() == [("vue", "it_dev.vue")]
    with pytest.raises(ValueError, match="columns"):
        derived.replace(connection, "surfaces", [{"surface": "vue"}])
    assert connection.execute("select count(*) from derived.surfaces").fetchall() == [(1,)]
    derived.replace(connection, "surfaces", [])
    assert connection.execute("select surface, skill_id from derived.surfaces").fetchall() == []
