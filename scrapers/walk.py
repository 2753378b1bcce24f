"""The walk: one Scrapy spider for every engine. It keeps the journal, knows when to stop, and judges nothing else.

A board that says no in any way (401, 403, a login, a challenge, a robots.txt that closes) is left alone at once,
and its source is paused; one that is ill (many errors) or asks for a long pause is left for another day. The
journal stays, so that a later crawl goes on from there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scrapers import journal as states
from scrapers.decode import decode
from scrapers.engine import NO_POSTING, Answer, BrokenAnswer, Engine, Fact, Found, Gone, Page, Rejected
from scrapers.gates import REFUSALS, gate_of, leads_to_login
from scrapers.guards import admit
from scrapers.items import JobPosting, posting_id
from scrapers.journal import Journal
from scrapers.manners import AsksToWait, NotOurs, StayOut
from scrapers.memory import Memory, fingerprint
from scrapers.outbox import excerpt

_ERRORS_BORNE: Final = 5
_ERROR_SHARE_BORNE: Final = 0.05
_DEEPEST: Final = 600
_ROUNDS: Final = 2
"""Times that a page which failed is asked for in one crawl."""


class BoardSpider(Spider):  # type: ignore[misc]
    """Walks one board by its engine."""

    name = "xgap"

    def __init__(self, engine: Engine, journal: Journal, memory: Memory, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.engine, self.journal, self.memory = engine, journal, memory
        self.source = engine.source
        base = urlsplit(engine.board.url)
        self._base = (base.hostname or "", base.port)
        self.rest_until: dict[str, float] = {}
        """Host and port → moment (monotonic) before which nothing is asked of it."""
        self.broken: tuple[str, str] | None = None
        """Why the crawl is worth nothing, as a word and as a sentence."""
        self.wait_s: float | None = None
        self._answers = self._errors = 0
        self._flying = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> BoardSpider:
        spider: BoardSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_code_error, signals.spider_error)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        return spider

    def is_ours(self, host: str, port: int | None) -> bool:
        """Whether an address is one of the board's: a host of its source, on the board's own port or the usual ones."""
        known, base_port = self._base
        if host == known:
            return port == base_port or (port in (None, 80, 443) and base_port in (None, 80, 443))
        # of a platform's many boards only the one that was named; other ports are other services
        named = host in self.engine.board.source.hosts
        return named and (port == base_port or port in (None, 80, 443))

    def note_code_error(self) -> None:
        """A defect of ours loses pages silently unless it breaks the crawl."""
        self.broken = self.broken or ("code_error", "our own code failed on a page; see the log")

    def slowed(self, seconds: float) -> None:
        """robots.txt asked for a longer pause."""
        self.journal.note("crawl_delay_s", f"{seconds:g}")

    async def start(self) -> AsyncIterator[Request]:
        if not self.journal.begun:
            self._line_up(list(self.engine.first()))
        for request in self._more():
            yield request

    def idle(self) -> None:
        """Nothing is under way: hand out what still waits, pages that failed once more at the end."""
        if self.broken:
            return
        requests = list(self._more())
        if not requests and self.journal.again(_ROUNDS):
            requests = list(self._more())
        if requests:
            for request in requests:
                self.crawler.engine.crawl(request)
            from scrapy.exceptions import DontCloseSpider

            raise DontCloseSpider

    def _more(self) -> Iterator[Request]:
        """Requests for waiting pages, as many as keep the line busy: memory stays flat however long the line is."""
        most = 4 * self.crawler.settings.getint("CONCURRENT_REQUESTS")
        while self._flying < most:
            taken = list(self.journal.take(most - self._flying))
            if not taken:
                return
            for n, page in taken:
                request = self._request(n, page)
                if request is not None:
                    self._flying += 1
                    yield request

    def _request(self, n: int, page: Page) -> Request | None:
        """The request for a page; None when it is known to be unchanged."""
        headers = {"Accept": self.engine.accepts, **self.engine.headers()}
        known = self.memory.page(page.url) if page.body == "" else None
        if known is not None:
            if page.kind == "page" and page.lastmod and page.lastmod == known.lastmod:
                self.journal.sighted(n, known.posting_ids)
                self.journal.count("unchanged_pages")
                self.journal.done(n, states.READ, known.etag, known.modified)
                return None
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.modified} if known.modified else {}
        if page.body:
            headers["Content-Type"] = "application/json"
        return Request(
            page.url, self.parse_answer, "POST" if page.body else "GET", headers, page.body or None,
            errback=self.failed, cb_kwargs={"n": n, "page": page},
        )  # fmt: skip

    def parse_answer(self, response: Response, n: int, page: Page) -> list[Request]:
        """Everything that one answer holds goes into the journal; then the next pages."""
        self._flying -= 1
        self._answers += 1
        answer = self._answer(response, page)
        try:
            try:
                self._read(n, page, answer, response)
            except (AttributeError, TypeError, KeyError) as error:
                self.logger.exception("%s has a form that its engine does not expect", page.url)
                raise BrokenAnswer("the answer has an unexpected form") from error
        except BrokenAnswer as error:
            self._no_gate(answer)
            if self.engine.is_listing(page):
                self._stop("broken_listing", f"{page.url}: {error}. Did the site change?")
            self.journal.reject(page.url, str(error), "")
            self.journal.done(n, states.READ)
        return list(self._more())

    def _answer(self, response: Response, page: Page) -> Answer:
        kind = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        return Answer(page, response.url, response.body, decode(response.body, kind), response.status)

    def _read(self, n: int, page: Page, answer: Answer, response: Response) -> None:
        if answer.url != page.url and leads_to_login(answer.url):
            self._stop("login", f"{page.url} leads to a login ({answer.url}); we do not log in")
        found = list(self.engine.read(answer))
        if not any(isinstance(item, JobPosting | Page | Gone) for item in found):
            self._no_gate(answer)
        postings = [item for item in found if isinstance(item, JobPosting)]
        pages = [item for item in found if isinstance(item, Page)]
        new = sum(self._keep(n, posting) for posting in postings)
        for item in found:
            self._note(item)
        new += self._line_up([item for item in pages if item.kind == "page"])
        further = [item for item in pages if item.kind != "page"]
        if further and postings and not new and page.depth > 0:
            self.journal.count("listing_repeats_itself")  # a board that ignores the page's number would never end
        else:
            self._line_up(further)
        if page.kind == "page" and not postings and _is_sure(found):  # the page is there, its posting is not
            for former in self.memory.posting_ids_at(page.url):
                self.journal.gone(former, "", "gone")
        headers = response.headers
        etag, modified = ((headers.get(name) or b"").decode("latin-1") for name in (b"ETag", b"Last-Modified"))
        self.journal.done(n, states.READ, etag, modified, leaf=not pages and bool(postings))

    def _keep(self, n: int, item: JobPosting) -> bool:
        """Whether the posting is new to this crawl."""
        posting = admit(item, self.source)
        mark = fingerprint(posting)
        known = self.memory.fingerprint(posting.posting_id) == mark
        if not self.journal.posting(n, posting, mark, known):
            self.journal.count("repeats")
            return False
        if known:
            self.journal.count("unchanged_postings")
        return True

    def _note(self, item: Found) -> None:
        if isinstance(item, Rejected):
            self.journal.reject(item.where, item.reason, excerpt(item.record))
        elif isinstance(item, Gone):
            day = item.on.isoformat() if item.on else ""
            self.journal.gone(posting_id(self.source.title_zh, item.key), day, item.reason)
        elif isinstance(item, Fact):
            self.journal.count(item.name, item.n)

    def _line_up(self, pages: list[Page]) -> int:
        """Puts pages of the board in line; returns how many are new."""
        ours = []
        for page in pages:
            try:
                parts = urlsplit(page.url)
                fine = parts.scheme in ("http", "https") and self.is_ours(parts.hostname or "", parts.port)
            except ValueError:
                fine = False
            if not fine:
                self.journal.count("offsite")
            elif page.depth > _DEEPEST:
                self.journal.count("too_deep")
            else:
                ours.append(page)
        new, beyond = self.journal.add(ours, self.source.max_pages)
        if beyond:
            self.journal.count("beyond_max_pages", beyond)
        return new

    def failed(self, failure: Failure) -> list[Request]:
        """A page that could not be had: a known answer (304, 404), a refusal, or an error."""
        self._flying -= 1
        arguments = failure.request.cb_kwargs
        self._judge(failure, arguments["n"], arguments["page"])
        return list(self._more())

    def _judge(self, failure: Failure, n: int, page: Page) -> None:
        status = _status(failure)
        if status == 304:
            known = self.memory.page(page.url)
            self.journal.sighted(n, known.posting_ids if known else ())
            self.journal.count("unchanged_pages")
            self.journal.done(n, states.READ, known.etag if known else "", known.modified if known else "")
            return
        if failure.check(StayOut):
            self._stop("robots", f"{failure.value}; the board is left alone")
        if failure.check(AsksToWait):
            self.wait_s = failure.value.seconds
            self._stop("asks_to_wait", f"{page.url} asks for fewer visits ({failure.value}); crawl it again later")
        if status in REFUSALS:
            self._no_entry(f"http_{status}", REFUSALS[status], page.url)
        if status is not None:
            self._no_gate(self._answer(failure.value.response, page))
            self._answers += 1
            if status >= 500:
                self._errors += 1
                if self._errors > max(_ERRORS_BORNE, _ERROR_SHARE_BORNE * self._answers):
                    self._stop(
                        "server_errors", f"{self._errors} of {self._answers} answers were errors, last HTTP {status}"
                    )
        instead = self.engine.failed(page, status) if status is not None else None
        if instead is not None:
            self._line_up([item for item in instead if isinstance(item, Page)])
            self.journal.done(n, states.READ)
            return
        self._missing(failure, status, n, page)

    def _missing(self, failure: Failure, status: int | None, n: int, page: Page) -> None:
        if (reason := _why_left_out(failure)) is not None:
            if self.engine.is_listing(page) and page.depth == 0:
                self._stop(reason.replace(" ", "_"), f"{page.url}: {reason} ({failure.value})")
            self.journal.count(reason.replace(" ", "_"))
            if reason != "forbidden by robots":  # that is the site's own choice, no loss to explain
                self.journal.reject(page.url, f"{reason}: {failure.value}" if failure.check(NotOurs) else reason, "")
            self.journal.done(n, states.READ)
            return
        if status in (404, 410) and page.kind == "page":
            self.journal.count("gone")
            for former in self.memory.posting_ids_at(page.url):
                self.journal.gone(former, "", "gone")
            self.journal.done(n, states.GONE)
            return
        if self.engine.is_listing(page) and status is not None and 400 <= status < 500:
            self._stop("no_listing", f"{page.url} cannot be had (HTTP {status}); is the address right?")
        self.journal.count(f"error: {_said(failure)}")
        self.journal.done(n, states.FAILED)

    def _no_gate(self, answer: Answer) -> None:
        """Stops at a page that wants a login or proof that we are human."""
        if gate := gate_of(answer.text):
            self._no_entry(*gate, answer.url)

    def _no_entry(self, reason: str, what: str, url: str) -> NoReturn:
        self._stop(reason, f"{url} {what}; the source is paused / 该来源已暂停")

    def _stop(self, reason: str, message: str) -> NoReturn:
        self.broken = self.broken or (reason, message)
        raise CloseSpider(reason)


def _status(failure: Failure) -> int | None:
    return int(failure.value.response.status) if failure.check(HttpError) else None


def _is_sure(found: list[Found]) -> bool:
    """Whether a page holds no posting, rather than one that could not be read."""
    return not any(isinstance(item, Rejected) and item.reason != NO_POSTING for item in found)


def _why_left_out(failure: Failure) -> str | None:
    """Why a page was not fetched whole, where another attempt would end the same way; None otherwise."""
    if failure.type.__name__ == "DownloadCancelledError" or "exceeded" in str(failure.value):
        return "too large"
    if failure.check(NotOurs):
        return "leads elsewhere"
    if failure.check(IgnoreRequest) and not failure.check(HttpError):
        return "forbidden by robots" if "robots" in str(failure.value) else "redirects in circles"
    return None


def _said(failure: Failure) -> str:
    status = _status(failure)
    return f"HTTP {status}" if status else str(failure.type.__name__)
