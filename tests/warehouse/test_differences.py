"""Differences of shares: intervals of published examples, rates of false discovery, parts side by side by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import Part, differences

Z95 = 1.959964


@pytest.mark.parametrize(
    ("x", "n", "y", "m", "low", "high"),
    [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (5, 56, 0, 29, -0.0381, 0.1926),
     (10, 10, 0, 10, 0.6075, 1.0)],
)  # fmt: skip
def test_newcombe_gives_the_intervals_of_his_paper(x: int, n: int, y: int, m: int, low: float, high: float) -> None:
    a, b = x / n, y / m
    found = differences.difference(a, differences.wilson_interval(a, n, Z95), b, differences.wilson_interval(b, m, Z95))
    assert found == pytest.approx((low, high), abs=1e-4)


def test_p_falls_below_the_level_exactly_where_the_interval_leaves_zero_out() -> None:
    for low, high in ((0.001, 0.2), (-0.001, 0.2), (-0.2, -0.001), (-0.2, 0.001)):
        d = 0.1 if high == 0.2 else -0.1
        assert (differences.p_value(d, (low, high)) < 0.1) == (low > 0 or high < 0)
    assert differences.p_value(0.0, (-0.1, 0.1)) == 1.0


def test_rates_of_false_discovery_are_those_of_benjamini_and_hochberg() -> None:
    # their example of 15 p-values (1995, section 3.2): at .05 the first four are rejected
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
         1.0]  # fmt: skip
    q = differences.q_values(p)
    assert [rate <= 0.05 for rate in q] == [True] * 4 + [False] * 11
    assert q == sorted(q)
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert differences.q_values([]) == []


def _build(path: Path, vacancies: list[tuple[str, str, str, str, str, str]], named: dict[str, set[str]]) -> Reader:
    """`vacancies`: id, employer, province, month, source, job group; `named`: skill → ids."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("""create table marts.vacancies (vacancy_id varchar, employer_key varchar,
            employer_is_named boolean, country varchar, province_code varchar, field varchar, month varchar,
            source varchar, job_group varchar, year integer)""")
        connection.executemany(
            "insert into marts.vacancies values (?, ?, true, 'CN', ?, 'it', ?, ?, ?, null)",
            [list(v) for v in vacancies],
        )
        connection.execute("create table marts.vacancy_skills (vacancy_id varchar, skill_id varchar)")
        rows = [[v, s] for s, ids in named.items() for v in sorted(ids)]
        connection.executemany("insert into marts.vacancy_skills values (?, ?)", rows)
        connection.execute("""create table marts.skills (skill_id varchar, name varchar, name_en varchar, type varchar,
            is_known boolean, is_generic boolean, coverage varchar, basis varchar, n_vacancies bigint,
            n_employers bigint)""")
        connection.executemany(
            "insert into marts.skills values (?, ?, ?, 'tool', true, false, 'covered', 'reference', 99, 99)",
            [[s, s, s] for s in named],
        )
        connection.execute("create table marts.provinces (province_code varchar, zh varchar, en varchar)")
        connection.execute("insert into marts.provinces values ('44', '广东', 'Guangdong'), ('32', '江苏', 'Jiangsu')")
    return Reader(path)


def _found(reader: Reader, a: Part, b: Part, like: Any) -> tuple[dict[str, dict[str, Any]], queries.Compared]:
    compared = queries.compare_skills(reader, a, b, like)
    return {row["skill_id"]: row for row in compared.rows}, compared


def test_a_difference_that_is_only_the_mix_of_sources_is_noise_within_them(tmp_path: Path) -> None:
    # source x names the skill in 80 %, source y in 20 %; Guangdong is mostly x, Jiangsu mostly y
    vacancies, named = [], set()
    for province, n_x, n_y in (("44", 300, 100), ("32", 100, 300)):
        for source, n, share in (("x", n_x, 0.8), ("y", n_y, 0.2)):
            for i in range(n):
                one = f"{province}{source}{i}"
                vacancies.append((one, f"e{one}", province, "2025-01", source, "g"))
                if i < n * share:
                    named.add(one)
    reader = _build(tmp_path / "mix.duckdb", vacancies, {"t.s": named})
    a, b = Part(province="44"), Part(province="32")
    raw, _ = _found(reader, a, b, "none")
    assert raw["t.s"]["a_share"] == pytest.approx(0.65)
    assert raw["t.s"]["d"] == pytest.approx(0.30)
    assert raw["t.s"]["verdict"] == "a"
    like, compared = _found(reader, a, b, "source")
    assert like["t.s"]["a_share"] == pytest.approx(0.65), "the shares stay what they are"
    assert like["t.s"]["d"] == pytest.approx(0.0, abs=1e-9)
    assert like["t.s"]["verdict"] == "noise"
    assert compared.alike == (1.0, 1.0)


def test_one_employer_who_posts_much_makes_the_interval_wide(tmp_path: Path) -> None:
    def build(name: str, posters: int) -> dict[str, Any]:
        vacancies = [(f"a{i}", f"e{i % posters if i < 60 else i}", "44", "2025-01", "x", "g") for i in range(200)]
        vacancies += [(f"b{i}", f"f{i}", "32", "2025-01", "x", "g") for i in range(200)]
        named = {f"a{i}" for i in range(70)} | {f"b{i}" for i in range(40)}
        found, _ = _found(_build(tmp_path / name, vacancies, {"t.s": named}), Part("44"), Part("32"), "source")
        return found["t.s"]

    many, one = build("many.duckdb", 60), build("one.duckdb", 1)
    assert many["d"] == one["d"] == pytest.approx(0.15)
    plain = [differences.wilson_interval(share, 200) for share in (0.35, 0.2)]
    assert many["d_low"] == pytest.approx(differences.difference(0.35, plain[0], 0.2, plain[1])[0], abs=1e-3)
    assert (many["verdict"], one["verdict"]) == ("a", "noise")
    assert one["d_low"] < 0 < many["d_low"]


def test_few_are_not_shown_and_nothing_in_common_gives_no_difference(tmp_path: Path) -> None:
    vacancies = [(f"a{i}", f"e{i}", "44", f"2024-{i % 12 + 1:02d}", "x", "g") for i in range(100)]
    vacancies += [(f"b{i}", f"f{i}", "32", f"2025-0{i % 6 + 1}", "y", "g") for i in range(100)]
    named = {"t.few": {f"a{i}" for i in range(40)} | {"b1", "b2"}, "t.none": {f"a{i}" for i in range(40)},
             "t.rare": {f"a{i}" for i in range(8)}}  # fmt: skip
    reader = _build(tmp_path / "few.duckdb", vacancies, named)
    a, b = Part(province="44"), Part(province="32")
    found, compared = _found(reader, a, b, "none")
    assert "t.rare" not in found, "MIN_COMPARED of both together"
    assert (found["t.few"]["b_share"], found["t.few"]["d"], found["t.few"]["verdict"]) == (None, None, None)
    assert (found["t.none"]["b_share"], found["t.none"]["verdict"]) == (0.0, "a")
    assert compared.n == (100, 100)
    found, compared = _found(reader, a, b, "source_group")
    assert compared.alike == (0.0, 0.0)
    assert {row["verdict"] for row in found.values()} == {None}
    assert queries.part_size(reader, a).sources == (("x", 100),)
    assert [p["code"] for p in queries.periods(reader)] == ["2025", "2024", "2024h1", "2024h2"]
    assert queries.period_months("2024h2") == ("2024-07", "2024-12")
    size = queries.part_size(reader, Part(first="2024-07", last="2024-12"))
    assert (size.n_vacancies, size.first_month, size.last_month) == (48, "2024-07", "2024-12")
    assert [(p["province_code"], p["n"]) for p in queries.province_sizes(reader)] == [("32", 100), ("44", 100)]
