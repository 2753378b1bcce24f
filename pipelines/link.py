"""Mentions → skills (known, or newly found) and skills → competencies, as rows for the warehouse."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

from pipelines.readings import Reader
from taxonomy.linkers import match
from taxonomy.linkers.candidates import CLOSED_TYPES
from taxonomy.linkers.embed import Embedder
from taxonomy.models import LEVELS, Skill, SkillType
from taxonomy.registry import Taxonomy
from taxonomy.thresholds import Coverage
from warehouse.work import Surface

MIN_TEXTS = 3
"""A spelling that no list knows becomes a candidate skill when so many Chinese texts hold it."""
NEAREST = 5
Row = dict[str, Any]


def candidate_id(core: str) -> str:
    """Id of a skill that no list knows: the same core of a spelling, the same id, in every run."""
    return "new." + hashlib.sha256(core.encode()).hexdigest()[:10]


def skills_and_surfaces(
    surfaces: Iterable[Surface], taxonomy: Taxonomy, reader: Reader
) -> tuple[list[Row], list[Row], dict[str, int]]:
    """Rows of `derived.skills` and `derived.surfaces`, and how many mentions' spellings came to what."""
    links: list[Row] = []
    tally: Counter[str] = Counter()
    found: dict[str, list[Surface]] = {}
    for surface in surfaces:
        reading = reader.read(surface.text, cast(SkillType, surface.type))
        kind: str = reading.kind
        if kind == "candidate":
            if surface.n_chinese < MIN_TEXTS:
                kind = "rare"
            else:
                found.setdefault(reading.core, []).append(surface)
        tally[kind] += 1
        links += [{"surface": surface.surface, "skill_id": skill} for skill in reading.skills]
    skills: list[Row] = [
        {"skill_id": s.skill_id, "name": s.name, "name_en": s.name_en, "type": s.type, "is_known": True,
         "is_generic": s.generic, "field": s.field}
        for s in taxonomy.skills.values()
    ]  # fmt: skip
    for core, spellings in sorted(found.items()):
        best = max(spellings, key=lambda s: (s.surface == core, s.n_texts, s.text))
        # no English name is invented for a term that nobody has looked at
        skills.append({"skill_id": candidate_id(core), "name": best.text, "name_en": best.text, "type": best.type,
                       "is_known": False, "is_generic": False, "field": None})  # fmt: skip
        links += [{"surface": s.surface, "skill_id": candidate_id(core)} for s in spellings]
    return skills, sorted(links, key=lambda row: (row["surface"], row["skill_id"])), dict(tally)


def competency_rows(taxonomy: Taxonomy) -> tuple[list[Row], list[Row]]:
    """Rows of `derived.certificates` and `derived.competencies`."""
    certificates = [
        {"certificate": c.code, "level": level, "level_rank": LEVELS.index(level), "title": c.title.zh,
         "title_en": c.title.en, "sector": c.sector, "basis": c.basis, "version": c.version, "authored": c.authored}
        for c in taxonomy.certificates.values()
        for level in LEVELS if level in c.levels
    ]  # fmt: skip
    competencies = [
        {"competency_id": c.competency_id, "certificate": c.certificate, "level": c.level,
         "level_rank": LEVELS.index(c.level), "position": at, "code": c.code, "domain": c.domain.zh,
         "domain_en": c.domain.en, "task": c.task.zh, "task_en": c.task.en, "text": c.text.zh, "text_en": c.text.en,
         "basis": c.basis}
        for at, c in enumerate(taxonomy.competencies)
    ]  # fmt: skip
    return certificates, competencies


def skill_competency_rows(
    ids: Sequence[str], names: dict[str, str], taxonomy: Taxonomy, embedder: Embedder, rules: Coverage
) -> list[Row]:
    """Rows of `derived.skill_competency`: the nearest clauses of each skill over all certificates, the best of each
    certificate that may cover it, and every clause that names it.

    Probabilities are those of the sample on which the curve was fitted (a third of its demand covered): a skill is
    asked of every certificate, also of those of other fields, so that the share for demand within a field would be
    too hopeful."""
    clauses = taxonomy.competencies
    if not ids or not clauses:
        return []
    texts = [match.competency_text(c) for c in clauses]
    asked = [taxonomy.skills[i].name if i in taxonomy.skills else names[i] for i in ids]
    shown = [match.skill_query(taxonomy.skills[i], taxonomy) if i in taxonomy.skills else names[i] for i in ids]
    clause_vectors, query_vectors = embedder.encode(texts), embedder.encode(shown)
    named: dict[str, list[int]] = {}
    for at, clause in enumerate(clauses):
        for skill in clause.skills:
            named.setdefault(skill, []).append(at)
    rows: list[Row] = []
    for skill_id, near, vector in zip(
        ids, match.near_competencies(asked, [""] * len(asked), taxonomy, embedder), query_vectors, strict=True
    ):
        most = _most(taxonomy.skills.get(skill_id), rules)
        wanted: dict[int, tuple[float, str]] = {}
        seen: set[str] = set()
        for rank, one in enumerate(near):
            first = clauses[one.competency].certificate not in seen
            seen.add(clauses[one.competency].certificate)
            if rank < NEAREST or (first and one.p_covered >= rules.review):
                wanted[one.competency] = (min(one.p_covered, most), "similar")
        for at in named.get(skill_id, ()):
            wanted[at] = (match.NAMED, "named")
        rows += _rows(skill_id, wanted, clause_vectors @ vector, clauses, rules)
    return rows


def _most(skill: Skill | None, rules: Coverage) -> float:
    """How sure likeness alone may be. Attitudes and natural languages are never covered by it: clauses speak of
    leading a team or of clear words to a patient without teaching team spirit or English."""
    return rules.partly - 0.01 if skill is not None and skill.type in CLOSED_TYPES else match.NAMED


def _rows(
    skill_id: str, wanted: dict[int, tuple[float, str]], scores: Any, clauses: Sequence[Any], rules: Coverage
) -> list[Row]:
    ordered = sorted(wanted, key=lambda at: (-wanted[at][0], -float(scores[at]), at))
    return [
        {"skill_id": skill_id, "competency_id": clauses[at].competency_id, "certificate": clauses[at].certificate,
         "level": clauses[at].level, "level_rank": LEVELS.index(clauses[at].level), "rank": rank,
         "score": round(float(scores[at]), 4), "p_covered": round(wanted[at][0], 4),
         "verdict": match.verdict(wanted[at][0], rules), "basis": clauses[at].basis, "via": wanted[at][1]}
        for rank, at in enumerate(ordered, start=1)
    ]  # fmt: skip
