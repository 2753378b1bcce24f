"""Dates as Chinese job sites, spreadsheets and databases write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

CHINA = timezone(timedelta(hours=8))
"""Seconds since 1970 are read as the calendar day in China, where the sites are."""
_FIRST, _LAST = 1990, 2099
_EXCEL_DAY_0 = date(1899, 12, 30)
_ISO = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?")
_MONTH = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?(?:份)?")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0+)?\s*年?")
_DAY_OF_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})\s*[-/月]\s*(\d{1,2})(?![\d/.-])")
_AGO = re.compile(r"(\d{1,3})\s*(分钟|小时|天|日|周|星期)\s*(?:之?前|以前)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS = {"刚刚": 0, "刚才": 0, "今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2}
_UNITS = {"分钟": 0.0, "小时": 1 / 24, "天": 1.0, "日": 1.0, "周": 7.0, "星期": 7.0}
_EMPTY = {
    "",
    "null",
    "none",
    "nan",
    "nat",
    "n/a",
    "na",
    "-",
    "--",
    "—",
    r"\n",
    "无",
    "暂无",
    "不详",
    "0000-00-00",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a value says about time: a day, or only a year, or nothing."""

    day: date | None = None
    year: int | None = None
    empty: bool = False
    """True when the value is blank, as distinct from not understood."""


def read_date(value: object, reference: date | None = None) -> Reading:
    """Reads dates, Excel day numbers, seconds or milliseconds since 1970 and Chinese or ISO text.

    `reference` is the day to which "3天前" and "09-01" (the latest such day up to it) relate; without it they
    stay unread. A month without a day gives its year only: no day is invented."""
    if isinstance(value, str):
        return _from_text(value, reference)
    if isinstance(value, datetime):
        return _checked(value.date())
    if isinstance(value, date):
        return _checked(value)
    if value is None or isinstance(value, bool):
        return Reading(empty=value is None)
    if isinstance(value, (int, float)):
        return _from_number(float(value))
    return _from_text(str(value), reference)


@lru_cache(maxsize=8192)
def _from_text(raw: str, reference: date | None) -> Reading:
    text = raw.strip()
    if text.casefold() in _EMPTY:
        return Reading(empty=True)
    if match := _ISO.search(text) or _COMPACT.fullmatch(text):
        return _day(*(int(part) for part in match.groups()))
    if match := _YEAR.fullmatch(text) or _MONTH.fullmatch(text):
        return Reading(year=int(match[1]))
    if _NUMBER.fullmatch(text):
        return _from_number(float(text))
    return _relative(text, reference) if reference is not None else Reading()


def _relative(text: str, reference: date) -> Reading:
    if match := _AGO.search(text):
        return _checked(reference - timedelta(days=int(int(match[1]) * _UNITS[match[2]])))
    for word, days in _WORDS.items():
        if word in text:
            return _checked(reference - timedelta(days=days))
    if match := _DAY_OF_YEAR.search(text):
        month, day = int(match[1]), int(match[2])
        years = range(reference.year, reference.year - 8, -1)  # eight: 29 February may be that far back
        readings = (_day(year, month, day) for year in years)
        return next((r for r in readings if r.day is not None and r.day <= reference), Reading())
    return Reading()


def _from_number(number: float) -> Reading:
    if number == 0 or number != number:
        return Reading(empty=True)
    if _FIRST <= number <= _LAST and number == int(number):
        return Reading(year=int(number))
    if 19900101 <= number <= 20991231:
        return _day(int(number) // 10_000, int(number) // 100 % 100, int(number) % 100)
    if 32_000 <= number <= 73_051:  # Excel: days from 1987 to 2100
        return _checked(_EXCEL_DAY_0 + timedelta(days=int(number)))
    for scale in (1.0, 1e3, 1e6, 1e9):
        if 6e8 <= number / scale <= 4.1e9:  # 1989 to 2099
            return _checked(datetime.fromtimestamp(number / scale, CHINA).date())
    return Reading()


def _day(year: int, month: int, day: int) -> Reading:
    try:
        return _checked(date(year, month, day))
    except ValueError:
        return Reading()


def _checked(day: date) -> Reading:
    return Reading(day, day.year) if _FIRST <= day.year <= _LAST else Reading()
