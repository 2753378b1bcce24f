"""Two certificates: basis, coverage and statuses, what their job groups ask for, what clauses of both name."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from dashboards.components import charts, notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from warehouse import queries

IN_CHART = 15
IN_TABLE = 25
IN_LIST = 40
COUNTED = {"covered": "n_covered", "partly": "n_partly", "review": "n_review", "not_covered": "n_missing"}

Pair = tuple[str, str]


def show(context: Context, codes: Pair, titles: dict[str, str]) -> None:
    """Draw the comparison."""
    names = (titles[codes[0]], titles[codes[1]])
    rows = context.ask(queries.certificate_pair, *codes)
    _facts(context, codes, names)
    _demand(context, codes, names, rows)
    _named(context, codes, names, rows)


def _line(context: Context, codes: Pair, names: Pair, *, interval: bool) -> None:
    """One line for each job group."""
    frame = context.ask(queries.certificates).drop_duplicates("certificate").set_index("certificate")
    for code, name in zip(codes, names, strict=True):
        group = context.ask(queries.certificate_job_group, code)
        few = numbers.few(group.n_vacancies)
        notes.source_line(context, n=group.n_vacancies, n_employers=None if few else group.n_employers, lead=name,
                          period=numbers.period(group.first_month, group.last_month), sources=group.sources,
                          interval=interval, bases=[str(frame.loc[code, "basis"])])  # fmt: skip


def _facts(context: Context, codes: Pair, names: Pair) -> None:
    words = context.words
    section(words, words("compare.facts"), words("compare.facts_text"))
    told = [_of(context, code) for code in codes]
    rows = [{"label": label, "sides": [of[at][1] for of in told]} for at, (label, _) in enumerate(told[0])]
    columns = [Column(words("compare.fact"), lambda r: r["label"])]
    columns += [Column(name, lambda r, at=at: r["sides"][at], numeric=False)  # type: ignore[misc]
                for at, name in enumerate(names)]  # fmt: skip
    tables.show(context, "compare-facts", columns, rows, words("compare.facts_caption"))
    both = context.ask(queries.group_overlap, *codes)
    emit(words, h("p", words("compare.both_groups", n=numbers.vacancies(both))))
    _line(context, codes, names, interval=False)


def _of(context: Context, code: str) -> list[tuple[str, object]]:
    """What is said of one certificate: terms and values."""
    words = context.words
    levels = context.ask(queries.certificate_levels, code, "target")
    group = context.ask(queries.certificate_job_group, code)
    clauses = Counter(r["status"] for r in context.ask(queries.certificate_table, code, "target"))
    first, top = levels[0], levels[-1]
    asked = bool(top["n_demanded"])
    return [
        (words("certificate.basis"), f"{notes.basis(words, first['basis'])} ({first['version']})"),
        (words("certificate.levels"), words("list.comma").join(words(f"level.{r['level']}") for r in levels)),
        (words("compare.requirements"), numbers.count(sum(r["n_competencies"] or 0 for r in levels))),
        (words("compare.group"), numbers.vacancies(group.n_vacancies)),
        (words("compare.demanded"), numbers.count(top["n_demanded"])),
        *((words("compare.of_demanded", verdict=words(f"verdict.{v}")),
           _part(top[column], top["n_demanded"]) if asked else numbers.NOTHING) for v, column in COUNTED.items()),
        *((words("compare.clauses", status=words(f"clause.{s}")), numbers.count(clauses[s]))
          for s in queries.CLAUSE_STATUSES),
    ]  # fmt: skip


def _part(n: Any, of: int) -> str:
    return f"{numbers.count(n)} ({numbers.percent((n or 0) / of)})"


def _share(row: Row, side: str) -> str:
    if row[f"{side}_share"] is None:
        return numbers.NOTHING
    return f"{numbers.percent(row[f'{side}_share'])} ({numbers.percent(row[f'{side}_low'])}–" \
           f"{numbers.percent(row[f'{side}_high'])})"  # fmt: skip


def _demand(context: Context, codes: Pair, names: Pair, rows: list[dict[str, Any]]) -> None:
    words = context.words
    section(words, words("compare.demand"), words("compare.demand_text", least=queries.MIN_SHOWN))
    asked = [r for r in rows if r["a_share"] is not None or r["b_share"] is not None]
    if not asked:
        notes.empty(context, words("compare.no_demand", least=queries.MIN_COMPARED))
        return
    both = sum(r["a_share"] is not None and r["b_share"] is not None for r in asked)
    of = [sum(r[f"{side}_share"] is not None for r in asked) for side in "ab"]
    message = words("compare.demand_message", both=both, a=names[0], n_a=of[0] - both, b=names[1], n_b=of[1] - both)
    points = [
        {"label": words.pick(r["name"], r["name_en"]), "side": name, "share": r[f"{side}_share"],
         "low": r[f"{side}_low"], "high": r[f"{side}_high"], "text": _share(r, side)}
        for r in asked[:IN_CHART] for side, name in zip("ab", names, strict=True) if r[f"{side}_share"] is not None
    ]  # fmt: skip
    alt_text = message + " " + words("list.comma").join(f"{p['label']} {p['side']} {p['text']}" for p in points)
    labels = {"share": words("compare.share_of_group"), "label": words("skills.skill"), "side": words("compare.side")}
    charts.draw(words, charts.pairs(pd.DataFrame(points), names, labels), message, alt_text, words("compare.figure"))
    _line(context, codes, names, interval=True)
    columns = [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), lambda r: _skill(context, r))
    ]
    for side, name in zip("ab", names, strict=True):
        columns += [
            Column(words("compare.share"), lambda r, s=side: None if r[f"{s}_share"] is None else  # type: ignore[misc]
                   round(r[f"{s}_share"], 6), lambda r, s=side: _share(r, s), numeric=True, group=name),  # type: ignore[misc]
            Column(words("compare.in_certificate"), lambda r, s=side: _verdict(context, r, s),  # type: ignore[misc]
                   lambda r, s=side: notes.verdict(words, r[f"{s}_verdict"]) if r[f"{s}_verdict"] else numbers.NOTHING,  # type: ignore[misc]
                   group=name),
        ]  # fmt: skip
    shown = words("compare.caption", n=min(len(asked), IN_TABLE), total=len(asked))
    emit(words, tables.table(columns, asked[:IN_TABLE], shown))
    named = [Column(words("compare.named"), lambda r, s=side: words("compare.yes" if r[f"{s}_named"] else "compare.no"),  # type: ignore[misc]
                    group=name) for side, name in zip("ab", names, strict=True)]  # fmt: skip
    tables.download(context, "compare", [Column("skill_id", lambda r: r["skill_id"]), *columns, *named], rows)


def _verdict(context: Context, row: Row, side: str) -> str:
    return context.words(f"verdict.{row[f'{side}_verdict']}") if row[f"{side}_verdict"] else ""


def _skill(context: Context, row: Row) -> Safe:
    return link(context.words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"]))


def _named(context: Context, codes: Pair, names: Pair, rows: list[dict[str, Any]]) -> None:
    words = context.words
    section(words, words("compare.clauses_of_both"), words("compare.clauses_text"))
    groups = {
        words("compare.in_both"): [r for r in rows if r["a_named"] and r["b_named"]],
        words("compare.only", name=names[0]): [r for r in rows if r["a_named"] and not r["b_named"]],
        words("compare.only", name=names[1]): [r for r in rows if r["b_named"] and not r["a_named"]],
    }
    if not any(groups.values()):
        notes.empty(context, words("compare.nothing_named"))
        return
    emit(words, notes.facts([
        (f"{label} ({len(found)})", _list(context, found)) for label, found in groups.items()
    ]))  # fmt: skip
    emit(words, h("p", link(words("compare.to_pathways"), context.link("pathways", certificate=codes[0])), " · ",
                  *(join([link(name, context.link("certificate", certificate=code)), " "])
                    for code, name in zip(codes, names, strict=True))))  # fmt: skip


def _list(context: Context, rows: list[dict[str, Any]]) -> Safe:
    if not rows:
        return Safe(numbers.NOTHING)
    comma = context.words("list.comma")
    more = context.words("compare.and_more", n=len(rows) - IN_LIST) if len(rows) > IN_LIST else ""
    return join([join([_skill(context, r) for r in rows[:IN_LIST]], comma), more])
