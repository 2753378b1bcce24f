"""Phone numbers and identity cards in folded text (see `scrub.fold`); spans only, replaced by `scrub`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

import phonenumbers
from stdnum.cn import ric

from scrapers.scrub_text import apart

_ANY_LONG_NUMBER: Final = re.compile(r"[0-9](?:[ .(),\-]{0,3}[0-9]){6}")
_SPELT: Final = "0-9〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两①②③④⑤⑥⑦⑧⑨⓪"
_SPELT_DIGITS: Final = re.compile(
    rf"(?<![{_SPELT}])(?=[0-9]*[{_SPELT[3:]}])[1一幺壹①][3-9三四五六七八九叁肆伍陆柒捌玖③-⑨][{_SPELT}]{{9}}(?![{_SPELT}])"
)
"""Eleven digits of which at least one is written otherwise."""
_ELEVEN: Final = re.compile(f"[{_SPELT}]{{11}}")

_BARE_MOBILE: Final = r"1[3-9][0-9]{9}"
_MOBILE: Final = re.compile(
    r"(?<![0-9])(?<![0-9][.\-])(?:\(?(?:\+|00)?86\)?[ \-]{0,2})?(?:"
    # two numbers run together, or a mobile and a landline, are met in real postings
    rf"{_BARE_MOBILE}(?:{_BARE_MOBILE}|0[1-9][0-9]{{1,2}}-[0-9]{{7,8}})?"
    r"|1[3-9][0-9](?P<s>[ .\-])\s?[0-9]{4}(?P=s)\s?[0-9]{4}"
    r"|1[3-9][0-9] ?[\-.] ?[0-9]{4} ?[\-.] ?[0-9]{4}"
    r"|1[3-9][0-9], ?[0-9]{4}, ?[0-9]{4}|1 [3-9](?: [0-9]){9}"
    r"|1[3-9][0-9]{2}[ \-][0-9]{3}[ \-][0-9]{4}"
    r"|1[3-9][0-9]{3}[ \-][0-9]{6}"
    r"|1[3-9][0-9][ \-]?[0-9]{4}[ \-]?[0-9]{4}"
    r"|1[3-9][0-9](?:[ \-][0-9]{2,3}){3}"
    r")(?![0-9])(?![.\-][0-9])"
)
_EXTENSION: Final = r"(?: ?(?:-|转|ext\.?|分机) ?[0-9]{1,5}(?![0-9]))?"
_LANDLINE: Final = re.compile(
    r"(?<![0-9])(?<![0-9][.\-])(?:\(?(?:\+|00)86\)?[ \-]{0,2})?"
    r"\(?(?P<area>0(?:10|2[0-9]|[3-9][0-9]{2}))(?P<sep>[) \-~]{0,3})"
    r"(?P<local>[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9])" + _EXTENSION
)
_LANDLINE_FROM_ABROAD: Final = re.compile(
    r"(?<![0-9])\(?(?:\+|00)86\)?[ \-]{0,2}\(?(?:10|2[0-9]|[3-9][0-9]{2})[) \-]{1,3}"
    r"[2-8][0-9]{2,3}[ \-]?[0-9]{4}(?![0-9])" + _EXTENSION
)
_FREEPHONE: Final = re.compile(
    r"(?<![0-9])(?<![0-9][.\-])[48]00"
    r"(?:[0-9]{7}|[ \-][0-9]{3}[ \-]?[0-9]{4}|[ \-][0-9]{4}[ \-]?[0-9]{3}|[ \-][0-9]{2}[ \-][0-9]{5}"
    r"|[0-9][ \-][0-9]{3}[ \-][0-9]{3})(?![0-9])(?![.\-][0-9])" + _EXTENSION
)
_ABROAD: Final = re.compile(
    r"(?<![0-9a-z一-鿿)])\+(?!86)[1-9][0-9]{0,2}[ \-]?(?:\([0-9]{1,4}\))?[0-9 \-]{6,14}[0-9](?![0-9])"
)
_BESIDE_WORD: Final = re.compile(
    r"(?:电 ?话|手 ?机|座 ?机|热线|传 ?真|致电|拨打|(?<![a-z])(?:tel|fax|phone|mobile|call|hotline))"
    r"(?:号码|号|\(微信同号\)|/微信|及微信)?[:.\s是为()]{0,4}"
    r"(?P<number>\+?\(?[0-9](?:[ \-()]{0,2}[0-9]){6,14})(?![0-9])" + _EXTENSION
)
_LIST_BESIDE: Final = re.compile(r"[\s,、;/或]{1,3}(?P<number>[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9])" + _EXTENSION)

_MONEY_AFTER: Final = re.compile(
    r" ?(?:[kmg]w|千瓦|兆瓦|吨|平方|平米|㎡|m²|公里|km|毫米|mm(?![a-z])|kg|千克"
    r"|元|万|亿|人民币|美元|/月|/年|k(?![a-z])|w(?![a-z])|rmb|台|件|套|人(?![事力资]))"
)
_MONEY_BEFORE: Final = re.compile(r"(?:[¥￥$€]|资本|产值|营收|营业额|销售额|市值|薪资?|工资|收入) ?[:为达约]? ?$")
_CODE_BEFORE: Final = re.compile(
    "(?:编号|编码|代码|工号|单号|序号|批号|证号|许可证|备案|icp|isbn|条码|税号|账户|卡号"
    r"|(?<![a-z])(?:no|id|sn|code|job))[号码]?[.:# ]{0,3}[a-z\-]{0,6}$"
)
_LETTERS_BEFORE: Final = re.compile(r"[a-z_]+$")
_WORD_BEFORE: Final = re.compile(r"([a-z]+) $")
_CONTACT_LETTERS: Final = frozenset(
    {"tel", "t", "m", "p", "phone", "mobile", "mob", "call", "fax", "hotline", "v", "vx", "wx", "qq",
     "wechat", "weixin", "whatsapp", "skype", "hr", "add"}
)  # fmt: skip
"""Letters that may touch a number to call; after any others the digits belong to a code."""
_DATE: Final = re.compile(r"(?:19|20)[0-9]{2}[ \-]?(?:0[1-9]|1[0-2])[ \-]?(?:0[1-9]|[12][0-9]|3[01])(?![0-9])")
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s一-鿿,;)\]>\"']+")


def phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Mobile, landline, 400/800 and foreign numbers, in order and apart; `text` is folded, lower case."""
    found = [m.span() for m in _SPELT_DIGITS.finditer(text)] if _ELEVEN.search(text) else []
    if _ANY_LONG_NUMBER.search(text):
        urls = [m.span() for m in _URL.finditer(text)] if "http" in text or "www." in text else []
        found += (s for s in _numbers(text) if not any(start <= s[0] and s[1] <= end for start, end in urls))
    yield from apart(found)


def _numbers(text: str) -> list[tuple[int, int]]:
    found = list(_standing_alone(text))
    for start, end in _beside_words(text):
        if not any(start < other_end and other_start < end for other_start, other_end in found):
            found.append((start, end))
    return found


def _standing_alone(text: str) -> Iterator[tuple[int, int]]:
    """Numbers that their form alone gives away."""
    for rule in (_MOBILE, _FREEPHONE):
        yield from (m.span() for m in rule.finditer(text) if _is_contact(text, m.start(), m.end()))
    for m in _LANDLINE.finditer(text):
        # without any sign between them, area code and number may as well be a part number
        known = m["sep"] or _is_valid(m["area"] + m["local"], "CN")
        if known and _is_contact(text, m.start(), m.end()):
            yield m.span()
    if "86" in text:
        yield from (m.span() for m in _LANDLINE_FROM_ABROAD.finditer(text))
    if "+" in text:
        yield from (m.span() for m in _ABROAD.finditer(text) if _is_valid(m[0], None))


def _beside_words(text: str) -> Iterator[tuple[int, int]]:
    """Any seven digits or more right after a word such as 电话, and the numbers that follow in a list."""
    for m in _BESIDE_WORD.finditer(text):
        span, number = (m.start("number"), m.end()), m["number"]
        while not _DATE.match(number) and not _MONEY_AFTER.match(text, span[1]):
            yield span
            if (more := _LIST_BESIDE.match(text, span[1])) is None:
                break
            span, number = (more.start("number"), more.end()), more["number"]


def _is_contact(text: str, start: int, end: int) -> bool:
    """Whether digits of the right form are a number to call: not a price, a code, a part of a name."""
    if _MONEY_AFTER.match(text, end):
        return False
    before = text[max(0, start - 16) : start]
    if _MONEY_BEFORE.search(before):
        return False
    if _CODE_BEFORE.search(before):
        return False
    if text[start] in "48" and end - start == 10 and (word := _WORD_BEFORE.search(before)):
        return word[1] in _CONTACT_LETTERS  # ten digits in a row after a word of letters: "SAP 4000123456"
    letters = _LETTERS_BEFORE.search(before)
    if letters is None:
        return True
    return letters[0] in _CONTACT_LETTERS and not before[: letters.start()].endswith("/")


def _is_valid(number: str, region: str | None) -> bool:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_number(parsed))


_CARD: Final = re.compile(
    "(?<![0-9a-z])([1-8][0-9]{5}) ?-?((?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])) ?-?"
    "([0-9]{3}[0-9x])(?![0-9a-z])"
)
_CARD_BESIDE_WORD: Final = re.compile(
    r"身份证(?:号码|号)?[:\s是为]{0,3}([0-9]{14}[0-9](?:[0-9]{2}[0-9x])?)(?![0-9a-z])"
)


def id_card_spans(text: str) -> Iterator[tuple[int, int]]:
    """Identity cards of 18 digits with a date of birth and a right check digit; any after the word 身份证."""
    if not _ANY_LONG_NUMBER.search(text):
        return
    found = [m.span() for m in _CARD.finditer(text) if _checks("".join(m.groups()))]
    if "身份证" in text:
        found += (m.span(1) for m in _CARD_BESIDE_WORD.finditer(text))
    yield from apart(found)


def _checks(number: str) -> bool:
    # the library's own `validate` also looks the district up, and would let cards of districts it lacks pass
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return bool(ric.calc_check_digit(number) == number[-1].upper())
