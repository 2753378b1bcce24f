"""A certificate as a table: domain → task → requirement × level, with the demand for each requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from dashboards.components import notes, numbers
from dashboards.components.markup import Safe, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from warehouse import queries

CARRIERS = 3
"""Skills named under a requirement; the file has all."""


def matrix(context: Context, certificate: str, levels: Sequence[str], rows: Sequence[Row]) -> Safe:
    """The table: beside each requirement the levels that hold it, and the demand for it."""
    words, width = context.words, len(levels) + 2
    head = h("tr", h("th", words("matrix.requirement"), scope="col"),
             [h("th", words(f"level.{level}"), scope="col", cls="level") for level in levels],
             h("th", words("matrix.demand"), scope="col"))  # fmt: skip
    body: list[Safe] = []
    for (level, domain), of_domain in groupby(
        rows, key=lambda r: (r["level"], words.pick(r["domain"], r["domain_en"]))
    ):
        body.append(_heading(join([words(f"level.{level}"), " · ", domain]), width, "domain"))
        for task, of_task in groupby(of_domain, key=lambda r: words.pick(r["task"], r["task_en"])):
            body.append(_heading(task, width, "task"))
            body += [_requirement(context, certificate, row, levels) for row in of_task]
    return h("table", h("caption", words("matrix.caption")), h("thead", head), h("tbody", body), cls="grid matrix")


def summary(context: Context, rows: Sequence[Row]) -> Safe:
    """How many requirements bear each status, which is also the legend of the signs."""
    words, counted = context.words, Counter(row["status"] for row in rows)
    limits = {"floor": numbers.percent(queries.rule(context.build, "clause_floor")), "least": queries.MIN_SHOWN,
              "employers": numbers.count(queries.rule(context.build, "clause_min_employers"))}  # fmt: skip
    return h("ul", [
        h("li", notes.clause(words, code), " ", h("strong", counted[code]), h("br"),
          h("span", words(f"clause.{code}_why", **limits), cls="small"))
        for code in queries.CLAUSE_STATUSES
    ], cls="statuses")  # fmt: skip


def _heading(text: object, width: int, cls: str) -> Safe:
    return h("tr", h("th", text, colspan=width, scope="colgroup"), cls=cls)


def _requirement(context: Context, certificate: str, row: Row, levels: Sequence[str]) -> Safe:
    words, own = context.words, levels.index(row["level"])
    cells = [
        h("td", words("matrix.own" if at == own else "matrix.included") if at >= own else "", cls="level")
        for at in range(len(levels))
    ]
    text = [h("span", row["code"], " ", cls="small"), words.pick(row["text"], row["text_en"])]
    return h("tr", h("th", text, _carriers(context, certificate, row), scope="row"), cells,
             h("td", _figures(context, row), cls="figures-cell"))  # fmt: skip


def _figures(context: Context, row: Row) -> list[Safe]:
    words = context.words
    return [
        h("div", notes.clause(words, row["status"])),
        h("div", share(row), cls="share"),
        h("div", words("matrix.of", n=asked(row), employers=employers(row)), cls="small"),
        h("div", trend(context, row), cls="small"),
    ]


def share(row: Row) -> str:
    """The share with its interval."""
    return numbers.share_with_interval(row["share"], row["share_low"], row["share_high"])


def asked(row: Row) -> str:
    """Vacancies that ask for the requirement; below five only that it is."""
    return numbers.SUPPRESSED if row["few"] else numbers.count(row["n_vacancies"])


def employers(row: Row) -> str:
    """Their employers."""
    return numbers.SUPPRESSED if row["few"] else numbers.count(row["n_employers"])


def trend(context: Context, row: Row) -> str:
    """Sign, word and ratio of the trend in the job group, or why there is none."""
    words = context.words
    if row["direction"] is None:
        return words(f"trend.{row['no_trend']}") if row["no_trend"] else words("trend.no_month")
    ratio = numbers.ratio_with_interval(row["ratio"], row["ratio_low"], row["ratio_high"])
    return f"{notes.TREND_SIGNS[row['direction']]} {words('trend.' + row['direction'])} {ratio}"


def _carriers(context: Context, certificate: str, row: Row) -> Safe:
    """The skills that carry the demand, each leading to the postings behind it."""
    words = context.words
    skills: Sequence[Mapping[str, Any]] = row["skills"] or []
    if not skills:
        return Safe("")
    names = [
        link(words.pick(s["name"], s["name_en"]),
             context.link("skills", skill=s["skill_id"], certificate=certificate) + "#evidence")
        for s in skills[:CARRIERS]
    ]  # fmt: skip
    return h("div", words("matrix.carriers"), " ", join(names, words("list.comma")), cls="small carriers")


def columns(context: Context) -> list[Column]:
    """The table as a file."""
    words = context.words

    def shown(key: str) -> Any:
        return lambda r: numbers.SUPPRESSED if r["few"] else r[key]

    return [
        Column("competency_id", lambda r: r["competency_id"]),
        Column(words("certificate.level"), lambda r: words(f"level.{r['level']}")),
        Column(words("matrix.domain"), lambda r: words.pick(r["domain"], r["domain_en"])),
        Column(words("matrix.task"), lambda r: words.pick(r["task"], r["task_en"])),
        Column(words("matrix.code"), lambda r: r["code"]),
        Column(words("matrix.requirement"), lambda r: words.pick(r["text"], r["text_en"])),
        Column(words("matrix.status"), lambda r: words(f"clause.{r['status']}")),
        Column(words("scope.title"), lambda r: words(f"scope.{r['scope']}")),
        Column(words("matrix.n"), shown("n_vacancies")),
        Column(words("matrix.employers"), shown("n_employers")),
        Column(words("matrix.population"), lambda r: r["n_population"]),
        Column(words("matrix.share"), shown("share")),
        Column(words("matrix.share_low"), shown("share_low")),
        Column(words("matrix.share_high"), lambda r: r["share_high"]),
        Column(words("matrix.trend"), lambda r: trend(context, r)),
        Column(words("matrix.skills"), lambda r: "; ".join(words.pick(s["name"], s["name_en"]) for s in r["skills"])),
        Column(words("certificate.basis"), lambda r: notes.basis(words, r["basis"])),
    ]
