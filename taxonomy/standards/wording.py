"""Characters, numbers and level words as standards write them."""

from __future__ import annotations

import re

LEVEL_WORDS = ("初级", "中级", "高级")
_FULL = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_SPACED = re.compile(rf"(?<![^\s])([{CJK}])\s+(?=[{CJK}](?:\s|$))")
_NUMERALS = {n: str(i) for i, n in enumerate("一二三四五六七八九十", start=1)}
_UNITS = (
    "千伏|伏|千瓦|瓦|年|月|日|天|个|种|项|类|维|级|号|次|度|米|毫米|厘米|吨|人|名|％|%|℃|[+＋]"
    "|寸|轴|层|秒|分钟|小时|周|D\\b"
)
_TAIL = rf"(?:[.．、:：)）\s]+|(?=[^\d.．A-Za-z+＋%％\-—~～/])(?!{_UNITS}))"
_CODE = re.compile(
    rf"^[(（]?((?:[A-Z]-?)?\d{{1,2}}(?:[.．。·\-]\d{{1,3}}){{1,3}})(?![\d])(?:[.．、:：)）\s]+|(?!{_UNITS}))"
)
_ONE = re.compile(rf"^(\d{{1,2}}){_TAIL}")
_ORDINAL = re.compile(r"^(?:[(（](\d{1,2}|[一二三四五六七八九十])[)）]|([一二三四五六七八九十])[、.．:：]|([①-⑳]))\s*")
_LABEL = re.compile(
    r"^(?:典型)?(?:工作|职业)?(?:领域|任务|功能|项目|内容|技能要求|要求|技能点|技能)\s*"
    r"(\d{1,2}(?:[.．\-]\d{1,2}){0,3}|[一二三四五六七八九十])\s*[：:、.．)）\-—]?\s*"
)
BULLET = re.compile(r"^(?:[•·●○◆■□▪★]|[-–—*＊](?!\d))\s*(?=\S)")


def half_width(text: str) -> str:
    """Full-width letters and digits as ASCII, the full-width dot between digits as a dot; other signs stay."""
    return re.sub(r"(?<=\d)[．。·](?=\d)", ".", text.translate(_FULL))


def clean(text: str) -> str:
    """One line: no invisible signs, single blanks, none in words set wide (工 作 领 域), ASCII digits and letters."""
    text = half_width(_INVISIBLE.sub("", text).replace("\u00a0", " ").replace("\u3000", " "))
    return _SPACED.sub(r"\1", re.sub(r"\s+", " ", text).strip())


def join(lines: list[str]) -> str:
    """Lines of one text put together: a blank only between Latin words."""
    text = ""
    for line in map(clean, lines):
        if not line:
            continue
        latin = bool(text) and text[-1].isascii() and line[0].isascii()
        glued = bool(re.search(r"[\d.]$", text)) and bool(re.fullmatch(r"[\d.]+.*", line)) and len(text) < 8
        hyphen = text.endswith("-") and line[:1].isalpha()
        text += (" " if latin and not glued and not hyphen else "") + line
    return clean(text)


def number(text: str) -> str:
    """A Chinese or circled numeral as digits; digits stay."""
    if text in _NUMERALS:
        return _NUMERALS[text]
    if "①" <= text <= "⑳":
        return str(ord(text) - ord("①") + 1)
    return text


def depth(code: str | None) -> int:
    """Number of steps of a code: 3 for 1.1.1, 0 for none."""
    return len(code.split(".")) if code else 0


def tidy(code: str) -> str:
    """A code in one spelling: dots between its steps."""
    code = re.sub(r"[．。·]", ".", half_width(code)).strip(" .、:：()（）")
    return re.sub(r"(?<=\d)-(?=\d)", ".", code)


def leading_code(text: str) -> tuple[str | None, str]:
    """(code, rest) of a text that begins with a code such as 1.1.1, glued to it or not; (None, text) otherwise."""
    text = clean(text)
    found = _CODE.match(text)
    if found:
        return tidy(found[1]), text[found.end() :].strip()
    found = _LABEL.match(text)
    if found and text[found.end() :].strip():
        return tidy(number(found[1])), text[found.end() :].strip()
    found = _ONE.match(text)
    if found:
        return found[1], text[found.end() :].strip()
    found = _ORDINAL.match(text)
    if found:
        return number(found[1] or found[2] or found[3]), text[found.end() :].strip()
    return None, text


def only_code(text: str) -> str | None:
    """The code when the text is nothing but a code, else None."""
    text = clean(text).strip("()（）、:： ")
    if re.fullmatch(r"(?:[A-Z]-?)?\d{1,3}(?:[.．\-]\d{1,3}){0,3}\.?", text):
        return tidy(text)
    return number(text) if text in _NUMERALS or ("①" <= text <= "⑳" and len(text) == 1) else None


def parent(code: str | None) -> str | None:
    """1.1 for 1.1.1; None for a code of one step."""
    return code.rpartition(".")[0] or None if code else None


_ENGLISH_LEVELS = {
    "junior": "初级", "elementary": "初级", "primary": "初级", "intermediate": "中级", "senior": "高级",
    "advanced": "高级",
}  # fmt: skip


def levels_in(text: str) -> list[str]:
    """The different level words of a text in their order."""
    found = re.findall("初级|中级|高级|初級|中級|高級", clean(text).replace(" ", ""))
    return list(dict.fromkeys(word.replace("級", "级") for word in found))


def level_of(text: str) -> str | None:
    """The level that a short text (a cell, a value) names, in Chinese or English; None when none or several."""
    found = levels_in(text) or list(
        dict.fromkeys(_ENGLISH_LEVELS[w] for w in re.findall(r"[a-z]+", text.lower()) if w in _ENGLISH_LEVELS)
    )
    return found[0] if len(found) == 1 else None


def is_latin(text: str) -> bool:
    """A text of words without any Chinese character."""
    return bool(re.search(r"[A-Za-z]{2}", text)) and not re.search(f"[{CJK}]", text)
