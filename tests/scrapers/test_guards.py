"""What every posting passes before it is stored."""

from __future__ import annotations

import logging
from datetime import date

from scrapy.exceptions import DropItem

from scrapers.guards import WordlessLog, admit, scrubbed, without_fields
from scrapers.items import JobPosting, posting_id
from scrapers.source import Source

SOURCE = Source(
    name="example",
    title_zh="示例网",
    title_en="Example",
    operator="Example",
    kind="jsonld",
    hosts=("example.org",),
    drop_fields=("salary_raw", "title", "nonsense"),
)


def _record(**fields: object) -> dict[str, object]:
    record = {"posting_id": posting_id("示例", "1"), "source": "示例", "title": "钳工", "description": "装配"}
    return record | fields


def test_a_good_posting_loses_the_fields_that_its_source_must_not_keep() -> None:
    posting = admit(JobPosting.model_validate(_record(salary_raw="9000")), SOURCE)
    assert posting.salary_raw is None
    assert posting.title == "钳工"  # required: no source may drop it


def test_personal_data_leaves_every_text() -> None:
    posting = JobPosting.model_validate(
        _record(
            title="钳工 13812345678",
            employer="示例厂 hr@example.com",
            description="联系人：李明",
            salary_raw="面议，电话010-62345678",
            tags=("双休", "微信：hr_2024a"),
            url="https://example.org/jobs/13812345678",
            source_job_id="13812345678",
            pii_removed=1,
        )
    )
    clean = scrubbed(posting)
    assert (clean.title, clean.employer, clean.description) == (
        "钳工 [PHONE]",
        "示例厂 [EMAIL]",
        "联系人：[NAME]",
    )
    assert clean.salary_raw == "面议，电话[PHONE]"
    assert clean.tags == ("双休", "微信：[IM]")
    assert (clean.url, clean.source_job_id) == (posting.url, posting.source_job_id)
    assert clean.pii_removed == 6
    assert scrubbed(clean) is clean


def test_dropped_fields_take_their_default() -> None:
    posting = JobPosting.model_validate(_record(tags=("a",), date_published=date(2026, 5, 1)))
    emptied = without_fields(posting, ("tags", "date_published"))
    assert (emptied.tags, emptied.date_published) == ((), None)
    assert without_fields(posting, ()) is posting


def test_logs_carry_no_words_of_an_item() -> None:
    posting = JobPosting.model_validate(_record(description="秘密13812345678"))
    log = WordlessLog()
    lines = [
        log.scraped(posting, "page", None),
        log.dropped(posting, DropItem("no title", log_level="INFO"), "page", None),
        log.item_error(posting, ValueError("x"), "page", None),
    ]
    assert all(isinstance(line["level"], int) for line in lines)
    said = [line["msg"] % line["args"] for line in lines]
    assert said == ["Item from page", "Set aside (no title): page", "Item failed at page"]
    assert lines[2]["level"] == logging.ERROR
