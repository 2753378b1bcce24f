"""From pages to postings: pure functions, no requests, no clock, no state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pydantic import ValidationError
from w3lib.url import canonicalize_url, url_query_cleaner

from scrapers.errors import BadRecord
from scrapers.items import JobPosting, posting_id
from scrapers.markup import all_texts, first_text, html_to_text, jobpostings_from_jsonld
from scrapers.source import Source

__all__ = [
    "BadRecord",
    "canonical_url",
    "country_code",
    "html_to_text",
    "jobpostings_from_jsonld",
    "parse_jsonld_posting",
    "read_date",
    "salary_text",
]

_DATE: Final = re.compile(r"^\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT_DATE: Final = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:T|\s|$)")
_SPLIT: Final = re.compile(r"[,，、;；|\n]+")
_TAG: Final = re.compile(r"(?=.{1,30}$)(?:[^一-鿿]*[一-鿿]){0,12}[^一-鿿]*$")
"""A key word, not a sentence: at most 12 Chinese signs and 30 in all."""
_COUNTRIES: Final = {
    "中国": "CN",
    "中华人民共和国": "CN",
    "china": "CN",
    "prc": "CN",
    "chn": "CN",
    "中国大陆": "CN",
    "united states": "US",
    "usa": "US",
    "germany": "DE",
    "deutschland": "DE",
    "sverige": "SE",
    "sweden": "SE",
    "united kingdom": "GB",
    "uk": "GB",
    "france": "FR",
    "netherlands": "NL",
    "spain": "ES",
    "singapore": "SG",
    "india": "IN",
    "canada": "CA",
    "poland": "PL",
    "austria": "AT",
    "switzerland": "CH",
}
_UNITS: Final = {"HOUR": "时", "DAY": "天", "WEEK": "周", "MONTH": "月", "YEAR": "年"}
_TRACKING: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "from", "spm")


def parse_jsonld_posting(
    data: Mapping[str, Any], url: str, source: Source, *, seen_on: date | None = None
) -> JobPosting:
    """The posting in one JSON-LD object found at `url`, texts not yet scrubbed; contacts are never read.

    `seen_on`: the day of the crawl. Raises BadRecord: "no title", "no description", "bad date"."""
    title = " ".join((first_text(data.get("title"), "name") or first_text(data.get("name")) or "").split())
    if not title:
        raise BadRecord("no title")
    description = _description(data)
    if not description:
        raise BadRecord("no description")
    posted = _posted(data)
    dated = posted or seen_on
    address = _addresses(data.get("jobLocation"))
    native = first_text(data.get("identifier"), "value", "name")
    canonical = canonical_url(url)
    try:
        return JobPosting(
            posting_id=posting_id(source.title_zh, native or canonical),
            source=source.title_zh,
            source_job_id=native,
            url=canonical,
            title=title,
            employer=first_text(data.get("hiringOrganization"), "name", "legalName"),
            location_raw=address["city"],
            province_raw=address["region"],
            country=address["country"],
            industry_raw=first_text(data.get("industry"), "name"),
            salary_raw=salary_text(data.get("baseSalary")),
            education_raw=first_text(data.get("educationRequirements"), "credentialCategory", "name", "description"),
            experience_raw=_experience(data.get("experienceRequirements")),
            employment_type_raw="、".join(all_texts(data.get("employmentType"), "name")) or None,
            description=description,
            tags=_tags(data.get("skills")),
            date_published=posted,
            date_seen=seen_on,
            date_basis="posted" if posted else "first_seen" if seen_on else "none",
            year=dated.year if dated else None,
            valid_through=read_date(first_text(data.get("validThrough"))),
            demonstration=source.demonstration,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRecord(f"{'.'.join(map(str, first['loc']))}: {first['type']}") from error


def canonical_url(url: str) -> str:
    """The address without fragment and marks of advertising."""
    return str(canonicalize_url(url_query_cleaner(url, _TRACKING, remove=True)))


def read_date(text: str | None) -> date | None:
    """The day in "2024-09-01T08:00:00+08:00", "2024/9/1", "2024年9月1日" or "20240901", else None."""
    match = text and (_DATE.match(text) or _COMPACT_DATE.match(text))
    if not match:
        return None
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None


def salary_text(value: object) -> str | None:
    """A salary as printed, or from its parts: "8000-12000元/月", "50000-70000 USD/年"."""
    if not isinstance(value, Mapping):
        return first_text(value)
    inner = value.get("value", value)
    if not isinstance(inner, Mapping):
        amount, unit = first_text(inner), value.get("unitText")
    else:
        bounds = [first_text(inner.get(key)) for key in ("minValue", "maxValue")]
        amount = "-".join(dict.fromkeys(bound for bound in bounds if bound)) or first_text(inner.get("value"))
        unit = inner.get("unitText") or value.get("unitText")
    if not amount:
        return None
    if not re.fullmatch(r"[\d.,\-]+", amount):
        return amount  # "8千-1.2万·13薪": the site printed it, units and all
    currency = (first_text(value.get("currency")) or first_text(value.get("currencyCode")) or "").upper()
    money = "元" if currency in ("CNY", "RMB", "") else f" {currency}"
    period = _UNITS.get(str(unit).upper())
    return f"{_plain(amount)}{money}" + (f"/{period}" if period else "")


def _plain(amount: str) -> str:
    return re.sub(r"\.0+(?=-|$)", "", amount.replace(",", ""))


def _posted(data: Mapping[str, Any]) -> date | None:
    text = first_text(data.get("datePosted"))
    day = read_date(text)
    if text and day is None:
        raise BadRecord("bad date")
    return day


def _description(data: Mapping[str, Any]) -> str:
    """The description, and duties and requirements that stand in fields of their own."""
    parts = [first_text(data.get("description")) or ""]
    for key in ("responsibilities", "qualifications", "skills"):
        text = "\n".join(all_texts(data.get(key), "name", "description"))
        is_list_of_tags = key == "skills" and len(_tags(data.get(key))) > 0
        if text and not is_list_of_tags and text not in parts[0]:
            parts.append(text)
    return html_to_text("\n".join(parts))


def _experience(value: object) -> str | None:
    if isinstance(value, Mapping) and isinstance(months := value.get("monthsOfExperience"), int | float | str):
        number = str(months).removesuffix(".0")
        if number.isdigit():
            return f"{int(number) // 12}年" if int(number) and int(number) % 12 == 0 else f"{number}个月"
    return first_text(value, "name", "description")


def _tags(value: object) -> tuple[str, ...]:
    """Key words of a `skills` field; none when it holds prose, which belongs to the description."""
    words = [part.strip() for text in all_texts(value, "name") for part in _SPLIT.split(text)]
    words = [word for word in words if word]
    return tuple(dict.fromkeys(words)) if all(_TAG.match(word) for word in words) else ()


def _addresses(value: object) -> dict[str, str | None]:
    places = value if isinstance(value, list) else [value]
    cities: list[str] = []
    regions: list[str] = []
    countries: list[str] = []
    for place in places:
        address = place.get("address", place.get("name")) if isinstance(place, Mapping) else place
        if isinstance(address, list):
            address = address[0] if address else None
        if isinstance(address, Mapping):
            cities.append(first_text(address.get("addressLocality"), "name") or "")
            regions.append(first_text(address.get("addressRegion"), "name") or "")
            countries.append(first_text(address.get("addressCountry"), "identifier", "name") or "")
            if not cities[-1] and not regions[-1]:
                cities[-1] = first_text(address.get("streetAddress")) or ""
        else:
            cities.append(first_text(address) or "")
    city = "、".join(dict.fromkeys(filter(None, cities))) or None
    country = next((code for name in countries if (code := country_code(name))), None)
    return {"city": city, "region": next(filter(None, regions), None), "country": country}


def country_code(name: str) -> str | None:
    """ISO 3166 code of a country as sites write it; None when it is not known."""
    name = name.strip()
    if re.fullmatch(r"[A-Za-z]{2}", name):
        return name.upper()
    return _COUNTRIES.get(name.strip().lower())
