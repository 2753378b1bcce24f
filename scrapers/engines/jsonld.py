"""Boards that mark their postings with schema.org JobPosting, as JSON-LD or microdata.

The walk: robots.txt and the sitemaps that it names (else /sitemap.xml), then each page of a posting. A board
without a sitemap, or whose address is that of a page, is read from that page on: its postings, the pages of
postings that it links to, and its further listing pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from scrapers.engine import NO_POSTING, Answer, BrokenAnswer, Engine, Fact, Found, Page, Rejected, deeper
from scrapers.errors import BadRecord
from scrapers.markup import itemlist_urls, jobpostings_from_jsonld, jobpostings_from_microdata
from scrapers.parse import parse_jsonld_posting
from scrapers.sitemaps import read_sitemap, sitemaps_in_robots

DEEPEST_INDEX: Final = 3
_MOST_LISTINGS: Final = 500
_JOB_WORD: Final = re.compile(
    r"job|career|position|vacanc|opening|offer|posting|recruit|stelle|emploi|zhaopin|zhiwei|gangwei|岗位|职位|招聘",
    re.I,
)
_NEXT_WORD: Final = re.compile(r"^\s*(?:下一页|下页|后一页|next(?: page)?|more|›|»|>|→)\s*$", re.I)
_NO_PAGE: Final = re.compile(r"\.(?:jpe?g|png|gif|svg|css|js|pdf|docx?|xlsx?|zip|rar|mp4|ico|woff2?)$", re.I)


class JsonLd(Engine):
    """Subclasses give their `source` and the form of a posting's address."""

    name = "jsonld"
    job_urls: ClassVar[re.Pattern[str]] = re.compile("")
    """Found in the path of each page of a posting; other pages of the sitemap are not fetched."""
    accepts = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"

    def first(self) -> Iterator[Page]:
        path = self.board.path
        if not path:
            yield Page(self.url("robots.txt"), "robots")
        elif re.search(r"\.xml(\.gz)?$|sitemap", path):
            yield Page(self.board.url, "sitemap")
        else:
            yield Page(self.board.url, "list")

    def read(self, answer: Answer) -> Iterator[Found]:
        reading = {"robots": self._robots, "sitemap": self._sitemap, "list": self._list, "page": self._page}
        yield from reading[answer.page.kind](answer)

    def failed(self, page: Page, status: int) -> Iterable[Found] | None:
        if status not in (404, 410):
            return None
        if page.kind == "robots":  # none allows all, as RFC 9309 says
            return [Page(self.url("sitemap.xml"), "sitemap")]
        if page.kind == "sitemap" and page.depth == 0:
            return [Page(self.board.url, "list")]
        if page.kind == "list" and page.depth == 0 and self.board.path:
            return [Page(urljoin(self.board.url, "sitemap.xml"), "sitemap", depth=1)]
        return None

    def _robots(self, answer: Answer) -> Iterator[Page]:
        named = sitemaps_in_robots(answer.text)
        for url in named or ("/sitemap.xml",):
            yield Page(urljoin(self.board.root, url), "sitemap", depth=1 if named else 0)

    def _sitemap(self, answer: Answer) -> Iterator[Found]:
        sitemap = read_sitemap(answer.body)
        if sitemap is None:
            if answer.page.depth == 0 and not re.search(r"\.xml(\.gz)?$|sitemap", self.board.path):
                # a board without one answers with its start page
                yield Page(self.board.url, "list")
                return
            raise BrokenAnswer(f"{answer.url} is no sitemap")
        for entry in sitemap.entries:
            url = urljoin(answer.url, entry.url)
            if sitemap.is_index:
                if answer.page.depth <= DEEPEST_INDEX:
                    yield deeper(answer.page, url=url)
                else:
                    yield Fact("sitemaps_too_deep")
            elif self.job_urls.search(urlsplit(url).path) and not _NO_PAGE.search(urlsplit(url).path):
                yield Page(url, lastmod=entry.lastmod)
            else:
                yield Fact("other_pages")

    def _records(self, answer: Answer) -> list[dict[str, Any]]:
        found = jobpostings_from_jsonld(answer.text, answer.url)
        return found or jobpostings_from_microdata(answer.text, answer.url)

    def _list(self, answer: Answer) -> Iterator[Found]:
        """A listing: the postings on it, the pages it links to that may hold postings, its next pages."""
        try:
            found = self._records(answer)
        except BadRecord:
            found = []
        if len(found) > 1 or (found and not _links(answer)):
            yield from self._postings(found, answer)
        here, links = answer.page, [link for link in _links(answer) if not self._leads_back(link[0], answer)]
        if here.depth < _MOST_LISTINGS:
            yield from (deeper(here, url=url) for url, is_next in links if is_next)
        others = [url for url, is_next in links if not is_next]
        # where no address speaks of jobs, any page of the board may be one
        wanted = list_items(answer) or [url for url in others if self._may_be_posting(url)] or others[:_MOST_LISTINGS]
        yield from (Page(url, depth=1) for url in wanted)
        if len(found) == 1 and _links(answer):
            yield from self._postings(found, answer)
        if not found and not links and here.depth == 0 and self.board.path:
            yield Page(urljoin(answer.url, "sitemap.xml"), "sitemap", depth=1)

    def _leads_back(self, url: str, answer: Answer) -> bool:
        parts = urlsplit(url)
        return url == answer.url or parts.netloc != urlsplit(answer.url).netloc or bool(_NO_PAGE.search(parts.path))

    def _may_be_posting(self, url: str) -> bool:
        parts, listing = urlsplit(url), urlsplit(self.board.url)
        if not self.job_urls.search(parts.path):
            return False
        below = listing.path.rsplit("/", 1)[0] + "/"
        inside = below != "/" and parts.path.startswith(below) and parts.path.rstrip("/") != listing.path.rstrip("/")
        return bool(inside or _JOB_WORD.search(parts.path + "?" + parts.query))

    def _page(self, answer: Answer) -> Iterator[Found]:
        try:
            found = self._records(answer)
        except BadRecord as error:
            yield Rejected(answer.url, error.reason)
            return
        if not found:
            named = self.job_urls.pattern or _JOB_WORD.search(urlsplit(answer.url).path)
            yield Rejected(answer.url, NO_POSTING) if named else Fact("other_pages")
        yield from self._postings(found, answer)

    def _postings(self, found: list[dict[str, Any]], answer: Answer) -> Iterator[Found]:
        several = len(found) > 1
        for number, record in enumerate(found, 1):
            own = record.get("url")
            # several postings share the page's address: each needs one of its own to be told apart
            url = urljoin(answer.url, own) if several and isinstance(own, str) and own else answer.url
            if several and url == answer.url and not record.get("identifier"):
                url = f"{answer.url}{'&' if '?' in answer.url else '?'}posting={number}"
            try:
                yield parse_jsonld_posting(record, url, self.board.source, seen_on=self.board.seen_on)
            except BadRecord as error:
                yield Rejected(answer.url, error.reason, record)


def list_items(answer: Answer) -> list[str]:
    """Addresses in a schema.org ItemList of the page, which says itself what it lists."""
    return [urljoin(answer.url, url) for url in itemlist_urls(answer.text)]


def _links(answer: Answer) -> list[tuple[str, bool]]:
    """Addresses that a page links to, once each, and whether the link says "next page"."""
    if "<" not in answer.text:
        return []
    found: dict[str, bool] = {}
    for link in Selector(text=answer.text, type="html").xpath("//a[@href] | //link[@rel='next'][@href]"):
        url = urljoin(answer.url, (link.xpath("@href").get() or "").strip()).partition("#")[0]
        if not url.startswith(("http://", "https://")):
            continue
        rel, words = link.xpath("@rel").get() or "", link.xpath("string()").get() or ""
        is_next = "next" in rel.split() or bool(_NEXT_WORD.match(words))
        found[url] = found.get(url, False) or is_next
    return list(found.items())
