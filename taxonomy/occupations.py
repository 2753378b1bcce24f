"""Occupations of the national classification: the new ones, the codes in use, and which title means which.

Two code systems exist side by side: the 2022 edition of the classification and the codes printed in national
standards; both are kept, neither is derived from the other."""

from __future__ import annotations

import csv
import functools
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from taxonomy import catalogue
from taxonomy.registry import HERE, TaxonomyError

FOLDER = HERE / "occupations"
CODE = r"^[1-8]-\d{2}-\d{2}-\d{2}$"
_NOT_SURE = re.compile(
    r"销售|总监|经理|部长|店长|合伙人|讲师|培训师|导师|老师|代理商|招商|加盟|"
    r"猎头|储备干部|管培生|学徒|多岗位|各岗位|助理(?!工程师)|转(?:岗|行|软件)"
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
    digital: bool | None
    """Mark S of the 2022 table; None where the code was announced after it."""
    green: bool | None
    """Mark L, likewise."""
    words: tuple[str, ...] = Field(min_length=1)
    exclude: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    """Words of `_NOT_SURE` that belong to this work: selling is what a salesperson does."""

    @functools.cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
        return re.compile("|".join(self.words)), re.compile("|".join(self.exclude)) if self.exclude else None

    def claims(self, title: str) -> bool:
        """Whether a normalised title is of this occupation."""
        words, exclude = self._patterns
        if words.search(title) is None or (exclude is not None and exclude.search(title) is not None):
            return False
        for word in self.despite:
            title = title.replace(word, "")
        return _NOT_SURE.search(title) is None


class CertificateLink(_Strict):
    """A new occupation and a certificate of the catalogue whose name speaks of its work (`certificates.csv`)."""

    occupation: str = Field(min_length=1)
    certificate: str = Field(min_length=1)
    extent: Literal["same", "part"]
    """The same work, or a part of it or of its neighbourhood. Read off the names by us, not off the standards."""


@dataclass(frozen=True, slots=True)
class Occupation:
    """What a title can lead to."""

    id: str
    """Its code, or `n<batch>-<digest of the name>` where the 2022 table has none and no rule knows a later one."""
    code: str | None
    zh: str
    en: str
    digital: bool | None
    green: bool | None
    batch: int | None
    """Batch of the new occupations, None for an older one."""


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


@functools.lru_cache(maxsize=2)
def certificate_links(folder: Path = FOLDER) -> tuple[CertificateLink, ...]:
    """New occupations and the certificates of our catalogue that serve them; raises TaxonomyError."""
    known = {o.name for o in new_occupations(folder)}
    listed = {entry.name for entry in catalogue.load()}
    found = []
    for number, row in enumerate(_rows(folder / "certificates.csv"), start=2):
        try:
            link = CertificateLink.model_validate(row)
        except ValidationError as error:
            raise TaxonomyError(f"certificates.csv, line {number}: {error}") from error
        if link.occupation not in known or link.certificate not in listed:
            raise TaxonomyError(
                f"certificates.csv, line {number}: {link.occupation} or {link.certificate} is in no list / 不在清单中"
            )
        found.append(link)
    return tuple(found)


@functools.lru_cache(maxsize=2)
def occupations() -> tuple[Occupation, ...]:
    """Every occupation that a title can lead to, and every new one, in the order of rules and batches."""
    # one that the 2022 table lacks is known to a rule by its name, its code having been announced later
    new = {o.code_2022 or o.name: o.batch for o in new_occupations()}
    found = [
        Occupation(r.code, r.code, r.zh, r.en, r.digital, r.green, new.get(r.code) or new.get(r.zh))
        for r in title_rules()
    ]
    known = {o.code for o in found} | {o.zh for o in found}
    return (*found, *(_of_new(o) for o in new_occupations() if (o.code_2022 or o.name) not in known))


def _of_new(new: NewOccupation) -> Occupation:
    own = f"n{new.batch}-{hashlib.sha256(new.name.encode()).hexdigest()[:8]}"
    return Occupation(new.code_2022 or own, new.code_2022, new.name, new.name_en, new.digital, new.green, new.batch)


@functools.lru_cache(maxsize=1)
def _by_name() -> tuple[tuple[str, Occupation], ...]:
    """New occupations without a rule: a title that bears their full name is of them."""
    ruled = {rule.code for rule in title_rules()}
    return tuple((o.zh.casefold(), o) for o in occupations() if o.id not in ruled)


@functools.lru_cache(maxsize=100_000)
def occupation_of(title: str) -> Occupation | None:
    """The occupation that a job title names for certain; None where nothing or more than one thing claims it."""
    text = unicodedata.normalize("NFKC", title).casefold()
    claims = [found for found, rule in zip(occupations(), title_rules(), strict=False) if rule.claims(text)]
    if not _NOT_SURE.search(text):
        claims += [found for name, found in _by_name() if name in text]
    return claims[0] if len(claims) == 1 else None
