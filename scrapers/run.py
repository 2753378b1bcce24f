"""One crawl in a process of its own: `python -m scrapers.run SPIDER --base-url URL --data DIR --run-id ID`.

A process of its own, because the reactor under Scrapy starts once. Prints one line of JSON on standard
output, the manifest of the run that landed or why nothing did; the log goes to standard error. Exit 0 when it
landed, 1 when the crawl broke or may not start, 2 for wrong use."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess

from scrapers.boards import board_of, find_spider, spider_names
from scrapers.engine import Board, Engine
from scrapers.errors import BrokenCrawl, MayNotCrawl, ScrapersError
from scrapers.gates import PAUSING
from scrapers.journal import Journal
from scrapers.memory import Life, Memory, folder_of, locked
from scrapers.outbox import Manifest, Outbox, read_manifest, slugify
from scrapers.settings import DEFAULT_CONTACT, crawl_settings
from scrapers.source import obstacles
from scrapers.walk import BoardSpider

__all__ = ["Crawl", "crawl", "crawl_command", "find_spider", "main", "new_run_id", "spider_names"]

LIFECYCLE = "lifecycle.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Crawl:
    """What to crawl, and where to."""

    spider: str
    """Name of a source, or of an engine when `source` is given."""
    base_url: str
    data: Path
    run_id: str
    source: str | None = None
    """Name of a user's own board."""
    allow_loopback: bool = False
    reviewed: bool = False
    contact: str = DEFAULT_CONTACT
    seen_on: date | None = None
    log_level: str = "INFO"


def new_run_id(data: Path, source: str, now: datetime) -> str:
    """The id of the crawl that was begun and not ended, else a new one: source and moment."""
    folder = folder_of(data, source)
    begun = sorted(folder.glob("*.journal")) if folder.is_dir() else []
    return begun[0].stem if begun else f"{folder.name}-{now:%Y%m%dT%H%M%S}"


def crawl(job: Crawl) -> Manifest:
    """Runs one crawl to its end and lands it; once per process. A run that has landed is left as it is, one that
    was killed goes on where it was.

    Raises MayNotCrawl when the source's facts forbid it, BrokenCrawl when it is worth nothing."""
    engine_class, source = board_of(job.spider, job.base_url, job.source)
    today = job.seen_on or datetime.now(UTC).date()
    with locked(job.data, source.name):
        memory = Memory(job.data, source.name)
        try:
            return _crawl(job, engine_class, source, memory, today)
        finally:
            memory.close()


def _crawl(job: Crawl, engine_class: type[Engine], source: Any, memory: Memory, today: date) -> Manifest:
    path = folder_of(job.data, source.name) / f"{job.run_id}.journal"
    if Outbox.exists(job.data, source.name, job.run_id):
        if path.exists():  # killed between landing and learning
            _learn(job, source.name, memory, path, today)
        return read_manifest(job.data, source.name, job.run_id)
    _may_start(job, source, memory)
    settings = crawl_settings(
        job.base_url, contact=job.contact, min_interval_s=source.min_interval_s, loopback=job.allow_loopback,
        log_level=job.log_level,
    )  # fmt: skip
    journal = Journal(path)
    started = datetime.now(UTC)
    seen_on = date.fromisoformat(journal.note("seen_on", today.isoformat()) or today.isoformat())
    since = memory.note("last_crawl")
    secrets = {name: os.environ.get(name, "") for name in source.auth_env}
    board = Board(source, job.base_url, seen_on, date.fromisoformat(since) if since else None, secrets)
    engine = engine_class(board)
    engine.source = source  # type: ignore[misc]  # of this one crawl: a user's own board has facts of its own
    try:
        clock = time.monotonic()
        spider, stats = _walk(engine, settings, journal, memory)
        journal.flush()
        _check(spider, stats, journal, memory, job)
    except BrokenCrawl:
        _keep_or_drop(journal)
        raise
    except BaseException:
        journal.close()
        raise
    lives, left_out = _land(job, spider, stats, journal, memory, seen_on, (started, time.monotonic() - clock))
    memory.learn(job.run_id, journal, lives, seen_on)
    memory.forget(left_out)
    memory.set_note(
        "last_url", {"engine": engine.name, "url": job.base_url, "name": job.source, "loopback": job.allow_loopback}
    )
    journal.delete()
    return read_manifest(job.data, source.name, job.run_id)


def _may_start(job: Crawl, source: Any, memory: Memory) -> None:
    if paused := memory.note("paused"):
        raise MayNotCrawl(
            f"{source.name} is paused since {paused['on']}: {paused['message']}. Look at the site; if it lets us in "
            f"again: xgap sources --resume {source.name} / 该来源已暂停，请查看网站后再恢复"
        )
    reviewed_on = memory.note("reviewed_on")
    today = datetime.now(UTC).date()
    if job.reviewed:
        memory.set_note("reviewed_on", today.isoformat())
    fresh = bool(reviewed_on) and (today - date.fromisoformat(reviewed_on)).days <= 180
    if reasons := obstacles(source, today, reviewed=job.reviewed or fresh):
        raise MayNotCrawl(f"{source.name} may not be crawled: {'; '.join(reasons)}.")
    if missing := [name for name in source.auth_env if not os.environ.get(name)] if not job.allow_loopback else []:
        raise MayNotCrawl(f"{source.name} needs {', '.join(missing)} in the environment: see {source.doc_url}.")


def _walk(
    engine: Engine, settings: dict[str, Any], journal: Journal, memory: Memory
) -> tuple[BoardSpider, dict[str, Any]]:
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(BoardSpider)
    process.crawl(crawler, engine=engine, journal=journal, memory=memory)
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    if not isinstance(crawler.spider, BoardSpider):
        raise MayNotCrawl(f"{engine.board.url} could not be crawled; see the log.")
    return crawler.spider, stats


def _check(spider: BoardSpider, stats: dict[str, Any], journal: Journal, memory: Memory, job: Crawl) -> None:
    source = spider.source
    if spider.broken is not None:
        reason, message = spider.broken
        if reason in PAUSING:
            memory.set_note(
                "paused", {"on": datetime.now(UTC).date().isoformat(), "reason": reason, "message": message}
            )
        raise BrokenCrawl(source.name, reason, message)
    ended = stats.get("finish_reason")
    if ended != "finished":
        message = f"the crawl was stopped before its end ({ended}); run it again, it goes on from there"
        raise BrokenCrawl(source.name, "stopped", message)
    if failed := journal.n_pages(2, listing=True):
        told = ", ".join(name for name in journal.counts() if name.startswith("error: ")) or "see the log"
        message = f"{failed} listing pages could not be had ({told}); run it again, it goes on from there"
        raise BrokenCrawl(source.name, "not_had", message)
    low, high = source.expect_items
    seen = len(journal.all_sighted())
    if seen < low and not journal.all_gone():
        reasons = ", ".join(sorted({reason for _, reason, _ in journal.rejects()})) or "none"
        raise BrokenCrawl(
            source.name, "too_few_items",
            f"{seen} postings, at least {low} were expected; set aside: {reasons}. Did the site change? "
            "Nothing was closed / 职位过少，未关闭任何职位",
        )  # fmt: skip
    if seen > high:
        spider.logger.warning("%d postings, at most %d were expected", seen, high)


def _keep_or_drop(journal: Journal) -> None:
    """A crawl that got somewhere goes on from there; one that got nowhere begins anew."""
    if journal.n_pages(1, 3, listing=False) or journal.n_pages(0, listing=False):
        journal.close()
    else:
        journal.delete()


def _land(
    job: Crawl,
    spider: BoardSpider,
    stats: dict[str, Any],
    journal: Journal,
    memory: Memory,
    seen_on: date,
    timing: tuple[datetime, float],
) -> tuple[list[Life], frozenset[str]]:
    source, counts = spider.source, journal.counts()
    whole = spider.engine.complete and not journal.n_pages(0, 2, listing=True) and not counts.get("beyond_max_pages")
    lives, removed = memory.lives(journal, seen_on, whole)
    with Outbox(job.data, source.name, job.run_id, "crawl", started_at=timing[0]) as outbox:
        for _, line, _, _ in journal.postings():
            if line is not None:
                outbox.write_line(line)
        for place, reason, record in journal.rejects():
            outbox.reject(place, reason, record)
        for url in journal.failed_urls():
            outbox.reject(url, "not had after several attempts", None)
        shown = (life for life in lives if life.posting_id not in outbox.left_out)
        outbox.beside(LIFECYCLE, (json.dumps(asdict(life)).encode() for life in shown))
        requests = stats.get("downloader/request_count", 0)
        outbox.close(
            permission_note=source.legal_note or source.attribution or None,
            date_basis="posted: as the page says; first_seen: day of the crawl",
            repeats=counts.pop("repeats", 0),
            engine=spider.engine.name,
            base_url=job.base_url,
            walked={name: n for name, n in counts.items() if not name.startswith("error: ")},
            pages={"read": journal.n_pages(1), "gone": journal.n_pages(3), "failed": journal.n_pages(2)},
            seen=sum(life.removed_on is None or life.reason == "valid_through" for life in lives),
            removed=removed,
            complete=whole,
            errors={name.removeprefix("error: "): n for name, n in counts.items() if name.startswith("error: ")}
            | {name.removeprefix("xgap/"): n for name, n in stats.items() if name.startswith("xgap/")},
            requests=requests,
            bytes=stats.get("downloader/response_bytes", 0),
            seconds=round(timing[1], 3),
            pages_per_s=round(requests / timing[1], 1) if timing[1] else 0,
            crawl_delay_s=journal.note("crawl_delay_s"),
            redistribution=source.redistribution,
        )
    return lives, outbox.left_out


def _learn(job: Crawl, source: str, memory: Memory, path: Path, today: date) -> None:
    journal = Journal(path)
    folder = job.data / "landing" / slugify(source) / job.run_id
    with gzip.open(folder / LIFECYCLE, "rt", encoding="utf-8") as lines:
        lives = [Life(**json.loads(line)) for line in lines]
    memory.learn(job.run_id, journal, lives, today)
    journal.delete()


def crawl_command(
    spider: str,
    base_url: str,
    data: Path,
    run_id: str,
    *,
    source: str | None = None,
    allow_loopback: bool = False,
    reviewed: bool = False,
    contact: str | None = None,
    seen_on: date | None = None,
    log_level: str = "INFO",
    python: str = sys.executable,
) -> list[str]:
    """The words that start such a crawl as a process."""
    words = [python, "-m", "scrapers.run", spider, "--base-url", base_url, "--data", str(data), "--run-id", run_id]
    words += ["--log-level", log_level]
    words += ["--source", source] if source else []
    words += ["--allow-loopback"] if allow_loopback else []
    words += ["--reviewed"] if reviewed else []
    words += ["--contact", contact] if contact else []
    words += ["--seen-on", seen_on.isoformat()] if seen_on else []
    return words


def _arguments(argv: Sequence[str] | None) -> Crawl:
    parser = argparse.ArgumentParser(prog="python -m scrapers.run", description="One polite crawl of one source.")
    parser.add_argument("spider", help=f"one of: {', '.join(spider_names())}")
    parser.add_argument("--base-url", required=True, help="scheme and host of the board")
    parser.add_argument("--data", required=True, type=Path, help="folder that holds landing/")
    parser.add_argument("--run-id", required=True)
    parser.add_argument("--source", help="name of your own board; the spider is then its engine")
    parser.add_argument("--allow-loopback", action="store_true", help="no delay; for a board on this machine only")
    parser.add_argument("--reviewed", action="store_true", help="you have read terms and robots.txt")
    parser.add_argument("--contact", default=DEFAULT_CONTACT, help="how the board's operator reaches you")
    parser.add_argument("--seen-on", type=date.fromisoformat, help="day of the crawl, default today (UTC)")
    parser.add_argument("--log-level", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
    return Crawl(**vars(parser.parse_args(argv)))


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; see the module."""
    job = _arguments(argv)
    try:
        manifest = crawl(job)
    except ScrapersError as error:
        reason = error.reason if isinstance(error, BrokenCrawl) else type(error).__name__
        told = {"source": job.source or job.spider, "run_id": job.run_id, "broken": reason, "message": str(error)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(manifest.model_dump_json() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
