"""Sitemaps, read as pure functions: which pages a site offers to visitors, and when each last changed."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

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
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
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


def read_known(path: Path | None) -> frozenset[Entry]:
    """Pages that earlier crawls read, from a file of JSON lines [url, lastmod]; empty where there is none."""
    if path is None or not path.exists():
        return frozenset()
    with path.open(encoding="utf-8") as lines:
        return frozenset(Entry(*json.loads(line)) for line in lines if line.strip())


def write_known(path: Path, entries: Iterable[Entry]) -> None:
    """Replaces the file in one step; sorted, so that two equal crawls leave equal files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = sorted(json.dumps([entry.url, entry.lastmod], ensure_ascii=False) for entry in set(entries))
    new = path.with_name(path.name + ".new")
    new.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    new.replace(path)


def _plain(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            return stream.read(DOWNLOAD_MAXSIZE)  # a small file may unpack to gigabytes
    except (OSError, EOFError):
        return b""
