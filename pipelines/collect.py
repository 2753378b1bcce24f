"""Sources and their crawls: what there is, what may run, and running it, one source after the other."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipelines import land
from pipelines.progress import say
from scrapers.boards import board_of, find_engine, find_spider, interface_of, spider_names
from scrapers.errors import MayNotCrawl, UnknownSpider
from scrapers.memory import Memory
from scrapers.outbox import slugify
from scrapers.run import new_run_id
from scrapers.settings import is_loopback
from scrapers.source import CHECK_HOLDS_FOR, Source, obstacles


def _own_boards(data: Path) -> dict[str, dict[str, Any]]:
    """Boards that users named, by their name, as the crawl that landed last remembers them."""
    found = {}
    for path in sorted(data.glob("crawl/*/memory.sqlite")):
        with closing(Memory(data, path.parent.name)) as memory:
            last = memory.note("last_url")
        if last and last.get("name"):
            found[str(last["name"])] = last
    return found


def _state(data: Path, source: Source, today: date) -> dict[str, Any]:
    """What crawls of a source remember, and whether it may be crawled today."""
    kept: dict[str, Any] = {"paused": None, "last_crawl": None, "reviewed_on": None, "open_postings": 0}
    if (data / "crawl" / slugify(source.name) / "memory.sqlite").exists():
        with closing(Memory(data, source.name)) as memory:
            kept = {name: memory.note(name) for name in ("paused", "last_crawl", "reviewed_on")}
            kept["open_postings"] = memory.n_open()
    reviewed = bool(kept["reviewed_on"]) and today - date.fromisoformat(kept["reviewed_on"]) <= CHECK_HOLDS_FOR
    reasons = list(obstacles(source, today, reviewed=reviewed))
    reasons += [f"paused since {kept['paused']['on']}: {kept['paused']['message']}"] if kept["paused"] else []
    return {**kept, "may_run": not reasons, "obstacles": reasons}


def sources(data: Path) -> list[dict[str, Any]]:
    """Every source with its facts and state: those with a file of their own, then boards that users named."""
    today = datetime.now(UTC).date()
    all_sources = [(find_spider(name).source, name, find_spider(name).source.base_url) for name in spider_names()]
    for name, last in _own_boards(data).items():
        engine = find_engine(last["engine"], last["url"])
        all_sources.append((board_of(last["engine"], last["url"], name)[1], engine.name, last["url"]))
    rows = []
    for source, engine_name, url in all_sources:
        state = _state(data, source, today)
        facts = source.facts()
        shown = "paused" if state["paused"] else facts["state"]
        rows.append({**facts, "engine": engine_name, "base_url": url, **state, "state": shown})
    return rows


def resume(data: Path, name: str) -> None:
    """Lifts the pause of a source after a person has looked. Raises UnknownSpider when it was not paused."""
    folder = data / "crawl" / slugify(name)
    if (folder / "memory.sqlite").exists():
        with closing(Memory(data, name)) as memory:
            if memory.note("paused"):
                memory.set_note("paused", None)
                return
    raise UnknownSpider(f"{name} is not paused / 该来源未暂停")


def crawl(
    data: Path,
    name: str,
    *,
    url: str | None = None,
    engine: str | None = None,
    run_id: str | None = None,
    allow_loopback: bool = False,
    reviewed: bool = False,
    contact: str | None = None,
) -> dict[str, Any]:
    """One crawl of a source by its name, or of a user's board by address, engine and name; returns the manifest.

    Raises LandingFailed, MayNotCrawl, UnknownSpider."""
    spider, address, own = _which(data, name, url, engine)
    source = board_of(spider, address, own)[1]
    run = run_id or new_run_id(data, source.name, datetime.now(UTC))
    return land.crawl(spider, address, data, run, allow_loopback, source=own, reviewed=reviewed, contact=contact)


def plan(data: Path, name: str, url: str | None, engine: str | None, reviewed: bool) -> dict[str, Any]:
    """What a crawl would begin with, without a single request."""
    from scrapers.engine import Board

    spider, address, own = _which(data, name, url, engine)
    kind, source = board_of(spider, address, own)
    today = datetime.now(UTC).date()
    first = [page.url for page in kind(Board(source, address, today)).first()]
    state = _state(data, source, today)
    reasons = list(obstacles(source, today, reviewed=True)) if reviewed else state["obstacles"]
    return {"source": source.name, "engine": kind.name, "first": first[:10], "rate": source.facts()["rate"],
            "obstacles": reasons, "may_run": not reasons}  # fmt: skip


def _which(data: Path, name: str, url: str | None, engine: str | None) -> tuple[str, str, str | None]:
    """(spider or engine, address, own name)."""
    if engine is not None:
        if url is None:
            raise MayNotCrawl("--engine goes with --url and --source / --engine 须与 --url、--source 同用")
        return engine, interface_of(url), name
    if name in spider_names():
        address = url or find_spider(name).source.base_url
        if address is None:
            raise MayNotCrawl(
                f"{name} has many boards: name yours with --url, and --engine {name} --source NAME to keep it apart / "
                "请用 --url 指明具体招聘页"
            )
        return name, interface_of(address), None
    if (own := _own_boards(data).get(name)) is not None:
        return own["engine"], url or own["url"], name
    raise UnknownSpider(
        f"No source '{name}'. There are: {', '.join(spider_names())}; for a board of your own: xgap crawl --url URL "
        "--engine jsonld --source NAME / 没有该来源"
    )


def crawl_all(data: Path, *, allow_loopback: bool = False, contact: str | None = None) -> list[dict[str, Any]]:
    """Every source that may run and whose address is known, one after the other; one that fails stops no other.

    Returns for each its name and manifest, or the error, or why it was left out."""
    outcomes: list[dict[str, Any]] = []
    for row in sources(data):
        name, url = row["title_zh"] if row["own_board"] else row["name"], row["base_url"]
        local = bool(url) and is_loopback((url or "").split("//")[-1].split("/")[0].rpartition(":")[0])
        if not row["may_run"] or url is None or (local and not allow_loopback):
            why = row["obstacles"] or ["no address of its own" if url is None else "on this machine"]
            outcomes.append({"source": row["name"], "outcome": "left out", "why": why})
            continue
        try:
            manifest = crawl(data, name, allow_loopback=local, contact=contact)
        except (land.LandingFailed, MayNotCrawl) as error:
            say(str(error))
            outcomes.append({"source": row["name"], "outcome": "failed", "why": [str(error)]})
        else:
            outcomes.append({"source": row["name"], "outcome": "landed", "manifest": manifest})
    return outcomes
