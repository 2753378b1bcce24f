"""A posting's vocational field and the certificates whose job group it belongs to, decided by its title."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from taxonomy.models import Target

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Field:
    """One vocational field: code, names, and the words in a title that tell it."""

    code: str
    zh: str
    en: str
    pattern: re.Pattern[str]
    groups: tuple[tuple[str, re.Pattern[str]], ...]
    """Narrower job groups inside the field, in the order in which they are tried."""


@functools.lru_cache(maxsize=1)
def fields() -> tuple[Field, ...]:
    """All fields in the order in which they are tried."""
    rows = yaml.safe_load((Path(__file__).parent / "fields.yaml").read_text("utf-8"))
    return tuple(
        Field(
            r["code"], r["zh"], r["en"], re.compile("|".join(r["words"])),
            tuple((g["code"], re.compile("|".join(g["words"]))) for g in r.get("groups", ())),
        )
        for r in rows
    )  # fmt: skip


def field_names() -> list[dict[str, str]]:
    """Code and names of every field, `other` last."""
    return [{"field": f.code, "zh": f.zh, "en": f.en} for f in fields()] + [
        {"field": OTHER, "zh": "其他", "en": "Other"}
    ]


@functools.lru_cache(maxsize=200_000)
def place_of(title: str) -> tuple[str, str]:
    """Field and job group of a title, e.g. ("it_software", "it_software.front_end").

    The field is `other` where no word decides; the group is the field itself where none of its groups does."""
    lowered = title.lower()
    for field in fields():
        if field.pattern.search(lowered):
            group = next((code for code, pattern in field.groups if pattern.search(lowered)), None)
            return field.code, f"{field.code}.{group}" if group else field.code
    return OTHER, OTHER


def field_of(title: str) -> str:
    """Code of the field that the title belongs to; `other` where no word decides."""
    return place_of(title)[0]


_SHORT = re.compile(r"[a-z0-9]{1,3}")


def title_words(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words in a title in small letters; nothing where there is no word.

    Up to three Latin letters or digits stand alone: HR is not in "three", 5G not in "15G"."""
    parts = (re.escape(word.lower()) for word in words)
    return re.compile("|".join(rf"(?<![a-z0-9]){p}(?![a-z0-9])" if _SHORT.fullmatch(p) else p for p in parts) or "(?!)")


def certificate_matcher(targets: Iterable[tuple[str, Target]]) -> Callable[[str], list[str]]:
    """A function from a title to the codes of the certificates whose target titles it names; `targets` by code."""
    rules = [
        (
            code,
            title_words(target.titles),
            title_words(target.exclude_titles),
        )
        for code, target in targets
    ]

    @functools.lru_cache(maxsize=200_000)
    def match(title: str) -> list[str]:
        lowered = title.lower()
        return [code for code, wanted, unwanted in rules if wanted.search(lowered) and not unwanted.search(lowered)]

    return match
