"""`xgap schools`: a list of certificates against the demand of a province, from the published build."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.common import (
    AsJson,
    Data,
    ProblemFound,
    open_published,
    out,
    print_json,
    print_rows,
    settings_of,
)

SAID = {
    "zh": "按招聘中提到的硬技能计；参考框架为自编，覆盖与否都只是弱证据，不代替官方标准",
    "en": "counted on hard skills named in postings; reference frames are ours: what they cover or lack is weak "
    "evidence",
}


def schools(
    offered: Annotated[Path, typer.Option(help="CSV with a column certificate / 证书: codes or names. / 已开证书清单")],
    province: Annotated[str, typer.Option(help="Code of a province, e.g. 44; else all of China. / 省份代码")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """What a school's certificates cover of local demand, what to add, core and local parts. / 学校与地区。"""
    from pipelines import schools as lists
    from taxonomy.registry import load
    from warehouse import queries
    from warehouse.settings import Paths

    taxonomy = load(standards=Paths(settings_of(data).data).standards)
    read = lists.read_offered(offered, taxonomy)
    reader = open_published(data)
    if province and province not in set(queries.provinces(reader)["province_code"]):
        raise ProblemFound(f"{province}: no such province; codes are those of GB/T 2260, e.g. 44 / 没有该省份代码")
    coverage = queries.local_coverage(reader, read.certificates, province)
    if coverage["share"] is None:
        raise ProblemFound(
            f"only {coverage['n_vacancies']} vacancies of {coverage['n_employers']} employers are known there, too few "
            f"to compare (at least {queries.MIN_COMPARED} and {queries.MIN_SHOWN}) / 当地招聘太少，无法比较"
        )
    totals = queries.totals(reader)
    demand = queries.local_demand(reader, province)
    everything = sorted(taxonomy.certificates)
    titles = {code: taxonomy.certificates[code].title.zh for code in everything}

    def named(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"title": titles[step["certificate"]], **step} for step in steps]

    answer: dict[str, Any] = {
        "province": province, "offered": [{"certificate": c, "title": titles[c]} for c in read.certificates],
        "unjudged": list(read.unjudged), "unknown": list(read.unknown), "coverage": coverage,
        "add": named(queries.shortest_list(demand, everything, read.certificates)),
        "shortest": named(queries.shortest_list(demand, everything)),
        "requirements": {c: queries.core_and_local(reader, c, province) for c in read.certificates},
        "tools_in_motion": queries.tools_in_motion(reader, read.certificates),
        "soft_skills": {c: queries.soft_asked_and_stated(reader, c) for c in read.certificates},
        "uncovered": [row for row in demand if not row["certificates"] and row["n_vacancies"] >= queries.MIN_SHOWN
                      and row["n_employers"] >= queries.MIN_SHOWN][:50],
        "interval": "90 %, over employers", "statement": SAID, "period": [totals.first, totals.last],
        "sources": list(totals.sources), "demonstration": queries.has_demonstration(reader),
    }  # fmt: skip
    if as_json:
        print_json(answer)
        return
    not_judged = (("in the catalogue, no frame or standard here / 目录中有，但无框架或标准", read.unjudged),
                  ("unknown / 未识别", read.unknown))  # fmt: skip
    for words, names in not_judged:
        if names:
            out(f"{words}: {'、'.join(names)}")
    out(f"{coverage['share']:.1%} ({coverage['low']:.1%}–{coverage['high']:.1%}) of {coverage['n_named']:,} namings "
        f"covered; n = {coverage['n_vacancies']:,} vacancies, {coverage['n_employers']:,} employers")  # fmt: skip
    for heading, steps in (("to add / 建议增开", answer["add"]), ("shortest list from nothing / 从零开始的最短清单",
                                                               answer["shortest"])):  # fmt: skip
        out(heading)
        print_rows([{**s, "gain": f"{s['gain']:.1%}", "total": f"{s['total']:.1%}"} for s in steps],
                   ("title", "certificate", "gain", "total"))  # fmt: skip
    for code in read.certificates:
        kinds = [row["kind"] for row in answer["requirements"][code]]
        out(f"{titles[code]}: core / 核心 {kinds.count('core')}, local / 本地 {kinds.count('local')}, "
            f"elective / 选修 {kinds.count('elective')}, "
            f"unasked / 无需求 {kinds.count('unasked')}, not compared / 未比较 {kinds.count(None)}")  # fmt: skip
    print_rows([{**row, "ratio_90": f"{row['ratio']:.2f} ({row['ratio_low']:.2f}–{row['ratio_high']:.2f})"}
                for row in answer["tools_in_motion"][:15]],
               ("name", "ratio_90", "n_postings", "competency_id"))  # fmt: skip
    if answer["demonstration"]:
        out("演示数据，非真实招聘 · demonstration data, invented")
    out(f"{totals.first}–{totals.last}; sources: {', '.join(totals.sources)}")
    out(f"{SAID['zh']} / {SAID['en']}; --json for all / 全部内容见 --json")
