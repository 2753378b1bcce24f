"""Exports: valid, stable, safe, honest about who wrote the text, and the same when read again."""

from __future__ import annotations

import copy
import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from rdflib import RDF, SKOS, Graph

from pipelines.commands.export import Format, render
from taxonomy import registry, scaffold
from taxonomy.interchange import case, identity, tables
from taxonomy.interchange.rows import COLUMNS, WORD_OF_LEVEL, places
from taxonomy.models import LEVELS, Certificate
from taxonomy.standards import store
from taxonomy.standards.errors import StandardError
from taxonomy.standards.model import StoredStandard
from taxonomy.standards.readers import read

OFFICIAL = "std-greenhouse"


def _rules(name: str) -> Draft202012Validator:
    rules = yaml.safe_load((Path(case.__file__).parent / f"{name}_schema.yaml").read_text("utf-8"))
    return Draft202012Validator(rules, format_checker=FormatChecker())


VALIDATOR, BADGES, CTDL = _rules("case"), _rules("open_badges"), _rules("ctdl_asn")


@pytest.fixture(scope="module")
def standards(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored")
    store.save(folder, store.stored_standard(read(documents / "merged.docx"), OFFICIAL, documents / "merged.docx"))
    return folder


def _both(standards: Path, code: str) -> tuple[Certificate, StoredStandard | None]:
    stored = next((s for s in store.in_force(standards) if s.certificate == code), None)
    return registry.load(standards=standards).certificates[code], stored


def _rows(certificate: Certificate) -> list[dict[str, Any]]:
    return [
        {"level": WORD_OF_LEVEL[p.level], "domain_code": p.domain.code, "domain": p.domain.name.zh,
         "task_code": p.task.code,
         "task": p.task.name.zh, "code": p.requirement.code, "text": p.requirement.text.zh, "module": p.module}
        for p in places(certificate)
    ]  # fmt: skip


CODES = [*registry.load().certificates, OFFICIAL]


@pytest.mark.parametrize("code", CODES)
def test_case_packages_keep_the_rules(standards: Path, code: str) -> None:
    made = json.loads(render(*_both(standards, code), Format.case))
    VALIDATOR.validate(made)
    keys = [i["identifier"] for i in (*made["CFItems"], *made["CFAssociations"], made["CFDocument"])]
    assert len(keys) == len(set(keys))
    known = {i["identifier"] for i in made["CFItems"]} | {made["CFDocument"]["identifier"]}
    for link in made["CFAssociations"]:
        assert {link["originNodeURI"]["identifier"], link["destinationNodeURI"]["identifier"]} <= known
    assert len(made["CFAssociations"]) == len(made["CFItems"])


@pytest.mark.parametrize("code", CODES)
def test_badges_keep_the_rules_and_align_with_every_requirement(standards: Path, code: str) -> None:
    certificate, stored = _both(standards, code)
    made = json.loads(render(certificate, stored, Format.badges))
    BADGES.validate(made)
    framework = json.loads(render(certificate, stored, Format.case))
    requirements = {i["uri"] for i in framework["CFItems"] if i["CFItemType"] == "Requirement"}
    aligned = [a["targetUrl"] for badge in made["@graph"] for a in badge["alignment"]]
    assert sorted(aligned) == sorted(requirements)
    assert [b["humanCode"].split("/")[1] for b in made["@graph"]] == [x for x in LEVELS if x in certificate.levels]
    ours = "NOT the issuer's official standard"
    assert all((ours in badge["description"]) == certificate.authored for badge in made["@graph"])


@pytest.mark.parametrize("code", CODES)
def test_ctdl_frameworks_keep_the_rules_and_the_tree(standards: Path, code: str) -> None:
    certificate, stored = _both(standards, code)
    made = json.loads(render(certificate, stored, Format.ctdl))
    CTDL.validate(made)
    head, *competencies = made["@graph"]
    parents = {c["@id"]: c.get("ceasn:isChildOf", [head["@id"]])[0] for c in competencies}
    assert len(parents) == len(competencies)
    children = {head["@id"]: head["ceasn:hasTopChild"]} | {c["@id"]: c.get("ceasn:hasChild", []) for c in competencies}
    assert {child: parent for parent, own in children.items() for child in own} == parents


@pytest.mark.parametrize(
    ("form", "rules", "at"),
    [(Format.badges, BADGES, ("@graph", 0, "alignment", 0, "targetUrl")),
     (Format.badges, BADGES, ("@graph", 0, "criteria")),
     (Format.ctdl, CTDL, ("@graph", 0, "ceterms:ctid")), (Format.ctdl, CTDL, ("@graph", 1, "ceasn:isPartOf"))],
)  # fmt: skip
def test_the_other_rules_refuse_what_breaks_them(
    standards: Path, form: Format, rules: Draft202012Validator, at: tuple[Any, ...]
) -> None:
    made = json.loads(render(*_both(standards, OFFICIAL), form))
    inner = made
    for step in at[:-1]:
        inner = inner[step]
    del inner[at[-1]]
    assert list(rules.iter_errors(made))


def test_the_rules_refuse_what_breaks_them(standards: Path) -> None:
    made = json.loads(render(*_both(standards, OFFICIAL), Format.case))
    faults: list[tuple[str, Any]] = [("identifier", "1"), ("lastChangeDateTime", "2023-05-01T00:00:00"), ("uri",
                                                                                                          "no uri"),
                                     ("notes", None), ("surplus", "x")]  # fmt: skip
    for key, value in faults:
        broken = copy.deepcopy(made)
        broken["CFItems"][0][key] = value
        assert list(VALIDATOR.iter_errors(broken)), key
    broken = copy.deepcopy(made)
    del broken["CFDocument"]["creator"]
    assert list(VALIDATOR.iter_errors(broken))


def test_identifiers_are_stable_and_differ_between_ours_and_theirs(standards: Path) -> None:
    certificate, _ = _both(standards, OFFICIAL)
    stamp = datetime(2026, 1, 1, tzinfo=UTC)
    assert case.package(certificate, stamp) == case.package(certificate, stamp)
    assert identity.identifier("xg-web-frontend", "2026.1") == "63cf4c6f-1979-53a5-af11-def1a7114809"
    ours = case.package(_both(standards, "xg-web-frontend")[0], stamp)
    theirs = case.package(certificate, stamp)
    assert {i["identifier"] for i in ours["CFItems"]}.isdisjoint(i["identifier"] for i in theirs["CFItems"])


def test_what_we_wrote_cannot_pass_for_the_official_text(standards: Path) -> None:
    ours = json.loads(render(*_both(standards, "xg-web-frontend"), Format.case))
    assert "not the official standard" in ours["CFDocument"]["creator"]
    assert "NOT the issuer's official standard" in ours["CFDocument"]["notes"]
    items = [i for i in ours["CFItems"] if i["CFItemType"] == "Requirement"]
    assert all("NOT the issuer's official standard" in i["notes"] for i in items)
    assert all(i["humanCodingScheme"].startswith("xg-web-frontend/") for i in items)
    theirs = json.loads(render(*_both(standards, OFFICIAL), Format.case))
    assert theirs["CFDocument"]["creator"] == "示例农业装备科技有限公司"
    assert {i["humanCodingScheme"] for i in theirs["CFItems"] if i["CFItemType"] == "Requirement"} >= {"1.1.1", "2.2.2"}


@pytest.mark.parametrize("form", [Format.case, Format.csv, Format.xlsx])
@pytest.mark.parametrize("code", [*CODES[::6], OFFICIAL])
def test_read_again_it_is_the_same(standards: Path, tmp_path: Path, code: str, form: Format) -> None:
    certificate, stored = _both(standards, code)
    path = tmp_path / f"a.{'json' if form is Format.case else form.value}"
    path.write_bytes(render(certificate, stored, form))
    again = read(path)
    assert again.dry_run()["requirements"] == _rows(certificate)
    assert again.not_placed == []
    assert (again.certificate, again.version, again.issuer) == (
        certificate.title.zh,
        certificate.version,
        certificate.issuer,
    )
    assert (again.basis, again.code) == (certificate.basis, certificate.code)
    english = [
        p.requirement.text.en if p.requirement.text.en != p.requirement.text.zh else None for p in places(certificate)
    ]
    assert [i.text_en for i in again.requirements] == english
    if stored is not None:
        assert again.jobs == stored.reading.jobs
        assert [m.name for m in again.majors] == [m.name for m in stored.reading.majors]


def test_our_own_export_is_not_stored_as_official(standards: Path, tmp_path: Path) -> None:
    from pipelines.standards import keep, prepare

    for form, name in ((Format.csv, "a.csv"), (Format.case, "a.json")):
        path = tmp_path / name
        path.write_bytes(render(*_both(standards, "xg-web-frontend"), form))
        with pytest.raises(StandardError, match="no official standard"):
            keep(prepare(path, tmp_path / "d", None, None, None), tmp_path / "d", accept=True, replace=True)
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1能检查", "@SUM(A1)", '=HYPERLINK("x")'])
def test_no_cell_is_a_formula(standards: Path, tmp_path: Path, documents: Path, text: str) -> None:
    reading = read(documents / "merged.docx")
    reading.requirements[0].text = text
    stored = store.stored_standard(reading, OFFICIAL, documents / "merged.docx")
    store.save(tmp_path, stored)
    certificate = registry.load(standards=tmp_path).certificates[OFFICIAL]
    column = [key for key, _ in COLUMNS].index("text")
    for row in csv.reader(io.StringIO(tables.to_csv(certificate).decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    sheet = openpyxl.load_workbook(io.BytesIO(tables.to_xlsx(certificate))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or str(cell.value or "").startswith(("=", "+", "-", "@")) for cell in cells)
    assert sheet.cell(2, column + 1).value == f"'{text}"
    path = tmp_path / "a.csv"
    path.write_bytes(tables.to_csv(certificate))
    assert read(path).requirements[0].text == text


@pytest.mark.parametrize("code", ["xg-web-frontend", OFFICIAL])
def test_skos_is_a_tree_with_labels_and_notations(standards: Path, code: str) -> None:
    certificate, stored = _both(standards, code)
    graph = Graph().parse(data=render(certificate, stored, Format.skos), format="turtle")
    concepts, leaves = set(graph.subjects(RDF.type, SKOS.Concept)), set(graph.subjects(SKOS.editorialNote)) - set(
        graph.subjects(RDF.type, SKOS.ConceptScheme))  # fmt: skip
    assert len(leaves) == len(list(places(certificate)))
    assert len(set(graph.subjects(SKOS.topConceptOf))) == len(certificate.levels)
    for concept in concepts:
        assert (len(set(graph.objects(concept, SKOS.broader))) == 1) != bool(
            set(graph.objects(concept, SKOS.topConceptOf))
        )
        assert [label.language for label in graph.objects(concept, SKOS.prefLabel) if label.language == "zh"] == ["zh"]
        assert len(set(graph.objects(concept, SKOS.notation))) == 1
    for child, above in graph.subject_objects(SKOS.broader):
        assert (above, SKOS.narrower, child) in graph
    languages = {label.language for leaf in leaves for label in graph.objects(leaf, SKOS.prefLabel)}
    assert languages == ({"zh", "en"} if certificate.authored else {"zh"})


def test_a_scaffold_is_refused_until_it_is_filled(tmp_path: Path) -> None:
    (tmp_path / "certificates").mkdir()
    (tmp_path / "skills").symlink_to(registry.HERE / "skills")
    path = scaffold.write("xg-example", "示例证书", "Example", "电子与信息", tmp_path / "certificates")
    with pytest.raises(StandardError, match="already"):
        scaffold.write("xg-example", "示例证书", "Example", "电子与信息", tmp_path / "certificates")
    found = registry.problems(registry.load(tmp_path))
    assert any("not filled in" in line for line in found)
    assert any("unknown skill" in line for line in found)
    skill = next(iter(registry.load().skills))
    text = path.read_text("utf-8").split("\n", 2)[2]
    path.write_text(text.replace("待填写", "已写").replace("FILL IN", "Written").replace("fill.in", skill), "utf-8")
    registry._load.cache_clear()
    assert registry.problems(registry.load(tmp_path)) == []


@pytest.mark.parametrize("code", ["example", "std-example", "xg_Example", "xg-../x"])
def test_a_scaffold_needs_a_code_of_ours(tmp_path: Path, code: str) -> None:
    with pytest.raises(StandardError):
        scaffold.write(code, "示例", "Example", "电子与信息", tmp_path)
    assert not list(tmp_path.iterdir())
