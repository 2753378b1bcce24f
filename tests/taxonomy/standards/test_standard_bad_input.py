"""What cannot be read is refused in words, in both languages, and nothing is stored."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image


def _no_tables(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("1.1.1 能检查设备。")
    document.save(str(path))


def _foreign_table(path: Path) -> None:
    document = docx.Document()
    document.add_table(2, 2).cell(0, 0).text = "姓名"
    document.save(str(path))


def _broken_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<broken")


def _ole(path: Path, word: str) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + word.encode("utf-16-le"))


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "scan.pdf": (lambda p: Image.new("L", (600, 800), 255).save(p), "scan"),
    "broken.pdf": (lambda p: p.write_bytes(b"%PDF-1.4\nnothing"), "PDF"),
    "tableless.docx": (_no_tables, "no table"),
    "foreign.docx": (_foreign_table, "no requirement"),
    "broken.docx": (_broken_zip, "not a readable DOCX"),
    "closed.docx": (lambda p: _ole(p, "EncryptedPackage"), "encrypted"),
    "old.doc": (lambda p: _ole(p, "WordDocument"), "old .doc"),
    "named.docx": (lambda p: p.write_text("a,b\n1,2\n"), "not a file of that kind"),
    "page.json": (lambda p: p.write_text("<html></html>"), "not a file of that kind"),
    "broken.json": (lambda p: p.write_text('{"a": '), "not JSON"),
    "empty.csv": (lambda p: p.write_text(""), "empty"),
    "letter.csv": (lambda p: p.write_text("只有一列\n没有表格\n", "utf-8"), "not a table"),
    "other.csv": (lambda p: p.write_text("姓名,电话\n甲,1\n", "utf-8"), "no requirement"),
    "encrypted.pdf": (lambda p: p.write_bytes((Path(__file__).parent / "files" / "encrypted.pdf").read_bytes()),
                      "encrypted"),
    "gone.pdf": (lambda p: None, "no such file"),
}  # fmt: skip


def _xgap(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipelines.cli", *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_message(tmp_path: Path, name: str) -> None:
    from taxonomy.standards.errors import StandardError
    from taxonomy.standards.readers import read

    make, words = BAD[name]
    make(tmp_path / name)
    with pytest.raises(StandardError) as caught:
        read(tmp_path / name)
    message = str(caught.value)
    assert words in message
    assert name in message
    assert " / " in message
    assert any("\u4e00" <= c <= "\u9fff" for c in message)


def test_the_command_says_it_with_exit_code_one_and_stores_nothing(tmp_path: Path) -> None:
    done = _xgap("standard", "import", str(Path(__file__).parent / "files" / "encrypted.pdf"), "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "encrypted" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.json"))


def test_unknown_and_wrong_certificate_codes(tmp_path: Path, documents: Path) -> None:
    file, data = str(documents / "merged.docx"), ("--data", str(tmp_path))
    unknown = _xgap("standard", "import", file, "--certificate", "xg-web-fronted", *data)
    assert unknown.returncode == 1
    assert "xg-web-frontend" in unknown.stderr
    other = _xgap("standard", "import", file, "--certificate", "xg-web-frontend", *data)
    assert other.returncode == 1
    assert "wrong_certificate" in other.stdout
    assert not list(tmp_path.rglob("*.json"))


def test_dry_run_prints_one_document_and_stores_nothing(tmp_path: Path, documents: Path) -> None:
    done = _xgap("standard", "import", str(documents / "flat.csv"), "--dry-run", "--json", "--data", str(tmp_path))
    assert done.returncode == 0
    assert set(json.loads(done.stdout)) == {
        "certificate",
        "version",
        "issuer",
        "majors",
        "jobs",
        "requirements",
        "not_placed",
    }
    assert not list(tmp_path.iterdir())
