"""What every posting passes before it is stored: fields that its source may not keep go, personal data goes."""

from __future__ import annotations

import logging
from typing import Any, Final

from scrapy.logformatter import LogFormatter

from scrapers.items import JobPosting
from scrapers.scrub import scrub
from scrapers.source import Source

FREE_TEXTS: Final = (
    "title",
    "employer",
    "location_raw",
    "industry_raw",
    "salary_raw",
    "education_raw",
    "experience_raw",
    "employment_type_raw",
    "description",
)
"""Fields of a posting that people write in; ids, addresses of pages and dates stay as they are."""


def admit(posting: JobPosting, source: Source) -> JobPosting:
    """A posting fit to be stored: without the fields that its source must not keep, without personal data."""
    return scrubbed(without_fields(posting, source.drop_fields))


def scrubbed(posting: JobPosting) -> JobPosting:
    """The posting without personal data in any text; `pii_removed` grows by what was taken out."""
    changed: dict[str, Any] = {}
    removed = 0
    for name in FREE_TEXTS:
        text = getattr(posting, name)
        if text and (spans := (clean := scrub(text)).spans):
            changed[name] = clean.text
            removed += len(spans)
    tags = [scrub(tag) for tag in posting.tags]
    if any(tag.spans for tag in tags):
        changed["tags"] = tuple(tag.text for tag in tags)
        removed += sum(len(tag.spans) for tag in tags)
    if not removed:
        return posting
    return posting.model_copy(update=changed | {"pii_removed": posting.pii_removed + removed})


def without_fields(posting: JobPosting, names: tuple[str, ...]) -> JobPosting:
    """The posting with the named optional fields empty: facts of a source say what must never be stored."""
    fields = JobPosting.model_fields
    emptied = {name: fields[name].get_default() for name in names if name in fields and not fields[name].is_required()}
    return posting.model_copy(update=emptied) if emptied else posting


class WordlessLog(LogFormatter):  # type: ignore[misc]
    """Says that an item came, was set aside or failed; never what stood in it, since that may name people."""

    def scraped(self, item: Any, response: Any, spider: Any) -> dict[str, Any]:
        return {"level": logging.DEBUG, "msg": "Item from %(src)s", "args": {"src": response}}

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Any) -> dict[str, Any]:
        level = logging.getLevelName(str(getattr(exception, "log_level", None) or "INFO"))
        return {
            "level": level,
            "msg": "Set aside (%(why)s): %(src)s",
            "args": {"why": exception, "src": response},
        }

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Any) -> dict[str, Any]:
        return {"level": logging.ERROR, "msg": "Item failed at %(src)s", "args": {"src": response}}
