"""The chapters of a standard, and what a single paragraph says about the tables below it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from taxonomy.standards.wording import clean, levels_in

_NUMBER = (
    r"(?:第?[\d一二三四五六七八九十]{1,3}(?:[.．]\d{1,2})*\s*[章节部分]{0,2}[、.．:：\s]*"
    r"|[（(][一二三四五六七八九十\d]+[)）]\s*|附录\s?[A-Z]\s*)?"
)
_CHAPTERS: tuple[tuple[str, str], ...] = (
    ("front", r"前\s?言|引\s?言"),
    ("scope", r"(?:适用)?范围"),
    ("references", r"规范性引用文件|引用文件"),
    ("terms", r"术语(?:和|与)定义|术语(?:、|和)缩略语"),
    ("majors", r"(?:对应|适用)(?:的)?(?:院校)?专业(?:类)?(?:范围)?|适用院校(?:及|和)?专业|面向(?:院校)?专业"),
    ("jobs", r"(?:主要)?面向(?:的)?(?:职业|工作|就业)?岗位(?:（群）|\(群\)|群)?|(?:职业|工作)岗位（群）|岗位（群）"),
    ("requirements", r"(?:职业)?技能(?:等级)?要求(?:描述|内容)?|职业技能等级划分(?:和|与)要求|工作要求"),
    ("end", r"参考文献|参考资料|附\s?录.{0,20}|编制说明|主要起草人.{0,60}"),
)
_HEADING = [(name, re.compile(rf"^{_NUMBER}(?:{words})\s*(?P<rest>[:：].*)?$")) for name, words in _CHAPTERS]
_CONTENTS = re.compile(r"(?:[.…·．]{3,}|\t|\s{2,}|……)\s*[\dIVXivx]{1,4}\s*$")


def chapter(text: str) -> tuple[str, str] | None:
    """(chapter, what stands after a colon) when the paragraph is a chapter heading, else None."""
    text = clean(text)
    for name, pattern in _HEADING:
        found = pattern.match(text)
        if found:
            rest = (found["rest"] or "").lstrip(":：").strip()
            if rest and name not in ("majors", "jobs"):
                continue
            return name, rest
    return None


def is_contents(raw: str) -> bool:
    """A line of the table of contents (ends with a page number after dots or a tab)."""
    return bool(_CONTENTS.search(raw.rstrip())) and len(raw) < 120


def is_furniture(text: str) -> bool:
    """Page numbers and the like."""
    return bool(
        re.fullmatch(
            r"[-—–\s]*(?:第\s*)?[\dIVXivx]{1,4}(?:\s*页)?(?:\s*[/共]\s*\d+\s*页?)?[-—–\s]*|目\s*[录次]|ICS.*",
            clean(text),
        )
    )


def is_sentence(text: str) -> bool:
    """Running text, no heading."""
    return bool(re.search(r"[。；;]|主要面向|能够|根据.*能|面向.*从事", text)) or len(text) > 60


def marked_level(text: str) -> str | None:
    """Level that a heading or caption puts over what follows; None when it names none, several, or is a sentence."""
    text = clean(text)
    words = levels_in(text)
    if len(words) != 1 or is_sentence(text):
        return None
    word = words[0]
    before, after = text.split(word, 1)
    # 高级语言 or 中级会计师 inside a heading names a thing, not a level of the standard
    whole_before = not before or not before[-1].isalpha() or bool(re.search(r"[表证书技能等级要求标准]$", before))
    whole_after = (
        not after or not after[0].isalpha() or bool(re.match(r"(?:职业|技能|等级|要求|标准|证书|部分|模块)", after))
    )
    return word if whole_after and (whole_before or bool(re.match(r"$|[)）】\]]|职业技能|技能|要求", after))) else None


def marked_module(text: str) -> str | None:
    """Name of a module that a heading puts over what follows."""
    text = re.sub(r"^\d+(?:\.\d+)*\s*", "", clean(text))
    if is_sentence(text) or len(text) > 40 or "模块" not in text:
        return None
    found = re.search(
        r"(?:模块\s*[\d一二三四五六七八九十A-Z]{1,2}(?:\s*[:：、.\-—]?\s*[^（(]*)?|^[^，。：:]{2,20}模块)", text
    )
    if not found:
        return None
    name = re.sub(r"(?:职业)?技能(?:等级)?要求.*$|[（(]?(?:初级|中级|高级)[)）]?.*$", "", found[0])
    return re.sub(r"^表\s*\d+\s*", "", name).strip(" ：:—-、") or None


def is_continuation(text: str) -> bool:
    """续表, 表1（续）."""
    return bool(re.match(r"^(?:续\s*表|表.*[（(]\s*续\s*[)）]|.*续上?表)", clean(text))) and len(text) < 60


def is_caption(text: str) -> bool:
    """表1 …, or a numbered heading about levels and requirements."""
    text = clean(text)
    if is_sentence(text):
        return False
    if re.match(r"^(?:续?表|图)\s*[\d一二三四五六七八九十A-Z]", text):
        return True
    return len(text) <= 45 and bool(re.search(r"等级(?:划分|要求|标准|描述)|技能要求|要求描述|级别划分|工作要求", text))


def is_division(text: str) -> bool:
    """The sentence that says how many levels there are."""
    return len(levels_in(text)) >= 2 and bool(re.search(r"(?:分为|划分|包括|设).{0,24}级|依次递进|涵盖|包含", text))


def is_note(text: str) -> bool:
    """注：…"""
    return bool(re.match(r"^(?:备?注|说明|注意)\s*\d*\s*[:：]", clean(text)))


def paragraphs_before(chapters: Iterable[tuple[str, str]], *names: str) -> list[str]:
    """Texts of the named chapters in order."""
    return [text for name, text in chapters if name in names]
