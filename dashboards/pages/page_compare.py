"""Two certificates, two provinces or two periods side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboards.components import compare_certificates, compare_fields, compare_parts, controls, notes, tables
from dashboards.components.compare_parts import Sides
from dashboards.components.markup import emit, h, link
from dashboards.context import Context
from dashboards.registry import Page
from warehouse import queries
from warehouse.queries import Like, Part

PAGE = Page(code="compare", icon=":material/compare_arrows:", order=33)

KINDS = ("certificates", "provinces", "periods")
NAMES = {"certificates": ("ca", "cb"), "provinces": ("pa", "pb"), "periods": ("ta", "tb")}
"""The two sides in the address; each kind keeps its own when the reader changes the kind."""
ORDERS = ("asked", "difference")


def render(context: Context) -> None:
    """Draw the page."""
    words = context.words
    notes.caveat(context, "compare")
    kind = controls.choose_between("what", words("compare.what"), KINDS, lambda k: words(f"compare.kinds.{k}"),
                                   words("compare.what_help"))  # fmt: skip
    {"certificates": _certificates, "provinces": _provinces, "periods": _periods}[kind](context)


def _two(
    context: Context, kind: str, codes: Sequence[str], word: Callable[[str], str], first: tuple[str, str]
) -> tuple[str, str]:  # fmt: skip
    """The two sides, as the reader chose them."""
    words, chosen = context.words, []
    for column, name, label, usual in zip(st.columns(2), NAMES[kind], "ab", first, strict=True):
        default = first[0] if usual in chosen else usual
        with column:
            side = controls.choose_one(name, words(f"compare.{label}"), codes, word, words("compare.choose"),
                                       default=default)  # fmt: skip
            chosen.append(side or default)
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in ("lang", "basket")}
    turned = dict(zip(NAMES[kind], reversed(chosen), strict=True))
    emit(words, h("p", link(words("compare.swap"), context.link("compare", **{**kept, **turned})), cls="small"))
    return chosen[0], chosen[1]


def _certificates(context: Context) -> None:
    words = context.words
    rows = tables.records(context.ask(queries.certificates))
    sizes = {r["certificate"]: r["n_target_vacancies"] or 0 for r in rows}
    if len(sizes) < 2:
        notes.empty(context, words("compare.none"))
        return
    titles = {r["certificate"]: words.pick(r["title"], r["title_en"]) for r in rows}
    largest = sorted(sizes, key=lambda code: (-sizes[code], code))
    a, b = _two(context, "certificates", list(titles), titles.__getitem__, (largest[0], largest[1]))
    if a == b:
        notes.empty(context, words("compare.same"))
        return
    compare_certificates.show(context, (a, b), titles)


def _provinces(context: Context) -> None:
    words = context.words
    names = {r["province_code"]: words.pick(r["zh"], r["en"]) for r in context.ask(queries.province_sizes)}
    if len(names) < 2:
        notes.empty(context, words("compare.none"))
        return
    codes = list(names)
    a, b = _two(context, "provinces", codes, names.__getitem__, (codes[0], codes[1]))
    field, like, order = _choices(context)
    if a == b:
        notes.empty(context, words("compare.same"))
        return
    sides = Sides((names[a], names[b]), (Part(province=a, field=field), Part(province=b, field=field)), like, order)
    compare_parts.show(context, sides)
    compare_fields.show(context, sides)


def _periods(context: Context) -> None:
    words = context.words
    found = {r["code"]: r for r in context.ask(queries.periods)}
    if len(found) < 2:
        notes.empty(context, words("compare.none"))
        return
    names = {code: _period(context, code) for code in found}
    years = [code for code in found if len(code) == 4]
    pool = years if len(years) > 1 else [code for code in found if len(code) > 4]
    early, late = sorted(sorted(pool, key=lambda code: (-found[code]["n"], code))[:2])
    a, b = _two(context, "periods", list(found), names.__getitem__, (early, late))
    field, like, order = _choices(context)
    if found[a]["first"] <= found[b]["last"] and found[b]["first"] <= found[a]["last"]:
        notes.empty(context, words("compare.same" if a == b else "compare.overlap"))
        return
    parts = [Part(field=field, first=found[code]["first"], last=found[code]["last"]) for code in (a, b)]
    emit(words, h("aside", words("compare.periods_caveat"), cls="caveat", role="note"))
    compare_parts.show(context, Sides((names[a], names[b]), (parts[0], parts[1]), like, order))


def _period(context: Context, code: str) -> str:
    year, half = code[:4], code[5:]
    return context.words(f"compare.half_{half}", year=year) if half else context.words("compare.year", year=year)


def _choices(context: Context) -> tuple[str, Like, str]:
    """Field, what is held alike, order of the list."""
    words = context.words
    fields = {r["field"]: words.pick(r["field_zh"], r["field_en"]) or str(r["field"])
              for r in tables.records(context.ask(queries.regional_coverage)) if r["field"]}  # fmt: skip
    first, second, third = st.columns([2, 3, 2])
    with first:
        field = controls.choose_one("field", words("regions.field"), list(fields), fields.__getitem__,
                                    words("regions.all_fields")) or ""  # fmt: skip
    with second:
        asked = controls.choose_between("like", words("compare.like"), queries.LIKES,
                                        lambda c: words(f"compare.likes.{c}"), words("compare.like_help"))  # fmt: skip
    with third:
        order = controls.choose_between("order", words("compare.order"), ORDERS, lambda c: words(f"compare.orders.{c}"),
                                        words("compare.order_help"))  # fmt: skip
    return field, next(like for like in queries.LIKES if like == asked), order
