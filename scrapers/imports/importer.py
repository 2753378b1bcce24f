"""Imports a file of postings into the landing folder, once."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from scrapers.blocklist import Blocklist
from scrapers.errors import BadRecord
from scrapers.imports import saved
from scrapers.imports.convert import Converted, Defaults, convert
from scrapers.imports.errors import UnreadableFile
from scrapers.imports.headings import guess_mapping
from scrapers.imports.mapping import Given, Mapping, apply_given, given_headings, read_mapping_file, require
from scrapers.imports.readers import BrokenRow, Record, Row, file_stem, rows
from scrapers.imports.report import ImportPreview, ImportReport, Tally
from scrapers.items import DateBasis, JobPosting
from scrapers.outbox import Outbox

IMPORTER_VERSION = "1"
"""Raised whenever the same file would give other postings: then it may be imported anew."""
_SAMPLE = 200
_PREVIEWED = 2_000
_SHOWN = 5
_PROGRESS_STEP = 250

Reject: TypeAlias = Callable[[str, str, object], None]
"""Sets a record aside: where it stands, the reason, its used cells."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that is settled before the first record is converted."""

    path: Path
    sheet: str | None
    expected: tuple[str, ...]
    mapping: Mapping
    defaults: Defaults
    headings: tuple[str, ...] = ()
    given: Given = field(default_factory=dict)
    reused: Path | None = None
    """File of the mapping that was given for such headings before."""

    def records(self) -> Iterator[Record]:
        return rows(self.path, sheet=self.sheet, expected=self.expected)


def import_file(
    path: Path,
    data_dir: Path,
    *,
    source: str | None = None,
    mapping: Path | Given | None = None,
    sheet: str | None = None,
    permission_note: str | None = None,
    date_basis: DateBasis | None = None,
    reference_date: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Writes the postings of a file to `data_dir`/landing; does nothing if that was done before.

    `source` holds for every record; without it each record's own source column counts, else the file's name.
    `mapping` is a YAML file or dict of `field: heading` that overrides the guess, and is kept for the next file with
    the same headings; `sheet` names one sheet or
    table; `permission_note` says on what ground the file may be used; `date_basis` is what the dates rest on
    where records do not say it; relative dates ("3天前") relate to a record's crawl date, else to
    `reference_date`. `progress` is called with the number of records read.
    Raises `UnreadableFile`, `MappingProblem`; broken records are set aside with their reason and counted."""
    started = time.monotonic()
    plan = _plan(path, source, mapping, sheet, date_basis, reference_date, data_dir)
    run_id = _run_id(plan, data_dir)
    folder = plan.defaults.source
    tally = Tally()
    if Outbox.exists(data_dir, folder, run_id):
        return tally.report(path.name, folder, run_id, plan.mapping, time.monotonic() - started, already=True)
    with Outbox(data_dir, folder, run_id, "import") as outbox:
        for posting in _postings(plan, tally, outbox.reject, progress):
            if not outbox.write(posting):
                tally.leave_out(posting)
        if plan.given and plan.reused is None:
            saved.keep(data_dir, plan.headings, plan.given)
        outbox.close(permission_note=permission_note, **_facts(plan, tally))
    mapped = replace(plan.mapping, ignored=(*plan.mapping.ignored, *tally.late_headings))
    return tally.report(path.name, folder, run_id, mapped, time.monotonic() - started)


def preview(
    path: Path,
    *,
    source: str | None = None,
    mapping: Path | Given | None = None,
    sheet: str | None = None,
    date_basis: DateBasis | None = None,
    reference_date: date | None = None,
    data_dir: Path | None = None,
) -> ImportPreview:
    """What `import_file` would make of the first 2,000 records, with five of them; writes nothing."""
    started = time.monotonic()
    plan = _plan(path, source, mapping, sheet, date_basis, reference_date, data_dir)
    tally = Tally()
    shown: list[JobPosting] = []
    records = plan.records()
    for posting in _postings(plan, tally, _set_aside_nowhere, None, islice(records, _PREVIEWED)):
        if len(shown) < _SHOWN:
            shown.append(posting)
    complete = next(records, None) is None
    report = tally.report(path.name, plan.defaults.source, "", plan.mapping, time.monotonic() - started)
    return ImportPreview(report, tuple(shown), complete)


def _plan(
    path: Path,
    source: str | None,
    mapping: Path | Given | None,
    sheet: str | None,
    date_basis: DateBasis | None,
    reference_date: date | None,
    data_dir: Path | None = None,
) -> _Plan:
    given = read_mapping_file(mapping) if isinstance(mapping, Path) else dict(mapping or {})
    expected = given_headings(given)
    headings, sample = _sample(path, sheet, expected)
    reused = None
    if not given and data_dir is not None and (known := saved.recall(data_dir, headings)):
        given, reused = known
        expected = given_headings(given)
    mapped = apply_given(guess_mapping(headings, sample), given, headings)
    require(mapped, headings, path.name)
    defaults = Defaults(source or file_stem(path), source is not None, date_basis, reference_date)
    return _Plan(path, sheet, expected, mapped, defaults, tuple(headings), given, reused)


def _sample(path: Path, sheet: str | None, expected: tuple[str, ...]) -> tuple[list[str], list[dict[str, object]]]:
    """Headings in the order of the file and the first 200 records of each sheet."""
    headings: dict[str, None] = {}
    sample: list[dict[str, object]] = []
    fault = "the table has no records"
    for record in rows(path, sheet=sheet, expected=expected, per_part=_SAMPLE):
        if isinstance(record, BrokenRow):
            fault = f"{record.where}: {record.reason}"
            continue
        headings.update(dict.fromkeys(record.cells))
        sample.append(record.cells)
    if not sample:
        mend = "Check that it holds postings under a row of headings / 请确认文件含表头和数据"
        raise UnreadableFile(f"no readable record ({fault})", path.name, mend)
    return list(headings), sample


def _run_id(plan: _Plan, data_dir: Path) -> str:
    """16 hex digits over the file's bytes and all that decides what postings come of it."""
    choices: dict[str, object] = {
        "importer": IMPORTER_VERSION,
        "mapping": plan.mapping.as_dict(),
        "sheet": plan.sheet,
        "source": plan.defaults.source if plan.defaults.fixed_source else None,
        "date_basis": plan.defaults.date_basis,
        "reference_date": plan.defaults.reference_date,
    }
    if undone := [r.id for r in Blocklist.read(data_dir).requests if r.undone_on is not None]:
        choices["undone"] = undone  # what was left out may come in now, so the file may be imported once more
    digest = hashlib.sha256()
    with plan.path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    digest.update(json.dumps(choices, sort_keys=True, ensure_ascii=False, default=str).encode())
    return digest.hexdigest()[:16]


def _postings(
    plan: _Plan,
    tally: Tally,
    reject: Reject,
    progress: Callable[[int], None] | None,
    records: Iterator[Record] | None = None,
) -> Iterator[JobPosting]:
    """New postings of the file in order; rejects, repeats and unread dates are counted on the way."""
    used = {heading for source in plan.mapping.fields.values() for heading in source.headings}
    known = used | {*plan.mapping.ignored, *plan.mapping.personal}
    seen: set[int] = set()  # the ids as numbers: a third of the memory
    number = 0
    for number, record in enumerate(records if records is not None else plan.records(), 1):
        if isinstance(record, Row) and not record.cells.keys() <= known:
            tally.note_headings(record.cells.keys() - known)
        converted = _convert(record, plan, tally, reject, used)
        identity = int(converted.posting.posting_id[1:], 16) if converted is not None else 0
        if converted is not None and identity in seen:
            tally.repeats += 1
        elif converted is not None:
            seen.add(identity)
            tally.count(converted.posting, converted.unread)
            yield converted.posting
        if progress is not None and number % _PROGRESS_STEP == 0:
            progress(number)
    if progress is not None and number % _PROGRESS_STEP:
        progress(number)


def _convert(record: Record, plan: _Plan, tally: Tally, reject: Reject, used: set[str]) -> Converted | None:
    """None for a record that was set aside. Columns that are not used may hold anything, names of persons
    too, so that they do not go into the rejected file."""
    if isinstance(record, BrokenRow):
        tally.rejected[record.reason] += 1
        reject(record.where, record.reason, None)
        return None
    try:
        return convert(record.cells, plan.mapping, plan.defaults)
    except BadRecord as error:
        tally.rejected[error.reason] += 1
        reject(record.where, error.reason, {name: cell for name, cell in record.cells.items() if name in used})
        return None


def _facts(plan: _Plan, tally: Tally) -> dict[str, Any]:
    """What the manifest tells of an import."""
    return {
        "repeats": tally.repeats,
        "date_basis": ", ".join(f"{basis}: {count}" for basis, count in tally.bases.most_common()),
        "file": plan.path.name,
        "mapping": plan.mapping.as_dict(),
        "importer_version": IMPORTER_VERSION,
        "unread_dates": dict(tally.unread),
    }


def _set_aside_nowhere(where: str, reason: str, record: object) -> None:
    """A preview writes nothing, not even what it would reject."""
