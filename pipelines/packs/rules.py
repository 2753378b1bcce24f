"""The judgement of a pack in numbers, and what follows from them. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.packs.model import Advice, Proposal, Share
from warehouse.queries import MIN_SHOWN, PACK_EMPLOYERS, PACK_VACANCIES, GroupSize

VERSION = "pack-3"
"""Changes whenever a rule, a table or a text of the pack changes."""
GRADES = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Floor:
    """The least support of a grade; employers are named ones."""

    vacancies: int
    employers: int
    sources: int
    months: int


FLOORS = {"A": Floor(100, 30, 3, 6), "B": Floor(50, 15, 2, 4), "C": Floor(PACK_VACANCIES, PACK_EMPLOYERS, 1, 3)}
PRECISION = 0.8
"""Lower bound of the measured precision that grade A asks for, beside confirmation by experts."""
MIN_PACK = FLOORS["C"]
"""With less than this there is no pack: every claim of it would be below the lowest grade that may be shown."""
LIFT = 2.0
"""A skill asked for less often than this times its share in all vacancies says nothing about this group."""
LEVEL_STEP = 0.10
"""How far the experience asked for must surely lie from the group's before a level is questioned."""
FADED = 0.5
"""A clause is fading where the recent share surely lies below this part of the share of all years."""
ABSENT = 0.03
"""Hardly anybody asks for a clause where the upper end of its share lies below this."""


def grade(n: int, employers: int, sources: int, months: int, precision_low: float | None, confirmed: bool) -> str:
    """A to D; A only with a measured precision and the word of experts, which numbers cannot replace."""
    for name, floor in FLOORS.items():
        enough = (
            n >= floor.vacancies
            and employers >= floor.employers
            and sources >= floor.sources
            and months >= floor.months
        )
        if enough and (name != "A" or (confirmed and precision_low is not None and precision_low >= PRECISION)):
            return name
    return "D"


def grade_of(size: GroupSize, confirmed: bool = False) -> str:
    """Grade of what stands behind a figure. No precision by skill is measured in a build, so A is out of reach."""
    return grade(size.n_vacancies, size.n_named_employers, len(size.sources), size.n_months, None, confirmed)


def faded(share: Share, recent: Share) -> bool:
    """Whether recent vacancies surely ask for it far less than those of all years."""
    return recent.n >= FLOORS["A"].vacancies and recent.high < FADED * share.value


def proposal(
    size: GroupSize, shares: tuple[Share, Share], verdict: str, is_known: bool, lift: float, elsewhere: bool,
    in_field: bool,
) -> Proposal:  # fmt: skip
    """What to propose for a skill of the group, given the verdict of the certificate under revision.

    `shares`: of all years, and recent. `in_field`: the certificate teaches other skills of the same field."""
    if verdict in ("covered", "partly"):
        return "none"
    if verdict == "review":
        return "experts"
    if not is_known:
        return "confirm"
    if grade_of(size) == "D":
        return "thin"
    if lift < LIFT:
        return "general"
    if not in_field:
        return "check"
    if size.n_recent < MIN_PACK.vacancies or size.n_recent_employers < MIN_PACK.employers or faded(*shares):
        return "old"
    return "refer" if elsewhere else "add"


def advice(level: str, share: Share, recent: Share, experienced: Share | None, group_experienced: Share) -> Advice:
    """What to propose for a clause asked for by `share` of the group, and by `recent` of its recent vacancies."""
    if share.k < MIN_SHOWN:
        return "removal" if share.high < ABSENT else "unjudged"
    if share.k < FLOORS["C"].vacancies or share.high < ABSENT:
        return "weak"
    if faded(share, recent):
        return "fading"
    if experienced is not None and experienced.n >= FLOORS["C"].vacancies:
        if level != "senior" and experienced.low > group_experienced.value + LEVEL_STEP:
            return "level_up"
        if level != "junior" and experienced.high < group_experienced.value - LEVEL_STEP:
            return "level_down"
    return "keep"


def level_of(junior: Share, senior: Share, group_junior: Share, group_senior: Share) -> tuple[str, str]:
    """Level of a skill and why: where the experience asked for with it surely differs from the group's."""
    if junior.n < FLOORS["C"].vacancies:
        return "intermediate", "unstated"
    up, down = senior.low > group_senior.value, junior.low > group_junior.value
    if up and not down:
        return "senior", "experience_high"
    if down and not up:
        return "junior", "experience_low"
    return "intermediate", "middle"
