"""A run lands whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scrapers.errors import AlreadyLanded
from scrapers.items import JobPosting, posting_id
from scrapers.outbox import Outbox, clean_partials, excerpt, read_manifest, slugify

ROOT = Path(__file__).parents[2]


def _posting(key: str = "1", **fields: object) -> JobPosting:
    record = {"posting_id": posting_id("示例", key), "source": "示例", "title": "钳工", "description": "装配"}
    return JobPosting.model_validate(record | fields)


def _files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_run_lands_with_its_manifest(tmp_path: Path) -> None:
    with Outbox(tmp_path, "demo_board", "r1", "crawl") as outbox:
        assert outbox.write(_posting("1", pii_removed=2)) is True
        assert outbox.write(_posting("1")) is False
        outbox.write(_posting("2", demonstration=True, pii_removed=1))
        outbox.reject("page 3", "no title", {"url": "x"})
        outbox.reject("page 4", "no title", None)
        manifest = outbox.close(permission_note="own", date_basis="posted", repeats=3, pages=7, when=Path("x"))
    folder = tmp_path / "landing" / slugify("demo_board") / "r1"
    content = gzip.decompress((folder / "items.jsonl.gz").read_bytes())
    assert [JobPosting.model_validate_json(line).posting_id for line in content.splitlines()] == [
        posting_id("示例", "1"),
        posting_id("示例", "2"),
    ]
    assert manifest.sha256 == hashlib.sha256(content).hexdigest()
    assert (manifest.items, manifest.rejected, manifest.repeats, manifest.pii_removed) == (2, 2, 4, 3)
    assert manifest.rejected_by_reason == {"no title": 2}
    assert (manifest.permission_note, manifest.date_basis_note) == ("own", "posted")
    assert manifest.demonstration
    assert manifest.facts == {"pages": 7, "when": "x"}
    assert read_manifest(tmp_path, "demo_board", "r1") == manifest
    assert Outbox.exists(tmp_path, "demo_board", "r1")
    assert "装配" in content.decode()


def test_nothing_shows_before_the_run_is_closed(tmp_path: Path) -> None:
    with Outbox(tmp_path, "a", "r1", "crawl") as outbox:
        outbox.write(_posting())
        assert not (tmp_path / "landing" / "a").exists()
        assert not Outbox.exists(tmp_path, "a", "r1")
        outbox.close()
    assert _files(tmp_path) == ["landing/a/r1/items.jsonl.gz", "landing/a/r1/manifest.json"]
    assert list((tmp_path / "landing" / ".partial").iterdir()) == []


def test_an_exception_leaves_nothing(tmp_path: Path) -> None:
    def work() -> None:
        with Outbox(tmp_path, "a", "r1", "crawl") as outbox:
            outbox.write(_posting())
            outbox.reject("x", "no title", None)
            raise RuntimeError("broke")

    with pytest.raises(RuntimeError, match="broke"):
        work()
    assert _files(tmp_path) == []


def test_leaving_without_close_leaves_nothing(tmp_path: Path) -> None:
    with Outbox(tmp_path, "a", "r1", "crawl") as outbox:
        outbox.write(_posting())
    assert _files(tmp_path) == []


def test_a_run_lands_once(tmp_path: Path) -> None:
    with Outbox(tmp_path, "a", "r1", "crawl") as outbox:
        outbox.close()
        with pytest.raises(ValueError, match="closed already"):
            outbox.close()
    with pytest.raises(AlreadyLanded, match="Choose another run id"):
        Outbox(tmp_path, "a", "r1", "crawl")


KILLED = """
import sys, time
from pathlib import Path
from scrapers.items import JobPosting, posting_id
from scrapers.outbox import Outbox
outbox = Outbox(Path(sys.argv[1]), "a", "r1", "crawl")
for n in range(5000):
    outbox.write(JobPosting(posting_id=posting_id("a", str(n)), source="a", title="t", description="d" * 200))
print("ready", flush=True)
time.sleep(60)
"""


def test_a_killed_run_leaves_only_a_partial_folder_that_the_next_one_clears(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert all(name.startswith("landing/.partial/a--r1/") for name in _files(tmp_path))
    assert _files(tmp_path)
    with Outbox(tmp_path, "a", "r1", "crawl") as outbox:
        outbox.write(_posting())
        assert outbox.close().items == 1
    assert _files(tmp_path) == ["landing/a/r1/items.jsonl.gz", "landing/a/r1/manifest.json"]


def test_partial_folders_can_be_cleaned(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, "a", "r1", "crawl")
    assert clean_partials(tmp_path) == ("a--r1",)
    assert clean_partials(tmp_path) == ()
    outbox.abandon()
    assert clean_partials(tmp_path / "nowhere") == ()


def test_the_same_items_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for run_id in ("r1", "r2"):
        with Outbox(tmp_path, "a", run_id, "import") as outbox:
            outbox.write(_posting())
            outbox.close()
        written.append((tmp_path / "landing" / "a" / run_id / "items.jsonl.gz").read_bytes())
        time.sleep(0.01)
    assert written[0] == written[1]


def test_the_clock_is_the_callers(tmp_path: Path) -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    with Outbox(tmp_path, "a", "r1", "crawl", now=lambda: noon) as outbox:
        manifest = outbox.close()
    assert (manifest.started_at, manifest.finished_at) == (noon, noon)


def test_rejected_records_are_kept_short_and_without_personal_data(tmp_path: Path) -> None:
    record = {
        "title": "钳工",
        "text": "电话13812345678" + "长" * 2000,
        "applicationContact": {"name": "李明"},
    }
    with Outbox(tmp_path, "前程无忧", "r1", "import") as outbox:
        outbox.reject("file.csv:7", "no description", record)
        outbox.reject("file.csv:8", "broken", "请致电13812345678")
        outbox.reject("file.csv:9", "broken", None)
        outbox.close()
    path = tmp_path / "rejected" / slugify("前程无忧") / "r1.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["where"] for line in lines] == ["file.csv:7", "file.csv:8", "file.csv:9"]
    assert [line["record"] for line in lines[1:]] == ["请致电[PHONE]", ""]
    assert len(lines[0]["record"]) == 500
    assert "[PHONE]" in lines[0]["record"]
    assert not {"13812345678", "李明"} & set(json.dumps(lines, ensure_ascii=False).split('"'))
    assert "李明" not in path.read_text(encoding="utf-8")


def test_no_personal_data_is_cut_in_two_by_the_excerpt() -> None:
    for length in range(480, 500):
        assert "1381234" not in excerpt("长" * length + "电话13812345678")


def test_rejects_of_a_run_killed_between_two_steps_do_not_stay(tmp_path: Path) -> None:
    stale = tmp_path / "rejected" / "a" / "r1.jsonl"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}\n")
    with Outbox(tmp_path, "a", "r1", "crawl") as outbox:
        outbox.close()
    assert not stale.exists()


@pytest.mark.parametrize("run_id", ["", "../x", "a/b", ".hidden", "x" * 101, "运行"])
def test_run_ids_that_are_no_folder_names_are_refused(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(ValueError, match="no run id"):
        Outbox(tmp_path, "a", run_id, "crawl")


def test_kinds_are_two(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'crawl' or an 'import'"):
        Outbox(tmp_path, "a", "r1", "walk")


def test_folder_names_of_sources() -> None:
    assert slugify("example-board") == "example-board"
    assert slugify("demo_board") == slugify("Demo Board") == "demo-board"
    names = [
        "前程无忧",
        "智联招聘",
        "demo_board",
        "51job 前程",
        "../../etc",
        "a" * 200,
        "",
        ".",
    ]
    slugs = [slugify(name) for name in names]
    assert len(set(slugs)) == len(names)
    assert all(slug and set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(slug) <= 60 for slug in slugs)
    assert slugify("51job 前程").startswith("51job-")
