"""国家大学生就业服务平台 (24365): postings for graduates. Only with files until it has been reviewed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from parsel import Selector

from scrapers.engine import LISTING, Answer, Engine, Found, Page, Rejected, deeper, records, with_query
from scrapers.errors import BadRecord
from scrapers.posting import build, money
from scrapers.source import Source

_PAGE: Final = 20


class Ncss(Engine):
    name = "ncss"
    source = Source(
        name="ncss",
        title_zh="国家大学生就业服务平台",
        title_en="National Employment Service for University Students (24365)",
        operator="教育部学生服务与素质发展中心",
        kind="public_html",
        hosts=("www.ncss.cn",),
        base_url="https://www.ncss.cn/student/jobs/jobslist/ajax/",
        terms_url="https://www.ncss.cn",
        min_interval_s=5.0,
        max_pages=2_000,
        keep_fields=("jobId", "jobName", "recName", "areaCodeName", "lowMonthPay", "highMonthPay", "degreeName",
                     "major", "publishDate", "industrySectorsName"),
        drop_fields=("email", "contact", "phone"),
        attribution="国家大学生就业服务平台",
        takedown_contact="the service; xgap takedown",
        legal_note="graduates only; some report that it wants cookies from a first page, which we do not send",
        state="fixture_only",
        expect_items=(1, 100_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        base = self.board.url if self.board.path else self.url("student/jobs/jobslist/ajax/")
        yield Page(with_query(base, offset=1, limit=_PAGE), LISTING, data="1")  # offset is a page's number

    def read(self, answer: Answer) -> Iterator[Found]:
        if answer.page.kind == "page":
            yield self._posting(answer)
            return
        jobs = records(answer.object().get("data") or {}, "list")
        for job in jobs:
            if number := job.get("jobId"):
                kept = {key: job.get(key) for key in self.source.keep_fields}
                yield Page(self.url(f"student/jobs/{number}/detail.html"), data=json.dumps(kept, ensure_ascii=False))
        if len(jobs) == _PAGE:
            number = int(answer.page.data) + 1
            yield deeper(answer.page, url=with_query(answer.page.url, offset=number), data=str(number))

    def _posting(self, answer: Answer) -> Found:
        job: dict[str, Any] = json.loads(answer.page.data)
        text = (
            Selector(text=answer.text or "<p/>", type="html")
            .css(".mainContent, .job-detail, .details, #job-detail")
            .getall()
        )
        try:
            return build(
                self.board, key=job.get("jobId"), title=job.get("jobName"), description=text, url=answer.url,
                posted=job.get("publishDate"), country="CN", employer=job.get("recName"),
                location_raw=job.get("areaCodeName"), industry_raw=job.get("industrySectorsName"),
                education_raw=job.get("degreeName"), tags=[job["major"]] if job.get("major") else (),
                salary_raw=money(job.get("lowMonthPay"), job.get("highMonthPay"), "千元/月"),
            )  # fmt: skip
        except BadRecord as error:
            return Rejected(answer.url, error.reason, job)
