"""`xgap extract` and `xgap match` on plain files, and what they say to bad ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from pipelines import files
from pipelines.vectors import CachedEmbedder
from taxonomy.linkers.embed import Vectors
from taxonomy.linkers.matcher import Matcher
from taxonomy.linkers.space import CENTRES, OtherEncoder, Space, Spaces, Turn
from taxonomy.models import Mention
from taxonomy.registry import load as load_taxonomy
from taxonomy.thresholds import load


class FindsVue:
    id = "finds-vue"

    def pipe(self, texts: Iterable[str]) -> Iterator[list[Mention]]:
        for text in texts:
            at = text.find("Vue")
            yield [Mention(at, at + 3, "Vue", "tool", "t.vue", self.id, 1.0)] if at >= 0 else []


class Letters:
    """Counts of characters, at unit length: near texts share characters."""

    id = "letters"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        table = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in enumerate(texts):
            for character in text:
                table[row, ord(character) % 512] += 1
        return table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-6)


def test_extract_keeps_order_and_offsets(tmp_path: Path) -> None:
    path, out = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl"
    rows = [{"posting_id": f"p{i}", "description": "熟悉Vue" if i % 2 else ""} for i in range(700)]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    assert files.extract_file(path, out, FindsVue(), lambda n: None) == 700
    written = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["posting_id"] for row in written] == [row["posting_id"] for row in rows]
    assert written[1] == {
        "posting_id": "p1", "extractor": "finds-vue",
        "mentions": [{"start": 2, "end": 5, "text": "Vue", "type": "tool", "skill_id": "t.vue", "score": 1.0,
                          "preferred": False, "negated": False}],
    }  # fmt: skip
    assert written[0]["mentions"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"posting_id": 1}\n', "line 1"),
        (b"{\n", "line 1: not JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[1]\n", "line 1"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(content)
    with pytest.raises(files.BadInput, match=said):
        files.extract_file(path, tmp_path / "out.jsonl", FindsVue(), lambda n: None)
    assert not (tmp_path / "out.jsonl").exists()


def test_match_answers_every_query_in_order(tmp_path: Path) -> None:
    clauses = tmp_path / "c.csv"
    clauses.write_text("id,text,level\na,使用数控车床加工轴类零件,初级\nb,编制月度财务报表,中级\n", "utf-8-sig")
    ids, texts = files.read_clauses(clauses)
    queries = [{"query": "财务报表"}, {"query": "数控车床", "context": "操作数控车床加工零件"}]
    nothing = Turn(np.zeros((512, 1), np.float32), np.zeros((1, 512), np.float32))
    plain = Space({kind: np.zeros(512, np.float32) for kind in CENTRES}, nothing, nothing)
    matcher = Matcher(load_taxonomy(), Letters(), spaces=Spaces(plain, plain, plain, frozenset()))
    rows = files.match_queries(queries, ids, texts, 5, matcher, load().coverage)
    assert [row["query"] for row in rows] == ["财务报表", "数控车床"]
    assert [row["matches"][0]["id"] for row in rows] == ["b", "a"]
    assert all(len(row["matches"]) == 2 for row in rows)
    assert all(0 <= row["p_covered"] <= 1 for row in rows)
    assert {row["verdict"] for row in rows} <= {"covered", "partly", "review", "not_covered"}


def test_a_matcher_of_another_encoder_says_so() -> None:
    with pytest.raises(OtherEncoder, match="xgap train matcher"):
        Matcher(load_taxonomy(), Letters())


def test_clauses_without_the_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("code,text\n1,x\n", "utf-8")
    with pytest.raises(files.BadInput, match="id and text"):
        files.read_clauses(path)


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    inner = Letters()
    first = CachedEmbedder(inner, tmp_path).encode(["甲", "乙", "甲"])
    again = CachedEmbedder(inner, tmp_path).encode(["乙", "甲", "丙"])
    assert sorted(inner.asked) == sorted(["甲", "乙", "丙"])
    np.testing.assert_array_equal(first[0], first[2])
    np.testing.assert_array_equal(first[1], again[0])
