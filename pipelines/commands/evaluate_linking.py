"""`xgap evaluate linking`: how well the linker tells one skill from two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.common import AsJson, Data, print_json, print_rows
from pipelines.commands.link import linker_of

COLUMNS = ("pairs", "n", "same", "auc", "low", "high", "auc_cosine", "auc_characters", "ece", "sure", "sure_right")


def evaluate_linking(
    folder: Annotated[
        Path | None, typer.Option("--pairs", help="Folder of CSVs field,a,b,same; else our own, by folds. / 标注对目录")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """AUC of "same skill or not" with its interval, on pairs that were not trained on. / 同义判断评测。"""
    from pipelines.files import BadInput
    from taxonomy.linkers import same_training

    try:
        pairs = same_training.read_pairs(folder) if folder else same_training.read_pairs()
    except (ValueError, OSError) as error:
        raise BadInput(f"{error} / 标注对文件有误") from error
    if not pairs:
        raise BadInput(f"{folder}: no CSV with pairs / 目录中没有标注对CSV")
    linker = linker_of(data)
    both = [(p.a, p.b) for p in pairs]
    p = linker.probabilities(both) if folder else same_training.unseen(pairs, linker)
    rows = same_training.evaluate(pairs, p, linker)
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, COLUMNS)
