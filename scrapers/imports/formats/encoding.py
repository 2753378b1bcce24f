"""Which encoding a text file is in, found by trying, and its lines, one at a time."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scrapers.imports.errors import UnreadableFile

GZIP_MAGIC = b"\x1f\x8b"
LONGEST_LINE = 8 * 2**20
"""Bytes of one line that are still taken as one; what is longer is no record but a damaged file."""
_TELLING_LINES = 20_000
_SAVE_AS = "Save it as UTF-8 (in Excel: 'CSV UTF-8') and import it again / 请另存为 UTF-8 后重新导入"


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked when it is gzip (told by its first bytes, not by its name)."""
    with path.open("rb") as start:
        packed = start.read(2) == GZIP_MAGIC
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def detect_encoding(path: Path) -> str:
    """ "utf-8-sig", "gb18030", "utf-16", "utf-16-le" or "utf-16-be", by byte order mark, else by which one
    reads more of the lines.

    One damaged line does not tip it: a UTF-8 file with a broken line is still UTF-8."""
    with open_bytes(path) as stream:
        start = stream.read(4096)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        if start.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig"
        if start.count(0) * 50 > len(start):  # a stray one is a damaged line, not another encoding
            if guess := _utf16_by_zeros(start):
                return guess
            raise UnreadableFile("not a text file", path.name, _SAVE_AS)
    lines = utf8 = gb = 0
    for raw in _raw_lines(path):
        if raw.isascii():
            continue
        lines += 1
        if _reads_as(raw, "utf-8"):
            utf8 += 1
        elif _reads_as(raw, "gb18030"):
            gb += 1
        if lines >= _TELLING_LINES:
            break
    if utf8 * 2 >= lines:  # a line that is not UTF-8 is hardly ever valid UTF-8 by chance, so half is plenty
        return "utf-8-sig"
    if gb * 2 >= lines - utf8:
        return "gb18030"
    raise UnreadableFile("neither UTF-8 nor GB18030 nor UTF-16", path.name, _SAVE_AS)


def _utf16_by_zeros(start: bytes) -> str | None:
    """UTF-16 without a byte order mark: of each sign of ASCII, one of its two bytes is zero, always the same one."""
    low, high = start[0::2].count(0), start[1::2].count(0)
    codec = "utf-16-le" if high > 10 * low else "utf-16-be" if low > 10 * high else None
    return codec if codec and _reads_as(start[: len(start) // 2 * 2], codec) else None


def decoded_lines(path: Path, encoding: str) -> Iterator[tuple[str, bool]]:
    """(line with its line end, whole) for each line; whole is False where bytes could not be read."""
    if encoding.startswith("utf-16"):
        with told_when_damaged(path), open_bytes(path) as stream:
            text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
            while line := text.readline(LONGEST_LINE):
                yield line, "\ufffd" not in line and len(line) < LONGEST_LINE
        return
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    for number, raw in enumerate(_raw_lines(path)):
        whole = len(raw) < LONGEST_LINE
        try:
            line = raw.decode(codec)
        except UnicodeDecodeError:
            line, whole = raw.decode(codec, errors="replace"), False
        yield (line.removeprefix("\ufeff") if number == 0 else line), whole


def decoded_pieces(path: Path, encoding: str) -> Iterator[str]:
    """The text in pieces of 64 Ki characters, whatever its lines; unreadable bytes become U+FFFD."""
    with told_when_damaged(path), open_bytes(path) as stream:
        text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
        while piece := text.read(1 << 16):
            yield piece


def _raw_lines(path: Path) -> Iterator[bytes]:
    """Lines in bytes; of a line longer than `LONGEST_LINE` only the start, so that memory stays flat."""
    with told_when_damaged(path), open_bytes(path) as stream:
        while raw := stream.readline(LONGEST_LINE):
            yield raw
            while len(raw) >= LONGEST_LINE and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST_LINE)


@contextmanager
def told_when_damaged(path: Path) -> Iterator[None]:
    """Turns what a cut or damaged (packed) file raises into `UnreadableFile`."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        mend = "Fetch or copy it again / 请重新获取该文件"
        raise UnreadableFile(f"damaged or incomplete file ({error})", path.name, mend) from error


def _reads_as(raw: bytes, codec: str) -> bool:
    """Incrementally, since a very long line is cut and may end within a character."""
    try:
        codecs.getincrementaldecoder(codec)().decode(raw)
    except UnicodeDecodeError:
        return False
    return True
