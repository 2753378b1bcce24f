"""Every claim of a pack can be counted again, by its id, and a claim that is not true is found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines import cli

CODE, CLAUSE = "xg-cnc", "xg-cnc/junior/1.1.1"
REVISION = ("revision", "--certificate", CODE)
NEW = ("new", "--skills", "m.five-axis,m.laser,m.reading")


@pytest.fixture
def xgap(monkeypatch: pytest.MonkeyPatch, packed: Path) -> Callable[..., int]:
    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["xgap", *words, "--data", str(packed)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return int(stop.value.code or 0)  # type: ignore[arg-type]

    return run


def _claims(file: Path) -> dict[str, dict[str, Any]]:
    from pipelines.packs import trace

    return {c["id"]: c for c in trace.read(file)["claims"]}


@pytest.mark.parametrize("kind", [REVISION, NEW])
def test_every_claim_is_counted_again_and_has_witnesses(
    kind: tuple[str, ...], xgap: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "p.zip"
    assert xgap("pack", *kind, "--output", str(pack)) == 0
    claims = _claims(pack)
    assert len(claims) >= 3
    capsys.readouterr()
    for claim_id, claim in claims.items():
        assert xgap("explain", claim_id, "--pack", str(pack), "--json") == 0
        found = json.loads(capsys.readouterr().out)
        assert found["agrees"], (claim_id, found["differing"])
        assert found["same_build"]
        assert found["build"]["n"] == claim["n"]
        assert found["build"].get("interval") == claim["interval"] or claim["interval"] is None
        assert set(found["formula"]) == {"zh", "en"}
        assert found["witnesses"]
        assert all(w["landing_run"] == "r1" for w in found["witnesses"])
        named = {w["vacancy_id"] for w in found["witnesses"]}
        assert named == set(claim["witnesses"]) or not claim["witnesses"]


def test_the_terminal_shows_formula_figures_and_landing_lines(
    xgap: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "p.zip"
    assert xgap("pack", *REVISION, "--output", str(pack)) == 0
    assert xgap("explain", "A01", "--pack", str(pack)) == 0
    said = capsys.readouterr().out
    assert "n: 60 = 60" in said
    assert "landing: run r1, line" in said
    assert "Wilson" in said


def test_a_claim_that_is_not_so_is_found_out(
    xgap: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, other = tmp_path / "p.zip", tmp_path / "claims.json"
    assert xgap("pack", *REVISION, "--output", str(pack)) == 0
    from pipelines.packs import trace

    content = trace.read(pack)
    claim = next(c for c in content["claims"] if c["id"] == "A01")
    claim["n"] += 1
    other.write_text(json.dumps(content), "utf-8")
    assert xgap("explain", "A01", "--pack", str(other)) == 1
    said = capsys.readouterr()
    assert "n: 61 ≠ 60" in said.out
    assert "not as in the build" in said.err.replace("\n", " ")
    content["build_id"] = "another"
    other.write_text(json.dumps(content), "utf-8")
    assert xgap("explain", "A01", "--pack", str(tmp_path)) == 0  # another build may well say another thing
    assert "the pack is of build another" in capsys.readouterr().out


def test_a_clause_is_explained_by_its_id(xgap: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert xgap("explain", CLAUSE, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n_vacancies"], found["n_target"], found["skills"]) == (80, 120, ["m.reading"])
    assert len(found["witnesses"]) == 5
    assert xgap("explain", CLAUSE) == 0
    assert "80 / 120 = 66.67%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (("A01",), "a claim of a pack needs --pack FILE", "请加 --pack 文件"),
        (("A01", "--pack", "nothing.zip"), "no such file", "文件不存在"),
        (("A01", "--pack", "{text}"), "holds no claims of a pack", "不是证据包"),
        (("A99", "--pack", "{pack}"), "A99: no such claim in this pack, which has C01", "没有这条结论"),
    ],
)
def test_bad_input_gives_one_clear_answer(
    words: tuple[str, ...], english: str, chinese: str, xgap: Callable[..., int], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    pack, text = tmp_path / "p.zip", tmp_path / "text.json"
    text.write_text("[]", "utf-8")
    if "{pack}" in words:
        assert xgap("pack", *REVISION, "--output", str(pack)) == 0
    assert xgap("explain", *(word.format(pack=pack, text=text) for word in words)) == 1
    said = "".join(capsys.readouterr().err.split()).replace(" ", "")
    assert english.replace(" ", "") in said
    assert chinese.replace(" ", "") in said
    assert "Traceback" not in said
