"""Removal of personal data from free text, before anything is stored.

`scrub(text)` replaces phone numbers, e-mail addresses, ids of messengers, identity cards and the names of
contact persons by [PHONE] [EMAIL] [IM] [ID] [NAME]. Each rule first asks a cheap question (is there an
"@" at all?), since nearly every text holds nothing to remove. Where a rule cannot be sure, it sides with
privacy for numbers beside a word such as 电话, and with the text for bare ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from scrapers.scrub_names import name_spans
from scrapers.scrub_numbers import id_card_spans, phone_spans
from scrapers.scrub_online import email_spans, im_spans
from scrapers.scrub_text import fold, lower, mask

Kind = Literal["phone", "email", "im", "id", "name"]

PLACEHOLDERS: Final[Mapping[Kind, str]] = {
    "phone": "[PHONE]",
    "email": "[EMAIL]",
    "im": "[IM]",
    "id": "[ID]",
    "name": "[NAME]",
}


class Span(NamedTuple):
    """Where a piece of personal data stood in the text as given."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A text without personal data, and where the removed pieces stood in the original, in order."""

    text: str
    spans: tuple[Span, ...] = ()


def scrub(text: str) -> Scrubbed:
    """The text with personal data replaced by placeholders; placeholders already there stay as they are."""
    cased = fold(text)
    masked = lower(cased)
    found: list[Span] = []
    for kind, rule in _RULES:
        if spans := tuple(rule(masked)):
            found += (Span(start, end, kind) for start, end in spans)
            masked = mask(masked, spans)
    found += (Span(start, end, "name") for start, end in name_spans(masked, cased))
    if not found:
        return Scrubbed(text)
    found.sort()
    return Scrubbed(_replace(text, found), tuple(found))


CONTACT_KEYS: Final = re.compile(
    r"contact|phone|telephone|mobile|e-?mail|wechat|weixin|^(?:tel|fax|qq|vx|im)$"
    r"|联系|联络|电话|手机|微信|邮箱|传真|身份证",
    re.IGNORECASE,
)


def without_contacts(record: object) -> object:
    """The record without any field whose name says contact, at any depth; for excerpts."""
    if isinstance(record, Mapping):
        return {str(key): without_contacts(value) for key, value in record.items() if not CONTACT_KEYS.search(str(key))}
    if isinstance(record, list | tuple):
        return [without_contacts(value) for value in record]
    return record


def _replace(text: str, spans: Iterable[Span]) -> str:
    parts, last = [], 0
    for start, end, kind in spans:
        parts += [text[last:start], PLACEHOLDERS[kind]]
        last = end
    parts.append(text[last:])
    return "".join(parts)


# the first to find a piece names it: an address in numbers@qq.com is no phone, a phone after 微信 is no id
_RULES: Final[tuple[tuple[Kind, Callable[[str], Iterator[tuple[int, int]]]], ...]] = (
    ("id", id_card_spans),
    ("email", email_spans),
    ("phone", phone_spans),
    ("im", im_spans),
)
