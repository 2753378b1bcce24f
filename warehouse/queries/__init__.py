"""Every question that readers ask of a published build, as typed functions, by subject.

Frames come back with plain column names; no text of a posting leaves here but the excerpts of `evidence`."""

from __future__ import annotations

from warehouse.queries.around import MIN_TOGETHER, co_occurring, skill_asked, skill_provinces
from warehouse.queries.checks import build_checks
from warehouse.queries.coverage import (
    JobGroup,
    certificate_demand,
    certificate_gaps,
    certificate_job_group,
    certificate_matrix,
    certificates,
    gaps,
)
from warehouse.queries.identity import MIN_SHOWN, Build, NotPublished, build, has_demonstration, published, rule
from warehouse.queries.overview import Totals, VerdictCounts, funnel, monthly_volume, runs, totals, verdict_counts
from warehouse.queries.pathways import (
    KEPT,
    LACKING,
    MIN_SHARED,
    READY,
    level_mix,
    level_steps,
    missing_rungs,
    step_skills,
    twin_clauses,
)
from warehouse.queries.ranking import SkillCounts, SkillFilter, skill_counts, skill_ranking
from warehouse.queries.recognition import (
    ANSWERS,
    APART_KINDS,
    CERTIFICATE_KINDS,
    Covered,
    recognition,
    recognition_by,
    recognition_covered,
    recognition_entries,
    recognition_entry,
    recognition_evidence,
    recognition_wordings,
)
from warehouse.queries.regions import MIN_COMPARED, missing_in, provinces, regional_coverage
from warehouse.queries.search import clauses_with, nearest_of
from warehouse.queries.skills import (
    emerging,
    gates,
    nearest,
    rare_skills,
    search_skills,
    skill,
    skill_sources,
    skill_trend,
    skills_with_coverage,
)
from warehouse.queries.witnesses import evidence, vacancy, witness_chain

__all__ = [
    "ANSWERS",
    "APART_KINDS",
    "CERTIFICATE_KINDS",
    "KEPT",
    "LACKING",
    "MIN_COMPARED",
    "MIN_SHARED",
    "MIN_SHOWN",
    "MIN_TOGETHER",
    "READY",
    "Build",
    "Covered",
    "JobGroup",
    "NotPublished",
    "SkillCounts",
    "SkillFilter",
    "Totals",
    "VerdictCounts",
    "build",
    "build_checks",
    "certificate_demand",
    "certificate_gaps",
    "certificate_job_group",
    "certificate_matrix",
    "certificates",
    "clauses_with",
    "co_occurring",
    "emerging",
    "evidence",
    "funnel",
    "gaps",
    "gates",
    "has_demonstration",
    "level_mix",
    "level_steps",
    "missing_in",
    "missing_rungs",
    "monthly_volume",
    "nearest",
    "nearest_of",
    "provinces",
    "published",
    "rare_skills",
    "recognition",
    "recognition_by",
    "recognition_covered",
    "recognition_entries",
    "recognition_entry",
    "recognition_evidence",
    "recognition_wordings",
    "regional_coverage",
    "rule",
    "runs",
    "search_skills",
    "skill",
    "skill_asked",
    "skill_counts",
    "skill_provinces",
    "skill_ranking",
    "skill_sources",
    "skill_trend",
    "skills_with_coverage",
    "step_skills",
    "totals",
    "twin_clauses",
    "vacancy",
    "verdict_counts",
    "witness_chain",
]
