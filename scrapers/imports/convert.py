"""One record of an imported file as a `JobPosting`: a pure function."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape

from pydantic import ValidationError

from scrapers.errors import BadRecord
from scrapers.imports.basis import Dates, Readings, basis_of, settle
from scrapers.imports.dates import Reading, read_date
from scrapers.imports.heading_table import plain
from scrapers.imports.mapping import FieldSource, Mapping
from scrapers.imports.values import country_of, flag_of, in_china, one_line, tags_of, text_of, tidy
from scrapers.items import DateBasis, JobPosting, posting_id
from scrapers.parse import canonical_url, html_to_text
from scrapers.scrub import scrub

_TAG = re.compile(
    r"</?(?:p|br|div|li|ul|ol|span|strong|b|i|u|em|table|tr|td|h[1-6]|font|a|section)(?:\s[^<>]*|/)?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,4});", re.IGNORECASE)
_PARTS = ("description", "duties", "requirements")
_SHORT_TEXTS = (
    "location_raw",
    "province_raw",
    "industry_raw",
    "salary_raw",
    "education_raw",
    "experience_raw",
    "employment_type_raw",
)
_SEVEN_DIGITS = re.compile(r"(?:\d[\s-]?){7}|[@＠]")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for records that do not say it themselves."""

    source: str
    fixed_source: bool = False
    """True: `source` holds even where a record names another one."""
    date_basis: DateBasis | None = None
    reference_date: date | None = None
    """The day on which the file was made; "3天前" relates to it where a record has no crawl date."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A posting, and the dates of its record that were not understood ("date_published: not understood")."""

    posting: JobPosting
    unread: tuple[str, ...] = ()


def to_posting(cells: dict[str, object], mapping: Mapping, defaults: Defaults) -> JobPosting:
    """The posting in one record, free of personal data. Raises `BadRecord(reason)` when it is none."""
    return convert(cells, mapping, defaults).posting


def convert(cells: dict[str, object], mapping: Mapping, defaults: Defaults) -> Converted:
    """Like `to_posting`, and tells which dates stayed unread."""
    got = {name: _value(cells, source) for name, source in mapping.fields.items() if name not in _PARTS}
    title = one_line(text_of(got.get("title")) or "")
    text = _description(cells, mapping)
    if not title or not text:
        raise BadRecord("no title" if not title else "no description")
    source = _source(got, defaults)
    job_id, url = text_of(got.get("source_job_id")), _url(got.get("url"))
    employer = _short(got.get("employer"))
    values: dict[str, object] = {name: _short(got.get(name)) for name in _SHORT_TEXTS}
    values["salary_raw"] = values["salary_raw"] or _salary(got)
    key = job_id or (_canonical(url) if url else None)
    if key is None:
        key = "\x1f".join((title, employer or "", str(values["location_raw"] or ""), "".join(text.split())))
    values |= {"title": title, "description": text, "employer": employer, "tags": tags_of(got.get("tags"))}
    values["country"] = _country(got, values)
    removed = _scrub_all(values)
    dates, unread = _dates(got, defaults)
    try:
        posting = JobPosting(
            posting_id=posting_id(source, key),
            source=source,
            source_job_id=job_id,
            url=url,
            date_published=dates.published,
            date_seen=dates.seen,
            date_basis=dates.basis,
            year=dates.year,
            valid_through=read_date(got.get("valid_through"), defaults.reference_date).day,
            truncated=flag_of(got.get("truncated")),
            pii_removed=removed,
            **values,  # type: ignore[arg-type]  # checked by the model itself
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRecord(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return Converted(posting, unread)


def _value(cells: dict[str, object], source: FieldSource) -> object:
    """The constant, else the first of the columns that is filled."""
    if source.how == "constant":
        return source.value
    for heading in source.headings:
        value = cells.get(heading)
        if value is not None and value != "":
            return value
    return None


def _description(cells: dict[str, object], mapping: Mapping) -> str:
    """All parts of the text as plain text; each under its heading when there are several."""
    parts: dict[str, str] = {}
    for name in _PARTS:
        source = mapping.fields.get(name)
        for heading, value in _part_values(cells, source) if source is not None else ():
            raw = text_of(value)
            text = tidy(_plain_text(raw)) if raw else ""
            if text and not any(text in before for before in parts.values()):
                parts[heading] = text
    if len(parts) < 2:
        return next(iter(parts.values()), "")
    return "\n".join(
        text if plain(heading) in plain(text[: len(heading) + 10]) else f"{heading.strip('*＊ ')}：\n{text}"
        for heading, text in parts.items()
    )


def _plain_text(text: str) -> str:
    """HTML, also when it was escaped, as text; what only resembles HTML ("年龄<35") stays as it is."""
    if "<" in text and _TAG.search(text):
        return html_to_text(text)
    if "&" in text and _ENTITY.search(text):
        resolved = unescape(text)
        return html_to_text(resolved) if _TAG.search(resolved) else resolved
    return text


def _part_values(cells: dict[str, object], source: FieldSource) -> list[tuple[str, object]]:
    if source.how == "constant":
        return [("", source.value)]
    return [(heading, cells.get(heading)) for heading in source.headings]


def _source(got: dict[str, object], defaults: Defaults) -> str:
    own = None if defaults.fixed_source else text_of(got.get("source"))
    return one_line(own) if own else defaults.source


def _url(value: object) -> str | None:
    text = text_of(value)
    if text is None or not re.match(r"(?:https?:)?//|www\.", text, re.IGNORECASE):
        return None
    prefix = "https:" if text.startswith("//") else "https://" if text[:4].lower() == "www." else ""
    return prefix + text.split()[0]


def _canonical(url: str) -> str:
    """The same for one page however its address is written; an address that is damaged stands for itself."""
    try:
        return canonical_url(url)
    except ValueError:
        return url


def _short(value: object) -> str | None:
    text = _short_text(value) if isinstance(value, str) else text_of(value)
    return (one_line(text) or None) if text else None


_short_text = lru_cache(maxsize=16_384)(text_of)


def _salary(got: dict[str, object]) -> str | None:
    low, high = _short(got.get("salary_low")), _short(got.get("salary_high"))
    return "-".join(dict.fromkeys(part for part in (low, high) if part)) or None


def _country(got: dict[str, object], values: dict[str, object]) -> str | None:
    if "country" in got:
        return country_of(got["country"])
    places = (values["province_raw"], values["location_raw"])
    return "CN" if any(isinstance(place, str) and in_china(place) for place in places) else None


def _scrub_all(values: dict[str, object]) -> int:
    """Removes personal data from every text in place; returns how many pieces. Employers' names stay as they
    are unless they hold a number or an address."""
    removed = 0
    for name, value in values.items():
        if isinstance(value, tuple):
            clean = [_scrubbed(tag) for tag in value]
            values[name] = tuple(text for text, _ in clean)
            removed += sum(pieces for _, pieces in clean)
        elif isinstance(value, str) and (name != "employer" or _SEVEN_DIGITS.search(value)):
            values[name], pieces = _scrub(value) if name == "description" else _scrubbed(value)
            removed += pieces
    return removed


def _scrub(text: str) -> tuple[str, int]:
    scrubbed = scrub(text)
    return scrubbed.text, len(scrubbed.spans)


_scrubbed = lru_cache(maxsize=16_384)(_scrub)
"""Towns, degrees, salaries and tags come again and again."""


def _dates(got: dict[str, object], defaults: Defaults) -> tuple[Dates, tuple[str, ...]]:
    word = text_of(got.get("date_basis"))
    basis = basis_of(word) or defaults.date_basis
    seen = read_date(got.get("date_seen"), defaults.reference_date)
    reference = seen.day if basis not in ("file_date", "year_only") else None
    reference = reference or defaults.reference_date
    read = {
        "date_published": read_date(got.get("date_published"), reference),
        "date_updated": read_date(got.get("date_updated"), reference),
        "date_seen": seen,
    }
    unread = [note for name, reading in read.items() if (note := _unread(name, reading))]
    if word is not None and basis_of(word) is None:
        unread.append("date_basis: not understood")
    year = read_date(got.get("year")).year
    said = Readings(read["date_published"], read["date_updated"], seen, year)
    return settle(said, basis), tuple(unread)


def _unread(name: str, reading: Reading) -> str | None:
    if reading.empty or reading.day is not None:
        return None
    return f"{name}: only a year or month" if reading.year is not None else f"{name}: not understood"
