"""What every item passes on its way to the outbox (Scrapy calls these item pipelines): validate, scrub, once.

Nothing that fails is lost: it goes to the outbox's rejected file with its reason. The spider carries the
outbox as `spider.outbox` and its `Source` as `spider.source`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self, cast

from pydantic import ValidationError
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.logformatter import LogFormatter

from scrapers.items import JobPosting
from scrapers.outbox import Outbox
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


@dataclass(frozen=True, slots=True)
class Rejected:
    """What a spider yields in place of a posting that it could not make."""

    where: str
    reason: str
    record: object = None


class Carrier(Protocol):
    """What the guards ask of a spider."""

    outbox: Outbox
    source: Source


class _Guard:
    """Knows its spider from the crawl it belongs to."""

    def __init__(self, carrier: Callable[[], Carrier]) -> None:
        self._carrier = carrier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(lambda: cast("Carrier", crawler.spider))

    def _drop(self, rejected: Rejected) -> DropItem:
        self._carrier().outbox.reject(rejected.where, rejected.reason, rejected.record)
        return DropItem(rejected.reason, log_level="INFO")


class Validate(_Guard):
    """Lets postings through: a `JobPosting`, or a mapping that makes one. Takes out `Rejected`."""

    def process_item(self, item: object) -> JobPosting:
        """Raises DropItem when the item is no posting."""
        if isinstance(item, Rejected):
            raise self._drop(item)
        source = self._carrier().source
        if isinstance(item, JobPosting):
            return without_fields(item, source.drop_fields)
        if not isinstance(item, Mapping):
            raise self._drop(Rejected(source.name, f"not a posting but {type(item).__name__}"))
        where = str(item.get("url") or item.get("posting_id") or source.name)
        try:
            return without_fields(JobPosting.model_validate(dict(item)), source.drop_fields)
        except ValidationError as error:
            first = error.errors()[0]
            reason = f"{'.'.join(map(str, first['loc']))}: {first['type']}"
            raise self._drop(Rejected(where, reason, item)) from error


class Scrub(_Guard):
    """Replaces personal data in every text of a posting."""

    def process_item(self, item: JobPosting) -> JobPosting:
        return scrubbed(item)


class DropRepeats(_Guard):
    """Hands a posting to the outbox, which writes each `posting_id` of a run once."""

    def process_item(self, item: JobPosting) -> JobPosting:
        """Raises DropItem for a repeat."""
        if not self._carrier().outbox.write(item):
            raise DropItem("repeat", log_level="DEBUG")
        return item


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
