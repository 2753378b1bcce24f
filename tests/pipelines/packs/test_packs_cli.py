"""Packs from the command line: the same bytes twice, the same figures in every file, one clear line for bad input."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from pipelines import cli
from pipelines.packs.model import Share
from pipelines.packs.numbers import percent, with_interval
from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import VacancyGroup

CODE, UNASKED = "xg-cnc", "xg-drone"
BUNDLE = "m.five-axis,m.laser"
MEMBERS = {"README.txt", "claims.json", "framework.case.json", "manifest.json", "mappings.sssom.tsv", "pack.docx",
           "pack.xlsx"}  # fmt: skip


def _run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["xgap", *words])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)  # type: ignore[arg-type]


def _made(monkeypatch: pytest.MonkeyPatch, data: Path, output: Path, *words: str) -> dict[str, bytes]:
    assert _run(monkeypatch, "pack", *words, "--output", str(output), "--data", str(data)) == 0
    with zipfile.ZipFile(output) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


REVISION = ("revision", "--certificate", CODE)
NEW = ("new", "--skills", BUNDLE)


def _words_of(document: bytes) -> str:
    """All text of the body and of its tables."""
    return "\n".join(
        node.text or "" for node in Document(io.BytesIO(document)).element.iter() if node.tag.endswith("}t")
    )


@pytest.mark.parametrize("kind", [REVISION, NEW])
def test_two_runs_give_the_same_bytes(
    kind: tuple[str, ...], packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _made(monkeypatch, packed, tmp_path / "a.zip", *kind)
    second = _made(monkeypatch, packed, tmp_path / "b.zip", *kind)
    assert first == second
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert {name for name in first if not name.startswith("figures/")} == MEMBERS
    manifest = json.loads(first["manifest.json"])
    said = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    assert said == {n: hashlib.sha256(c).hexdigest() for n, c in first.items() if n != "manifest.json"}
    assert manifest["build_id"] == "tiny0000pack"


def _sheet(workbook: bytes, code: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(workbook))[code].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_figures_agree_in_document_workbook_claims_and_queries(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _made(monkeypatch, packed, tmp_path / "p.zip", *REVISION)
    reader = Reader(queries.published(packed)[0])
    group = VacancyGroup(certificate=CODE)
    size = queries.group_size(reader, group)
    (asked,) = queries.group_skill_sizes(reader, group, ["m.five-axis"])
    claims = {c["id"]: c for c in json.loads(files["claims.json"])["claims"]}
    whole, added = claims["C01"], claims["A01"]
    assert (whole["n"], whole["named_employers"], whole["sources"]) == (
        size.n_vacancies, size.n_named_employers, list(size.sources))  # fmt: skip
    assert (added["subjects"], added["n"], added["named_employers"], added["months"]) == (
        ["m.five-axis"], asked["n_vacancies"], asked["n_named_employers"], asked["n_months"])  # fmt: skip
    effective = queries.effective_sizes(reader, group, "skills", ["m.five-axis"])["m.five-axis"]
    share = Share(asked["n_vacancies"], size.n_vacancies, effective)
    assert added["interval"] == {
        "share": 0.5, "low": round(share.low, 6), "high": round(share.high, 6), "of": 120,
        "effective": round(effective, 2), "method": "Wilson", "level": 0.9}  # fmt: skip

    document = _words_of(files["pack.docx"])
    assert with_interval(share) in document
    assert whole["text_zh"] in document
    assert added["text_zh"] in document

    (row,) = [r for r in _sheet(files["pack.xlsx"], "T1") if r["编号"] == "A01"]
    assert (row["岗位数"], row["具名雇主"], row["证据等级"]) == (added["n"], added["named_employers"], added["grade"])
    (row,) = [r for r in _sheet(files["pack.xlsx"], "T7b") if r["技能编号"] == "m.five-axis"]
    assert (row["岗位数"], row["占比"]) == (asked["n_vacancies"], 0.5)
    clause = next(r for r in _sheet(files["pack.xlsx"], "T7") if r["编号"] == "1.1.1")
    (support,) = queries.clause_support(reader, CODE)
    assert (clause["岗位数"], clause["具名雇主"]) == (support["n_vacancies"], support["n_named_employers"])
    assert percent(clause["占比"]) in document


def test_witnesses_of_a_claim_name_its_skill(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = _made(monkeypatch, packed, tmp_path / "p.zip", *NEW)
    claims = [c for c in json.loads(files["claims.json"])["claims"] if c["kind"] == "skill"]
    assert {c["subjects"][0] for c in claims} == {"m.five-axis", "m.laser"}
    reader = Reader(queries.published(packed)[0])
    for claim in claims:
        assert claim["witnesses"]
        for vacancy in claim["witnesses"]:
            assert reader.rows("select 1 from marts.vacancy_skills where vacancy_id = ? and skill_id = ?",
                               [vacancy, claim["subjects"][0]])  # fmt: skip


def test_no_text_is_a_formula_and_no_excerpt_is_long(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _made(monkeypatch, packed, tmp_path / "p.zip", *REVISION)
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(files["pack.xlsx"])) for row in sheet for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert [c.value for c in cells if c.data_type == "f" or str(c.value or "").startswith(("=", "+", "@"))] == []
    excerpts = [row["摘录（200字以内，加粗下划线处为提及）"] for row in _sheet(files["pack.xlsx"], "T10")]
    assert excerpts
    assert all(len(text) <= 200 and "\u202e" not in text and "\x07" not in text for text in excerpts)
    assert "\u202e" not in _words_of(files["pack.docx"])
    lines = files["mappings.sssom.tsv"].decode().splitlines()
    body = [line for line in lines if not line.startswith("#")]
    assert all(len(line.split("\t")) == len(body[0].split("\t")) for line in body)
    assert any("xgapskill:m.reading\t" in line and "skos:broadMatch" in line for line in body)


def test_invented_data_is_marked_everywhere(
    publish_build: Callable[[bool], Path], packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = _made(monkeypatch, packed, tmp_path / "real.zip", *NEW)
    invented = _made(monkeypatch, publish_build(True), tmp_path / "invented.zip", *NEW)

    def marked(files: dict[str, bytes]) -> list[bool]:
        header = Document(io.BytesIO(files["pack.docx"])).sections[0].header.paragraphs[0].text
        first = openpyxl.load_workbook(io.BytesIO(files["pack.xlsx"]))["README"]
        notes = " ".join(str(cell.value) for row in first for cell in row)
        named = ("claims.json", "manifest.json", "README.txt", "mappings.sssom.tsv", "framework.case.json")
        texts = (header, notes, *(files[name].decode() for name in named))
        return ["演示数据" in text for text in texts]

    assert set(marked(real)) == {False}
    assert set(marked(invented)) == {True}


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (("revision", "--certificate", "xg-nothing"), "xg-nothing: no such certificate", "没有证书 xg-nothing"),
        (("revision", "--certificate", UNASKED), "0 vacancies of 0 named employers", "只有 0 个招聘岗位"),
        (("new", "--skills", "m.rare-a,m.rare-b"), "<5 vacancies", "只有 <5 个招聘岗位"),
        (("new", "--skills", "m.nothing"), "m.nothing: no such skill", "没有技能 m.nothing"),
        (("new", "--cluster", "u-00000000"), "u-00000000: no such bundle", "没有该组合"),
    ],
)
def test_bad_input_gives_one_clear_answer_and_no_file(
    words: tuple[str, ...], english: str, chinese: str, packed: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    output = tmp_path / "p.zip"
    assert _run(monkeypatch, "pack", *words, "--output", str(output), "--data", str(packed)) == 1
    said = "".join(capsys.readouterr().err.split("\n"))
    assert english.replace(" ", "") in said.replace(" ", "")
    assert chinese.replace(" ", "") in said.replace(" ", "")
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())


def test_bundles_lists_what_a_pack_can_be_made_of(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "pack", "bundles", "--json", "--data", str(packed)) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 5
    (bundle,) = [b for b in found if "m.laser" in b["skill_ids"]]
    assert (bundle["skill_ids"], bundle["n_vacancies"]) == (["m.five-axis", "m.laser"], 40)
    assert (bundle["advice"], bundle["certificate"], bundle["shared"]) == ("revise", CODE, 1.0)
    assert {b["advice"] for b in found if b is not bundle} == {"new"}
    files = _made(monkeypatch, packed, tmp_path / "p.zip", "new", "--cluster", bundle["cluster"])
    claims = {c["id"]: c for c in json.loads(files["claims.json"])["claims"]}
    assert claims["C01"]["n"] == 40
    assert "100.0%" in claims["C03"]["text_zh"]


def test_steps_are_told_in_order_and_an_older_build_can_be_named(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--steps", "--build", "tiny0000pack", "--data", str(packed), "--output", str(tmp_path / "p.zip"))
    assert _run(monkeypatch, "pack", *NEW, *words) == 0
    *told, end = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert end["pack"].startswith("u-")
    assert [line["step"] for line in told] == ["read", "demand", "evidence", "figures", "document", "files"]
    assert [line["at"] / line["of"] for line in told][-1] == 1.0
    assert _run(monkeypatch, "pack", "revision", "--certificate", UNASKED, *words) == 1
    refusal = json.loads(capsys.readouterr().out.splitlines()[-1])["problem"]
    assert "0 vacancies" in refusal["en"]
    assert "0 个招聘岗位" in refusal["zh"]


@pytest.mark.parametrize("wanted", ["tiny0000gone", "../current", ""])
def test_a_build_that_is_not_kept_is_said_to_be_gone(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wanted: str
) -> None:
    words = ("--build", wanted, "--data", str(packed), "--output", str(tmp_path / "p.zip"))
    assert _run(monkeypatch, "pack", *NEW, *words) == 1
    assert "no such build is kept" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "p.zip").exists()
