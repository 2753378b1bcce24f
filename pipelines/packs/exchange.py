"""The pack's files for other programs: CASE of the certificate or of the draft, SSSOM of the mappings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.packs.model import DraftDomain, Facts
from pipelines.packs.words import Words
from taxonomy.interchange import case
from taxonomy.interchange.sssom import SkillMapping, to_tsv
from taxonomy.models import Bilingual, Certificate, Domain, Level, LevelFrame, QuotedRequirement, Task
from taxonomy.registry import Taxonomy
from taxonomy.standards import store

INVENTED = "Demonstration data, invented. / 演示数据，非真实招聘。"
DRAFT_NOTE = (
    "Draft proposed by a program from job postings, for expert review. NOT a standard. / "
    "由程序依据招聘数据提出的草案，供专家评审，不是标准。"
)


def framework(facts: Facts, taxonomy: Taxonomy, standards: Path, made: datetime) -> bytes:
    """CASE 1.1: the certificate as it is, or the draft, which says in every item that it is one."""
    if facts.kind == "revision":
        certificate = taxonomy.certificates[facts.subject]
        stored = next((s for s in store.in_force(standards) if s.certificate == facts.subject), None)
        majors = [m.model_dump(exclude_none=True) for m in stored.reading.majors] if stored else []
        changed = datetime.fromisoformat(certificate.imported_at) if certificate.imported_at else made
        package = case.package(certificate, changed, majors, stored.reading.jobs if stored else [])
    else:
        note = f"{INVENTED} {DRAFT_NOTE}" if facts.build.demonstration else DRAFT_NOTE
        package = _marked(case.package(_certificate(facts), made), note)
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _marked(package: dict[str, Any], note: str) -> dict[str, Any]:
    document = package["CFDocument"]
    document |= {"title": f"{document['extensions']['xgap:name']}（草案，非标准 / draft, not a standard）",
                 "creator": "xgap", "description": note, "notes": note}  # fmt: skip
    document["extensions"]["xgap:basis"] = "draft"
    for item in package["CFItems"]:
        item["notes"] = note
    return package


def _certificate(facts: Facts) -> Certificate:
    """The draft in the shape of a certificate; a draft need not be complete, so nothing is validated."""
    levels: dict[Level, LevelFrame] = {
        level.level: LevelFrame(scope=Bilingual(zh=DRAFT_NOTE, en=DRAFT_NOTE), domains=_domains(level.domains))  # type: ignore[misc]
        for level in facts.draft
    }
    return Certificate.model_construct(
        code=f"xg-draft-{facts.subject}", title=Bilingual(zh=facts.title, en=facts.title_en), sector="",
        basis="reference", version=facts.build.build_id, authored=True, levels=levels, issuer=None, version_id=None,
        imported_at=None,
    )  # fmt: skip


def _domains(domains: Iterable[DraftDomain]) -> tuple[Domain, ...]:
    zh, en = Words("zh"), Words("en")
    return tuple(
        Domain(code=domain.code, name=Bilingual(zh=domain.name, en=domain.name_en), tasks=tuple(
            Task(code=task.code, name=Bilingual(zh=task.name, en=task.name_en), requirements=tuple(
                QuotedRequirement(
                    code=item.code, skills=(item.skill_id,),
                    text=Bilingual(zh=zh(f"requirement.{item.type}", name=item.name),
                                   en=en(f"requirement.{item.type}", name=item.name_en)))
                for item in task.requirements))
            for task in domain.tasks))
        for domain in domains
    )  # fmt: skip


def mappings(facts: Facts, made: datetime) -> bytes:
    """SSSOM of every comparison that found a clause near, and of missing skills for which none was found."""
    rows = (SkillMapping(m.skill_id, m.name, m.competency_id, m.text, m.p_covered, m.verdict, m.via, m.basis)
            for m in facts.mappings)  # fmt: skip
    comment = INVENTED if facts.build.demonstration else (
        "confidence = calibrated probability that the clause covers the skill / 覆盖概率")  # fmt: skip
    near = {m.skill_id for m in facts.mappings}
    absent = [(s.skill_id, s.name) for s in facts.missing if s.verdict == "not_covered" and s.skill_id not in near]
    return to_tsv(rows, facts.subject, facts.build.build_id, made.date().isoformat(), comment, absent)
