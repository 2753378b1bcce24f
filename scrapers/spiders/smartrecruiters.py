"""SmartRecruiters: a list in pages, the text of each posting in an answer of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from scrapers.engine import (
    LISTING,
    Answer,
    Engine,
    Found,
    Page,
    Rejected,
    api_url,
    deeper,
    records,
    with_query,
)
from scrapers.errors import BadRecord
from scrapers.posting import build, titled
from scrapers.source import Source

_PAGE: Final = 100
_SECTIONS: Final = ("jobDescription", "qualifications", "additionalInformation", "companyDescription")


class SmartRecruiters(Engine):
    name = "smartrecruiters"
    source = Source(
        name="smartrecruiters",
        title_zh="SmartRecruiters",
        title_en="SmartRecruiters postings",
        operator="SmartRecruiters, Inc. (SAP)",
        kind="documented_api",
        hosts=("api.smartrecruiters.com",),
        doc_url="https://developers.smartrecruiters.com/docs/posting-api",
        terms_url="https://www.smartrecruiters.com/legal/",
        keep_fields=("id", "name", "refNumber", "releasedDate", "location", "industry", "department",
                     "typeOfEmployment", "experienceLevel", "company", "jobAd"),
        drop_fields=("creator",),
        attribution="SmartRecruiters postings of the employer",
        takedown_contact="the employer; xgap takedown",
        legal_note="documented public API without a key; creator is a person and is never read",
        state="enabled",
        expect_items=(1, 10_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        url = api_url(self.board, "v1/companies/{token}/postings")
        yield Page(with_query(url, limit=_PAGE, offset=0), LISTING, data="0")

    def read(self, answer: Answer) -> Iterator[Found]:
        if answer.page.kind == "page":
            yield self._posting(answer)
            return
        data = answer.object()
        jobs = records(data, "content")
        base = answer.page.url.partition("?")[0].rstrip("/")
        for job in jobs:
            if job.get("id"):
                # nothing in the list says when the text changed, so each text is asked for, with its ETag
                yield Page(f"{base}/{job['id']}", data=json.dumps({"id": job["id"]}), depth=1)
        offset = int(answer.page.data) + len(jobs)
        if jobs and offset < int(data.get("totalFound") or 0):
            yield deeper(answer.page, url=with_query(answer.page.url, offset=offset), data=str(offset))

    def _posting(self, answer: Answer) -> Found:
        job = answer.object()
        try:
            return self._built(job, answer.url)
        except BadRecord as error:
            return Rejected(answer.url, error.reason, {"id": job.get("id"), "name": job.get("name")})

    def _built(self, job: dict[str, Any], url: str) -> Found:
        place, sections = job.get("location") or {}, (job.get("jobAd") or {}).get("sections") or {}
        parts = [sections.get(name) or {} for name in _SECTIONS]
        return build(
            self.board, key=job.get("id"), title=job.get("name"),
            description=titled((part.get("title"), part.get("text")) for part in parts),
            url=job.get("postingUrl") or job.get("ref") or url, posted=job.get("releasedDate"),
            country=place.get("country"), employer=job.get("company") or self.board.employer,
            location_raw=place.get("city"), province_raw=place.get("region"), industry_raw=job.get("industry"),
            employment_type_raw=job.get("typeOfEmployment"), experience_raw=job.get("experienceLevel"),
        )  # fmt: skip
