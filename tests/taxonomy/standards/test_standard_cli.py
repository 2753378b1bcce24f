"""The commands: import, list, check, export, remove, new, from one end to the other."""

from __future__ import annotations

import json
from pathlib import Path

import docx
from standard_truth import LEVELS, NAME, requirements
from typer.testing import CliRunner, Result

from pipelines.cli import app
from taxonomy.standards.readers import read


def _xgap(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_import_list_export_and_remove(documents: Path, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    done = _xgap("standard", "import", str(documents / "spread.docx"), "--certificate", "std-greenhouse", *data)
    assert done.exit_code == 0, done.output
    assert "not placed 未能归位: 12" in done.output
    assert "能识别离线的LoRa节点" in done.output
    row = json.loads(_xgap("standard", "list", "--json", *data).stdout)[0]
    assert (row["certificate"], row["version_id"], row["n_requirements"], row["in_force"]) == (
        "std-greenhouse",
        "2023-1.0",
        21,
        True,
    )
    certificates = {c["code"]: c for c in json.loads(_xgap("list", "certificates", "--json", *data).stdout)}
    assert (certificates["std-greenhouse"]["basis"], certificates["std-greenhouse"]["n_requirements"]) == (
        "official",
        21,
    )
    out = tmp_path / "a.csv"
    assert _xgap("export", "std-greenhouse", "--format", "csv", "-o", str(out), *data).exit_code == 0
    assert read(out).dry_run()["requirements"] == requirements()
    again = _xgap("standard", "import", str(out), "--json", "--replace", *data)
    assert again.exit_code == 0, again.output
    assert _xgap("standard", "remove", "std-greenhouse", "2023-1.0", *data).exit_code == 0
    assert json.loads(_xgap("standard", "list", "--json", *data).stdout) == []


def test_errors_in_the_codes_keep_a_standard_out_until_accepted(documents: Path, tmp_path: Path) -> None:
    document = docx.Document(str(documents / "merged.docx"))
    cell = document.tables[0].cell(2, 2)
    cell.text = cell.text.replace("1.1.2", "1.1.1")
    path = tmp_path / "doubled.docx"
    document.save(str(path))
    data = ("--data", str(tmp_path / "d"))
    refused = _xgap("standard", "import", str(path), *data)
    assert refused.exit_code == 1
    assert not list((tmp_path / "d").rglob("*.json"))
    check = _xgap("standard", "check", str(path), "--json", *data)
    assert check.exit_code == 1
    assert {f["kind"] for f in json.loads(check.stdout) if f["severity"] == "error"} == {"duplicate_code"}
    assert _xgap("standard", "import", str(path), "--accept", *data).exit_code == 0
    assert len(list((tmp_path / "d").rglob("*.json"))) == 1


def test_our_frames_can_be_checked_too(tmp_path: Path) -> None:
    done = _xgap("standard", "check", "xg-web-frontend", "--json", "--data", str(tmp_path))
    assert done.exit_code == 0
    assert all(f["severity"] == "warning" for f in json.loads(done.stdout))


def test_a_scaffold_by_command(tmp_path: Path) -> None:
    words = ("new", "certificate", "xg-example", "--name", "示例", "--name-en", "Example", "--folder", str(tmp_path))
    assert _xgap(*words).exit_code == 0
    assert _xgap(*words).exit_code == 1


def test_headings_over_narrow_tables_and_a_cover_in_a_table(tmp_path: Path) -> None:
    document = docx.Document()
    cover = document.add_table(2, 1)
    cover.cell(0, 0).text, cover.cell(1, 0).text = f"{NAME}\n职业技能等级标准", "（2022年1.0版）"
    for level, domains in LEVELS.items():
        document.add_paragraph(level)
        for d, (domain, tasks) in enumerate(domains, start=1):
            document.add_paragraph(f"工作领域{d}：{domain}")
            for t, (task, texts) in enumerate(tasks, start=1):
                document.add_paragraph(f"工作任务{d}.{t}：{task}")
                table = document.add_table(1, 2)
                table.rows[0].cells[0].text, table.rows[0].cells[1].text = "编号", "职业技能要求"
                for r, text in enumerate(texts, start=1):
                    cells = table.add_row().cells
                    cells[0].text, cells[1].text = f"{d}.{t}.{r}", text
    path = tmp_path / "a.docx"
    document.save(str(path))
    reading = read(path)
    assert reading.dry_run()["requirements"] == requirements()
    assert (reading.certificate, reading.version, reading.not_placed) == (NAME, "2022年1.0版", [])
