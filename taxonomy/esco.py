"""Links of our skills to ESCO concepts, each with its quality (`taxonomy/esco/links.csv`; source: README there)."""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from taxonomy.registry import HERE, Taxonomy, TaxonomyError

Quality = Literal["exact", "close", "broad"]
QUALITIES: tuple[Quality, ...] = ("exact", "close", "broad")


class EscoLink(BaseModel):
    """One skill and the ESCO concept that is nearest to it (SKOS: exactMatch, closeMatch, broadMatch)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    skill_id: str
    uri: str = Field(pattern=r"^http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}$")
    label: str = Field(min_length=1)
    """English preferred label of the concept."""
    quality: Quality
    """exact: the same term; close: the same thing in other words; broad: the concept holds more than our skill."""


@functools.lru_cache(maxsize=2)
def load(path: Path = HERE / "esco" / "links.csv") -> tuple[EscoLink, ...]:
    """All links, by skill id; raises TaxonomyError with the line and what is wrong."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                found.append(EscoLink.model_validate(row))
            except ValidationError as error:
                raise TaxonomyError(f"{path.name}, line {number}: {error}") from error
    return tuple(found)


def problems(links: tuple[EscoLink, ...], taxonomy: Taxonomy) -> list[str]:
    """Unknown skills, skills linked twice, concepts with two labels."""
    found: list[str] = []
    seen: set[str] = set()
    labels: dict[str, str] = {}
    for link in links:
        if link.skill_id not in taxonomy.skills:
            found.append(f"esco/links.csv: unknown skill {link.skill_id}")
        if link.skill_id in seen:
            found.append(f"esco/links.csv: {link.skill_id} stands twice")
        seen.add(link.skill_id)
        if labels.setdefault(link.uri, link.label) != link.label:
            found.append(f"esco/links.csv: {link.uri} has two labels")
    return found
