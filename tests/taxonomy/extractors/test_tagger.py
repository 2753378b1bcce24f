"""Labels, decoding and the network of the tagger, on invented numbers and texts."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.extractors.labels import LABELS, Floats, Span, decode, encode, spans_of, token_spans
from taxonomy.extractors.tagger import Network
from taxonomy.extractors.tokens import HybridTokenizer, split

TEXT = "任职要求：\n1、熟悉Java、Vue3；2、良好的沟通能力，持有C1驾照者优先。"


def _allowed(before: str | None, label: str) -> bool:
    if before is None or before[0] in "OES":
        return label[0] in "OBS"
    return label[0] in "IE" and label[2:] == before[2:]


def _by_hand(scores: Floats) -> list[Span]:
    """Viterbi, written slowly: the best path to each label, step by step."""
    paths = {label: (float(s), [label]) for label, s in zip(LABELS, scores[0], strict=True) if _allowed(None, label)}
    for row in scores[1:]:
        paths = {
            label: max(((p + float(row[n]), [*path, label]) for end, (p, path) in paths.items() if _allowed(end, label)),  # noqa: E501
                       key=lambda item: item[0])
            for n, label in enumerate(LABELS) if any(_allowed(end, label) for end in paths)
        }  # fmt: skip
    best = max((item for end, item in paths.items() if end[0] in "OES"), key=lambda item: item[0])[1]
    return spans_of(np.array([LABELS.index(label) for label in best]))


def _scores(rng: np.random.Generator, length: int) -> Floats:
    return np.log(rng.dirichlet(np.ones(len(LABELS)), length)).astype(np.float32)


@pytest.mark.parametrize("length", [1, 2, 3, 12])
def test_the_decoder_finds_the_best_legal_path(length: int) -> None:
    rng = np.random.default_rng(length)
    for _ in range(10):
        scores = _scores(rng, length)
        assert decode([scores]) == [_by_hand(scores)]


def test_decoding_does_not_depend_on_company() -> None:
    rng = np.random.default_rng(1)
    many = [_scores(rng, int(n)) for n in rng.integers(0, 40, 150)]
    assert decode(many) == [decode([scores])[0] for scores in many]


def test_labels_and_spans_say_the_same() -> None:
    spans: list[Span] = [(0, 1, "tool"), (1, 4, "task"), (6, 8, "soft")]
    assert spans_of(encode(9, spans)) == spans


def test_of_overlapping_spans_the_first_is_kept() -> None:
    assert spans_of(encode(5, [(0, 3, "tool"), (2, 4, "task")])) == [(0, 3, "tool")]


def test_a_mention_inside_a_latin_run_takes_it_whole() -> None:
    _, offsets = split("会javaweb吗")
    assert token_spans(offsets, [(1, 5, "tool")]) == [(1, 2, "tool")]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, object]:
    torch = pytest.importorskip("torch")
    from taxonomy.extractors.training.student import Design, Student, save

    torch.manual_seed(3)
    design = Design(width=32, hidden=32, pair_buckets=500)
    vocabulary = ["java", "熟", "悉", "沟", "通", "，"]
    from taxonomy.extractors.features import Features

    model = Student(design, Features(vocabulary, 500).n_forms)
    for parameter in model.parameters():  # what half precision holds exactly, so that only the arithmetic is compared
        parameter.data = parameter.data.half().float()
    path = tmp_path_factory.mktemp("weights") / "tagger.npz"
    save(model, vocabulary, path)
    return path, model


def test_numpy_and_torch_compute_the_same(trained: tuple[Path, object]) -> None:
    from taxonomy.extractors.training.student import Student, predict

    path, model = trained
    assert isinstance(model, Student)
    network = Network(path)
    for text in (TEXT, "，", "a b", TEXT * 4):
        words = HybridTokenizer(spacy.blank("xx").vocab)(text).user_data["laid"]
        expected = predict(model, network.features.of(text, words.tokens, words.offsets))
        np.testing.assert_allclose(network.log_probabilities(text, words), expected, atol=2e-3)


def test_a_pipeline_is_saved_and_loaded(trained: tuple[Path, object], tmp_path: Path) -> None:
    from taxonomy.extractors.training.recipe import pack

    pack(trained[0], tmp_path / "model")
    nlp = spacy.load(tmp_path / "model")
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == [f[:3] for f in doc.user_data["found"]]
    nlp.to_disk(tmp_path / "again")
    assert [e.text for e in spacy.load(tmp_path / "again")(TEXT).ents] == [e.text for e in doc.ents]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=120))
def test_the_document_knows_where_its_words_stand(text: str) -> None:
    doc = HybridTokenizer(spacy.blank("xx").vocab)(text)
    laid = doc.user_data["laid"]
    tokens, offsets = split(text)
    assert (laid.tokens, laid.offsets) == (tokens, offsets)
    assert [doc[at].text for at in laid.at] == tokens
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(offsets))
