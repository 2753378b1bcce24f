"""Training of the statistical extractor (`xgap train extractor`): a spaCy `ner` over hybrid tokens.

Reproducible from a seed on one machine. Annotated postings stay outside the repository; the trained model, a few
megabytes of weights, is kept in `taxonomy/models/`."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

from taxonomy.extractors import tokens  # noqa: F401  (registers the tokenizer)

MODEL = Path(__file__).parents[1] / "models" / "ner-zh"

CONFIG = """
[nlp]
lang = "xx"
pipeline = ["ner"]
[nlp.tokenizer]
@tokenizers = "xgap.hybrid.v1"
[components]
[components.ner]
factory = "ner"
[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = false
[components.ner.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"
[components.ner.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 64
attrs = ["NORM", "SHAPE", "PREFIX"]
rows = [5000, 1000, 1000]
include_static_vectors = false
[components.ner.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 64
depth = 4
window_size = 1
maxout_pieces = 3
"""


def read_gold(path: Path) -> Iterator[dict[str, Any]]:
    """Annotated postings, one JSON object a line: `description` and `mentions` (start, end, type)."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def examples(nlp: Language, rows: list[dict[str, Any]]) -> list[Example]:
    """spaCy examples; raises ValueError where a span does not align with tokens."""
    made = []
    for row in rows:
        doc = nlp.make_doc(row["description"])
        reference = nlp.make_doc(row["description"])
        spans = []
        for mention in row["mentions"]:
            span = reference.char_span(mention["start"], mention["end"], label=mention["type"])
            if span is None:  # inside a Latin or digit run, such as "java" in "javaweb": widen to whole tokens
                span = reference.char_span(
                    mention["start"], mention["end"], label=mention["type"], alignment_mode="expand"
                )
            spans.append(span)
        reference.ents = spacy.util.filter_spans(spans)
        made.append(Example(doc, reference))
    return made


def train(
    gold: Path, out: Path = MODEL, *, epochs: int = 30, seed: int = 7, report: Callable[[str], None] = print
) -> None:
    """Train on `gold` and write the model to `out`; progress goes to `report`, a line an epoch."""
    fix_random_seed(seed)
    rng = random.Random(seed)  # noqa: S311  (reproducible shuffling, no secret)
    nlp = spacy.util.load_model_from_config(spacy.util.Config().from_str(CONFIG), auto_fill=True)
    data = examples(nlp, list(read_gold(gold)))
    optimizer = nlp.initialize(lambda: data)
    optimizer.L2 = 0.01
    averages: dict[Any, Any] = {}
    optimizer.averages = averages
    for epoch in range(epochs):
        rng.shuffle(data)
        losses: dict[str, float] = {}
        optimizer.learn_rate = 0.001 * (1 - 0.9 * epoch / epochs)
        for batch in minibatch(data, size=8):
            nlp.update(batch, sgd=optimizer, drop=0.25, losses=losses)
        report(f"epoch {epoch + 1}/{epochs}: loss {losses['ner']:.0f}")
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(out)
