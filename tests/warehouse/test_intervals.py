"""Effective sizes: the marts' macro and the queries' expression against the reference, and what the intervals cover."""

from __future__ import annotations

import math

import duckdb
import numpy as np
import pytest
import yaml
from jinja2 import Environment, FileSystemLoader

from warehouse.queries import wilson_interval
from warehouse.queries.intervals import ASKED_SUMS, CLUSTERED, GROUP_SUMS, effective, effective_size, wilson
from warehouse.transform import PROJECT

Employers = list[tuple[int, int]]
"""Vacancies of each employer, and those of them that ask."""
CASES: dict[str, Employers] = {
    "alike within employers": [(10, 10 if i < 8 else 0) for i in range(40)],
    "one vacancy each": [(1, int(i < 12)) for i in range(60)],
    "as unlike as can be": [(10, 5)] * 20,
    "one large employer": [(400, 300), *[(1, int(i % 9 == 0)) for i in range(500)]],
    "few employers ask": [(50, 20), (3, 1), *[(2, 0)] * 200],
    "few do not ask": [(50, 30), (3, 1), *[(2, 2)] * 200],
    "nobody asks": [(7, 0)] * 30,
    "all ask": [(7, 7)] * 30,
    "one employer": [(12, 5)],
    "one vacancy": [(1, 1)],
    "three employers": [(9, 9), (4, 0), (2, 1)],
}


def _reference(employers: Employers) -> float:
    m, x = (np.array(column, dtype=float) for column in zip(*employers, strict=True))
    return effective_size(
        int(x.sum()), int(m.sum()), float((x * x).sum()), float((x * m).sum()), float((m * m).sum()), len(m),
        int((x > 0).sum()), int(((x == m) & (x > 0)).sum()),
    )  # fmt: skip


def _by_hand(employers: Employers) -> float:
    """The definition, not the sums: n by the variance of a simple sample over that of a ratio of employers' totals."""
    h, n, k = len(employers), sum(m for m, _ in employers), sum(x for _, x in employers)
    p = k / n
    variance = h / (h - 1) * sum((x - p * m) ** 2 for m, x in employers) / n**2 if h > 1 else 0.0
    bounds = [float(n), *([n * p * (1 - p) / (n - 1) / variance] if variance > 1e-12 else [])]
    if min(sum(x > 0 for _, x in employers), sum(x < m for m, x in employers)) < CLUSTERED:
        bounds.append(float(h))
    return max(1.0, min(bounds))


def _sql(expression: str, group_sums: str, asked_sums: str, employers: Employers) -> float:
    values = ", ".join(f"({i}, {m}, {x})" for i, (m, x) in enumerate(employers))
    [found] = (
        duckdb.connect()
        .execute(
            f"""with e as (from (values {values}) as t(employer, m, x)), z as (select {group_sums} from e),
            a as (select {asked_sums} from e where x > 0 having count(*) > 0)
            select {expression} from z left join a on true"""
        )
        .fetchall()
    )
    return float(found[0])


def _macro(name: str, *values: str) -> str:
    said = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))["vars"]
    module = Environment(loader=FileSystemLoader(PROJECT / "macros"), autoescape=False).get_template(  # noqa: S701
        "effective_size.sql", globals={"var": said.__getitem__}
    ).module  # fmt: skip
    return str(getattr(module, name)(*values))


@pytest.mark.parametrize("name", CASES)
def test_macro_expression_and_reference_are_the_definition(name: str) -> None:
    employers = CASES[name]
    expected = _by_hand(employers)
    assert _reference(employers) == pytest.approx(expected)
    assert _sql(effective("a", "z"), GROUP_SUMS, ASKED_SUMS, employers) == pytest.approx(expected)
    macro = _macro("effective_size", "a", "z")
    assert _sql(macro, _macro("group_sums"), _macro("asked_sums"), employers) == pytest.approx(expected)


def test_effective_sizes_that_can_be_told_without_a_formula() -> None:
    assert _reference(CASES["alike within employers"]) == pytest.approx(
        39 * 400 / 399
    )  # 40 employers with one answer each
    assert _reference(CASES["one vacancy each"]) == pytest.approx(60)
    assert _reference(CASES["as unlike as can be"]) == 200  # never more than the vacancies
    assert _reference(CASES["nobody asks"]) == _reference(CASES["all ask"]) == 30  # so many employers
    assert _reference(CASES["one employer"]) == 1
    assert _reference(CASES["few employers ask"]) <= 202
    assert effective_size(0, 0, 0, 0, 0, 0, 0, 0) == 0


def test_sql_and_python_give_one_interval() -> None:
    low, high = wilson("p", "e")
    for share, size in ((0.0, 30.0), (1.0, 30.0), (0.2, 17.3), (0.5, 1.0)):
        [found] = (
            duckdb.connect()
            .execute(f"select {low}, {high} from (select {share}::double as p, {size}::double as e)")
            .fetchall()
        )
        assert found == pytest.approx(wilson_interval(share, size))
        assert all(math.isfinite(end) for end in found)


@pytest.mark.parametrize(("n_employers", "share", "alike"), [(60, 0.1, 0.3), (400, 0.02, 0.3), (400, 0.3, 0.2)])
def test_intervals_cover_what_they_say_where_vacancies_of_an_employer_are_alike(
    n_employers: int, share: float, alike: float
) -> None:
    """Employers with one to thirty vacancies, most of them small; the chance that one of theirs asks differs by
    employer (beta, correlation `alike`). Of 1,500 draws at least 87 % of the intervals hold the true share; those that
    take vacancies for independent hold it less often."""
    draw = np.random.default_rng(20250301)
    a, b = share * (1 - alike) / alike, (1 - share) * (1 - alike) / alike
    held = plain = 0
    draws = 1500
    for _ in range(draws):
        m = np.minimum(draw.geometric(0.25, n_employers), 30)
        x = draw.binomial(m, draw.beta(a, b, n_employers))
        n, p = int(m.sum()), float(x.sum() / m.sum())
        low, high = wilson_interval(p, _reference(list(zip(m.tolist(), x.tolist(), strict=True))))
        held += low <= share <= high
        low, high = wilson_interval(p, n)
        plain += low <= share <= high
    assert held >= 0.87 * draws
    assert plain < 0.84 * draws
