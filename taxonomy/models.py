"""The shapes of everything that `taxonomy/` holds as data: skills, certificates, mentions.

The YAML and CSV files are the truth; these models read them strictly (an unknown key is an error)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

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


class Task(_Strict):
    """One work task (工作任务)."""

    code: str = Field(pattern=r"^\d+\.\d+$")
    name: Bilingual
    requirements: tuple[Requirement, ...] = Field(min_length=1)


class Domain(_Strict):
    """One work domain (工作领域)."""

    code: str = Field(pattern=r"^\d+$")
    name: Bilingual
    tasks: tuple[Task, ...] = Field(min_length=1)


class LevelFrame(_Strict):
    """What one level of a certificate asks for (职业技能等级要求)."""

    scope: Bilingual
    domains: tuple[Domain, ...] = Field(min_length=2)


class Target(_Strict):
    """Which postings belong to the certificate's job group."""

    titles: tuple[str, ...] = Field(min_length=1)
    """Words that, standing in a job title, put the posting into the group (any case)."""
    exclude_titles: tuple[str, ...] = ()
    core_skills: tuple[str, ...] = ()
    """Skill ids of which a posting of the group nearly always names some."""


class Certificate(_Strict):
    """One certificate with its standard or, where that is not openly published, our reference frame."""

    code: str = Field(pattern=r"^xg-[a-z0-9]+(?:-[a-z0-9]+)*$")
    title: Bilingual
    sector: str
    """One of the 19 major classes of the vocational catalogue, in Chinese."""
    basis: Basis
    version: str
    authored: bool
    """True when the text is ours and not the issuer's."""
    target: Target
    levels: dict[Level, LevelFrame]


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
