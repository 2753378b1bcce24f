"""Items pass three guards; what fails is set aside with its reason."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from scrapy.exceptions import DropItem

from scrapers.guards import DropRepeats, Rejected, Scrub, Validate, WordlessLog, scrubbed, without_fields
from scrapers.items import JobPosting, posting_id
from scrapers.outbox import Outbox
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


@dataclass
class Carrier:
    outbox: Outbox
    source: Source = SOURCE


@pytest.fixture
def carrier(tmp_path: Path) -> Iterator[Carrier]:
    with Outbox(tmp_path, "example", "r1", "crawl") as outbox:
        yield Carrier(outbox)


def _record(**fields: object) -> dict[str, object]:
    record = {"posting_id": posting_id("示例", "1"), "source": "示例", "title": "钳工", "description": "装配"}
    return record | fields


def _rejected(carrier: Carrier, root: Path) -> list[dict[str, str]]:
    carrier.outbox.close()
    (path,) = root.glob("rejected/*/*.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_good_record_becomes_a_posting_without_dropped_fields(carrier: Carrier) -> None:
    posting = Validate(lambda: carrier).process_item(_record(salary_raw="9000"))
    assert posting.salary_raw is None
    assert posting.title == "钳工"  # required: no source may drop it


def test_bad_records_are_set_aside_with_their_reason(carrier: Carrier, tmp_path: Path) -> None:
    guard = Validate(lambda: carrier)
    bad = [
        _record(title="", url="https://example.org/1"),
        _record(posting_id="x"),
        _record(wage=1),
        "text",
        Rejected("https://example.org/2", "no title", {"电话": "13812345678", "description": "加微信hrzhaopin"}),
    ]
    for item in bad:
        with pytest.raises(DropItem):
            guard.process_item(item)
    lines = _rejected(carrier, tmp_path)
    assert [(line["where"], line["reason"]) for line in lines] == [
        ("https://example.org/1", "title: string_too_short"),
        ("x", "posting_id: string_pattern_mismatch"),
        (posting_id("示例", "1"), "wage: extra_forbidden"),
        ("example", "not a posting but str"),
        ("https://example.org/2", "no title"),
    ]
    assert lines[-1]["record"] == '{"description": "加微信[IM]"}'


def test_personal_data_leaves_every_text(carrier: Carrier) -> None:
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
    clean = Scrub(lambda: carrier).process_item(posting)
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


def test_a_posting_is_written_once(carrier: Carrier) -> None:
    guard = DropRepeats(lambda: carrier)
    posting = JobPosting.model_validate(_record())
    assert guard.process_item(posting) is posting
    with pytest.raises(DropItem, match="repeat"):
        guard.process_item(posting)
    manifest = carrier.outbox.close()
    assert (manifest.items, manifest.repeats) == (1, 1)


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
