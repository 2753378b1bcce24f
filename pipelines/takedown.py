"""`xgap takedown`: an employer or a posting leaves everything, and stays out."""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.parts import write_whole
from pipelines.progress import say
from scrapers.blocklist import Blocklist, Request
from scrapers.parse import canonical_url
from scrapers.takedown import remove
from warehouse.connection import writer
from warehouse.publish import remove_old
from warehouse.settings import Paths, Settings


class NoSuchRequest(ValueError):
    """A take-down that does not exist."""


def take_down(
    settings: Settings, kind: Literal["employer", "posting"], value: str, reason: str, *, publish: bool = True
) -> dict[str, Any]:
    """Puts the request on the list, takes out what it names, and publishes anew without it.

    The order makes a killed take-down safe: first the list, which keeps out whatever comes, then the files, which can
    be done again. Returns the request and counts. Raises WarehouseBusy, MayNotCrawl while data are being written."""
    paths, known = Paths(settings.data), Blocklist.read(settings.data)
    value = _canonical(value) if kind == "posting" else value.strip()
    if not value:
        raise NoSuchRequest("nothing to take down was named / 未指明要下架的对象")
    _not_while_running(paths)
    request = next((r for r in known.active if (r.kind, r.value) == (kind, value)), None)
    if request is None:
        today = datetime.now(UTC).date().isoformat()
        request = Request(f"t{len(known.requests) + 1}", kind, value, reason, today)
        known = known.append(settings.data, request)
    removed = remove(settings.data, known)
    n_mentions = _without_texts(paths.mentions, "text_hash", removed.texts_gone)
    _without_texts(paths.signatures, "key", removed.texts_gone)
    _without_texts(paths.recognition, "text_hash", removed.texts_gone)
    if removed.postings:
        _publish_anew(settings, paths, publish)
    return {
        **asdict(request),
        "postings_removed": len(removed.postings),
        "runs_rewritten": removed.runs,
        "rejected_records_removed": removed.rejects,
        "texts_removed": len(removed.texts_gone),
        "mention_rows_removed": n_mentions,
    }


def undo(data: Path, request_id: str) -> Request:
    """Takes a request back: what it named may be collected again. It does not come back by itself: import the file
    or crawl the source again. Raises NoSuchRequest."""
    known = Blocklist.read(data)
    request = next((r for r in known.active if r.id == request_id), None)
    if request is None:
        there = ", ".join(r.id for r in known.active) or "none / 无"
        raise NoSuchRequest(f"no take-down {request_id!r} holds; those that hold: {there}")
    request = replace(request, undone_on=datetime.now(UTC).date().isoformat())
    known.append(data, request)
    return request


def listed(data: Path) -> list[dict[str, Any]]:
    """All requests, those taken back too."""
    return [asdict(request) for request in Blocklist.read(data).requests]


def _canonical(value: str) -> str:
    value = value.strip()
    return canonical_url(value) if value.startswith(("http://", "https://")) else value


def _not_while_running(paths: Paths) -> None:
    if paths.warehouse.exists():
        with writer(paths.warehouse):
            pass


def _without_texts(folder: Path, column: str, gone: set[str]) -> int:
    """Rows of texts that are no more leave the Parquet files; returns how many."""
    n = 0
    for path in sorted(folder.glob("**/*.parquet")) if gone else ():
        table = pq.read_table(path)
        stay = pc.invert(pc.is_in(table.column(column), value_set=pc.cast(sorted(gone), "string")))
        left = table.filter(stay)
        if left.num_rows == table.num_rows:
            continue
        n += table.num_rows - left.num_rows
        if left.num_rows:
            write_whole(left, path, compression="zstd")
        else:
            path.unlink()
    return n


def _publish_anew(settings: Settings, paths: Paths, publish: bool) -> None:
    """The working warehouse is made again from files; builds that hold what was taken out go."""
    paths.warehouse.unlink(missing_ok=True)
    paths.warehouse.with_name(paths.warehouse.name + ".wal").unlink(missing_ok=True)
    shutil.rmtree(paths.readings, ignore_errors=True)  # which spellings stood only in texts now gone is unknown
    if publish and any(paths.landing.glob("*/*/manifest.json")):
        from pipelines.run import run

        run(settings)
        remove_old(paths.published, 1)
        return
    for path in (*paths.published.glob("mart-*.duckdb"), paths.current):
        path.unlink(missing_ok=True)
    say("nothing is published now; publish again with: xgap run / 目前没有已发布结果，请运行 xgap run")
