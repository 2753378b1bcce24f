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
    out: Annotated[Path | None, typer.Option(help="Where to write the model. / 输出目录")] = None,
    epochs: Annotated[int, typer.Option(help="Passes over the data. / 轮数")] = 30,
) -> None:
    """Train the statistical extractor again (about ten minutes on two cores). / 训练抽取模型。"""
    from taxonomy.extractors.train import MODEL, train

    train(gold, out or MODEL, epochs=epochs, report=say)
