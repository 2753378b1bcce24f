"""Verdicts of earlier months, each from what was known then, and how long their calls stood."""

from __future__ import annotations

from dashboards.components import notes, numbers, tables
from dashboards.components.frame import section
from dashboards.components.markup import Safe, emit, h, link
from dashboards.components.tables import Column, Row
from dashboards.context import Context
from warehouse import queries

IN_TABLE = 25


def calls(context: Context) -> None:
    """For the ranking: every call of the months before its own, the newest first, under how long they stood."""
    words = context.words
    section(words, words("earlier.title"), words("earlier.text"), anchor="earlier")
    rows = [r for r in tables.records(context.ask(queries.emergence_calls)) if r["month"] != context.as_of]
    if not rows:
        notes.empty(context, words("earlier.none", months=_span(context)))
        return
    emit(words, h("p", _message(context)))

    def name(row: Row) -> Safe:
        return link(words.pick(row["name"], row["name_en"]), context.link("skills", skill=row["skill_id"]))

    columns = [
        Column(words("skills.skill"), lambda r: words.pick(r["name"], r["name_en"]), name),
        Column(words("earlier.month"), lambda r: r["month"]),
        *_call_columns(context),
    ]
    emit(words, tables.table(columns, rows[:IN_TABLE],
                             words("earlier.caption", n=min(IN_TABLE, len(rows)), total=len(rows))))  # fmt: skip
    tables.download(context, "earlier", columns, rows)
    _line(context)


def of_skill(context: Context, skill_id: str) -> None:
    """For one skill: every month that called it anything but unchanged."""
    words = context.words
    section(words, words("earlier.skill_title"), words("earlier.skill_text"))
    rows = tables.records(context.ask(queries.emergence_calls, skill_id, True))
    if not rows:
        notes.empty(context, words("earlier.skill_none", months=_span(context)))
        return
    tables.show(context, "earlier", [
        Column(words("earlier.month"), lambda r: r["month"]), *_call_columns(context),
    ], rows, words("earlier.skill_caption", months=_span(context)))  # fmt: skip
    _line(context)


def standing(context: Context) -> None:
    """For the method page: which months could be judged, and how many calls still stood 3, 6 and 12 months later."""
    words = context.words
    section(words, words("earlier.standing_title"), words("earlier.standing_text"))
    looks = context.ask(queries.emergence_standing)
    months = context.ask(queries.emergence_months)
    if not months:
        notes.empty(context, words("earlier.unjudged"))
        return
    if looks:
        emit(words, h("p", _message(context)))
        tables.show(context, "standing", [
            Column(words("earlier.calls"), lambda r: words("earlier.alerts" if r["is_alert"] else "earlier.watch")),
            Column(words("earlier.later"), lambda r: r["months"], numeric=True),
            Column(words("earlier.n_calls"), lambda r: r["n_calls"], numeric=True),
            Column(words("earlier.n_followed"), lambda r: r["n"], numeric=True),
            Column(words("earlier.n_up"), lambda r: r["n_up"], numeric=True),
            Column(words("earlier.share"), lambda r: r["share"], _share, numeric=True),
            Column(words("earlier.n_open"), lambda r: r["n_open"], numeric=True),
        ], looks, words("earlier.standing_caption"))  # fmt: skip
    statuses = ("new", "rising", "watch", "established", "declining")
    tables.show(context, "judged_months", [
        Column(words("earlier.month"), lambda r: r["month"]),
        Column(words("earlier.n_judged"), lambda r: r["n_judged"], lambda r: numbers.count(r["n_judged"]),
               numeric=True),
        *(Column(words(f"status.{s}"), lambda r, s=s: r[f"n_{s}"], numeric=True)  # type: ignore[misc]
          for s in statuses),
        Column(words("earlier.n_recent"), lambda r: r["n_recent"], lambda r: numbers.vacancies(r["n_recent"]),
               numeric=True),
        Column(words("earlier.n_baseline"), lambda r: r["n_baseline"], lambda r: numbers.vacancies(r["n_baseline"]),
               numeric=True),
    ], months, words("earlier.months_caption"))  # fmt: skip
    _line(context)


def _call_columns(context: Context) -> list[Column]:
    words = context.words
    return [
        Column(words("skills.status"), lambda r: words(f"status.{r['status']}"),
               lambda r: notes.status(words, r["status"])),
        Column(words("skills.ratio"), lambda r: r["ratio"],
               lambda r: numbers.ratio_with_interval(r["ratio"], r["ratio_low"], r["ratio_high"]), numeric=True),
        Column(words("skills.n_postings"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_postings"]) else
               r["n_postings"], lambda r: numbers.vacancies(r["n_postings"]), numeric=True),
        Column(words("skills.n_employers"), lambda r: numbers.SUPPRESSED if numbers.few(r["n_postings"]) else
               r["n_employers"], lambda r: numbers.SUPPRESSED if numbers.few(r["n_postings"]) else
               numbers.count(r["n_employers"]), numeric=True),
        Column(words("earlier.stood"), lambda r: _stood(context, r)),
    ]  # fmt: skip


def _stood(context: Context, row: Row) -> str:
    """How long a call stood: at least so long where it has not fallen in the data."""
    words = context.words
    if row["stood_months"] is None:
        return numbers.NOTHING
    if not row["followed_months"]:
        return words("earlier.not_followed")
    if row["fell_after"] is None:
        return words("earlier.still", n=int(row["stood_months"]))
    return words("earlier.fell", n=int(row["stood_months"]), after=int(row["fell_after"]))


def _share(row: Row) -> str:
    return numbers.share_with_interval(row["share"], row["low"], row["high"])


def _message(context: Context) -> str:
    """The longest look that any alert, or else any watch call, has been given."""
    words = context.words
    looks = [look for look in context.ask(queries.emergence_standing) if look["n"]]
    if not looks:
        return words("earlier.message_none")
    first = max(looks, key=lambda look: (look["is_alert"], look["months"]))
    kind = words("earlier.alerts" if first["is_alert"] else "earlier.watch")
    return words("earlier.message", kind=kind, n=first["n"], months=first["months"], up=first["n_up"],
                 share=_share(first), open=first["n_open"])  # fmt: skip


def _span(context: Context) -> str:
    months = context.ask(queries.emergence_months)
    return numbers.period(months[0]["month"], months[-1]["month"]) if months else numbers.NOTHING


def _line(context: Context) -> None:
    months = context.ask(queries.emergence_months)
    sources = sorted({name for row in months for name in row["sources"].split(", ")})
    notes.source_line(context, period=_span(context), sources=sources, interval=True,
                      note=context.words("earlier.line", n=len(months)))  # fmt: skip
