"""Finding spiders, and the source that an address belongs to: a known one, or a user's own board."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from scrapers import spiders
from scrapers.engine import Engine
from scrapers.engines.jsonld import JsonLd
from scrapers.errors import MayNotCrawl, UnknownSpider
from scrapers.outbox import slugify
from scrapers.settings import is_loopback
from scrapers.source import Source

_TENANT_HOSTS: Final = {
    "boards.greenhouse.io": "https://boards-api.greenhouse.io/v1/boards/{token}/jobs",
    "job-boards.greenhouse.io": "https://boards-api.greenhouse.io/v1/boards/{token}/jobs",
    "jobs.lever.co": "https://api.lever.co/v0/postings/{token}",
    "jobs.eu.lever.co": "https://api.eu.lever.co/v0/postings/{token}",
    "jobs.smartrecruiters.com": "https://api.smartrecruiters.com/v1/companies/{token}/postings",
    "careers.smartrecruiters.com": "https://api.smartrecruiters.com/v1/companies/{token}/postings",
}
"""Addresses that people see, and the interface behind them."""


def spider_names() -> tuple[str, ...]:
    """Every file in `scrapers/spiders/`: finding them needs no list."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(spiders.__path__)))


@cache
def find_spider(name: str) -> type[Engine]:
    """The spider in the file of that name. Raises UnknownSpider."""
    if name not in spider_names():
        raise UnknownSpider(f"No spider '{name}'. There are: {', '.join(spider_names())}. / 没有该采集器")
    module = importlib.import_module(f"scrapers.spiders.{name}")
    for member in vars(module).values():
        if isinstance(member, type) and issubclass(member, Engine) and member.__module__ == module.__name__:
            return member
    raise UnknownSpider(f"scrapers/spiders/{name}.py defines no spider.")


def engine_names() -> tuple[str, ...]:
    """Names for `--engine`."""
    return ("jsonld", "jobtech", *(name for name in spider_names() if name != "demo_board"))


def find_engine(name: str, url: str) -> type[Engine]:
    """The engine of that name. Raises UnknownSpider."""
    if name == "jsonld":
        return JsonLd
    if name == "jobtech":
        return find_spider("jobtech_historical" if "/search" in urlsplit(url).path else "jobtech_stream")
    if name not in spider_names():
        raise UnknownSpider(f"No engine '{name}'. There are: {', '.join(engine_names())}. / 没有该引擎")
    return find_spider(name)


def board_of(spider: str, url: str, own_name: str | None) -> tuple[type[Engine], Source]:
    """The engine of a crawl and the facts that govern it.

    Without `own_name` the address must be one of the spider's source; with it, `spider` is an engine and the
    address is a board that the user names. Raises MayNotCrawl, UnknownSpider."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise MayNotCrawl(f"{url}: an address begins with http:// or https:// / 地址应以 http(s):// 开头")
    if own_name is None:
        source = find_spider(spider).source
        if not source.has_host(host):
            raise MayNotCrawl(
                f"{url} is no address of {source.name}; its hosts: {', '.join(source.hosts)}. For your own board: "
                "--engine and --source / 该地址不属于此来源，自有招聘页请用 --engine 和 --source"
            )
        return find_spider(spider), source
    engine = find_engine(spider, url)
    return engine, own_source(engine, own_name, host)


def own_source(engine: type[Engine], name: str, host: str) -> Source:
    """Facts of a user's own board: the platform's where the address is one of its boards, else only what the
    address itself says."""
    slug = re.sub(r"[^a-z0-9]+", "_", slugify(name)).strip("_") or "board"
    slug = slug if slug[0].isalpha() else f"b_{slug}"
    platform: Source | None = getattr(engine, "source", None)
    if platform is not None and platform.has_host(host):
        return platform.model_copy(
            update={
                "name": slug,
                "title_zh": name,
                "title_en": name,
                "hosts": (host,),
                "own_board": True,
                "base_url": None,
            }
        )
    return Source(
        name=slug, title_zh=name, title_en=name, operator=host, kind="jsonld" if platform is None else platform.kind,
        hosts=(host,), drop_fields=platform.drop_fields if platform else (), state="enabled",
        robots_verdict="allow" if is_loopback(host) else "unknown", max_pages=200_000, own_board=True,
        legal_note="a board that the user named; obeyed is its robots.txt as it stands on the day",
        expect_items=(1, 1_000_000) if engine.complete else (0, 1_000_000),
    )  # fmt: skip


def interface_of(url: str) -> str:
    """The interface behind an address that people see (boards.greenhouse.io/acme); any other stays as it is."""
    parts = urlsplit(url)
    pattern = _TENANT_HOSTS.get(parts.hostname or "")
    token = parts.path.strip("/").split("/")[0]
    return pattern.format(token=token) if pattern and token else url
