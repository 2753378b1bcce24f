"""From a field, a role and a set of skills to the text of a posting."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrapers.demo_material.material import Common, Field, Group, Role
from scrapers.demo_material.phrases import join_terms, say

SHORTEST, LONGEST = 150, 575  # a repost may add up to 25 characters
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_YEARS = {
    "1-3年": ("1年以上", "一年以上", "1-3年"),
    "3-5年": ("3年以上", "三年以上", "3至5年"),
    "1年以上": ("1年及以上", "一年以上"),
    "5年以上": ("5年以上", "五年以上"),
}


@dataclass(slots=True)
class Line:
    """One sentence; what is not needed may be left out to keep the text within its length."""

    text: str
    needed: bool = False


@dataclass(slots=True)
class Request:
    """What a posting is to say."""

    field: Field
    role: Role
    skills: set[str]
    education: str
    experience: str
    city: str
    blurb_trap: bool = False
    benefit_trap: bool = False
    contact: str = ""


@dataclass(slots=True)
class _Style:
    heading: str
    numbering: str
    ending: str
    ordinals: Sequence[str]
    order: tuple[str, ...]
    words: dict[str, str] = field(default_factory=dict)


def skill_lines(
    groups: Sequence[Group], skills: set[str], request: Request, common: Common, rng: random.Random
) -> dict[str, list[Line]]:
    """Sentences that name exactly these skills, by the section they stand in."""
    homes: dict[int, list[str]] = {}
    for skill in sorted(skills):
        candidates = [index for index, group in enumerate(groups) if skill in group.skills]
        homes.setdefault(rng.choice(candidates), []).append(skill)
    lines: dict[str, list[Line]] = {"duty": [], "require": [], "prefer": []}
    for index, terms in sorted(homes.items()):
        group = groups[index]
        rng.shuffle(terms)
        phrases = rng.sample(group.say, len(group.say))
        for start in range(0, len(terms), 3):
            x = join_terms(terms[start : start + 3], rng, common.joins)
            phrase = phrases[start // 3 % len(phrases)]
            lines[group.at].append(Line(say(phrase, rng, {**request.field.slots, "x": (x,)}), needed=True))
    return lines


def _common_skills(common: Common, request: Request, rng: random.Random) -> list[Line]:
    lines = []
    for group in (*common.soft, common.more):
        skills = [skill for skill, rate in group.skills.items() if rng.random() * 100 < rate]
        if skills:
            named = set(rng.sample(skills, min(2, len(skills))))
            lines += skill_lines((group,), named, request, common, rng)["require"]
    return lines


def _education(common: Common, request: Request, rng: random.Random) -> Line:
    major, major2 = rng.sample(request.role.majors, 2)
    phrases = common.education_lines
    if request.education == "不限":
        phrases = common.any_education_lines
    elif request.education == "高中":
        phrases = common.low_education_lines
    level = request.education.replace("中专/中技", rng.choice(("中专", "中专或技校")))
    return Line(say(rng.choice(phrases), rng, {"education": (level,), "major": (major,), "major2": (major2,)}))


def _experience(common: Common, request: Request, rng: random.Random) -> Line:
    years = _YEARS.get(request.experience)
    phrase = rng.choice(common.experience_lines if years else common.fresh_lines)
    return Line(say(phrase, rng, {"years": years or ("",), "work": (request.role.work,)}))


def _sections(request: Request, common: Common, rng: random.Random) -> dict[str, list[Line]]:
    """All lines by section: blurb, duties, requirements, prefer, benefits."""
    slots = request.field.slots
    lines = skill_lines(request.field.groups_of(request.role), request.skills, request, common, rng)
    templates = request.role.duties + request.field.duties
    count = max(2, rng.randint(3, 5) - len(lines["duty"]))
    duties = lines["duty"] + [Line(say(duty, rng, slots)) for duty in rng.sample(templates, count)]
    rng.shuffle(duties)
    opening = [_education(common, request, rng)] if rng.random() < 0.85 else []
    opening += [_experience(common, request, rng)] if rng.random() < 0.7 else []
    closing = _common_skills(common, request, rng) if rng.random() < 0.9 else []
    plain = [Line(say(phrase, rng, slots)) for phrase in rng.sample(request.field.plain, rng.randint(0, 1))]
    extra = [Line(say(rng.choice(common.prefer_plain), rng, slots))] if rng.random() < 0.12 else []
    rng.shuffle(lines["require"])
    sections = {
        "blurb": _blurb(request, common, rng),
        "duties": duties,
        "requirements": opening + lines["require"] + plain + closing,
        "prefer": lines["prefer"] + extra,
        "benefits": _benefits(request, common, rng),
    }
    if rng.random() < 0.6:  # most employers put what they prefer at the end of what they require
        sections["requirements"] += sections["prefer"]
        sections["prefer"] = []
    return sections


def _blurb(request: Request, common: Common, rng: random.Random) -> list[Line]:
    if request.blurb_trap:
        return [Line(say(rng.choice(common.trap_blurbs), rng, {}), needed=True)]
    if rng.random() < 0.35:
        return [Line(say(rng.choice(request.field.blurbs + common.blurbs), rng, request.field.slots))]
    return []


def _benefits(request: Request, common: Common, rng: random.Random) -> list[Line]:
    count = rng.randint(2, 4) if request.benefit_trap or rng.random() < 0.66 else 0
    lines = [Line(say(phrase, rng, {})) for phrase in rng.sample(common.benefits, count)]
    if request.benefit_trap:
        lines.insert(0, Line(say(rng.choice(common.trap_benefits), rng, {}), needed=True))
    return lines


def _style(common: Common, rng: random.Random) -> _Style:
    heading = rng.choice(common.heading_forms)
    order = ("blurb", "duties", "requirements", "prefer", "benefits")
    draw = rng.random()
    if draw < 0.12:
        order = ("blurb", "requirements", "prefer", "duties", "benefits")
    elif draw < 0.2:
        order = ("duties", "requirements", "prefer", "benefits", "blurb")
    ordinals = common.ordinals if rng.random() < 0.25 and heading in ("{}：", "{}:") else ()
    words = {kind: rng.choice(names) for kind, names in common.headings.items()}
    return _Style(heading, rng.choice(common.numbering), rng.choice(common.endings), ordinals, order, words)


def _render(sections: dict[str, list[Line]], style: _Style, tail: Sequence[str], label: str) -> str:
    out: list[str] = []
    headed = 0
    for kind in style.order:
        lines = sections[kind]
        if not lines:
            continue
        prefix = f"{style.ordinals[headed]}、" if style.ordinals else ""
        headed += 1
        out.append(prefix + style.heading.format(style.words[kind]))
        numbering = "" if kind == "blurb" else style.numbering
        for number, line in enumerate(lines, 1):
            ending = "。" if number == len(lines) or kind == "blurb" else style.ending
            mark = numbering.format(n=number, circle=_CIRCLES[min(number, 20) - 1])
            out.append(mark + line.text.rstrip("。") + ending)
    return "\n".join([*out, *(line for line in tail if line), label])


def _drop_one(sections: dict[str, list[Line]]) -> bool:
    """Leave out one line that is not needed; False when none is left."""
    for kind, least in (("benefits", 0), ("blurb", 0), ("duties", 2), ("requirements", 0), ("duties", 0)):
        spare = [line for line in sections[kind] if not line.needed]
        if spare and len(sections[kind]) > least:
            sections[kind].remove(spare[-1])
            return True
    return False


def compose(request: Request, common: Common, rng: random.Random) -> str:
    """The posting's text, 150 to 575 characters, ending with the label of demonstration data."""
    sections = _sections(request, common, rng)
    style = _style(common, rng)
    slots = {"city": (request.city,), "count": ("1", "2", "3", "5", "若干")}
    tail = (say(rng.choice(common.closings), rng, slots).replace("若干人", "若干"), request.contact)
    text = _render(sections, style, tail, common.label)
    while len(text) > LONGEST and _drop_one(sections):
        text = _render(sections, style, tail, common.label)
    spare = list(request.field.duties + request.role.duties)
    while len(text) < SHORTEST and spare:
        sections["duties"].append(Line(say(spare.pop(rng.randrange(len(spare))), rng, request.field.slots)))
        text = _render(sections, style, tail, common.label)
    return text
