"""Imported standards are files; they take the place of our frames by version, and every build knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy import registry
from taxonomy.standards import store
from taxonomy.standards.errors import StandardError
from taxonomy.standards.model import Reading, StoredStandard
from taxonomy.standards.readers import read

CODE = "xg-web-frontend"


def _stored(documents: Path, version: str = "2023年1.0版", code: str = CODE, n: int | None = None) -> StoredStandard:
    reading = read(documents / "merged.docx")
    reading.version = version
    reading.requirements = reading.requirements[:n]
    return store.stored_standard(reading, code, documents / "merged.docx")


def test_an_imported_standard_overrides_the_frame(documents: Path, tmp_path: Path) -> None:
    before = registry.load(standards=tmp_path)
    assert before is registry.load(standards=tmp_path)
    assert before.version == registry.load().version
    path = store.save(tmp_path, _stored(documents))
    after = registry.load(standards=tmp_path)
    certificate = after.certificates[CODE]
    assert (certificate.basis, certificate.authored, certificate.version) == ("official", False, "2023年1.0版")
    assert certificate.target == before.certificates[CODE].target
    assert after.version != before.version
    own = [c for c in after.competencies if c.certificate == CODE]
    assert len(own) == 21
    assert {c.basis for c in own} == {"official"}
    old_ids = {c.competency_id for c in before.competencies}
    assert old_ids.isdisjoint(c.competency_id for c in own)
    assert len({c.competency_id for c in own}) == len(own)
    assert registry.problems(after) == []
    path.unlink()
    assert registry.load(standards=tmp_path).version == before.version


def test_named_skills_are_those_that_stand_in_the_sentence(documents: Path, tmp_path: Path) -> None:
    store.save(tmp_path, _stored(documents))
    after = registry.load(standards=tmp_path)
    own = [c for c in after.competencies if c.certificate == CODE]
    python = next(c for c in own if "Python" in c.text.zh)
    assert after.alias_index["python"] in python.skills
    assert all(skill in after.skills for c in own for skill in c.skills)


def test_the_newest_version_is_in_force(documents: Path, tmp_path: Path) -> None:
    for version, n in (("2021年2.0版", 5), ("2023年1.0版", 7), ("2020年12月", 6)):
        store.save(tmp_path, _stored(documents, version, n=n))
    assert [s.version_id for s in store.in_force(tmp_path)] == ["2023-1.0"]
    assert sum(c.certificate == CODE for c in registry.load(standards=tmp_path).competencies) == 7
    store.remove(tmp_path, CODE, "2023-1.0")
    assert [s.version_id for s in store.in_force(tmp_path)] == ["2021-2.0"]


def test_the_same_version_is_not_overwritten_by_accident(documents: Path, tmp_path: Path) -> None:
    path = store.save(tmp_path, _stored(documents))
    stamp = path.read_bytes()
    assert store.save(tmp_path, _stored(documents)) == path
    with pytest.raises(StandardError, match="--replace"):
        store.save(tmp_path, _stored(documents, n=3))
    assert path.read_bytes() == stamp
    store.save(tmp_path, _stored(documents, n=3), replace=True)
    assert len(next(store.read_all(tmp_path)).reading.requirements) == 3
    assert not list(tmp_path.rglob(".*"))


def test_a_new_certificate_gets_a_code_and_its_jobs_as_target(documents: Path, tmp_path: Path) -> None:
    reading = read(documents / "merged.docx")
    code = store.new_code(reading.certificate or "")
    assert code == store.new_code("智能温室设备运维")
    store.save(tmp_path, _stored(documents, code=code))
    certificate = registry.load(standards=tmp_path).certificates[code]
    assert certificate.target.titles == ("温室巡检员", "温室设备维护技术员", "温室控制系统调试员")
    assert certificate.title.en == certificate.title.zh  # no English is invented


def test_a_damaged_file_is_named(documents: Path, tmp_path: Path) -> None:
    path = store.save(tmp_path, _stored(documents))
    path.write_text("{}", "utf-8")
    with pytest.raises(registry.TaxonomyError, match="import again"):
        registry.load(standards=tmp_path)


def test_doubled_and_missing_codes_stay_addressable(documents: Path, tmp_path: Path) -> None:
    stored = _stored(documents)
    items = stored.reading.requirements
    items[1].code, items[2].code = items[0].code, None
    store.save(tmp_path, stored)
    own = [c for c in registry.load(standards=tmp_path).competencies if c.certificate == CODE]
    assert len({c.competency_id for c in own}) == len(items)


def test_versions_as_file_names() -> None:
    for words, name in (("2021年2.0版", "2021-2.0"), ("V2.0", "V2.0"), ("2020年12月", "2020-12"), ("../../x", "x")):
        assert store.version_id(Reading(version=words), b"") == name
    assert store.version_id(Reading(version="试行"), b"a") == store.version_id(Reading(), b"a")
    assert store.version_id(Reading(), b"a").startswith("content-")


def test_a_build_knows_the_standards_of_its_data_folder(documents: Path, tmp_path: Path) -> None:
    from pipelines.build import Run
    from warehouse.settings import Settings

    before = Run.of(Settings(data=tmp_path)).taxonomy
    store.save(tmp_path / "standards", _stored(documents))
    after = Run.of(Settings(data=tmp_path)).taxonomy
    assert after.version != before.version
    assert after.certificates[CODE].basis == "official"


def test_rows_for_the_warehouse_take_official_requirements(documents: Path, tmp_path: Path) -> None:
    from pipelines.link import competency_rows

    store.save(tmp_path, _stored(documents))
    certificates, competencies = competency_rows(registry.load(standards=tmp_path))
    assert {(c["basis"], c["authored"]) for c in certificates if c["certificate"] == CODE} == {("official", False)}
    assert all(row["text_en"] for row in competencies)
