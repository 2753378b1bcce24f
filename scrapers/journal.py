"""The journal of one crawl under way: which pages wait, which are read, which postings came of them.

A page counts as read in the same transaction that keeps its postings, so a crawl that was killed goes on where it
was: nothing twice, nothing lost. Texts come here without personal data. The file goes when the crawl has landed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from scrapers.engine import Page
from scrapers.items import JobPosting

WAITING, READ, FAILED, GONE = range(4)
_EVERY_S: Final = 1.0
"""Seconds of work that a killed crawl may have to do again."""
_SCHEMA: Final = """
create table if not exists pages (
    n integer primary key, key text unique not null, url text not null, kind text not null, lastmod text not null,
    data text not null, depth integer not null, body text not null, optional integer not null,
    state integer not null default 0, tries integer not null default 0, etag text not null default '',
    modified text not null default '', leaf integer not null default 1
);
create index if not exists waiting on pages (n) where state = 0;
create table if not exists postings (posting_id text primary key, page integer, line blob, fingerprint text);
create table if not exists sighted (posting_id text primary key, page integer);
create table if not exists gone (posting_id text primary key, removed_on text, reason text);
create table if not exists rejects (n integer primary key, place text, reason text, record text);
create table if not exists counts (name text primary key, n integer not null);
create table if not exists notes (name text primary key, value text);
"""


class Journal:
    """Opens or begins the journal at `path`. Not for two processes at once: see `scrapers.memory.locked`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("pragma journal_mode = wal")
        self._base.execute("pragma synchronous = normal")
        self._base.executescript(_SCHEMA)
        self._base.execute("begin")
        self._flushed = time.monotonic()
        self._cursor = 0

    @property
    def begun(self) -> bool:
        """Whether an earlier process wrote pages."""
        return bool(self._one("select exists(select 1 from pages)"))

    def add(self, pages: Iterable[Page], most: int) -> tuple[int, int]:
        """Puts pages in line, each once; returns how many were new and how many are beyond `most` pages in all."""
        total, new, beyond = self._one("select count(*) from pages"), 0, 0
        for page in pages:
            if total + new >= most:
                beyond += 1
                continue
            key = hashlib.sha256(f"{page.url}\n{page.body}\n{page.kind == 'page'}".encode()).hexdigest()[:32]
            new += self._base.execute(
                "insert or ignore into pages (key, url, kind, lastmod, data, depth, body, optional)"
                " values (?,?,?,?,?,?,?,?)",
                (key, page.url, page.kind, page.lastmod, page.data, page.depth, page.body, page.optional),
            ).rowcount
        return new, beyond

    def take(self, most: int) -> Iterator[tuple[int, Page]]:
        """At most so many waiting pages that are not under way, in order."""
        rows = self._base.execute(
            "select n, url, kind, lastmod, data, depth, body, optional from pages where state = 0 and n > ?"
            " order by n limit ?",
            (self._cursor, most),
        ).fetchall()
        for n, url, kind, lastmod, data, depth, body, optional in rows:
            self._cursor = n
            yield n, Page(url, kind, lastmod, data, depth, body, bool(optional))

    def again(self, tries: int) -> int:
        """Puts pages that failed fewer than so many times back in line; returns how many."""
        self._cursor = 0
        return self._base.execute("update pages set state = 0 where state = 2 and tries < ?", (tries,)).rowcount

    def posting(self, page: int, posting: JobPosting, fingerprint: str, known: bool) -> bool:
        """Keeps a posting; False when it is there already. `known`: an earlier crawl landed the very same."""
        line = None if known else posting.model_dump_json().encode()
        return (
            self._base.execute(
                "insert or ignore into postings values (?,?,?,?)", (posting.posting_id, page, line, fingerprint)
            ).rowcount
            > 0
        )

    def sighted(self, page: int, posting_ids: Iterable[str]) -> None:
        """Postings that are still there although their page was not read again."""
        self._base.executemany("insert or ignore into sighted values (?,?)", [(p, page) for p in posting_ids])

    def drop(self, unwanted: Callable[[dict[str, Any]], bool]) -> None:
        """Takes out postings that were read already; their pages stay read."""
        lines = self._base.execute("select posting_id, line from postings where line is not null").fetchall()
        ids = [(posting_id,) for posting_id, line in lines if unwanted(json.loads(line))]
        self._base.executemany("delete from postings where posting_id = ?", ids)

    def gone(self, posting_id: str, day: str, reason: str) -> None:
        """A posting that is no longer open."""
        self._base.execute("insert or ignore into gone values (?,?,?)", (posting_id, day, reason))

    def reject(self, place: str, reason: str, record: str) -> None:
        """Sets a record aside; `record` is an excerpt without personal data."""
        self._base.execute("insert into rejects (place, reason, record) values (?,?,?)", (place, reason, record))

    def done(self, page: int, state: int, etag: str = "", modified: str = "", leaf: bool = True) -> None:
        """A page is read, failed or gone; a failed one may be tried again. With all that came of it, it is kept."""
        self._base.execute(
            "update pages set state = ?, tries = tries + 1, etag = ?, modified = ?, leaf = ? where n = ?",
            (state, etag, modified, leaf, page),
        )
        if time.monotonic() - self._flushed > _EVERY_S:
            self.flush()

    def count(self, name: str, n: int = 1) -> None:
        """Adds to a count of the manifest."""
        self._base.execute(
            "insert into counts values (?, ?) on conflict (name) do update set n = n + excluded.n", (name, n)
        )

    def counts(self) -> dict[str, int]:
        """All counts."""
        return dict(self._base.execute("select name, n from counts order by name").fetchall())

    def note(self, name: str, value: str | None = None) -> str | None:
        """Keeps a note when there is none of that name yet; returns the one that is kept."""
        if value is not None:
            self._base.execute("insert or ignore into notes values (?, ?)", (name, value))
        row = self._base.execute("select value from notes where name = ?", (name,)).fetchone()
        return row[0] if row else None

    def n_pages(self, *states: int, listing: bool | None = None) -> int:
        """How many pages are in these states."""
        kind = {None: "", True: " and kind <> 'page' and not optional", False: " and kind = 'page'"}[listing]
        marks = ",".join("?" * len(states))
        return int(self._one(f"select count(*) from pages where state in ({marks}){kind}", states))  # noqa: S608

    def postings(self) -> Iterator[tuple[str, bytes | None, str, str]]:
        """(posting_id, line or None when unchanged, fingerprint, address of its page), in the order of the pages."""
        yield from self._base.execute(
            "select posting_id, line, fingerprint, url from postings join pages on page = n"
            " order by page, postings.rowid"
        )

    def all_sighted(self) -> list[str]:
        """Postings seen by this crawl, read again or not."""
        rows = self._base.execute("select posting_id from postings union select posting_id from sighted").fetchall()
        return [row[0] for row in rows]

    def all_gone(self) -> list[tuple[str, str, str]]:
        """(posting_id, day, reason) of removals that the source told."""
        return self._base.execute("select * from gone order by posting_id").fetchall()

    def rejects(self) -> Iterator[tuple[str, str, str]]:
        """(place, reason, record) of what was set aside, and of pages that could not be had."""
        yield from self._base.execute("select place, reason, record from rejects order by n")

    def read_pages(self) -> Iterator[tuple[str, str, str, str, list[str]]]:
        """(url, etag, last-modified, lastmod, posting ids) of pages that gave postings and led to no others."""
        rows = self._base.execute(
            "select url, etag, modified, lastmod, json_group_array(posting_id) from pages join ("
            " select posting_id, page from postings union select posting_id, page from sighted) on page = n"
            " where state = 1 and leaf and body = '' group by n"
        )
        for url, etag, modified, lastmod, ids in rows:
            yield url, etag, modified, lastmod, json.loads(ids)

    def failed_urls(self) -> list[str]:
        """Addresses of pages that could not be had."""
        return [row[0] for row in self._base.execute("select url from pages where state in (0, 2)")]

    def flush(self) -> None:
        """Makes all that was told so far safe."""
        self._base.execute("commit")
        self._base.execute("begin")
        self._flushed = time.monotonic()

    def close(self) -> None:
        """Keeps everything and lets the file go."""
        self._base.execute("commit")
        self._base.close()

    def delete(self) -> None:
        """Closes and removes the journal."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _one(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        return self._base.execute(sql, values).fetchone()[0]
