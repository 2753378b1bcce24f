"""中国公共招聘网: the national public employment service. Only with files until it has been reviewed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from parsel import Selector

from scrapers.engine import LISTING, Answer, BrokenAnswer, Engine, Found, Page, Rejected, deeper, records, with_query
from scrapers.errors import BadRecord
from scrapers.posting import build, money
from scrapers.source import Source


class Mohrss(Engine):
    name = "mohrss"
    accepts = "text/html"
    source = Source(
        name="mohrss",
        title_zh="中国公共招聘网",
        title_en="China Public Recruitment Network",
        operator="人力资源和社会保障部",
        kind="public_html",
        hosts=("job.mohrss.gov.cn",),
        base_url="http://job.mohrss.gov.cn/cjobs/jobinfolist/listJobinfolist",
        terms_url="http://job.mohrss.gov.cn",
        min_interval_s=5.0,
        max_pages=2_000,
        keep_fields=("acb200", "aca112", "acb22a", "aab302", "aab004", "acb241", "acb242"),
        drop_fields=("aae004", "aae005", "联系人", "联系电话"),
        attribution="中国公共招聘网",
        takedown_contact="the service; xgap takedown",
        legal_note="public service, http only; contact persons and phones in the records are never read",
        state="fixture_only",
        expect_items=(1, 100_000),
    )

    def first(self) -> Iterator[Page]:
        base = self.board.url if self.board.path else self.url("cjobs/jobinfolist/listJobinfolist")
        yield Page(with_query(base, pageNo=1), LISTING, data="1")

    def read(self, answer: Answer) -> Iterator[Found]:
        if answer.page.kind == "page":
            yield self._posting(answer)
            return
        hidden = Selector(text=answer.text or "<p/>", type="html").css(
            "input#findjoblist::attr(value), input[name=findjoblist]::attr(value)"
        )
        try:
            jobs = records(json.loads(hidden.get(default="")))
        except ValueError as error:
            raise BrokenAnswer("the page holds no list of postings (findjoblist)") from error
        for job in jobs:
            if number := job.get("acb200"):
                kept = {key: job.get(key) for key in self.source.keep_fields}
                yield Page(
                    self.url(f"cjobs/htmls/cb21gwPages/{number}.html"), data=json.dumps(kept, ensure_ascii=False)
                )
        if jobs:
            number = int(answer.page.data) + 1
            yield deeper(answer.page, url=with_query(answer.page.url, pageNo=number), data=str(number))

    def _posting(self, answer: Answer) -> Found:
        job: dict[str, Any] = json.loads(answer.page.data)
        longer = Selector(text=answer.text or "<p/>", type="html").css("#gwms").get()
        try:
            return build(
                self.board, key=job.get("acb200"), title=job.get("aca112"),
                description=longer or job.get("acb22a"), url=answer.url, country="CN", employer=job.get("aab004"),
                location_raw=job.get("aab302"), salary_raw=money(job.get("acb241"), job.get("acb242"), "元/月"),
            )  # fmt: skip
        except BadRecord as error:
            return Rejected(answer.url, error.reason, job)
