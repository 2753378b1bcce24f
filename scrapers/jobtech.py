"""An advertisement as both of JobTech's interfaces give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrapers.engine import Board
from scrapers.items import JobPosting
from scrapers.posting import build


def ad_to_posting(board: Board, ad: Mapping[str, Any]) -> JobPosting:
    """The posting in one JobAd; contacts and application details are never read. Raises BadRecord."""
    text, place = _part(ad, "description"), _part(ad, "workplace_address")
    musts, wishes = _part(ad, "must_have"), _part(ad, "nice_to_have")
    asked = [item for part in (musts, wishes) for name in ("skills", "languages") for item in part.get(name) or ()]
    experience = [item for part in (musts, wishes) for item in part.get("work_experiences") or ()]
    return build(
        board, key=ad.get("id"), title=ad.get("headline"),
        description=[text.get("text_formatted") or text.get("text"), text.get("requirements")],
        url=ad.get("webpage_url"), posted=ad.get("publication_date"), valid_through=ad.get("last_publication_date"),
        country=place.get("country") or "SE", employer=_part(ad, "employer").get("name"),
        location_raw=place.get("municipality") or place.get("city"), province_raw=place.get("region"),
        industry_raw=ad.get("occupation_field"), employment_type_raw=ad.get("employment_type"),
        salary_raw=ad.get("salary_description"), experience_raw=experience or None, tags=asked,
    )  # fmt: skip


def _part(ad: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = ad.get(name)
    return value if isinstance(value, Mapping) else {}
