"""What can go wrong while collecting, named for what happened."""

from __future__ import annotations


class ScrapersError(Exception):
    """Root of everything that collection raises on purpose."""


class BadRecord(ScrapersError):
    """One record cannot become a posting. It is set aside with `reason` and the run goes on.

    `reason` is short and from a small set ("no title", "bad date"), so that it can be counted; it never
    carries a value of the record."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BrokenCrawl(ScrapersError):
    """An assumption about a source does not hold: the crawl stops and nothing of it is landed.

    `reason` is a word for machines ("too_few_items"); the message says what, where and how to mend it."""

    def __init__(self, source: str, reason: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source, self.reason = source, reason


class MayNotCrawl(ScrapersError):
    """The facts recorded of a source, or the address asked for, do not allow a crawl."""


class UnknownSpider(ScrapersError):
    """No file in `scrapers/spiders/` bears that name."""


class AlreadyLanded(ScrapersError):
    """The landing folder of this run exists: landing is append-only and never written twice."""
