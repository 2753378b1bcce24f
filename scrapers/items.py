"""`JobPosting`: one posting as its source gave it, already without personal data.

Field names follow zyte-common-items and schema.org where they fit; raw values stay as printed (`*_raw`) and
are typed later, in the warehouse's staging layer."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DateBasis = Literal["posted", "updated", "first_seen", "file_date", "year_only", "none"]
"""What `date_published` rests on: the date that the site showed as first published (`posted`) or last updated
(`updated`), the day on which a crawler first saw the posting (`first_seen`), the date of the file or folder in
which it came (`file_date`), only a year (`year_only`), nothing (`none`)."""


class JobPosting(BaseModel):
    """One line of a landing file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    posting_id: str = Field(pattern=r"^p[0-9a-f]{16}$")
    """Stable identity: see `posting_id`."""
    source: str = Field(min_length=1)
    """Name of the board or office that the posting comes from, as shown to readers, e.g. "前程无忧"."""
    source_job_id: str | None = None
    url: str | None = None
    title: str = Field(min_length=1)
    employer: str | None = None
    location_raw: str | None = None
    """City or place as printed, e.g. "广州-天河区"."""
    province_raw: str | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    """ISO 3166 code when the source says it; never guessed from the language."""
    industry_raw: str | None = None
    salary_raw: str | None = None
    education_raw: str | None = None
    experience_raw: str | None = None
    employment_type_raw: str | None = None
    description: str = Field(min_length=1)
    """Plain text, HTML removed, line breaks kept, personal data replaced by [PHONE], [EMAIL], [IM], [ID], [NAME]."""
    tags: tuple[str, ...] = ()
    """Skill or key-word tags that the employer or the site attached."""
    date_published: date | None = None
    date_seen: date | None = None
    """First day on which a crawler saw the posting."""
    date_basis: DateBasis = "none"
    year: int | None = None
    valid_through: date | None = None
    truncated: bool = False
    """True when the source gives only a cut-off preview of the text."""
    demonstration: bool = False
    """True for invented postings of the demonstration board; shown wherever they show."""
    pii_removed: int = 0
    """How many pieces of personal data were replaced."""


def posting_id(source: str, key: str) -> str:
    """Identity of a posting: "p" and 16 hex digits of SHA-256 over source and key.

    `key` is the source's own id or the canonical address; only where a source gives neither, a hash of title,
    employer, place and text."""
    return "p" + hashlib.sha256(f"{source}\x1f{key}".encode()).hexdigest()[:16]
