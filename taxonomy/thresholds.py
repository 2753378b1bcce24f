"""The judgement in numbers of `thresholds.yaml`, typed."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Emergence:
    """Windows, minima and gates of the emergence verdicts; see the file's comments."""

    recent_months: int
    baseline_months: int
    min_month_exposure: int
    min_stratum_exposure: int
    min_window_exposure: int
    newest_month_pace: float
    min_total: int
    effect: float
    q: float
    min_recent: int
    min_employers: int
    min_sources: int
    min_months_up: int
    watch_probability: float
    new_months: int
    interval: float
    horizon: int
    lasting_effect: float
    lasting_probability: float
    confirm_min_total: float
    confirm_p: float
    market_presence: float
    year_effect: float


@dataclass(frozen=True)
class Coverage:
    """Probabilities from which a competency counts as covering a skill, partly, or as one for people to judge."""

    covered: float
    partly: float
    review: float
    alike: float
    """From here on likeness alone, without a sentence, says partly; covered it never says."""


@dataclass(frozen=True)
class Targets:
    """What a posting must name to belong to a certificate's job group by its skills."""

    min_core: int
    min_part: float
    min_check: int
    min_precision: float


@dataclass(frozen=True)
class Clauses:
    """What may be said of the demand for one requirement."""

    min_vacancies: int
    min_employers: int
    floor: float


@dataclass(frozen=True)
class Thresholds:
    """Everything in the file."""

    emergence: Emergence
    coverage: Coverage
    targets: Targets
    clauses: Clauses


@functools.lru_cache(maxsize=1)
def load() -> Thresholds:
    """Read the file; a missing or unknown key is an error."""
    raw = yaml.safe_load((Path(__file__).parent / "thresholds.yaml").read_text("utf-8"))
    return Thresholds(
        Emergence(**raw["emergence"]), Coverage(**raw["coverage"]), Targets(**raw["targets"]), Clauses(**raw["clauses"])
    )
