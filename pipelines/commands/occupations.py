"""`xgap occupations`: which occupations employers ask for, and which certificates serve them."""

from __future__ import annotations

from typing import Annotated, Any

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
from pipelines.commands.emergence import Field

SAID = {
    "zh": "只归入名称能确定职业的招聘，占比是下限；各职业漏计多少不同，不宜只凭名次比较。",
    "en": "Only vacancies whose titles say an occupation for certain are mapped: shares are lower bounds, and how many "
    "are left out differs between occupations.",
}


def occupations(
    certificate: Annotated[
        str | None, typer.Option(help="Only the job group of this certificate. / 证书岗位群")
    ] = None,
    field: Field = None,
    limit: Annotated[int, typer.Option(help="Rows of a table (JSON gives all). / 行数")] = 25,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Occupations by demand, certificates that serve them, new ones without a certificate. / 职业需求与对应证书。"""
    from warehouse import queries

    if certificate is not None and field is not None:
        raise ProblemFound("give --certificate or --field, not both / --certificate 与 --field 只能选一个")
    reader = open_published(data)
    if certificate is not None and certificate not in set(queries.certificates(reader)["certificate"]):
        raise ProblemFound(f"{certificate}: no such certificate; see xgap list certificates / 没有该证书")
    whole = queries.occupations_mapped(reader, field or "")
    if not whole.n_total:
        raise ProblemFound(f"no vacancies of field {field!r} in the published build / 该领域没有招聘，请核对代码")
    serving = plain_rows(queries.certificate_occupations(reader, certificate or ""))
    demand = [] if certificate else plain_rows(queries.occupations(reader, field or ""))
    new = [] if certificate or field else queries.new_occupations(reader)
    lists, demonstration = queries.lists_found(reader), queries.has_demonstration(reader)
    if as_json:
        print_json({
            "certificate": certificate, "field": field, "occupations": demand, "job_groups": serving,
            "new_occupations": new, "n_mapped": whole.n_mapped, "n_total": whole.n_total,
            "n_employers": whole.n_employers, "period": f"{whole.first}–{whole.last}",
            "sources": whole.sources, "interval": "Wilson, 90 %", "suppressed_below": queries.MIN_SHOWN,
            "lists": lists, "statement": SAID, "demonstration": demonstration,
        })  # fmt: skip
        return
    if certificate:
        columns = ("occupation", "zh", "en", "n_vacancies", "n_employers", "of the group", "of the occupation")
        shares = {"of the group": "share_of_group", "of the occupation": "share_of_occupation"}
        rows = [{**r, **{name: percent(r[key]) for name, key in shares.items()}} for r in serving]
    else:
        columns = ("occupation", "zh", "en", "n_vacancies", "n_employers", "share", "90 %")
        rows = [{**r, "share": percent(r["share"]), "90 %": interval(r["low"], r["high"])} for r in demand]
    print_rows(rows[:limit], columns)
    if new:
        _print_new(new, limit, lists)
    if demonstration:
        out("演示数据，非真实招聘 · demonstration data, invented")
    out(f"n = {whole.n_total}; mapped / 归入职业: {whole.n_mapped} ({whole.n_mapped / whole.n_total:.1%}); "
        f"{whole.first}–{whole.last}; sources: {', '.join(whole.sources)}; not shown: fewer than "
        f"{queries.MIN_SHOWN} / 少于{queries.MIN_SHOWN}不显示")  # fmt: skip
    out(f"{SAID['zh']} / {SAID['en']}")


def _print_new(new: list[dict[str, Any]], limit: int, lists: dict[str, int]) -> None:
    lacking = [r for r in new if not r["same_zh"] and not r["part_zh"]]
    print_rows(lacking[:limit], ("occupation", "zh", "en", "batch", "n_vacancies", "n_employers"))
    out(f"new occupations since 2019 that no certificate of our list names: {len(lacking)} of {len(new)}; the list "
        f"holds {lists.get('catalogue_listed')} of {lists.get('catalogue_total')} certificates / 2019年以来的新职业中，"
        "本清单没有证书名称提到的")  # fmt: skip
