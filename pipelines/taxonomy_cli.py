"""Commands about the taxonomy itself: `xgap list catalogue | occupations` and `xgap evaluate taxonomy`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. / 输出JSON")]

evaluate_app = typer.Typer(help="How good a part is, measured. / 评测。", no_args_is_help=True)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def _print_rows(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns)
    for row in rows:
        table.add_row(*("" if row[c] is None else str(row[c]) for c in columns))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def list_catalogue(as_json: AsJson = False) -> None:
    """Certificates of the official list whose names were found. / 官方目录中可查证的证书。"""
    from taxonomy import catalogue

    entries = catalogue.load()
    rows = [entry.model_dump(mode="json") for entry in entries]
    if as_json:
        _print_json(rows)
        return
    shown = [{**row, "levels_seen": " ".join(row["levels_seen"])} for row in rows]
    _print_rows(shown, ("name", "name_en", "batch", "issuer", "levels_seen", "sector", "frame"))
    sys.stdout.write("\n".join(catalogue.statement(entries)) + "\n")


@evaluate_app.command("taxonomy")
def evaluate_taxonomy(
    gold: Annotated[Path, typer.Option(help="Annotated postings, JSONL. / 标注数据")],
    tags: Annotated[list[Path] | None, typer.Option(help="Postings with skill_tags, JSONL(.gz). / 招聘数据")] = None,
    top: Annotated[int, typer.Option(help="How many of the most frequent tags. / 标签数", min=1)] = 2000,
    as_json: AsJson = False,
) -> None:
    """Share of annotated mentions, and of employers' tags, whose spelling leads to a skill. / 词表覆盖率。"""
    from pipelines.files import read_lines
    from taxonomy.linkers.alias import AliasLinker
    from taxonomy.registry import load
    from taxonomy.spelling_coverage import mention_shares, tag_coverage

    linker = AliasLinker(load())
    annotated = ((m["type"], m["text"]) for _, row in read_lines(gold, ("mentions",)) for m in row["mentions"])
    result: dict[str, Any] = {"mentions": {k: s.row() for k, s in mention_shares(annotated, linker).items()}}
    if tags:
        counts = Counter(tag.strip() for file in tags for _, row in read_lines(file, ("skill_tags",))
                         for tag in row["skill_tags"] or ())  # fmt: skip
        found = tag_coverage(counts, linker, top)
        result["tags"] = {
            "all": found.all.row(), "skills": found.skills.row(), "not_skills": dict(found.not_skills),
            "unknown": [{"tag": tag, "n_postings": n} for tag, n in found.unknown],
        }  # fmt: skip
    if as_json:
        _print_json(result)
        return
    rows = [{"what": f"mentions: {kind}", **row} for kind, row in result["mentions"].items()]
    if tags:
        rows += [{"what": f"{top} tags", **result["tags"]["all"]},
                 {"what": "of these, tags that name a skill", **result["tags"]["skills"]}]  # fmt: skip
    _print_rows([{**row, "share": f"{row['share']:.1%}" if row["share"] is not None else None} for row in rows],
                ("what", "known", "total", "share"))  # fmt: skip


def register(app: typer.Typer, list_app: typer.Typer) -> None:
    """Puts these commands under `xgap list` and `xgap evaluate`."""
    list_app.command("catalogue")(list_catalogue)
    app.add_typer(evaluate_app, name="evaluate")
