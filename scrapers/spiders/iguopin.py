"""国聘: postings of state-owned enterprises. Only with files: its interface asks for a login in parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from scrapers.engine import LISTING, Answer, Engine, Found, Page, deeper, each, records
from scrapers.posting import build, money
from scrapers.source import Source

_PAGE: Final = 50


class Iguopin(Engine):
    name = "iguopin"
    source = Source(
        name="iguopin",
        title_zh="国聘",
        title_en="Guopin",
        operator="国投人力资源服务有限公司",
        kind="public_html",
        hosts=("gp-api.iguopin.com",),
        base_url="https://gp-api.iguopin.com/api/jobs/v1/list",
        terms_url="https://www.iguopin.com",
        min_interval_s=5.0,
        max_pages=400,
        keep_fields=("job_id", "job_name", "company_name", "category_cn", "district_list", "min_wage", "max_wage",
                     "wage_unit_cn", "education_cn", "experience_cn", "contents", "start_time",
                     "end_time", "nature_cn"),
        drop_fields=("contact", "hr"),
        attribution="国聘",
        takedown_contact="the operator; xgap takedown",
        legal_note="reports differ on what is open without a login; a login wall is a no",
        state="fixture_only",
        expect_items=(1, 50_000),
    )  # fmt: skip

    def first(self) -> Iterator[Page]:
        url = self.board.url if self.board.path else self.url("api/jobs/v1/list")
        yield Page(url, LISTING, data="1", body=_body(1))

    def read(self, answer: Answer) -> Iterator[Found]:
        jobs = records(answer.object().get("data"), "list")
        yield from each(jobs, self._posting, answer.url, "job_id")
        if len(jobs) == _PAGE:
            number = int(answer.page.data) + 1
            yield deeper(answer.page, body=_body(number), data=str(number))

    def _posting(self, job: dict[str, Any]) -> Any:
        places = [place.get("area_cn") for place in job.get("district_list") or () if isinstance(place, dict)]
        pay = "面议" if job.get("is_negotiable") else None
        unit = str(job.get("wage_unit_cn") or "元/月")
        return build(
            self.board, key=job.get("job_id"), title=job.get("job_name"), description=job.get("contents"),
            posted=job.get("start_time"), valid_through=job.get("end_time"), country="CN",
            employer=job.get("company_name"), location_raw=places, industry_raw=job.get("category_cn"),
            education_raw=job.get("education_cn"), experience_raw=job.get("experience_cn"),
            employment_type_raw=job.get("nature_cn"),
            salary_raw=pay or money(job.get("min_wage"), job.get("max_wage"), unit),
        )  # fmt: skip


def _body(number: int) -> str:
    return json.dumps({"page": number, "page_size": _PAGE})
