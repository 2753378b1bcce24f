"""Files as offices have them: titles, merged headings, many sheets, archives, old formats, answers of interfaces."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines import land
from scrapers.imports import import_file, preview
from scrapers.imports.archives import is_archive
from scrapers.imports.dates import read_date
from scrapers.imports.readers import BrokenRow, Row, UnreadableFile, rows

ROWS = [
    ("数控车工", "操作数控车床，会看图纸，负责首件检验与日常点检", "示例机械厂", 6000, 8000, "大专", "2025-03-01"),
    ("电工", "维修低压电气柜，持证上岗，会用万用表与兆欧表", "示例机械厂", 5000, 7000, "中专", "2025-03-02"),
    ("护理员", "照护失能老人，会测血压血糖并做好护理记录", "示例康养院", 4000, 5000, "不限", "2025-03-03"),
]
FLAT = ("岗位名称", "岗位职责", "用人单位", "最低薪资", "最高薪资", "学历要求", "发布日期")


def _book(path: Path, merged: bool = True) -> Path:
    """A title over the whole width, a note, headings in two rows, the employer merged over its postings."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "春季"
    sheet.append(["某市2025年春季招聘岗位汇总表"])
    sheet.append(["填表单位：（盖章）", None, None, None, None, None, "填表日期：2025年3月"])
    sheet.append(["序号", "岗位信息", None, "用人单位", "薪资", None, "学历要求", "发布日期"])
    sheet.append([None, "岗位名称", "岗位职责", None, "最低", "最高", None, None])
    for number, (title, text, employer, low, high, degree, day) in enumerate(ROWS, 1):
        sheet.append([number, title, text, employer if number != 2 else None, low, high, degree, day])
    if merged:
        for area in ("A1:H1", "A3:A4", "B3:C3", "D3:D4", "E3:F3", "G3:G4", "H3:H4", "D5:D6"):
            sheet.merge_cells(area)
    other = book.create_sheet("说明")
    other.append(["本表由各单位填报"])
    second = book.create_sheet("补充")
    second.append(FLAT)
    second.append(("焊工", "手工焊与氩弧焊，会看焊接符号，持证优先", "示例船厂", 7000, 9000, "不限", 45720))
    book.save(path)
    return path


def _items(data: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted(data.glob("landing/*/*/items.jsonl.gz")):
        found += [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return found


def test_titles_merged_headings_and_several_sheets(tmp_path: Path) -> None:
    report = import_file(_book(tmp_path / "a.xlsx"), tmp_path / "data")
    assert (report.items, report.rejected_by_reason) == (4, {})
    items = {item["title"]: item for item in _items(tmp_path / "data")}
    assert set(items) == {"数控车工", "电工", "护理员", "焊工"}
    assert items["电工"]["employer"] == "示例机械厂", "a merged cell holds for all of its rows"
    assert items["电工"]["salary_raw"] == "5000-7000"
    assert items["数控车工"]["education_raw"] == "大专"
    assert items["焊工"]["date_published"] == "2025-03-04"
    assert items["护理员"]["description"].startswith("照护失能老人")


def test_headings_merged_the_other_way_round(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["基本情况", None, "要求", None])
    sheet.append(["招聘单位", "招聘岗位", "学历", "岗位要求"])
    sheet.append(["示例厂", "钳工", "中专", "会装配、会看图、会用量具，能倒班"])
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    book.save(tmp_path / "b.xlsx")
    import_file(tmp_path / "b.xlsx", tmp_path / "data")
    (item,) = _items(tmp_path / "data")
    assert (item["title"], item["employer"], item["education_raw"]) == ("钳工", "示例厂", "中专")


def _table(kind: str, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter="\t" if kind == "tsv" else ",").writerows([FLAT, *ROWS])
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_gives_the_same_postings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(_table("csv", encoding))
    assert import_file(tmp_path / "a.csv", tmp_path / "data", source="x").items == 3
    assert [item["title"] for item in _items(tmp_path / "data")] == [row[0] for row in ROWS]


def test_a_web_page_that_calls_itself_xls(tmp_path: Path) -> None:
    cells = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in ROWS)
    head = "".join(f"<th>{name}</th>" for name in FLAT)
    page = f'<html><meta charset="gb2312"><table><tr><td colspan=7>汇总</td></tr><tr>{head}</tr>{cells}</table></html>'
    (tmp_path / "export.xls").write_bytes(page.encode("gb18030"))
    report = import_file(tmp_path / "export.xls", tmp_path / "data")
    assert (report.items, report.rejected) == (3, 0)
    assert _items(tmp_path / "data")[0]["salary_raw"] == "6000-8000"


def test_an_archive_is_the_files_in_it(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.csv", _table("csv", "gb18030"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(_book(tmp_path / "a.xlsx"), "2025/岗位表.xlsx")
        archive.writestr("../../escape.csv", _table("csv").replace("数控车工".encode(), "铣工".encode()))
        archive.writestr("readme.docx", b"no data")
        archive.writestr("__MACOSX/._a.csv", b"\x00")
        archive.writestr("inner.zip", inner.getvalue())
    assert is_archive(tmp_path / "a.zip")
    assert not is_archive(tmp_path / "a.xlsx")
    reports = land.import_all([tmp_path / "a.zip"], tmp_path / "data", None, None, None, None, False)
    assert sorted(land.report_row(report)["file"] for report in reports) == ["deep.csv", "escape.csv", "岗位表.xlsx"]
    assert len({item["title"] for item in _items(tmp_path / "data")}) == 5
    assert not (tmp_path.parent / "escape.csv").exists()


@pytest.mark.parametrize("broken", [b"PK\x03\x04" + b"x" * 90, b""])
def test_a_damaged_archive_says_so(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(broken)
    with pytest.raises(UnreadableFile):
        land.import_all([tmp_path / "a.zip"], tmp_path / "data", None, None, None, None, False)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda jobs: {"code": 0, "data": {"total": 3, "list": jobs}, "tags": [{"id": 1}]},
        lambda jobs: {"result": [{"page": 1, "jobs": jobs}]},
        lambda jobs: {"jobs": jobs},
        lambda jobs: jobs,
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_json_of_any_shape(tmp_path: Path, wrap: Any, indent: int | None) -> None:
    jobs = [
        {"job": {"name": t, "description": text, "degree": {"id": 3, "name": degree}, "id": f"j{n}", "x": None},
         "company": {"name": employer, "size": "100-499", "tags": ["a"], "address": {"city": "常州", "street": "x"}}}
        for n, (t, text, employer, _, _, degree, _) in enumerate(ROWS)
    ]  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(wrap(jobs), ensure_ascii=False, indent=indent), "utf-8")
    assert import_file(tmp_path / "a.json", tmp_path / "data", source="x").items == 3
    item = _items(tmp_path / "data")[0]
    assert (item["title"], item["employer"]) == ("数控车工", "示例机械厂")


def test_a_cut_json_object_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"data": {"list": [{"title": "钳工", "description": "装', "utf-8")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        import_file(tmp_path / "a.json", tmp_path / "data")


def test_a_mapping_given_once_is_used_again(tmp_path: Path) -> None:
    head = ("甲", "乙", "丙")
    for name, title in (("a", "钳工"), ("b", "焊工")):
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, (title, "装配与检验，会看图纸", "示例厂")])
    given = {"title": "甲", "description": "乙", "employer": "丙"}
    import_file(tmp_path / "a.csv", tmp_path / "data", mapping=given)
    shown = preview(tmp_path / "b.csv", data_dir=tmp_path / "data")
    assert shown.postings[0].employer == "示例厂"
    assert import_file(tmp_path / "b.csv", tmp_path / "data").items == 1
    assert {item["title"] for item in _items(tmp_path / "data")} == {"钳工", "焊工"}


def test_a_guess_is_shown_as_a_file_to_change(tmp_path: Path) -> None:
    _book(tmp_path / "a.xlsx")
    reports = land.import_all([tmp_path / "a.xlsx"], tmp_path / "data", None, None, None, None, True)
    land.save_mapping(reports, tmp_path / "m.yaml")
    text = (tmp_path / "m.yaml").read_text("utf-8")
    assert "title: 岗位名称  # named, 100%" in text
    assert "salary_low: 最低薪资" in text
    again = land.import_all([tmp_path / "a.xlsx"], tmp_path / "data", None, tmp_path / "m.yaml", None, None, False)
    assert again[0].items == 4  # type: ignore[union-attr]


DAY = date(2024, 5, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-01", DAY), ("2024/5/1", DAY), ("2024.5.1", DAY), ("2024年5月1日", DAY), ("2024年05月01日", DAY),
        ("二〇二四年五月一日", DAY), ("二零二四年五月一号", DAY), ("二〇二四年十二月三十一日", date(2024, 12, 31)),
        ("二〇二四年二月二十日", date(2024, 2, 20)), ("20240501", DAY), ("2024-05-01 08:30:00", DAY),
        ("2024-05-01T08:30:00+08:00", DAY), ("2024-05-01发布", DAY), ("发布于2024-05-01", DAY), ("24-5-1", DAY),
        ("24.05.01", DAY), ("24年5月1日", DAY), ("May 1, 2024", DAY), ("1 May 2024", DAY), ("1st May 2024", DAY),
        ("31/12/2024", date(2024, 12, 31)), ("12/31/2024", date(2024, 12, 31)), ("05/05/2024", date(2024, 5, 5)),
        ("45413", DAY), (45413, DAY), (1714521600, DAY), (1714521600000, DAY), ("1714521600", DAY),
        ("今天", date(2024, 6, 1)), ("昨天 12:00", date(2024, 5, 31)), ("3天前", date(2024, 5, 29)),
        ("三天前", date(2024, 5, 29)), ("半个月前", date(2024, 5, 17)), ("1个月前", date(2024, 5, 2)),
        ("两周前", date(2024, 5, 18)), ("5小时前发布", date(2024, 6, 1)), ("5月1日", DAY), ("05-01", DAY),
    ],
)  # fmt: skip
def test_dates_in_every_common_form(text: object, day: date) -> None:
    assert read_date(text, date(2024, 6, 1)).day == day


@pytest.mark.parametrize("text", ["2024年", "2024年5月", "二〇二四年五月", "2024", "03/04/2024"])
def test_no_day_is_invented(text: str) -> None:
    reading = read_date(text, date(2024, 6, 1))
    assert (reading.day, reading.year) == (None, 2024)


def test_a_database_of_several_tables(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as base:
        base.execute("create table log (id, text)")
        base.execute(f"create table 岗位 ({', '.join(FLAT)})")
        base.executemany("insert into 岗位 values (?,?,?,?,?,?,?)", ROWS)
    assert import_file(tmp_path / "a.db", tmp_path / "data").items == 3


def _ugly(records: list[dict[str, Any]], folder: Path) -> list[Path]:
    """The same postings as an office would send them."""
    names = {"title": "岗位名称（必填）*", "description": "岗位职责及任职要求", "company": "用人单位",
             "city": "工作地点",
             "province": "省份", "salary_text": "薪资待遇", "education": "学历", "experience": "工作经验",
             "industry": "所属行业", "posted_on": "发布日期", "crawled_on": "采集日期",
             "posting_id": "职位编号"}  # fmt: skip
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("汇总")
    sheet.append(["招聘岗位汇总表"])
    sheet.append([])
    sheet.append(list(names.values()))
    for record in records:
        sheet.append([record.get(name) for name in names])
    book.save(folder / "ugly.xlsx")
    with (folder / "ugly.csv").open("w", encoding="gb18030", newline="", errors="replace") as stream:
        csv.writer(stream).writerows([names.values(), *([record.get(n) or "" for n in names] for record in records)])
    with (folder / "plain.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps({names[n]: r.get(n) for n in names}, ensure_ascii=False) + "\n" for r in records)
    return [folder / "plain.jsonl", folder / "ugly.xlsx", folder / "ugly.csv"]


def test_real_postings_come_out_the_same_from_ugly_files(shared: Path, tmp_path: Path) -> None:
    records: list[dict[str, Any]] = []
    for path in sorted((shared / "postings" / "real").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            records += [json.loads(line) for _, line in zip(range(40), lines, strict=False)]
    for record in records:  # what a workbook cannot hold is no difference of ours
        record["description"] = "".join(c for c in record["description"] if c >= " " or c == "\n")
    plain, *others = _ugly(records, tmp_path)
    import_file(plain, tmp_path / "plain", source="x")
    wanted = {item["posting_id"]: item for item in _items(tmp_path / "plain")}
    assert len(wanted) > 400
    for path in others:
        data = tmp_path / path.suffix
        report = import_file(path, data, source="x")
        got = {item["posting_id"]: item for item in _items(data)}
        assert got.keys() == wanted.keys(), report
        different = [p for p in wanted if got[p] != wanted[p]]
        assert len(different) <= 0.002 * len(wanted), [(got[p], wanted[p]) for p in different[:1]]


def test_broken_rows_do_not_end_a_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(_table("csv") + b'"open quote,x\n' + _table("csv").split(b"\n", 1)[1])
    found = list(rows(tmp_path / "a.csv"))
    assert sum(isinstance(record, Row) for record in found) == 6
    assert any(isinstance(record, BrokenRow) for record in found)
