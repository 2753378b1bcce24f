"""The command `xgap`. Results on standard output, progress on standard error; exit 0 fine, 1 a problem, 2 wrong use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from pipelines import collect_cli
from pipelines.progress import console, progress, say
from warehouse.settings import Settings

app = typer.Typer(
    help="What employers ask for and 1+X certificates do not yet teach. / 招聘需求与1+X证书的差距。",
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
)  # fmt: skip
list_app = typer.Typer(help="What xgap knows. / 列出证书、技能。", no_args_is_help=True)
train_app = typer.Typer(help="Train models again from annotated postings. / 重新训练模型。", no_args_is_help=True)
app.add_typer(list_app, name="list")
app.add_typer(train_app, name="train")
collect_cli.register(app)

Data = Annotated[Path | None, typer.Option("--data", help="Data folder (XGAP_DATA, default ./data). / 数据目录")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. / 输出JSON")]


def _settings(data: Path | None) -> Settings:
    return Settings(data=data) if data is not None else Settings()


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def _out(text: str = "") -> None:
    sys.stdout.write(text + "\n")


def _open(data: Path | None) -> Any:
    from warehouse import queries
    from warehouse.connection import Reader

    path, _ = queries.published(_settings(data).data)
    return Reader(path)


@app.command("import")
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

    reports = land.import_all(files, _settings(data).data, source, mapping, permission, date_basis, dry_run, sheet)
    if save_mapping is not None:
        land.save_mapping(reports, save_mapping)
    if as_json:
        _print_json([land.report_row(r) for r in reports])
    else:
        for report in reports:
            _out(land.report_line(report))


@app.command()
def run(data: Data = None, as_json: AsJson = False) -> None:
    """Landing → published; only what is new is read. / 处理并发布。"""
    from pipelines.run import run as run_flow

    outcome = run_flow(_settings(data))
    if as_json:
        _print_json({"build_id": outcome.build_id, "file": str(outcome.file), "fresh": outcome.fresh})
    else:
        _out(f"{'published' if outcome.fresh else 'nothing new; published already'}: {outcome.file}")


@app.command()
def emerging(
    as_of: Annotated[str | None, typer.Option(help="Month, YYYY-MM. / 截止月份")] = None,
    status: Annotated[str | None, typer.Option(help="Only this verdict: new, rising, watch, … / 状态")] = None,
    limit: Annotated[int, typer.Option(help="Rows of the table (JSON gives all). / 行数")] = 30,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Skills whose demand changes, and apart from that whether a certificate teaches them. / 新兴技能。"""
    from pipelines import answers

    rows, facts = answers.emerging(_open(data), as_of)
    rows = [row for row in rows if status is None or row["status"] == status]
    if as_json:
        _print_json(rows)
        return
    _print_emerging(rows[:limit], facts)


def _print_emerging(rows: list[dict[str, Any]], facts: Any) -> None:
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
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 160).print(table)
    if facts["demonstration"] == "true":
        _out("演示数据，非真实招聘 · demonstration data, invented")
    _out(f"n = {facts['n_recent']} recent, {facts['n_baseline']} before; sources: {facts['panel_sources']}")
    _out("reference = measured against a frame written by xgap, not against the official standard / "
         "reference 指对照 xgap 自编参考框架，并非官方标准")  # fmt: skip


@app.command()
def coverage(data: Data = None, as_json: AsJson = False) -> None:
    """Per certificate and level: demand covered, partly, missing; requirements without demand. / 覆盖情况。"""
    from pipelines import answers

    rows = answers.coverage(_open(data))
    if as_json:
        _print_json(rows)
        return
    _print_rows(rows, ("title", "level", "basis", "n_target_vacancies", "n_demanded", "n_covered", "n_partly",
                       "n_review", "n_missing", "n_competencies", "n_without_demand"))  # fmt: skip


@app.command()
def gaps(
    certificate: Annotated[str | None, typer.Option(help="Code of a certificate. / 证书代码")] = None,
    limit: Annotated[int, typer.Option(help="Rows. / 行数")] = 50,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Skills in demand that no clause covers. / 证书未覆盖的需求。"""
    from pipelines import answers

    rows = answers.gaps(_open(data), certificate, limit)
    if as_json:
        _print_json(rows)
        return
    _print_rows(rows, ("name", "type", "n_vacancies", "n_employers", "verdict", "basis", "status", "nearest"))


def _print_rows(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    table = Table()
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*("" if row[c] is None else str(row[c]) for c in columns))
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 160).print(table)


@app.command()
def extract(
    file: Annotated[Path, typer.Argument(help="JSONL with posting_id and description. / 输入")],
    out: Annotated[Path, typer.Option("-o", "--out", help="JSONL to write. / 输出")],
) -> None:
    """Skill mentions of any postings file, without a warehouse. / 抽取技能。"""
    from pipelines import files
    from taxonomy.extractors.pipeline import MentionExtractor
    from taxonomy.registry import load

    with progress("reading postings", 0) as advance:
        n = files.extract_file(file, out, MentionExtractor(load()), advance)
    say(f"{n:,} postings → {out}")


@app.command()
def match(
    query: Annotated[str | None, typer.Argument(help="One query. / 单个查询")] = None,
    input_file: Annotated[Path | None, typer.Option("--input", help="JSONL with query and context.")] = None,
    against: Annotated[Path | None, typer.Option(help="CSV with id and text; else all built-in competencies.")] = None,
    top: Annotated[int, typer.Option(help="How many clauses per query. / 条数", min=1)] = 5,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="JSONL to write (else standard output).")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Nearest competencies of demand, with a verdict. / 匹配证书条款。"""
    from pipelines import files
    from pipelines.vectors import CachedEmbedder
    from taxonomy.linkers.embed import SentenceEmbedder
    from taxonomy.linkers.match import competency_text
    from taxonomy.registry import load
    from taxonomy.thresholds import load as thresholds
    from warehouse.settings import Paths

    if (query is None) == (input_file is None):
        raise typer.BadParameter("give either one query or --input FILE / 请给出一个查询或 --input 文件")
    settings = _settings(data)
    queries = [row for _, row in files.read_lines(input_file, ("query",))] if input_file else [{"query": query}]
    if against is not None:
        ids, texts = files.read_clauses(against)
    else:
        competencies = load().competencies
        ids, texts = [c.competency_id for c in competencies], [competency_text(c) for c in competencies]
    inner = SentenceEmbedder(settings.embedding_model, settings.cache, settings.workers)
    embedder = CachedEmbedder(inner, Paths(settings.data).vectors)
    rows = files.match_queries(queries, ids, texts, top, embedder, thresholds().coverage)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if out is not None:
        out.write_text(lines, "utf-8")
        say(f"{len(rows):,} queries → {out}")
    elif as_json:
        _print_json(rows)
    else:
        sys.stdout.write(lines)


@app.command()
def explain(
    skill_id: Annotated[str, typer.Argument(help="Id of a skill. / 技能编号")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """The chain behind a figure: competency → skill → mention → vacancy → landing line. / 追溯证据。"""
    from warehouse import queries

    rows = queries.witness_chain(_open(data), skill_id)
    if not rows:
        raise ProblemFound(f"{skill_id}: no such skill in the published build / 没有该技能")
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        _out(f"{row['best_competency_id'] or '–'} → {row['skill_id']} {row['name']} ({row['coverage']})")
        _out(f"  {row['vacancy_id']} {row['title']} · {row['source']} · {row['month'] or '–'}")
        _out(f"  {row['excerpt']!r}")
        _out(f"  landing: run {row['landing_run']}, line {row['landing_line']}")


class ProblemFound(RuntimeError):
    """Something that was asked for is not there."""


@app.command()
def doctor(data: Data = None) -> None:
    """What is ready, what is missing, and the command that mends it. / 自检。"""
    from pipelines.doctor import report

    lines, fine = report(_settings(data))
    for line in lines:
        _out(line)
    raise typer.Exit(0 if fine else 1)


@app.command()
def demo(data: Data = None) -> None:
    """From nothing to a published result on the built-in demonstration board. / 演示。"""
    from pipelines.demo import demonstrate

    settings = Settings(data=data if data is not None else Settings().data / "demo")
    rows, facts = demonstrate(settings)
    _print_emerging([r for r in rows if r["status"] in ("new", "rising")][:15], facts)
    from pipelines import answers

    _out("演示数据 demonstration · 需求中无证书条款覆盖的技能 · demanded skills that no clause covers")
    missing = answers.gaps(_open(settings.data), None, 10)
    _print_rows(missing, ("name", "type", "n_vacancies", "n_employers", "basis", "status", "nearest"))
    _out(f"Open the dashboard / 打开看板:  xgap dashboard --data {settings.data}")


@app.command()
def dashboard(data: Data = None, port: Annotated[int, typer.Option(help="Port. / 端口")] = 8501) -> None:
    """The Streamlit dashboard on the published build. / 打开看板。"""
    from importlib.util import find_spec

    # started as a program of its own: the command line does not know the window
    window = find_spec("dashboards")
    assert window is not None  # noqa: S101  (a package of this distribution)
    page = Path(str(window.origin)).parent / "app.py"
    environment = os.environ | {"XGAP_DATA": str(_settings(data).data.resolve())}
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port),
               "--browser.gatherUsageStats", "false"]  # fmt: skip
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


@list_app.command("certificates")
def list_certificates(as_json: AsJson = False) -> None:
    """Certificates with their levels and number of requirements. / 证书。"""
    from taxonomy.registry import competencies_of, load

    rows = [
        {"code": c.code, "name": c.title.zh, "name_en": c.title.en, "levels": list(c.levels), "sector": c.sector,
         "basis": c.basis, "n_requirements": sum(1 for _ in competencies_of(c))}
        for c in load().certificates.values()
    ]  # fmt: skip
    if as_json:
        _print_json(rows)
    else:
        _print_rows(rows, ("code", "name", "name_en", "sector", "basis", "n_requirements"))


@list_app.command("skills")
def list_skills(as_json: AsJson = False) -> None:
    """Skills with type and spellings. / 技能。"""
    from taxonomy.registry import load

    rows = [
        {"skill_id": s.skill_id, "name": s.name, "name_en": s.name_en, "type": s.type,
         "aliases": [*s.aliases, *s.context_aliases], "parent": s.parent}
        for s in load().skills.values()
    ]  # fmt: skip
    if as_json:
        _print_json(rows)
    else:
        _print_rows(rows, ("skill_id", "name", "name_en", "type", "parent"))


@train_app.command("extractor")
def train_extractor(
    gold: Annotated[Path, typer.Option(help="Annotated postings, JSONL. / 标注数据")],
    out: Annotated[Path | None, typer.Option(help="Where to write the model. / 输出目录")] = None,
    epochs: Annotated[int, typer.Option(help="Passes over the data. / 轮数")] = 30,
) -> None:
    """Train the statistical extractor again (about ten minutes on two cores). / 训练抽取模型。"""
    from taxonomy.extractors.train import MODEL, train

    train(gold, out or MODEL, epochs=epochs, report=say)


def main() -> None:
    """Run the command; known problems become one clear line and exit code 1."""
    from pipelines.files import BadInput
    from pipelines.land import LandingFailed, WrongDateBasis
    from pipelines.run import NothingLanded
    from pipelines.signals import NothingToCompare
    from pipelines.takedown import NoSuchRequest
    from scrapers.errors import ScrapersError
    from warehouse.connection import WarehouseBusy
    from warehouse.publish import ChecksFailed
    from warehouse.queries import NotPublished
    from warehouse.transform import TransformFailed

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    known = (
        BadInput, LandingFailed, WrongDateBasis, NothingLanded, NothingToCompare, ScrapersError, WarehouseBusy,
        ChecksFailed, NotPublished, TransformFailed, ProblemFound, NoSuchRequest,
    )  # fmt: skip
    try:
        app()
    except known as problem:
        console.print(str(problem), style="bold red", markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
