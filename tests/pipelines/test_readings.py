"""A spelling is read once under the same rules, and read again when the rules change."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import readings
from pipelines.readings import CachedReader
from taxonomy.linkers.candidates import CandidateReader
from taxonomy.registry import load

SPELLINGS = [("Vue3", "tool"), ("Hadoop集群的运维", "task"), ("提出改进建议", "task"), ("星云图谱", "knowledge")]


def test_what_is_kept_equals_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taxonomy = load()
    plain = [CandidateReader(taxonomy).read(text, kind) for text, kind in SPELLINGS]
    first = CachedReader(taxonomy, tmp_path)
    assert [first.read(text, kind) for text, kind in SPELLINGS] == plain
    first.save()
    again = CachedReader(taxonomy, tmp_path)
    monkeypatch.setattr(CandidateReader, "read", lambda *_: pytest.fail("read again"))
    assert [again.read(text, kind) for text, kind in SPELLINGS] == plain


def test_other_rules_read_anew_and_drop_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taxonomy = load()
    first = CachedReader(taxonomy, tmp_path)
    first.read("Vue3", "tool")
    first.save()
    (tmp_path / ".rules=left-by-a-killed-run.new").write_bytes(b"")
    monkeypatch.setattr(readings, "rules_version", lambda _: "other")
    other = CachedReader(taxonomy, tmp_path)
    assert other.read("Vue3", "tool").kind == "known"
    other.save()
    assert [path.name for path in tmp_path.iterdir()] == ["rules=other.parquet"]
