"""The catalogue says only what was found, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy import catalogue, registry


def test_the_catalogue_hangs_together() -> None:
    entries = catalogue.load()
    assert catalogue.problems(entries, registry.load()) == []
    assert len(entries) == 118
    assert sum(e.batch == 1 for e in entries) == 6
    assert sum(e.batch == 2 for e in entries) == 10


def test_the_statement_tells_the_part_from_the_whole() -> None:
    zh, en = catalogue.statement(catalogue.load())
    assert "447" in zh
    assert "118" in zh
    assert "118 of 447" in en
    assert "not the issuer's standard" in en


def _row(**changes: str) -> str:
    row = dict.fromkeys(catalogue.COLUMNS, "") | {
        "name": "甲", "name_en": "A", "sector": "旅游", "source_name": "a list",
    } | changes  # fmt: skip
    return ",".join(catalogue.COLUMNS) + "\n" + ",".join(row.values()) + "\n"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batch": "3"}, "batch and its source"), ({"source_issuer": "a page"}, "issuer and its source"),
        ({"sector": "航天"}, "19 classes"), ({"batch": "9", "source_batch": "a page"}, "batch"),
        ({"levels_seen": "特级", "source_levels": "a page"}, "levels_seen"),
    ],
)  # fmt: skip
def test_a_fact_without_source_is_refused_with_its_line(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    (tmp_path / "catalogue.csv").write_text(_row(**changes), "utf-8")
    with pytest.raises(registry.TaxonomyError, match=f"(?s)line 2.*{message}"):
        catalogue.load(tmp_path)


def test_a_wrong_frame_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "catalogue.csv").write_text(_row(frame="xg-cnc"), "utf-8")
    assert "which is" in catalogue.problems(catalogue.load(tmp_path), registry.load())[0]
