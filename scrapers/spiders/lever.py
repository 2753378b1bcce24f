"""Lever: the postings API, pages of a bare array."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from scrapers.engine import LISTING, Answer, Engine, Found, Page, api_url, deeper, each, records, with_query
from scrapers.posting import build, money, titled
from scrapers.source import Source

_PAGE: Final = 100
_UNITS: Final = {"per-year-salary": "/年", "per-month-salary": "/月", "per-hour-wage": "/时", "per-day-wage": "/天"}


class Lever(Engine):
    name = "lever"
    source = Source(
        name="lever",
        title_zh="Lever",
        title_en="Lever postings",
        operator="Lever, Inc. (Employ)",
        kind="documented_api",
        hosts=("api.lever.co", "api.eu.lever.co"),
        doc_url="https://github.com/lever/postings-api",
        terms_url="https://github.com/lever/postings-api",
        keep_fields=("id", "text", "categories", "country", "openingPlain", "descriptionPlain", "lists",
                     "additionalPlain", "hostedUrl", "salaryRange", "createdAt"),
        drop_fields=("owner", "hiringManager", "applyUrl"),
        attribution="Lever postings of the employer",
        takedown_contact="the employer; xgap takedown",
        legal_note="the operator's description says that published postings may be scraped by third parties",
        state="enabled",
        expect_items=(1, 5_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        url = api_url(self.board, "v0/postings/{token}")
        yield Page(with_query(url, mode="json", skip=0, limit=_PAGE), LISTING, data="0")

    def read(self, answer: Answer) -> Iterator[Found]:
        jobs = records(answer.json())
        yield from each(jobs, self._posting, answer.url)
        if len(jobs) == _PAGE:
            skip = int(answer.page.data) + _PAGE
            yield deeper(answer.page, url=with_query(answer.page.url, skip=skip), data=str(skip))

    def _posting(self, job: dict[str, Any]) -> Any:
        groups, pay = job.get("categories") or {}, job.get("salaryRange") or {}
        lists = titled((part.get("text"), part.get("content")) for part in job.get("lists") or () if part)
        opening = job.get("descriptionPlain") or job.get("description") or job.get("openingPlain")
        unit = f" {pay.get('currency', '')}".rstrip() + _UNITS.get(str(pay.get("interval")), "")
        return build(
            self.board, key=job.get("id"), title=job.get("text"),
            description=[opening, *lists, job.get("additionalPlain") or job.get("additional")],
            url=job.get("hostedUrl"), posted=job.get("createdAt"), country=job.get("country"),
            employer=self.board.employer, location_raw=groups.get("allLocations") or groups.get("location"),
            employment_type_raw=groups.get("commitment"), industry_raw=groups.get("department"),
            salary_raw=money(pay.get("min"), pay.get("max"), unit),
        )  # fmt: skip
