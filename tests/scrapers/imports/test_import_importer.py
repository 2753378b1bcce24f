"""Files land once, without personal data, with everything that was set aside accounted for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from scrapers.imports import MappingProblem, UnreadableFile, import_file, importer, preview
from scrapers.items import JobPosting

TEXT = "负责数控机床的日常操作与点检，能看懂零件图"


def record(n: int, **more: object) -> dict[str, object]:
    return {"job_id": f"J{n:05}", "title": f"岗位{n}", "description": TEXT, "source": "甲网", **more}


def write(path: Path, *records: object) -> Path:
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    return path


def landed(data: Path) -> list[JobPosting]:
    files = sorted((data / "landing").glob("*/*/items.jsonl.gz"))
    return [JobPosting.model_validate_json(line) for file in files for line in gzip.open(file, "rt", encoding="utf-8")]


def set_aside(data: Path) -> list[dict[str, object]]:
    files = sorted((data / "rejected").glob("*/*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]


def test_every_record_is_landed_repeated_or_set_aside(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", record(1), record(2, title=""), record(1), [3], record(4, description=None))
    report = import_file(path, tmp_path / "data")
    assert (report.items, report.repeats, report.rejected) == (1, 1, 3)
    assert report.rejected_by_reason == {
        "no title": 1,
        "the JSON is no object with named fields": 1,
        "no description": 1,
    }
    assert [p.source_job_id for p in landed(tmp_path / "data")] == ["J00001"]
    assert [r["where"] for r in set_aside(tmp_path / "data")] == ["in.jsonl:2", "in.jsonl:4", "in.jsonl:5"]


def test_the_same_file_twice_doubles_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", record(1), record(2))
    first = import_file(path, tmp_path / "data")
    before = sorted(str(p) for p in (tmp_path / "data").rglob("*"))
    copy = tmp_path / "elsewhere" / "in.jsonl"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    again = import_file(copy, tmp_path / "data")
    assert (first.already_imported, again.already_imported) == (False, True)
    assert (again.run_id, again.items) == (first.run_id, 0)
    assert sorted(str(p) for p in (tmp_path / "data").rglob("*")) == before
    assert len(landed(tmp_path / "data")) == 2


def test_another_content_or_mapping_is_another_run(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", record(1, 栏="钳工"))
    data = tmp_path / "data"
    runs = {import_file(path, data).run_id, import_file(path, data, mapping={"title": "栏"}).run_id}
    runs.add(import_file(path, data, date_basis="file_date").run_id)
    runs.add(import_file(write(path, record(2)), data).run_id)
    assert len(runs) == 4
    assert len({p.posting_id for p in landed(data)}) == 2  # the readings of J00001 share its identity


def test_landing_folder_source_and_record_source(tmp_path: Path) -> None:
    path = write(tmp_path / "exported.jsonl", record(1), record(2, source=None))
    report = import_file(path, tmp_path / "data")
    assert report.source == "exported"
    assert [p.source for p in landed(tmp_path / "data")] == ["甲网", "exported"]
    fixed = import_file(path, tmp_path / "other", source="乙网")
    assert (fixed.source, {p.source for p in landed(tmp_path / "other")}) == ("乙网", {"乙网"})


def test_personal_data_reaches_no_file(tmp_path: Path) -> None:
    private = {
        "description": f"{TEXT}。联系电话：13800138000，邮箱 hr@demo.example",
        "联系人": "张三丰",
        "boss": "王五六",
    }
    path = write(tmp_path / "in.jsonl", record(1, **private), record(2, **private | {"title": None}))
    report = import_file(path, tmp_path / "data")
    stored = b"".join(
        gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes()
        for p in (tmp_path / "data").rglob("*")
        if p.is_file()
    ).decode()
    for secret in ("13800138000", "hr@demo.example", "张三丰", "王五六"):
        assert secret not in stored
    assert TEXT in stored
    assert report.pii_removed >= 2
    assert report.mapping.personal == ("联系人",)
    assert report.ignored == ("boss",)


def test_the_manifest_tells_the_ground_and_the_mapping(tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", record(1, posted_on="2024-09-01"), record(1))
    import_file(path, tmp_path / "data", permission_note="本校就业处提供")
    (manifest,) = (tmp_path / "data" / "landing").glob("*/*/manifest.json")
    told = manifest.read_text(encoding="utf-8")
    assert "本校就业处提供" in told
    assert json.loads(told)["items"] == 1
    assert "posted: 1" in told


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    text = json.dumps([record(n) for n in range(400)], ensure_ascii=False)
    path.write_text(text[:-300], encoding="utf-8")
    with pytest.raises(UnreadableFile, match="breaks off"):
        import_file(path, tmp_path / "data")
    assert not [p for p in (tmp_path / "data").rglob("*") if p.is_file()]


def test_missing_columns_and_empty_tables_are_told(tmp_path: Path) -> None:
    with pytest.raises(MappingProblem, match="Headings seen: 甲, 乙"):
        import_file(write(tmp_path / "a.jsonl", {"甲": "x", "乙": "y"}), tmp_path / "data")
    (tmp_path / "b.csv").write_text("岗位名称,职位描述\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="no readable record"):
        import_file(tmp_path / "b.csv", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_mapping_file_rescues_unknown_headings(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"甲": "钳工", "乙": "装配"})
    (tmp_path / "map.yaml").write_text("title: 甲\ndescription: 乙\nsource: {value: 某市人社局}\n", encoding="utf-8")
    assert import_file(path, tmp_path / "data", mapping=tmp_path / "map.yaml").items == 1
    (posting,) = landed(tmp_path / "data")
    assert (posting.title, posting.description, posting.source) == ("钳工", "装配", "某市人社局")


def test_fields_that_come_up_late_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *(record(n) for n in range(250)), record(999, 新栏="x"))
    assert import_file(path, tmp_path / "data").ignored == ("新栏",)


def test_dates_not_understood_are_counted_and_the_posting_kept(tmp_path: Path) -> None:
    dated = [record(n, posted_on=day) for n, day in enumerate(["2024-09-01", "2024-09-02", "很久以前", "2024-09"])]
    report = import_file(write(tmp_path / "a.jsonl", *dated), tmp_path / "data")
    assert report.items == 4
    assert report.unread_dates == {
        "date_published: not understood": 1,
        "date_published: only a year or month": 1,
    }
    assert report.dates_by_basis == {"posted": 2, "none": 1, "year_only": 1}


def test_progress_counts_records(tmp_path: Path) -> None:
    seen: list[int] = []
    path = write(tmp_path / "a.jsonl", *(record(n % 7) for n in range(620)))
    import_file(path, tmp_path / "data", progress=seen.append)
    assert seen == [250, 500, 620]


def test_preview_shows_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.jsonl", record(0, title=None), *(record(n) for n in range(1, 9)))
    before = sorted(tmp_path.rglob("*"))
    shown = preview(path)
    assert [p.source_job_id for p in shown.postings] == [f"J{n:05}" for n in range(1, 6)]
    assert (shown.report.items, shown.report.rejected, shown.complete) == (8, 1, True)
    assert shown.report.mapping.fields["title"].headings == ("title",)
    assert sorted(tmp_path.rglob("*")) == before
    monkeypatch.setattr(importer, "_PREVIEWED", 300)
    long = preview(write(tmp_path / "b.jsonl", *(record(n) for n in range(301))))
    assert (long.report.items, long.complete) == (300, False)


def test_the_report_is_plain_data(tmp_path: Path) -> None:
    report = import_file(write(tmp_path / "a.jsonl", record(1)), tmp_path / "data")
    told = json.loads(json.dumps(report.as_dict(), ensure_ascii=False))
    assert told["mapping"]["title"] == {
        "headings": ["title"],
        "value": None,
        "confidence": 1.0,
        "how": "named",
    }
    assert (told["items"], told["already_imported"]) == (1, False)
