"""The student: the network of `taxonomy.extractors.tagger` in torch, trained on a teacher's probabilities.

Learns from annotated postings (hard labels) and many more that only the teacher has read (its probabilities)."""

from __future__ import annotations

import io
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from taxonomy.extractors.features import SHAPES, Features, Ints
from taxonomy.extractors.labels import LABELS, Floats, decode
from taxonomy.extractors.training.gold import Annotated, f1

_BATCH = 6000
"""Tokens a step, padding included."""


@dataclass(frozen=True)
class Design:
    """Measures of the network."""

    width: int = 160
    hidden: int = 160
    dilations: tuple[int, ...] = (1, 1, 2, 4, 8, 1)
    pooled_after: int = 3
    pair_buckets: int = 40_000


@dataclass(frozen=True)
class Lesson:
    """One text as the student sees it: features, and wanted probabilities (tokens × labels, half precision)."""

    features: tuple[Ints, Ints, Ints]
    wanted: NDArray[np.float16]
    weight: float


class _Scaled(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * torch.rsqrt(x.pow(2).mean(dim=-1, keepdim=True) + 1e-5)


class _Block(nn.Module):
    def __init__(self, design: Design, dilation: int, dropout: float) -> None:
        super().__init__()
        self.dilation = dilation
        self.scaled = _Scaled()
        self.near = nn.Linear(3 * design.width, design.hidden)
        self.out = nn.Linear(design.hidden, design.width)
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.out.weight, std=0.02)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        y = self.scaled(x) * mask
        d = self.dilation
        left = nn.functional.pad(y, (0, 0, d, 0))[:, : y.shape[1]]
        right = nn.functional.pad(y, (0, 0, 0, d))[:, d:]
        hidden = torch.relu(self.near(torch.cat([left, y, right], dim=-1)))
        moved: torch.Tensor = self.dropout(self.out(hidden))
        return moved


class Student(nn.Module):
    """Sum of embeddings → residual blocks over neighbours, with the mean of the text on the way → label scores."""

    def __init__(self, design: Design, n_forms: int, dropout: float = 0.1, input_dropout: float = 0.15) -> None:
        super().__init__()
        self.design = design
        self.forms = nn.Embedding(n_forms, design.width)
        self.shapes = nn.Embedding(SHAPES, design.width)
        self.pairs = nn.Embedding(design.pair_buckets, design.width)
        for table in (self.forms, self.shapes, self.pairs):
            nn.init.normal_(table.weight, std=0.3)
        self.blocks = nn.ModuleList(_Block(design, d, dropout) for d in design.dilations)
        self.pool = nn.Linear(design.width, design.width)
        nn.init.normal_(self.pool.weight, std=0.02)
        self.scaled = _Scaled()
        self.head = nn.Linear(design.width, len(LABELS))
        self.dropout = nn.Dropout(input_dropout)

    def forward(
        self, forms: torch.Tensor, shapes: torch.Tensor, pairs: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Scores (texts × tokens × labels); `mask` (texts × tokens × 1) is 0 on padding."""
        x = self.forms(forms) + self.shapes(shapes) + self.pairs(pairs)
        x = self.dropout(x) * mask
        for n, block in enumerate(self.blocks):
            if n == self.design.pooled_after:
                x = x + self.pool((x * mask).sum(dim=1, keepdim=True) / mask.sum(dim=1, keepdim=True))
            x = x + block(x, mask)
        scores: torch.Tensor = self.head(self.scaled(x))
        return scores


def _collated(group: Sequence[Lesson]) -> tuple[torch.Tensor, ...]:
    longest = max(len(lesson.wanted) for lesson in group)
    numbers = np.zeros((3, len(group), longest), dtype=np.int64)
    wanted = np.zeros((len(group), longest, len(LABELS)), dtype=np.float32)
    weight = np.zeros((len(group), longest), dtype=np.float32)
    mask = np.zeros((len(group), longest, 1), dtype=np.float32)
    for row, lesson in enumerate(group):
        n = len(lesson.wanted)
        for kind in range(3):
            numbers[kind, row, :n] = lesson.features[kind]
        wanted[row, :n] = lesson.wanted
        weight[row, :n] = lesson.weight
        mask[row, :n] = 1
    return tuple(torch.from_numpy(a) for a in (*numbers, mask, wanted, weight))


def _batches(lessons: Sequence[Lesson], rng: random.Random) -> list[list[Lesson]]:
    order = sorted(lessons, key=lambda lesson: len(lesson.wanted) + rng.uniform(-30, 30))
    batches: list[list[Lesson]] = [[]]
    for lesson in order:
        if batches[-1] and len(lesson.wanted) * (len(batches[-1]) + 1) > _BATCH:
            batches.append([])
        batches[-1].append(lesson)
    rng.shuffle(batches)
    return batches


def train_student(
    lessons: Sequence[Lesson],
    vocabulary: Sequence[str],
    dev: Sequence[Annotated],
    out: Path,
    *,
    design: Design = Design(),
    epochs: int = 10,
    rate: float = 2e-3,
    seed: int = 7,
    report: Callable[[str], None] = print,
) -> Student:
    """Train and write the weights file `out`; `dev` is only scored for the report."""
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311  (reproducible shuffling, no secret)
    features = Features(vocabulary, design.pair_buckets)
    model = Student(design, features.n_forms)
    tables = [p for name, p in model.named_parameters() if name.split(".")[0] in ("forms", "shapes", "pairs")]
    others = [p for name, p in model.named_parameters() if name.split(".")[0] not in ("forms", "shapes", "pairs")]
    optimizer = torch.optim.AdamW(
        [{"params": tables, "weight_decay": 0.0}, {"params": others, "weight_decay": 0.01}], lr=rate, fused=True
    )
    steps = epochs * len(_batches(lessons, random.Random(seed)))  # noqa: S311
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / (0.05 * steps), max(0.02, (1.02 * steps - n) / (0.97 * steps)))
    )
    began = time.time()
    for epoch in range(epochs):
        model.train()
        total = count = 0.0
        for group in _batches(lessons, rng):
            forms, shapes, pairs, mask, wanted, weight = _collated(group)
            # now and then a form is hidden, so that the network also learns from what stands around it
            forms = torch.where(torch.rand(forms.shape) < 0.05, torch.zeros_like(forms), forms)
            with torch.autocast("cpu", dtype=torch.bfloat16):  # 1.6 times as fast
                scored = model(forms, shapes, pairs, mask)
            scores = torch.log_softmax(scored.float(), dim=-1)
            loss = -(wanted * scores).sum(dim=-1)
            loss = (loss * weight).sum() / weight.sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            if schedule.last_epoch < steps:
                schedule.step()
            total += loss.item()
            count += 1
        line = f"student {seed}, epoch {epoch + 1}/{epochs}: loss {total / count:.4f}"
        if dev and (epoch % 2 == 1 or epoch == epochs - 1):
            scores_of = [predict(model, features.of(p.text, p.tokens, p.offsets)) for p in dev]
            line += " dev strict {:.4f} relaxed {:.4f} type {:.4f}".format(
                *f1([p.spans for p in dev], decode(scores_of))
            )
        report(f"{line} ({time.time() - began:.0f} s)")
    save(model, vocabulary, out)
    return model


def predict(model: Student, features: tuple[Ints, Ints, Ints]) -> Floats:
    """Log probabilities (tokens × labels) of one text."""
    model.eval()
    with torch.inference_mode():
        numbers = [torch.from_numpy(a)[None] for a in features]
        mask = torch.ones((1, len(features[0]), 1))
        return torch.log_softmax(model(*numbers, mask)[0], dim=-1).numpy()


def save(model: Student, vocabulary: Sequence[str], out: Path) -> None:
    """Weights as the tagger reads them: one compressed file, half precision."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, value in model.state_dict().items():
        short = name.removeprefix("blocks.")
        array = value.numpy()
        if short in ("forms.weight", "shapes.weight", "pairs.weight"):
            short = short.removesuffix(".weight")
        elif short.endswith(".weight"):
            array = array.T
        arrays[short] = np.ascontiguousarray(array.astype(np.float16))
    described = {**asdict(model.design), "labels": LABELS}
    arrays["description"] = np.frombuffer(json.dumps(described).encode(), dtype=np.uint8)
    arrays["vocabulary"] = np.frombuffer("\n".join(vocabulary).encode("utf-8", "surrogatepass"), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    unfinished = out.with_name(f".{out.name}.new")
    unfinished.write_bytes(buffer.getvalue())
    unfinished.replace(out)
