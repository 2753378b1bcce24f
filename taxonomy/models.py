"""The shapes of everything that `taxonomy/` holds as data: skills, certificates, mentions.

The YAML and CSV files are the truth; these models read them strictly (an unknown key is an error)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SkillType = Literal["tool", "knowledge", "task", "soft", "language", "certificate"]
SKILL_TYPES: tuple[SkillType, ...] = ("tool", "knowledge", "task", "soft", "language", "certificate")

Level = Literal["junior", "intermediate", "senior"]
LEVELS: tuple[Level, ...] = ("junior", "intermediate", "senior")

Basis = Literal["official", "reference"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(_Strict):
    """One text in Chinese and in English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Skill(_Strict):
    """One skill that an employer can ask for (a row of `taxonomy/skills/*.csv`)."""

    skill_id: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+(?:-[a-z0-9_]+)*$")
    name: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    type: SkillType
    aliases: tuple[str, ...] = ()
    """Other spellings that mean this skill wherever they stand."""
    context_aliases: tuple[str, ...] = ()
    """Spellings that mean this skill only inside a span that is known to be a skill mention
    ("Go", "C", "AI"): they name a span, they never find one."""
    parent: str | None = None
    serves: tuple[str, ...] = ()
    """For tools: the tasks or knowledge (skill ids) that the tool is used for."""
    distinct_from: tuple[str, ...] = ()
    """Near-misses that must never be merged with this skill (skill ids)."""
    generic: bool = False
    """True for terms so broad (软件开发, 销售) that "no certificate covers it" says nothing about them."""
    added: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    """Month in which the skill entered the list; None for those of its first edition, known in every month."""
    field: str
    """Name of the file that holds the row."""


class Requirement(_Strict):
    """One skill requirement of a standard (职业技能要求), in the four slots of the drafting guide."""

    code: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    behaviour: Bilingual
    condition: Bilingual
    standard: Bilingual
    result: Bilingual
    skills: tuple[str, ...] = Field(min_length=1)

    @property
    def text(self) -> Bilingual:
        """The whole sentence, composed from the four slots."""
        zh = f"能{self.condition.zh}，{self.behaviour.zh}，{self.standard.zh}，{self.result.zh}"
        en = f"Can, {self.condition.en}, {self.behaviour.en}; {self.standard.en}; {self.result.en}"
        return Bilingual(zh=zh, en=en)


class QuotedRequirement(_Strict):
    """One requirement of an imported standard: the issuer's sentence and code, as they stand in the document."""

    code: str = Field(min_length=1)
    text: Bilingual
    """Both languages hold the same text where the document has no English."""
    module: str | None = None
    skills: tuple[str, ...] = ()
    """Skills whose spellings stand in the sentence; there may be none."""


class Task(_Strict):
    """One work task (工作任务)."""

    code: str = Field(min_length=1)
    name: Bilingual
    requirements: tuple[Requirement | QuotedRequirement, ...] = Field(min_length=1)


class Domain(_Strict):
    """One work domain (工作领域)."""

    code: str = Field(min_length=1)
    name: Bilingual
    tasks: tuple[Task, ...] = Field(min_length=1)


class LevelFrame(_Strict):
    """What one level of a certificate asks for (职业技能等级要求)."""

    scope: Bilingual
    domains: tuple[Domain, ...] = Field(min_length=1)


class Target(_Strict):
    """Which postings belong to the certificate's job group."""

    titles: tuple[str, ...] = Field(min_length=1)
    """Words that, standing in a job title, put the posting into the group (any case)."""
    exclude_titles: tuple[str, ...] = ()
    core_skills: tuple[str, ...] = ()
    """Skill ids of which a posting of the group nearly always names some."""
    include: tuple[str, ...] = ()
    """By hand: whole job titles, or ids of postings (`p…`), that belong whatever their words and skills say."""
    exclude: tuple[str, ...] = ()
    """By hand: whole job titles, or ids of postings, that do not belong."""
    proposed: bool = False
    """True where nobody has written the target: it was proposed from the standard's own words."""


class Certificate(_Strict):
    """One certificate with its standard or, where that is not openly published, our reference frame."""

    code: str = Field(pattern=r"^(?:xg|std)-[a-z0-9]+(?:-[a-z0-9]+)*$")
    """`xg-…` for our frames and the standards that override them, `std-…` for other imported standards."""
    title: Bilingual
    sector: str
    """One of the 19 major classes of the vocational catalogue, in Chinese."""
    basis: Basis
    version: str
    authored: bool
    """True when the text is ours and not the issuer's."""
    target: Target
    levels: dict[Level, LevelFrame]
    issuer: str | None = None
    """Training and evaluation organisation; only of an imported standard."""
    version_id: str | None = None
    """Of an imported standard: part of the ids of its requirements, so that none is taken for one of ours."""
    imported_at: str | None = None

    @model_validator(mode="after")
    def _ours_or_theirs(self) -> Certificate:
        if self.authored != (self.basis == "reference") or self.authored != (self.version_id is None):
            raise ValueError("authored, basis and version_id contradict each other")
        for frame in self.levels.values() if self.authored else ():
            if len(frame.domains) < 2:
                raise ValueError("a level needs at least two domains")
            for domain in frame.domains:
                codes = [(domain.code, 1), *((t.code, 2) for t in domain.tasks)]
                for code, steps in codes:
                    if not re.fullmatch(r"\d+" + r"\.\d+" * (steps - 1), code):
                        raise ValueError(f"code {code} must have {steps} steps of digits")
                if any(isinstance(item, QuotedRequirement) for task in domain.tasks for item in task.requirements):
                    raise ValueError("a frame of ours is written in four slots, not quoted")
        return self


@dataclass(frozen=True, slots=True)
class Competency:
    """One requirement, addressed: the thing that demand is matched with."""

    competency_id: str
    """`<certificate>/<level>/<code>`, e.g. `xg-web-frontend/junior/1.1.2`."""
    certificate: str
    level: Level
    domain: Bilingual
    task: Bilingual
    code: str
    text: Bilingual
    skills: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a text that names a skill: what was seen, where, by whom, how sure."""

    start: int
    end: int
    text: str
    type: SkillType
    skill_id: str | None
    extractor: str
    score: float
    preferred: bool = False
    """Welcome but not required (…者优先)."""
    negated: bool = False
    """The text says that this is not needed (无需…)."""
