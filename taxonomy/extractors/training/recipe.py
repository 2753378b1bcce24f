"""`xgap train extractor`: teachers → their labels on unread postings → the student → a spaCy pipeline.

Each step leaves its result in the work folder and is skipped when that is there, so a killed training goes on. The
same files, settings and versions of the libraries give the same model on one machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import spacy
import torch
from numpy.typing import NDArray

from taxonomy.extractors import tagger
from taxonomy.extractors.features import Features, common_forms
from taxonomy.extractors.labels import LABELS
from taxonomy.extractors.tagger import Tagger
from taxonomy.extractors.tokens import split
from taxonomy.extractors.training import teacher as teachers
from taxonomy.extractors.training.gold import Annotated, read_gold
from taxonomy.extractors.training.postings import choose, read_rows
from taxonomy.extractors.training.soft_labels import label, labelled
from taxonomy.extractors.training.student import Design, Lesson, train_student

Report = Callable[[str], None]
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]

_CERTAINTY = 0.97
"""Probability that an annotated label gets; the rest is spread over the others."""


@dataclass(frozen=True)
class Recipe:
    """Settings of a training; the defaults are those of the model in the repository."""

    teacher_seeds: tuple[int, ...] = (7,)
    teacher_epochs: int = 10
    teacher_stop: int = 7
    teacher_rate: float = 2e-4
    chinese: int = 24_000
    english: int = 2_000
    read: int = 9_000
    """How many of the chosen texts the teachers read, from the first on."""
    student_epochs: int = 6
    student_seed: int = 7
    gold_weight: float = 2.0
    gold_repeats: int = 3
    form_floor: int = 5


def _refuse_other_settings(work: Path, recipe: Recipe, gold: Path, postings: Sequence[Path]) -> None:
    """A work folder belongs to one recipe and one gold file; anything else would mix two trainings."""
    digest = hashlib.sha256(gold.read_bytes()).hexdigest()
    facts = {**asdict(recipe), "gold": digest, "postings": sorted(path.name for path in postings)}
    facts = json.loads(json.dumps(facts))
    listed = work / "recipe.json"
    if listed.exists() and json.loads(listed.read_text("utf-8")) != facts:
        raise ValueError(
            f"{work} belongs to a training with other settings or files: name another --work folder or delete it / "
            "该目录属于另一次训练，请更换或删除"
        )
    listed.write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")


def train_extractor(
    gold: Path,
    postings: Sequence[Path],
    out: Path,
    work: Path,
    encoder: Path,
    *,
    dev: Path | None,
    recipe: Recipe,
    report: Report,
    progress: Progress,
) -> None:
    """Train all and write the spaCy pipeline to `out`.

    `encoder` is the folder of multilingual-e5-small; `dev` is scored for the reports, and its postings are kept out
    of the unread ones."""
    work.mkdir(parents=True, exist_ok=True)
    _refuse_other_settings(work, recipe, gold, postings)
    annotated = read_gold(gold)
    watched = read_gold(dev) if dev else []
    for seed in recipe.teacher_seeds:
        weights = work / f"teacher-{seed}.pt"
        if not weights.exists():
            teachers.train_teacher(
                encoder, annotated, watched, weights,
                epochs=recipe.teacher_epochs, stop_after=recipe.teacher_stop, seed=seed,
                rate=recipe.teacher_rate, report=report,
            )  # fmt: skip
    texts = _texts(postings, work, recipe, [gold, *([dev] if dev else [])])
    for seed in recipe.teacher_seeds:
        model, pieces = teachers.load_teacher(encoder, work / f"teacher-{seed}.pt"), teachers.Pieces(encoder)
        with progress(f"teacher {seed} reads postings", len(texts)) as advance:
            label(texts, work / f"labels-{seed}", partial(teachers.predict, model, pieces=pieces), advance)
    folders = [work / f"labels-{seed}" for seed in recipe.teacher_seeds]
    vocabulary, lessons = lessons_of(annotated, folders, recipe)
    weights = work / "student.npz"
    if not weights.exists():
        train_student(
            lessons, vocabulary, watched, weights,
            epochs=recipe.student_epochs, seed=recipe.student_seed, report=report,
        )  # fmt: skip
    pack(weights, out)


def _texts(postings: Sequence[Path], work: Path, recipe: Recipe, annotated: Sequence[Path]) -> list[str]:
    """The chosen texts: Chinese and mixed ones with English ones spread evenly among them."""
    listed = work / "texts.json"
    if not listed.exists():
        without = {str(row["posting_id"]) for row in read_rows(annotated)}
        english = [path for path in postings if "_en" in path.parent.name or path.name.startswith("hn_")]
        chinese = [path for path in postings if path not in english]
        texts = choose(chinese, recipe.chinese, without, recipe.student_seed)
        foreign = choose(english, recipe.english, without, recipe.student_seed)
        step = max(1, len(texts) // max(1, len(foreign)))
        for n, text in enumerate(foreign):
            texts.insert(min(len(texts), n * (step + 1)), text)
        listed.write_text(json.dumps(texts, ensure_ascii=False), "utf-8")
    chosen: list[str] = json.loads(listed.read_text("utf-8"))
    return chosen[: recipe.read]


def averaged(folders: Sequence[Path]) -> Iterator[tuple[str, NDArray[np.float16]]]:
    """Texts with the mean of the teachers' probabilities."""
    for rows in zip(*(labelled(folder) for folder in folders), strict=True):
        text = rows[0][0]
        yield text, np.mean([np.asarray(p, dtype=np.float32) for _, p in rows], axis=0).astype(np.float16)


def lessons_of(
    annotated: Sequence[Annotated], folders: Sequence[Path], recipe: Recipe
) -> tuple[list[str], list[Lesson]]:
    """Vocabulary, and lessons from annotated and from unread postings."""
    unread = [(text, *split(text), wanted) for text, wanted in averaged(folders)]
    vocabulary = common_forms(
        [*(tokens for _, tokens, _, _ in unread), *(p.tokens for p in annotated)], recipe.form_floor
    )
    features = Features(vocabulary, Design().pair_buckets)
    lessons = [
        Lesson(features.of(text, tokens, offsets), wanted, 1.0) for text, tokens, offsets, wanted in unread if tokens
    ]
    rest = (1 - _CERTAINTY) / (len(LABELS) - 1)
    for posting in annotated:
        sure = np.full((len(posting.tokens), len(LABELS)), rest, dtype=np.float16)
        sure[np.arange(len(posting.tokens)), posting.labels] = _CERTAINTY
        lesson = Lesson(
            features.of(posting.text, posting.tokens, posting.offsets), sure, recipe.gold_weight * posting.weight
        )
        lessons += [lesson] * recipe.gold_repeats
    return vocabulary, lessons


def pack(weights: Path, out: Path) -> None:
    """The spaCy pipeline around a weights file."""
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "xgap.hybrid.v1"}}})
    component = nlp.add_pipe("xgap_tagger")
    assert isinstance(component, Tagger)  # noqa: S101  (what the factory returns)
    component.network = tagger.Network(weights)
    nlp.meta["name"] = "xgap_tagger"
    nlp.to_disk(out)


def set_threads(count: int) -> None:
    """Threads of torch; the result of a training depends on it. Vanishing numbers become 0, which is quicker."""
    torch.set_num_threads(count)
    torch.set_flush_denormal(True)
