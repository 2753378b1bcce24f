"""JobTech JobStream (Sweden's public employment service): what changed, day by day, with removals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from scrapers.engine import LISTING, Answer, Engine, Found, Gone, Page, each, records, with_query
from scrapers.jobtech import ad_to_posting
from scrapers.posting import day_of
from scrapers.source import Source

_FIRST_DAYS: Final = 7
"""Days that a first crawl reads; the snapshot of everything (some 300 MB) is never asked for unless its address is
given."""
_MOST_DAYS: Final = 90
"""Removals are kept that long by the service."""


class JobTechStream(Engine):
    name = "jobtech_stream"
    complete = False  # the stream tells changes; what it does not name is still open
    source = Source(
        name="jobtech_stream",
        title_zh="瑞典公共就业服务局",
        title_en="Arbetsförmedlingen JobStream",
        operator="Arbetsförmedlingen (JobTech Development)",
        kind="open_data",
        hosts=("jobstream.api.jobtechdev.se",),
        base_url="https://jobstream.api.jobtechdev.se/",
        doc_url="https://jobstream.api.jobtechdev.se",
        terms_url="https://data.jobtechdev.se",
        min_interval_s=60.0,
        max_pages=200,
        keep_fields=("id", "headline", "description", "occupation", "employer", "workplace_address", "must_have",
                     "nice_to_have", "publication_date", "last_publication_date", "removed", "removed_date"),
        drop_fields=("application_contacts", "application_details"),
        redistribution="full",
        attribution="Arbetsförmedlingen, Platsbanken",
        takedown_contact="the service; xgap takedown",
        legal_note="open data; at most one request a minute",
        state="enabled",
        expect_items=(0, 200_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        path = self.board.path
        if path.endswith("snapshot") or "date=" in self.board.url or "." in path.rpartition("/")[2]:
            yield Page(self.board.url, LISTING)
            return
        if path == "" and self.board.since is None and self.board.source.own_board:
            yield Page(self.url("snapshot"), LISTING)  # of an installation of one's own, which need not be large
            return
        yield from self._days()

    def failed(self, page: Page, status: int) -> Iterable[Found] | None:
        """Without a snapshot there are still the changes of the last days."""
        return list(self._days()) if status == 404 and page.url == self.url("snapshot") else None

    def _days(self) -> Iterator[Page]:
        path = self.board.path
        base = self.board.url.partition("?")[0] if path.endswith("stream") else self.url("stream")
        if self.board.seen_on is None:
            yield Page(base, LISTING)
            return
        end = self.board.seen_on + timedelta(days=1)
        earliest = end - timedelta(days=_MOST_DAYS)
        day = max(earliest, self.board.since or end - timedelta(days=_FIRST_DAYS))
        while day < end:
            after = day + timedelta(days=1)
            window = {"date": f"{day}T00:00:00", "updated-before-date": f"{after}T00:00:00"}
            yield Page(with_query(base, **window), LISTING)
            day = after

    def read(self, answer: Answer) -> Iterator[Found]:
        ads = records(answer.json())
        for ad in ads:
            if ad.get("removed") and ad.get("id"):
                yield Gone(str(ad["id"]), day_of(ad.get("removed_date")))
        opened = [ad for ad in ads if not ad.get("removed")]
        yield from each(opened, self._posting, answer.url)

    def _posting(self, ad: dict[str, Any]) -> Any:
        return ad_to_posting(self.board, ad)
