"""Greenhouse: the job board API, a whole board in one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapers.engine import LISTING, Answer, Engine, Found, Page, api_url, each, records, with_query
from scrapers.posting import build
from scrapers.source import Source


class Greenhouse(Engine):
    name = "greenhouse"
    source = Source(
        name="greenhouse",
        title_zh="Greenhouse",
        title_en="Greenhouse job boards",
        operator="Greenhouse Software, Inc.",
        kind="documented_api",
        hosts=("boards-api.greenhouse.io",),
        doc_url="https://developers.greenhouse.io/job-board.html",
        terms_url="https://www.greenhouse.com/legal",
        keep_fields=("id", "title", "updated_at", "first_published", "location", "absolute_url", "content",
                     "departments", "offices"),
        drop_fields=("metadata",),
        attribution="Greenhouse job board of the employer",
        takedown_contact="the employer; xgap takedown",
        legal_note="documented public API without a key; metadata may hold names and is never read",
        state="enabled",
        expect_items=(1, 5_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        url = api_url(self.board, "v1/boards/{token}/jobs")
        yield Page(with_query(url, content="true"), LISTING)

    def read(self, answer: Answer) -> Iterator[Found]:
        yield from each(records(answer.json(), "jobs"), self._posting, answer.url)

    def _posting(self, job: dict[str, Any]) -> Any:
        return build(
            self.board, key=job.get("id"), title=job.get("title"), description=job.get("content"),
            url=job.get("absolute_url"), posted=job.get("first_published"), updated=job.get("updated_at"),
            employer=job.get("company_name") or self.board.employer, location_raw=job.get("location"),
            industry_raw=job.get("departments"),
        )  # fmt: skip
