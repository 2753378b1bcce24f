"""The postings behind a number: a short excerpt with the mention marked, employer, place, source, month."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards.components.markup import Safe, emit, h, highlight, join, link, safe
from dashboards.components.tables import Column, Row, download, records
from dashboards.context import Context
from dashboards.words import Words

FIRST = 8


def _place(words: Words, row: Row) -> str:
    return words.pick(row["province"], row["province_en"]) or words("evidence.no_province")


def _when(words: Words, row: Row) -> str:
    return str(row["month"] or "") or (
        words("evidence.year", year=int(row["year"])) if row["year"] else words("evidence.undated")
    )


def item(words: Words, row: Row) -> Safe:
    """One witness as a list item. Excerpts stay in the language of the posting."""
    excerpt = highlight(str(row["excerpt"]), int(row["mark_start"]), int(row["mark_end"]))
    origin = [safe(row["employer"] or words("evidence.no_employer")), safe(_place(words, row)), safe(row["source"]),
              safe(_when(words, row))]  # fmt: skip
    if str(row["url"] or "").lower().startswith(("http://", "https://")):
        origin.append(link(words("evidence.open"), str(row["url"])))
    return h(
        "li",
        h("div", row["title"], cls="job", lang="zh"),
        h("blockquote", excerpt, lang="zh"),
        h("div", join([h("span", part) for part in origin], safe(" ")), cls="origin"),
        cls="demonstration" if row["demonstration"] else None,
    )


def columns(words: Words) -> list[Column]:
    """What goes into the CSV."""
    return [
        Column(words("evidence.title_column"), lambda r: r["title"]),
        Column(words("evidence.excerpt"), lambda r: r["excerpt"]),
        Column(words("evidence.employer"), lambda r: r["employer"]),
        Column(words("evidence.province"), lambda r: _place(words, r)),
        Column(words("evidence.source"), lambda r: r["source"]),
        Column(words("evidence.month"), lambda r: _when(words, r)),
        Column(words("evidence.link"), lambda r: r["url"]),
        Column(words("evidence.vacancy"), lambda r: r["vacancy_id"]),
    ]


def show(context: Context, name: str, frame: pd.DataFrame) -> None:
    """The first witnesses, the others folded away, and all of them as CSV."""
    words, rows = context.words, records(frame)
    emit(words, h("ol", [item(words, row) for row in rows[:FIRST]], cls="evidence"))
    if rows[FIRST:]:
        with st.expander(words("evidence.more", n=len(rows) - FIRST)):
            emit(words, h("ol", [item(words, row) for row in rows[FIRST:]], cls="evidence", start=FIRST + 1))
    download(context, name, columns(words), rows)
