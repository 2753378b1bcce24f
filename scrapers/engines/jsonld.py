"""Base of spiders for boards that offer a sitemap and mark their postings with schema.org JSON-LD.

The walk: robots.txt, then the sitemaps that it names (else /sitemap.xml), then each page of a posting. A
board that says no in any way (401, 403, 429, a challenge, many errors) is left alone at once: the crawl
breaks, and nothing of it is landed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any, ClassVar, Final, NoReturn, Self
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scrapers.errors import BadRecord, MayNotCrawl
from scrapers.guards import Rejected
from scrapers.items import JobPosting
from scrapers.outbox import Outbox
from scrapers.parse import jobpostings_from_jsonld, parse_jsonld_posting
from scrapers.settings import AGENT_TOKEN
from scrapers.sitemaps import Entry, read_sitemap, sitemaps_in_robots
from scrapers.source import Source

_REFUSALS: Final = {401: "asks for a login", 403: "refuses us", 429: "asks for fewer visits"}
_CHALLENGE: Final = re.compile(
    "geetest|captcha|cf[-_]chl|challenge-platform|just a moment|verify you are human|"
    "请稍候|安全验证|人机验证|滑动验证|访问过于频繁",
    re.IGNORECASE,
)
_CHALLENGE_AT_MOST: Final = 50_000
"""Characters; a longer page without a posting is a page, not a gate."""
_ERRORS_BORNE: Final = 5
_ERROR_SHARE_BORNE: Final = 0.05
_DEEPEST_INDEX: Final = 3


class JsonLdSpider(Spider):  # type: ignore[misc]
    """Subclasses bear their file's name and give their `source` and the form of a posting's address."""

    source: ClassVar[Source]
    job_urls: ClassVar[re.Pattern[str]] = re.compile("")
    """Found in the path of each page of a posting; other pages of the sitemap are not fetched."""

    def __init__(
        self,
        base_url: str,
        outbox: Outbox,
        *,
        seen_on: date | None = None,
        known: frozenset[Entry] = frozenset(),
        **kwargs: Any,
    ) -> None:
        """`base_url`: scheme and host of the board. `known`: pages that need no second reading.

        Raises MayNotCrawl when the host is none of the source's."""
        super().__init__(**kwargs)
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or parts.hostname not in self.source.hosts:
            raise MayNotCrawl(
                f"{base_url} is no address of {self.source.name}; its hosts: {', '.join(self.source.hosts)}."
            )
        self.base_url = f"{parts.scheme}://{parts.netloc}/"
        self.allowed_domains = list(self.source.hosts)
        self.outbox, self.seen_on, self.known = outbox, seen_on, known
        self.facts: Counter[str] = Counter()
        self.read: set[Entry] = set()
        self.broken: tuple[str, str] | None = None
        """Why the crawl is worth nothing, as a word and as a sentence."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        for signal in (signals.spider_error, signals.item_error):
            crawler.signals.connect(spider.note_code_error, signal)
        return spider

    def note_code_error(self) -> None:
        """A defect of ours loses pages silently unless it breaks the crawl."""
        self.broken = self.broken or ("code_error", "our own code failed on a page; see the log")

    async def start(self) -> AsyncIterator[Request]:
        yield self._request("/robots.txt", self.parse_robots, self.robots_failed)

    def parse_robots(self, response: Response) -> Iterator[Request]:
        """Slows down as the board asks, and follows the sitemaps that it names."""
        text = response.body.decode("utf-8", "replace")
        if delay := Protego.parse(text).crawl_delay(AGENT_TOKEN):
            self._slow_down(float(delay))
        yield from self._sitemaps(sitemaps_in_robots(text) or ("/sitemap.xml",))

    def robots_failed(self, failure: Failure) -> Iterator[Request]:
        """No robots.txt (404) allows all, as RFC 9309 says; one that cannot be had forbids all."""
        status = _status(failure)
        if status is None or not 400 <= status < 500 or status in _REFUSALS:
            self._stop("robots", f"its robots.txt cannot be read ({status or failure.type.__name__})")
        yield from self._sitemaps(("/sitemap.xml",))

    def parse_sitemap(self, response: Response, depth: int) -> Iterator[Request]:
        sitemap = read_sitemap(response.body)
        if sitemap is None:
            self._stop("no_sitemap", f"{response.url} is no sitemap")
        if sitemap.is_index:
            if depth < _DEEPEST_INDEX:
                yield from self._sitemaps([entry.url for entry in sitemap.entries], depth + 1)
            return
        for entry in sitemap.entries:
            if self._is_wanted(entry):
                self.facts["pages"] += 1
                yield self._request(entry.url, self.parse_page, self.page_failed, entry=entry)

    def sitemap_failed(self, failure: Failure) -> None:
        self._note_refusal(failure)
        if _is_ignored(failure):
            self._stop("robots", f"its robots.txt keeps us from {failure.request.url}")
        self._stop("no_sitemap", f"{failure.request.url} cannot be had ({_said(failure)})")

    def parse_page(self, response: Response, entry: Entry) -> Iterator[JobPosting | Rejected]:
        """Each posting of one page, or why there is none."""
        url = response.url
        if not self._is_ours(url):
            yield Rejected(entry.url, "redirected to another place")
            return
        text = response.text if isinstance(response, TextResponse) else ""
        try:
            records = jobpostings_from_jsonld(text, url)
        except BadRecord as error:
            yield Rejected(url, error.reason)
            return
        if not records:
            if len(text) <= _CHALLENGE_AT_MOST and _CHALLENGE.search(text):
                self._stop("challenge", f"{url} wants proof that we are human; we do not give it")
            yield Rejected(url, "no JobPosting in the page")
        for record in records:
            try:
                yield parse_jsonld_posting(record, url, self.source, seen_on=self.seen_on)
            except BadRecord as error:
                yield Rejected(url, error.reason, record)
            else:
                self.read.add(entry)

    def page_failed(self, failure: Failure) -> Iterator[Rejected]:
        self._note_refusal(failure)
        status = _status(failure)
        if _is_ignored(failure):
            self.facts["forbidden_by_robots_or_offsite"] += 1
            return
        if status in (404, 410):
            self.facts["gone"] += 1
            return
        self.facts["failed"] += 1
        borne = max(_ERRORS_BORNE, _ERROR_SHARE_BORNE * self.facts["pages"])
        if self.facts["failed"] > borne:
            self._stop("server_errors", f"{self.facts['failed']} pages failed, last {_said(failure)}")
        yield Rejected(failure.request.url, f"not had: {_said(failure)}")

    def _sitemaps(self, urls: tuple[str, ...] | list[str], depth: int = 0) -> Iterator[Request]:
        for url in urls:
            if self._is_ours(urljoin(self.base_url, url)):
                yield self._request(url, self.parse_sitemap, self.sitemap_failed, depth=depth)
            else:
                self.facts["offsite"] += 1

    def _request(self, url: str, callback: Any, errback: Any, **kwargs: Any) -> Request:
        return Request(urljoin(self.base_url, url), callback, errback=errback, cb_kwargs=kwargs)

    def _is_ours(self, url: str) -> bool:
        parts, base = urlsplit(url), urlsplit(self.base_url)
        return parts.hostname in self.source.hosts and parts.port == base.port

    def _is_wanted(self, entry: Entry) -> bool:
        if not self._is_ours(entry.url):
            self.facts["offsite"] += 1
        elif self.job_urls.search(urlsplit(entry.url).path) is None:
            self.facts["other_pages"] += 1
        elif entry.lastmod and entry in self.known:
            self.facts["known"] += 1
        elif self.facts["pages"] >= self.source.max_pages:
            self.facts["beyond_max_pages"] += 1
        else:
            return True
        return False

    def _slow_down(self, seconds: float) -> None:
        """Scrapy leaves a robots.txt's Crawl-delay to us."""
        self.facts["crawl_delay_s"] = round(seconds)
        if throttle := self.crawler.get_extension(AutoThrottle):
            throttle.mindelay = max(throttle.mindelay, seconds)
            throttle.maxdelay = max(throttle.maxdelay, seconds)
        for slot in self.crawler.engine.downloader.slots.values():
            slot.delay = max(slot.delay, seconds)
            slot.concurrency = 1

    def _note_refusal(self, failure: Failure) -> None:
        status = _status(failure)
        if status in _REFUSALS:
            self._stop(f"http_{status}", f"{failure.request.url} {_REFUSALS[status]}; the source is left alone")

    def _stop(self, reason: str, message: str) -> NoReturn:
        self.broken = self.broken or (reason, message)
        raise CloseSpider(reason)


def _status(failure: Failure) -> int | None:
    return int(failure.value.response.status) if failure.check(HttpError) else None


def _is_ignored(failure: Failure) -> bool:
    """Whether the request was never sent: forbidden by robots.txt, or for another host."""
    return bool(failure.check(IgnoreRequest)) and not failure.check(HttpError)


def _said(failure: Failure) -> str:
    status = _status(failure)
    return f"HTTP {status}" if status else str(failure.type.__name__)
