"""What people decide about skills and clauses; a decision outranks the machine in every later build.

What stores decisions is not among these names: who may write asks `warehouse.review.writing` for it by name."""

from __future__ import annotations

from warehouse.review.decisions import (
    KINDS,
    NONE,
    SKILL_TYPES,
    Answered,
    Decision,
    Kind,
    Rulings,
    SkillType,
    about,
    answered,
    idle,
    in_force,
    is_candidate,
    now,
    of_the_list,
    rulings,
)
from warehouse.review.files import NEEDED, decisions_in, decisions_of_text, line, write_file
from warehouse.review.precision import facts, precision
from warehouse.review.store import read
from warehouse.review.wording import LONGEST, decision_of, one_line

__all__ = [
    "KINDS",
    "LONGEST",
    "NEEDED",
    "NONE",
    "SKILL_TYPES",
    "Answered",
    "Decision",
    "Kind",
    "Rulings",
    "SkillType",
    "about",
    "answered",
    "decision_of",
    "decisions_in",
    "decisions_of_text",
    "facts",
    "idle",
    "in_force",
    "is_candidate",
    "line",
    "now",
    "of_the_list",
    "one_line",
    "precision",
    "read",
    "rulings",
    "write_file",
]
