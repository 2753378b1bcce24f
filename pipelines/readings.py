"""What spellings come to, kept in one Parquet file per version of the rules: a spelling is read once in its life."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.parts import write_whole
from taxonomy import linkers, spelling_coverage, text
from taxonomy.linkers.candidates import CandidateReader, Reading
from taxonomy.models import SkillType
from taxonomy.registry import HERE, Taxonomy

_SCHEMA = pa.schema(
    [("text", pa.string()), ("type", pa.string()), ("kind", pa.string()), ("skills", pa.list_(pa.string())),
     ("core", pa.string())]
)  # fmt: skip


class Reader(Protocol):
    """Says what a spelling comes to."""

    def read(self, text: str, kind: SkillType) -> Reading:
        """Known skills, a candidate, or nothing."""
        ...


def rules_version(taxonomy: Taxonomy) -> str:
    """Digest of everything that decides what a spelling comes to: the skills' spellings, and the code that reads."""
    digest = hashlib.sha256()
    for skill in taxonomy.skills.values():
        digest.update(
            repr((skill.skill_id, skill.name, skill.name_en, skill.aliases, skill.context_aliases, skill.type)).encode()
        )
    folder = Path(linkers.__file__).parent
    rules = (Path(text.__file__), Path(spelling_coverage.__file__), HERE / "not_skills.yaml")
    for path in (*rules, *(folder / name for name in ("alias.py", "candidates.py", "generic_words.yaml"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class CachedReader:
    """A `CandidateReader` that reads only spellings which no run has read under the same rules."""

    def __init__(self, taxonomy: Taxonomy, folder: Path) -> None:
        self._reader = CandidateReader(taxonomy)
        self._file = folder / f"rules={rules_version(taxonomy)}.parquet"
        self._known: dict[tuple[str, str], Reading] = {}
        if self._file.exists():
            columns = (column.to_pylist() for column in pq.read_table(self._file, schema=_SCHEMA).columns)
            for spelling, kind, outcome, skills, core in zip(*columns, strict=True):
                self._known[spelling, kind] = Reading(outcome, tuple(skills), core)
        self._fresh = False

    def read(self, text: str, kind: SkillType) -> Reading:
        """As `CandidateReader.read`."""
        found = self._known.get((text, kind))
        if found is None:
            found = self._known[text, kind] = self._reader.read(text, kind)
            self._fresh = True
        return found

    def save(self) -> None:
        """Keep what was read, whole; readings under other rules are dropped."""
        if not self._fresh:
            return
        rows = [
            (spelling, kind, reading.kind, list(reading.skills), reading.core)
            for (spelling, kind), reading in self._known.items()
        ]
        columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), _SCHEMA, strict=True)]
        write_whole(pa.Table.from_arrays(columns, schema=_SCHEMA), self._file)
        for other in (*self._file.parent.glob("rules=*.parquet"), *self._file.parent.glob(".*.new")):
            if other != self._file:
                other.unlink()
        self._fresh = False
