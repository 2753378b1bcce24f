"""The demonstration: an invented board, served on this machine, crawled by a real spider, run to a published result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pipelines import answers, land
from pipelines.ahead import Ahead
from pipelines.progress import say
from pipelines.run import run
from scrapers.demo_material.generate import generate
from scrapers.demo_server import board_pages, serve
from warehouse import queries
from warehouse.connection import Reader
from warehouse.settings import Paths, Settings


def demonstrate(settings: Settings) -> tuple[list[dict[str, Any]], Mapping[str, str]]:
    """Serve, crawl, run, publish; returns the rows and facts of the emerging skills."""
    # a crawl leaves half of the machine idle; where there is a build already, a run most likely has nothing to do
    ahead = None if Paths(settings.data).current.exists() else Ahead(settings)
    board = generate()
    # the same board is crawled once: its content is the name of the crawl
    run_id = "demo-" + hashlib.sha256(json.dumps(board.postings, sort_keys=True).encode()).hexdigest()[:12]
    say(f"demonstration board: {len(board.postings):,} invented postings / 演示数据")
    with serve(board_pages(board.postings)) as url:
        say(f"crawling {url}")
        land.crawl("demo_board", url, settings.data, run_id, allow_loopback=True)
    outcome = run(settings, ahead)
    say(f"published {outcome.file.name}")
    path, _ = queries.published(settings.data)
    reader = Reader(path)
    try:
        return answers.emerging(reader, None)
    finally:
        reader.close()
