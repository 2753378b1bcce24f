"""Reads everything that `taxonomy/` holds as data, once, and checks that it hangs together.

`python -m taxonomy.registry` prints what is wrong, for authors."""

from __future__ import annotations

import csv
import functools
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from taxonomy import scaffold
from taxonomy.extractors.gazetteer import Gazetteer
from taxonomy.models import LEVELS, Certificate, Competency, QuotedRequirement, Skill
from taxonomy.standards import store
from taxonomy.text import normalise

HERE = Path(__file__).parent
SKILL_COLUMNS = (
    "skill_id", "name", "name_en", "type", "aliases", "context_aliases", "parent", "serves", "distinct_from",
    "generic",
)  # fmt: skip


ADDED = "added"
"""Optional last column: the month in which a skill entered the list, so that months before are judged without it."""


class TaxonomyError(ValueError):
    """A data file that does not fit its schema, with the place and what is wrong."""


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _yes(cell: str) -> bool:
    if cell.strip() not in ("", "yes"):
        raise ValueError(f"generic must be 'yes' or empty, not '{cell.strip()}'")
    return bool(cell.strip())


def read_skills(path: Path) -> list[Skill]:
    """Read one skills CSV; raises TaxonomyError naming file, line and problem."""
    skills = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) not in (SKILL_COLUMNS, (*SKILL_COLUMNS, ADDED)):
            raise TaxonomyError(f"{path.name}: heading must be {','.join(SKILL_COLUMNS)}, or the same with ,{ADDED}")
        for row in reader:
            try:
                skill = Skill(
                    skill_id=row["skill_id"].strip(),
                    name=row["name"].strip(),
                    name_en=row["name_en"].strip(),
                    type=row["type"].strip(),  # type: ignore[arg-type]  # pydantic checks it
                    aliases=_split(row["aliases"] or ""),
                    context_aliases=_split(row["context_aliases"] or ""),
                    parent=(row["parent"] or "").strip() or None,
                    serves=_split(row["serves"] or ""),
                    distinct_from=_split(row["distinct_from"] or ""),
                    generic=_yes(row["generic"] or ""),
                    added=(row.get(ADDED) or "").strip() or None,
                    field=path.stem,
                )
            except (ValidationError, ValueError, AttributeError) as error:
                raise TaxonomyError(f"{path.name}, line {reader.line_num}: {error}") from error
            if skill.skill_id.split(".")[0] != path.stem:
                raise TaxonomyError(f"{path.name}, line {reader.line_num}: id must begin with '{path.stem}.'")
            skills.append(skill)
    return skills


def read_certificate(path: Path) -> Certificate:
    """Read one certificate YAML; raises TaxonomyError naming the file and the problem."""
    try:
        certificate = Certificate.model_validate(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader))
    except (ValidationError, yaml.YAMLError) as error:
        raise TaxonomyError(f"{path.name}: {error}") from error
    if certificate.code != path.stem:
        raise TaxonomyError(f"{path.name}: the file's name must be its code ({certificate.code})")
    return certificate


def competencies_of(certificate: Certificate) -> Iterator[Competency]:
    """All requirements of a certificate, junior to senior, in the order of the standard.

    The ids of an imported standard hold its version (and module): numbering restarts, and no id of ours is reused."""
    owner = certificate.code + (f"@{certificate.version_id}" if certificate.version_id else "")
    for level in LEVELS:
        if level not in certificate.levels:
            continue
        for domain in certificate.levels[level].domains:
            for task in domain.tasks:
                for requirement in task.requirements:
                    module = requirement.module if isinstance(requirement, QuotedRequirement) else None
                    within = f"{level}/{module}" if module else level
                    yield Competency(
                        competency_id=f"{owner}/{within}/{requirement.code}",
                        certificate=certificate.code,
                        level=level,
                        domain=domain.name,
                        task=task.name,
                        code=requirement.code,
                        text=requirement.text,
                        skills=requirement.skills,
                        basis=certificate.basis,
                    )


@dataclass(frozen=True)
class Taxonomy:
    """Skills by id, certificates by code, both in file order, and a version that changes with any byte."""

    skills: dict[str, Skill]
    certificates: dict[str, Certificate]
    version: str

    @functools.cached_property
    def competencies(self) -> tuple[Competency, ...]:
        """Every requirement of every certificate."""
        return tuple(item for cert in self.certificates.values() for item in competencies_of(cert))

    @functools.cached_property
    def alias_index(self) -> dict[str, str]:
        """Normalised spelling → skill id, for spellings that are safe wherever they stand."""
        return {
            normalise(alias): skill.skill_id for skill in self.skills.values() for alias in (skill.name, *skill.aliases)
        }

    @functools.cached_property
    def mention_index(self) -> dict[str, str]:
        """Normalised spelling → skill id for the text of a known mention (context aliases and names too)."""
        index = {
            normalise(alias): skill.skill_id
            for skill in self.skills.values()
            for alias in (skill.name_en, *skill.context_aliases)
        }
        return index | self.alias_index


def load(root: Path = HERE, standards: Path | None = None) -> Taxonomy:
    """The taxonomy under `root` (a folder with `skills/` and `certificates/`).

    Standards imported into the folder `standards` take the place of the frames of the same code, newest version first;
    raises TaxonomyError for a file that does not fit its schema."""
    return _load(root, standards, store.state(standards))


@functools.lru_cache(maxsize=4)
def _load(root: Path, standards: Path | None, state: str) -> Taxonomy:
    files = sorted((root / "skills").glob("*.csv")) + sorted((root / "certificates").glob("*.yaml"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    skills: dict[str, Skill] = {}
    certificates: dict[str, Certificate] = {}
    for path in files:
        if path.suffix == ".csv":
            for skill in read_skills(path):
                if skill.skill_id in skills:
                    raise TaxonomyError(f"{path.name}: {skill.skill_id} stands twice")
                skills[skill.skill_id] = skill
        else:
            certificate = read_certificate(path)
            certificates[certificate.code] = certificate
    if standards is not None and state:
        digest.update(state.encode())
        try:
            gazetteer = Gazetteer(skills.values())
            for stored in store.in_force(standards):
                frame = certificates.get(stored.certificate)
                certificates[stored.certificate] = store.certificate_of(stored, frame, gazetteer)
        except ValueError as error:
            raise TaxonomyError(str(error)) from error
    return Taxonomy(skills, certificates, digest.hexdigest()[:12])


def _circles(skill: Skill, skills: dict[str, Skill]) -> bool:
    """Whether going from parent to parent leads back to the skill."""
    seen: set[str] = set()
    parent = skill.parent
    while parent is not None and parent in skills and parent not in seen:
        if parent == skill.skill_id:
            return True
        seen.add(parent)
        parent = skills[parent].parent
    return False


def problems(taxonomy: Taxonomy) -> list[str]:
    """What does not hang together: unknown ids, spellings claimed twice, doubled or misplaced codes."""
    found: list[str] = []
    owners: dict[str, str] = {}
    for skill in taxonomy.skills.values():
        found += [
            f"skills/{skill.field}.csv: {skill.skill_id} names unknown skill {target}"
            for target in (skill.parent, *skill.serves, *skill.distinct_from)
            if target is not None and target not in taxonomy.skills
        ]
        if _circles(skill, taxonomy.skills):
            found.append(f"skills/{skill.field}.csv: {skill.skill_id} is its own ancestor")
        for alias in (skill.name, *skill.aliases, *skill.context_aliases):
            owner = owners.setdefault(normalise(alias), skill.skill_id)
            if owner != skill.skill_id:
                found.append(f"alias '{alias}' belongs to both {owner} and {skill.skill_id}")
    for certificate in taxonomy.certificates.values():
        found += [f"{certificate.code}: target names unknown skill {skill}"
                  for skill in certificate.target.core_skills if skill not in taxonomy.skills]  # fmt: skip
        if left := scaffold.unfilled(certificate):
            found.append(f"{certificate.code}: {left} places are not filled in ({scaffold.FILL})")
        seen: set[str] = set()
        for level, frame in certificate.levels.items() if certificate.authored else ():
            for domain in frame.domains:
                for task in domain.tasks:
                    if not task.code.startswith(f"{domain.code}."):
                        found.append(f"{certificate.code}/{level}: task {task.code} stands in domain {domain.code}")
                    found += [
                        f"{certificate.code}/{level}: requirement {item.code} stands in task {task.code}"
                        for item in task.requirements if not item.code.startswith(f"{task.code}.")
                    ]  # fmt: skip
        for competency in competencies_of(certificate):
            if competency.competency_id in seen:
                found.append(f"{competency.competency_id} stands twice")
            seen.add(competency.competency_id)
            found += [f"{competency.competency_id} names unknown skill {skill}"
                      for skill in competency.skills if skill not in taxonomy.skills]  # fmt: skip
    return found


def _beside(taxonomy: Taxonomy) -> list[str]:
    """What does not hang together in the data that refer to skills and certificates."""
    from taxonomy import catalogue, esco

    return catalogue.problems(catalogue.load(), taxonomy) + esco.problems(esco.load(), taxonomy)


def main() -> int:
    """Print counts and problems; 1 when there are any."""
    try:
        taxonomy = load()
    except TaxonomyError as error:
        print(error)
        return 1
    found = problems(taxonomy) + _beside(taxonomy)
    print("\n".join(found))
    print(f"{len(taxonomy.skills)} skills, {len(taxonomy.certificates)} certificates, "
          f"{len(taxonomy.competencies)} requirements, {len(found)} problems")  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
