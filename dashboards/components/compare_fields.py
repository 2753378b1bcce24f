"""Two provinces by field: how much of what vacancies ask for no certificate teaches."""

from __future__ import annotations

from typing import Any

from dashboards.components import notes, numbers, tables
from dashboards.components.compare_parts import Sides, count, found, line
from dashboards.components.frame import section
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from warehouse import queries
from warehouse.queries import Part


def show(context: Context, sides: Sides) -> None:
    """All fields and each field that holds enough in one of both provinces."""
    words = context.words
    section(words, words("compare.coverage"), words("compare.coverage_text"))
    codes = [part.province for part in sides.parts]
    cells = {(r["field"], r["province_code"]): r for r in tables.records(context.ask(queries.regional_coverage))}
    fields = dict.fromkeys(field for field, province in cells if province in codes)
    rows = [_row(context, field, [cells.get((field, code)) for code in codes]) for field in fields]
    rows = [r for r in rows if any(s is not None and s["share_missing"] is not None for s in r["sides"])]
    _judge([r for r in rows if r["d"] is not None])
    if not rows:
        notes.empty(context, words("regions.too_few"))
        return

    def of(at: int) -> list[Column]:
        name, label = sides.names[at], words("regions.share")
        return [
            Column(label, lambda r: _plain(r["sides"][at]), lambda r: _written(r["sides"][at]), numeric=True,
                   group=name, narrow=f"{name} · {label}"),
            count(words, name, lambda r: r["sides"][at]["n_vacancies"] if r["sides"][at] else 0),
        ]  # fmt: skip

    columns = [Column(words("regions.field"), lambda r: r["name"]), *of(0), *of(1),
               *found(context, sides.names, "low", "high")]  # fmt: skip
    tables.show(context, "compare-coverage", columns, rows, words("compare.coverage_caption", n=len(rows)))
    bases = [b for b in notes.BASES if b in set(context.ask(queries.certificates)["basis"])]
    line(context, sides, [context.ask(queries.part_size, Part(province=code)) for code in codes], interval=True,
         bases=bases)  # fmt: skip


def _row(context: Context, field: str | None, of: list[Row | None]) -> dict[str, Any]:
    words, some = context.words, next(r for r in of if r is not None)
    name = (words.pick(some["field_zh"], some["field_en"]) or field) if field else words("regions.all_fields")
    row: dict[str, Any] = {"name": name, "sides": of, "d": None, "low": None, "high": None, "verdict": None}
    a, b = of
    if a and b and a["share_missing"] is not None and b["share_missing"] is not None:
        low, high = queries.difference(a["share_missing"], (a["low"], a["high"]), b["share_missing"],
                                       (b["low"], b["high"]))  # fmt: skip
        row |= {"d": a["share_missing"] - b["share_missing"], "low": low, "high": high}
    return row


def _judge(rows: list[dict[str, Any]]) -> None:
    """Which of the differences are more than noise, as `compare_skills` judges those of skills."""
    rates = queries.q_values([queries.p_value(r["d"], (r["low"], r["high"])) for r in rows])
    for row, rate in zip(rows, rates, strict=True):
        sure = rate <= queries.FALSE_SHARE and (row["low"] > 0 or row["high"] < 0)
        row["verdict"] = ("a" if row["d"] > 0 else "b") if sure else "noise"


def _plain(row: Row | None) -> object:
    if row is None or row["share_missing"] is None:
        return f"<{queries.MIN_COMPARED}"
    return round(row["share_missing"], 6)


def _written(row: Row | None) -> str:
    if row is None or row["share_missing"] is None:
        return f"<{queries.MIN_COMPARED}"
    return numbers.share_with_interval(row["share_missing"], row["low"], row["high"])
