"""Arbeitnow: an aggregator's open interface, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapers.engine import LISTING, Answer, Engine, Found, Page, api_url, deeper, each, records
from scrapers.posting import build
from scrapers.source import Source


class Arbeitnow(Engine):
    name = "arbeitnow"
    source = Source(
        name="arbeitnow",
        title_zh="Arbeitnow",
        title_en="Arbeitnow",
        operator="Arbeitnow",
        kind="documented_api",
        hosts=("www.arbeitnow.com", "arbeitnow.com"),
        base_url="https://www.arbeitnow.com/api/job-board-api",
        doc_url="https://www.arbeitnow.com/blog/job-board-api",
        terms_url="https://www.arbeitnow.com/terms",
        min_interval_s=2.0,
        max_pages=500,
        keep_fields=("slug", "company_name", "title", "description", "remote", "url", "tags", "job_types", "location",
                     "created_at"),
        attribution="Arbeitnow",
        takedown_contact="the operator; xgap takedown",
        legal_note="an aggregator: its postings stand elsewhere too",
        state="enabled",
        expect_items=(1, 50_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        yield Page(api_url(self.board, "api/job-board-api"), LISTING)

    def read(self, answer: Answer) -> Iterator[Found]:
        data = answer.object()
        jobs = records(data, "data")
        yield from each(jobs, self._posting, answer.url, "slug")
        following = (data.get("links") or {}).get("next")
        if jobs and isinstance(following, str):
            yield deeper(answer.page, url=following)

    def _posting(self, job: dict[str, Any]) -> Any:
        return build(
            self.board, key=job.get("slug"), title=job.get("title"), description=job.get("description"),
            url=job.get("url"), posted=job.get("created_at"), employer=job.get("company_name"),
            location_raw=job.get("location"), employment_type_raw=job.get("job_types"), tags=job.get("tags") or (),
        )  # fmt: skip
