"""Mentions → skills (known, or newly found) and skills → competencies, as rows for the warehouse."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from pipelines.readings import Reader
from taxonomy.linkers import match
from taxonomy.linkers.candidates import CLOSED_TYPES, is_clause
from taxonomy.linkers.clusters import Alike, Term, middles
from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.knowledge import competency_text
from taxonomy.linkers.similar_clauses import similar_clauses
from taxonomy.models import LEVELS, SkillType
from taxonomy.registry import Taxonomy
from taxonomy.text import normalise
from taxonomy.thresholds import Coverage
from warehouse.review import NONE, Decision, Rulings
from warehouse.work import Surface

MIN_TEXTS = 3
"""A spelling that no list knows becomes a candidate skill when so many Chinese texts hold it."""
NEAREST = 5
Row = dict[str, Any]


def candidate_id(core: str) -> str:
    """Id of a skill that no list knows: the same core of a spelling, the same id, in every run."""
    return "new." + hashlib.sha256(core.encode()).hexdigest()[:10]


def skills_and_surfaces(
    surfaces: Iterable[Surface],
    taxonomy: Taxonomy,
    reader: Reader,
    rulings: Rulings = NONE,
    alike: Callable[[Sequence[Term]], Alike] = lambda terms: Alike(),
) -> tuple[list[Row], list[Row], dict[str, int]]:
    """Rows of `derived.skills` and `derived.surfaces`, and how many mentions' spellings came to what.

    Candidates of one meaning, as `alike` finds them, are one (`taxonomy.linkers.clusters`), and one that is another
    wording of a known skill is that skill (`variant`). A candidate that people have judged, with all that is alike to
    it, is what they say: `merged` with a known skill, `rejected`, or `accepted`."""
    links: list[Row] = []
    tally: Counter[str] = Counter()
    cores: dict[str, list[Surface]] = {}
    for surface in surfaces:
        reading = reader.read(surface.text, cast(SkillType, surface.type))
        if reading.kind != "candidate":
            tally[reading.kind] += 1
            links += [{"surface": surface.surface, "skill_id": skill} for skill in reading.skills]
        elif surface.n_chinese < MIN_TEXTS and _ruling(reading.core, rulings, taxonomy) is None:
            tally["rare"] += 1
        else:
            cores.setdefault(reading.core, []).append(surface)
    for core in [core for core, spellings in cores.items() if _only_clauses(core, spellings)]:
        if _ruling(core, rulings, taxonomy) is None:
            tally["phrase"] += len(cores.pop(core))
    terms = [_term(core, spellings) for core, spellings in sorted(cores.items())]
    near = alike(terms)
    middle = middles(terms, near, [core for core in cores if _ruling(core, rulings, taxonomy) is not None])
    found: dict[str, list[str]] = {}
    for core, spellings in sorted(cores.items()):
        kind, skill = _outcome(core, middle, near, rulings, taxonomy)
        tally[kind] += len(spellings)
        links += [{"surface": s.surface, "skill_id": skill} for s in spellings if skill is not None]
        if kind in ("candidate", "accepted"):
            found.setdefault(middle[core], []).append(core)
    rows: list[Row] = [
        {"skill_id": s.skill_id, "name": s.name, "name_en": s.name_en, "type": s.type, "is_known": True,
         "is_generic": s.generic, "field": s.field, "added": s.added}
        for s in taxonomy.skills.values()
    ]  # fmt: skip
    for core, members in sorted(found.items()):
        # a cluster is called as most texts call it
        most = max(members, key=lambda c: (sum(s.n_texts for s in cores[c]), c == core, c))
        rows.append(_found_row(core, _best(most, cores[most]), rulings.skills.get(candidate_id(core))))
    return rows, sorted(links, key=lambda row: (row["surface"], row["skill_id"])), dict(tally)


def _only_clauses(core: str, spellings: Sequence[Surface]) -> bool:
    return all(is_clause(s.surface, core, cast(SkillType, s.type)) for s in spellings)


def _best(core: str, spellings: Sequence[Surface]) -> Surface:
    return max(spellings, key=lambda s: (s.surface == core, s.n_texts, s.text))


def _term(core: str, spellings: Sequence[Surface]) -> Term:
    days: list[date] = [s.since for s in spellings if s.since is not None]
    return Term(core, _best(core, spellings).text, min(days, default=None))


def _ruling(core: str, rulings: Rulings, taxonomy: Taxonomy) -> Decision | None:
    """The decision about a candidate. A merge into a skill that the list no longer has cannot be carried out; the run
    says so, and the machine judges."""
    ruling = rulings.skills.get(candidate_id(core))
    return (
        None if ruling is not None and ruling.kind == "merge" and ruling.into_skill not in taxonomy.skills else ruling
    )


def _outcome(
    core: str, middle: dict[str, str], near: Alike, rulings: Rulings, taxonomy: Taxonomy
) -> tuple[str, str | None]:
    """What a candidate comes to, and the skill that its spellings name."""
    if core not in middle:
        return "variant", near.known[core]
    ruling = _ruling(middle[core], rulings, taxonomy)
    if ruling is None:
        return "candidate", candidate_id(middle[core])
    if ruling.kind == "reject":
        return "rejected", None
    return ("accepted", candidate_id(middle[core])) if ruling.kind == "accept" else ("merged", ruling.into_skill)


def alias_rows(skills: Iterable[Row], taxonomy: Taxonomy) -> list[Row]:
    """Rows of `derived.skill_aliases`: the names of each row of `derived.skills`, and what the list says means it too.

    Each spelling of a skill stands once, as a name if it is one."""
    found: dict[tuple[str, str], Row] = {}
    for row in skills:
        known = taxonomy.skills.get(row["skill_id"])
        others = (*known.aliases, *known.context_aliases) if known else ()
        for place, alias in enumerate((row["name"], row["name_en"], *others)):
            key = (row["skill_id"], normalise(alias))
            found.setdefault(key, {"skill_id": key[0], "alias": alias, "spelling": key[1], "is_name": place < 2})
    return list(found.values())


def _found_row(core: str, best: Surface, ruling: Decision | None) -> Row:
    """Row of `derived.skills` of a skill that no list has."""
    accepted = ruling is not None and ruling.kind == "accept"
    # no English name is invented for a term that nobody has looked at
    names = (ruling.name, ruling.name_en, ruling.type) if ruling and accepted else (best.text, best.text, best.type)
    return {"skill_id": candidate_id(core), "name": names[0], "name_en": names[1], "type": names[2],
            "is_known": accepted, "is_generic": False, "field": None, "added": None}  # fmt: skip


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


def clause_rows(taxonomy: Taxonomy, embedder: Embedder) -> tuple[list[Row], list[Row]]:
    """Rows of `derived.competency_skills` and `derived.similar_clauses`: what joins certificates to one another."""
    clauses = taxonomy.competencies
    named = [{"competency_id": c.competency_id, "skill_id": s} for c in clauses for s in dict.fromkeys(c.skills)]
    alike = [
        {"competency_a": clauses[pair.first].competency_id, "competency_b": clauses[pair.second].competency_id,
         "likeness": pair.likeness}
        for pair in similar_clauses(clauses, embedder)
    ]  # fmt: skip
    return named, alike


def skill_competency_rows(
    ids: Sequence[str],
    names: dict[str, str],
    taxonomy: Taxonomy,
    embedder: Embedder,
    rules: Coverage,
    rulings: Rulings = NONE,
) -> list[Row]:
    """Rows of `derived.skill_competency`: the nearest clauses of each skill over all certificates, the best of each
    certificate that may cover it, every clause that names it, and every clause of which people have judged whether it
    teaches the skill: these are certain.

    Probabilities are those of the sample on which the curve was fitted (a third of its demand covered): a skill is
    asked of every certificate, also of those of other fields, so that the share for demand within a field would be
    too hopeful."""
    clauses = taxonomy.competencies
    if not ids or not clauses:
        return []
    texts = [competency_text(c) for c in clauses]
    asked = [taxonomy.skills[i].name if i in taxonomy.skills else names[i] for i in ids]
    shown = [match.skill_query(taxonomy.skills[i], taxonomy) if i in taxonomy.skills else names[i] for i in ids]
    clause_vectors, query_vectors = embedder.encode(texts), embedder.encode(shown)
    named: dict[str, list[int]] = {}
    for at, clause in enumerate(clauses):
        for skill in clause.skills:
            named.setdefault(skill, []).append(at)
    reviewed: dict[str, dict[int, float]] = {}
    places = {clause.competency_id: at for at, clause in enumerate(clauses)}
    for (skill_id, clause_id), ruling in rulings.clauses.items():
        if clause_id in places:
            reviewed.setdefault(skill_id, {})[places[clause_id]] = 1.0 if ruling.kind == "covered" else 0.0
    rows: list[Row] = []
    for skill_id, near, vector in zip(
        ids, match.near_competencies(asked, [""] * len(asked), taxonomy, embedder), query_vectors, strict=True
    ):
        most = _most(_type_of(skill_id, taxonomy, rulings), rules)
        judged = reviewed.get(skill_id, {})
        wanted: dict[int, tuple[float, str]] = {}
        seen: set[str] = set()
        # where people have judged a clause, the machine proposes the next one
        for rank, one in enumerate(one for one in near if one.competency not in judged):
            first = clauses[one.competency].certificate not in seen
            seen.add(clauses[one.competency].certificate)
            if rank < NEAREST or (first and one.p_covered >= rules.review):
                wanted[one.competency] = (min(one.p_covered, most), "similar")
        for at in named.get(skill_id, ()):
            wanted[at] = (match.NAMED, "named")
        wanted |= {at: (p, "reviewed") for at, p in judged.items()}
        home = Counter(clauses[at].certificate for at in named.get(skill_id, ()))
        rows += _rows(skill_id, wanted, clause_vectors @ vector, clauses, home, rules)
    return rows


def _type_of(skill_id: str, taxonomy: Taxonomy, rulings: Rulings) -> SkillType | None:
    """By the skill list or by the person who accepted it; None of a candidate."""
    if skill_id in taxonomy.skills:
        return taxonomy.skills[skill_id].type
    ruling = rulings.skills.get(skill_id)
    return ruling.type if ruling is not None else None


def _most(kind: SkillType | None, rules: Coverage) -> float:
    """How sure likeness alone may be: less than a clause that names the skill, which comes first at any score.
    Attitudes, natural languages and credentials are never taught by it: clauses speak of leading a team, of clear words
    to a patient or of welders' training without teaching team spirit or English or giving a physician's licence."""
    return rules.partly - 0.01 if kind in CLOSED_TYPES or kind == "certificate" else match.NAMED - 0.001


def _rows(
    skill_id: str,
    wanted: dict[int, tuple[float, str]],
    scores: Any,
    clauses: Sequence[Any],
    home: Mapping[str, int],
    rules: Coverage,
) -> list[Row]:
    """Rows of one skill, the surest clause first, among the named ones those of the certificate that names it most."""
    ordered = sorted(
        wanted, key=lambda at: (-wanted[at][0], -home.get(clauses[at].certificate, 0), -float(scores[at]), at)
    )
    said = {"similar": match.verdict_by_likeness, "named": match.verdict, "reviewed": match.verdict}
    return [
        {"skill_id": skill_id, "competency_id": clauses[at].competency_id, "certificate": clauses[at].certificate,
         "level": clauses[at].level, "level_rank": LEVELS.index(clauses[at].level), "rank": rank,
         "score": round(float(scores[at]), 4), "p_covered": round(wanted[at][0], 4),
         "verdict": said[wanted[at][1]](wanted[at][0], rules), "basis": clauses[at].basis, "via": wanted[at][1]}
        for rank, at in enumerate(ordered, start=1)
    ]  # fmt: skip
