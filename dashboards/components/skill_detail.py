"""One skill: its trend, the gates in words, the nearest clauses, and the postings behind it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from dashboards.components import basket, charts, controls, earlier, evidence, notes, numbers, skill_context, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from warehouse import queries

THIN_MONTH = 100.0
"""New vacancies of a month below which its share is marked as thin, where the build names no rule of its own."""
DRAWN_MONTHS = 24
_GATE_RULES = {"postings": "min_recent", "employers": "min_employers", "sources": "min_sources",
               "months": "min_months_up", "effect": "effect", "q": "q", "lasting": "lasting_probability",
               "season": "year_effect"}  # fmt: skip


def show(context: Context, skill: dict[str, Any]) -> None:
    """Draw everything about a skill; `skill` is a row of `queries.skill_ranking`."""
    words = context.words
    name = words.pick(skill["name"], skill["name_en"])
    kept = {code: controls.read(code) for code in controls.SKILL_FILTERS}
    other = skill["name"] if words.language == "en" and skill["name"] != name else ""
    emit(words, h("p", link(words("skill.back"), context.link("skills", **kept))),
         h("h2", name, " ", h("span", other, cls="small", lang="zh")),
         h("p", basket.add(context, "skills", str(skill["skill_id"]))))  # fmt: skip
    _verdicts(context, skill)
    _trend(context, skill, name)
    _gates(context, skill)
    earlier.of_skill(context, str(skill["skill_id"]))
    _nearest(context, skill)
    skill_context.show(context, skill)
    _evidence(context, skill)


def _verdicts(context: Context, skill: Row) -> None:
    words = context.words
    recent = numbers.share(skill["share_recent"], skill["n_recent"])
    earlier = numbers.share(skill["share_baseline"], skill["n_baseline"])
    ratio = numbers.ratio_with_interval(skill["ratio"], skill["ratio_low"], skill["ratio_high"])
    certificate = words.pick(skill["nearest_title"], skill["nearest_title_en"]) or numbers.NOTHING
    known = words("skill.known") if skill["is_known"] else words("skill.candidate")
    emit(words, notes.facts([
        (words("skill.kind"), f"{words('type.' + str(skill['type']))} · {known}"),
        (words("skill.demand"), words("skill.demand_text", n=numbers.vacancies(skill["n_vacancies"]),
                                      employers=numbers.count(skill["n_employers_all"]),
                                      sources=numbers.count(skill["n_sources_all"]))),
        (words("skill.change", month=context.as_of or numbers.NOTHING), h("span", notes.status(words, skill["status"]),
         words("skill.dash"), words(f"define.{skill['status']}.short"))),
        (words("skill.shares"), [f"{recent} / {earlier}", " ", h("span", words("skill.shares_why"), cls="small")]
         if skill["ratio"] is not None else numbers.NOTHING),
        (words("skills.ratio"), ratio),
        (words("skill.coverage"), h("span", notes.verdict(words, skill["coverage"]), words("skill.dash"),
         words(f"define.{skill['coverage']}.short"))),
        (words("skill.basis"), f"{notes.basis(words, skill['basis'])} · {certificate}"),
    ]))  # fmt: skip
    if skill["coverage"] == "not_covered" and skill["basis"] == "reference":
        emit(words, h("p", words("skill.weak"), cls="caveat"))


def _points(context: Context, frame: pd.DataFrame) -> list[dict[str, Any]]:
    words = context.words
    thin = queries.rule(context.build, "min_month_exposure") or THIN_MONTH
    rows = []
    columns = (frame[name] for name in ("month", "n_skill", "n_total", "n_effective"))
    for month, k, n, size in zip(*columns, strict=True):
        few, low, high = numbers.few(k), *numbers.wilson(int(k), int(n), size=float(size))
        kind = "few" if few else "thin" if n < thin else "shown"
        rows.append({
            "month": month, "share": 0.0 if few else k / n, "low": 0.0 if few else low, "high": 0.0 if few else high,
            "kind": kind, "kind_text": words(f"trend.{kind}"),
            "share_text": numbers.share(k / n, k),
            "interval_text": numbers.SUPPRESSED if few else f"{numbers.percent(low)}–{numbers.percent(high)}",
            "n_text": f"{numbers.vacancies(k)} / {numbers.vacancies(n)}",
            "n_skill": numbers.SUPPRESSED if few else int(k),
            "n_total": numbers.SUPPRESSED if numbers.few(n) else int(n),
        })  # fmt: skip
    return rows


def _first_drawn(context: Context, rows: list[dict[str, Any]]) -> str:
    """The chart begins two years before the verdict (or before the last month); the table holds every month."""
    begin = numbers.month_before(context.as_of or rows[-1]["month"], DRAWN_MONTHS - 1)
    return min(begin, str(rows[-1]["month"]))


def _with_runs(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Numbers the runs of neighbouring usable months."""
    run, before = 0, ""
    found = []
    for row in rows:
        usable = row["kind"] == "shown"
        if not usable or numbers.month_before(row["month"], 1) != before:
            run += 1
        before = row["month"] if usable else ""
        found.append({**row, "run": run})
    return found


def _trend(context: Context, skill: Row, name: str) -> None:
    words, skill_id = context.words, str(skill["skill_id"])
    section(words, words("trend.title"), words("trend.text"))
    rows = _points(context, context.ask(queries.skill_trend, skill_id))
    if not rows or all(r["n_skill"] == 0 for r in rows):
        notes.empty(context, words("trend.empty"))
        return
    status = words(f"status.{skill['status']}")
    if skill["ratio"] is None:
        message = words("trend.message_unjudged", name=name)
    else:
        message = words(
            "trend.message",
            name=name,
            status=status,
            ratio=numbers.ratio_with_interval(skill["ratio"], skill["ratio_low"], skill["ratio_high"]),
        )
    labels = {code: words(f"trend.{code}") for code in ("month", "share", "interval", "n", "shown", "thin", "few")}
    alt_text = message + " " + words("list.comma").join(f"{r['month']} {r['share_text']}" for r in rows)
    last = context.as_of if skill["ratio"] is not None else rows[-1]["month"]
    first = _first_drawn(context, rows)
    drawn = [row for row in rows if first <= row["month"] <= last]
    windows = [] if skill["ratio"] is None else [
        [m.strip() for m in context.build.facts.get(f"{part}_months", "").split(",")] for part in ("baseline", "recent")
    ]  # fmt: skip
    frame = pd.DataFrame(_with_runs(drawn)).drop(columns=["n_skill", "n_total"])
    months = numbers.months(drawn[0]["month"], drawn[-1]["month"])
    subtitle = words("trend.span", first=months[0], last=months[-1])
    if skill["ratio"] is not None:
        subtitle += words("trend.windows")
    charts.draw(words, charts.trend(frame, months, labels, windows), message, alt_text, subtitle)
    sources = context.ask(queries.skill_sources, skill_id)
    notes.source_line(
        context,
        n=skill["n_vacancies"],
        n_employers=skill["n_employers_all"],
        interval=True,
        period=numbers.period(rows[0]["month"], rows[-1]["month"]),
        sources=list(sources["source"]),
    )
    tables.twin(context, "trend", [
        Column(words("trend.month"), lambda r: r["month"]),
        Column(words("trend.share"), lambda r: numbers.SUPPRESSED if r["kind"] == "few" else round(r["share"], 6),
               lambda r: r["share_text"], numeric=True),
        Column(words("trend.interval"), lambda r: r["interval_text"], numeric=True),
        Column(words("trend.named"), lambda r: r["n_skill"], numeric=True),
        Column(words("trend.all"), lambda r: r["n_total"], numeric=True),
        Column(words("trend.kind"), lambda r: r["kind_text"]),
    ], rows, message)  # fmt: skip


def _gate_values(skill: Row) -> dict[str, str]:
    return {
        "postings": numbers.vacancies(skill["n_recent"]), "employers": numbers.count(skill["n_employers"]),
        "sources": numbers.count(skill["n_sources"]), "months": numbers.NOTHING,
        "effect": numbers.ratio(skill["ratio"]), "interval": numbers.ratio(skill["ratio_low"]),
        "lasting": numbers.NOTHING if skill.get("lasting") is None else f"{skill['lasting']:.2f}",
        "season": numbers.NOTHING, "novel": numbers.NOTHING,
        "q": numbers.NOTHING if skill["q_value"] is None else f"{skill['q_value']:.3f}",
    }  # fmt: skip


def _gates(context: Context, skill: Row) -> None:
    words, passed = context.words, queries.gates(dict(skill))
    section(words, words("gate.title"), words("gate.text"))
    if not passed:
        notes.empty(context, words("gate.empty"))
        return
    values = _gate_values(skill)
    answers = Counter(passed[gate] for gate in notes.GATES if gate in passed)
    rows = [{"gate": gate, "value": values[gate], "passed": passed[gate]} for gate in notes.GATES if gate in passed]

    def word_of(row: Row) -> str:
        return words({True: "gate.passed", False: "gate.failed", None: "gate.unasked"}[row["passed"]])

    def answer(row: Row) -> Safe:
        sign, look = {True: ("✔", "yes"), False: ("✘", "no"), None: ("–", "unasked")}[row["passed"]]
        return h("span", h("span", sign, aria_hidden="true"), " ", word_of(row), cls=look)

    tables.show(context, "gates", [
        Column(words("gate.name"), lambda r: words(f"gate.{r['gate']}")),
        Column(words("gate.value"), lambda r: r["value"], numeric=True),
        *limit_column(context),
        Column(words("gate.answer"), word_of, answer),
    ], rows, words("gate.caption", n=answers[True], failed=answers[False], unasked=answers[None],
                   total=len(rows)))  # fmt: skip


def limit_column(context: Context) -> list[Column]:
    """The limits of the gates as a column, or none where the build records no limit (rows have `gate`)."""
    if all(queries.rule(context.build, rule) is None for rule in _GATE_RULES.values()):
        return []
    return [Column(context.words("gate.limit"), lambda r: _limit(context, r["gate"]), numeric=True)]


def _limit(context: Context, gate: str) -> str:
    if gate == "interval":
        return "> ×1"
    value = queries.rule(context.build, _GATE_RULES[gate]) if gate in _GATE_RULES else None
    if value is None:
        return numbers.NOTHING
    if gate == "lasting":  # the gate has two doors, and the figure beside it belongs to the first alone
        return context.words("gate.lasting_limit", value=f"{value:g}")
    sign = {"effect": "> ×", "q": "< ", "lasting": "> ", "season": "> ×"}.get(gate, "≥ ")
    return f"{sign}{value:g}"


def _nearest(context: Context, skill: Row) -> None:
    words = context.words
    section(words, words("nearest.title"), words("nearest.text"))
    rows = tables.records(context.ask(queries.nearest, str(skill["skill_id"])))
    if not rows:
        notes.empty(context, words("nearest.empty"))
        return

    def clause(row: Row) -> str:
        return words.pick(row["text"], row["text_en"])

    def certificate(row: Row) -> Safe:
        title = words.pick(row["title"], row["title_en"])
        return h("span", link(title, context.link("certificate", certificate=row["certificate"])), " ",
                 h("span", f"{words('level.' + str(row['level']))} {row['code']}", cls="small"))  # fmt: skip

    tables.show(context, "nearest", [
        Column(words("nearest.certificate"), lambda r: f"{words.pick(r['title'], r['title_en'])} "
               f"{words('level.' + str(r['level']))} {r['code']}", certificate),
        Column(words("nearest.clause"), clause),
        Column(words("nearest.score"), lambda r: r["score"], lambda r: f"{r['score']:.2f}", numeric=True),
        Column(words("nearest.p"), lambda r: r["p_covered"], lambda r: f"{r['p_covered']:.2f}", numeric=True),
        Column(words("nearest.verdict"), lambda r: words(f"verdict.{r['verdict']}"),
               lambda r: notes.verdict(words, r["verdict"])),
        Column(words("nearest.via"), lambda r: words(f"via.{r['via']}"),
               lambda r: h("span", words(f"via.{r['via']}"), cls="keep")),
        Column(words("nearest.basis"), lambda r: notes.basis(words, r["basis"]),
               lambda r: h("span", notes.basis(words, r["basis"]), cls="keep")),
    ], rows, words("nearest.caption"))  # fmt: skip
    notes.source_line(context, bases=sorted({r["basis"] for r in rows}), note=words("nearest.scale"))


def _evidence(context: Context, skill: Row) -> None:
    words, skill_id = context.words, str(skill["skill_id"])
    certificate = controls.read("certificate")
    titles = {r["certificate"]: words.pick(r["title"], r["title_en"])
              for r in tables.records(context.ask(queries.certificates))}  # fmt: skip
    section(words, words("evidence.title"), words("evidence.text"), anchor="evidence")
    if certificate in titles:
        frame = context.ask(queries.evidence, skill_id, certificate)
        emit(words, h("p", words("evidence.only", title=titles[certificate]), " ",
                      link(words("evidence.all"), context.link("skills", skill=skill_id))))  # fmt: skip
    else:
        frame = context.ask(queries.evidence, skill_id)
    if frame.empty:
        notes.empty(context, words("evidence.empty"))
        return
    evidence.show(context, "evidence", frame)
    months = sorted(m for m in frame["month"].dropna())
    notes.source_line(
        context, n=skill["n_vacancies"], n_employers=skill["n_employers_all"],
        sources=list(context.ask(queries.skill_sources, skill_id)["source"]),
        period=numbers.period(months[0], months[-1]) if months else "",
        note=words("evidence.sample", n=len(frame)),
    )  # fmt: skip
