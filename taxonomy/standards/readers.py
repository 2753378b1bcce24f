"""A file → a reading, by what the file is and not by what its name says."""

from __future__ import annotations

import zipfile
from pathlib import Path

from taxonomy.standards import docx, json_files, pdf, sheets
from taxonomy.standards.errors import StandardError
from taxonomy.standards.layout import interpret
from taxonomy.standards.model import Reading

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUFFIX = {
    ".docx": "docx",
    ".pdf": "pdf",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
}


def kind_of(path: Path) -> str:
    """docx, pdf, xlsx, json or csv; raises StandardError for what is missing, empty, encrypted, old or other."""
    if not path.is_file():
        raise StandardError(path, "no such file", "文件不存在")
    head = path.read_bytes()[:2_000_000]
    if not head.strip():
        raise StandardError(path, "the file is empty", "文件为空")
    if head.startswith(_OLE):
        raise _ole(path, head)
    found = _kind(path, head)
    said = _SUFFIX.get(path.suffix.lower())
    if found is None or (said is not None and said != found):
        raise StandardError(
            path,
            f"not a file of that kind: named {path.suffix or 'without ending'}, but holds {found or 'something else'}; "
            "xgap reads DOCX, PDF, XLSX, CSV and JSON. Save it again from the program that made it",
            f"文件内容与扩展名不符（内容为 {found or '其他格式'}）；可读 DOCX、PDF、XLSX、CSV、JSON，请重新另存",
        )  # fmt: skip
    return found


def _ole(path: Path, head: bytes) -> StandardError:
    if "EncryptedPackage".encode("utf-16-le") in head:
        return StandardError(
            path, "the document is encrypted with a password; remove it in Word, WPS or Excel and save again",
            "文档设有打开密码，请在 Word、WPS 或 Excel 中取消密码后另存",
        )  # fmt: skip
    return StandardError(
        path, "an old .doc, .xls or .wps file; open it in Word or WPS and save it as .docx or .xlsx",
        "旧版 .doc、.xls 或 .wps 文件，请用 Word 或 WPS 打开后另存为 .docx 或 .xlsx",
    )  # fmt: skip


def _kind(path: Path, head: bytes) -> str | None:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
        except zipfile.BadZipFile:
            return None
        return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{\\rtf", b"<", b"\x89PNG", b"\xff\xd8", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z")):
        return None
    if start.startswith((b"{", b"[")) and path.suffix.lower() not in (".csv", ".tsv"):
        return "json"
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    return None if b"\x00" in head[:4096] and not utf16 else "csv"


def read(path: Path, name: str | None = None) -> Reading:
    """Read one standard; `name` chooses among several in a JSON listing, or names one that does not say its name.

    Raises StandardError for whatever cannot be read, and when no requirement and no level was found."""
    kind = kind_of(path)
    if kind == "json":
        reading = json_files.read(path, name)
    else:
        reader = {"docx": docx.read, "pdf": pdf.read, "xlsx": sheets.read_xlsx, "csv": sheets.read_csv}[kind]
        reading = interpret(reader(path))
        if not reading.requirements:
            places = "; ".join(n.where for n in reading.not_placed[:3])
            raise StandardError(
                path,
                "no requirement was found: no table has the headings 工作领域, 工作任务, 职业技能要求 (or the like)"
                + (f"; looked at {places}" if places else ""),
                "未找到职业技能要求：没有含“工作领域、工作任务、职业技能要求”（或类似）表头的表格",
            )  # fmt: skip
    reading.certificate = reading.certificate or name
    return reading
