"""Bytes of a page as text: what they are, not what the server says they are."""

from __future__ import annotations

import codecs
import re
from typing import Final

_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE: Final = {"gb2312", "gbk", "x-gbk", "gb_2312-80", "hz-gb-2312"}


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page. A byte order mark counts first, then UTF-8 where it fits, then what header and page
    declare, then GB18030; signs that nothing reads become U+FFFD. Never raises."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    declared = [m[1] for m in (_HEADER.search(content_type),) if m]
    declared += [m[1].decode("ascii") for m in (_META.search(body[:4096]),) if m]
    for codec in ("utf-8", *declared, "gb18030"):
        try:
            return body.decode("gb18030" if codec.lower() in _CHINESE else codec)
        except (UnicodeDecodeError, LookupError):
            continue
    best = next((c for c in declared if _known(c)), "utf-8")
    return body.decode("gb18030" if best.lower() in _CHINESE else best, "replace")


def _known(codec: str) -> bool:
    try:
        codecs.lookup(codec)
    except LookupError:
        return False
    return True
