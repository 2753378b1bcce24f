"""Personio: a whole board as one XML document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]

from scrapers.engine import LISTING, Answer, BrokenAnswer, Engine, Found, Page, each, with_query
from scrapers.markup import safe_xml
from scrapers.posting import build, titled
from scrapers.source import Source


class Personio(Engine):
    name = "personio"
    accepts = "application/xml, text/xml"
    source = Source(
        name="personio",
        title_zh="Personio",
        title_en="Personio job feeds",
        operator="Personio SE & Co. KG",
        kind="documented_api",
        hosts=("*.jobs.personio.de", "*.jobs.personio.com"),
        doc_url="https://developer.personio.de/docs/retrieving-open-job-positions",
        terms_url="https://www.personio.com/legal-notice/",
        keep_fields=("id", "subcompany", "office", "department", "recruitingCategory", "name", "jobDescriptions",
                     "employmentType", "seniority", "schedule", "yearsOfExperience", "keywords", "createdAt"),
        attribution="Personio job feed of the employer",
        takedown_contact="the employer; xgap takedown",
        legal_note="documented public feed of the employer without a key",
        state="enabled",
        expect_items=(1, 5_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        url = self.board.url if "xml" in self.board.path else self.url("xml")
        yield Page(with_query(url, language="en"), LISTING)

    def read(self, answer: Answer) -> Iterator[Found]:
        root = safe_xml(answer.body)
        if root is None or etree.QName(root).localname not in ("workzag-jobs", "personio-jobs"):
            raise BrokenAnswer("the answer is no Personio feed")
        yield from each([_record(position) for position in root.iterchildren("{*}position")], self._posting, answer.url)

    def _posting(self, job: dict[str, Any]) -> Any:
        number = job.get("id")
        return build(
            self.board, key=f"{self.board.source.name}/{number}" if number else None, native=number,
            title=job.get("name"), description=titled(job["sections"]),
            url=urljoin(self.board.root, f"job/{number}"), posted=job.get("createdAt"),
            employer=job.get("subcompany") or self.board.employer, location_raw=job["offices"],
            industry_raw=job.get("department"), employment_type_raw=[job.get("employmentType"), job.get("schedule")],
            experience_raw=job.get("yearsOfExperience") or job.get("seniority"),
            tags=[word.strip() for word in (job.get("keywords") or "").split(",") if word.strip()],
        )  # fmt: skip


def _record(position: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        etree.QName(child).localname: (child.text or "").strip()
        for child in position
        if isinstance(child.tag, str) and not len(child)
    }
    record["sections"] = [
        (part.findtext("{*}name"), part.findtext("{*}value")) for part in position.iterfind(".//{*}jobDescription")
    ]
    more = [(office.text or "").strip() for office in position.iterfind("{*}additionalOffices/{*}office")]
    record["offices"] = [office for office in (record.get("office"), *more) if office]
    return record
