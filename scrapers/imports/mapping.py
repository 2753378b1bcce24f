"""`Mapping`: which heading of a file gives which field of a posting, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import yaml

from scrapers.imports.errors import MappingProblem
from scrapers.imports.heading_table import fields, plain

Given: TypeAlias = dict[str, object]
"""An explicit mapping: field → heading, list of headings, {"value": constant}, or None (no such field)."""
How: TypeAlias = Literal["named", "likely", "similar", "content", "given", "constant"]


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where one field comes from."""

    headings: tuple[str, ...] = ()
    """The first of them that is filled counts; those of `description` are joined."""
    value: object = None
    """A constant for all records."""
    confidence: float = 1.0
    """0 to 1; a rule of thumb for people to check, not a probability."""
    how: How = "given"


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole mapping of one file."""

    fields: dict[str, FieldSource]
    ignored: tuple[str, ...] = ()
    """Headings that are not used."""
    personal: tuple[str, ...] = ()
    """Headings with data about persons: never read."""

    def as_dict(self) -> dict[str, object]:
        """Plain data in a fixed order, for reports, manifests and the run's identity."""
        return {
            name: {"value": source.value} if source.how == "constant" else list(source.headings)
            for name, source in sorted(self.fields.items())
        }


def read_mapping_file(path: Path) -> Given:
    """An explicit mapping from YAML. Raises `MappingProblem` when it is not `field: heading` throughout."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise MappingProblem(f"{path.name}: the mapping file cannot be read ({error}). {HOW_TO_WRITE}") from error
    if not isinstance(given, dict):
        raise MappingProblem(f"{path.name}: a mapping file holds lines of `field: heading`. {HOW_TO_WRITE}")
    return {str(field): source for field, source in given.items()}


def given_headings(given: Given) -> tuple[str, ...]:
    """All headings that an explicit mapping names."""
    return tuple(name for source in given.values() for name in _names(source))


def apply_given(guess: Mapping, given: Given, headings: Sequence[str]) -> Mapping:
    """`guess` with the explicit mapping's fields in place of its own.

    Raises `MappingProblem` for a field that does not exist, a heading that the file does not have or that
    stands for data about persons."""
    chosen = dict(guess.fields)
    for name, source in given.items():
        field = _field(name)
        if field == "description":  # named as a whole, so nothing else is joined to it
            chosen.pop("duties", None)
            chosen.pop("requirements", None)
        if isinstance(source, dict) and set(source) == {"value"}:
            chosen[field] = FieldSource(value=source["value"], how="constant")
        elif source is None:
            chosen.pop(field, None)
        elif names := _names(source):
            chosen[field] = FieldSource(tuple(_heading(name, headings, field) for name in names))
        else:
            raise MappingProblem(f"{name}: neither a heading nor {{value: …}}. {HOW_TO_WRITE}")
    explicit = {h for f in given if _field(f) in chosen for h in chosen[_field(f)].headings}
    for field, kept in list(chosen.items()):  # a heading that was given away serves no second, guessed field
        if kept.how not in ("given", "constant") and explicit & set(kept.headings):
            left = tuple(h for h in kept.headings if h not in explicit)
            if left:
                chosen[field] = FieldSource(left, None, kept.confidence, kept.how)
            else:
                del chosen[field]
    used = {heading for source in chosen.values() for heading in source.headings}
    if persons := used.intersection(guess.personal):
        raise MappingProblem(
            f"{', '.join(sorted(persons))}: by its heading this column holds data about persons and is never "
            "read; rename it in the file if it does not / 该列疑似个人信息，不会被读取"
        )
    ignored = tuple(h for h in headings if h not in used and h not in guess.personal)
    return Mapping(chosen, ignored, guess.personal)


def require(mapping: Mapping, headings: Iterable[str], file: str) -> None:
    """Raises `MappingProblem` unless title and description have a column."""
    found = mapping.fields
    missing = [] if "title" in found else ["title / 岗位名称"]
    if not found.keys() & {"description", "duties", "requirements"}:
        missing.append("description / 职位描述")
    if missing:
        seen = ", ".join(list(headings)[:60]) or "none / 无"
        raise MappingProblem(
            f"{file}: no column found for {' and '.join(missing)}. Headings seen: {seen}. {HOW_TO_WRITE}"
        )


HOW_TO_WRITE = (
    "Write a mapping file (YAML), one `field: heading` per line, e.g. `title: 岗位`, "
    "`description: [岗位职责, 任职要求]`, `source: {value: 某招聘网}` / "
    "请写一个 YAML 映射文件，每行 `字段: 表头`"
)


def _names(source: object) -> list[str]:
    if isinstance(source, (str, int, float)):
        return [str(source)]
    return [str(name) for name in source] if isinstance(source, list) else []


def _field(name: str) -> str:
    for field in fields():
        if name in (field, field.removesuffix("_raw")):
            return field
    raise MappingProblem(f"{name}: no such field. Fields: {', '.join(fields())}. {HOW_TO_WRITE}")


def _heading(name: str, headings: Sequence[str], field: str) -> str:
    if name in headings:
        return name
    for heading in headings:
        if plain(heading) == plain(name):
            return heading
    raise MappingProblem(f"{field}: no heading {name!r} in the file. Headings seen: {', '.join(headings[:60])}")
