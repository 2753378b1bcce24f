"""`xgap emerging` on tables of counts and within groups, and `xgap backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.common import AsJson, Data, open_published, out, print_json, print_rows
from pipelines.files import BadInput

Counts = Annotated[
    Path | None,
    typer.Option(
        "--counts", help="CSV or Parquet: month, stratum, skill, n_skill, n_total. No warehouse needed. / 计数表"
    ),
]
Field = Annotated[str | None, typer.Option("--field", help="Only this field, e.g. it_software. / 领域")]
Province = Annotated[str | None, typer.Option("--province", help="Only this province, two digits, e.g. 44. / 省份")]
Certificate = Annotated[
    str | None, typer.Option("--certificate", help="Only the job group of this certificate. / 证书岗位群")
]


def emerging_from_table(file: Path, as_of: str | None, status: str | None, limit: int, as_json: bool) -> None:
    """Every skill of a table of counts, best first."""
    from pipelines import counted, tables
    from taxonomy import thresholds

    found = counted.judge(tables.read(file), as_of, thresholds.load().emergence)
    rows = [row for row in found.rows if status is None or row["status"] == status]
    if as_json:
        print_json(rows)
        return
    shown = [_table_row(row) for row in rows[:limit]]
    out(found.title())
    print_rows(
        shown, ("rank", "skill", "status", "score", "ratio (90%)", "q_value", "n_recent", "n_baseline", "failed")
    )
    for line in found.notes():
        out(line)


def _table_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "ratio (90%)": f"{row['ratio']:.2f} ({row['ratio_low']:.2f}–{row['ratio_high']:.2f})",
        "q_value": f"{row['q_value']:.3g}",
        "score": f"{row['score']:.2f}",
        "failed": ", ".join(gate for gate, passed in row["gates"].items() if passed is False),
    }


def _planted(data: Path | None, seeds: int, sample: int | None, as_json: bool) -> None:
    """Recall of what was planted, and alerts for what was not, one row a world."""
    from pipelines import planted
    from taxonomy import thresholds

    rows = planted.summary(planted.try_all(open_published(data), thresholds.load().emergence, seeds, sample))
    if as_json:
        print_json(rows)
        return
    print_rows(
        [{**row, "recall": "–" if row["recall"] is None else f"{row['recall']:.2f}"} for row in rows],
        ("world", "worlds", "n_vacancies", "planted", "found", "recall", "alerts_beside", "skills_judged"),
    )


def backtest(
    counts: Counts = None,
    horizon: Annotated[int, typer.Option(help="Months after each origin that decide. / 检验月数", min=3, max=36)] = 12,
    origins: Annotated[
        str | None, typer.Option(help="Months as of which to judge, YYYY-MM, comma between; default: all. / 起点")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the report with plots. / 报告目录")
    ] = None,
    draws: Annotated[int, typer.Option(help="Bootstrap draws of each interval. / 自助法次数", min=50)] = 200,
    planted: Annotated[
        int,
        typer.Option(
            help="Instead: so many times, trends and traps planted in the build's vacancies with months dealt at "
            "random. / 改为植入已知趋势与陷阱，重复次数",
            min=0,
            max=50,
        ),
    ] = 0,
    sample: Annotated[
        int | None, typer.Option(help="With --planted: so many vacancies, at random. / 抽取的招聘信息数", min=1000)
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Would it have been right? Every past month judged as it then was, against what came after. / 回测。"""
    from pipelines import backtesting, tables
    from taxonomy import thresholds

    rules = thresholds.load().emergence
    if planted:
        if counts is not None:
            raise BadInput(
                "--planted needs the vacancies of a build, not --counts / --planted 需要已发布数据，不能用计数表"
            )
        _planted(data, planted, sample, as_json)
        return
    wanted = [month.strip() for month in origins.split(",")] if origins else None
    if counts is not None:
        table, dataset = tables.read(counts), counts.name
    else:
        table, dataset = backtesting.of_build(open_published(data)), "the published build / 已发布数据"
    found = backtesting.run(table, rules, horizon, wanted, draws, dataset)
    if folder is not None:
        from pipelines import backtest_report

        out(str(backtest_report.write(found, folder))) if not as_json else backtest_report.write(found, folder)
    if as_json:
        print_json(found.as_dict())
        return
    if folder is None:
        for line in backtesting.summary_lines(found):
            out(line)
