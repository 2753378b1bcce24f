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
    columns += [Column(names[0], lambda r: r["sides"][0]), Column(names[1], lambda r: r["sides"][1])]
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
    return numbers.share_with_interval(row[f"{side}_share"], row[f"{side}_low"], row[f"{side}_high"])


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
    name_of = Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), lambda r: _skill(context, r))
    columns = [name_of, *_of_side(context, "a", names[0]), *_of_side(context, "b", names[1])]
    shown = words("compare.caption", n=min(len(asked), IN_TABLE), total=numbers.count(len(asked)))
    emit(words, tables.table(columns, asked[:IN_TABLE], shown))
    more = [Column("skill_id", lambda r: r["skill_id"]), *_for_files(context, "a", names[0]),
            *_for_files(context, "b", names[1])]  # fmt: skip
    tables.download(context, "compare", [*columns, *more], rows)


def _of_side(context: Context, side: str, name: str) -> list[Column]:
    words = context.words
    share, of = words("compare.share_of_group"), words("compare.in_certificate")

    def verdict(row: Row) -> object:
        code = row[f"{side}_verdict"]
        return notes.verdict(words, code) if code else numbers.NOTHING

    return [
        Column(share, lambda r: None if r[f"{side}_share"] is None else round(r[f"{side}_share"], 6),
               lambda r: _share(r, side), numeric=True, group=name, narrow=f"{name} · {share}"),
        Column(of, lambda r: words(f"verdict.{r[f'{side}_verdict']}") if r[f"{side}_verdict"] else "", verdict,
               group=name, narrow=f"{name} · {of}"),
    ]  # fmt: skip


def _for_files(context: Context, side: str, name: str) -> list[Column]:
    words = context.words

    def end(code: str) -> Column:
        return Column(
            code, lambda r: None if r[f"{side}_{code}"] is None else round(r[f"{side}_{code}"], 6), group=name
        )

    return [
        Column(words("gaps.n"), lambda r: r[f"{side}_n"], group=name), end("low"), end("high"),
        Column(words("compare.named"), lambda r: words("compare.yes" if r[f"{side}_named"] else "compare.no"),
               group=name),
    ]  # fmt: skip


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
