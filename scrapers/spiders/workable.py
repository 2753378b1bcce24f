"""Workable: the widget's API, a whole board in one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapers.engine import LISTING, Answer, Engine, Found, Page, api_url, records, with_query
from scrapers.engine import each as each_of
from scrapers.posting import build
from scrapers.source import Source


class Workable(Engine):
    name = "workable"
    source = Source(
        name="workable",
        title_zh="Workable",
        title_en="Workable career pages",
        operator="Workable Software Ltd",
        kind="documented_api",
        hosts=("apply.workable.com",),
        doc_url="https://help.workable.com/hc/en-us/articles/115013356548",
        terms_url="https://www.workable.com/terms",
        keep_fields=("title", "shortcode", "employment_type", "department", "url", "published_on", "created_at",
                     "country", "city", "state", "description", "education", "experience", "industry"),
        attribution="Workable board of the employer",
        takedown_contact="the employer; xgap takedown",
        legal_note="the interface behind the employer's own widget; not documented for third parties, so read the "
        "terms before --reviewed",
        state="enabled",
        expect_items=(1, 5_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        url = api_url(self.board, "api/v1/widget/accounts/{token}")
        yield Page(with_query(url, details="true"), LISTING)

    def read(self, answer: Answer) -> Iterator[Found]:
        data = answer.object()
        employer = data.get("name")
        jobs = records(data, "jobs")
        yield from each_of(jobs, lambda job: self._posting(job, employer), answer.url, "shortcode")

    def _posting(self, job: dict[str, Any], employer: str | None) -> Any:
        places = [place for place in job.get("locations") or () if isinstance(place, dict)]
        return build(
            self.board, key=job.get("shortcode"), title=job.get("title"),
            description=[job.get("description"), job.get("requirements"), job.get("benefits")],
            url=job.get("url") or job.get("shortlink"), posted=job.get("published_on") or job.get("created_at"),
            country=job.get("country"), employer=employer or self.board.employer,
            location_raw=job.get("city") or [place.get("city") for place in places],
            province_raw=job.get("state") or [place.get("region") for place in places],
            industry_raw=job.get("industry") or job.get("department"), employment_type_raw=job.get("employment_type"),
            education_raw=job.get("education"), experience_raw=job.get("experience"),
        )  # fmt: skip
