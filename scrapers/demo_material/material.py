"""The authored material: one YAML file per field, what all fields share, and what is planted."""

from __future__ import annotations

import functools
import random
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

HERE = Path(__file__).parent

Place = Literal["duty", "require", "prefer"]
Kind = Literal["rising", "new", "declining", "trap_repost", "trap_mix_shift", "trap_not_required"]


class MaterialError(Exception):
    """A material file that cannot be used; the message says which file and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(_Strict):
    """Skills that stand in the same kind of sentence; rates are percent of the postings of the role."""

    at: Place = "require"
    skills: dict[str, int]
    say: tuple[str, ...]


class Role(_Strict):
    """Occupation within a field; `pay` is thousand yuan a month from the low to the high end."""

    weight: int
    titles: tuple[str, ...]
    work: str
    majors: tuple[str, ...]
    pay: tuple[float, float]
    education: dict[str, int]
    duties: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()


class Field(_Strict):
    """Vocational field; `monthly` is its share of a month of about 94 postings."""

    key: str
    zh: str
    en: str
    monthly: float
    employers: int
    business: tuple[str, ...]
    industries: tuple[str, ...]
    blurbs: tuple[str, ...]
    slots: dict[str, tuple[str, ...]]
    roles: tuple[Role, ...]
    duties: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    plain: tuple[str, ...]

    def groups_of(self, role: Role) -> tuple[Group, ...]:
        """Groups whose skills a posting of this role may ask for."""
        return role.groups + self.groups


class Common(_Strict):
    """What every field shares; the keys are explained by common.yaml."""

    label: str
    headings: dict[str, tuple[str, ...]]
    heading_forms: tuple[str, ...]
    ordinals: tuple[str, ...]
    numbering: tuple[str, ...]
    endings: tuple[str, ...]
    joins: tuple[str, ...]
    education_lines: tuple[str, ...]
    any_education_lines: tuple[str, ...]
    low_education_lines: tuple[str, ...]
    experience_lines: tuple[str, ...]
    fresh_lines: tuple[str, ...]
    soft: tuple[Group, ...]
    more: Group
    prefer_plain: tuple[str, ...]
    benefits: tuple[str, ...]
    blurbs: tuple[str, ...]
    trap_blurbs: tuple[str, ...]
    trap_benefits: tuple[str, ...]
    closings: tuple[str, ...]
    contacts: tuple[str, ...]
    contact_names: tuple[str, ...]
    titles: dict[str, tuple[str, ...]]
    forms: dict[str, int]
    brands: str
    places: dict[str, dict[str, int]]


class Plan(_Strict):
    """One planted trend; rates are percent, `months` counts back from the last month."""

    kind: Kind
    term: str
    field: str
    months: int
    before: int
    after: int
    note: str


class Material(_Strict):
    """Everything that the generator composes from."""

    fields: dict[str, Field]
    common: Common
    plans: tuple[Plan, ...]


def stream(seed: int, *names: object) -> random.Random:
    """Random numbers of one named use, so that a change in one place leaves all others as they were."""
    return random.Random("/".join(map(str, (seed, *names))))  # noqa: S311 - invented text, no secret


def _read(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where libyaml is built in
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=loader)  # noqa: S506 - both are the safe loader


def _check_plans(material: Material) -> None:
    for plan in material.plans:
        if plan.kind == "trap_not_required":
            continue
        field = material.fields.get(plan.field)
        if field is None or not any(plan.term in g.skills for r in field.roles for g in field.groups_of(r)):
            raise MaterialError(f"planted.yaml: no group of field {plan.field!r} has the skill {plan.term!r}; add it")


@functools.lru_cache(maxsize=1)
def load_material() -> Material:
    """All material files, checked. Raises MaterialError naming the file that is wrong."""
    path = HERE
    try:
        fields = {}
        for path in sorted((HERE / "fields").glob("*.yaml")):
            fields[path.stem] = Field(key=path.stem, **_read(path))
        path = HERE / "common.yaml"
        common = Common(**_read(path))
        path = HERE / "planted.yaml"
        material = Material(fields=fields, common=common, plans=tuple(Plan(**plan) for plan in _read(path)))
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise MaterialError(f"{path.name}: {error}") from error
    _check_plans(material)
    return material
