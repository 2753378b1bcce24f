"""`xgap import`: files that a user is entitled to, into the landing folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.common import AsJson, Data, out, print_json, settings_of


def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(help="JSONL(.gz), JSON, CSV, TSV, XLSX, XLS, ODS, Parquet, SQLite, ZIP. / 招聘数据文件"),
    ],
    source: Annotated[str | None, typer.Option(help="Name of the source. / 来源名称")] = None,
    mapping: Annotated[Path | None, typer.Option(help="YAML that says which column is what. / 列名对照")] = None,
    permission: Annotated[str | None, typer.Option(help="Why you may use this file. / 授权说明")] = None,
    date_basis: Annotated[
        str | None, typer.Option(help="posted, updated, first_seen, file_date or year_only. / 日期含义")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Only this sheet or table. / 工作表")] = None,
    dry_run: Annotated[bool, typer.Option(help="Show what would be read, store nothing. / 只预览")] = False,
    save_mapping: Annotated[
        Path | None, typer.Option(help="Write the guessed mapping to this YAML, to change it. / 导出列名对照")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring in postings that you are entitled to. / 导入有权使用的招聘数据。"""
    from pipelines import land

    reports = land.import_all(files, settings_of(data).data, source, mapping, permission, date_basis, dry_run, sheet)
    if save_mapping is not None:
        land.save_mapping(reports, save_mapping)
    if as_json:
        print_json([land.report_row(r) for r in reports])
    else:
        for report in reports:
            out(land.report_line(report))
