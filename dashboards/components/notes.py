"""What stands beside every figure: where it comes from, what it cannot say, and what the signs mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.components import sources as source_names
from dashboards.components.markup import Safe, emit, h, join, safe
from dashboards.components.numbers import NOTHING, count, missing, vacancies
from dashboards.context import Context
from dashboards.words import Words

HARD = ("tool", "knowledge", "task")
"""Types of skill that a certificate teaches; the others (soft, language, certificate) have their own filter."""
STATUSES = ("new", "rising", "watch", "established", "declining", "insufficient")
VERDICTS = ("covered", "partly", "review", "not_covered", "unjudged")
BASES = ("official", "reference")
GATES = ("postings", "employers", "sources", "months", "effect", "interval", "q", "lasting", "season", "novel")

STATUS_SIGNS = {"new": "✚", "rising": "▲", "watch": "◆", "established": "●", "declining": "▼", "insufficient": "–"}
CLAUSE_SIGNS = {"in_demand": "●", "fading": "▼", "rare": "◐", "no_demand": "○", "too_little": "？"}
TREND_SIGNS = {"up": "↑", "down": "↓", "level": "→"}
VERDICT_SIGNS = {"covered": "●", "partly": "◐", "review": "？", "not_covered": "○", "unjudged": "–"}


def status(words: Words, code: str | None) -> Safe:
    """Sign and word of a status; colour only repeats them."""
    known = code if code in STATUS_SIGNS else "insufficient"
    return _badge(STATUS_SIGNS[known], words(f"status.{known}"), f"badge status-{known}")


def verdict(words: Words, code: str | None) -> Safe:
    """Sign and word of a coverage verdict."""
    known = code if code in VERDICT_SIGNS else "unjudged"
    return _badge(VERDICT_SIGNS[known], words(f"verdict.{known}"), f"badge verdict-{known.replace('_', '-')}")


def clause(words: Words, code: str) -> Safe:
    """Sign and word of what may be said of a requirement's demand (`queries.CLAUSE_STATUSES`)."""
    return _badge(CLAUSE_SIGNS[code], words(f"clause.{code}"), f"badge clause-{code.replace('_', '-')}")


def _badge(sign: str, word: str, cls: str) -> Safe:
    return h("span", h("span", sign, cls="sign", aria_hidden="true"), "\u00a0", word, cls=cls)


def basis(words: Words, code: str | None) -> str:
    """Official standard, or our reference frame."""
    return words(f"basis.{code}") if code in BASES else NOTHING


def kind(words: Words, row: Mapping[str, Any]) -> Safe:
    """Small print behind a skill's name: its type, and whether it is a candidate or too broad to be missed."""
    candidate = "" if row["is_known"] else words("skills.candidate")
    generic = words("skills.generic") if row.get("is_generic") else ""
    return h("span", words("list.comma").join(filter(None, [words(f"type.{row['type']}"), candidate, generic])),
             cls="small")  # fmt: skip


def caveat(context: Context, page: str) -> None:
    """The page's caveat box."""
    words = context.words
    emit(words, h("aside", h("strong", words("caveat.title")), " ", words(f"{page}.caveat"), cls="caveat", role="note"))


def source_line(
    context: Context,
    *,
    n: object = None,
    n_employers: object = None,
    period: str = "",
    dated: object = None,
    sources: Sequence[str] = (),
    interval: bool = False,
    bases: Sequence[str] = (),
    note: str = "",
    lead: str = "",
) -> None:
    """The line under every figure: n, employers, period, sources, interval, basis, build; `lead` says of what.

    `dated` is how many of the n have a month, where not all do: the others are known by year alone, or not at all."""
    words = context.words
    parts: list[object] = [h("strong", lead)] if lead else []
    if not missing(n):
        parts.append(words("line.n", n=vacancies(n)))
    if not missing(n_employers):
        parts.append(words("line.employers", n=count(n_employers)))
    if period and period != NOTHING:
        few_dated = not missing(dated) and dated != n
        parts.append(words("line.period_dated" if few_dated else "line.period", period=period, n=count(dated)))
    if sources:
        shown = words("list.comma").join(source_names.name(words, s) for s in sources[:4])
        more = words("line.more", n=len(sources)) if len(sources) > 4 else ""
        parts.append(words("line.sources", sources=shown) + more)
    parts.append(words("line.interval") if interval else words("line.counts"))
    if bases:
        parts.append(words("line.basis", basis=words("list.comma").join(basis(words, b) for b in bases)))
    if note:
        parts.append(note)
    parts.append(words("line.build", build=context.build.build_id))
    emit(words, h("p", join([h("span", p) for p in parts], safe(" ")), cls="source-line"))


def overlap(words: Words, shown: Sequence[Mapping[str, Any]], top: Mapping[str, Any]) -> str:
    """What a message must add that calls `top` the highest: how many others' intervals (`low`, `high`) reach it."""
    n = sum(row is not top and row["high"] >= top["low"] for row in shown)
    return words("line.overlap", n=n) if n else ""


def facts(pairs: Sequence[tuple[str, object]]) -> Safe:
    """Terms with their values."""
    return h("dl", [h("div", h("dt", term), h("dd", value)) for term, value in pairs], cls="facts")


def key_figures(words: Words, figures: Sequence[tuple[str, object, object]]) -> None:
    """Large numbers in a row: (name, number, explanation)."""
    emit(words, h("div", [
        h("div", [h("div", part, cls=cls) for part, cls in zip(one, ("name", "number", "explain"), strict=True)],
          cls="figure")
        for one in figures
    ], cls="figures"))  # fmt: skip


def empty(context: Context, text: str, sign: str = "∅") -> None:
    """A designed nothing: what is not there and what to do."""
    emit(context.words, h("div", h("span", sign, cls="sign", aria_hidden="true"), h("p", text), cls="empty"))
