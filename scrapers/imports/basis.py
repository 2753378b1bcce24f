"""What the dates of one record rest on: shown by the site, first seen by a crawler, the file's, or a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scrapers.imports.dates import Reading
from scrapers.imports.heading_table import plain
from scrapers.items import DateBasis

_WORDS: dict[str, DateBasis] = {
    "posted": "posted",
    "published": "posted",
    "发布": "posted",
    "发布日期": "posted",
    "发布时间": "posted",
    "updated": "updated",
    "更新": "updated",
    "更新日期": "updated",
    "更新时间": "updated",
    "first_seen": "first_seen",
    "first_scan": "first_seen",
    "crawled": "first_seen",
    "首次发现": "first_seen",
    "首次采集": "first_seen",
    "抓取日期": "first_seen",
    "采集日期": "first_seen",
    "file_date": "file_date",
    "upload_folder": "file_date",
    "repo_commit": "file_date",
    "文件日期": "file_date",
    "year_only": "year_only",
    "repo_readme_year": "year_only",
    "仅年份": "year_only",
    "none": "none",
    "无": "none",
}
_PLAIN_WORDS = {plain(word): basis for word, basis in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Dates:
    """The date fields of a posting."""

    published: date | None
    seen: date | None
    basis: DateBasis
    year: int | None


@dataclass(frozen=True, slots=True)
class Readings:
    """What the date columns of one record say."""

    published: Reading
    updated: Reading
    seen: Reading
    year: int | None


def basis_of(word: str | None) -> DateBasis | None:
    """The basis that a record's own word means; None when there is none or it is not known."""
    return _PLAIN_WORDS.get(plain(word)) if word else None


def settle(said: Readings, basis: DateBasis | None) -> Dates:
    """Dates that go with the stated basis, or with the columns they stand in when none is stated.

    The date of a file is no sighting of a posting: with `file_date` only the year is kept. A stated basis
    that no date bears out gives way to the best that one does bear out."""
    if basis in ("file_date", "year_only"):
        read = (said.published, said.updated, said.seen)
        year = said.year or next((r.year for r in read if r.year is not None), None)
        seen = said.seen.day if basis == "year_only" else None
        return Dates(None, seen, basis if year is not None else "none", year)
    if basis == "first_seen":
        seen = said.seen.day or said.published.day or said.updated.day
        published = None
    else:
        seen = said.seen.day
        published, basis = _published(said, basis)
    if published is not None:
        return Dates(published, seen, basis or "posted", published.year)
    year = said.year or (None if basis == "first_seen" else said.published.year or said.updated.year)
    if seen is not None and basis != "none":
        return Dates(None, seen, "first_seen", year or seen.year)
    if year is not None and basis != "none":
        return Dates(None, None, "year_only", year)
    return Dates(None, seen, "none", year)


def _published(said: Readings, basis: DateBasis | None) -> tuple[date | None, DateBasis | None]:
    if basis == "none":
        return None, basis
    if basis == "updated":
        return said.updated.day or said.published.day, "updated"
    if said.published.day is not None:
        return said.published.day, "posted"
    return said.updated.day, "updated" if said.updated.day is not None else None
