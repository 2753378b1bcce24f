"""Pathways: which certificate and level leads on to which, what a step adds, and where rungs are missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.components import charts, controls, ladder, notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries

PAGE = Page(code="pathways", icon=":material/stairs:", order=32)

LEVELS = ("junior", "intermediate", "senior")


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "pathways")
    certificates = tables.records(context.ask(queries.certificates))
    steps = context.ask(queries.level_steps)
    if not certificates or not steps:
        notes.empty(context, words("pathways.empty"))
        return
    titles = {r["certificate"]: words.pick(r["title"], r["title_en"]) for r in certificates}
    leads_on = {s["certificate"] for s in steps if s["to_certificate"] != s["certificate"]}
    sizes = {r["certificate"]: r["n_target_vacancies"] for r in certificates}
    # one with ways out and many vacancies is shown first: demand without a figure teaches nobody
    busiest = max(titles, key=lambda code: (code in leads_on, sizes[code], code))
    chosen = controls.choose_one("certificate", words("certificate.choose"), list(titles), lambda c: titles.get(c, c),
                                 words("certificate.placeholder"), "step", default=busiest) or busiest  # fmt: skip
    own = [s for s in steps if s["certificate"] == chosen]
    _steps(context, chosen, titles, own, certificates)
    if own:
        _added(context, titles, own)
    _mix(context, chosen, titles)
    _rungs(context)
    _twins(context, chosen, titles)


def _place(context: Context, title: str, level: str) -> str:
    return f"{title} · {context.words(f'level.{level}')}"


def _line(context: Context, bases: set[Any], **figures: Any) -> None:
    notes.source_line(context, bases=[b for b in notes.BASES if b in bases], **figures)


def _steps(
    context: Context, chosen: str, titles: dict[str, str], own: list[dict[str, Any]], certificates: list[dict[str, Any]]
) -> None:
    words = context.words
    section(words, words("pathways.steps"), words("pathways.steps_text", shared=queries.MIN_SHARED,
                                                  ready=numbers.limit(queries.READY)))  # fmt: skip
    if not own:
        notes.empty(context, words("pathways.no_steps"))
        return
    across = [s for s in own if s["to_certificate"] != chosen]
    others = len({s["to_certificate"] for s in across})
    if across:
        best = max(across, key=lambda s: s["ready"])
        message = words("pathways.message", n=others, title=titles[best["to_certificate"]],
                        level=words(f"level.{best['to_level']}"), ready=numbers.percent(best["ready"]))  # fmt: skip
    else:
        message = words("pathways.message_alone")
    rows = [chosen, *dict.fromkeys(s["to_certificate"] for s in sorted(across, key=lambda s: -s["ready"]))]
    there = {(r["certificate"], r["level"]) for r in certificates}
    nodes = [(code, level) for code in rows for level in LEVELS if (code, level) in there]
    levels = {level: words(f"level.{level}") for level in LEVELS}
    drawn = [(s, words("pathways.step_tip", ready=numbers.percent(s["ready"]), shared=s["n_shared"],
                       added=s["n_added"])) for s in own]  # fmt: skip
    alt_text = message + " " + words("list.comma").join(
        f"{_place(context, titles[s['certificate']], s['level'])} → "
        f"{_place(context, titles[s['to_certificate']], s['to_level'])}: {tip}" for s, tip in drawn
    )  # fmt: skip
    charts.draw(words, ladder.steps(nodes, drawn, titles, levels), message, alt_text, words("pathways.figure"))
    _line(context, {s["to_basis"] for s in own} | {s["basis"] for s in own})
    tables.show(context, "steps", [
        Column(words("pathways.from"), lambda r: words(f"level.{r['level']}")),
        Column(words("pathways.to"), lambda r: _place(context, titles[r["to_certificate"]], r["to_level"]),
               lambda r: link(_place(context, titles[r["to_certificate"]], r["to_level"]),
                              context.link("pathways", certificate=r["to_certificate"]))),
        Column(words("pathways.ready"), lambda r: round(r["ready"], 4), lambda r: numbers.percent(r["ready"]),
               numeric=True),
        Column(words("pathways.shared"), lambda r: r["n_shared"], numeric=True),
        Column(words("pathways.added"), lambda r: r["n_added"], numeric=True),
        Column(words("pathways.deepened"), lambda r: r["n_retaken"], numeric=True),
        Column(words("skills.basis"), lambda r: notes.basis(words, r["to_basis"])),
    ], own, message)  # fmt: skip


def _added(context: Context, titles: dict[str, str], own: list[dict[str, Any]]) -> None:
    words = context.words
    section(words, words("pathways.skills"), words("pathways.skills_text"), anchor="added")
    codes = {f"{s['level']}.{s['to_certificate']}.{s['to_level']}": s for s in own}

    def name(code: str) -> str:
        step = codes[code]
        return (f"{words('level.' + step['level'])} → "
                f"{_place(context, titles[step['to_certificate']], step['to_level'])}")  # fmt: skip

    first = next(iter(codes))
    code = controls.choose_one("step", words("pathways.choose_step"), list(codes), name, words("pathways.choose_step"),
                               default=first) or first  # fmt: skip
    step = codes[code]
    goal = (step["to_certificate"], step["to_level"])
    skills = context.ask(queries.step_skills, (step["certificate"], step["level"]), goal)
    group = context.ask(queries.certificate_job_group, goal[0])

    def skill(row: Row) -> Safe:
        return link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"]))

    def part(row: Row) -> float | None:
        return row["n_vacancies"] / row["n_target"] if row["n_vacancies"] and row["n_target"] else None

    tables.show(context, "step-skills", [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), skill),
        Column(words("pathways.held"), lambda r: words("pathways.old" if r["is_held"] else "pathways.new")),
        Column(words("regions.n_vacancies"), lambda r: r["n_vacancies"], lambda r: numbers.vacancies(r["n_vacancies"]),
               numeric=True),
        Column(words("regions.n_employers"), lambda r: r["n_employers"], lambda r: numbers.count(r["n_employers"]),
               numeric=True),
        Column(words("pathways.of_group"), part, lambda r: numbers.percent(part(r)), numeric=True),
    ], skills, name(code))  # fmt: skip
    _line(context, {step["to_basis"]}, n=group.n_vacancies, n_employers=group.n_employers,
          period=numbers.period(group.first_month, group.last_month), sources=group.sources)  # fmt: skip


def _mix(context: Context, chosen: str, titles: dict[str, str]) -> None:
    words = context.words
    section(words, words("pathways.mix"), words("pathways.mix_text", least=queries.MIN_COMPARED))
    rows = tables.records(context.ask(queries.level_mix, chosen))
    group = context.ask(queries.certificate_job_group, chosen)
    stated = rows[0]["n_stating"]
    if stated < queries.MIN_COMPARED:
        notes.empty(context, words("pathways.mix_few", n=numbers.vacancies(stated)))
        return
    top = max(rows, key=lambda r: r["share_vacancies"])
    message = words("pathways.mix_message", title=titles[chosen], degree=words(f"pathways.degree_{top['level']}"),
                    share=numbers.percent(top["share_vacancies"]), low=numbers.percent(top["low"]),
                    high=numbers.percent(top["high"]), level=words(f"level.{top['level']}"),
                    clauses=numbers.percent(top["share_competencies"]))  # fmt: skip

    def asked(row: Row) -> str:
        return (f"{numbers.share(row['share_vacancies'], row['n_vacancies'])} "
                f"({numbers.percent(row['low'])}–{numbers.percent(row['high'])})")  # fmt: skip

    frame = pd.DataFrame([
        {"label": words(f"level.{r['level']}"), "clauses": r["share_competencies"], "asked": r["share_vacancies"],
         "low": r["low"], "high": r["high"]} for r in rows
    ])  # fmt: skip
    alt_text = (
        message
        + " "
        + words("list.comma").join(
            f"{words('level.' + r['level'])} {numbers.percent(r['share_competencies'])} / {asked(r)}" for r in rows
        )
    )
    labels = {"clauses": words("pathways.clauses"), "asked": words("pathways.asked")}
    charts.draw(words, ladder.mix(frame, labels), message, alt_text)
    certificates = tables.records(context.ask(queries.certificates))
    _line(context, {r["basis"] for r in certificates if r["certificate"] == chosen}, n=stated,
          n_employers=group.n_employers, interval=True, sources=group.sources,
          period=numbers.period(group.first_month, group.last_month))  # fmt: skip
    tables.twin(context, "level-mix", [
        Column(words("certificate.level"), lambda r: words(f"level.{r['level']}")),
        Column(words("pathways.clauses"), lambda r: round(r["share_competencies"], 4),
               lambda r: f"{numbers.percent(r['share_competencies'])} ({r['n_competencies']})", numeric=True),
        Column(words("pathways.asked"), asked, numeric=True),
        Column(words("regions.n_vacancies"), lambda r: numbers.vacancies(r["n_vacancies"]), numeric=True),
    ], rows, message)  # fmt: skip


def _rungs(context: Context) -> None:
    words = context.words
    section(words, words("pathways.rungs"), words("pathways.rungs_text", kept=numbers.percent(queries.KEPT),
                                                  lacking=numbers.percent(queries.LACKING)))  # fmt: skip
    rows = context.ask(queries.missing_rungs)
    if not rows:
        notes.empty(context, words("pathways.no_rungs"))
        return
    tables.show(context, "rungs", [
        Column(words("pathways.certificate"), lambda r: words.pick(r["title"], r["title_en"]),
               lambda r: link(words.pick(r["title"], r["title_en"]),
                              context.link("pathways", certificate=r["certificate"]))),
        Column(words("certificate.level"), lambda r: words(f"level.{r['level']}")),
        Column(words("pathways.reason"), lambda r: words(f"pathways.reason_{r['reason']}")),
        Column(words("skills.basis"), lambda r: notes.basis(words, r["basis"])),
    ], rows, words("pathways.rungs"))  # fmt: skip
    _line(context, {r["basis"] for r in rows})


def _twins(context: Context, chosen: str, titles: dict[str, str]) -> None:
    words = context.words
    section(words, words("pathways.twins", title=titles[chosen]), words("pathways.twins_text"))
    rows = tables.records(context.ask(queries.twin_clauses, chosen))
    if not rows:
        notes.empty(context, words("pathways.no_twins"))
        return
    tables.show(context, "twins", [
        Column(words("pathways.own"), lambda r: f"{r['code']} {words.pick(r['text'], r['text_en'])}"),
        Column(words("pathways.other"),
               lambda r: f"{r['other_code']} {words.pick(r['other_text'], r['other_text_en'])}"),
        Column(words("pathways.certificate"),
               lambda r: _place(context, words.pick(r["other_title"], r["other_title_en"]), r["other_level"]),
               lambda r: link(_place(context, words.pick(r["other_title"], r["other_title_en"]), r["other_level"]),
                              context.link("pathways", certificate=r["other"]))),
        Column(words("pathways.likeness"), lambda r: r["likeness"], lambda r: f"{r['likeness']:.2f}", numeric=True),
    ], rows, words("pathways.twins", title=titles[chosen]))  # fmt: skip
    _line(context, {r["basis"] for r in rows} | {r["other_basis"] for r in rows})
