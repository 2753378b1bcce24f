"""`xgap train clauses`: the vectors of our own requirements that are shipped, computed again."""

from __future__ import annotations

import typer

from pipelines.commands.common import settings_of
from pipelines.progress import say


def train_clauses() -> None:
    """Compute the shipped vectors of the requirements again, after certificates changed. / 重新计算条款向量。"""
    from taxonomy.linkers import clause_vectors
    from taxonomy.linkers.embed import SentenceEmbedder
    from taxonomy.registry import load

    settings = settings_of(None)
    n = clause_vectors.write(load().competencies, SentenceEmbedder("", settings.cache, settings.workers))
    say(f"{n:,} requirements / 条款 → {clause_vectors.FILE.name}")


def register(train_app: typer.Typer) -> None:
    """Puts `clauses` under `xgap train`."""
    train_app.command("clauses")(train_clauses)
