"""The demonstration board: invented postings, served on this machine by `scrapers.demo_server`."""

from __future__ import annotations

import re

from scrapers.engines.jsonld import JsonLd
from scrapers.source import Source


class DemoBoard(JsonLd):
    name = "demo_board"
    job_urls = re.compile(r"^/jobs/")
    source = Source(
        name="demo_board",
        title_zh="演示招聘板",
        title_en="Demonstration board",
        operator="xgap",
        kind="jsonld",
        hosts=("127.0.0.1", "localhost"),
        robots_verdict="allow",
        redistribution="full",
        attribution="Invented for demonstration / 演示数据，非真实招聘",
        state="enabled",
        expect_items=(1, 100_000),
        demonstration=True,
    )
