"""The store of decisions, `review.sqlite` in the data folder: append-only, and read here.

The store is no part of the warehouse: delete `data/work` and run again, and the decisions hold as before. It keeps
ids, names of skills and people's reasons; no posting's text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from warehouse.problems import BadInput
from warehouse.review.decisions import KINDS, Decision
from warehouse.review.wording import FIELDS

_VERSION: Final = 1
_SCHEMA: Final = f"""
create table if not exists decisions (
    number integer primary key autoincrement,
    kind text not null check (kind in {KINDS}), skill_id text not null, competency_id text,
    person text not null, reason text not null, decided_at text not null,
    into_skill text, name text, name_en text, type text, label text
);
create trigger if not exists never_changed before update on decisions
begin select raise(abort, 'decisions are only ever added'); end;
create trigger if not exists never_deleted before delete on decisions
begin select raise(abort, 'decisions are only ever added'); end;
pragma user_version = {_VERSION};
"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The store, made where it is not; raises BadInput where it cannot be used."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as base:
            version = base.execute("pragma user_version").fetchone()[0]
            if version > _VERSION:
                raise BadInput(f"{path} was written by a newer xgap: update this one / 由更新的版本写成，请升级")
            if version < _VERSION:
                # no write-ahead log: turning it on while another first user does so fails at once instead of waiting
                base.executescript(f"begin immediate; {_SCHEMA} commit;")
            yield base
    except sqlite3.Error as error:
        raise BadInput(
            f"{path}: the store of decisions cannot be used ({error}); close what holds it, or put a copy made by "
            "`xgap review export` back with `xgap review import` / 评审库无法使用"
        ) from error


def read(path: Path) -> list[Decision]:
    """All decisions in the order in which they were stored; none where there is no store."""
    if not path.exists():
        return []
    with opened(path) as base:
        return all_rows(base)


def all_rows(base: sqlite3.Connection) -> list[Decision]:
    """All decisions in the order in which they were stored."""
    rows = base.execute(f"select {', '.join(FIELDS)} from decisions order by number")  # noqa: S608  (our own names)
    return [Decision(*row) for row in rows.fetchall()]
