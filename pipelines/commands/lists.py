"""`xgap list ...`, `xgap train ...`: what the taxonomy holds, and its models made again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.common import AsJson, Data, print_json, print_rows, settings_of
from pipelines.progress import say


def list_certificates(data: Data = None, as_json: AsJson = False) -> None:
    """Certificates with their levels and number of requirements. / 证书。"""
    from taxonomy.registry import competencies_of, load
    from warehouse.settings import Paths

    rows = [
        {"code": c.code, "name": c.title.zh, "name_en": c.title.en, "levels": list(c.levels), "sector": c.sector,
         "basis": c.basis, "n_requirements": sum(1 for _ in competencies_of(c))}
        for c in load(standards=Paths(settings_of(data).data).standards).certificates.values()
    ]  # fmt: skip
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ("code", "name", "name_en", "sector", "basis", "n_requirements"))


def list_skills(as_json: AsJson = False) -> None:
    """Skills with type and spellings. / 技能。"""
    from taxonomy.registry import load

    rows = [
        {"skill_id": s.skill_id, "name": s.name, "name_en": s.name_en, "type": s.type,
         "aliases": [*s.aliases, *s.context_aliases], "parent": s.parent}
        for s in load().skills.values()
    ]  # fmt: skip
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ("skill_id", "name", "name_en", "type", "parent"))


def train_extractor(
    gold: Annotated[Path, typer.Option(help="Annotated postings, JSONL. / 标注数据")],
    postings: Annotated[list[Path], typer.Option(help="Unread postings for the teacher, JSONL(.gz). / 未标注数据")],
    out: Annotated[Path | None, typer.Option(help="Where to write the model. / 输出目录")] = None,
    dev: Annotated[Path | None, typer.Option(help="Annotated postings to watch, never learnt from. / 开发集")] = None,
    work: Annotated[Path | None, typer.Option(help="What the steps leave, to go on from. / 中间结果目录")] = None,
    count: Annotated[int | None, typer.Option(help="How many unread postings. / 未标注条数", min=100)] = None,
    threads: Annotated[int, typer.Option(help="Threads of torch. / 线程数", min=1)] = 2,
    data: Data = None,
) -> None:
    """Train the extractor again: teachers, their labels, the student (two hours on two cores). / 训练抽取模型。"""
    from dataclasses import replace

    from pipelines.files import BadInput
    from pipelines.progress import progress
    from taxonomy.extractors.pipeline import MODEL
    from taxonomy.extractors.training.recipe import Recipe, set_threads, train_extractor
    from taxonomy.linkers.e5_weights import ensure

    settings = settings_of(data)
    missing = [str(path) for path in (gold, *postings, *([dev] if dev else [])) if not path.exists()]
    if missing:
        raise BadInput(f"no such file: {', '.join(missing)} / 文件不存在")
    recipe = replace(Recipe(), read=count) if count else Recipe()
    set_threads(threads)
    folder = work or settings.data / "training"
    try:
        train_extractor(gold, postings, out or MODEL, folder, ensure(settings.cache), dev=dev, recipe=recipe,
                        report=say, progress=progress)  # fmt: skip
    except (ValueError, KeyError) as problem:
        raise BadInput(f"training stopped: {problem}") from problem
    say(f"model → {out or MODEL}")
