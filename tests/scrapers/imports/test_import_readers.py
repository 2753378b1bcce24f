"""Every format and encoding, from small files made here; what is broken is told and stops nothing."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from scrapers.imports.readers import BrokenRow, Row, UnreadableFile, file_stem, rows

HEADINGS = ["岗位名称", "职位描述", "公司名称"]
RECORDS = [
    ["数控车工", "负责数控车床的操作与日常点检", "示例机械厂"],
    ["会计", "负责全盘账务，\n按时报税", "演示财务公司"],
]
TABLE = [dict(zip(HEADINGS, record, strict=True)) for record in RECORDS]


def read(path: Path, **how: object) -> list[Row | BrokenRow]:
    return list(rows(path, **how))  # type: ignore[arg-type]


def cells(path: Path, **how: object) -> list[dict[str, object]]:
    return [record.cells for record in read(path, **how) if isinstance(record, Row)]


def csv_text(delimiter: str = ",", records: list[list[str]] | None = None) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADINGS, *(records or RECORDS)])
    return out.getvalue()


def book(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    made.save(path)
    return path


def write_jsonl(path: Path) -> None:
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in TABLE), encoding="utf-8")


def write_jsonl_gz(path: Path) -> None:
    path.write_bytes(gzip.compress("\n".join(json.dumps(r, ensure_ascii=False) for r in TABLE).encode()))


def write_json(path: Path) -> None:
    path.write_text(json.dumps(TABLE, ensure_ascii=False, indent=2), encoding="utf-8")


def write_parquet(path: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(TABLE), path)


def write_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE aaa_log (id, message)")
        base.execute(f"CREATE TABLE jobs ({', '.join(HEADINGS)})")
        base.executemany("INSERT INTO jobs VALUES (?, ?, ?)", RECORDS)
    base.close()


def write_xlsx(path: Path) -> None:
    book(path, 招聘=[HEADINGS, *RECORDS])


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.jsonl", write_jsonl),
        ("a.jsonl.gz", write_jsonl_gz),
        ("a.json", write_json),
        ("a.parquet", write_parquet),
        ("a.db", write_sqlite),
        ("a.xlsx", write_xlsx),
        ("misnamed.csv", write_xlsx),
    ],
)
def test_every_format_gives_the_same_records(tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / name)
    assert cells(tmp_path / name) == TABLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimited_text_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "jobs.csv"
    path.write_bytes(csv_text(delimiter).encode(encoding))
    assert [{k: str(v).replace("\r\n", "\n") for k, v in c.items()} for c in cells(path)] == TABLE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_json_lines_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "jobs.jsonl"
    path.write_bytes("\n".join(json.dumps(r, ensure_ascii=False) for r in TABLE).encode(encoding))
    assert cells(path) == TABLE


def test_packed_csv(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv.gz"
    path.write_bytes(gzip.compress(csv_text().encode("gb18030")))
    assert [c["岗位名称"] for c in cells(path)] == ["数控车工", "会计"]


def test_where_names_lines_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text(csv_text(records=[*RECORDS, RECORDS[0]]), encoding="utf-8")
    assert [r.where for r in read(path)] == ["jobs.csv:2", "jobs.csv:3-4", "jobs.csv:5"]


def test_title_rows_above_the_headings(tmp_path: Path) -> None:
    lines: list[Sequence[object]] = [
        ["2025年某市重点企业用工需求表"],
        [],
        ["制表单位：人社局", None, "日期：3月"],
        HEADINGS,
        *RECORDS,
    ]
    path = book(tmp_path / "用工.xlsx", 需求=lines)
    assert cells(path) == TABLE
    assert [r.where for r in read(path)] == ["需求!5", "需求!6"]
    text = tmp_path / "用工.csv"
    text.write_text("2025年用工需求表,,\n,,\n" + csv_text(), encoding="utf-8-sig")
    assert [c["公司名称"] for c in cells(text)] == ["示例机械厂", "演示财务公司"]


def test_several_sheets_and_a_sheet_of_notes(tmp_path: Path) -> None:
    notes = [["填表说明"], ["请如实填写", "谢谢"]]
    path = book(tmp_path / "b.xlsx", 一月=[HEADINGS, RECORDS[0]], 二月=[HEADINGS, RECORDS[1]], 说明=notes, 空=[])
    got = read(path)
    assert [r.where for r in got] == ["一月!2", "二月!2", "说明!1"]
    assert isinstance(got[2], BrokenRow)
    assert cells(path, sheet="二月") == [TABLE[1]]


def test_spreadsheet_values_keep_their_types(tmp_path: Path) -> None:
    path = book(tmp_path / "d.xlsx", s=[[*HEADINGS, "发布日期"], [*RECORDS[0], datetime(2024, 9, 1)]])
    assert cells(path)[0]["发布日期"] == datetime(2024, 9, 1)


def test_headings_repeated_or_empty_get_names_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("职位名称,要求,要求,,公司\n钳工,甲,乙,丙,厂\n", encoding="utf-8")
    assert cells(path) == [{"职位名称": "钳工", "要求": "甲", "要求 (2)": "乙", "(column 4)": "丙", "公司": "厂"}]


def test_headings_of_a_mapping_show_the_heading_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("甲栏,乙栏\n表头A,表头B\n焊工,负责焊接\n", encoding="utf-8")
    assert cells(path)[0] == {"甲栏": "表头A", "乙栏": "表头B"}
    assert cells(path, expected=["表头A", "表头B"]) == [{"表头A": "焊工", "表头B": "负责焊接"}]


def test_broken_json_lines_are_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl"
    good = json.dumps(TABLE[0], ensure_ascii=False).encode()
    lines = [good, good[:40], b"", b"[1, 2]", "坏".encode("gb18030") + b'"}', good]
    path.write_bytes(b"\n".join(lines))
    got = read(path)
    assert [(r.where, type(r).__name__) for r in got] == [
        ("jobs.jsonl:1", "Row"),
        ("jobs.jsonl:2", "BrokenRow"),
        ("jobs.jsonl:4", "BrokenRow"),
        ("jobs.jsonl:5", "BrokenRow"),
        ("jobs.jsonl:6", "Row"),
    ]


def test_one_damaged_line_does_not_change_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    lines = csv_text(records=[RECORDS[0]] * 4).encode("utf-8").split(b"\r\n")
    lines[2] = lines[2][:-2]
    path.write_bytes(b"\r\n".join(lines))
    got = read(path)
    assert [isinstance(r, Row) for r in got] == [True, False, True, True]
    assert got[1].where == "jobs.csv:3"
    assert cells(path)[2] == TABLE[0]


def test_rows_of_another_width_are_broken(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text("岗位名称,职位描述,公司名称\n电工,检修,厂,多,余\n钳工,装配\n焊工,焊接,厂,,\n", encoding="utf-8")
    got = read(path)
    assert [getattr(r, "reason", "") for r in got] == [
        "5 cells under 3 headings",
        "2 cells under 3 headings",
        "",
    ]
    assert isinstance(got[2], Row)


def test_a_quote_never_closed_costs_one_record_not_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    text = '岗位名称,公司名称,职位描述\n电工,厂,"检修\n钳工,厂,"装配"\n焊工,厂,"焊接"\n车工,厂,"车削,\n磨削"\n'
    path.write_text(text, encoding="utf-8")
    got = read(path)
    assert [r.where for r in got if isinstance(r, BrokenRow)] == ["jobs.csv:2"]
    assert [c["岗位名称"] for c in cells(path)] == ["钳工", "焊工", "车工"]


def test_stray_quotes_within_a_line_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text('岗位名称,公司名称,职位描述\n"高级"电工,厂,负责"三项"检修\n', encoding="utf-8")
    assert cells(path) == [{"岗位名称": "高级电工", "公司名称": "厂", "职位描述": '负责"三项"检修'}]


def test_a_json_array_on_one_long_line_and_its_breaking_off(tmp_path: Path) -> None:
    path = tmp_path / "jobs.json"
    many = [{"title": f"岗位{n}", "description": "述" * 50} for n in range(3_000)]
    text = json.dumps(many, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    assert cells(path) == many
    path.write_text(text[:5_000], encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"jobs\.json:item \d+: the JSON array breaks off"):
        read(path)


def test_sqlite_table_by_name_and_by_likeness(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_sqlite(path)
    assert [r.where for r in read(path)] == ["jobs!1", "jobs!2"]
    assert cells(path, sheet="aaa_log") == []
    with pytest.raises(UnreadableFile, match="aaa_log, jobs"):
        read(path, sheet="nowhere")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "not a readable workbook"),
        ("page.xls", "<html><p>岗位</p></html>".encode(), "web page"),
        ("a.xlsx", b"PK\x03\x04 cut off", "not a readable workbook"),
        ("a.parquet", b"PAR1 cut off", "not a readable Parquet"),
        ("a.db", b"SQLite format 3\x00 cut off", "not a readable SQLite"),
        ("a.jsonl.gz", gzip.compress(b'{"title": "x"}' * 900, mtime=0)[:-20], "damaged or incomplete"),
        ("noise.csv", bytes(range(128, 256)) * 20, "neither UTF-8 nor GB18030"),
        ("nul.csv", b"a\x00\x00b" * 90, "not a text file"),
        ("data.xml", b"<?xml version='1.0'?><jobs/>", "XML"),
    ],
)
def test_unreadable_files_say_what_where_and_how_to_mend(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=said) as caught:
        read(tmp_path / name)
    assert name in caught.value.where
    assert caught.value.mend


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read(tmp_path / "nowhere.csv")


def test_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "big.csv.gz"
    line = "数控车工," + "负责操作" * 200 + ",厂\n"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        out.write(",".join(HEADINGS) + "\n")
        out.writelines(line for _ in range(2_000))
    tracemalloc.start()
    count = sum(1 for _ in rows(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2_000
    assert peak < 2**20  # of 5 MB


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("51job_2024.jsonl.gz", "51job_2024"),
        ("某网 导出.xlsx", "某网 导出"),
        ("v1.2.csv", "v1.2"),
        ("x", "x"),
    ],
)
def test_file_stem(name: str, stem: str) -> None:
    assert file_stem(Path(name)) == stem


def test_stray_control_characters_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl"
    path.write_text('{"title": "电\t工", "description": "检修\x00线路"}\n', encoding="utf-8")
    assert cells(path) == [{"title": "电\t工", "description": "检修\x00线路"}]
