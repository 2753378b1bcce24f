"""The figures of a pack agree: document, workbook, claims, and what the dashboard's pages ask the same build.

Every table of the document is read back from the Word file as text and held against the sheet of its code, cell by
cell; the sheets against claims.json and against the queries of the certificate's and the skills' pages. The same
comparison is made of the demonstration material after a whole run (`long`)."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from pipelines.packs import archive, facts
from pipelines.packs.words import Words
from taxonomy.registry import load
from warehouse import queries
from warehouse.connection import Reader
from warehouse.settings import Paths

CODE = "xg-cnc"
Rows = list[dict[str, Any]]
W = Words("zh")
FEW, NOTHING = "<5", "–"


def documented(content: bytes) -> dict[str, Rows]:
    """Code of each captioned table in the document → its rows by heading, as text."""
    found: dict[str, Rows] = {}
    code = None
    document = Document(io.BytesIO(content))
    for child in document.element.body:
        if child.tag.endswith("}p"):
            paragraph = Paragraph(child, document)
            if paragraph.style is not None and paragraph.style.name == "Caption":
                match = re.match(r"表(T\w+)", paragraph.text)
                code = match[1] if match else None
        elif child.tag.endswith("}tbl") and code:
            head, *rows = [[cell.text for cell in row.cells] for row in Table(child, document).rows]
            found[code] = [dict(zip(head, row, strict=True)) for row in rows]
            code = None
    return found


def sheets(content: bytes) -> dict[str, Rows]:
    """Code of each sheet → its rows by heading, raw."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found: dict[str, Rows] = {}
    for sheet in book:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return found


def same(text: str, value: Any) -> bool:
    """Whether a cell of the document says what the cell of the workbook holds, to the digits that it shows."""
    if value is None:
        return text in ("", NOTHING)
    if isinstance(value, str):
        return text == value.removeprefix("'")
    plain = text.replace(",", "")
    if plain.endswith("%"):
        digits = len(plain[:-1].partition(".")[2])
        return abs(float(plain[:-1]) - value * 100) <= 0.5 * 10**-digits + 1e-9
    digits = len(plain.partition(".")[2])
    return abs(float(plain) - value) <= 0.5 * 10**-digits + 1e-9


def in_document(files: dict[str, bytes]) -> Iterator[str]:
    """Where a table of the document says another thing than the sheet of its code."""
    book = sheets(files["pack.xlsx"])
    for code, rows in documented(files["pack.docx"]).items():
        if code == "T9":  # for people to fill in
            continue
        for number, row in enumerate(rows):
            for head, text in row.items():
                if not same(text, book[code][number][head]):
                    yield f"{code} row {number} {head}: {text!r} in the document, {book[code][number][head]!r}"


def in_claims(files: dict[str, bytes]) -> Iterator[str]:
    """Where claims.json says another thing than sheet T1."""
    claims = json.loads(files["claims.json"])["claims"]
    rows = sheets(files["pack.xlsx"])["T1"]
    if [c["id"] for c in claims] != [r["编号"] for r in rows]:
        yield "other claims"
    for claim, row in zip(claims, rows, strict=False):
        interval = claim["interval"] or {"share": None, "low": None, "high": None}
        said = {"岗位数": claim["n"], "雇主（含不具名）": claim["employers"], "具名雇主": claim["named_employers"],
                "来源数": len(claim["sources"]), "月份数": claim["months"], "证据等级": claim["grade"],
                "结论": claim["text_zh"]}  # fmt: skip
        for head, value in said.items():
            if row[head] != value:
                yield f"{claim['id']} {head}: {value!r} in claims.json, {row[head]!r}"
        for key, head in (("share", "占比"), ("low", "下限"), ("high", "上限")):
            hidden = row[head] is None and (interval[key] is None or claim["kind"] == "removal")
            if not hidden and (row[head] is None or abs(row[head] - interval[key]) > 1e-6):
                yield f"{claim['id']} {head}: {interval[key]} in claims.json, {row[head]}"


def _number(name: str, cell: Any, asked: Any) -> Iterator[str]:
    """A cell against what a page shows; the page shows nothing where the cell says that few stand behind it."""
    if cell == FEW or cell is None:
        if asked is not None:
            yield f"{name}: {cell} in the workbook, {asked} on the page"
    elif asked is None or abs(cell - asked) > 1e-6:
        yield f"{name}: {cell} in the workbook, {asked} on the page"


def on_pages(files: dict[str, bytes], reader: Reader, code: str) -> Iterator[str]:
    """Where the workbook says another thing than the pages of the certificate and of skills ask."""
    book = sheets(files["pack.xlsx"])
    clauses = {row["competency_id"]: row for row in queries.certificate_table(reader, code)}
    if set(clauses) != {row["条款标识"] for row in book["T7"]}:
        yield "T7: other clauses"
    for row in book["T7"]:
        asked = clauses[row["条款标识"]]
        pairs = {"岗位数": "n_vacancies", "雇主（含不具名）": "n_employers", "比对数": "n_population", "占比": "share"}
        for head, key in pairs.items():
            yield from _number(f"T7 {row['条款标识']} {head}", row[head], asked[key])
        if row["占比"] is not None:
            yield from _number(f"T7 {row['条款标识']} 下限", row["下限"], asked["share_low"])
            yield from _number(f"T7 {row['条款标识']} 上限", row["上限"], asked["share_high"])
    lacking = {row["skill_id"]: row for row in queries.certificate_uncovered(reader, code)}
    for row in book["T7c"]:
        asked = lacking.get(row["技能编号"])
        if asked is None:
            yield f"T7c {row['技能编号']}: not on the page"
            continue
        pairs = {"岗位数": "n_vacancies", "雇主（含不具名）": "n_employers", "占比": "share", "下限": "share_low",
                 "上限": "share_high"}  # fmt: skip
        for head, key in pairs.items():
            yield from _number(f"T7c {row['技能编号']} {head}", row[head], asked[key])
    for row in book["T5"]:
        ranked = queries.skill_ranking(reader, queries.SkillFilter(skill_id=row["技能编号"]), 1)
        (asked,) = ranked.astype(object).where(ranked.notna(), None).to_dict("records")
        if row["趋势"] != W(f"status.{asked['status']}"):
            yield f"T5 {row['技能编号']}: {row['趋势']}, on the page {asked['status']}"
        for head, key in (("倍数", "ratio"), ("下限", "ratio_low"), ("上限", "ratio_high"), ("q值", "q_value")):
            yield from _number(f"T5 {row['技能编号']} {head}", row[head], asked[key])
    whole = next(c for c in json.loads(files["claims.json"])["claims"] if c["id"] == "C01")
    group = queries.certificate_job_group(reader, code)
    if (whole["n"], whole["employers"], whole["sources"]) != (group.n_vacancies, group.n_employers, [*group.sources]):
        yield "C01: another group than on the page"
    occupied = {(row["code"] or row["occupation"]): row
                for row in queries.certificate_occupations(reader, code).to_dict("records")}  # fmt: skip
    for row in book["T8"]:
        asked = occupied[row["职业编码"]]
        for head, key in (("岗位数", "n_vacancies"), ("具名雇主", "n_employers"), ("占比", "share_of_group"),
                          ("占该职业", "share_of_occupation")):  # fmt: skip
            yield from _number(f"T8 {row['职业编码']} {head}", row[head], asked[key])


def revision(data: Path, code: str) -> tuple[dict[str, bytes], Reader]:
    """The members of a revision pack, and the build."""
    path, build_id = queries.published(data)
    reader, taxonomy, standards = Reader(path), load(), Paths(data).standards
    asked = facts.revision(reader, queries.build(reader, path, build_id), code, taxonomy, standards)
    content = archive.build(asked, taxonomy, standards, "zh")
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}, reader


@pytest.fixture(scope="module")
def made(packed: Path) -> tuple[dict[str, bytes], Reader]:
    return revision(packed, CODE)


def test_all_say_the_same(made: tuple[dict[str, bytes], Reader]) -> None:
    files, reader = made
    tables = documented(files["pack.docx"])
    assert {"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T7b", "T7c", "T8", "T8c", "T10"} <= set(tables)
    assert sum(len(rows) for rows in tables.values()) > 30
    assert [*in_document(files), *in_claims(files), *on_pages(files, reader, CODE)] == []


def _another(files: dict[str, bytes], find: str, put: str) -> dict[str, bytes]:
    """The pack with one text of the document changed."""
    document = Document(io.BytesIO(files["pack.docx"]))
    cells = [c for table in document.tables for row in table.rows for c in row.cells if c.text == find]
    assert cells
    cells[0].paragraphs[0].runs[0].text = put
    out = io.BytesIO()
    document.save(out)
    return {**files, "pack.docx": out.getvalue()}


def test_one_other_figure_in_the_document_is_found(made: tuple[dict[str, bytes], Reader]) -> None:
    files, _ = made
    assert list(in_document(_another(files, "50.0%", "50.1%")))
    assert list(in_document(_another(files, "120", "121")))


def test_one_other_figure_in_the_workbook_is_found(made: tuple[dict[str, bytes], Reader]) -> None:
    files, reader = made
    for code, head in (("T1", "岗位数"), ("T7", "占比"), ("T7c", "岗位数"), ("T5", "倍数"), ("T8", "占该职业")):
        book = openpyxl.load_workbook(io.BytesIO(files["pack.xlsx"]))
        sheet = book[code]
        column = [cell.value for cell in sheet[1]].index(head) + 1
        line = next(n for n in range(2, sheet.max_row + 1) if isinstance(sheet.cell(n, column).value, (int, float)))
        sheet.cell(line, column).value += 1
        out = io.BytesIO()
        book.save(out)
        other = {**files, "pack.xlsx": out.getvalue()}
        assert [*in_document(other), *in_claims(other), *on_pages(other, reader, CODE)], code


def test_one_other_figure_in_the_claims_is_found(made: tuple[dict[str, bytes], Reader]) -> None:
    files, reader = made
    content = json.loads(files["claims.json"])
    content["claims"][0]["n"] += 1
    other = {**files, "claims.json": json.dumps(content).encode()}
    assert list(in_claims(other))
    assert list(on_pages(other, reader, CODE))


@pytest.mark.long
def test_after_a_whole_run_of_the_demonstration_all_say_the_same(
    environment: dict[str, str], tmp_path: Path, land: Callable[[Path, str, int, int], None]
) -> None:
    land(tmp_path, "first", 0, 1740)
    subprocess.run([sys.executable, "-m", "pipelines.cli", "run", "--data", str(tmp_path)], env=environment, check=True)
    certificates = queries.certificates(Reader(queries.published(tmp_path)[0]))
    sizes = certificates.groupby("certificate")["n_target_vacancies"].max().sort_values(ascending=False)
    for code in sizes.index[:3]:
        files, reader = revision(tmp_path, str(code))
        assert [*in_document(files), *in_claims(files), *on_pages(files, reader, str(code))] == [], code
