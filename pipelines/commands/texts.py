"""`xgap extract`, `xgap match`: plain files in and out, without a warehouse."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.common import AsJson, Data, print_json, settings_of
from pipelines.progress import progress, say


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
    from taxonomy.linkers.matcher import Matcher
    from taxonomy.registry import load
    from taxonomy.thresholds import load as thresholds
    from warehouse.settings import Paths

    if (query is None) == (input_file is None):
        raise typer.BadParameter("give either one query or --input FILE / 请给出一个查询或 --input 文件")
    settings = settings_of(data)
    queries = [row for _, row in files.read_lines(input_file, ("query",))] if input_file else [{"query": query}]
    taxonomy = load(standards=Paths(settings.data).standards)
    inner = SentenceEmbedder(settings.embedding_model, settings.cache, settings.workers)
    embedder = CachedEmbedder(inner, Paths(settings.data).vectors)
    if against is not None:
        ids, texts = files.read_clauses(against)
        rows = files.match_queries(queries, ids, texts, top, Matcher(taxonomy, embedder), thresholds().coverage)
    else:
        rows = files.match_own(queries, top, taxonomy, embedder, thresholds().coverage)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if out is not None:
        out.write_text(lines, "utf-8")
        say(f"{len(rows):,} queries → {out}")
    elif as_json:
        print_json(rows)
    else:
        sys.stdout.write(lines)
