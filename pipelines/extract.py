"""Reads texts that the extractor has not read before; results are Parquet files, one per batch of texts.

A batch's file appears whole or not at all, so a killed run loses at most the batches under way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.parts import write_whole
from taxonomy.extractors.pipeline import MentionExtractor
from taxonomy.registry import load
from taxonomy.text import normalise

BATCH = 1000
SCHEMA = pa.schema(
    [("text_hash", pa.string()), ("span_start", pa.int32()), ("span_end", pa.int32()), ("text", pa.string()),
     ("surface", pa.string()), ("type", pa.string()), ("score", pa.float32())]
)  # fmt: skip
NOTHING_FOUND = -1
"""`span_start` of the row that says: this text was read and names nothing."""

_extractor: MentionExtractor | None = None


def folder_of(mentions: Path, extractor_id: str) -> Path:
    """Where one extractor version keeps its results."""
    return mentions / f"extractor={extractor_id}"


def texts_read(folder: Path) -> set[str]:
    """Hashes of the texts that this extractor version has read."""
    done: set[str] = set()
    for path in sorted(folder.glob("*.parquet")):
        done.update(pq.read_table(path, columns=["text_hash"]).column("text_hash").unique().to_pylist())
    return done


def _prepare() -> None:
    global _extractor
    _extractor = MentionExtractor(load())


def rows_of(extractor: MentionExtractor, texts: Mapping[str, str]) -> list[dict[str, object]]:
    """Rows of `SCHEMA` for texts by hash."""
    rows: list[dict[str, object]] = []
    for text_hash, mentions in zip(texts, extractor.pipe(texts.values()), strict=True):
        rows += [
            {"text_hash": text_hash, "span_start": m.start, "span_end": m.end, "text": m.text,
             "surface": normalise(m.text), "type": m.type, "score": m.score}
            for m in mentions
            if not m.negated  # what is not needed is no demand
        ] or [{"text_hash": text_hash, "span_start": NOTHING_FOUND, "span_end": NOTHING_FOUND, "text": "",
               "surface": "", "type": "", "score": 0.0}]  # fmt: skip
    return rows


def _read_batch(texts: Mapping[str, str], folder: Path) -> int:
    if _extractor is None:
        _prepare()
    assert _extractor is not None  # noqa: S101  (set by _prepare)
    name = hashlib.sha256("".join(texts).encode()).hexdigest()[:16]
    table = pa.Table.from_pylist(rows_of(_extractor, texts), schema=SCHEMA)
    write_whole(table, folder / f"{name}.parquet", compression="zstd")
    return len(texts)


def _batches(hashes: Sequence[str], size: int) -> Iterator[list[str]]:
    iterator = iter(hashes)
    while batch := list(islice(iterator, size)):
        yield batch


def extract_new(
    hashes: Sequence[str],
    text_of: Callable[[Sequence[str]], Mapping[str, str]],
    folder: Path,
    workers: int,
    advance: Callable[[int], None],
) -> int:
    """Read all texts of `hashes` (unread ones) into `folder`; returns how many were read."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(".*.new"):
        leftover.unlink()
    if not hashes:
        return 0
    size = min(BATCH, max(50, len(hashes) // (4 * workers)))
    if len(hashes) < 400 or workers == 1:  # starting processes would take longer than the work
        for batch in _batches(hashes, size):
            advance(_read_batch(text_of(batch), folder))
        return len(hashes)
    # fork after torch or BLAS threads have started can hang; spawn starts clean
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_prepare) as pool:
        waiting: set[Future[int]] = set()
        for batch in _batches(hashes, size):
            waiting.add(pool.submit(_read_batch, text_of(batch), folder))
            if len(waiting) > 2 * workers:  # keep few texts in memory
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    advance(future.result())
        for future in waiting:
            advance(future.result())
    return len(hashes)
