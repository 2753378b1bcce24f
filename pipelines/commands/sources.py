"""Commands of collection: sources, crawl, takedown, scrub. Joined to `xgap` by `register`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.common import AsJson, Data, print_json, print_rows, settings_of
from pipelines.commands.common import out as out_line

Loopback = Annotated[bool, typer.Option(help="No delay, for a board on this machine only. / 仅限本机")]
Contact = Annotated[
    str | None, typer.Option(envvar="XGAP_CONTACT", help="How the board's operator reaches you. / 联系方式")
]


def sources(
    resume: Annotated[str | None, typer.Option(help="Lift the pause of a source after a look at it. / 恢复")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Sources with their facts: operator, terms, robots verdict, rate, state. / 来源一览。"""
    from pipelines import collect

    folder = settings_of(data).data
    if resume is not None:
        collect.resume(folder, resume)
    rows = collect.sources(folder)
    if as_json:
        print_json(rows)
        return
    print_rows(rows, ("name", "title_zh", "operator", "kind", "state", "robots_verdict", "robots_checked_on",
                  "terms_checked_on", "reviewed_on", "rate", "redistribution", "last_crawl", "open_postings",
                  "may_run"))  # fmt: skip
    for row in rows:
        for reason in row["obstacles"]:
            out_line(f"{row['name']}: {reason}")


def crawl(
    names: Annotated[list[str] | None, typer.Argument(help="Names of sources. / 来源代码")] = None,
    url: Annotated[str | None, typer.Option(help="Address of the board or its interface. / 招聘网站地址")] = None,
    engine: Annotated[
        str | None, typer.Option(help="jsonld, greenhouse, lever, smartrecruiters, personio, workable, recruitee, "
                                      "teamtailor, arbeitnow, jobtech, … / 引擎")] = None,
    source: Annotated[str | None, typer.Option(help="Name for your own board. / 自有招聘页名称")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every source that may run. / 全部可采集来源")] = False,
    reviewed: Annotated[
        bool, typer.Option(help="You have read its terms and robots.txt; holds for 180 days. / 已审阅条款")] = False,
    dry_run: Annotated[bool, typer.Option(help="Show what would be asked for; no request. / 只预览")] = False,
    run_id: Annotated[str | None, typer.Option(help="Name of the run. / 批次名")] = None,
    allow_loopback: Loopback = False,
    contact: Contact = None,
    data: Data = None,
) -> None:  # fmt: skip
    """Crawl politely: robots.txt, one page at a time, an honest name. / 礼貌采集。"""
    from pipelines import collect

    folder = settings_of(data).data
    if every:
        outcomes = collect.crawl_all(folder, allow_loopback=allow_loopback, contact=contact)
        print_json(outcomes)
        raise typer.Exit(1 if any(o["outcome"] == "failed" for o in outcomes) else 0)
    wanted = list(names or ()) + ([source] if source else [])
    if not wanted or (engine is not None and source is None) or (source is not None and names):
        raise typer.BadParameter(
            "name a source, or give --url, --engine and --source, or --all / "
            "请给出来源，或 --url --engine --source，或 --all"
        )
    if source is not None and engine is None and url is not None:
        engine = "jsonld"
    for name in wanted:
        if dry_run:
            print_json(collect.plan(folder, name, url, engine, reviewed))
        else:
            print_json(collect.crawl(folder, name, url=url, engine=engine, run_id=run_id, allow_loopback=allow_loopback,
                                reviewed=reviewed, contact=contact))  # fmt: skip


def takedown(
    employer: Annotated[str | None, typer.Option(help="Name of an employer. / 用人单位")] = None,
    posting: Annotated[str | None, typer.Option(help="Id or address of a posting. / 职位编号或网址")] = None,
    reason: Annotated[str | None, typer.Option(help="Who asked, and why. / 原因")] = None,
    undo: Annotated[str | None, typer.Option(help="Take a request back, by its id. / 撤销")] = None,
    publish: Annotated[bool, typer.Option(help="Publish anew without it. / 重新发布")] = True,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Take an employer or a posting out of everything and keep it out; without options, list. / 下架。"""
    from pipelines import takedown as down

    settings = settings_of(data)
    if undo is not None:
        request = down.undo(settings.data, undo)
        told = {"id": request.id, "undone_on": request.undone_on, "value": request.value}
        print_json(told) if as_json else out_line(
            f"{request.id} taken back; import or crawl again to bring it in / 已撤销"
        )
        return
    if employer is None and posting is None:
        rows = down.listed(settings.data)
        print_json(rows) if as_json else print_rows(rows, ("id", "kind", "value", "reason", "on", "undone_on"))
        return
    if (employer is not None and posting is not None) or not reason:
        raise typer.BadParameter(
            "give --employer or --posting, and --reason / 请给出 --employer 或 --posting 以及 --reason"
        )
    done = down.take_down(
        settings, "employer" if employer is not None else "posting", employer or posting or "", reason, publish=publish
    )
    if as_json:
        print_json(done)
    else:
        out_line(f"{done['id']}: {done['postings_removed']} postings out of {len(done['runs_rewritten'])} runs, "
             f"{done['mention_rows_removed']} mentions; kept out from now on / 已下架并不再收录")  # fmt: skip


def scrub(
    file: Annotated[Path, typer.Argument(help='JSONL with "text". / 输入')],
    out: Annotated[Path, typer.Option("-o", "--out", help='JSONL with "text_clean" and "spans". / 输出')],
) -> None:
    """Personal data out of any texts, as imports and crawls do it. / 去除个人信息。"""
    from pipelines.files import read_lines
    from pipelines.progress import say
    from scrapers.scrub import scrub as clean

    unfinished, n, pieces = out.with_name(f".{out.name}.new"), 0, 0
    with unfinished.open("w", encoding="utf-8") as stream:
        for _, row in read_lines(file, ("text",)):
            done = clean(str(row.pop("text") or ""))
            spans = [[span.start, span.end, span.kind] for span in done.spans]
            stream.write(json.dumps({**row, "text_clean": done.text, "spans": spans}, ensure_ascii=False) + "\n")
            n, pieces = n + 1, pieces + len(spans)
    unfinished.replace(out)
    say(f"{n:,} texts, {pieces:,} pieces of personal data replaced → {out}")


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    for command in (sources, crawl, takedown, scrub):
        app.command()(command)
