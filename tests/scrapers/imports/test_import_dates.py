"""Dates in the forms that boards, sheets and databases use."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from scrapers.imports.basis import Dates, Readings, basis_of, settle
from scrapers.imports.dates import Reading, read_date
from scrapers.items import DateBasis

REFERENCE = date(2025, 3, 10)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-09-01", date(2024, 9, 1)),
        ("2024/9/1", date(2024, 9, 1)),
        ("2024.9.1", date(2024, 9, 1)),
        ("2024年9月1日", date(2024, 9, 1)),
        ("2024年09月01日 10:22", date(2024, 9, 1)),
        ("发布于 2024-09-01", date(2024, 9, 1)),
        ("2024-09-01T23:59:59+08:00", date(2024, 9, 1)),
        ("20240901", date(2024, 9, 1)),
        (20240901, date(2024, 9, 1)),
        ("20240901102233", date(2024, 9, 1)),
        (45536, date(2024, 9, 1)),
        (45536.75, date(2024, 9, 1)),
        ("45536", date(2024, 9, 1)),
        (1725120000, date(2024, 9, 1)),
        (1725120000000, date(2024, 9, 1)),
        ("1725120000000", date(2024, 9, 1)),
        (datetime(2024, 9, 1, 12), date(2024, 9, 1)),
        (date(2024, 9, 1), date(2024, 9, 1)),
        ("09-01发布", date(2024, 9, 1)),
        ("3月10日", date(2025, 3, 10)),
        ("3-11", date(2024, 3, 11)),
        ("02-29发布", date(2024, 2, 29)),
        ("今天", date(2025, 3, 10)),
        ("昨天发布", date(2025, 3, 9)),
        ("3天前", date(2025, 3, 7)),
        ("2周前更新", date(2025, 2, 24)),
        ("30小时前", date(2025, 3, 9)),
        ("刚刚", date(2025, 3, 10)),
    ],
)
def test_days(value: object, day: date) -> None:
    assert read_date(value, REFERENCE).day == day


@pytest.mark.parametrize("value", ["09-01发布", "今天", "昨天", "3天前"])
def test_relative_days_need_a_reference(value: str) -> None:
    assert read_date(value) == Reading()


@pytest.mark.parametrize("value", ["2024", 2024, 2024.0, "2024年", "2024-09", "2024年9月"])
def test_a_year_or_month_invents_no_day(value: object) -> None:
    assert read_date(value, REFERENCE) == Reading(None, 2024)


@pytest.mark.parametrize("value", ["长期有效", "2024-13-45", "99", 17, True, "30+天前", "0001-01-01", "面议"])
def test_what_is_no_date_stays_unread(value: object) -> None:
    assert read_date(value, REFERENCE) == Reading()


@pytest.mark.parametrize("value", [None, "", " ", "NULL", "-", "nan", float("nan"), 0])
def test_blank_is_distinct_from_not_understood(value: object) -> None:
    assert read_date(value, REFERENCE) == Reading(empty=True)


POSTED, SEEN = date(2023, 5, 4), date(2024, 9, 10)


@pytest.mark.parametrize(
    ("published", "updated", "seen", "year", "basis", "settled"),
    [
        (POSTED, None, SEEN, None, "posted", Dates(POSTED, SEEN, "posted", 2023)),
        (POSTED, None, SEEN, None, "updated", Dates(POSTED, SEEN, "updated", 2023)),
        (None, None, SEEN, 2024, "first_seen", Dates(None, SEEN, "first_seen", 2024)),
        (POSTED, None, SEEN, None, "first_seen", Dates(None, SEEN, "first_seen", 2024)),
        (POSTED, None, None, None, "first_seen", Dates(None, POSTED, "first_seen", 2023)),
        (None, None, SEEN, 2022, "file_date", Dates(None, None, "file_date", 2022)),
        (None, None, SEEN, None, "file_date", Dates(None, None, "file_date", 2024)),
        (None, None, None, 2016, "year_only", Dates(None, None, "year_only", 2016)),
        (None, None, None, None, "year_only", Dates(None, None, "none", None)),
        (POSTED, None, None, None, None, Dates(POSTED, None, "posted", 2023)),
        (None, POSTED, SEEN, None, None, Dates(POSTED, SEEN, "updated", 2023)),
        (None, None, SEEN, None, None, Dates(None, SEEN, "first_seen", 2024)),
        (None, None, SEEN, None, "posted", Dates(None, SEEN, "first_seen", 2024)),
        (None, None, None, 2019, None, Dates(None, None, "year_only", 2019)),
        (None, None, None, None, None, Dates(None, None, "none", None)),
        (POSTED, None, SEEN, 1999, None, Dates(POSTED, SEEN, "posted", 2023)),
    ],
)
def test_dates_settle_by_what_they_rest_on(
    published: date | None,
    updated: date | None,
    seen: date | None,
    year: int | None,
    basis: DateBasis | None,
    settled: Dates,
) -> None:
    first, second, third = (Reading(day, day.year if day else None) for day in (published, updated, seen))
    assert settle(Readings(first, second, third, year), basis) == settled


@pytest.mark.parametrize(
    ("word", "basis"),
    [
        ("first_scan", "first_seen"),
        ("upload_folder", "file_date"),
        ("repo_commit", "file_date"),
        ("repo_readme_year", "year_only"),
        ("更新时间", "updated"),
        ("Posted", "posted"),
        ("whatever", None),
        (None, None),
    ],
)
def test_words_for_the_basis(word: str | None, basis: str | None) -> None:
    assert basis_of(word) == basis
