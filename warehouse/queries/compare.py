"""Two parts of the build side by side, provinces or periods, by the skills that their vacancies ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from warehouse.connection import Reader
from warehouse.queries.differences import FALSE_SHARE, difference, p_value, q_values, wilson_interval
from warehouse.queries.extent import FIRST, LAST
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.intervals import ASKED_SUMS, GROUP_SUMS, effective
from warehouse.queries.regions import MIN_COMPARED

Like = Literal["source_group", "source", "none"]
LIKES: tuple[Like, ...] = get_args(Like)
"""What is held alike: the sources and the job groups, the sources, nothing."""
_STRATA = {"source_group": "source || '|' || coalesce(job_group, '')", "source": "source", "none": "''"}
_HARD = f"""type in ('tool', 'knowledge', 'task') and not is_generic
    and n_vacancies >= {MIN_SHOWN} and n_employers >= {MIN_SHOWN}"""


@dataclass(frozen=True)
class Part:
    """Vacancies in China of a province, a field and the months from `first` to `last`; "" sets no bound."""

    province: str = ""
    field: str = ""
    first: str = ""
    last: str = ""

    def where(self) -> tuple[str, list[Any]]:
        """Condition on `marts.vacancies`, and its values."""
        bounds = [("province_code = ?", self.province), ("field = ?", self.field), ("month >= ?", self.first),
                  ("month <= ?", self.last)]  # fmt: skip
        used = [(condition, value) for condition, value in bounds if value]
        return " and ".join(["coalesce(country, 'CN') = 'CN'", *(c for c, _ in used)]), [v for _, v in used]


@dataclass(frozen=True)
class PartSize:
    """How much a part holds."""

    n_vacancies: int
    n_employers: int
    """Named ones."""
    first_month: str | None
    """Of all its vacancies: a year where no month is known."""
    last_month: str | None
    sources: tuple[tuple[str, int], ...]
    """Source and vacancies, the largest first."""


@dataclass(frozen=True)
class Compared:
    """Skills of two parts side by side."""

    rows: tuple[dict[str, Any], ...]
    """One per hard skill that MIN_SHOWN vacancies and employers of either part name, and MIN_COMPARED of both, the most
    asked for first: skill_id, name, name_en, type, is_known, coverage, basis; for each side (`a_`, `b_`) n, employers,
    share, low, high (90 %, Wilson), the last three None where a few name it, and alike, alike_low, alike_high: the
    share among what is held alike with the same weights, its interval over employers. `d`, `d_low`, `d_high` are the
    difference of the alike shares a - b, None as these are where a side is too small to say; `verdict` is `a` or `b`
    for the side that surely asks more, `noise`, or None without a difference."""
    alike: tuple[float, float]
    """The part of each side's vacancies that lies in the sources (and job groups) that both sides have."""
    n: tuple[int, int]
    """Vacancies of each side."""


def part_size(reader: Reader, part: Part) -> PartSize:
    """Size, period and sources of a part."""
    where, values = part.where()
    row = reader.rows(
        f"""select count(*) as n, count(distinct employer_key) filter (employer_is_named) as employers,
                   {FIRST} as first, {LAST} as last
            from marts.vacancies where {where}""",  # noqa: S608
        values,
    )[0]
    sources = reader.rows(
        f"select source, count(*) as n from marts.vacancies where {where} group by source order by n desc, source",  # noqa: S608
        values,
    )
    return PartSize(
        row["n"], row["employers"], row["first"], row["last"], tuple((s["source"], s["n"]) for s in sources)
    )


def province_sizes(reader: Reader) -> list[dict[str, Any]]:
    """Provinces with MIN_COMPARED vacancies or more, the largest first: province_code, zh, en, n."""
    return reader.rows(
        """
        select province_code, any_value(p.zh) as zh, any_value(p.en) as en, count(*) as n
        from marts.vacancies as v join marts.provinces as p using (province_code)
        where coalesce(v.country, 'CN') = 'CN'
        group by province_code having count(*) >= ? order by n desc, province_code
        """,
        [MIN_COMPARED],
    )


def periods(reader: Reader) -> list[dict[str, Any]]:
    """Years (`2024`) and half-years (`2024h1`) with MIN_COMPARED dated vacancies, newest first, a year before its
    halves: code, first, last, n. A half that holds all of its year is left out: it would be the same."""
    months = reader.rows(
        """
        select month, count(*) as n from marts.vacancies
        where month is not null and coalesce(country, 'CN') = 'CN' group by month
        """
    )
    counts: dict[str, int] = defaultdict(int)
    for row in months:
        year, half = row["month"][:4], 1 if row["month"][5:] <= "06" else 2
        counts[year] += row["n"]
        counts[f"{year}h{half}"] += row["n"]
    codes = sorted(counts, key=lambda c: (-int(c[:4]), len(c) > 4, c))
    return [{"code": c, "n": counts[c], **dict(zip(("first", "last"), period_months(c), strict=True))}
            for c in codes if counts[c] >= MIN_COMPARED and (len(c) == 4 or counts[c] < counts[c[:4]])]  # fmt: skip


def period_months(code: str) -> tuple[str, str]:
    """First and last month of `2024`, `2024h1`, `2024h2`."""
    year = code[:4]
    first, last = {"": ("01", "12"), "h1": ("01", "06"), "h2": ("07", "12")}[code[4:]]
    return f"{year}-{first}", f"{year}-{last}"


def compare_skills(reader: Reader, a: Part, b: Part, like: Like = "source_group") -> Compared:
    """Skills of two parts that share no vacancy.

    The difference is Mantel and Haenszel's over what is held alike; its interval takes the vacancies of an employer
    within a source together (linearised variance, turned into effective sizes for Newcombe's interval). A verdict needs
    an interval without zero and a false discovery rate of at most FALSE_SHARE among all skills compared."""
    (where_a, values_a), (where_b, values_b) = a.where(), b.where()
    columns = f"vacancy_id, employer_key, employer_is_named, {_STRATA[like]} as stratum"
    sides = f"""
        with sides as (
            select 'a' as side, {columns} from marts.vacancies where {where_a}
            union all select 'b', {columns} from marts.vacancies where {where_b}
        )
    """  # noqa: S608
    values = [*values_a, *values_b]
    skills = reader.rows(
        f"""
        {sides},
        sizes as (select side, employer_key, bool_or(employer_is_named) as is_named, count(*) as m
                  from sides group by all),
        wholes as (select side, {GROUP_SUMS} from sizes group by side),
        named as (
            select side, employer_key, skill_id, count(*) as x
            from sides join marts.vacancy_skills using (vacancy_id) group by all
        ),
        asked as (
            select side, skill_id, {ASKED_SUMS}, count(*) filter (is_named) as employers
            from named join sizes using (side, employer_key) group by all
        ),
        counted as (
            select w.side, a.skill_id, a.k as n, a.employers, {effective("a", "w")} as size
            from asked as a join wholes as w using (side)
        )
        select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.coverage, s.basis,
               coalesce(sum(c.n) filter (side = 'a'), 0)::bigint as a_n,
               coalesce(sum(c.n) filter (side = 'b'), 0)::bigint as b_n,
               coalesce(sum(c.employers) filter (side = 'a'), 0)::bigint as a_employers,
               coalesce(sum(c.employers) filter (side = 'b'), 0)::bigint as b_employers,
               -- where nobody asks, an employer counts as one vacancy
               coalesce(max(c.size) filter (side = 'a'), (select h from wholes where side = 'a'), 0) as a_size,
               coalesce(max(c.size) filter (side = 'b'), (select h from wholes where side = 'b'), 0) as b_size
        from counted as c join (select * from marts.skills where {_HARD}) as s using (skill_id)
        group by all
        having bool_or(c.n >= {MIN_SHOWN} and c.employers >= {MIN_SHOWN}) and sum(c.n) >= {MIN_COMPARED}
        """,  # noqa: S608
        values,
    )
    strata = reader.rows(
        f"""
        {sides}, sizes as (select side, stratum, employer_key, count(*) as m from sides group by all)
        select side, stratum, sum(m)::bigint as n, sum(m * m)::double as mm from sizes group by all
        """,  # noqa: S608
        values,
    )
    asked = reader.rows(
        f"""
        {sides},
        common as (
            select stratum from sides group by stratum having count(distinct side) = 2
        ),
        alike as (select * from sides semi join common using (stratum)),
        sizes as (select side, stratum, employer_key, count(*) as m from alike group by all),
        named as (
            select side, stratum, employer_key, skill_id, count(*) as x
            from alike join marts.vacancy_skills using (vacancy_id)
            where list_contains(?::varchar[], skill_id) group by all
        )
        select side, stratum, skill_id, sum(x)::bigint as x, sum(x * x)::double as xx, sum(x * m)::double as xm
        from named join sizes using (side, stratum, employer_key) group by all
        """,  # noqa: S608
        [*values, [skill["skill_id"] for skill in skills]],
    )
    return _compared(strata, asked, skills)


def _compared(strata: list[dict[str, Any]], asked: Iterable[dict[str, Any]], skills: list[dict[str, Any]]) -> Compared:
    sizes = {(row["side"], row["stratum"]): row for row in strata}
    total = {side: sum(row["n"] for row in strata if row["side"] == side) for side in "ab"}
    common = sorted({s for side, s in sizes if side == "a"} & {s for side, s in sizes if side == "b"})
    shared = {side: sum(sizes[side, s]["n"] for s in common) for side in "ab"}
    alike = {side: shared[side] / max(total[side], 1) for side in "ab"}
    weights = {s: 1 / (1 / sizes["a", s]["n"] + 1 / sizes["b", s]["n"]) for s in common}
    if min(shared.values()) < MIN_COMPARED:
        weights = {}
    sizes_alike = {side: _most(side, sizes, weights) for side in "ab"}
    named: dict[str, dict[tuple[str, str], dict[str, Any]]] = defaultdict(dict)
    for row in sorted(asked, key=lambda r: (r["side"], r["stratum"])):  # sums in one order: the same to the last digit
        named[row["skill_id"]][row["side"], row["stratum"]] = row
    rows = [_row(skill, total, sizes, weights, sizes_alike, named[skill["skill_id"]]) for skill in skills]
    judged = [row for row in rows if row["d"] is not None]
    q = q_values([p_value(row["d"], (row["d_low"], row["d_high"])) for row in judged])
    for row, rate in zip(judged, q, strict=True):
        sure = rate <= FALSE_SHARE and (row["d_low"] > 0 or row["d_high"] < 0)
        row["verdict"] = ("a" if row["d"] > 0 else "b") if sure else "noise"
    rows.sort(key=lambda r: (-max(r["a_share"] or 0.0, r["b_share"] or 0.0), r["skill_id"]))
    return Compared(tuple(rows), (alike["a"], alike["b"]), (total["a"], total["b"]))


def _row(
    skill: dict[str, Any], total: dict[str, int], sizes: dict[tuple[str, str], dict[str, Any]],
    weights: dict[str, float], sizes_alike: dict[str, float], named: dict[tuple[str, str], dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    own = {name: value for name, value in skill.items() if name not in ("a_size", "b_size")}
    row: dict[str, Any] = {**own, "d": None, "d_low": None, "d_high": None, "verdict": None}
    row |= {f"{side}_alike{end}": None for side in "ab" for end in ("", "_low", "_high")}
    shown = {}
    for side in "ab":
        n, employers = skill[f"{side}_n"], skill[f"{side}_employers"]
        shown[side] = total[side] >= MIN_COMPARED and (n == 0 or (n >= MIN_SHOWN and employers >= MIN_SHOWN))
        share = n / total[side] if shown[side] else None
        low, high = wilson_interval(share, skill[f"{side}_size"]) if share is not None else (None, None)
        row |= {f"{side}_share": share, f"{side}_low": low, f"{side}_high": high}
    if not weights or not all(shown.values()):
        return row
    a, b = (_alike(side, sizes, weights, sizes_alike, named) for side in "ab")
    of_a, of_b = wilson_interval(*a), wilson_interval(*b)
    low, high = difference(a[0], of_a, b[0], of_b)
    return row | {
        "a_alike": a[0], "a_alike_low": of_a[0], "a_alike_high": of_a[1],
        "b_alike": b[0], "b_alike_low": of_b[0], "b_alike_high": of_b[1],
        "d": a[0] - b[0], "d_low": low, "d_high": high,
    }  # fmt: skip


def _most(side: str, sizes: dict[tuple[str, str], dict[str, Any]], weights: dict[str, float]) -> float:
    """The size of the simple sample that the weights leave of a side, never more than its vacancies."""
    whole = sum(weights.values())
    if not weights:
        return 0.0
    n = sum(sizes[side, stratum]["n"] for stratum in weights)
    return float(min(float(n), 1 / sum((weight / whole) ** 2 / sizes[side, s]["n"] for s, weight in weights.items())))


def _alike(
    side: str, sizes: dict[tuple[str, str], dict[str, Any]], weights: dict[str, float], sizes_alike: dict[str, float],
    named: dict[tuple[str, str], dict[str, Any]],
) -> tuple[float, float]:  # fmt: skip
    """A side's share with every stratum at its common weight; the size that a simple sample would need for the variance
    that the vacancies of its employers have, never more than there are."""
    whole = sum(weights.values())
    share = variance = 0.0
    for (of, stratum), found in named.items():  # the others add nothing: most strata name most skills nowhere
        if of != side or stratum not in weights:
            continue
        size, part = sizes[side, stratum], weights[stratum] / whole
        p = found["x"] / size["n"]
        share += part * p
        variance += (part / size["n"]) ** 2 * max(found["xx"] - 2 * p * found["xm"] + p * p * size["mm"], 0.0)
    # among few or none the variance says nothing: then the weights alone make the sample smaller
    most = sizes_alike[side]
    effective = share * (1 - share) / variance if variance > 0 else most
    return share, min(effective, most)
