"""`xgap evaluate --gold FILE`: the same with and without the sub-command, and a clear word on bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.files import BadInput

RUNNER = CliRunner()
TEXT = "任职要求：1、熟悉Java和MySQL；2、持有低压电工证。"


def _gold(path: Path, end: int | None = None) -> Path:
    mentions = [
        {"start": TEXT.index(term), "end": end or TEXT.index(term) + len(term), "type": kind}
        for term, kind in (("Java", "tool"), ("MySQL", "tool"), ("低压电工证", "certificate"))
    ]
    row = {"posting_id": "p1", "title": "Java开发", "description": TEXT, "mentions": mentions}
    path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return path


def _json(*arguments: str) -> Any:
    result = RUNNER.invoke(app, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_extraction_is_what_evaluate_does_alone(tmp_path: Path) -> None:
    gold = str(_gold(tmp_path / "gold.jsonl"))
    (alone,) = _json("evaluate", "--gold", gold, "--extractor", "gazetteer")
    (named,) = _json("evaluate", "extraction", "--gold", gold, "--extractor", "gazetteer")
    assert alone["measures"] == named["measures"]
    assert alone["measures"]["tool strict"]["value"] == 1.0
    assert alone["measures"]["strict"]["n"] == 3
    assert alone["postings_per_cpu_second"] > 0
    assert list(alone["sectors"]) == ["it_software"]


def test_the_table_names_every_extractor(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["evaluate", "--gold", str(_gold(tmp_path / "gold.jsonl"))])
    assert result.exit_code == 0, result.output
    for name in ("default", "tagger", "gazetteer", "postings per CPU second"):
        assert name in result.output


def test_wrong_use_and_bad_files(tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["evaluate", "extraction"]).exit_code == 2
    gold = str(_gold(tmp_path / "gold.jsonl"))
    assert RUNNER.invoke(app, ["evaluate", "--gold", gold, "--extractor", "oracle"]).exit_code == 2
    for path in (tmp_path / "none.jsonl", _gold(tmp_path / "outside.jsonl", end=900)):
        result = RUNNER.invoke(app, ["evaluate", "--gold", str(path)])
        assert isinstance(result.exception, BadInput)


def test_training_says_which_file_is_missing(tmp_path: Path) -> None:
    gold = str(_gold(tmp_path / "gold.jsonl"))
    result = RUNNER.invoke(app, ["train", "extractor", "--gold", gold, "--postings", str(tmp_path / "none.jsonl")])
    assert isinstance(result.exception, BadInput)
    with pytest.raises(BadInput, match=r"none\.jsonl"):
        raise result.exception


def test_another_model_stands_beside_the_default_one(tmp_path: Path) -> None:
    from taxonomy.extractors.pipeline import MODEL

    gold = str(_gold(tmp_path / "gold.jsonl"))
    other = tmp_path / "other"
    shutil.copytree(MODEL, other)
    default, copied = _json("evaluate", "--gold", gold, "--extractor", "default", "--model", str(other))
    assert copied["name"] == str(other)
    assert copied["extractor"] == default["extractor"]  # the same weights and spellings
    assert copied["measures"] == default["measures"]
    result = RUNNER.invoke(app, ["evaluate", "--gold", gold, "--model", str(tmp_path)])
    assert isinstance(result.exception, BadInput)
