"""One crawl in a process of its own: `python -m scrapers.run SPIDER --base-url URL --data DIR --run-id ID`.

A process of its own, because the reactor under Scrapy starts once. Prints one line of JSON on standard
output, the manifest of the run that landed or why nothing did; the log goes to standard error. Exit 0 when it
landed, 1 when the crawl broke or may not start, 2 for wrong use."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess

from scrapers import spiders
from scrapers.engines.jsonld import JsonLdSpider
from scrapers.errors import BrokenCrawl, MayNotCrawl, ScrapersError, UnknownSpider
from scrapers.outbox import Manifest, Outbox, read_manifest
from scrapers.settings import DEFAULT_CONTACT, crawl_settings
from scrapers.sitemaps import Entry, read_known, write_known
from scrapers.source import obstacles


@dataclass(frozen=True, slots=True)
class Crawl:
    """What to crawl, and where to."""

    spider: str
    base_url: str
    data: Path
    run_id: str
    allow_loopback: bool = False
    contact: str = DEFAULT_CONTACT
    known: Path | None = None
    """Pages that earlier crawls read: they are skipped, and the file grows when this crawl lands."""
    seen_on: date | None = None
    log_level: str = "INFO"


def spider_names() -> tuple[str, ...]:
    """Every file in `scrapers/spiders/`: finding them needs no list."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(spiders.__path__)))


def find_spider(name: str) -> type[JsonLdSpider]:
    """The spider in the file of that name. Raises UnknownSpider."""
    if name not in spider_names():
        raise UnknownSpider(f"No spider '{name}'. There are: {', '.join(spider_names())}.")
    module = importlib.import_module(f"scrapers.spiders.{name}")
    for member in vars(module).values():
        if isinstance(member, type) and issubclass(member, JsonLdSpider) and member.__module__ == module.__name__:
            return member
    raise UnknownSpider(f"scrapers/spiders/{name}.py defines no spider.")


def crawl(job: Crawl) -> Manifest:
    """Runs one crawl to its end and lands it; once per process. A run that has landed is left as it is.

    Raises MayNotCrawl when the source's facts forbid it, BrokenCrawl when it is worth nothing."""
    spider_class = find_spider(job.spider)
    source = spider_class.source
    if Outbox.exists(job.data, source.name, job.run_id):
        return read_manifest(job.data, source.name, job.run_id)
    today = datetime.now(UTC).date()
    if reasons := obstacles(source, today):
        raise MayNotCrawl(f"{source.name} may not be crawled: {'; '.join(reasons)}.")
    settings = crawl_settings(
        job.base_url,
        contact=job.contact,
        min_interval_s=source.min_interval_s,
        loopback=job.allow_loopback,
        log_level=job.log_level,
    )
    known = read_known(job.known)
    with Outbox(job.data, source.name, job.run_id, "crawl") as outbox:
        spider, stats = _walk(spider_class, settings, job, outbox, known, job.seen_on or today)
        _check(spider, stats, outbox)
        manifest = outbox.close(
            permission_note=source.legal_note or source.attribution or None,
            date_basis="posted: datePosted of the page; first_seen: day of the crawl",
            base_url=job.base_url,
            walked=dict(spider.facts),
            requests=stats.get("downloader/request_count", 0),
            bytes=stats.get("downloader/response_bytes", 0),
            redistribution=source.redistribution,
        )
    if job.known is not None:
        write_known(job.known, known | spider.read)
    return manifest


def _walk(
    spider_class: type[JsonLdSpider],
    settings: dict[str, Any],
    job: Crawl,
    outbox: Outbox,
    known: frozenset[Entry],
    seen_on: date,
) -> tuple[JsonLdSpider, dict[str, Any]]:
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(spider_class)
    process.crawl(crawler, base_url=job.base_url, outbox=outbox, seen_on=seen_on, known=known)
    process.start()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    if not isinstance(crawler.spider, spider_class):
        raise MayNotCrawl(f"{job.base_url} is no address of {job.spider}, or it could not start; see the log.")
    return crawler.spider, stats


def _check(spider: JsonLdSpider, stats: dict[str, Any], outbox: Outbox) -> None:
    source = spider.source
    if spider.broken is not None:
        raise BrokenCrawl(source.name, *spider.broken)
    ended = stats.get("finish_reason")
    if ended != "finished":
        raise BrokenCrawl(source.name, "stopped", f"the crawl was stopped before its end ({ended}); run it again")
    low, high = source.expect_items
    if outbox.items + spider.facts["known"] < low:
        seen = ", ".join(f"{reason}: {count}" for reason, count in outbox.rejected_by_reason.items()) or "none"
        raise BrokenCrawl(
            source.name,
            "too_few_items",
            f"{outbox.items} postings, at least {low} were expected; rejected: {seen}. Did the site change?",
        )
    if outbox.items > high:
        spider.logger.warning("%d postings, at most %d were expected", outbox.items, high)


def crawl_command(
    spider: str,
    base_url: str,
    data: Path,
    run_id: str,
    *,
    allow_loopback: bool = False,
    contact: str | None = None,
    known: Path | None = None,
    seen_on: date | None = None,
    log_level: str = "INFO",
    python: str = sys.executable,
) -> list[str]:
    """The words that start such a crawl as a process."""
    words = [
        python,
        "-m",
        "scrapers.run",
        spider,
        "--base-url",
        base_url,
        "--data",
        str(data),
        "--run-id",
        run_id,
    ]
    words += ["--log-level", log_level]
    words += ["--allow-loopback"] if allow_loopback else []
    words += ["--contact", contact] if contact else []
    words += ["--known", str(known)] if known else []
    words += ["--seen-on", seen_on.isoformat()] if seen_on else []
    return words


def _arguments(argv: Sequence[str] | None) -> Crawl:
    parser = argparse.ArgumentParser(prog="python -m scrapers.run", description="One polite crawl of one source.")
    parser.add_argument("spider", help=f"one of: {', '.join(spider_names())}")
    parser.add_argument("--base-url", required=True, help="scheme and host of the board")
    parser.add_argument("--data", required=True, type=Path, help="folder that holds landing/")
    parser.add_argument("--run-id", required=True)
    parser.add_argument("--allow-loopback", action="store_true", help="no delay; for a board on this machine only")
    parser.add_argument("--contact", default=DEFAULT_CONTACT, help="how the board's operator reaches you")
    parser.add_argument("--known", type=Path, help="file of pages read by earlier crawls")
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
        told = {"source": job.spider, "run_id": job.run_id, "broken": reason, "message": str(error)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(manifest.model_dump_json() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
