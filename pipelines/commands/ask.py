"""`xgap emerging`, `coverage`, `gaps`, `explain`: questions to the published build."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipelines.commands.common import (
    AsJson,
    Data,
    open_published,
    out,
    print_json,
    print_rows,
    settings_of,
)
from pipelines.commands.emergence import Certificate, Counts, Field, Province, emerging_from_table
from pipelines.commands.history import OfSkill, Past, emerging_history

if TYPE_CHECKING:
    from pipelines.novelty import Novelty
    from warehouse.queries import Scope


def emerging(
    as_of: Annotated[str | None, typer.Option(help="Month, YYYY-MM. / 截止月份")] = None,
    status: Annotated[str | None, typer.Option(help="Only this verdict: new, rising, watch, … / 状态")] = None,
    limit: Annotated[int, typer.Option(help="Rows of the table (JSON gives all). / 行数")] = 30,
    counts: Counts = None,
    field: Field = None,
    province: Province = None,
    certificate: Certificate = None,
    history: Past = False,
    skill: OfSkill = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Skills whose demand changes, and apart from that whether a certificate teaches them. / 新兴技能。"""
    from pipelines import answers
    from warehouse.trends import Group

    if skill is not None and not history:
        raise typer.BadParameter("--skill goes with --history / --skill 须与 --history 同用")
    if history:
        if as_of or counts or field or province or certificate:
            raise typer.BadParameter(
                "--history shows every month of a published build, over all vacancies; ask for one month or one group "
                "without it / --history 显示已发布数据的各个月份，不能与月份、计数表或分组同用"
            )
        emerging_history(skill, status, limit, data, as_json)
        return
    if counts is not None:
        if field or province or certificate:
            raise typer.BadParameter("a table of counts has no fields, provinces or certificates / 计数表不能再分组")
        emerging_from_table(counts, as_of, status, limit, as_json)
        return
    group = Group(field, province, certificate)
    rows, facts = answers.emerging(open_published(data), as_of, group, lambda names: novelty_of(names, data))
    rows = [row for row in rows if status is None or row["status"] == status]
    if as_json:
        print_json(rows)
        return
    print_emerging(rows[:limit], facts)


def novelty_of(names: Mapping[str, str], data: Path | None) -> Novelty:
    """The question whether a new term is another name, with the model and the vectors of the data folder."""
    from pipelines.build import Run
    from pipelines.novelty import novelty
    from pipelines.vectors import CachedEmbedder

    run = Run.of(settings_of(data))
    return novelty(names, run.taxonomy, lambda: CachedEmbedder(run.embedder, run.paths.vectors))


def print_emerging(rows: list[dict[str, Any]], facts: Mapping[str, str]) -> None:
    """Verdicts as a table, with what was compared and what they were measured against."""
    table = Table(title=f"as of {facts['as_of']} · recent {facts['recent_months']} · before {facts['baseline_months']}")
    for heading in ("技能 skill", "状态 status", "近期 recent", "此前 before", "倍数 ratio (90%)", "招聘数 postings",
                    "雇主 employers", "覆盖 coverage", "依据 basis"):  # fmt: skip
        table.add_column(heading)
    for row in rows:
        table.add_row(
            row["skill"], row["status"], f"{row['share_recent']:.2%}", f"{row['share_baseline']:.2%}",
            f"{row['ratio']:.2f} ({row['ratio_low']:.2f}–{row['ratio_high']:.2f})", str(row["n_postings"]),
            str(row["n_employers"]), row["coverage"], row["basis"] or "–",
        )  # fmt: skip
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    if facts["demonstration"] == "true":
        out("演示数据，非真实招聘 · demonstration data, invented")
    out(f"n = {facts['n_recent']} recent, {facts['n_baseline']} before; sources: {facts['panel_sources']}")
    out("reference = measured against a frame written by xgap, not against the official standard / "
         "reference 指对照 xgap 自编参考框架，并非官方标准")  # fmt: skip


class In(StrEnum):
    """Where demand is counted."""

    target = "target"
    all = "all"


Within = Annotated[
    In, typer.Option("--scope", help="Demand of the job group (target) or of all vacancies. / 目标岗位或全部招聘")
]
OneCertificate = Annotated[str | None, typer.Option("--certificate", help="Code of a certificate. / 证书代码")]


def coverage(
    certificate: OneCertificate = None,
    scope: Within = In.target,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Write the certificate's table to this file. / 写入CSV文件")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Per certificate and level: demand covered, partly, missing; with --certificate its table. / 覆盖情况。"""
    from pipelines import answers
    from warehouse import queries

    if certificate is not None:
        from pipelines.commands import certificate as one

        reader = open_published(data)
        build = queries.build(reader, *queries.published(settings_of(data).data))
        one.coverage(reader, build, certificate, scope.value, csv_file, as_json)
        return
    if csv_file is not None:
        raise typer.BadParameter("--csv needs --certificate CODE / --csv 需要 --certificate")
    rows = answers.coverage(open_published(data), scope.value)
    if as_json:
        print_json(rows)
        return
    print_rows(rows, ("title", "level", "basis", "n_target_vacancies", "n_demanded", "n_covered", "n_partly",
                       "n_review", "n_missing", "n_competencies", "n_without_demand"))  # fmt: skip


def gaps(
    certificate: OneCertificate = None,
    scope: Annotated[
        In | None, typer.Option(help="With --certificate: target (default) or all vacancies. / 目标岗位或全部招聘")
    ] = None,
    limit: Annotated[int, typer.Option(help="Rows. / 行数")] = 50,
    postings: Annotated[
        Path | None, typer.Option(help="One employer's own postings, any format: nothing of them is kept. / 本单位招聘")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Skills in demand that no clause covers. / 证书未覆盖的需求。"""
    from pipelines import answers
    from pipelines.commands.certificate import share
    from pipelines.commands.employer import gaps_of_file

    if postings is not None:
        if scope is not None:
            raise typer.BadParameter("a file of postings has no job groups / 招聘文件不分目标岗位")
        gaps_of_file(postings, certificate, limit, data, as_json)
        return
    if certificate is None and scope is In.target:
        raise typer.BadParameter("a job group needs --certificate CODE / 目标岗位需要 --certificate")
    within: Scope = "target" if scope is None else scope.value
    rows = answers.gaps(open_published(data), certificate, limit, within)
    if as_json:
        print_json(rows)
        return
    columns: tuple[str, ...] = ("name", "type", "n_vacancies", "n_employers", "verdict", "basis", "status", "nearest")
    if certificate is not None:
        columns = ("name", "type", "n_vacancies", "n_population", "share_90", *columns[3:])
        rows = [{**row, "share_90": share(row)} for row in rows]
    if not rows:
        out(answers.NO_GAP)
    for verdict, heading in (("not_covered", ""), ("review", "待人判断 · people must judge:")):
        part = [row for row in rows if not row["is_generic"] and row["verdict"] == verdict]
        if part and heading:
            out(heading)
        if part:
            print_rows(part, columns)
    if apart := [row for row in rows if row["is_generic"]]:
        out(f"{answers.GENERIC['zh']} · {answers.GENERIC['en']}:")
        print_rows(apart, columns)
