"""Parts of a pack: what the summary picks, which names are alike, the draw of excerpts, the shape of the Word file."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from lxml import etree

from pipelines.packs import archive, excerpts, facts, gather, rules
from pipelines.packs.claims import Claim, summary
from pipelines.packs.model import Share
from pipelines.packs.words import texts
from taxonomy import catalogue
from taxonomy.registry import load
from warehouse import queries
from warehouse.connection import Reader

ORDER = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind contextualSpacing jc "
    "outlineLvl rPr sectPr",
    "w:rPr": "rStyle rFonts b bCs i iCs color spacing kern sz szCs u shd lang",
    "w:tcPr": "tcW gridSpan vMerge shd vAlign",
    "w:tblPr": "tblStyle tblW jc tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
}


def _claim(claim_id: str, kind: str, grade: str = "B", moving: bool = False) -> Claim:
    return Claim(claim_id, kind, {"zh": "", "en": ""}, 50, 20, 20, 5, (), None, None, None, grade, "reference", (), (),
                 moving)  # fmt: skip


def test_a_rising_skill_comes_into_the_summary_and_weak_claims_do_not() -> None:
    claims = (_claim("C01", "group"), _claim("A01", "add"), _claim("A02", "add"), _claim("A03", "add", "D", True),
              _claim("A04", "add", moving=True), _claim("R01", "refer"))  # fmt: skip
    assert [c.claim_id for c in summary(claims)] == ["C01", "A01", "A04", "R01"]


def test_names_are_alike_by_what_they_are_about() -> None:
    found = gather.unchecked(load(), set(), ["办公软件", "设备维护", "React", "Git"])
    assert [(zh, why) for zh, _, why in found] == [("WPS办公应用", "name")]


def test_every_major_class_has_its_names() -> None:
    assert {f"sector.{name}" for name in catalogue.SECTORS} == {key for key in texts() if key.startswith("sector.")}


@pytest.mark.parametrize(
    ("support", "grade"),
    [((100, 30, 3, 6), "B"), ((50, 15, 2, 4), "B"), ((49, 15, 2, 4), "C"), ((30, 5, 1, 3), "C"), ((30, 4, 1, 3), "D")],
)
def test_grades_without_measured_precision_end_at_b(support: tuple[int, int, int, int], grade: str) -> None:
    assert rules.grade(*support, None, False) == grade
    assert rules.grade(100, 30, 3, 6, 0.8, True) == "A"


def test_advice_keeps_removes_or_questions_the_level() -> None:
    group, same = Share(300, 1000), Share(60, 200)
    assert rules.advice("junior", Share(200, 1000), Share(100, 500), same, group) == "keep"
    assert rules.advice("junior", Share(200, 1000), Share(100, 500), Share(120, 200), group) == "level_up"
    assert rules.advice("senior", Share(200, 1000), Share(100, 500), Share(10, 200), group) == "level_down"
    assert rules.advice("junior", Share(200, 1000), Share(10, 500), same, group) == "fading"
    assert rules.advice("junior", Share(2, 1000), Share(0, 500), None, group) == "removal"
    assert rules.advice("junior", Share(2, 40), Share(0, 20), None, group) == "unjudged"


def test_excerpts_take_turns_and_only_the_seed_decides() -> None:
    pool = [
        {"skill_id": f"s{i % 5}", "name": "", "name_en": "", "vacancy_id": f"v{i}", "excerpt": "会", "mark_start": 0,
         "mark_end": 1, "source": "甲" if i < 90 else "乙", "province": None, "province_en": None, "month": None,
         "year": 2025, "url": None, "employer": f"e{i % 50}"}
        for i in range(100)
    ]  # fmt: skip
    drawn = excerpts.draw(pool, "seed")
    assert drawn == excerpts.draw(reversed(pool), "seed")
    assert drawn != excerpts.draw(pool, "other")
    assert len(drawn) == 10  # five skills, two each
    assert sum(e.source == "乙" for e in drawn) >= 3


@pytest.fixture(scope="module")
def members(packed: Path) -> dict[str, bytes]:
    taxonomy = load()
    path, build_id = queries.published(packed)
    reader = Reader(path)
    made = facts.revision(reader, queries.build(reader, path, build_id), "xg-cnc", taxonomy, packed / "standards")
    with zipfile.ZipFile(io.BytesIO(archive.build(made, taxonomy, packed / "standards", "en", lambda: False))) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def test_without_a_chinese_font_figures_are_svg_and_said_to_be(members: dict[str, bytes]) -> None:
    figures = {Path(name).suffix for name in members if name.startswith("figures/")}
    assert figures == {".svg"}
    assert b"svg only" in members["manifest.json"]
    assert "svg only" in members["README.txt"].decode("utf-8-sig")


def test_word_finds_properties_in_the_order_that_it_asks_for(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(members["pack.docx"])) as document:
        parts = [etree.fromstring(document.read(f"word/{name}.xml")) for name in ("document", "styles", "numbering")]
        times = {entry.date_time for entry in document.infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}
    seen = 0
    for part in parts:
        for tag, order in ORDER.items():
            known = [qn(f"w:{name}") for name in order.split()]
            for element in part.iter(qn(tag)):
                places = [known.index(child.tag) for child in element if child.tag in known]
                assert places == sorted(places), etree.tostring(element)
                seen += 1
    assert seen > 200
    styles = {node.get(qn("w:val")) for node in parts[0].iter(qn("w:pStyle"))}
    assert {"Heading1", "Heading2", "Caption", "TOC1"} <= styles


def test_the_pack_carries_the_time_of_its_build(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(members["pack.docx"])) as document:
        core = etree.fromstring(document.read("docProps/core.xml"))
    stamps = [datetime.fromisoformat(n.text) for n in core if n.tag.endswith(("}created", "}modified"))]
    assert {stamp.date().isoformat() for stamp in stamps} == {"2026-01-05"}
