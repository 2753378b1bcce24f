"""What the teachers think of unread postings: probabilities in files, part by part, so that a killed run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from taxonomy.extractors.labels import Floats
from taxonomy.extractors.tokens import split

PART = 500
"""Texts in one file."""

Predict = Callable[[Sequence[Sequence[str]]], list[Floats]]
"""Tokens of texts to log probabilities (tokens × labels)."""


def part_path(folder: Path, number: int) -> Path:
    """File of the part `number`, from 0."""
    return folder / f"part-{number:04d}.npz"


def label(texts: Sequence[str], folder: Path, predict: Predict, advance: Callable[[int], None]) -> None:
    """Write the probabilities of all texts, PART texts a file; parts that are there already are kept.

    `texts.json` in the folder says which texts these are; other texts need another folder."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "texts.json"
    if listed.exists() and json.loads(listed.read_text("utf-8")) != list(texts):
        raise ValueError(f"{folder} holds labels of other texts: name another folder / 该目录属于另一批文本")
    listed.write_text(json.dumps(list(texts), ensure_ascii=False), "utf-8")
    for number, first in enumerate(range(0, len(texts), PART)):
        path = part_path(folder, number)
        part = texts[first : first + PART]
        if not path.exists():
            tokens = [split(text)[0] for text in part]
            rows = [np.exp(scores).astype(np.float16) for scores in predict(tokens)]
            unfinished = path.with_name(f".{path.name}")
            with unfinished.open("wb") as file:
                np.savez(file, rows=np.concatenate(rows), lengths=np.array([len(row) for row in rows]))
            unfinished.replace(path)
        advance(len(part))


def labelled(folder: Path) -> Iterator[tuple[str, NDArray[np.float16]]]:
    """Texts with their probabilities (tokens × labels), as far as parts are there."""
    texts: list[str] = json.loads((folder / "texts.json").read_text("utf-8"))
    for number, first in enumerate(range(0, len(texts), PART)):
        path = part_path(folder, number)
        if not path.exists():
            continue
        with np.load(path) as file:
            rows, lengths = file["rows"], file["lengths"]
        ends = np.cumsum(lengths)
        for text, start, end in zip(texts[first : first + PART], ends - lengths, ends, strict=True):
            yield text, rows[start:end]
