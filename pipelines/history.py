"""The verdicts of every earlier month, each from what was known then, and how long its calls stood.

A judged month is kept in a Parquet file of the data folder under a digest of everything that it was made of; a month
whose inputs are unchanged is never judged again. How long a call stood depends on later months and is worked out in
every run."""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import novelty, signals
from pipelines.parts import write_whole
from pipelines.progress import progress
from pipelines.signals import Kinds, Row, Signals
from taxonomy import backtest, calibration, emergence, forecast, panel, posterior, standing
from taxonomy.linkers import renamed, same
from taxonomy.thresholds import Emergence
from warehouse import known_then, trends

ALERTS = ("new", "rising")
CALLS = (*ALERTS, "watch")
"""Verdicts that speak of a rise: these are followed through later months."""
NOTABLE = (*CALLS, "declining")
"""Verdicts that are kept by skill; of the others only the number is."""
_COLUMNS = (
    "skill_id", "status", "score", "ratio", "ratio_low", "ratio_high", "q_value", "lasting", "n_recent", "n_baseline",
    "n_postings", "n_employers", "n_sources", "first_seen",
)  # fmt: skip
_FACTS = b"xgap"


@dataclass(frozen=True)
class Judged:
    """One month as of which everything was judged, without what is unchanged."""

    facts: Mapping[str, Any]
    """A row of `derived.emergence_months`."""
    rows: list[Row]
    """Skills of NOTABLE verdicts with the columns of `_COLUMNS`."""
    asked: Mapping[str, str]
    """Names, by skill id, of what would have been called new: these were asked for another name."""

    @classmethod
    def of(cls, found: Signals, names: Mapping[str, str]) -> Judged:
        """What is kept of a month's verdicts."""
        n = Counter(row["status"] for row in found.rows)
        told = found.facts()
        facts = {
            "month": found.as_of, "sources": told["panel_sources"], "n_judged": len(found.rows),
            "n_recent": found.n_recent, "n_baseline": found.n_baseline,
            **{key: told[key] for key in ("recent_months", "baseline_months", "months_left_out")},
            **{f"n_{status}": n[status] for status in (*NOTABLE, "established")},
        }  # fmt: skip
        rows = [{column: row[column] for column in _COLUMNS} for row in found.rows if row["status"] in NOTABLE]
        asked = [row["skill_id"] for row in found.rows if novelty.GATE in json.loads(row["gates"])]
        return cls(facts, rows, {skill: names[skill] for skill in asked})


class Kept:
    """Judged months in one folder, a file each. Whether a new term has another name depends on names and models too:
    a month in which that was asked holds only while these are the same."""

    def __init__(self, folder: Path, names: Mapping[str, str], novelty_version: str) -> None:
        self._folder, self.names, self._version = folder, names, novelty_version
        self._in_use: set[Path] = set()

    def read(self, month: str, digest: str) -> Judged | None:
        """The month as it was judged from the same inputs, or None."""
        path = self._path(month, digest)
        if not path.exists():
            return None
        table = pq.read_table(path)
        told = json.loads(table.schema.metadata[_FACTS])
        asked = told["asked"]
        if asked and (told["version"] != self._version or {s: self.names.get(s) for s in asked} != asked):
            return None
        self._in_use.add(path)
        return Judged(told["facts"], table.to_pylist(), asked)

    def write(self, month: str, digest: str, judged: Judged) -> None:
        """Keep a month."""
        told = {"facts": dict(judged.facts), "asked": dict(judged.asked), "version": self._version}
        table = pa.Table.from_pylist(judged.rows, schema=_SCHEMA.with_metadata({_FACTS: json.dumps(told).encode()}))
        write_whole(table, self._path(month, digest))
        self._in_use.add(self._path(month, digest))

    def drop_others(self) -> None:
        """Delete months that no longer are what this run would find."""
        for path in self._folder.glob("*.parquet"):
            if path not in self._in_use:
                path.unlink()

    def _path(self, month: str, digest: str) -> Path:
        return self._folder / f"{month}-{digest[:16]}.parquet"


_NUMBERS = {"score", "ratio", "ratio_low", "ratio_high", "q_value", "lasting"}
_TEXTS = {"skill_id", "status", "first_seen"}
_SCHEMA = pa.schema(
    [(c, pa.float64() if c in _NUMBERS else pa.string() if c in _TEXTS else pa.int64()) for c in _COLUMNS]
)


@dataclass(frozen=True)
class History:
    """Rows for `derived.emergence_months` and `derived.emergence_history`."""

    months: list[Row]
    rows: list[Row]
    n_fresh: int
    """Earlier months that had to be judged in this run."""


def judge(
    arrays: trends.Arrays, schema: trends.Schema, now: Signals, listed: Kinds, added: Mapping[str, str],
    rules: Emergence, kept: Kept, ask: novelty.Novelty,
) -> History:  # fmt: skip
    """Every month up to that of `now` whose windows hold enough, each from what was known then.

    `listed`: the skill list of today; `added`: when a skill entered it (`signals.known_at`)."""
    limits = trends.month_range(arrays, schema)
    counts = trends.trend_counts(arrays, schema, *limits) if limits else None
    assert counts is not None  # noqa: S101  (`now` rests on dated vacancies)
    months = sorted(month for month in signals.months_that_hold(counts, rules) if month < now.as_of)
    prints, first = known_then.fingerprints(arrays, schema), known_then.first_named(arrays, schema)
    judged: list[Judged] = []
    n_fresh = 0
    with progress("judging earlier months", len(months)) as advance:
        for month in months:
            kinds = signals.known_at(listed, added, month)
            digest = _digest(month, prints[month], {s: kinds[s] for s, m in first.items() if m <= month}, rules)
            found = kept.read(month, digest)
            if found is None:
                n_fresh += 1
                found = _judged(arrays, schema, month, kinds, rules, ask, kept.names)
                if found is not None:
                    kept.write(month, digest, found)
            judged += [found] if found is not None else []
            advance(1)
    kept.drop_others()
    judged.append(Judged.of(now, kept.names))
    rows = _stood(judged, counts, rules)
    return History([dict(one.facts) for one in judged], rows, n_fresh)


def _judged(
    arrays: trends.Arrays, schema: trends.Schema, month: str, kinds: Kinds, rules: Emergence, ask: novelty.Novelty,
    names: Mapping[str, str],
) -> Judged | None:  # fmt: skip
    try:
        return Judged.of(signals.compute(arrays, schema, month, kinds, rules, ask=ask), names)
    except signals.NothingToCompare:
        # job groups are joined by what was known then, so a month at the edge may hold less than it seems today
        return None


def _digest(month: str, known: str, kinds: Kinds, rules: Emergence) -> str:
    parts = [month, known, repr(sorted(kinds.items())), json.dumps(asdict(rules), sort_keys=True), _code()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@functools.lru_cache(maxsize=1)
def _code() -> str:
    """Digest of the code that judges a month."""
    digest = hashlib.sha256()
    modules = (backtest, calibration, emergence, forecast, panel, posterior, renamed, same, novelty, signals, trends)
    for path in (*(Path(str(module.__file__)) for module in modules), Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stood(judged: Sequence[Judged], counts: trends.TrendCounts, rules: Emergence) -> list[Row]:
    """All kept rows with the month since which they are called so, and how long the call stood."""
    known = signals.as_counts(counts)
    month_at = {month: at for at, month in enumerate(counts.months)}
    skill_at = {skill: at for at, skill in enumerate(counts.skills)}
    rows: list[Row] = []
    since: dict[tuple[str, str], str] = {}
    for one in judged:
        month = str(one.facts["month"])
        called = [row for row in one.rows if row["status"] in CALLS]
        # a run of calls goes on from one judged month to the next; of alerts and of the watch list apart
        since = {_run(row): since.get(_run(row), month) for row in one.rows}
        recent, baseline = (_at(one.facts[f"{window}_months"], month_at) for window in ("recent", "baseline"))
        skills = np.array([skill_at[row["skill_id"]] for row in called], dtype=np.int64)
        stood = standing.follow(known, month_at[month], recent, baseline, skills, rules)
        by_skill = {row["skill_id"]: found for row, found in zip(called, stood, strict=True)}
        rows += [
            {"month": month, **row, "called_since": since[_run(row)], **_columns(by_skill.get(row["skill_id"]))}
            for row in one.rows
        ]
    return rows


def _run(row: Row) -> tuple[str, str]:
    status = str(row["status"])
    return str(row["skill_id"]), "alert" if status in ALERTS else status


def _at(months: str, month_at: Mapping[str, int]) -> list[int]:
    return [month_at[month] for month in months.split(", ")]


def _columns(stood: standing.Stood | None) -> Row:
    names: Iterable[str] = (f"up_{later}" for later in standing.LATER)
    if stood is None:
        return {"stood_months": None, "fell_after": None, "followed_months": None, **dict.fromkeys(names)}
    return {"stood_months": stood.months, "fell_after": stood.fell_after, "followed_months": stood.followed,
            **dict(zip(names, stood.up, strict=True))}  # fmt: skip
