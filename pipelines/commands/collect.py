"""`xgap import`, `xgap crawl`: postings into the landing folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.common import AsJson, Data, out, print_json, settings_of


def import_files(
    files: Annotated[list[Path], typer.Argument(help="JSONL(.gz), CSV, TSV, XLSX, Parquet, SQLite. / 招聘数据文件")],
    source: Annotated[str | None, typer.Option(help="Name of the source. / 来源名称")] = None,
    mapping: Annotated[Path | None, typer.Option(help="YAML that says which column is what. / 列名对照")] = None,
    permission: Annotated[str | None, typer.Option(help="Why you may use this file. / 授权说明")] = None,
    date_basis: Annotated[
        str | None, typer.Option(help="posted, updated, first_seen, file_date or year_only. / 日期含义")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Show what would be read, store nothing. / 只预览")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring in postings that you are entitled to. / 导入有权使用的招聘数据。"""
    from pipelines import land

    reports = land.import_all(files, settings_of(data).data, source, mapping, permission, date_basis, dry_run)
    if as_json:
        print_json([land.report_row(r) for r in reports])
    else:
        for report in reports:
            out(land.report_line(report))


def crawl(
    spider: Annotated[str, typer.Argument(help="Name of a source. / 来源代码")],
    url: Annotated[str, typer.Option(help="Scheme and host of the board. / 招聘网站地址")],
    run_id: Annotated[str | None, typer.Option(help="Name of the run (default: the day). / 批次名")] = None,
    allow_loopback: Annotated[bool, typer.Option(help="No delay, for a board on this machine only.")] = False,
    data: Data = None,
) -> None:
    """Crawl a source politely: robots.txt, one page at a time, an honest name. / 礼貌采集。"""
    from pipelines import land

    name = run_id or datetime.now(UTC).strftime("%Y-%m-%d")
    print_json(land.crawl(spider, url, settings_of(data).data, name, allow_loopback))
