"""USAJOBS: the federal government's search interface, by key, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from scrapers.engine import LISTING, Answer, BrokenAnswer, Engine, Found, Page, api_url, deeper, each, with_query
from scrapers.posting import build, money
from scrapers.source import Source

_PAGE: Final = 500
_UNITS: Final = {"PA": " USD/年", "PH": " USD/时", "PD": " USD/天", "PM": " USD/月"}


class UsaJobs(Engine):
    name = "usajobs"
    source = Source(
        name="usajobs",
        title_zh="美国联邦政府招聘",
        title_en="USAJOBS",
        operator="U.S. Office of Personnel Management",
        kind="documented_api",
        hosts=("data.usajobs.gov",),
        base_url="https://data.usajobs.gov/api/search",
        doc_url="https://developer.usajobs.gov/api-reference/get-api-search",
        terms_url="https://developer.usajobs.gov/general/terms-of-service",
        min_interval_s=2.0,
        max_pages=100,
        auth_env=("XGAP_USAJOBS_EMAIL", "XGAP_USAJOBS_KEY"),
        keep_fields=("PositionID", "PositionTitle", "OrganizationName", "PositionLocation", "JobCategory",
                     "QualificationSummary", "UserArea", "PublicationStartDate", "ApplicationCloseDate"),
        drop_fields=("AgencyContactEmail", "AgencyContactPhone"),
        redistribution="full",
        attribution="USAJOBS, U.S. Office of Personnel Management",
        takedown_contact="the operator; xgap takedown",
        legal_note="works of the federal government; the interface asks for the user's e-mail address and key",
        state="enabled",
        expect_items=(1, 20_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        url = api_url(self.board, "api/search")
        yield Page(with_query(url, ResultsPerPage=_PAGE, Page=1), LISTING, data="1")

    def headers(self) -> dict[str, str]:
        """The operator wants the key's owner named; our own name stays in From."""
        secrets = self.board.secrets
        found = {"Authorization-Key": secrets.get("XGAP_USAJOBS_KEY"), "From": secrets.get("XGAP_USAJOBS_EMAIL")}
        return {name: value for name, value in found.items() if value}

    def read(self, answer: Answer) -> Iterator[Found]:
        result = answer.object().get("SearchResult") or {}
        items = result.get("SearchResultItems")
        if not isinstance(items, list):
            raise BrokenAnswer("the answer holds no SearchResultItems")
        jobs = [{"id": item.get("MatchedObjectId"), **(item.get("MatchedObjectDescriptor") or {})} for item in items]
        yield from each(jobs, self._posting, answer.url)
        number = int(answer.page.data)
        pages = int((result.get("UserArea") or {}).get("NumberOfPages") or 1)
        if items and number < pages:
            yield deeper(answer.page, url=with_query(answer.page.url, Page=number + 1), data=str(number + 1))

    def _posting(self, job: dict[str, Any]) -> Any:
        details = (job.get("UserArea") or {}).get("Details") or {}
        duties = details.get("MajorDuties")
        places = [place for place in job.get("PositionLocation") or () if isinstance(place, dict)]
        pay: dict[str, Any] = next(iter(job.get("PositionRemuneration") or ()), {})
        unit = _UNITS.get(str(pay.get("RateIntervalCode")), " USD")
        return build(
            self.board, key=job.get("id") or job.get("PositionID"), native=job.get("PositionID"),
            title=job.get("PositionTitle"),
            description=[details.get("JobSummary"), *(duties if isinstance(duties, list) else [duties]),
                         job.get("QualificationSummary"), details.get("Education"), details.get("Requirements")],
            url=job.get("PositionURI"), posted=job.get("PublicationStartDate"),
            valid_through=job.get("ApplicationCloseDate"), country="US", employer=job.get("OrganizationName"),
            location_raw=[place.get("LocationName") for place in places], industry_raw=job.get("JobCategory"),
            employment_type_raw=[part.get("Name") for part in job.get("PositionSchedule") or () if part],
            salary_raw=money(pay.get("MinimumRange"), pay.get("MaximumRange"), unit),
        )  # fmt: skip
