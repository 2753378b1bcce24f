"""One employer's own postings against the certificates: what it asks for, and what no clause teaches.

The file is read as an import reads it (any format, personal data removed), but nothing of it is kept: no landing
folder, no build. What is said holds for these postings only and is no figure of demand in China."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import link
from pipelines.files import BadInput
from scrapers.imports.importer import import_file
from taxonomy.extractors.base import Extractor
from taxonomy.linkers.candidates import CandidateReader
from taxonomy.linkers.embed import Embedder
from taxonomy.models import SkillType
from taxonomy.registry import Taxonomy
from taxonomy.thresholds import Coverage

Row = dict[str, Any]
HARD: tuple[SkillType, ...] = ("tool", "knowledge", "task")
ORDER = ("not_covered", "review", "partly", "covered")
"""Of the rows by their verdict."""
_BATCH = 256


@dataclass(frozen=True)
class Asked:
    """A skill that the postings ask for."""

    skill_id: str
    name: str
    name_en: str
    type: SkillType
    is_known: bool
    is_generic: bool
    n_postings: int


def descriptions(path: Path) -> tuple[list[str], int]:
    """Texts of the postings of a file, personal data removed, equal ones once; and how many records were set aside.

    Raises scrapers' UnreadableFile or MappingProblem as an import does, BadInput for a file without a posting."""
    with tempfile.TemporaryDirectory() as folder:
        report = import_file(path, Path(folder), source="own")
        texts: dict[str, None] = {}
        for items in sorted(Path(folder).glob("landing/*/*/items.jsonl.gz")):
            with gzip.open(items, "rt", encoding="utf-8") as lines:
                texts |= {str(json.loads(line)["description"]): None for line in lines}
    if not texts:
        raise BadInput(
            f"{path}: no posting could be read ({report.rejected} records set aside); look at it with "
            "xgap import FILE --dry-run / 没有可读取的招聘信息，请先用 xgap import FILE --dry-run 查看"
        )
    return list(texts), report.rejected


def asked_for(
    texts: Sequence[str], extractor: Extractor, taxonomy: Taxonomy, advance: Callable[[int], None]
) -> list[Asked]:
    """Hard skills, each counted once a posting, most named first; mentions that are not needed do not count."""
    reader = CandidateReader(taxonomy)
    counts: dict[str, int] = {}
    found: dict[str, tuple[str, str, SkillType]] = {}
    for start in range(0, len(texts), _BATCH):
        part = texts[start : start + _BATCH]
        for mentions in extractor.pipe(part):
            here: set[str] = set()
            for mention in mentions:
                if mention.negated:
                    continue
                reading = reader.read(mention.text, mention.type)
                here.update(skill for skill in reading.skills if taxonomy.skills[skill].type in HARD)
                if reading.kind == "candidate" and mention.type in HARD:
                    code = link.candidate_id(reading.core)
                    found.setdefault(code, (mention.text, mention.text, mention.type))
                    here.add(code)
            for skill in here:
                counts[skill] = counts.get(skill, 0) + 1
        advance(len(part))
    rows = []
    for code, n in counts.items():
        known = taxonomy.skills.get(code)
        name, name_en, kind = (known.name, known.name_en, known.type) if known else found[code]
        rows.append(Asked(code, name, name_en, kind, known is not None, known is not None and known.generic, n))
    return sorted(rows, key=lambda row: (-row.n_postings, row.skill_id))


def gaps_of(
    asked: list[Asked],
    n_postings: int,
    taxonomy: Taxonomy,
    embedder: Embedder,
    rules: Coverage,
    certificate: str | None,
) -> list[Row]:
    """One row a skill with its verdict over all certificates or of one: uncovered first, then what people must judge,
    then the rest; generic terms behind each. Raises BadInput for a certificate that nobody knows."""
    if certificate is not None and certificate not in taxonomy.certificates:
        raise BadInput(f"{certificate}: no such certificate; see xgap list certificates / 没有该证书")
    names = {row.skill_id: row.name for row in asked}
    near = link.skill_competency_rows([row.skill_id for row in asked], names, taxonomy, embedder, rules)
    best: dict[str, Row] = {}
    for one in near:
        before = best.get(one["skill_id"])
        if certificate in (None, one["certificate"]) and (before is None or one["p_covered"] > before["p_covered"]):
            best[one["skill_id"]] = one
    text_of = {c.competency_id: c.text for c in taxonomy.competencies}
    rows = []
    for row in asked:
        clause = best.get(row.skill_id)
        verdict = str(clause["verdict"]) if clause else "not_covered"
        whole = taxonomy.certificates[certificate].basis if certificate else "reference"
        rows.append({
            "skill_id": row.skill_id, "name": row.name, "name_en": row.name_en, "type": row.type,
            "is_known": row.is_known, "is_generic": row.is_generic, "n_postings": row.n_postings,
            "share": row.n_postings / n_postings, "verdict": verdict,
            "p_covered": clause["p_covered"] if clause else None, "basis": clause["basis"] if clause else whole,
            "certificate": clause["certificate"] if clause else certificate,
            "competency_id": clause["competency_id"] if clause else None,
            "nearest": text_of[clause["competency_id"]].zh if clause else None,
        })  # fmt: skip
    return sorted(rows, key=lambda r: (ORDER.index(r["verdict"]), r["is_generic"], -r["n_postings"], r["skill_id"]))
