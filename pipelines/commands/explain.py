"""`xgap explain`: the chain behind a figure, down to the line of the landing file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.common import AsJson, Data, ProblemFound, open_published, out, percent, print_json, settings_of


def explain(
    subject: Annotated[
        str,
        typer.Argument(metavar="ID", help="Id of a skill or a clause; with --pack of a claim. / 技能、条款或结论编号"),
    ],
    pack: Annotated[
        Path | None,
        typer.Option("--pack", help="ZIP of xgap pack, its claims.json, or the folder it was unpacked to. / 证据包"),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """The chain behind a figure: claim → clause → skill → mention → vacancy → landing line. / 追溯证据。"""
    from warehouse import queries

    if pack is not None:
        _claim(pack, subject, data, as_json)
        return
    reader = open_published(data)
    if rows := queries.witness_chain(reader, subject):
        print_json(rows) if as_json else _print_skill(rows)
    elif (clause := queries.competency(reader, subject)) is not None:
        group = queries.VacancyGroup(certificate=clause["certificate"])
        found = queries.group_witnesses(reader, group, clause["skills"]) if clause["skills"] else []
        rows = queries.vacancies(reader, [row["vacancy_id"] for row in found], clause["skills"])
        print_json({**clause, "witnesses": rows}) if as_json else _print_clause(clause, rows)
    else:
        raise ProblemFound(
            f"{subject}: no such skill or clause in the published build; a claim of a pack needs --pack FILE / "
            "已发布的构建中没有该技能或条款；证据包的结论请加 --pack 文件"
        )


def _print_skill(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        out(f"{row['best_competency_id'] or '–'} → {row['skill_id']} {row['name']} ({row['coverage']})")
        _print_witness(row)


def _print_clause(clause: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    from warehouse.queries import MIN_SHOWN

    out(f"{clause['competency_id']} {clause['text']} ({clause['basis']})")
    n, total = clause["n_vacancies"], clause["n_target"]
    few = 0 < n < MIN_SHOWN
    said = f"<{MIN_SHOWN}" if few else f"{n:,}"
    share = "" if few or not total else f" = {percent(n / total)}"
    out(f"  {said} / {total:,}{share} · {', '.join(clause['skills']) or '–'}")
    for row in rows:
        _print_witness(row)


def _print_witness(row: dict[str, Any]) -> None:
    out(f"  {row['vacancy_id']} {row['title']} · {row['source']} · {row['month'] or '–'}")
    if row["excerpt"]:
        out(f"  {row['excerpt']!r}")
    out(f"  landing: run {row['landing_run']}, line {row['landing_line']}")


def _claim(pack: Path, claim_id: str, data: Path | None, as_json: bool) -> None:
    from pipelines.packs import trace
    from warehouse import queries

    reader, (_, build_id) = open_published(data), queries.published(settings_of(data).data)
    content = trace.read(pack)
    found = trace.trace(reader, build_id, content, claim_id)
    if as_json:
        print_json(found.row())
    else:
        _print_claim(found, content["build_id"], build_id)
    if found.same_build and found.differing:
        raise ProblemFound(f"{claim_id}: {', '.join(found.differing)} not as in the build / 与构建不一致")


def _print_claim(found: Any, of_pack: str, published: str) -> None:
    claim = found.claim
    out(f"[{claim['id']} · {claim['kind']} · {claim['grade']}] {claim['text_zh']}")
    out(claim["text_en"])
    out(f"{found.formula['zh']}\n{found.formula['en']}")
    out(f"subjects: {', '.join(claim['subjects'])} · basis: {claim['basis']}")
    for name, value in found.counted.items():
        sign = "≠" if name in found.differing else "="
        out(f"  {name}: {_plain(claim[name])} {sign} {_plain(value)}")
    if not found.same_build:
        out(f"the pack is of build {of_pack}, published is {published}: figures may differ / 证据包与当前构建不同")
    for row in found.witnesses:
        _print_witness(row)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{k}={v}" for k, v in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
