"""`Source`: the facts that decide whether, how and what we may collect from one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from scrapers.settings import DOWNLOAD_DELAY, is_loopback

Kind = Literal["documented_api", "open_data", "authorised_export", "public_html", "jsonld"]
RobotsVerdict = Literal["allow", "disallow", "absent", "unknown"]
State = Literal["enabled", "fixture_only", "paused"]
Redistribution = Literal["aggregate", "excerpt", "full"]

CHECK_HOLDS_FOR: Final = timedelta(days=180)
"""How long a reading of terms and robots.txt counts."""
NEVER_KEPT: Final = ("recruiter", "contact name", "phone", "e-mail", "WeChat", "QQ")
"""No source may keep these; a source adds its own names for them under `drop_fields`."""


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
    """Host names that may be visited: no scheme, no port, no subdomains but these; "*.example.com" stands for
    the boards of one platform, of which a crawl visits the one that its address names."""
    base_url: str | None = None
    """Where a crawl begins without `--url`; None where the address of a board must be given."""
    doc_url: str | None = None
    """Description of the interface by its operator."""
    terms_url: str | None = None
    terms_checked_on: date | None = None
    """Day on which somebody read the terms of use for this project; None: nobody has yet."""
    robots_verdict: RobotsVerdict = "unknown"
    """What a person read in robots.txt; the crawl reads it again each time and obeys it whatever stands here."""
    robots_checked_on: date | None = None
    min_interval_s: float = Field(default=DOWNLOAD_DELAY, ge=DOWNLOAD_DELAY)
    max_pages: int = Field(default=20_000, gt=0)
    """Pages that one run may fetch."""
    auth_env: tuple[str, ...] = ()
    """Environment variables that must hold the operator's key."""
    keep_fields: tuple[str, ...] = ()
    """Fields of the source's records that are read; empty: those of `JobPosting`."""
    drop_fields: tuple[str, ...] = ()
    """Fields that must never be stored, whatever the parser does."""
    raw_retention_days: int = Field(default=0, ge=0)
    """Days for which pages as fetched are kept; 0: they are never written to disk."""
    redistribution: Redistribution = "aggregate"
    attribution: str = ""
    takedown_contact: str = ""
    """Where the operator or an employer asks us to leave something out."""
    legal_note: str = ""
    state: State = "paused"
    reviewed_by: str = ""
    expect_items: tuple[int, int] = (1, 1_000_000)
    """Expected yield: fewer postings than the first break the crawl, more than the second are a warning."""
    demonstration: bool = False
    own_board: bool = False
    """True for a board that a user named by its address."""

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

    def has_host(self, host: str | None) -> bool:
        """Whether a host name is one of the source's, or a board of its platform."""
        return host is not None and any(
            host == known or (known.startswith("*.") and host.endswith(known[1:])) for known in self.hosts
        )

    def facts(self) -> dict[str, Any]:
        """All of it as plain data, for listings."""
        return {
            **self.model_dump(mode="json"),
            "rate": f"1 request / {self.min_interval_s:g} s, at most {self.max_pages:,} a run",
            "drop_fields": [*self.drop_fields, *NEVER_KEPT],
            "expected_yield": list(self.expect_items),
        }


def _state(source: Source, today: date, reviewed: bool) -> str | None:
    if source.state == "enabled":
        return None
    return f"state is {source.state}; set it to enabled after a review / 状态为 {source.state}，须审阅后启用"


def _robots(source: Source, today: date, reviewed: bool) -> str | None:
    verdict = source.robots_verdict
    if verdict in ("allow", "absent") or (verdict == "unknown" and reviewed):
        return None
    return f"robots.txt verdict is {verdict}; only allow or absent lets a crawl start / robots.txt 结论为 {verdict}"


def _terms(source: Source, today: date, reviewed: bool) -> str | None:
    checked = source.terms_checked_on
    if reviewed or (checked is not None and today - checked <= CHECK_HOLDS_FOR):
        return None
    return (
        f"terms of use last read on {checked or 'no day'}, valid for {CHECK_HOLDS_FOR.days} days; read them "
        f"({source.terms_url or source.doc_url or 'on its site'}) and its robots.txt, then say --reviewed / "
        "请重新阅读其使用条款和 robots.txt，然后加 --reviewed"
    )


_GATES: Final[tuple[Callable[[Source, date, bool], str | None], ...]] = (_state, _robots, _terms)


def obstacles(source: Source, today: date, *, reviewed: bool = False) -> tuple[str, ...]:
    """Why the source may not be crawled on that day, each with what to do; empty when it may.

    `reviewed`: somebody says that they have read terms and robots.txt within the last 180 days. It stands for
    a reading that is missing or old, never for a state other than enabled or a verdict of disallow.
    A demonstration asks nobody's leave: it visits this machine alone, which `Source` itself makes sure of."""
    if source.demonstration or all(is_loopback(host) for host in source.hosts):
        return () if source.state == "enabled" else (f"state is {source.state}",)
    return tuple(reason for gate in _GATES if (reason := gate(source, today, reviewed)) is not None)
