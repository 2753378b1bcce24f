"""What crawls of one source remember of each other: pages and their versions, postings and their lives, pauses.

<data>/crawl/<source>/memory.sqlite   pages and postings; grows only when a crawl lands
<data>/crawl/<source>/<run>.journal   a crawl under way, see `scrapers.journal`
<data>/crawl/<source>/lock            held by the crawl under way: one per source at a time"""

from __future__ import annotations

import fcntl
import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from scrapers.errors import MayNotCrawl
from scrapers.items import JobPosting
from scrapers.journal import Journal
from scrapers.outbox import slugify

LEAST_LEFT: Final = 0.5
"""A board that shows less than this share of its open postings is taken for broken: nothing is closed by absence."""
_SCHEMA: Final = """
create table if not exists pages (
    url text primary key, etag text, modified text, lastmod text, posting_ids text
);
create table if not exists postings (
    posting_id text primary key, url text, fingerprint text, first_seen text, last_seen text, valid_through text,
    removed_on text, reason text
);
create index if not exists by_url on postings (url);
create table if not exists notes (name text primary key, value text);
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier crawl knows of a page."""

    etag: str
    modified: str
    lastmod: str
    posting_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """One posting after a crawl, as lifecycle.jsonl.gz in the landing folder tells it."""

    posting_id: str
    first_seen: str
    last_seen: str
    removed_on: str | None = None
    reason: str | None = None
    """event, absence, valid_through, gone (404 or 410)."""


def folder_of(data: Path, source: str) -> Path:
    """Where a source's memory lies."""
    return data / "crawl" / slugify(source)


@contextmanager
def locked(data: Path, source: str) -> Iterator[None]:
    """Holds the source for one crawl. Raises MayNotCrawl when another one is under way; a killed one lets go."""
    folder = folder_of(data, source)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise MayNotCrawl(
                f"{source}: another crawl of it is under way; wait for its end / 该来源正在采集，请稍候"
            ) from error
        yield


class Memory:
    """Opens or begins the memory of a source."""

    def __init__(self, data: Path, source: str) -> None:
        folder = folder_of(data, source)
        folder.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(folder / "memory.sqlite")
        self._base.execute("pragma journal_mode = wal")
        self._base.executescript(_SCHEMA)

    def page(self, url: str) -> Known | None:
        """What is known of a page; None for a new one, and for one with a posting that was removed."""
        row = self._base.execute(
            "select etag, modified, lastmod, posting_ids from pages where url = ?", (url,)
        ).fetchone()
        return Known(row[0], row[1], row[2], tuple(json.loads(row[3]))) if row else None

    def fingerprint(self, posting_id: str) -> str | None:
        """Of the posting as it was landed last; None when it is new or was removed since."""
        row = self._base.execute(
            "select fingerprint from postings where posting_id = ?"
            " and (removed_on is null or reason = 'valid_through')",
            (posting_id,),
        ).fetchone()
        return row[0] if row else None

    def posting_ids_at(self, url: str) -> tuple[str, ...]:
        """Postings that a page gave."""
        known = self.page(url)
        return known.posting_ids if known else ()

    def note(self, name: str) -> Any:
        """A note by its name, or None."""
        row = self._base.execute("select value from notes where name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def set_note(self, name: str, value: Any) -> None:
        """Keeps a note; None removes it."""
        with self._base:
            if value is None:
                self._base.execute("delete from notes where name = ?", (name,))
            else:
                self._base.execute("replace into notes values (?, ?)", (name, json.dumps(value, ensure_ascii=False)))

    def n_open(self) -> int:
        """How many postings are open as far as is known."""
        return int(self._base.execute("select count(*) from postings where removed_on is null").fetchone()[0])

    def lives(self, journal: Journal, today: date, complete: bool) -> tuple[list[Life], dict[str, int]]:
        """What this crawl makes of each posting, and counts for the manifest; changes nothing.

        `complete`: the walk has met every open posting, so that absence means removal, unless the board shows
        less than half of what was open, or the page could not be had."""
        day = today.isoformat()
        known = {
            row[0]: row[1:]
            for row in self._base.execute(
                "select posting_id, first_seen, last_seen, valid_through, removed_on, reason from postings"
            )
        }
        expiry = {
            posting_id: json.loads(line).get("valid_through")
            if line is not None
            else known.get(posting_id, ("", "", None))[2]
            for posting_id, line, _, _ in journal.postings()
        }
        told = {posting_id: (on or day, reason) for posting_id, on, reason in journal.all_gone()}
        sighted = set(journal.all_sighted()) - told.keys()
        found = [
            Life(
                p,
                known[p][0] if p in known else day,
                day,
                *_expired(expiry.get(p) or known.get(p, ("", "", None))[2], day),
            )
            for p in sorted(sighted)
        ]
        open_before = {p for p, row in known.items() if row[3] is None}
        removed = {p: told[p] for p in told.keys() & open_before}
        counts = {"removed_event": len(removed)}
        unsure = {p for url in journal.failed_urls() for p in self.posting_ids_at(url)}
        absent = open_before - sighted - removed.keys() - unsure
        expired = {p for p in absent if (valid := known[p][2]) and valid < day}
        removed |= {p: (str(known[p][2]), "valid_through") for p in expired}
        absent -= expired
        if complete and sighted and len(sighted & open_before) + len(unsure) >= LEAST_LEFT * len(open_before):
            removed |= dict.fromkeys(absent, (day, "absence"))
            counts["removed_absence"] = len(absent)
        elif absent and complete:
            counts["absent_but_kept_open"] = len(absent)
        counts["removed_valid_through"] = len(expired) + sum(life.reason == "valid_through" for life in found)
        found += [Life(p, known[p][0], known[p][1], on, reason) for p, (on, reason) in sorted(removed.items())]
        return found, {name: n for name, n in counts.items() if n}

    def learn(self, run_id: str, journal: Journal, lives: list[Life], today: date) -> None:
        """Takes over what a landed crawl found, once, in one transaction."""
        if self.note("last_run") == run_id:
            return
        with self._base:
            for posting_id, line, fingerprint, url in journal.postings():
                if line is not None:
                    valid = json.loads(line).get("valid_through")
                    self._base.execute(
                        "replace into postings values (?,?,?,?,?,?,null,null)",
                        (posting_id, url, fingerprint, "", "", valid),
                    )
            self._base.executemany(
                "update postings set first_seen = ?, last_seen = ?, removed_on = ?, reason = ? where posting_id = ?",
                [(life.first_seen, life.last_seen, life.removed_on, life.reason, life.posting_id) for life in lives],
            )
            self._base.executemany(
                "replace into pages values (?,?,?,?,?)",
                [(url, e, m, last, json.dumps(ids)) for url, e, m, last, ids in journal.read_pages()],
            )
            for name, value in (("last_run", run_id), ("last_crawl", today.isoformat())):
                self._base.execute("replace into notes values (?, ?)", (name, json.dumps(value)))

    def forget(self, posting_ids: Collection[str]) -> int:
        """Leaves no trace of these postings; returns how many there were."""
        if not posting_ids:
            return 0
        with self._base:
            n = 0
            for posting_id in posting_ids:
                n += self._base.execute("delete from postings where posting_id = ?", (posting_id,)).rowcount
                self._base.execute("delete from pages where posting_ids like ?", (f'%"{posting_id}"%',))
        self._base.execute("vacuum")
        return n

    def close(self) -> None:
        """Lets the file go."""
        self._base.close()


def fingerprint(posting: JobPosting) -> str:
    """Of everything that a source says of a posting; the day on which we looked is no part of it."""
    said = posting.model_dump_json(exclude={"date_seen", "year", "date_basis"})
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _expired(valid_through: str | None, day: str) -> tuple[str | None, str | None]:
    return (valid_through, "valid_through") if valid_through and valid_through < day else (None, None)
