"""Ashby: the posting API, a whole board in one answer. Only with files until its robots.txt has been settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapers.engine import LISTING, Answer, Engine, Found, Page, api_url, each, records, with_query
from scrapers.posting import build
from scrapers.source import Source


class Ashby(Engine):
    name = "ashby"
    source = Source(
        name="ashby",
        title_zh="Ashby",
        title_en="Ashby job boards",
        operator="Ashby, Inc.",
        kind="documented_api",
        hosts=("api.ashbyhq.com",),
        doc_url="https://developers.ashbyhq.com/docs/public-job-posting-api",
        terms_url="https://www.ashbyhq.com/legal",
        robots_verdict="disallow",
        keep_fields=("id", "title", "location", "secondaryLocations", "department", "team", "isListed",
                     "descriptionHtml", "publishedAt", "employmentType", "address", "jobUrl", "compensation"),
        drop_fields=("applyUrl",),
        attribution="Ashby job board of the employer",
        takedown_contact="the employer; xgap takedown",
        legal_note="documented for the public, yet another operator of a crawler reports that the host's robots.txt "
        "refuses crawlers; not read by us, so the report counts",
        state="fixture_only",
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        url = api_url(self.board, "posting-api/job-board/{token}")
        yield Page(with_query(url, includeCompensation="true"), LISTING)

    def read(self, answer: Answer) -> Iterator[Found]:
        listed = [job for job in records(answer.json(), "jobs") if job.get("isListed") is not False]
        yield from each(listed, self._posting, answer.url)

    def _posting(self, job: dict[str, Any]) -> Any:
        address = (job.get("address") or {}).get("postalAddress") or {}
        more = [place.get("location") for place in job.get("secondaryLocations") or () if isinstance(place, dict)]
        return build(
            self.board, key=job.get("id") or job.get("jobUrl"), title=job.get("title"),
            description=job.get("descriptionHtml") or job.get("descriptionPlain"), url=job.get("jobUrl"),
            posted=job.get("publishedAt"), country=address.get("addressCountry"),
            employer=self.board.employer, location_raw=[job.get("location"), *more],
            province_raw=address.get("addressRegion"), industry_raw=job.get("department"),
            employment_type_raw=job.get("employmentType"),
            salary_raw=(job.get("compensation") or {}).get("compensationTierSummary"),
        )  # fmt: skip
