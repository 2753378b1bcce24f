"""Sitemaps, read as pure functions: which pages a site offers to visitors, and when each last changed."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from scrapers.markup import safe_xml
from scrapers.settings import DOWNLOAD_MAXSIZE

_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """One address in a sitemap; `lastmod` as printed, "" where the site gives none."""

    url: str
    lastmod: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One file: of pages, or (`is_index`) of further sitemaps."""

    is_index: bool
    entries: tuple[Entry, ...]


def read_sitemap(body: bytes) -> Sitemap | None:
    """The sitemap in a response's body, plain or gzipped; None when it is none."""
    body = _plain(body)
    root = safe_xml(body)
    if root is None or (kind := etree.QName(root).localname) not in ("urlset", "sitemapindex"):
        return None
    entries = []
    for element in root.iterchildren("{*}url", "{*}sitemap"):
        url = (element.findtext("{*}loc") or "").strip()
        if url:
            entries.append(Entry(url, (element.findtext("{*}lastmod") or "").strip()))
    return Sitemap(kind == "sitemapindex", tuple(entries))


def sitemaps_in_robots(text: str) -> tuple[str, ...]:
    """Addresses after "Sitemap:" in a robots.txt."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(line.partition(":")[2].strip() for line in lines if line.lower().startswith("sitemap:"))


def _plain(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            return stream.read(DOWNLOAD_MAXSIZE)  # a small file may unpack to gigabytes
    except (OSError, EOFError):
        return b""
