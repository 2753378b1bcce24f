"""`xgap recognition`: what vacancies ask an applicant to show, from the published build."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.common import (
    AsJson,
    Data,
    ProblemFound,
    interval,
    open_published,
    out,
    percent,
    plain_rows,
    print_json,
    print_rows,
)
from pipelines.commands.emergence import Field, Province

CAVEAT = (
    "招聘未写证书，不等于雇主不认可证书；各来源写法不同。",
    "A posting that names no certificate does not show that the employer rejects it; sources write differently.",
)


def recognition(
    field: Field = None,
    province: Province = None,
    limit: Annotated[int, typer.Option(help="Certificates of the table (JSON gives all). / 行数")] = 25,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """How often postings ask for certificates, schooling only, or skills only. / 雇主对证书的认可。"""
    from warehouse import queries

    reader = open_published(data)
    rows = plain_rows(queries.recognition(reader, field or "", province or ""))
    if not rows:
        raise ProblemFound(
            f"no vacancies of field {field!r} and province {province!r} in the published build; fields and codes: "
            "xgap emerging --help, xgap list regions / 该领域或省份没有招聘，请核对代码"
        )
    entries = plain_rows(queries.recognition_entries(reader, field or "", 10_000))
    covered = queries.recognition_covered(reader)
    period = f"{covered.first}–{covered.last}"
    if as_json:
        print_json({
            "field": field, "province": province, "kinds": rows, "certificates": entries,
            "certificates_are_of": "field" if field else "all", "period": period, "sources": covered.sources,
            "interval": "Wilson, 90 %", "suppressed_below": queries.MIN_SHOWN, "caveat": {"zh": CAVEAT[0],
            "en": CAVEAT[1]}, "demonstration": queries.has_demonstration(reader),
        })  # fmt: skip
        return
    shown = [{**row, "share": percent(row["share"]), "90 %": interval(row["low"], row["high"])} for row in rows]
    order = (*queries.ANSWERS, *queries.CERTIFICATE_KINDS, *queries.APART_KINDS)
    shown.sort(key=lambda row: order.index(row["kind"]))
    print_rows(shown, ("kind", "share", "90 %", "n_vacancies", "n_employers", "n_required", "n_preferred", "n_negated"))
    print_rows(
        entries[:limit],
        ("zh", "kind", "n_vacancies", "n_employers", "n_required", "n_preferred", "n_negated"),
    )
    if queries.has_demonstration(reader):
        out("演示数据，非真实招聘 · demonstration data, invented")
    out(f"n = {rows[0]['n_total']}; {period}; sources: {', '.join(covered.sources)}; blank: fewer than "
        f"{queries.MIN_SHOWN} / 空白：少于{queries.MIN_SHOWN}")  # fmt: skip
    out(f"{CAVEAT[0]} / {CAVEAT[1]}")
