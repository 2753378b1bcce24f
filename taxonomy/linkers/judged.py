"""Mentions judged by hand against requirements of our frames: what the matcher is trained on and measured with.

Two pools of about 315 requirements, 21 certificates each, no certificate in both. For each mention the requirements
that teach it (`covered`) and those that teach a part or a neighbouring skill (`partly`) were marked; none is an answer
too. `own.csv` holds sentences written for this purpose. `real.csv` holds places in real postings, without text: the
sentences are read from the postings where these are at hand. `hard.csv` likewise holds places of what a matcher finds
hardest, by `kind`: abbreviations (also initialisms), slips of the pen and colloquial or trade wordings, found in the
postings by spelling and by eye, never by a matcher, and read once, with their sentence, against all clauses of the pool
whose fields fit; nothing is fitted on them. The columns `first` and `second` of `real.csv` keep the answers of two
readings that did not see each other; the second read all clauses of the pool. Where they differ, what stands in
`covered` and `partly` was decided with both in view: another product of the class that the clause works with is
covered (Oracle by queries in SQL), a part or a neighbouring activity is partly."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from taxonomy.models import Requirement
from taxonomy.registry import Taxonomy, TaxonomyError

FOLDER = Path(__file__).parent / "judged"
PoolName = Literal["train", "dev"]
_ENDS = "\n。；;"


@dataclass(frozen=True)
class Pool:
    """Requirements to choose from."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def certificates(self) -> frozenset[str]:
        """Codes of the certificates that the requirements come from."""
        return frozenset(i.split("/")[0] for i in self.ids)


@dataclass(frozen=True, slots=True)
class Item:
    """One mention with its sentence and the judgement."""

    mention: str
    context: str
    type: str
    covered: frozenset[int]
    """Positions in the pool."""
    partly: frozenset[int]
    kind: str = ""
    """Of hard mentions: `abbreviation`, `slip` or `colloquial`."""

    @property
    def answer(self) -> str:
        """`covered`, `partly` or `none`: the best that the pool has for the mention."""
        return "covered" if self.covered else "partly" if self.partly else "none"


def worded(requirement: Requirement, competency_id: str) -> str:
    """A requirement in one of the three lengths in which standards word theirs, fixed by its id."""
    r = requirement
    length = int(hashlib.sha256(competency_id.encode()).hexdigest(), 16) % 3
    if length == 0:
        return f"能{r.condition.zh}，{r.behaviour.zh}"
    if length == 1:
        return f"能{r.behaviour.zh}，{r.standard.zh}"
    return r.text.zh


def requirements(taxonomy: Taxonomy, certificates: Collection[str] | None = None) -> dict[str, Requirement]:
    """Our own requirements by id, of these certificates or of all (quoted ones of official standards are left out)."""
    return {
        f"{certificate.code}/{level}/{requirement.code}": requirement
        for certificate in taxonomy.certificates.values()
        if certificates is None or certificate.code in certificates
        for level, frame in certificate.levels.items()
        for domain in frame.domains
        for task in domain.tasks
        for requirement in task.requirements
        if isinstance(requirement, Requirement)
    }


def pools(taxonomy: Taxonomy) -> dict[str, Pool]:
    """Both pools by name; raises TaxonomyError where a requirement is no longer there."""
    made = {i: worded(r, i) for i, r in requirements(taxonomy).items()}
    ids: dict[str, list[str]] = {}
    with (FOLDER / "clauses.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["competency_id"] not in made:
                raise TaxonomyError(f"judged/clauses.csv: {row['competency_id']} is no requirement of ours any more")
            ids.setdefault(row["pool"], []).append(row["competency_id"])
    return {name: Pool(tuple(part), tuple(made[i] for i in part)) for name, part in ids.items()}


def _positions(cell: str, pool: Pool) -> frozenset[int]:
    return frozenset(pool.ids.index(i) for i in cell.split("|") if i)


def own(pool: Pool) -> list[Item]:
    """The sentences of our own, all judged against the training pool."""
    with (FOLDER / "own.csv").open(encoding="utf-8", newline="") as file:
        return [
            Item(r["mention"], r["context"], "", _positions(r["covered"], pool), _positions(r["partly"], pool))
            for r in csv.DictReader(file)
        ]


def sentence(text: str, start: int, end: int) -> str:
    """The sentence or line in which a span stands."""
    left = max(text.rfind(sign, 0, start) for sign in _ENDS) + 1
    right = min((at for at in (text.find(sign, end) for sign in _ENDS) if at >= 0), default=len(text))
    return text[left:right].strip()


def posting_ids() -> frozenset[str]:
    """Postings in which the real mentions and the hard ones stand."""
    return frozenset(r["posting_id"] for file in ("real.csv", "hard.csv") for r in _rows(file))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def readings() -> list[tuple[str, str]]:
    """Answers of the first and the second reading of each real mention that was read twice."""
    return [(r["first"], r["second"]) for r in _rows("real.csv") if r["second"]]


def real(pool: Pool, name: PoolName, descriptions: Mapping[str, str]) -> list[Item]:
    """Real mentions judged against a pool; `descriptions` are the postings' texts by posting id."""
    return _placed("real.csv", pool, name, descriptions)


def hard(pool: Pool, name: PoolName, descriptions: Mapping[str, str]) -> list[Item]:
    """Abbreviations, slips and colloquial wordings judged against a pool, likewise; each with its `kind`."""
    return _placed("hard.csv", pool, name, descriptions)


def _placed(file: str, pool: Pool, name: PoolName, descriptions: Mapping[str, str]) -> list[Item]:
    items = []
    for r in _rows(file):
        if r["pool"] != name or r["posting_id"] not in descriptions:
            continue
        text, start, end = descriptions[r["posting_id"]], int(r["start"]), int(r["end"])
        items.append(Item(text[start:end], sentence(text, start, end), r["type"], _positions(r["covered"], pool),
                          _positions(r["partly"], pool), r.get("kind", "")))  # fmt: skip
    return items
