"""Demands in employers' words with the requirements that teach them, all written by us: what the matcher learns from.

One file a certificate in `demands/`: `mention` (the span that names a tool, task, material, trade word), `sentence`
(the line of a posting around it), `covered` (requirements that teach it, `level/code`, the one meant first) and `near`
(requirements that teach a part or a neighbouring thing; softer than `covered`). Rows without `covered` are demands of
the field that no requirement of the certificate teaches. Written without sight of the judged mentions."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from taxonomy.registry import TaxonomyError

FOLDER = Path(__file__).parent / "demands"
COLUMNS = ["mention", "sentence", "covered", "near"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One written demand."""

    certificate: str
    """Code of the certificate for whose requirements it was written."""
    mention: str
    sentence: str
    covered: tuple[str, ...]
    """Ids `certificate/level/code`; empty where none of the certificate teaches it."""
    near: tuple[str, ...]


def _rows(path: Path) -> Iterator[Demand]:
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        if table.fieldnames != COLUMNS:
            raise TaxonomyError(f"{path.name}: the columns must be {','.join(COLUMNS)}")
        for line, row in enumerate(table, 2):
            if None in row or None in row.values():
                raise TaxonomyError(f"{path.name} line {line}: four cells are needed; quote a cell that holds a comma")
            if row["mention"] not in row["sentence"]:
                raise TaxonomyError(f"{path.name} line {line}: the sentence does not hold the mention")
            covered, near = (tuple(f"{path.stem}/{code}" for code in row[column].split("|") if code)
                             for column in ("covered", "near"))  # fmt: skip
            yield Demand(path.stem, row["mention"], row["sentence"], covered, near)


def read(folder: Path = FOLDER) -> list[Demand]:
    """All of them, by certificate; raises TaxonomyError with file and line."""
    return [demand for path in sorted(folder.glob("*.csv")) for demand in _rows(path)]
