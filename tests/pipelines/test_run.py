"""The whole run: a real Prefect flow, killed and started again, with nothing new, and with something new."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from warehouse.connection import Reader
from warehouse.publish import current, current_path

pytestmark = pytest.mark.long
COMMAND = [sys.executable, "-m", "pipelines.cli"]


@dataclass
class Finished:
    data: Path
    seconds: float


def xgap(environment: dict[str, str], *words: str) -> Any:
    done = subprocess.run([*COMMAND, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def tables(data: Path) -> dict[str, str]:
    """A digest of every published table but the facts of the build itself."""
    path = current_path(data / "published")
    assert path is not None
    reader = Reader(path)
    try:
        names = [r["t"] for r in reader.rows("select table_name as t from information_schema.tables order by 1")]
        return {
            name: reader.rows(
                f"select md5(string_agg(t::varchar, '|' order by t::varchar)) as d from marts.{name} as t"
            )[0]["d"]
            for name in names
            if name != "build"
        }
    finally:
        reader.close()


@pytest.fixture(scope="module")
def finished(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory, land: Callable[[Path, str, int, int], None]
) -> Finished:
    data = tmp_path_factory.mktemp("run")
    land(data, "first", 0, 1740)
    started = time.monotonic()
    assert xgap(environment, "run", "--json", "--data", str(data))["fresh"]
    return Finished(data, time.monotonic() - started)


def test_the_funnel_adds_up(finished: Finished) -> None:
    path = current_path(finished.data / "published")
    assert path is not None
    reader = Reader(path)
    rows = reader.rows("select sum(n_lines) as l, sum(n_postings) as p, sum(n_vacancies) as v from marts.funnel")
    excluded = reader.rows(
        "select count(*) as n from marts.vacancies where (month is null) <> (trend_exclusion is not null)"
    )
    reader.close()
    assert rows[0]["l"] == 1740
    assert rows[0]["p"] == 1740
    assert 0 < rows[0]["v"] < 1740  # the material holds reposts
    assert excluded[0]["n"] == 0


def test_nothing_new_is_nothing_to_do(finished: Finished, environment: dict[str, str]) -> None:
    before = current(finished.data / "published")
    answer = xgap(environment, "run", "--json", "--data", str(finished.data))
    assert not answer["fresh"]
    assert current(finished.data / "published") == before


def test_answers_have_their_promised_shape(finished: Finished, environment: dict[str, str]) -> None:
    data = ("--data", str(finished.data))
    emerging = xgap(environment, "emerging", "--json", *data)
    promised = {
        "skill_id", "skill", "skill_en", "status", "share_recent", "share_baseline", "ratio", "ratio_low",
        "ratio_high", "n_postings", "n_employers", "n_sources", "first_seen", "coverage", "basis", "nearest",
        "gates", "reasons", "score", "lasting", "ranked_apart",
    }  # fmt: skip
    assert emerging
    assert all(promised <= set(row) for row in emerging)
    assert all(row["ratio_low"] <= row["ratio"] <= row["ratio_high"] for row in emerging)
    assert all(row["ratio_low"] > 1 for row in emerging if row["status"] in ("new", "rising"))
    assert all(len(row["reasons"]["zh"]) == len(row["reasons"]["en"]) == 9 for row in emerging)
    coverage = xgap(environment, "coverage", "--json", *data)
    assert all(
        row["n_covered"] + row["n_partly"] + row["n_review"] + row["n_missing"] == row["n_demanded"] for row in coverage
    )
    gaps = xgap(environment, "gaps", "--json", *data)
    assert all("reference frame" in row["statement"] for row in gaps)
    witness = xgap(environment, "explain", emerging[0]["skill_id"], "--json", *data)[0]
    assert len(witness["excerpt"]) <= 200
    assert witness["landing_run"] == "first"


def test_an_earlier_month_knows_nothing_of_later_ones(finished: Finished, environment: dict[str, str]) -> None:
    rows = xgap(environment, "emerging", "--json", "--as-of", "2026-05", "--data", str(finished.data))
    assert rows
    assert all(row["first_seen"] <= "2026-05" for row in rows)
    past = xgap(environment, "emerging", "--history", "--json", "--data", str(finished.data))
    [told] = [month for month in past["months"] if month["month"] == "2026-05"]
    for status in ("new", "rising", "watch", "declining"):
        assert told[f"n_{status}"] == sum(row["status"] == status for row in rows)


def _kill_when(environment: dict[str, str], data: Path, ready: Callable[[], bool]) -> bool:
    """Start a run and kill it, with all its children, as soon as `ready`; False where it ended before."""
    process = subprocess.Popen(
        [*COMMAND, "run", "--data", str(data)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    limit = time.monotonic() + 120
    while not ready() and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.05)
    alive = process.poll() is None
    if alive:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return alive


def test_a_killed_run_started_again_gives_the_same(
    finished: Finished, environment: dict[str, str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(finished.data / "landing", data / "landing")
    assert _kill_when(environment, data, lambda: (data / "work" / "dbt-logs").exists())  # in dbt
    assert _kill_when(environment, data, lambda: any((data / "mentions").glob("*/*.parquet")))  # in extraction
    assert _kill_when(environment, data, lambda: any((data / "vectors").glob("*/*.parquet")))  # in matching
    xgap(environment, "run", "--json", "--data", str(data))
    assert tables(data) == tables(finished.data)
    assert not list((data / "published").glob(".mart-*"))


def test_new_postings_come_in_and_old_readers_keep_their_build(
    finished: Finished, environment: dict[str, str], land: Callable[[Path, str, int, int], None]
) -> None:
    old = current_path(finished.data / "published")
    assert old is not None
    reader = Reader(old)
    before = reader.rows("select count(*) as n from marts.vacancies")
    parts = set((finished.data / "mentions").glob("*/*.parquet"))
    land(finished.data, "second", 1740, 1790)
    assert xgap(environment, "run", "--json", "--data", str(finished.data))["fresh"]
    assert current_path(finished.data / "published") != old
    assert reader.rows("select count(*) as n from marts.vacancies") == before
    reader.close()
    added = set((finished.data / "mentions").glob("*/*.parquet")) - parts
    read = {h for path in added for h in pq.read_table(path).column("text_hash").to_pylist()}
    assert 0 < len(read) <= 50  # only texts that no run had read
