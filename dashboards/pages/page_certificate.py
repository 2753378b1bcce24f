"""One certificate against the demand of its job group: what it covers, what nobody asks for, what it lacks."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.components import basket, charts, controls, notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, join, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from dashboards.words import Words
from warehouse import queries

PAGE = Page(code="certificate", icon=":material/school:", order=30)

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
    levels = sorted((r for r in rows if r["certificate"] == chosen), key=lambda r: r["level_rank"])
    group = context.ask(queries.certificate_job_group, chosen)
    _facts(context, levels, group)
    if not group.n_vacancies:
        notes.empty(context, words("certificate.no_group"))
    else:
        _coverage(context, levels, group)
    left, right = st.container(key="beside").columns([5, 4], gap="medium")
    with left:
        _matrix(context, chosen, levels, group)
    with right:
        _missing(context, chosen, levels[0]["basis"], group)


def _sector(words: Words, row: Row) -> str:
    name = str(row["sector"]).removesuffix("大类")
    return words(f"sector.{SECTORS[name]}") if name in SECTORS else name


def _facts(context: Context, levels: list[dict[str, Any]], group: queries.JobGroup) -> None:
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
        (words("certificate.group"), words("certificate.group_text", n=numbers.vacancies(group.n_vacancies),
                                           employers=numbers.count(group.n_employers))),
    ]))  # fmt: skip


def _line(context: Context, group: queries.JobGroup, basis: str) -> None:
    notes.source_line(context, n=group.n_vacancies, n_employers=group.n_employers,
                      period=numbers.period(group.first_month, group.last_month), sources=group.sources,
                      bases=[basis])  # fmt: skip


def _coverage(context: Context, levels: list[dict[str, Any]], group: queries.JobGroup) -> None:
    words = context.words
    section(words, words("certificate.coverage"), words("certificate.coverage_text"))
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
    message = words("certificate.message", level=words(f"level.{top['level']}"),
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
    _line(context, group, top["basis"])
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


def _matrix(context: Context, code: str, levels: list[dict[str, Any]], group: queries.JobGroup) -> None:
    words = context.words
    section(words, words("matrix.title"), words("matrix.text"))
    rows = tables.records(context.ask(queries.certificate_matrix, code))
    if not rows:
        notes.empty(context, words("matrix.empty"))
        return
    present = [str(r["level"]) for r in levels]
    head = h("tr", h("th", words("matrix.requirement"), scope="col"),
             [h("th", words(f"level.{level}"), scope="col", cls="level") for level in present])  # fmt: skip
    body: list[Safe] = []
    for (level, domain), of_domain in groupby(
        rows, key=lambda r: (r["level"], words.pick(r["domain"], r["domain_en"]))
    ):
        body.append(_heading(join([words(f"level.{level}"), " · ", domain]), len(present) + 1, "domain"))
        for task, of_task in groupby(of_domain, key=lambda r: words.pick(r["task"], r["task_en"])):
            body.append(_heading(task, len(present) + 1, "task"))
            body += [_requirement(context, row, present) for row in of_task]
    emit(
        words, h("table", h("caption", words("matrix.caption")), h("thead", head), h("tbody", body), cls="grid matrix")
    )
    tables.download(context, "matrix", _matrix_columns(context), rows)
    _line(context, group, levels[0]["basis"])


def _heading(text: object, width: int, cls: str) -> Safe:
    return h("tr", h("th", text, colspan=width, scope="colgroup"), cls=cls)


def asked_for(row: Row) -> bool:
    """Whether enough vacancies of the job group ask for something that the requirement teaches."""
    return int(row["n_vacancies"] or 0) >= queries.MIN_SHOWN


def _state(context: Context, row: Row) -> str:
    if not row["n_target"]:
        return context.words("matrix.unknown")
    return context.words("matrix.asked" if asked_for(row) else "matrix.unasked")


def _requirement(context: Context, row: Row, levels: list[str]) -> Safe:
    words, own = context.words, levels.index(row["level"])
    if not row["n_target"]:
        here = h("span", "–", h("br"), _state(context, row), cls="small")
    elif asked_for(row):
        here = h("span", "● ", numbers.share(row["share"], row["n_vacancies"]), h("br"), h("span", _state(context, row),
                 cls="small"), cls="asked")  # fmt: skip
    else:
        shown = numbers.vacancies(row["n_vacancies"])
        here = h("span", "○ ", shown, h("br"), h("span", _state(context, row), cls="small"), cls="unasked")
    cells = [
        h("td", here, cls="level") if at == own else
        h("td", words("matrix.included"), cls="level included") if at > own else
        h("td", "", cls="level")
        for at in range(len(levels))
    ]  # fmt: skip
    text = join([h("span", row["code"], " ", cls="small"), words.pick(row["text"], row["text_en"])])
    return h("tr", h("th", text, scope="row"), cells)


def _matrix_columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column("competency_id", lambda r: r["competency_id"]),
        Column(words("certificate.level"), lambda r: words(f"level.{r['level']}")),
        Column(words("matrix.domain"), lambda r: words.pick(r["domain"], r["domain_en"])),
        Column(words("matrix.task"), lambda r: words.pick(r["task"], r["task_en"])),
        Column(words("matrix.code"), lambda r: r["code"]),
        Column(words("matrix.requirement"), lambda r: words.pick(r["text"], r["text_en"])),
        Column(words("matrix.n"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_vacancies"]) else r["n_vacancies"]),
        Column(words("matrix.share"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_vacancies"]) else r["share"]),
        Column(words("matrix.state"), lambda r: _state(context, r)),
        Column(words("certificate.basis"), lambda r: notes.basis(words, r["basis"])),
    ]


def _missing(context: Context, code: str, basis: str, group: queries.JobGroup) -> None:
    words = context.words
    section(words, words("gaps.title"), words("gaps.text"))
    frame = context.ask(queries.certificate_gaps, code)
    rows = tables.records(frame.head(GAPS_FIRST + GAPS_MORE))
    if not rows:
        notes.empty(context, words("gaps.empty") if group.n_vacancies else words("gaps.no_group"))
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
        Column(words("gaps.share"), lambda r: r["share"], lambda r: numbers.share(r["share"], r["n_vacancies"]),
               numeric=True),
        Column(words("gaps.n"), lambda r: r["n_vacancies"],
               lambda r: numbers.vacancies(r["n_vacancies"]), numeric=True),
        Column(words("gaps.employers"), lambda r: r["n_employers"], lambda r: numbers.count(r["n_employers"]),
               numeric=True),
        Column(words("gaps.verdict"), lambda r: words(f"verdict.{r['verdict']}"),
               lambda r: notes.verdict(words, r["verdict"])),
        Column(words("gaps.elsewhere"), lambda r: words.pick(r["elsewhere_title"], r["elsewhere_title_en"]), elsewhere),
    ]  # fmt: skip
    caption = words("gaps.caption", n=numbers.count(len(frame)))
    emit(words, tables.table(columns, rows[:GAPS_FIRST], caption))
    if rows[GAPS_FIRST:]:
        with st.expander(words("gaps.more", n=len(rows) - GAPS_FIRST)):
            emit(words, tables.table(columns, rows[GAPS_FIRST:], caption))
    tables.download(context, "gaps", columns, lambda: tables.records(frame))
    _line(context, group, basis)
