"""Occupations of the national classification: the new ones, the codes in use, and which title means which.

Two code systems exist side by side: the 2022 edition of the classification and the codes printed in national
standards; both are kept, neither is derived from the other."""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from taxonomy.registry import HERE, TaxonomyError

FOLDER = HERE / "occupations"
CODE = r"^[1-8]-\d{2}-\d{2}-\d{2}$"
_NOT_SURE = re.compile(
    r"销售|总监|经理|店长|合伙人|讲师|培训师|导师|老师|代理商|招商|加盟|"
    r"猎头|储备干部|管培生|学徒|多岗位|各岗位"
)
"""Words with which a title speaks of managing, selling or teaching the work, or of several posts at once."""
NAMED_IN_TOTAL = 110
"""Occupations of the seven batches of 2019-2025; nine of the seventh were not found by name."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewOccupation(_Strict):
    """One occupation or work type published since 2019 (a row of `new_occupations.csv`)."""

    name: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    """Our translation."""
    kind: Literal["occupation", "work_type"]
    batch: int = Field(ge=1, le=7)
    announced: str = Field(pattern=r"^20\d{2}-\d{2}$")
    code_2022: str | None = Field(pattern=CODE)
    """Code in the 2022 public-notice table."""
    code_standard: str | None = Field(pattern=CODE)
    """Code printed in its national standard, where that is known."""
    digital: bool | None
    """Mark S of the 2022 table; None where the occupation has no code there."""
    green: bool | None
    """Mark L, likewise."""
    source_name: str = Field(min_length=1)
    source_code: str | None


class TitleRule(_Strict):
    """Titles that mean one occupation for certain (an item of `title_rules.yaml`)."""

    code: str = Field(pattern=CODE)
    zh: str
    en: str
    digital: bool
    green: bool
    words: tuple[str, ...] = Field(min_length=1)
    exclude: tuple[str, ...] = ()

    @functools.cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
        return re.compile("|".join(self.words)), re.compile("|".join(self.exclude)) if self.exclude else None

    def claims(self, title: str) -> bool:
        """Whether a normalised title is of this occupation."""
        words, exclude = self._patterns
        return words.search(title) is not None and (exclude is None or exclude.search(title) is None)


class Section(_Strict):
    """A section of the classification of industries GB/T 4754."""

    code: str = Field(pattern=r"^[A-T]$")
    name: str
    name_en: str


_MARK: dict[str, bool | None] = {"yes": True, "no": False, "": None}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.lru_cache(maxsize=2)
def new_occupations(folder: Path = FOLDER) -> tuple[NewOccupation, ...]:
    """All new occupations whose names were found, by batch; raises TaxonomyError with the line."""
    found = []
    for number, row in enumerate(_rows(folder / "new_occupations.csv"), start=2):
        try:
            values = {key: value.strip() or None for key, value in row.items()}
            marks = {key: _MARK[row[key].strip()] for key in ("digital", "green")}
            found.append(NewOccupation.model_validate({**values, **marks}))
        except (ValidationError, KeyError, AttributeError) as error:
            raise TaxonomyError(f"new_occupations.csv, line {number}: {error}") from error
    return tuple(found)


@functools.lru_cache(maxsize=2)
def title_rules(folder: Path = FOLDER) -> tuple[TitleRule, ...]:
    """The rules in file order."""
    items = yaml.safe_load((folder / "title_rules.yaml").read_text("utf-8"))
    try:
        return tuple(TitleRule.model_validate(item) for item in items)
    except ValidationError as error:
        raise TaxonomyError(f"title_rules.yaml: {error}") from error


@functools.lru_cache(maxsize=2)
def industry_sections(folder: Path = FOLDER) -> tuple[Section, ...]:
    """The 20 sections of GB/T 4754."""
    return tuple(Section.model_validate(row) for row in _rows(folder / "industry_sections.csv"))


@functools.lru_cache(maxsize=100_000)
def occupation_of(title: str) -> TitleRule | None:
    """The occupation that a job title names for certain; None where no rule or more than one claims it."""
    text = unicodedata.normalize("NFKC", title).casefold()
    if _NOT_SURE.search(text):
        return None
    claims = [rule for rule in title_rules() if rule.claims(text)]
    return claims[0] if len(claims) == 1 else None
