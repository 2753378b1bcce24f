"""`xgap pathways`: from one certificate and level to the next, from the published build."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pipelines.commands.common import AsJson, Data, ProblemFound, open_published, out, print_json, print_rows

SAID = {
    "zh": "步骤只看条款写明的技能；参考框架之间的相同或缺少，只是弱证据。",
    "en": "Steps rest on the skills that clauses name; what reference frames share or lack is weak evidence.",
}
REASONS = {
    "no_level": "没有这一等级，而岗位要求相应学历 / no such level, though vacancies ask for the degree it is meant for",
    "jump": "与下一级几乎没有共同技能 / hardly any skill taken up from the levels below",
    "dead_end": "最高等级之后没有去处 / no step leads on from the highest level",
}


def pathways(
    certificate: Annotated[str | None, typer.Option(help="Code of a certificate; else all. / 证书代码")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Steps between certificates and levels, missing rungs, near-identical clauses. / 证书衔接路径。"""
    from warehouse import queries

    reader = open_published(data)
    known = set(queries.certificates(reader)["certificate"])
    if certificate is not None and certificate not in known:
        raise ProblemFound(f"{certificate}: no such certificate; see xgap list certificates / 没有该证书")
    steps = queries.level_steps(reader, certificate)
    rungs = [r for r in queries.missing_rungs(reader) if certificate in (None, r["certificate"])]
    twins: list[Any] = queries.twin_clauses(reader, certificate).to_dict("records")
    mix: list[Any] = queries.level_mix(reader, certificate).to_dict("records")
    if as_json:
        mix = [{key: None if value != value else value for key, value in row.items()} for row in mix]
        print_json({"certificate": certificate, "steps": steps, "missing_rungs": rungs, "similar_clauses": twins,
                    "level_mix": mix, "interval": "Wilson, 90 %", "statement": SAID,
                    "demonstration": queries.has_demonstration(reader)})  # fmt: skip
        return
    print_rows([{**row, "ready": f"{row['ready']:.0%}"} for row in steps],
               ("title", "level", "to_title", "to_level", "n_shared", "n_added", "ready"))  # fmt: skip
    print_rows([{**row, "reason": REASONS[row["reason"]]} for row in rungs], ("title", "level", "reason"))
    print_rows(twins, ("competency_id", "other_id", "likeness"))
    if certificate is not None:
        print_rows(
            [{**row, "clauses": f"{row['share_competencies']:.0%}",
              "vacancies": "–" if row["low"] != row["low"] else
              f"{row['share_vacancies']:.0%} ({row['low']:.0%}–{row['high']:.0%}, n={row['n_stating']})"}
             for row in mix], ("level", "clauses", "vacancies"),
        )  # fmt: skip
    if queries.has_demonstration(reader):
        out("演示数据，非真实招聘 · demonstration data, invented")
    out(f"{SAID['zh']} / {SAID['en']}")
