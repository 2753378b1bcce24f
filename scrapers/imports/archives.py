"""Archives of files (ZIP): each file in it is imported as if it lay there by itself."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from scrapers.imports.errors import UnreadableFile

_MOST_BYTES: Final = 8 * 2**30
_MOST_FILES: Final = 5_000
_TEXTS: Final = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".gz")
_BOOKS: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".parquet", ".db", ".sqlite", ".sqlite3", ".zip")
_KNOWN: Final = frozenset({*_TEXTS, *_BOOKS})
_UTF8_NAME: Final = 0x800


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP of files: a workbook is a ZIP too, of parts with names of its own."""
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return False
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False
    return not ("[Content_Types].xml" in names or "mimetype" in names or "META-INF/manifest.xml" in names)


@contextmanager
def unpacked(path: Path) -> Iterator[list[Path]]:
    """Files of an archive, in order of their names, in a folder that goes when the context ends.

    Raises UnreadableFile for one that is damaged, encrypted, empty, or unfolds to more than 8 GB."""
    folder = Path(tempfile.mkdtemp(prefix="xgap-import-"))
    try:
        yield list(_members(path, folder, depth=0))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _members(path: Path, folder: Path, depth: int) -> Iterator[Path]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and _is_data(info)]
            if not infos:
                raise UnreadableFile(
                    "the archive holds no file of postings", path.name, "Pack CSV, XLSX or JSON / 请打包数据文件"
                )
            if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _MOST_BYTES:
                raise UnreadableFile(
                    "the archive unfolds to too much", path.name, "Unpack it and import part by part / 请分批导入"
                )
            for number, info in enumerate(sorted(infos, key=lambda info: info.filename)):
                # the name within the archive never becomes a path: only its last part, in a folder of its own
                target = folder / f"{depth}-{number}" / PurePosixPath(_name(info).replace("\\", "/")).name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as packed, target.open("wb") as out:
                    shutil.copyfileobj(packed, out, 1 << 20)
                if is_archive(target) and depth < 2:
                    yield from _members(target, target.parent, depth + 1)
                else:
                    yield target
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError) as error:
        mend = "Pack it again without a password / 请去除密码后重新打包"
        raise UnreadableFile(f"not a readable archive ({error})", path.name, mend) from error


def _is_data(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    hidden = name.name.startswith((".", "~$", "__MACOSX")) or "__MACOSX" in name.parts
    return not hidden and name.suffix.lower() in _KNOWN and info.file_size > 0


def _name(info: zipfile.ZipInfo) -> str:
    """The file's name; archives packed on Chinese Windows hold GBK where none is declared."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
