"""Properties that a statement about rising demand must have."""

from __future__ import annotations

import numpy as np
import pytest

from taxonomy import emergence, thresholds
from taxonomy.emergence import Change, Counts, Support

RULES = thresholds.load().emergence
MONTHS, STRATA, SKILLS = 12, 4, 60
EXPOSURE = np.full((STRATA, MONTHS), 400.0)


def world(seed: int = 1, exposure: np.ndarray = EXPOSURE, lift: dict[int, float] | None = None) -> Counts:
    """Skills with constant rates; `lift` multiplies a skill's rate in the last three months."""
    rng = np.random.default_rng(seed)
    rate = rng.uniform(0.01, 0.08, (SKILLS, exposure.shape[0]))
    mean = rate[:, :, None] * exposure[None]
    for skill, factor in (lift or {}).items():
        mean[skill, :, -3:] *= factor
    n = rng.poisson(mean)
    skill, stratum, month = np.nonzero(n)
    return Counts(skill, stratum, month, n[skill, stratum, month].astype(float), exposure, SKILLS)


def judged(counts: Counts) -> tuple[Change, list[str]]:
    window = emergence.windows(counts, counts.exposure.shape[1] - 1, RULES)
    assert window.enough
    found = emergence.change(counts, window, RULES)
    n = counts.n_skills
    support = Support(np.full(n, 20), np.full(n, 2), np.full(n, 30), np.ones(n, dtype=bool), 2)
    return found, emergence.verdicts(found, support, RULES)


def test_a_tripled_skill_rises_and_little_else_does() -> None:
    found, verdicts = judged(world(lift={3: 3.0, 7: 3.0}))
    assert verdicts[3] == verdicts[7] == "rising"
    assert sum(v == "rising" for v in verdicts) <= 4
    assert set(np.argsort(-found.score)[:2]) == {3, 7}
    assert found.ratio_low[3] > RULES.effect


def test_a_falling_skill_declines() -> None:
    assert judged(world(lift={5: 0.2}))[1][5] == "declining"


@pytest.mark.parametrize("seed", range(5))
def test_nothing_rises_where_nothing_changes(seed: int) -> None:
    assert sum(v == "rising" for v in judged(world(seed))[1]) <= 2


def test_a_proportional_rise_of_everything_moves_nothing() -> None:
    exposure = EXPOSURE.copy()
    exposure[:, -3:] *= 3
    ratios = judged(world(2, exposure))[0].ratio
    assert np.median(ratios) == pytest.approx(1.0, abs=0.08)


def test_a_growing_field_moves_nothing() -> None:
    exposure = EXPOSURE.copy()
    exposure[0, -3:] *= 4
    verdicts = judged(world(4, exposure))[1]
    assert sum(v == "rising" for v in verdicts) <= 2


def test_a_stratum_of_one_window_changes_no_figure() -> None:
    counts = world(6)
    extra = np.zeros((1, MONTHS))
    extra[0, -3:] = 5000.0
    more = Counts(
        np.append(counts.skill, np.arange(10)), np.append(counts.stratum, np.full(10, STRATA)),
        np.append(counts.month, np.full(10, MONTHS - 1)), np.append(counts.n, np.full(10, 900.0)),
        np.vstack([counts.exposure, extra]), SKILLS,
    )  # fmt: skip
    np.testing.assert_allclose(judged(more)[0].ratio, judged(counts)[0].ratio)


def test_thin_months_are_left_out_and_said() -> None:
    exposure = EXPOSURE.copy()
    exposure[:, 4] = 3
    window = emergence.windows(world(1, exposure), MONTHS - 1, RULES)
    assert window.months_left_out == (4,)
    assert 4 not in window.baseline


def test_too_little_data_is_no_answer() -> None:
    exposure = np.full((STRATA, MONTHS), 5.0)
    assert not emergence.windows(world(1, exposure), MONTHS - 1, RULES).enough


def test_few_employers_are_no_trend() -> None:
    counts = world(lift={3: 4.0})
    window = emergence.windows(counts, MONTHS - 1, RULES)
    found = emergence.change(counts, window, RULES)
    support = Support(
        np.ones(SKILLS, dtype=int), np.full(SKILLS, 2), np.full(SKILLS, 30), np.ones(SKILLS, dtype=bool), 2
    )
    assert emergence.verdicts(found, support, RULES)[3] == "watch"


def test_what_no_list_knows_and_came_lately_is_new() -> None:
    counts = world(lift={3: 4.0})
    found = emergence.change(counts, emergence.windows(counts, MONTHS - 1, RULES), RULES)
    known = np.ones(SKILLS, dtype=bool)
    known[3] = False
    age = np.full(SKILLS, 30)
    age[3] = 2
    support = Support(np.full(SKILLS, 20), np.full(SKILLS, 2), age, known, 2)
    assert emergence.verdicts(found, support, RULES)[3] == "new"
