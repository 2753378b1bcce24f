"""Sources, crawls by the command line, take-down: what a user does, on this machine alone."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.extract import SCHEMA
from scrapers.demo_server import BASE_URL, serve
from scrapers.takedown import text_hash
from warehouse import raw
from warehouse.connection import writer

ROOT = Path(__file__).parents[2]
JOBS = {
    "jobs": [
        {"id": n, "title": f"T{n}", "content": f"duties {n} 电话13812345678", "company_name": employer,
         "absolute_url": f"https://boards.example/acme/jobs/{n}"}
        for n, employer in enumerate(["海川装备有限公司", "海川装备 有限公司", "别家公司"], 1)
    ]
}  # fmt: skip


@pytest.fixture
def site() -> Iterator[str]:
    pages = {"/v1/boards/acme/jobs": ("application/json", json.dumps(JOBS).encode())}
    with serve(pages) as url:
        yield url


def _xgap(*words: str, code: int = 0) -> Any:
    done = subprocess.run([sys.executable, "-m", "pipelines.cli", *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else done.stdout + done.stderr


def _crawl(site: str, data: Path) -> Any:
    return _xgap("crawl", "--url", site, "--engine", "greenhouse", "--source", "acme", "--allow-loopback",
                 "--data", str(data))  # fmt: skip


def test_the_table_of_sources_has_every_fact(tmp_path: Path) -> None:
    rows = {row["name"]: row for row in _xgap("sources", "--json", "--data", str(tmp_path))}
    assert {"greenhouse", "lever", "jobtech_stream", "mohrss", "demo_board"} <= rows.keys()
    facts = {"name", "operator", "kind", "state", "robots_verdict", "robots_checked_on", "terms_url",
             "terms_checked_on", "rate", "keep_fields", "drop_fields", "redistribution", "attribution",
             "takedown_contact",
             "expected_yield", "may_run", "obstacles"}  # fmt: skip
    assert all(facts <= row.keys() for row in rows.values())
    assert rows["mohrss"]["state"] == "fixture_only"
    assert not rows["lever"]["may_run"]
    assert not list(tmp_path.rglob("*")), "looking changes nothing"
    assert "greenhouse" in _xgap("sources", "--data", str(tmp_path))


def test_a_board_of_ones_own_is_crawled_and_remembered(site: str, tmp_path: Path) -> None:
    manifest = _crawl(site, tmp_path)
    assert (manifest["items"], manifest["source"], manifest["pii_removed"]) == (3, "acme", 3)
    (row,) = [row for row in _xgap("sources", "--json", "--data", str(tmp_path)) if row["own_board"]]
    assert (row["name"], row["engine"], row["open_postings"], row["base_url"]) == ("acme", "greenhouse", 3, site)
    again = _xgap("crawl", "acme", "--allow-loopback", "--data", str(tmp_path))
    assert (again["items"], again["facts"]["seen"]) == (0, 3)
    outcomes = {o["source"]: o for o in _xgap("crawl", "--all", "--allow-loopback", "--data", str(tmp_path))}
    assert outcomes["acme"]["outcome"] == "landed"
    assert {o["outcome"] for o in outcomes.values()} == {"landed", "left out"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["crawl"], 2, "--all"),
        (["crawl", "nonsense"], 1, "No source"),
        (["crawl", "greenhouse"], 1, "--url"),
        (["crawl", "arbeitnow"], 1, "--reviewed"),
        (["crawl", "mohrss", "--reviewed"], 1, "fixture_only"),
        (["crawl", "ashby", "--url", "https://api.ashbyhq.com/x", "--reviewed"], 1, "fixture_only"),
        (["crawl", "--url", "https://example.org", "--engine", "lever", "--source", "x"], 1, "--reviewed"),
        (["crawl", "--url", "https://example.org", "--source", "x", "--reviewed", "--allow-loopback"], 1, "127.0.0.1"),
        (["crawl", "--url", "http://127.0.0.1:9", "--engine", "jsonld", "--source", "x"], 1, "private"),
        (["crawl", "usajobs", "--reviewed"], 1, "XGAP_USAJOBS_KEY"),
        (["sources", "--resume", "lever"], 1, "not paused"),
        (["takedown", "--employer", "x"], 2, "--reason"),
        (["takedown", "--undo", "t9"], 1, "t9"),
    ],
)
def test_what_may_not_run_says_why(tmp_path: Path, words: list[str], code: int, said: str) -> None:
    assert said in str(_xgap(*words, "--data", str(tmp_path), code=code)).replace("\n", " ")


def test_a_dry_run_asks_for_nothing(tmp_path: Path) -> None:
    told = _xgap("crawl", "--url", "https://boards.greenhouse.io/acme", "--engine", "greenhouse", "--source", "acme",
                 "--dry-run", "--reviewed", "--data", str(tmp_path))  # fmt: skip
    assert told["first"] == ["https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"]
    assert told["may_run"]


def _everything(data: Path) -> str:
    texts = []
    for path in (path for path in data.rglob("*") if path.is_file() and path.name != "takedown.jsonl"):
        body = path.read_bytes()
        texts.append((gzip.decompress(body) if path.suffix == ".gz" else body).decode("utf-8", "replace"))
    return "".join(texts)


def test_an_employer_leaves_everything_and_stays_out(site: str, tmp_path: Path) -> None:
    _crawl(site, tmp_path)
    landing = next(tmp_path.glob("landing/*/*/items.jsonl.gz"))
    items = [json.loads(line) for line in gzip.decompress(landing.read_bytes()).splitlines()]
    mentions = tmp_path / "mentions" / "extractor=x"
    mentions.mkdir(parents=True)
    rows = [{"text_hash": text_hash(item["description"]), "span_start": 0, "span_end": 6, "text": item["description"],
             "surface": "d", "type": "T", "score": 1.0} for item in items]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), mentions / "a.parquet", compression="none")
    with writer(tmp_path / "work" / "warehouse.duckdb") as connection:
        raw.load_new_runs(connection, tmp_path / "landing")
    before = raw.landed_state(tmp_path / "landing")
    done = _xgap("takedown", "--employer", "海川装备（有限公司）", "--reason", "asked", "--no-publish", "--json",
                 "--data", str(tmp_path))  # fmt: skip
    assert (done["postings_removed"], done["mention_rows_removed"], done["texts_removed"]) == (2, 2, 2)
    assert pq.read_table(mentions / "a.parquet").column("text").to_pylist() == ["duties 3 电话[PHONE]"]
    left = _everything(tmp_path)
    assert "海川" not in left
    assert "duties 1" not in left
    assert "duties 3" in left
    assert raw.landed_state(tmp_path / "landing") != before, "the next build is another one"
    manifest = json.loads(landing.with_name("manifest.json").read_text("utf-8"))
    assert (manifest["items"], manifest["facts"]["taken_down"]) == (1, 2)
    again = _crawl(site, tmp_path)
    assert (again["items"], again["facts"].get("taken_down")) == (0, 2)
    assert "海川" not in _everything(tmp_path)
    (listed,) = _xgap("takedown", "--json", "--data", str(tmp_path))
    assert (listed["id"], listed["reason"], listed["undone_on"]) == ("t1", "asked", None)
    _xgap("takedown", "--undo", "t1", "--data", str(tmp_path))
    assert _crawl(site, tmp_path)["items"] == 2


def test_a_posting_is_taken_down_by_its_address_and_imports_keep_it_out(site: str, tmp_path: Path) -> None:
    _crawl(site, tmp_path)
    done = _xgap("takedown", "--posting", "https://boards.example/acme/jobs/3?utm_source=x", "--reason", "asked",
                 "--no-publish", "--json", "--data", str(tmp_path))  # fmt: skip
    assert done["postings_removed"] == 1
    file = tmp_path / "again.jsonl"
    row = {"title": "T3", "description": "duties and more of the same", "url": "https://boards.example/acme/jobs/3"}
    file.write_text(json.dumps(row) + "\n", "utf-8")
    (report,) = _xgap("import", str(file), "--json", "--data", str(tmp_path))
    assert report["items"] == 0
    _xgap("takedown", "--undo", "t1", "--data", str(tmp_path))
    (report,) = _xgap("import", str(file), "--json", "--data", str(tmp_path))
    assert (report["items"], report["already_imported"]) == (1, False)


def test_the_lives_of_postings_come_into_the_warehouse(site: str, tmp_path: Path) -> None:
    _crawl(site, tmp_path)
    with writer(tmp_path / "w.duckdb") as connection:
        assert raw.load_new_runs(connection, tmp_path / "landing") == 1
        sql = "select count(*), count(distinct posting_id), count(removed_on), count(first_seen) from raw.lifecycle"
        assert connection.execute(sql).fetchone() == (3, 3, 0, 3)


def test_two_sources_may_name_their_runs_alike(tmp_path: Path) -> None:
    for source in ("a", "b"):
        folder = tmp_path / source / "r1"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text("{}", "utf-8")
    assert list(raw.landed_runs(tmp_path)) == ["r1", "b/r1"]


def test_scrub_writes_clean_texts_with_spans(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 7, "text": "请致电13812345678"}\n{"text": "月薪8000"}\n', "utf-8")
    words = ["scrub", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl")]
    assert CliRunner().invoke(app, words).exit_code == 0
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert lines == [
        {"id": 7, "text_clean": "请致电[PHONE]", "spans": [[3, 14, "phone"]]},
        {"text_clean": "月薪8000", "spans": []},
    ]


def test_the_served_pages_know_their_own_address() -> None:
    with serve({"/x": ("text/plain", BASE_URL.encode())}) as url:
        assert url.startswith("http://127.0.0.1:")
