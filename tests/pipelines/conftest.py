"""A small landed board and a tiny sentence model, for runs from end to end without waiting."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scrapers.demo_material.generate import generate
from scrapers.items import JobPosting, posting_id
from scrapers.outbox import Outbox

SOURCE = "演示板"


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder with one untrained layer over single characters: shows that any model fits."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    from taxonomy.linkers.space import shipped

    folder = tmp_path_factory.mktemp("tiny-model")
    characters = ["[PAD]", "[UNK]", *(chr(c) for c in range(0x4E00, 0x5600)), *map(chr, range(33, 127))]
    inner = Tokenizer(models.WordLevel({c: i for i, c in enumerate(characters)}, unk_token="[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="[PAD]", unk_token="[UNK]").save_pretrained(folder)
    torch.manual_seed(1)
    width = shipped().whole.width  # the matcher refuses vectors of another width than it was fitted with
    config = BertConfig(
        vocab_size=len(characters), hidden_size=width, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder)
    transformer = Transformer(str(folder), max_seq_length=128)
    modules = [transformer, Pooling(width, pooling_mode="mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))
    return folder


def _land(data: Path, run_id: str, first: int, last: int) -> None:
    """Land invented postings `first` to `last` of the demonstration material ."""
    board = generate()
    chosen = [p for p in board.postings if "broken" not in p][first:last]
    with Outbox(data, "test", run_id, "import") as outbox:
        for posting in chosen:
            outbox.write(
                JobPosting(
                    posting_id=posting_id(SOURCE, posting["slug"]),
                    source=SOURCE,
                    title=posting["title"],
                    employer=posting["employer"],
                    location_raw=posting["city"],
                    province_raw=posting["province"],
                    education_raw=posting["education"],
                    experience_raw=posting["experience"],
                    salary_raw=posting["salary"],
                    description=posting["description"],
                    date_published=posting["date_posted"],
                    date_basis="posted",
                    demonstration=True,
                )
            )
        outbox.close(permission_note="invented")


@pytest.fixture(scope="session")
def land() -> Callable[[Path, str, int, int], None]:
    """`land(data, run_id, first, last)`: see `_land`."""
    return _land


@pytest.fixture(scope="session")
def environment(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment of a run: tiny model, its own cache, one thread."""
    cache = tmp_path_factory.mktemp("cache")
    return os.environ | {
        "XGAP_EMBEDDING_MODEL": str(tiny_model),
        "XGAP_CACHE": str(cache),
        "OMP_NUM_THREADS": "1",
        "HF_HUB_OFFLINE": "1",
    }
