"""A certificate as flat rows, one per requirement: what tables hold, and what the other formats are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taxonomy.interchange import identity
from taxonomy.models import LEVELS, Bilingual, Certificate, Domain, Level, QuotedRequirement, Requirement, Task
from taxonomy.standards.wording import LEVEL_WORDS

WORD_OF_LEVEL: dict[Level, str] = dict(zip(LEVELS, LEVEL_WORDS, strict=True))


@dataclass(frozen=True, slots=True)
class Place:
    """One requirement with all that stands above it."""

    certificate: Certificate
    level: Level
    domain: Domain
    task: Task
    requirement: Requirement | QuotedRequirement

    @property
    def module(self) -> str | None:
        """Module of a modular standard."""
        return self.requirement.module if isinstance(self.requirement, QuotedRequirement) else None


def places(certificate: Certificate) -> Iterator[Place]:
    """All requirements, junior to senior, in the order of the standard."""
    for level in LEVELS:
        if level in certificate.levels:
            for domain in certificate.levels[level].domains:
                for task in domain.tasks:
                    for requirement in task.requirements:
                        yield Place(certificate, level, domain, task, requirement)


COLUMNS: tuple[tuple[str, str], ...] = (
    ("certificate_code", "xgap证书代码 certificate_code"), ("certificate", "证书名称 certificate"),
    ("certificate_en", "证书英文名 certificate_en"), ("version", "版本 version"), ("issuer", "发布单位 issuer"),
    ("basis", "依据 basis"), ("authored", "自编 authored"), ("level", "等级 level"), ("module", "模块 module"),
    ("domain_code", "工作领域编号 domain_code"), ("domain", "工作领域 domain"), ("domain_en", "工作领域英文 domain_en"),
    ("task_code", "工作任务编号 task_code"), ("task", "工作任务 task"), ("task_en", "工作任务英文 task_en"),
    ("code", "要求编号 code"), ("text", "职业技能要求 requirement"), ("text_en", "职业技能要求英文 requirement_en"),
    ("condition", "条件 condition"), ("behaviour", "行为 behaviour"), ("standard", "标准 standard"), ("result",
                                                                                                      "结果 result"),
    ("condition_en", "条件英文 condition_en"), ("behaviour_en", "行为英文 behaviour_en"),
    ("standard_en", "标准英文 standard_en"), ("result_en", "结果英文 result_en"), ("skills", "技能编号 skill_ids"),
    ("majors", "适用专业 majors"), ("jobs", "面向岗位 jobs"),
)  # fmt: skip


def row(place: Place, majors: str = "", jobs: str = "") -> dict[str, str]:
    """One row of a table by column id; what is unknown is empty."""
    certificate, item = place.certificate, place.requirement
    row = {
        "certificate_code": certificate.code, "certificate": certificate.title.zh,
        "certificate_en": identity.english(certificate.title), "version": certificate.version,
        "issuer": certificate.issuer,
        "basis": certificate.basis, "authored": "yes" if certificate.authored else "no",
        "level": WORD_OF_LEVEL[place.level], "module": place.module,
        "domain_code": identity.real_code(place.domain.code), "domain": place.domain.name.zh,
        "domain_en": identity.english(place.domain.name), "task_code": identity.real_code(place.task.code),
        "task": place.task.name.zh, "task_en": identity.english(place.task.name),
        "code": identity.real_code(item.code), "text": item.text.zh, "text_en": identity.english(item.text),
        "skills": " ".join(item.skills), "majors": majors, "jobs": jobs,
    }  # fmt: skip
    if isinstance(item, Requirement):
        slots: dict[str, Bilingual] = {k: getattr(item, k) for k in ("condition", "behaviour", "standard", "result")}
        row |= {k: v.zh for k, v in slots.items()} | {f"{k}_en": v.en for k, v in slots.items()}
    return {key: row.get(key) or "" for key, _ in COLUMNS}
