"""Postings come, stay and go; crawls are killed and go on; only what changed is fetched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from scrapers.engine import Page
from scrapers.items import JobPosting
from scrapers.journal import Journal
from scrapers.memory import Memory, locked

ROOT = Path(__file__).parents[2]
JOBS = "/v1/boards/acme/jobs?content=true"


def _greenhouse(board: Any, *numbers: int, **fields: Any) -> None:
    jobs = [
        {"id": n, "title": f"T{n}", "content": "&lt;p&gt;d&lt;/p&gt;", "updated_at": "2026-05-01"} | fields
        for n in numbers
    ]
    board.page(JOBS, json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}), Content_Type="application/json")


def _removed(told: Any) -> dict[str, str]:
    return {life["posting_id"]: life["reason"] for life in told.lives.values() if life["removed_on"]}


def test_only_what_is_new_or_changed_is_landed_again(board: Any, crawl: Any) -> None:
    _greenhouse(board, 1, 2, 3)
    assert len(crawl(engine="greenhouse").items) == 3
    jobs = json.loads(board.routes[JOBS][2])["jobs"]
    jobs[0]["title"] = "T1 neu"
    board.page(JOBS, json.dumps({"jobs": [*jobs, {**jobs[2], "id": 4}]}))
    told = crawl(engine="greenhouse")
    assert {item["source_job_id"] for item in told.items} == {"1", "4"}
    assert told.line["facts"]["walked"]["unchanged_postings"] == 2
    assert told.line["facts"]["seen"] == 4


def test_first_and_last_seen(board: Any, crawl: Any) -> None:
    from datetime import date

    _greenhouse(board, 1)
    crawl(engine="greenhouse", seen_on=date(2026, 5, 1))
    told = crawl(engine="greenhouse", seen_on=date(2026, 5, 9))
    (life,) = told.lives.values()
    assert (life["first_seen"], life["last_seen"], life["removed_on"]) == ("2026-05-01", "2026-05-09", None)


def test_absence_from_a_whole_board_closes_a_posting_and_its_return_opens_it(board: Any, crawl: Any) -> None:
    _greenhouse(board, *range(10))
    first = crawl(engine="greenhouse")
    gone = {item["posting_id"] for item in first.items if item["source_job_id"] == "9"}
    _greenhouse(board, *range(9))
    told = crawl(engine="greenhouse")
    assert _removed(told) == dict.fromkeys(gone, "absence")
    assert told.line["facts"]["removed"] == {"removed_absence": 1}
    _greenhouse(board, *range(10))
    again = crawl(engine="greenhouse")
    assert {item["posting_id"] for item in again.items} == gone
    assert not _removed(again)


@pytest.mark.parametrize("left", [0, 1, 4])
def test_an_empty_or_shrunken_board_closes_nothing(board: Any, crawl: Any, left: int) -> None:
    _greenhouse(board, *range(10))
    crawl(engine="greenhouse")
    _greenhouse(board, *range(left))
    told = crawl(engine="greenhouse")
    assert told.code == (0 if left else 1)
    if left:
        assert not _removed(told)
        assert told.line["facts"]["removed"] == {"absent_but_kept_open": 10 - left}


def test_events_of_the_stream_close_postings(board: Any, crawl: Any) -> None:
    ad = {"headline": "Svetsare", "description": {"text": "Svetsar."}, "removed": False}
    path = "/stream?date=2026-05-01T00:00:00"
    board.page(path, json.dumps([{**ad, "id": "1"}, {**ad, "id": "2"}]))
    first = crawl(path, engine="jobtech")
    board.page(path, json.dumps([{"id": "1", "removed": True, "removed_date": "2026-05-03T08:00:00"}]))
    told = crawl(path, engine="jobtech")
    (gone,) = [life for life in told.lives.values() if life["removed_on"]]
    assert (gone["removed_on"], gone["reason"]) == ("2026-05-03", "event")
    assert gone["posting_id"] in {item["posting_id"] for item in first.items if item["source_job_id"] == "1"}


def test_pages_that_are_gone_or_lost_their_posting_close_it(board: Any, crawl: Any) -> None:
    board.jobs(8)
    first = crawl()
    ids = {item["source_job_id"]: item["posting_id"] for item in first.items}
    board.page("/jobs/0", b"", 410)
    board.page("/jobs/1", "<html>filled</html>")
    board.page("/jobs/2", b"", 500)
    told = crawl()
    assert _removed(told) == {ids["/jobs/0"]: "gone", ids["/jobs/1"]: "gone"}


def test_a_day_past_its_validity_closes_a_posting(board: Any, crawl: Any) -> None:
    from datetime import date

    board.jobs(4, validThrough="2026-05-31")
    crawl(seen_on=date(2026, 5, 30))
    board.sitemap("/jobs/1", "/jobs/2", "/jobs/3")
    told = crawl(seen_on=date(2026, 6, 2))
    lives = told.lives.values()
    assert {(life["removed_on"], life["reason"]) for life in lives} == {("2026-05-31", "valid_through")}
    assert len(lives) == 4


def test_unchanged_pages_cost_a_question_or_none(board: Any, crawl: Any) -> None:
    def answer(handler: Any) -> None:
        if handler.headers.get("If-None-Match") == '"v1"' or handler.headers.get("If-Modified-Since"):
            handler.reply(304, {}, b"")
        else:
            tag = {"ETag": '"v1"'} if handler.path == "/jobs/0" else {"Last-Modified": "Fri, 01 May 2026 00:00:00 GMT"}
            handler.reply(200, tag, board.ld("钳工", handler.path).encode())

    board.call("/jobs/0", answer)
    board.call("/jobs/1", answer)
    board.sitemap("/jobs/0", "/jobs/1")
    assert len(crawl().items) == 2
    told = crawl()
    assert told.items == []
    assert told.line["facts"]["walked"]["unchanged_pages"] == 2
    assert (told.line["facts"]["seen"], _removed(told)) == (2, {})
    board.job("/jobs/2")
    board.sitemap("/jobs/2", lastmod="2026-05-05")
    third = crawl()
    assert board.count("/jobs/2") == 1
    assert third.line["items"] == 1
    crawl()
    assert board.count("/jobs/2") == 1, "a page with the same lastmod is not asked for"


def _kill_after(board: Any, crawl: Any, n: int, run_id: str) -> None:
    process = subprocess.Popen(
        crawl.command(run_id=run_id), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    limit = time.monotonic() + 60
    start = len(board.asked)
    while len(board.asked) - start < n and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.005)
    assert process.poll() is None, "the crawl ended before it could be killed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_a_crawl_killed_twice_brings_each_posting_once(board: Any, crawl: Any) -> None:
    n = 500
    board.jobs(n)

    def slowly(handler: Any) -> None:
        time.sleep(0.01)
        handler.reply(200, {}, board.ld(f"钳工{handler.path}", handler.path).encode())

    for i in range(n):
        board.call(f"/jobs/{i}", slowly)
    _kill_after(board, crawl, 120, "k")
    assert not list(crawl.data.glob("landing/*/*/manifest.json"))
    _kill_after(board, crawl, 120, "k")
    told = crawl(run_id="k")
    identities = [item["source_job_id"] for item in told.items]
    assert sorted(identities) == sorted(f"/jobs/{i}" for i in range(n))
    fetched = sum(asked.path.startswith("/jobs/") for asked in board.asked)
    assert fetched < 2 * n, "pages that were read are not read again"
    assert not list(crawl.data.glob("crawl/*/*.journal*"))


def test_a_crawl_killed_between_landing_and_learning_still_learns(board: Any, crawl: Any) -> None:
    board.jobs(3)
    told = crawl(run_id="r")
    memory = next(crawl.data.glob("crawl/*/memory.sqlite"))
    for path in memory.parent.glob("memory.sqlite*"):
        path.unlink()
    journal = Journal(memory.parent / "r.journal")
    journal.add([Page(f"{board.base}/jobs/{n}") for n in range(3)], 10)
    pages = list(journal.take(9))
    for (n, _), item in zip(pages, told.items, strict=True):
        journal.posting(n, JobPosting.model_validate(item), "mark", known=False)
        journal.done(n, 1, etag="v1")
    journal.close()
    assert crawl(run_id="r").line == told.line
    assert not list(crawl.data.glob("crawl/*/*.journal"))
    learnt = Memory(crawl.data, "acme")
    assert learnt.n_open() == 3
    assert learnt.posting_ids_at(f"{board.base}/jobs/1") == (told.items[1]["posting_id"],)


def test_one_crawl_of_a_source_at_a_time(board: Any, crawl: Any) -> None:
    board.jobs(1)
    with locked(crawl.data, "acme"):
        told = crawl()
    assert told.line["broken"] == "MayNotCrawl"
    assert "under way" in told.line["message"]
    assert crawl().code == 0
