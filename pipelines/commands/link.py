"""`xgap link`: are these two spellings one skill? `xgap train linker`: the model behind it, trained again."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.common import Data, settings_of
from pipelines.progress import say

if TYPE_CHECKING:
    from pipelines.vectors import CachedEmbedder
    from taxonomy.linkers.same import SameSkill


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """The columns a and b of a CSV, in order; raises BadInput naming file and line."""
    from pipelines.files import BadInput

    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as UTF-8 text / 无法按UTF-8读取: {error}") from error
    reader = csv.DictReader(text.splitlines())
    missing = {"a", "b"} - set(reader.fieldnames or ())
    if missing:
        raise BadInput(f"{path}: needs the columns a,b; missing {sorted(missing)} / 需要列 a,b，缺少 {sorted(missing)}")
    pairs = []
    for row in reader:
        a, b = (row["a"] or "").strip(), (row["b"] or "").strip()
        if not a or not b:
            raise BadInput(f"{path}, line {reader.line_num}: a or b is empty / 第{reader.line_num}行 a 或 b 为空")
        pairs.append((a, b))
    return pairs


def embedder_of(data: Path | None) -> CachedEmbedder:
    """The sentence model with the vectors kept in the data folder."""
    from pipelines.vectors import CachedEmbedder
    from taxonomy.linkers.embed import SentenceEmbedder
    from warehouse.settings import Paths

    settings = settings_of(data)
    inner = SentenceEmbedder(settings.embedding_model, settings.cache, settings.workers)
    return CachedEmbedder(inner, Paths(settings.data).vectors)


def linker_of(data: Path | None) -> SameSkill:
    """The shipped linker."""
    from taxonomy.linkers.same import SameSkill
    from taxonomy.registry import load

    return SameSkill(load(), embedder_of(data))


def link(
    pairs: Annotated[Path, typer.Option("--pairs", help="CSV with the columns a,b. / 含 a,b 两列的CSV")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="JSONL to write (else standard output).")] = None,
    data: Data = None,
) -> None:
    """Probability that two spellings name one skill. / 两个写法是否为同一技能。"""
    wanted = read_pairs(pairs)
    found = linker_of(data).probabilities(wanted)
    lines = "".join(
        json.dumps({"a": a, "b": b, "p_same": round(float(p), 4)}, ensure_ascii=False) + "\n"
        for (a, b), p in zip(wanted, found, strict=True)
    )
    if out is None:
        sys.stdout.write(lines)
    else:
        out.write_text(lines, "utf-8")
        say(f"{len(wanted):,} pairs → {out}")


def train_linker(data: Data = None) -> None:
    """Train the model of `xgap link` again from the judged pairs. / 重新训练同义判断模型。"""
    from taxonomy.linkers import adapter, same_training
    from taxonomy.linkers.same import SameSkill
    from taxonomy.registry import load

    pairs = same_training.read_pairs()
    embedder = embedder_of(data)
    projection = adapter.fit(load(), embedder, same_training.spellings(pairs))
    projection.write()
    path = same_training.write(same_training.train(pairs, SameSkill(load(), embedder, projection=projection)))
    say(f"written / 已写入: {path.name}; xgap evaluate linking")


def register(app: typer.Typer, train_app: typer.Typer) -> None:
    """Puts `link` under `xgap`, `linker` under `xgap train` and `linking` under `xgap evaluate`."""
    from pipelines.commands.evaluate_linking import evaluate_linking
    from pipelines.commands.taxonomy import evaluate_app

    app.command("link")(link)
    train_app.command("linker")(train_linker)
    evaluate_app.command("linking")(evaluate_linking)
