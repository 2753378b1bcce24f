"""Teamtailor: a career site as JSON Feed, with a schema.org JobPosting in each item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapers.engine import LISTING, Answer, Engine, Found, Page, deeper, each, records
from scrapers.parse import parse_jsonld_posting
from scrapers.posting import build
from scrapers.source import Source


class Teamtailor(Engine):
    name = "teamtailor"
    source = Source(
        name="teamtailor",
        title_zh="Teamtailor",
        title_en="Teamtailor career sites",
        operator="Teamtailor AB",
        kind="documented_api",
        hosts=("*.teamtailor.com",),
        doc_url="https://support.teamtailor.com/en/articles/1930084",
        terms_url="https://www.teamtailor.com/legal/",
        keep_fields=("id", "url", "title", "content_html", "date_published", "_jobposting"),
        drop_fields=("author", "authors"),
        attribution="Teamtailor career site of the employer",
        takedown_contact="the employer; xgap takedown",
        legal_note="the employer's own feed",
        state="enabled",
        expect_items=(1, 5_000),
    )

    def first(self) -> Iterator[Page]:
        yield Page(self.url("jobs.json") if self.board.path in ("", "jobs") else self.board.url, LISTING)

    def read(self, answer: Answer) -> Iterator[Found]:
        feed = answer.object()
        yield from each(records(feed, "items"), self._posting, answer.url)
        if isinstance(next_url := feed.get("next_url"), str):
            yield deeper(answer.page, url=next_url)

    def _posting(self, item: dict[str, Any]) -> Any:
        inner = item.get("_jobposting")
        url = str(item.get("url") or item.get("id") or "")
        if isinstance(inner, dict) and url:
            record = {
                "title": item.get("title"), "description": item.get("content_html"),
                "datePosted": item.get("date_published"),
                **{key: value for key, value in inner.items() if value and key not in ("identifier",)},
                "identifier": item.get("id") or url,
            }  # fmt: skip
            return parse_jsonld_posting(record, url, self.board.source, seen_on=self.board.seen_on)
        return build(
            self.board, key=item.get("id") or url, title=item.get("title"),
            description=item.get("content_html") or item.get("content_text"), url=url,
            posted=item.get("date_published"), employer=self.board.employer, tags=item.get("tags") or (),
        )  # fmt: skip
