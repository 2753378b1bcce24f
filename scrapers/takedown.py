"""Taking postings out of everything that collection wrote. Each file is replaced whole or left as it was; done twice,
the second time changes nothing, so a killed take-down is simply done again."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapers.blocklist import Blocklist
from scrapers.journal import Journal
from scrapers.memory import Memory, locked
from scrapers.outbox import ITEMS, MANIFEST, Manifest, clean_partials

LIFECYCLE = "lifecycle.jsonl.gz"


@dataclass
class Removed:
    """What was taken out of the landing folder and beside it."""

    postings: set[str] = field(default_factory=set)
    runs: list[str] = field(default_factory=list)
    rejects: int = 0
    texts_gone: set[str] = field(default_factory=set)
    """Hashes of texts that no posting has any more; as the warehouse hashes them."""


def remove(data: Path, blocklist: Blocklist) -> Removed:
    """Takes out all that the list keeps out. Not while an import or a crawl is under way.

    Raises MayNotCrawl when a crawl of a source that holds such a posting is under way."""
    removed, kept = Removed(), set()
    clean_partials(data)
    for folder in sorted(path.parent for path in data.glob(f"landing/*/*/{MANIFEST}")):
        gone, stay, texts = _rewrite_items(folder, blocklist)
        kept |= stay
        if gone:
            removed.postings |= gone
            removed.texts_gone |= texts
            removed.runs.append(folder.name)
    removed.texts_gone -= kept
    for path in sorted(data.glob("rejected/*/*.jsonl")):
        removed.rejects += _rewrite_rejects(path, blocklist)
    for folder in sorted(path for path in data.glob("crawl/*") if path.is_dir()):
        _forget(data, folder, blocklist, removed.postings)
    for folder in sorted(path.parent for path in data.glob(f"landing/*/*/{LIFECYCLE}")):
        _rewrite_lives(folder, removed.postings)
    return removed


def text_hash(description: str) -> str:
    """As staging hashes a text."""
    return hashlib.sha256(description.encode()).hexdigest()[:16]


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") as stream:
        yield from stream


def _rewrite_items(folder: Path, blocklist: Blocklist) -> tuple[set[str], set[str], set[str]]:
    """Ids taken out, hashes of the texts that stay, hashes of those that went."""
    gone: set[str] = set()
    stay: set[str] = set()
    texts: set[str] = set()
    new = folder / f".{ITEMS}.new"
    digest, n = hashlib.sha256(), 0
    with new.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", compresslevel=5, fileobj=raw, mtime=0) as out:
        for line in _lines(folder / ITEMS):
            posting = json.loads(line)
            named = (posting["posting_id"], posting["employer"], posting["source_job_id"], posting["url"])
            if blocklist.matches(*named):
                gone.add(posting["posting_id"])
                texts.add(text_hash(posting["description"]))
                continue
            stay.add(text_hash(posting["description"]))
            out.write(line)
            digest.update(line)
            n += 1
    manifest = Manifest.model_validate_json((folder / MANIFEST).read_text("utf-8"))
    if gone:
        _replace(new, folder / ITEMS)
    else:
        new.unlink()
    if manifest.sha256 != digest.hexdigest():  # also after a take-down that was killed between the two files
        facts = {**manifest.facts, "taken_down": int(manifest.facts.get("taken_down", 0)) + manifest.items - n}
        told = manifest.model_copy(update={"items": n, "sha256": digest.hexdigest(), "facts": facts})
        _write(folder / MANIFEST, told.model_dump_json(indent=2) + "\n")
    return gone, stay, texts


def _rewrite_rejects(path: Path, blocklist: Blocklist) -> int:
    lines = path.read_text("utf-8").splitlines()
    stay = [line for line in lines if not blocklist.named_in(line)]
    if len(stay) < len(lines):
        _write(path, "".join(line + "\n" for line in stay))
    return len(lines) - len(stay)


def _rewrite_lives(folder: Path, gone: set[str]) -> None:
    lines = list(_lines(folder / LIFECYCLE))
    stay = [line for line in lines if json.loads(line)["posting_id"] not in gone]
    if len(stay) < len(lines):
        new = folder / f".{LIFECYCLE}.new"
        new.write_bytes(gzip.compress(b"".join(stay), 5, mtime=0))
        _replace(new, folder / LIFECYCLE)


def _forget(data: Path, folder: Path, blocklist: Blocklist, gone: set[str]) -> None:
    """Crawls remember addresses, and those under way texts."""
    with locked(data, folder.name):
        for path in folder.glob("*.journal"):
            with closing(Journal(path)) as journal:
                journal.drop(lambda posting: blocklist.matches(*_named(posting)))
        if gone and (folder / "memory.sqlite").exists():
            with closing(Memory(data, folder.name)) as memory:
                memory.forget(gone)


def _named(posting: dict[str, Any]) -> tuple[str, str | None, str | None, str | None]:
    return posting["posting_id"], posting["employer"], posting["source_job_id"], posting["url"]


def _write(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    _replace(new, path)


def _replace(new: Path, path: Path) -> None:
    with new.open("rb") as stream:
        os.fsync(stream.fileno())
    os.replace(new, path)
