"""Recruitee: the offers of a careers site in one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapers.engine import LISTING, Answer, Engine, Found, Page, each, records
from scrapers.posting import build
from scrapers.source import Source


class Recruitee(Engine):
    name = "recruitee"
    source = Source(
        name="recruitee",
        title_zh="Recruitee",
        title_en="Recruitee careers sites",
        operator="Tellent (Recruitee B.V.)",
        kind="documented_api",
        hosts=("*.recruitee.com",),
        doc_url="https://docs.recruitee.com/reference/offers",
        terms_url="https://tellent.com/legal",
        keep_fields=("id", "slug", "title", "status", "description", "requirements", "department", "city", "country",
                     "location", "careers_url", "published_at", "company_name", "employment_type_code", "tags"),
        drop_fields=("mailbox_email",),
        attribution="Recruitee careers site of the employer",
        takedown_contact="the employer; xgap takedown",
        legal_note="the employer's own careers site; unused subdomains answer with an empty list, which closes nothing",
        state="enabled",
        expect_items=(1, 5_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        yield Page(self.url("api/offers/") if self.board.path in ("", "o", "api") else self.board.url, LISTING)

    def read(self, answer: Answer) -> Iterator[Found]:
        offers = records(answer.json(), "offers")
        opened = [offer for offer in offers if offer.get("status") in (None, "published")]
        yield from each(opened, self._posting, answer.url)

    def _posting(self, job: dict[str, Any]) -> Any:
        number = job.get("id")
        return build(
            self.board, key=f"{self.board.source.name}/{number}" if number else None, native=number,
            title=job.get("title"), description=[job.get("description"), job.get("requirements")],
            url=job.get("careers_url"), posted=job.get("published_at") or job.get("created_at"),
            country=job.get("country_code") or job.get("country"),
            employer=job.get("company_name") or self.board.employer,
            location_raw=job.get("city") or job.get("location"), industry_raw=job.get("department"),
            employment_type_raw=job.get("employment_type_code"), experience_raw=job.get("experience_code"),
            education_raw=job.get("education_code"), tags=job.get("tags") or (),
        )  # fmt: skip
