"""One certificate against the demand of its job group: what it covers, what nobody asks for, what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import basket, charts, clauses, controls, notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from dashboards.words import Words
from warehouse import queries
from warehouse.queries import Scope

PAGE = Page(code="certificate", icon=":material/school:", order=22)

LEVELS = ("junior", "intermediate", "senior")
SECTORS = {
    "农林牧渔": "agriculture", "资源环境与安全": "resources", "能源动力与材料": "energy", "土木建筑": "construction",
    "水利": "water", "装备制造": "equipment", "生物与化工": "chemistry", "轻工纺织": "textile",
    "食品药品与粮食": "food", "交通运输": "transport", "电子与信息": "electronics", "医药卫生": "health",
    "财经商贸": "finance", "旅游": "tourism", "文化艺术": "arts", "新闻传播": "media", "教育与体育": "education",
    "公安与司法": "justice", "公共管理与服务": "public",
}  # fmt: skip
"""The 19 major classes of the vocational catalogue, as certificates name them."""
GAPS_FIRST, GAPS_MORE = 20, 80
"""Missing skills shown at once, and folded away; the CSV has all."""
WAYS = ("title", "skills", "hand")
"""How a vacancy came into the job group."""
COUNTED = {"covered": "n_covered", "partly": "n_partly", "review": "n_review", "not_covered": "n_missing"}


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "certificate")
    rows = tables.records(context.ask(queries.certificates))
    if not rows:
        notes.empty(context, words("certificate.none"))
        return
    titles = {r["certificate"]: f"{words.pick(r['title'], r['title_en'])} · {_sector(words, r)}" for r in rows}
    sizes = {r["certificate"]: r["n_target_vacancies"] for r in rows}
    # the certificate with the most vacancies is shown first: an empty page teaches nobody
    first = max(titles, key=lambda code: (sizes[code], code))
    chosen = controls.choose_one("certificate", words("certificate.choose"), list(titles), lambda c: titles.get(c, c),
                                 words("certificate.placeholder"), default=first) or first  # fmt: skip
    scope: Scope = "all" if controls.choose_between(
        "scope", words("scope.title"), queries.SCOPES, lambda c: words(f"scope.{c}"), words("scope.help")
    ) == "all" else "target"  # fmt: skip
    levels = context.ask(queries.certificate_levels, chosen, scope)
    group = context.ask(queries.certificate_target, chosen)
    if group is None:
        raise LookupError(f"{chosen}: the build has clauses of this certificate and no job group")
    _facts(context, levels, group)
    if not group["n_vacancies"]:
        notes.empty(context, words("certificate.no_group"))
    requirements = context.ask(queries.certificate_table, chosen, scope)
    view = View(chosen, scope, levels, group, requirements[0]["n_population"] if requirements else 0)
    if view.n:
        _coverage(context, view)
    left, right = st.container(key="beside").columns([5, 4], gap="medium")
    with left:
        _matrix(context, view, requirements)
    with right:
        _missing(context, view)


@dataclass(frozen=True)
class View:
    """What the reader chose, and the vacancies that it is measured in."""

    certificate: str
    scope: Scope
    levels: list[dict[str, Any]]
    group: dict[str, Any]
    n: int
    """Vacancies of the job group, or all in China."""


def _sector(words: Words, row: Row) -> str:
    name = str(row["sector"]).removesuffix("大类")
    return words(f"sector.{SECTORS[name]}") if name in SECTORS else name


def _facts(context: Context, levels: list[dict[str, Any]], group: dict[str, Any]) -> None:
    words, first = context.words, levels[0]
    other = h("span", " ", first["title"], cls="small", lang="zh") if words.language == "en" else ""
    emit(words, h("h2", words.pick(first["title"], first["title_en"]), other))
    names = words("list.comma").join(words(f"level.{r['level']}") for r in levels)
    emit(words, notes.facts([
        (words("certificate.sector"), _sector(words, first)),
        (words("certificate.basis"), f"{notes.basis(words, first['basis'])} ({first['version']}) · "
         + words(f"certificate.basis_{first['basis']}")),
        (words("certificate.levels"), f"{names} · " + words("certificate.requirements",
                                                            n=sum(r["n_competencies"] or 0 for r in levels))),
        (words("certificate.group"), [
            words("certificate.group_text", n=numbers.vacancies(group["n_vacancies"]),
                  employers=numbers.SUPPRESSED if numbers.few(group["n_vacancies"]) else
                  numbers.count(group["n_employers"])),
            " ", words("certificate.ways", **{way: numbers.vacancies(group[f"n_{way}"]) for way in WAYS}),
            words("certificate.proposed") if group["proposed"] else "",
            h("br"), h("span", words("certificate.rule"), " ", _trust(context, group), cls="small"),
        ]),
    ]))  # fmt: skip
    code = str(first["certificate"])
    emit(words, h("p", link(words("certificate.to_pack"), context.link("basket", pack="revision", certificate=code)),
                  " · ", link(words("certificate.to_compare"), context.link("compare", ca=code))))  # fmt: skip


def _trust(context: Context, group: dict[str, Any]) -> str:
    """Whether core skills may form the group, and on how many telling titles that was tried."""
    if not group["n_check"]:
        return context.words("certificate.untried")
    known = {"n": numbers.count(group["n_check"]), "right": numbers.count(group["n_check_own"])}
    return context.words("certificate.trusted" if group["skills_trusted"] else "certificate.untrusted", **known)


def _line(context: Context, view: View, *, interval: bool = False, note: str = "") -> None:
    basis, group = view.levels[0]["basis"], view.group
    if view.scope == "target":
        employers = None if numbers.few(view.n) else group["n_employers"]
        notes.source_line(context, n=view.n, n_employers=employers, sources=group["sources"],
                          period=numbers.period(group["first_month"], group["last_month"]), bases=[basis],
                          interval=interval, note=note)  # fmt: skip
    else:
        whole = context.ask(queries.totals)
        notes.source_line(context, n=view.n, n_employers=whole.n_employers, sources=whole.sources,
                          period=numbers.period(whole.first, whole.last), bases=[basis],
                          interval=interval, note=note)  # fmt: skip


def _trend_note(context: Context) -> str:
    facts = context.build.facts
    if not (facts.get("recent_months") and facts.get("baseline_months")):
        return context.words("matrix.no_windows")
    return context.words("matrix.windows", recent=_span(facts["recent_months"]), before=_span(facts["baseline_months"]))


def _span(months: str) -> str:
    names = months.split(", ")
    return numbers.period(names[0], names[-1])


def _coverage(context: Context, view: View) -> None:
    words, levels = context.words, view.levels
    section(words, words("certificate.coverage"), words(f"certificate.coverage_{view.scope}"))
    top = levels[-1]
    if not top["n_demanded"]:
        notes.empty(context, words("certificate.no_demand"))
        return
    parts: list[dict[str, Any]] = []
    for row in levels:
        before = 0
        for place, (code, column) in enumerate(COUNTED.items()):
            n = int(row[column] or 0)
            parts.append({"level": words(f"level.{row['level']}"), "verdict": words(f"verdict.{code}"), "place": place,
                          "n": n, "middle": before + n / 2, "dark": code in ("covered", "not_covered")})  # fmt: skip
            before += n
    message = words(f"certificate.message_{view.scope}", level=words(f"level.{top['level']}"),
                    demanded=numbers.count(top["n_demanded"]), covered=numbers.count(top["n_covered"]),
                    missing=numbers.count(top["n_missing"]))  # fmt: skip
    verdicts = {code: words(f"verdict.{code}") for code in COUNTED}
    labels = {
        "n": words("certificate.n_skills"),
        "level": words("certificate.level"),
        "verdict": words("certificate.verdict"),
    }
    frame = pd.DataFrame(parts)
    chart = charts.coverage(frame, [words(f"level.{r['level']}") for r in levels], verdicts, labels)
    alt_text = message + " " + words("list.comma").join(f"{p['level']} {p['verdict']} {p['n']}" for p in parts)
    charts.draw(words, chart, message, alt_text)
    _line(context, view)
    columns = [Column(words("certificate.level"), lambda r: words(f"level.{r['level']}"))]
    columns += [
        Column(words(f"verdict.{code}"), lambda r, c=column: r[c], numeric=True)  # type: ignore[misc]
        for code, column in COUNTED.items()
    ]
    columns += [
        Column(words("certificate.n_competencies"), lambda r: r["n_competencies"], numeric=True),
        Column(words("certificate.n_without"), lambda r: r["n_without_demand"], numeric=True),
    ]
    tables.twin(context, "coverage", columns, levels, message)


def _matrix(context: Context, view: View, rows: list[dict[str, Any]]) -> None:
    words = context.words
    section(words, words("matrix.title"), words(f"matrix.text_{view.scope}"))
    if not rows:
        notes.empty(context, words("matrix.empty"))
        return
    emit(words, clauses.summary(context, rows))
    emit(words, clauses.matrix(context, view.certificate, [str(r["level"]) for r in view.levels], rows))
    tables.download(context, "matrix", clauses.columns(context), rows)
    _line(context, view, interval=True, note=_trend_note(context))


def _missing(context: Context, view: View) -> None:
    words, code = context.words, view.certificate
    section(words, words("gaps.title"), words(f"gaps.text_{view.scope}"))
    # what no clause covers stands before what people have yet to judge; within both the query's order holds
    every = sorted(context.ask(queries.certificate_uncovered, code, view.scope),
                   key=lambda r: (r["is_generic"], r["verdict"] != "not_covered"))  # fmt: skip
    rows = every[: GAPS_FIRST + GAPS_MORE]
    if not rows:
        missed = "empty" if view.levels[-1]["n_demanded"] else "unasked" if view.n else "no_group"
        notes.empty(context, words(f"gaps.{missed}", least=queries.MIN_SHOWN))
        return

    def skill(row: Row) -> Safe:
        address = context.link("skills", skill=row["skill_id"], certificate=code) + "#evidence"
        return join([link(words.pick(row["name"], row["name_en"]), address), " ", notes.kind(words, row), " ",
                     basket.add(context, "certificate", str(row["skill_id"]))])  # fmt: skip

    def elsewhere(row: Row) -> Safe:
        title = words.pick(row["elsewhere_title"], row["elsewhere_title_en"])
        return link(
            title or words("gaps.nowhere"),
            context.link("certificate", certificate=row["elsewhere"]) if row["elsewhere"] else None,
        )

    columns = [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), skill),
        Column(words(f"gaps.share_{view.scope}"), lambda r: r["share"],
               lambda r: join([numbers.percent(r["share"]), h("br"),
                          h("span", f"({numbers.percent(r['share_low'])}–{numbers.percent(r['share_high'])})",
                            cls="small")]),
               numeric=True),
        Column(words("gaps.n"), lambda r: r["n_vacancies"],
               lambda r: numbers.vacancies(r["n_vacancies"]), numeric=True),
        Column(words("gaps.employers"), lambda r: r["n_employers"], lambda r: numbers.count(r["n_employers"]),
               numeric=True),
        Column(words("gaps.verdict"), lambda r: words(f"verdict.{r['verdict']}"),
               lambda r: notes.verdict(words, r["verdict"])),
        Column(words("gaps.elsewhere"), lambda r: words.pick(r["elsewhere_title"], r["elsewhere_title_en"]), elsewhere),
    ]  # fmt: skip
    bounds = [Column(words("matrix.share_low"), lambda r: r["share_low"]),
              Column(words("matrix.share_high"), lambda r: r["share_high"])]  # fmt: skip
    caption = words("gaps.caption", n=numbers.count(len(every)), least=queries.MIN_SHOWN,
                    missing=numbers.count(sum(r["verdict"] == "not_covered" for r in every)),
                    review=numbers.count(sum(r["verdict"] == "review" for r in every)))  # fmt: skip
    emit(words, tables.table(columns, rows[:GAPS_FIRST], caption))
    if rows[GAPS_FIRST:]:
        with st.expander(words("gaps.more", n=len(rows) - GAPS_FIRST)):
            emit(words, tables.table(columns, rows[GAPS_FIRST:], caption))
    tables.download(context, "gaps", [*columns, *bounds], every)
    _line(context, view, interval=True)
