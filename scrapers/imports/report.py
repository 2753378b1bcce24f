"""What an import did, for people and for `--json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from scrapers.imports.mapping import Mapping
from scrapers.items import DateBasis, JobPosting

_MOST_LATE_HEADINGS = 50


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of one import. `items` + `repeats` + `rejected` is the number of records in the file."""

    file: str
    source: str
    """The landing folder's source; single records may name their own."""
    run_id: str
    already_imported: bool
    items: int
    repeats: int
    """Records whose posting_id stood in the file before; not written twice."""
    rejected: int
    rejected_by_reason: dict[str, int]
    dates_by_basis: dict[DateBasis, int]
    unread_dates: dict[str, int]
    """What was not understood of the dates → number of records; these postings are kept."""
    pii_removed: int
    mapping: Mapping
    seconds: float
    taken_down: int = 0
    """Postings that somebody asked to leave out."""

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings that were not used."""
        return self.mapping.ignored

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        columns = {
            name: {"headings": list(s.headings), "value": s.value, "confidence": s.confidence, "how": s.how}
            for name, s in self.mapping.fields.items()
        }
        return {
            "file": self.file,
            "source": self.source,
            "run_id": self.run_id,
            "already_imported": self.already_imported,
            "items": self.items,
            "repeats": self.repeats,
            "rejected": self.rejected,
            "rejected_by_reason": self.rejected_by_reason,
            "dates_by_basis": dict(self.dates_by_basis),
            "unread_dates": self.unread_dates,
            "taken_down": self.taken_down,
            "pii_removed": self.pii_removed,
            "mapping": columns,
            "ignored": list(self.mapping.ignored),
            "personal_columns_dropped": list(self.mapping.personal),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do, judged by the start of the file; nothing was written."""

    report: ImportReport
    postings: tuple[JobPosting, ...]
    """The first five."""
    complete: bool
    """True when the whole file was read, so that the counts hold for all of it."""


@dataclass(slots=True)
class Tally:
    """Running counts of an import."""

    items: int = 0
    repeats: int = 0
    taken_down: int = 0
    pii_removed: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    bases: Counter[DateBasis] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    late_headings: dict[str, None] = field(default_factory=dict)
    """Field names that come up only behind the sample from which the mapping was guessed; at most 50."""

    def count(self, posting: JobPosting, unread: Iterable[str]) -> None:
        """Counts a posting that is kept."""
        self.items += 1
        self.pii_removed += posting.pii_removed
        self.bases[posting.date_basis] += 1
        self.unread.update(unread)

    def leave_out(self, posting: JobPosting) -> None:
        """Takes a posting that somebody asked to leave out back from the counts."""
        self.items -= 1
        self.taken_down += 1
        self.pii_removed -= posting.pii_removed
        self.bases[posting.date_basis] -= 1

    def note_headings(self, names: Iterable[str]) -> None:
        """Remembers field names that the mapping does not know."""
        if len(self.late_headings) < _MOST_LATE_HEADINGS:
            self.late_headings.update(dict.fromkeys(sorted(names)))

    def report(
        self, file: str, source: str, run_id: str, mapping: Mapping, seconds: float, *, already: bool = False
    ) -> ImportReport:
        """The finished report."""
        return ImportReport(
            file=file,
            source=source,
            run_id=run_id,
            already_imported=already,
            items=self.items,
            repeats=self.repeats,
            rejected=self.rejected.total(),
            rejected_by_reason=dict(self.rejected.most_common()),
            dates_by_basis=dict(self.bases.most_common()),
            unread_dates=dict(self.unread.most_common()),
            pii_removed=self.pii_removed,
            mapping=mapping,
            seconds=seconds,
            taken_down=self.taken_down,
        )
