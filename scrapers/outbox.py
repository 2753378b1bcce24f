"""The landing folder's writer, for crawls and imports alike: whole runs or none.

<root>/landing/<source>/<run_id>/items.jsonl.gz + manifest.json     appears in one step, on `close`
<root>/landing/<source>/<run_id>/lifecycle.jsonl.gz                 of crawls: first seen, last seen, removed
<root>/rejected/<source>/<run_id>.jsonl                             what was set aside, and why
<root>/landing/.partial/<source>--<run_id>/                         a run under way, or one that was killed
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field

from scrapers.blocklist import Blocklist
from scrapers.errors import AlreadyLanded
from scrapers.items import JobPosting
from scrapers.scrub import scrub, without_contacts

RunKind = Literal["crawl", "import"]

ITEMS: Final = "items.jsonl.gz"
MANIFEST: Final = "manifest.json"
EXCERPT: Final = 500
_SCRUBBED_AT_MOST: Final = 4_000
_REJECTED: Final = "rejected.jsonl"
_RUN_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Manifest(BaseModel):
    """What one run brought. Counts are of records; times are UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    run_id: str
    kind: RunKind
    started_at: datetime
    finished_at: datetime
    items: int = Field(ge=0)
    rejected: int = Field(ge=0)
    rejected_by_reason: dict[str, int] = {}
    repeats: int = Field(default=0, ge=0)
    """Records whose posting was already in this run; written once."""
    pii_removed: int = Field(default=0, ge=0)
    """Pieces of personal data that were replaced, over all items."""
    permission_note: str | None = None
    """On what ground the material may be used."""
    date_basis_note: str | None = None
    """What the dates of the items rest on."""
    demonstration: bool = False
    """True when any item is invented."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Of the uncompressed items file."""
    facts: dict[str, Any] = {}
    """Whatever else the run has to say of itself."""


class Outbox:
    """Collects one run; `close` lands it. As a context manager it removes all that was written when an
    exception comes, or when the block ends without `close`."""

    def __init__(
        self,
        root: Path,
        source: str,
        run_id: str,
        kind: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        started_at: datetime | None = None,
    ) -> None:
        """`source` is any name, `run_id` letters, digits and ". _ -".

        Raises `AlreadyLanded` when the run is there, ValueError for an unusable run id or kind. A partial run
        of the same id, left by a killed process, is removed."""
        if kind not in ("crawl", "import"):
            raise ValueError(f"A run is a 'crawl' or an 'import', not '{kind}'.")
        self._final = _landed(root, source, run_id)
        if self._final.exists():
            raise AlreadyLanded(f"{self._final} is there already; a run lands once. Choose another run id.")
        self.root, self.source, self.run_id = root, source, run_id
        self.kind = cast("RunKind", kind)
        self._now, self._started_at = now, started_at or now()
        self._rejected_to = root / "rejected" / slugify(source) / f"{run_id}.jsonl"
        self._partial = root / "landing" / ".partial" / f"{slugify(source)}--{run_id}"
        shutil.rmtree(self._partial, ignore_errors=True)
        self._partial.mkdir(parents=True)
        self._raw: IO[bytes] = (self._partial / ITEMS).open("wb", buffering=1 << 18)
        # no name and no time in the file's head: the same items give the same bytes
        self._items = gzip.GzipFile(filename="", mode="wb", compresslevel=5, fileobj=self._raw, mtime=0)
        self._rejects: IO[str] = (self._partial / _REJECTED).open("w", encoding="utf-8")
        self._digest = hashlib.sha256()
        self._ids: set[str] = set()
        self._reasons: Counter[str] = Counter()
        self._repeats = self._pii_removed = 0
        self._demonstration = False
        self._kept_out = Blocklist.read(root)
        self._left_out: set[str] = set()
        self._open = True

    @staticmethod
    def exists(root: Path, source: str, run_id: str) -> bool:
        """Whether that run has landed."""
        return (_landed(root, source, run_id) / MANIFEST).is_file()

    @property
    def items(self) -> int:
        """Postings written so far."""
        return len(self._ids)

    @property
    def taken_down(self) -> int:
        """Postings that somebody asked to leave out; counted and never written."""
        return len(self._left_out)

    @property
    def rejected_by_reason(self) -> dict[str, int]:
        return dict(self._reasons.most_common())

    def write(self, posting: JobPosting) -> bool:
        """Adds a posting; False, and nothing but a count, when its `posting_id` is in this run already."""
        if posting.posting_id in self._ids:
            self._repeats += 1
            return False
        if self._kept_out and self._kept_out.keeps_out(posting):
            self._left_out.add(posting.posting_id)
            return False
        line = posting.model_dump_json().encode() + b"\n"
        self._items.write(line)
        self._digest.update(line)
        self._ids.add(posting.posting_id)
        self._pii_removed += posting.pii_removed
        self._demonstration |= posting.demonstration
        return True

    def write_line(self, line: bytes) -> bool:
        """As `write`, of a posting as JSON that `model_dump_json` made and nobody changed."""
        return self.write(JobPosting.model_validate_json(line))

    @property
    def left_out(self) -> frozenset[str]:
        """Postings that were kept out of this run because somebody asked for it."""
        return frozenset(self._left_out)

    def reject(self, where: str, reason: str, record: object) -> None:
        """Sets a record aside: its place, a short reason, and at most 500 characters of it without personal
        data. `record` may be a mapping, a text or None."""
        self._reasons[reason] += 1
        piece = excerpt(record)
        if self._kept_out and self._kept_out.named_in(f"{where} {piece}"):
            where = piece = "(taken down)"
        line = {"where": where, "reason": reason, "record": piece}
        self._rejects.write(json.dumps(line, ensure_ascii=False) + "\n")

    def beside(self, name: str, lines: Iterable[bytes]) -> None:
        """Writes a further gzipped file of lines into the run's folder."""
        with (
            (self._partial / name).open("wb") as raw,
            gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as stream,
        ):
            stream.writelines(line + b"\n" for line in lines)

    def close(
        self,
        *,
        permission_note: str | None = None,
        date_basis: str | None = None,
        repeats: int = 0,
        **facts: object,
    ) -> Manifest:
        """Lands the run in one step and returns its manifest.

        `repeats`: those that the caller kept back itself; `date_basis`: what the dates rest on, in words;
        `facts`: anything that JSON can hold, kept as it is."""
        self._close_files()
        manifest = Manifest(
            source=self.source,
            run_id=self.run_id,
            kind=self.kind,
            started_at=self._started_at,
            finished_at=self._now(),
            items=self.items,
            rejected=self._reasons.total(),
            rejected_by_reason=self.rejected_by_reason,
            repeats=self._repeats + repeats,
            pii_removed=self._pii_removed,
            permission_note=permission_note,
            date_basis_note=date_basis or None,
            demonstration=self._demonstration,
            sha256=self._digest.hexdigest(),
            facts=json.loads(
                json.dumps(
                    facts | ({"taken_down": self.taken_down} if self.taken_down else {}),
                    ensure_ascii=False,
                    default=str,
                )
            ),
        )
        _write_durably(self._partial / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
        self._land()
        return manifest

    def abandon(self) -> None:
        """Removes all that this run wrote. Harmless after `close`."""
        if self._open:
            self._close_files()
        shutil.rmtree(self._partial, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def _close_files(self) -> None:
        if not self._open:
            raise ValueError(f"The run {self.source} {self.run_id} is closed already.")
        self._open = False
        self._items.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()
        self._rejects.close()

    def _land(self) -> None:
        rejects = self._partial / _REJECTED
        if self._reasons:
            self._rejected_to.parent.mkdir(parents=True, exist_ok=True)
            os.replace(rejects, self._rejected_to)
        else:
            rejects.unlink()
            self._rejected_to.unlink(missing_ok=True)  # of a run of this id that was killed between two steps
        self._final.parent.mkdir(parents=True, exist_ok=True)
        self._partial.rename(self._final)


def read_manifest(root: Path, source: str, run_id: str) -> Manifest:
    """The manifest of a landed run. Raises FileNotFoundError."""
    path = _landed(root, source, run_id) / MANIFEST
    return Manifest.model_validate_json(path.read_text(encoding="utf-8"))


def clean_partials(root: Path) -> tuple[str, ...]:
    """Removes what killed runs left and returns the folders' names. Only while no run is under way."""
    partials = root / "landing" / ".partial"
    names = sorted(path.name for path in partials.iterdir()) if partials.is_dir() else []
    for name in names:
        shutil.rmtree(partials / name, ignore_errors=True)
    return tuple(names)


def slugify(name: str) -> str:
    """A folder's name for a source: [a-z0-9-], blind to case, blanks, dots and underscores.

    A name that loses other signs ends in 8 digits of its hash: "前程无忧" and "智联招聘" stay apart."""
    plain = re.sub(r"[\s_.]+", "-", name.strip().lower())
    slug = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9-]", "", plain)).strip("-")[:60]
    if slug and re.fullmatch(r"[a-z0-9-]{1,60}", plain) and slug == plain:
        return slug
    return "-".join(filter(None, (slug[:40].rstrip("-"), hashlib.sha256(name.encode()).hexdigest()[:8])))


def excerpt(record: object) -> str:
    """At most 500 characters of a record, without fields for contacts and without personal data."""
    if record is None:
        return ""
    if not isinstance(record, str):
        record = json.dumps(without_contacts(record), ensure_ascii=False, default=str)
    return scrub(record[:_SCRUBBED_AT_MOST]).text[:EXCERPT]


def _landed(root: Path, source: str, run_id: str) -> Path:
    if not _RUN_ID.fullmatch(run_id):
        raise ValueError(f"'{run_id}' is no run id: use 1 to 100 letters, digits, dots, dashes, underscores.")
    return root / "landing" / slugify(source) / run_id


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
