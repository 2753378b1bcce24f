"""`xgap list …` and `xgap evaluate taxonomy`: shapes, and a clear word on bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.files import BadInput

RUNNER = CliRunner()


def _json(*arguments: str) -> Any:
    result = RUNNER.invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("what", "keys"),
    [
        ("catalogue", {"name", "name_en", "batch", "issuer", "levels_seen", "sector", "frame", "source_name"}),
        ("occupations", {"name", "name_en", "code_2022", "code_standard", "digital", "green", "new"}),
        ("regions", {"province_code", "zh", "en", "divisions"}), ("industries", {"code", "name", "name_en"}),
        ("esco", {"skill_id", "uri", "label", "quality"}),
        ("certificates", {"code", "name", "name_en", "levels", "sector", "basis", "n_requirements"}),
        ("skills", {"skill_id", "name", "name_en", "type", "aliases", "parent"}),
    ],
)  # fmt: skip
def test_lists_have_their_keys(what: str, keys: set[str]) -> None:
    rows = _json("list", what)
    assert all(keys <= set(row) for row in rows)
    assert rows


def test_the_human_catalogue_says_what_it_is_a_part_of() -> None:
    result = RUNNER.invoke(app, ["list", "catalogue"])
    assert "118 of 447" in result.stdout
    assert "官方目录共447个证书" in result.stdout


def test_evaluate_taxonomy(tmp_path: Path) -> None:
    gold, tags = tmp_path / "gold.jsonl", tmp_path / "tags.jsonl"
    mentions = [{"type": "tool", "text": "Vue.js"}, {"type": "tool", "text": "无此工具甲"}]
    gold.write_text(json.dumps({"mentions": mentions}) + "\n", "utf-8")
    rows = [{"skill_tags": ["Python", "本科", "无此技能乙"]}, {"skill_tags": None}]
    tags.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    found = _json("evaluate", "taxonomy", "--gold", str(gold), "--tags", str(tags))
    assert found["mentions"]["tool"] == {"known": 1, "total": 2, "share": 0.5}
    assert found["tags"]["all"]["known"] == 1
    assert found["tags"]["skills"] == {"known": 1, "total": 2, "share": 0.5}
    assert found["tags"]["unknown"] == [{"tag": "无此技能乙", "n_postings": 1}]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["evaluate", "taxonomy", "--gold", str(tmp_path / "none.jsonl")])
    assert isinstance(result.exception, BadInput)
    assert "none.jsonl" in str(result.exception)
