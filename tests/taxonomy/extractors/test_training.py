"""The training from annotated postings to a pipeline, with a tiny encoder and texts of our own."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import numpy as np
import pytest
import spacy

from taxonomy.extractors.labels import LABELS
from taxonomy.extractors.tokens import split
from taxonomy.extractors.training.gold import f1, read_gold
from taxonomy.extractors.training.postings import choose
from taxonomy.extractors.training.soft_labels import label, labelled, part_path

TOOLS = ["Java", "Vue", "Python", "Docker", "MySQL", "Linux", "Excel", "Redis"]


def _row(n: int, **more: object) -> dict[str, object]:
    text = f"任职要求：熟悉{TOOLS[n % 8]}，会{TOOLS[(n + 3) % 8]}，能写清楚的说明文字，第{n}号岗位，按时完成记录。"
    mentions = [
        {"start": (at := text.index(tool)), "end": at + len(tool), "type": "tool"}
        for tool in (TOOLS[n % 8], TOOLS[(n + 3) % 8])
    ]
    return {"posting_id": f"p{n}", "description": text, "mentions": mentions, "annotator": "H", **more}


def _file(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_early_annotators_count_less(tmp_path: Path) -> None:
    early, late = read_gold(_file(tmp_path / "gold.jsonl", [_row(0, annotator="E"), _row(1)]))
    assert early.weight < late.weight == 1.0
    assert [late.text[late.offsets[a][0] : late.offsets[b - 1][1]] for a, b, _ in late.spans] == ["Vue", "MySQL"]


def test_f1_counts_same_ends_and_halves() -> None:
    strict, relaxed, typed = f1([[(0, 2, "tool"), (4, 8, "task")]], [[(0, 2, "task"), (4, 6, "task")]])
    assert (strict, relaxed, typed) == (0.5, 1.0, 0.0)


def test_no_near_duplicate_of_an_annotated_posting_is_chosen(tmp_path: Path) -> None:
    rows = [_row(n, dup_group=f"g{n // 2}", source="a" if n < 20 else "b") for n in range(30)]
    chosen = choose([_file(tmp_path / "real.jsonl", rows)], 12, {"p0"}, 7)
    by_text = {str(row["description"]): str(row["dup_group"]) for row in rows}
    groups = [by_text[text] for text in chosen]
    assert "g0" not in groups
    assert len(groups) == len(set(groups)) > 8
    assert chosen == choose([tmp_path / "real.jsonl"], 12, {"p0"}, 7)


def test_labels_are_written_once_and_belong_to_their_texts(tmp_path: Path) -> None:
    texts, calls = [f"会Java{n}" for n in range(3)], []

    def predict(tokens: object) -> list[np.ndarray]:
        calls.append(tokens)
        return [np.log(np.full((len(split(t)[0]), len(LABELS)), 1 / len(LABELS), dtype=np.float32)) for t in texts]

    label(texts, tmp_path, predict, lambda _: None)
    label(texts, tmp_path, predict, lambda _: None)
    assert len(calls) == 1
    assert part_path(tmp_path, 0).exists()
    assert [(text, rows.shape) for text, rows in labelled(tmp_path)] == [(t, (3, len(LABELS))) for t in texts]
    with pytest.raises(ValueError, match="other texts"):
        label(["x"], tmp_path, predict, lambda _: None)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two narrow layers with a vocabulary of the characters used here."""
    pytest.importorskip("torch")
    tokenizers = pytest.importorskip("tokenizers")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("encoder")
    words = [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        *TOOLS,
        *sorted({c for n in range(40) for c in str(_row(n)["description"])}),
    ]
    model = tokenizers.models.WordLevel({word: n for n, word in enumerate(dict.fromkeys(words))}, unk_token="<unk>")
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizers.Tokenizer(model), unk_token="<unk>")
    fast.save_pretrained(folder)
    config = transformers.BertConfig(vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                                     intermediate_size=32, max_position_embeddings=400)  # fmt: skip
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def _silent(_title: str, _total: int) -> AbstractContextManager[Callable[[int], None]]:
    return nullcontext(lambda _: None)


def test_one_command_trains_all_and_goes_on_where_it_stopped(encoder: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    from taxonomy.extractors.training.recipe import Recipe, train_extractor

    gold = _file(tmp_path / "gold.jsonl", [_row(n) for n in range(24)])
    dev = _file(tmp_path / "dev.jsonl", [_row(n) for n in range(24, 28)])
    unread = _file(tmp_path / "real.jsonl", [_row(n) for n in range(24, 60)])
    recipe = replace(Recipe(), teacher_seeds=(1,), teacher_epochs=4, teacher_stop=3, chinese=20, english=0, read=12,
                     student_epochs=4, form_floor=1)  # fmt: skip
    said: list[str] = []

    def run(out: str, work: str, settings: Recipe = recipe) -> bytes:
        train_extractor(gold, [unread], tmp_path / out, tmp_path / work, encoder, dev=dev, recipe=settings,
                        report=said.append, progress=_silent)  # fmt: skip
        return (tmp_path / out / "xgap_tagger" / "tagger.npz").read_bytes()

    first = run("one", "work")
    trained = len(said)
    assert any("teacher 1, epoch 3/4" in line and "dev strict" in line for line in said)
    assert any("student 7, epoch 4/4" in line for line in said)
    assert run("two", "work") == first
    assert len(said) == trained  # nothing was trained again
    assert run("three", "another") == first  # the same seed gives the same weights
    with pytest.raises(ValueError, match="other settings"):
        run("four", "work", replace(recipe, student_seed=8))
    assert spacy.load(tmp_path / "one")("会Java").text == "会Java"
