"""Makes the test documents from the invented standard: each function writes one file in one way that people use."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.table import Table
from standard_truth import ISSUER, JOBS, LEVELS, MAJORS, NAME, SCOPES, VERSION, body, full_width

HEADINGS = ("工作领域", "工作任务", "职业技能要求")


def _front(document: Any) -> None:
    for line in body():
        document.add_paragraph(line)


def _fill(cell: Any, lines: list[str]) -> None:
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)


def _headings(table: Table, headings: tuple[str, ...] = HEADINGS) -> None:
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading


def _end(document: Any) -> None:
    document.add_paragraph("参考文献")
    document.add_paragraph("[1] 职业教育专业目录（2021年）")


def merged(path: Path, wide: bool = False) -> None:
    """One table a level, domain and task cells merged over their rows, one requirement a row."""
    number = full_width if wide else str
    document = docx.Document()
    _front(document)
    for at, (level, domains) in enumerate(LEVELS.items(), start=1):
        document.add_paragraph(f"表{at} {NAME}职业技能等级要求（{level}）")
        table = document.add_table(1, 3, style="Table Grid")
        _headings(table)
        for d, (domain, tasks) in enumerate(domains, start=1):
            top = len(table.rows)
            for t, (task, texts) in enumerate(tasks, start=1):
                first = len(table.rows)
                for r, text in enumerate(texts, start=1):
                    table.add_row().cells[2].text = f"{number(f'{d}.{t}.{r}')}{'' if wide else ' '}{text}"
                _merge(table, 1, first, f"{number(f'{d}.{t}')} {task}")
            _merge(table, 0, top, f"{number(str(d))}.{domain}" if not wide else f"{number(str(d))}．{domain}")
    _end(document)
    document.save(str(path))


def _merge(table: Table, column: int, first: int, text: str) -> None:
    cell = table.cell(first, column).merge(table.cell(len(table.rows) - 1, column))
    cell.text = text


def spread(path: Path) -> None:
    """Per-level tables cut into "pages": the heading repeated, cells left blank, all requirements of a task in a cell,
    lines broken by hand, English glosses, five columns of which one has no place."""
    document = docx.Document()
    _front(document)
    headings = ("职业功能\nWork domain", "工作内容\nWork task", "技能要求\nSkill requirement", "相关知识", "学时")
    for at, (level, domains) in enumerate(LEVELS.items(), start=1):
        document.add_paragraph(f"6.2.{at} {level}")
        table = None
        for d, (domain, tasks) in enumerate(domains, start=1):
            for t, (task, texts) in enumerate(tasks, start=1):
                if table is None or t == 2:
                    if table is not None:
                        document.add_paragraph(f"续表{at}")
                    table = document.add_table(1, 5, style="Table Grid")
                    _headings(table, headings)
                cells = table.add_row().cells
                if t == 1:
                    _fill(cells[0], [f"{d} {domain}", "Greenhouse work in English"])
                cells[1].text = f"{d}.{t}{task}"
                lines = []
                for r, text in enumerate(texts, start=1):
                    half = len(text) // 2
                    lines.append(f"{d}.{t}.{r}{text[:half]}\n{text[half:]}")
                _fill(cells[2], lines)
                cells[3].text = f"{d}.{t}.1 传感器基础知识（{level}）"
    document.add_paragraph("注：高级人员应持有低压电工作业证。")
    _end(document)
    document.save(str(path))


def one_table(path: Path) -> None:
    """One table over all levels with a level column merged, codes in columns of their own, two heading rows."""
    document = docx.Document()
    _front(document)
    document.add_paragraph(f"表1 {NAME}职业技能等级要求")
    headings = ("等级", "编号", "工作领域", "编号", "工作任务", "编号", "职业技能要求")
    table = document.add_table(1, 7, style="Table Grid")
    _headings(table, headings)
    for level, domains in LEVELS.items():
        start = len(table.rows)
        for d, (domain, tasks) in enumerate(domains, start=1):
            top = len(table.rows)
            for t, (task, texts) in enumerate(tasks, start=1):
                first = len(table.rows)
                for r, text in enumerate(texts, start=1):
                    cells = table.add_row().cells
                    cells[5].text, cells[6].text = f"{d}.{t}.{r}", text
                _merge(table, 3, first, f"{d}.{t}")
                _merge(table, 4, first, task)
            _merge(table, 1, top, str(d))
            _merge(table, 2, top, domain)
        _merge(table, 0, start, "\n".join(level))
    _end(document)
    document.save(str(path))


def ordinals(path: Path) -> None:
    """Numbers that begin again at each step: 工作领域一, 任务1, （1）; level rows inside one table."""
    document = docx.Document()
    _front(document)
    table = document.add_table(1, 3, style="Table Grid")
    _headings(table)
    chinese = "一二三四五"
    for level, domains in LEVELS.items():
        row = table.add_row().cells
        row[0].merge(row[2]).text = f"{level}职业技能要求"
        for d, (domain, tasks) in enumerate(domains, start=1):
            top = len(table.rows)
            for t, (task, texts) in enumerate(tasks, start=1):
                cells = table.add_row().cells
                cells[1].text = f"任务{t} {task}"
                _fill(cells[2], [f"（{r}）{text}" for r, text in enumerate(texts, start=1)])
            _merge(table, 0, top, f"工作领域{chinese[d - 1]}：{domain}")
    _end(document)
    document.save(str(path))


def automatic(path: Path) -> None:
    """The codes are Word's automatic numbers and stand nowhere in the text; each level's list begins again."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    document = docx.Document()
    _front(document)
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, text in enumerate(("%1", "%1.%2", "%1.%2.%3"))
    )
    ids = {}
    for at, level in enumerate(LEVELS, start=900):
        ids[level] = str(at)
        abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{at}">{levels}</w:abstractNum>')
        root.insert(0, abstract)
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'))

    def numbered(cell: Any, step: int, level: str, text: str, more: bool = False) -> None:
        paragraph = cell.add_paragraph(text) if more else cell.paragraphs[0]
        if not more:
            paragraph.text = text
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{step}"/><w:numId w:val="{ids[level]}"/></w:numPr>'))  # fmt: skip
        assert properties.find(qn("w:numPr")) is not None

    for level, domains in LEVELS.items():
        document.add_paragraph(f"表 {level}职业技能要求")
        table = document.add_table(1, 3, style="Table Grid")
        _headings(table)
        for domain, tasks in domains:
            top = len(table.rows)
            for t, (task, texts) in enumerate(tasks):
                cells = table.add_row().cells
                if t == 0:
                    numbered(cells[0], 0, level, domain)
                numbered(cells[1], 1, level, task)
                for r, text in enumerate(texts):
                    numbered(cells[2], 2, level, text, more=r > 0)
            table.cell(top, 0).merge(table.cell(len(table.rows) - 1, 0))
    _end(document)
    document.save(str(path))


def workbook(path: Path) -> None:
    """A sheet a level with title rows, merged cells, codes as numbers, and a cover sheet of labels."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "封面"
    for row in (["标准名称", f"{NAME}职业技能等级标准"], ["版本", VERSION], ["培训评价组织", ISSUER],
                ["适用专业", "、".join(m for names in MAJORS.values() for m in names)], ["面向岗位",
                                                                                         "、".join(JOBS)]):  # fmt: skip
        cover.append(row)
    for level, domains in LEVELS.items():
        sheet = book.create_sheet(level)
        sheet.append([f"{NAME}职业技能等级要求"])
        sheet.merge_cells("A1:E1")
        sheet.append([None])
        sheet.append(["工作领域", "任务编号", "工作任务", "要求编号", "职业技能要求"])
        for d, (domain, tasks) in enumerate(domains, start=1):
            top = sheet.max_row + 1
            for t, (task, texts) in enumerate(tasks, start=1):
                for r, text in enumerate(texts, start=1):
                    sheet.append([f"{d}.{domain}" if (t, r) == (1, 1) else None, float(f"{d}.{t}") if r == 1 else None,
                                  task if r == 1 else None, f"{d}.{t}.{r}", text])  # fmt: skip
            if sheet.max_row > top:
                sheet.merge_cells(start_row=top, end_row=sheet.max_row, start_column=1, end_column=1)
    book.save(path)


def flat_csv(path: Path) -> None:
    """A flat CSV in GB18030 with title rows and blank cells instead of repetitions."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"{NAME}职业技能等级标准（{VERSION}）", "", "", "", ""])
        writer.writerow([f"发布单位：{ISSUER}", "", "", "", ""])
        writer.writerow(["级别", "工作领域", "工作任务", "编号", "职业技能要求"])
        for level, domains in LEVELS.items():
            for d, (domain, tasks) in enumerate(domains, start=1):
                for t, (task, texts) in enumerate(tasks, start=1):
                    for r, text in enumerate(texts, start=1):
                        shown = [level if (d, t, r) == (1, 1, 1) else "", f"{d} {domain}" if (t, r) == (1, 1) else ""]
                        writer.writerow([*shown, f"{d}.{t} {task}" if r == 1 else "", f"{d}.{t}.{r}", text])


def nested_json(path: Path) -> None:
    """The portal's record with the levels of the standard inside."""
    grades = [
        {"certificateName": f"{NAME}（{level}）", "certificateGrade": {"code": str(n), "name": level},
         "certificateDesc": SCOPES[level],
         "workFields": [
             {"code": str(d), "name": domain, "workTasks": [
                 {"code": f"{d}.{t}", "name": task,
                  "skillRequirements": [{"code": f"{d}.{t}.{r}", "content": text} for r, text in enumerate(texts, 1)]}
                 for t, (task, texts) in enumerate(tasks, 1)]}
             for d, (domain, tasks) in enumerate(domains, 1)]}
        for n, (level, domains) in enumerate(LEVELS.items(), 1)
    ]  # fmt: skip
    record = {"standardId": "1", "standardCode": "S-1", "standardName": f"{NAME}职业技能等级标准", "xzhOrgName": ISSUER,
              "version": VERSION, "stateDt": "2023-05-01", "certInfos": grades,
              "majors": MAJORS, "jobs": JOBS}  # fmt: skip
    envelope = {"code": 200, "msg": "ok", "data": {"total": 1, "pageNum": 1, "list": [record]}}
    path.write_text(json.dumps(envelope, ensure_ascii=False), "utf-8")


DOCUMENTS: dict[str, Callable[[Path], None]] = {
    "merged.docx": merged, "wide.docx": lambda p: merged(p, wide=True), "spread.docx": spread,
    "one_table.docx": one_table,
    "ordinals.docx": ordinals, "automatic.docx": automatic, "sheets.xlsx": workbook, "flat.csv": flat_csv,
    "portal.json": nested_json,
}  # fmt: skip
