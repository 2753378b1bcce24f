"""Fields of an answer → `JobPosting`, the same way for every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

from pydantic import ValidationError

from scrapers.engine import Board
from scrapers.errors import BadRecord
from scrapers.items import JobPosting, posting_id
from scrapers.markup import all_texts, first_text, html_to_text
from scrapers.parse import canonical_url, country_code, read_date

_SECONDS: Final = (10**9, 10**11)
"""Numbers in this range are seconds since 1970, a thousand times larger ones milliseconds."""


def build(
    board: Board,
    *,
    key: object,
    title: object,
    description: object,
    native: object = None,
    url: object = None,
    posted: object = None,
    updated: object = None,
    valid_through: object = None,
    country: object = None,
    tags: object = (),
    **texts: object,
) -> JobPosting:
    """A posting of the board. `key` decides its identity, `native` is the source's own id, `description` a text or
    several (HTML or plain), `texts` any of the `*_raw` fields and `employer`.

    Raises BadRecord: "no title", "no description", "no id", or a field that does not fit."""
    name = " ".join((first_text(title, "name", "text", "label") or "").split())
    text = _joined(description)
    if not name or not text or key in (None, ""):
        raise BadRecord("no title" if not name else "no description" if not text else "no id")
    shown, day = day_of(posted), day_of(updated)
    dated = shown or day or board.seen_on
    address = first_text(url)
    values: dict[str, Any] = {
        field: "、".join(all_texts(value, "name", "label", "text")) or None for field, value in texts.items()
    }
    try:
        return JobPosting(
            posting_id=posting_id(board.source.title_zh, str(key)),
            source=board.source.title_zh,
            source_job_id=first_text(native) if native is not None else str(key),
            url=canonical_url(address) if address else None,
            title=name,
            description=text,
            country=country_code(first_text(country) or ""),
            tags=tuple(tag for tag in all_texts(tags, "name", "label") if len(tag) <= 60),
            date_published=shown or day,
            date_seen=board.seen_on,
            date_basis="posted" if shown else "updated" if day else "first_seen" if board.seen_on else "none",
            year=dated.year if dated else None,
            valid_through=day_of(valid_through),
            demonstration=board.source.demonstration,
            **values,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRecord(f"{'.'.join(map(str, first['loc']))}: {first['type']}") from error


def day_of(value: object) -> date | None:
    """The day in an ISO text, or in seconds or milliseconds since 1970 (UTC); None when there is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        if number >= _SECONDS[1]:
            number /= 1000
        if not _SECONDS[0] / 10 <= number < _SECONDS[1]:
            return None
        return datetime.fromtimestamp(number, UTC).date()
    return read_date(first_text(value)) if value is not None else None


def titled(sections: Iterable[tuple[object, object]]) -> list[str]:
    """Sections with headings as texts: "heading", then its text; sections without text are left out."""
    parts = []
    for heading, content in sections:
        text = _joined(content)
        if text:
            head = html_to_text(str(heading or "")).strip()
            parts.append(f"{head}\n{text}" if head and head not in text[: len(head) + 5] else text)
    return parts


def _joined(value: object) -> str:
    """Texts one under the other as plain text; one that stands in another already is left out."""
    if isinstance(value, str):
        return html_to_text(value)
    parts: list[str] = []
    for part in value if isinstance(value, Iterable) else ():
        text = html_to_text(str(part)) if part else ""
        if text and not any(text in before for before in parts):
            parts.append(text)
    return "\n".join(parts)


def money(low: object, high: object, unit: str) -> str | None:
    """ "6000-8000元/月" from two numbers as the source gives them; None when neither is a positive number."""
    bounds = [text for text in (first_text(low), first_text(high)) if text and re.fullmatch(r"[\d.]+", text)]
    bounds = [re.sub(r"\.0+$", "", bound) for bound in bounds if float(bound) > 0]
    return "-".join(dict.fromkeys(bounds)) + unit if bounds else None
