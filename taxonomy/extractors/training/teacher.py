"""The teacher: multilingual-e5-small as a classifier of hybrid tokens. Accurate and slow; it never ships.

Every CJK character is one piece of the model's vocabulary by itself, so that no piece crosses the end of a mention."""

from __future__ import annotations

import random
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from taxonomy.extractors.labels import LABELS, Floats, decode
from taxonomy.extractors.training.gold import Annotated, f1

WINDOW = 320
"""Pieces that the model sees at once; nine in ten postings fit whole."""
_MOST_PIECES = 6
"""Pieces of one token that are read; longer Latin runs are cut."""
_BATCH = 1400
"""Pieces of one step of the training, padding included."""
_KEEP = 0.98
"""Share of the running mean of the weights that a step leaves."""
_PAD, _FIRST, _LAST, _UNKNOWN, _BLANK = 1, 0, 2, 3, "▁"


class Pieces:
    """From hybrid tokens to numbers in the vocabulary of the model."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self._vocabulary = self._tokenizer.get_vocab()
        self._seen: dict[str, list[int]] = {}

    def of(self, token: str) -> list[int]:
        """One to six pieces."""
        if token not in self._seen:
            self._seen[token] = self._look_up(token)[:_MOST_PIECES] or [_UNKNOWN]
        return self._seen[token]

    def _look_up(self, token: str) -> list[int]:
        form = unicodedata.normalize("NFKC", token)
        if len(form) == 1:
            for spelling in (form, _BLANK + form):
                if spelling in self._vocabulary:
                    return [int(self._vocabulary[spelling])]
        return [int(piece) for piece in self._tokenizer.encode(form, add_special_tokens=False)]


class Window:
    """A stretch of one text: its pieces, and which of them begin a token."""

    def __init__(self, text: int, first: int, pieces: list[int], starts: list[int]) -> None:
        self.text, self.first, self.pieces, self.starts = text, first, pieces, starts


def windows(texts: Sequence[Sequence[str]], pieces: Pieces) -> list[Window]:
    """Stretches of at most WINDOW pieces, cut after a sign that ends a clause where one is near."""
    made = []
    for number, tokens in enumerate(texts):
        first = 0
        while first < len(tokens):
            end, size = first, 0
            while end < len(tokens) and size + len(pieces.of(tokens[end])) <= WINDOW:
                size += len(pieces.of(tokens[end]))
                end += 1
            if end < len(tokens):
                near = [n for n in range(first + 1, end + 1) if tokens[n - 1] in "。；;，,、:：" and n > end - 80]
                end = near[-1] if near else end
            ids, starts = [_FIRST], []
            for token in tokens[first:end]:
                starts.append(len(ids))
                ids += pieces.of(token)
            made.append(Window(number, first, [*ids, _LAST], starts))
            first = end
    return made


class Teacher(nn.Module):
    """Encoder and a linear layer over the first piece of each token."""

    def __init__(self, folder: Path, dropout: float = 0.1) -> None:
        super().__init__()
        from transformers import BertModel

        self.encoder: Any = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False  # most of its rows never occur here
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(self.encoder.config.hidden_size, len(LABELS))

    def forward(self, batch: Sequence[Window]) -> torch.Tensor:
        """Scores (tokens of all windows one after another × labels)."""
        longest = max(len(window.pieces) for window in batch)
        ids = torch.full((len(batch), longest), _PAD)
        for row, window in enumerate(batch):
            ids[row, : len(window.pieces)] = torch.tensor(window.pieces)
        rows = torch.tensor([row for row, window in enumerate(batch) for _ in window.starts])
        columns = torch.tensor([at for window in batch for at in window.starts])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(ids, attention_mask=(ids != _PAD).long()).last_hidden_state
        scores: torch.Tensor = self.head(self.dropout(hidden.float()[rows, columns]))
        return scores


def _batches(made: Sequence[Window], size: int, rng: random.Random | None) -> Iterator[list[Window]]:
    """Windows of like length together; shuffled where `rng` is given."""
    order = sorted(made, key=lambda window: len(window.pieces) + (rng.uniform(-25, 25) if rng else 0.0))
    batches: list[list[Window]] = [[]]
    for window in order:
        if batches[-1] and len(window.pieces) * (len(batches[-1]) + 1) > size:
            batches.append([])
        batches[-1].append(window)
    if rng:
        rng.shuffle(batches)
    yield from batches


def _groups(model: Teacher, rate: float, head_rate: float, decay: float) -> list[dict[str, Any]]:
    """Parameters by depth: the nearer to the words, the slower they change."""
    layers = len(model.encoder.encoder.layer)
    groups = [{"params": list(model.head.parameters()), "lr": head_rate}]
    for depth, layer in enumerate(model.encoder.encoder.layer):
        groups.append({"params": list(layer.parameters()), "lr": rate * decay ** (layers - 1 - depth)})
    rest = [p for p in model.encoder.embeddings.parameters() if p.requires_grad]
    groups.append({"params": rest, "lr": rate * decay**layers})
    return groups


class _Mean:
    """Running mean of the weights that change: steadier than the weights of any one step."""

    def __init__(self, model: nn.Module) -> None:
        self._changing = [p for p in model.parameters() if p.requires_grad]
        self._means: list[torch.Tensor] = []

    def update(self) -> None:
        """Take the present weights into the mean."""
        with torch.no_grad():
            if not self._means:
                self._means = [p.detach().clone() for p in self._changing]
            for kept, now in zip(self._means, self._changing, strict=True):
                kept.lerp_(now.detach(), 1 - _KEEP)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The model computes with the mean, if there is one yet, for as long as this lasts."""
        now = [p.detach().clone() for p in self._changing]
        with torch.no_grad():
            for parameter, kept in zip(self._changing, self._means or now, strict=True):
                parameter.copy_(kept)
        yield
        with torch.no_grad():
            for parameter, before in zip(self._changing, now, strict=True):
                parameter.copy_(before)


def train_teacher(
    folder: Path,
    gold: Sequence[Annotated],
    dev: Sequence[Annotated],
    out: Path,
    *,
    epochs: int = 10,
    stop_after: int = 7,
    seed: int = 7,
    rate: float = 2e-4,
    report: Callable[[str], None] = print,
) -> None:
    """Fine-tune on `gold` and write the running mean of the weights, from two fifths of the schedule on, to `out`.

    The schedule is one of `epochs` that ends after `stop_after`, when the mean is as good as it gets. `dev` is only
    scored for the report."""
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311  (reproducible shuffling, no secret)
    model, pieces = Teacher(folder), Pieces(folder)
    made = windows([posting.tokens for posting in gold], pieces)
    optimizer = torch.optim.AdamW(_groups(model, rate, 1e-3, 0.9), weight_decay=0.01)
    steps = epochs * sum(1 for _ in _batches(made, _BATCH, None))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / (0.1 * steps), max(0.0, (steps - n) / (0.9 * steps)))
    )
    mean = _Mean(model)
    began, step = time.time(), 0
    for epoch in range(min(epochs, stop_after)):
        model.train()
        total, first = 0.0, step
        for batch in _batches(made, _BATCH, rng):
            wanted = torch.from_numpy(
                np.concatenate([gold[w.text].labels[w.first : w.first + len(w.starts)] for w in batch])
            )
            weights = torch.tensor([gold[w.text].weight for w in batch for _ in w.starts])
            losses = nn.functional.cross_entropy(model(batch), wanted, reduction="none", label_smoothing=0.03)
            loss = (losses * weights).sum() / weights.sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            if step > 0.4 * steps:
                mean.update()
            total += loss.item()
        line = f"teacher {seed}, epoch {epoch + 1}/{epochs}: loss {total / (step - first):.4f}"
        if dev and (epoch % 3 == 2 or epoch == stop_after - 1):
            with mean.in_place():
                found = decode(predict(model, [p.tokens for p in dev], pieces))
            line += " dev strict {:.4f} relaxed {:.4f} type {:.4f}".format(*f1([p.spans for p in dev], found))
        report(f"{line} ({time.time() - began:.0f} s)")
    with mean.in_place():
        unfinished = out.with_suffix(".part")
        torch.save(model.state_dict(), unfinished)
        unfinished.replace(out)


def load_teacher(folder: Path, weights: Path) -> Teacher:
    """A trained teacher from its file."""
    model = Teacher(folder)
    model.load_state_dict(torch.load(weights, weights_only=True))
    return model


def predict(
    model: Teacher,
    texts: Sequence[Sequence[str]],
    pieces: Pieces,
    advance: Callable[[int], None] = lambda _: None,
) -> list[Floats]:
    """Log probabilities (tokens × labels) of each text."""
    model.eval()
    results: list[NDArray[np.float32]] = [np.zeros((len(t), len(LABELS)), dtype=np.float32) for t in texts]
    with torch.inference_mode():
        for batch in _batches(windows(texts, pieces), 4096, None):
            scores = torch.log_softmax(model(batch), dim=-1).numpy()
            at = 0
            for window in batch:
                count = len(window.starts)
                results[window.text][window.first : window.first + count] = scores[at : at + count]
                at += count
            advance(len(batch))
    return results
