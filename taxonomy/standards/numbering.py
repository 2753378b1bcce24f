"""Word's automatic numbers: the label that Word shows before a paragraph but does not write into its text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = "零一二三四五六七八九十"


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """Definitions of `numbering.xml` and the counters while a document is read in order."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    """numId → level → how it looks."""
    abstract: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, int | None, str | None]] = field(default_factory=dict)
    """Style id → (numId, level, style it is based on)."""
    counters: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: Any) -> str:
        """The number shown before the paragraph, e.g. "1.1.2"; "" for none or a bullet. Counts on."""
        num_id, level = self._of(paragraph)
        if num_id is None or num_id == "0" or num_id not in self.levels:
            return ""
        levels, counter = self.levels[num_id], self.counters[self.abstract[num_id]]
        if level not in levels:
            return ""
        for step in range(level):
            counter.setdefault(step, levels.get(step, _Level()).start)
        counter[level] = counter[level] + 1 if level in counter else levels[level].start
        for deeper in [k for k in counter if k > level]:
            del counter[deeper]
        shown = levels[level]
        if shown.form in ("bullet", "none"):
            return ""

        def one(found: re.Match[str]) -> str:
            step = int(found[1]) - 1
            form = "decimal" if shown.legal else levels.get(step, _Level()).form
            return _written(counter.get(step, 1), form)

        return re.sub(r"%(\d)", one, shown.text)

    def _of(self, paragraph: Any) -> tuple[str | None, int]:
        properties = paragraph.find(f"{W}pPr")
        own = properties.find(f"{W}numPr") if properties is not None else None
        num_id, level = _pair(own)
        style_element = properties.find(f"{W}pStyle") if properties is not None else None
        style = style_element.get(f"{W}val") if style_element is not None else None
        seen: set[str] = set()
        while style is not None and style not in seen and (num_id is None or level is None):
            seen.add(style)
            from_num, from_level, base = self.styles.get(style, (None, None, None))
            num_id, level = num_id if num_id is not None else from_num, level if level is not None else from_level
            style = base
        return num_id, level or 0


def _pair(element: Any) -> tuple[str | None, int | None]:
    if element is None:
        return None, None
    num, level = element.find(f"{W}numId"), element.find(f"{W}ilvl")
    return (
        num.get(f"{W}val") if num is not None else None,
        int(level.get(f"{W}val")) if level is not None else None,
    )


def _written(value: int, form: str) -> str:
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCounting",
    ):
        tens, ones = divmod(value, 10)
        head = ("" if tens == 1 else _CHINESE[tens]) + "十" if tens else ""
        return head + (_CHINESE[ones] if ones or not tens else "")
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    return str(value)


def read(numbering: Any, styles: Any) -> Numbering:
    """From the root elements of numbering.xml and styles.xml (either may be None)."""
    found = Numbering()
    if numbering is not None:
        abstracts = {a.get(f"{W}abstractNumId"): _levels(a) for a in numbering.findall(f"{W}abstractNum")}
        for num in numbering.findall(f"{W}num"):
            num_id = num.get(f"{W}numId")
            abstract = num.find(f"{W}abstractNumId").get(f"{W}val")
            levels = dict(abstracts.get(abstract, {}))
            own_counter = False
            for override in num.findall(f"{W}lvlOverride"):
                at = int(override.get(f"{W}ilvl"))
                start = override.find(f"{W}startOverride")
                if override.find(f"{W}lvl") is not None:
                    levels[at] = _level(override.find(f"{W}lvl"))
                if start is not None:
                    base = levels.get(at, _Level())
                    levels[at] = _Level(int(start.get(f"{W}val")), base.form, base.text, base.legal)
                    own_counter = True
            found.levels[num_id] = levels
            # a list that is told to begin again counts for itself
            found.abstract[num_id] = f"num{num_id}" if own_counter else abstract
    if styles is not None:
        for style in styles.findall(f"{W}style"):
            properties, base = style.find(f"{W}pPr"), style.find(f"{W}basedOn")
            num_id, level = _pair(properties.find(f"{W}numPr") if properties is not None else None)
            found.styles[style.get(f"{W}styleId")] = (
                num_id, level, base.get(f"{W}val") if base is not None else None,
            )  # fmt: skip
    return found


def _levels(abstract: Any) -> dict[int, _Level]:
    return {int(level.get(f"{W}ilvl")): _level(level) for level in abstract.findall(f"{W}lvl")}


def _level(element: Any) -> _Level:
    def value(name: str, default: str) -> str:
        child = element.find(f"{W}{name}")
        return str(child.get(f"{W}val")) if child is not None and child.get(f"{W}val") is not None else default

    return _Level(
        int(value("start", "1")),
        value("numFmt", "decimal"),
        value("lvlText", ""),
        element.find(f"{W}isLgl") is not None,
    )
