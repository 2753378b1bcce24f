"""`Source`: the facts that decide whether, how and what we may collect from one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from scrapers.settings import DOWNLOAD_DELAY, is_loopback

Kind = Literal["documented_api", "open_data", "authorised_export", "public_html", "jsonld"]
RobotsVerdict = Literal["allow", "disallow", "absent", "unknown"]
State = Literal["enabled", "fixture_only", "paused"]
Redistribution = Literal["aggregate", "excerpt", "full"]

CHECK_HOLDS_FOR: Final = timedelta(days=180)
"""How long a reading of terms and robots.txt counts."""


class Source(BaseModel):
    """One place that postings come from. It lives in the spider's file, beside the code that it governs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """The spider's name and its file's; also the landing folder."""
    title_zh: str = Field(min_length=1)
    """As shown to readers, and as `JobPosting.source`."""
    title_en: str = Field(min_length=1)
    operator: str = Field(min_length=1)
    kind: Kind
    hosts: tuple[str, ...] = Field(min_length=1)
    """Host names that may be visited: no scheme, no port, no subdomains but these."""
    terms_url: str | None = None
    terms_checked_on: date | None = None
    robots_verdict: RobotsVerdict = "unknown"
    robots_checked_on: date | None = None
    min_interval_s: float = Field(default=DOWNLOAD_DELAY, ge=DOWNLOAD_DELAY)
    max_pages: int = Field(default=20_000, gt=0)
    """Pages of postings that one run may fetch."""
    keep_fields: tuple[str, ...] = ()
    """Fields of the source's records that are read; empty: those of `JobPosting`."""
    drop_fields: tuple[str, ...] = ()
    """Fields that must never be stored, whatever the parser does."""
    redistribution: Redistribution = "aggregate"
    attribution: str = ""
    takedown_contact: str = ""
    """Where the operator or an employer asks us to leave something out."""
    legal_note: str = ""
    state: State = "paused"
    expect_items: tuple[int, int] = (1, 1_000_000)
    """Fewer postings than the first break the crawl, more than the second are a warning."""
    demonstration: bool = False

    @field_validator("hosts")
    @classmethod
    def _bare_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if host != host.lower() or "/" in host or not host:
                raise ValueError(f"'{host}' is no bare host name in lower case, e.g. jobs.example.org")
        return hosts

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        low, high = self.expect_items
        if not 0 <= low <= high:
            raise ValueError(f"expect_items {self.expect_items} must be (low, high) with 0 <= low <= high")
        if self.demonstration and not all(is_loopback(host) for host in self.hosts):
            raise ValueError("a demonstration may name loopback hosts only")
        return self


def _state(source: Source, today: date) -> str | None:
    return None if source.state == "enabled" else f"state is {source.state}; set it to enabled after a review"


def _robots(source: Source, today: date) -> str | None:
    if source.robots_verdict in ("allow", "absent"):
        return None
    return f"robots.txt verdict is {source.robots_verdict}; only allow or absent lets a crawl start"


def _terms(source: Source, today: date) -> str | None:
    checked = source.terms_checked_on
    if checked is not None and today - checked <= CHECK_HOLDS_FOR:
        return None
    return f"terms of use last read on {checked or 'no day'}; read them again and set terms_checked_on"


_GATES: Final[tuple[Callable[[Source, date], str | None], ...]] = (_state, _robots, _terms)


def obstacles(source: Source, today: date) -> tuple[str, ...]:
    """Why the source may not be crawled on that day, each with what to do; empty when it may.

    A demonstration asks nobody's leave: it visits this machine alone, which `Source` itself makes sure of."""
    if source.demonstration:
        return () if source.state == "enabled" else (f"state is {source.state}",)
    return tuple(reason for gate in _GATES if (reason := gate(source, today)) is not None)
