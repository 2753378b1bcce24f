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
_AGO = re.compile(r"(\d{1,3}|[半一二两三四五六七八九十]+)\s*个?\s*(分钟|小时|天|日|周|星期|礼拜|月)\s*(?:之?前|以前)")
_CHINESE_DATE = re.compile(
    "([〇零○ＯO一二三四五六七八九]{4})年([元一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_SHORT_YEAR = re.compile(
    r"(?<!\d)(\d{2})\s*(?:年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?|([-/.])(\d{1,2})\4(\d{1,2}))(?!\d)"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ENGLISH = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTHS})[a-z]*\.?,?|({_MONTHS})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?)\s+((?:19|20)\d\d)",
    re.I,
)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*((?:19|20)\d\d)")
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "元": 1,
    "两": 2,
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS = {"刚刚": 0, "刚才": 0, "今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2}
_UNITS = {"分钟": 0.0, "小时": 1 / 24, "天": 1.0, "日": 1.0, "周": 7.0, "星期": 7.0, "礼拜": 7.0, "月": 30.0}
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
    if (reading := _worded(text)) is not None:
        return reading
    if match := _YEAR.fullmatch(text) or _MONTH.fullmatch(text):
        return Reading(year=int(match[1]))
    if _NUMBER.fullmatch(text):
        return _from_number(float(text))
    return _relative(text, reference) if reference is not None else Reading()


def _worded(text: str) -> Reading | None:
    """Dates in Chinese numerals, in English, with the year last or in two digits; None for any other text.

    "03/04/2024" may be read in two ways: only its year is kept."""
    if match := _CHINESE_DATE.search(text):
        year = int("".join(str(_DIGITS[sign]) for sign in match[1]))
        return _day(year, _chinese_number(match[2]), _chinese_number(match[3])) if match[3] else Reading(year=year)
    if match := _ENGLISH.search(text):
        month = _MONTHS.split("|").index((match[2] or match[3]).lower()) + 1
        return _day(int(match[5]), month, int(match[1] or match[4]))
    if match := _YEAR_LAST.search(text):
        first, second, year = (int(part) for part in match.groups())
        if first > 12 or first == second:
            return _day(year, second, first)
        return _day(year, first, second) if second > 12 else Reading(year=year)
    if match := _SHORT_YEAR.fullmatch(text.split()[0] if text.split() else ""):
        year, month, day = (int(part) for part in (match[1], match[2] or match[5], match[3] or match[6]))
        return _day(2000 + year, month, day)
    return None


def _chinese_number(text: str) -> int:
    """1 to 99 in Chinese numerals."""
    if text == "元":
        return 1
    tens, ten, ones = text.rpartition("十")
    return (10 * (_DIGITS.get(tens, 1) if tens else 1) if ten else 0) + (_DIGITS.get(ones, 0) if ones else 0)


def _relative(text: str, reference: date) -> Reading:
    if match := _AGO.search(text):
        number = int(match[1]) if match[1].isdigit() else 0.5 if match[1] == "半" else _chinese_number(match[1])
        return _checked(reference - timedelta(days=int(number * _UNITS[match[2]])))
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
