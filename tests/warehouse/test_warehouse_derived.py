"""Tables that Python steps write: replaced whole, with fixed columns, or left as they were."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse import derived

ROW = {"surface": "vue", "skill_id": "it_dev.vue"}


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute("create schema derived; create schema staging")
    return made


@pytest.mark.parametrize("name", sorted(derived.TABLES))
def test_an_empty_table_keeps_its_columns_and_types(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    derived.replace(connection, name, [])
    found = connection.sql(f"select * from derived.{name}").to_arrow_table()
    assert found.num_rows == 0
    assert dict(zip(found.schema.names, found.schema.types, strict=True)) == derived.TABLES[name]


@pytest.mark.parametrize(
    "wrong",
    [{"surface": "go"}, {**ROW, "note": "x"}, {"surface": "go", "skil_id": "it_dev.go"}, {}],
    ids=["missing", "unknown", "misspelt", "empty"],
)
@pytest.mark.parametrize("before", [[], [ROW], [ROW, ROW]], ids=["first", "second", "third"])
def test_wrong_keys_in_any_row_are_an_error_and_change_nothing(
    connection: duckdb.DuckDBPyConnection, before: list[dict[str, str]], wrong: dict[str, str]
) -> None:
    derived.replace(connection, "surfaces", [ROW])
    with pytest.raises(ValueError, match=r"derived\.surfaces: columns"):
        derived.replace(connection, "surfaces", [*before, wrong])
    assert connection.execute("select * from derived.surfaces").fetchall() == [("vue", "it_dev.vue")]


def test_the_order_of_keys_does_not_matter(connection: duckdb.DuckDBPyConnection) -> None:
    derived.replace(connection, "surfaces", [{"skill_id": "it_dev.go", "surface": "go"}])
    assert connection.execute("select surface, skill_id from derived.surfaces").fetchall() == [("go", "it_dev.go")]


def test_a_value_of_another_type_is_an_error_and_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    derived.replace(connection, "surfaces", [ROW])
    with pytest.raises(pa.ArrowException):
        derived.replace(connection, "surfaces", [{"surface": "go", "skill_id": 7}])
    derived.replace(connection, "fields", [{"field": "it", "zh": "电子信息", "en": "IT"}])  # and the next one works
    assert connection.execute("select * from derived.surfaces").fetchall() == [("vue", "it_dev.vue")]


def test_mentions_of_texts_that_are_here_come_in_once(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    connection.execute("create table staging.posting_texts as select 'h1' as text_hash")
    mention = {"text_hash": "h1", "span_start": 2, "span_end": 5, "text": "Vue", "surface": "vue", "type": "tool",
               "score": 1.0}  # fmt: skip
    read_nothing = {**mention, "span_start": -1, "span_end": -1}  # says that a text was read and holds nothing
    rows = [mention, mention, {**mention, "text_hash": "gone"}, read_nothing]
    for part in ("a", "b"):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{part}.parquet")
    for _ in range(2):
        assert derived.load_mentions(connection, str(tmp_path)) == 1
    found = connection.execute("select text_hash, span_start, span_end, surface from derived.mentions").fetchall()
    assert found == [("h1", 2, 5, "vue")]
