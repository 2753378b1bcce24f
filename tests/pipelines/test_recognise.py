"""A text is looked through once under the same rules; other rules look again and leave nothing of the old behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines import recognise
from taxonomy.recognition import Entry, Recogniser

TEXTS = {"h1": "必须有PMP证书，PMP优先；本科及以上学历", "h2": "会用办公软件", "h3": "无需PMP证书"}
PMP = Entry(id="pmp", zh="PMP", en="PMP", kind="industry", names=("pmp",))


def _rows(folder: Path) -> list[tuple[object, ...]]:
    return sorted(
        tuple(row.values()) for path in folder.glob("*.parquet") for row in pq.read_table(path).to_pylist()
    )  # fmt: skip


def test_new_texts_alone_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser, asked = Recogniser((PMP,)), []

    def text_of(hashes: Sequence[str]) -> dict[str, str]:
        asked.extend(hashes)
        return {h: TEXTS[h] for h in hashes}

    folder = recognise.recognise_new(recogniser, ["h1", "h2"], text_of, tmp_path, lambda _: None)
    assert recognise.recognise_new(recogniser, ["h1", "h2", "h3"], text_of, tmp_path, lambda _: None) == folder
    recognise.recognise_new(recogniser, ["h1", "h2", "h3"], text_of, tmp_path, lambda _: None)
    assert asked == ["h1", "h2", "h3"]
    assert _rows(folder) == [
        ("h1", "", "", -1, -1, ""),
        ("h1", "education", "required", -1, -1, ""),
        ("h1", "pmp", "required", 3, 8, "PMP证书"),  # of several places the one that asks most
        ("h2", "", "", -1, -1, ""),
        ("h3", "", "", -1, -1, ""),
        ("h3", "pmp", "negated", 2, 7, "PMP证书"),
    ]


def test_other_rules_read_anew(tmp_path: Path) -> None:
    def text_of(hashes: Sequence[str]) -> dict[str, str]:
        return {h: TEXTS[h] for h in hashes}

    old = recognise.recognise_new(Recogniser((PMP,)), ["h1"], text_of, tmp_path, lambda _: None)
    other = Recogniser((PMP.model_copy(update={"names": ("cpa",)}),))
    new = recognise.recognise_new(other, ["h1"], text_of, tmp_path, lambda _: None)
    assert not old.exists()
    assert [row[1] for row in _rows(new)] == ["", "education"]


def test_without_texts_there_is_still_a_table(tmp_path: Path) -> None:
    folder = recognise.recognise_new(Recogniser((PMP,)), [], lambda _: {}, tmp_path, lambda _: None)
    assert _rows(folder) == []
    assert len(list(folder.glob("*.parquet"))) == 1
