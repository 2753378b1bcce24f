"""JobTech historical advertisements: a search in pages of 100, sliced by months of publication."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from scrapers.engine import LISTING, Answer, BrokenAnswer, Engine, Fact, Found, Page, deeper, each, records, with_query
from scrapers.jobtech import ad_to_posting
from scrapers.source import Source

_PAGE: Final = 100
_DEEPEST: Final = 2_000
"""The service answers no offset beyond this; more must be asked for in narrower windows."""


class JobTechHistorical(Engine):
    name = "jobtech_historical"
    complete = False  # an archive: its postings are closed already
    source = Source(
        name="jobtech_historical",
        title_zh="瑞典公共就业服务局（历史）",
        title_en="Arbetsförmedlingen historical advertisements",
        operator="Arbetsförmedlingen (JobTech Development)",
        kind="open_data",
        hosts=("historical.api.jobtechdev.se",),
        base_url="https://historical.api.jobtechdev.se/search",
        doc_url="https://historical.api.jobtechdev.se",
        terms_url="https://data.jobtechdev.se",
        min_interval_s=5.0,
        max_pages=2_000,
        keep_fields=("id", "headline", "description", "occupation", "employer", "workplace_address",
                     "publication_date", "last_publication_date"),
        drop_fields=("application_contacts", "application_details"),
        redistribution="full",
        attribution="Arbetsförmedlingen, historical advertisements",
        takedown_contact="the service; xgap takedown",
        legal_note="open data; slow, one request at a time",
        state="enabled",
        expect_items=(0, 200_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        base = self.board.url if self.board.path else self.url("search")
        yield Page(with_query(base, limit=_PAGE, offset=0), LISTING, data="0")

    def read(self, answer: Answer) -> Iterator[Found]:
        data = answer.object()
        ads = records(data, "hits")
        total = (data.get("total") or {}).get("value") if isinstance(data.get("total"), dict) else data.get("total")
        if not isinstance(total, int):
            raise BrokenAnswer("the answer holds no total")
        offset = int(answer.page.data)
        if offset == 0 and total > _DEEPEST and (halves := _halves(answer.page.url)):
            # a window with more than can be paged through is cut in two instead of losing the rest
            for url in halves:
                yield deeper(answer.page, url=url)
            return
        yield from each(ads, lambda ad: self._posting(ad), answer.url)
        if ads and offset + len(ads) < min(total, _DEEPEST):
            offset += len(ads)
            yield deeper(answer.page, url=with_query(answer.page.url, offset=offset), data=str(offset))
        elif total > _DEEPEST and offset + len(ads) >= _DEEPEST:
            yield Fact("beyond_deepest_offset", total - _DEEPEST)

    def _posting(self, ad: dict[str, Any]) -> Any:
        return ad_to_posting(self.board, ad)


def _halves(url: str) -> tuple[str, ...]:
    """The same search over both halves of its window of publication; () when it has none or it is a day."""
    query = parse_qs(urlsplit(url).query)
    try:
        start = date.fromisoformat(query["published-after"][0][:10])
        end = date.fromisoformat(query["published-before"][0][:10])
    except (KeyError, ValueError):
        return ()
    if (end - start).days < 2:
        return ()
    middle = start + timedelta(days=(end - start).days // 2)
    windows = ((start, middle), (middle, end))
    return tuple(_window(url, *window) for window in windows)


def _window(url: str, after: date, before: date) -> str:
    window = {"published-after": f"{after}T00:00:00", "published-before": f"{before}T00:00:00"}
    return with_query(url, **window, offset=0)
