"""Plainly invented employers: every name says 示例 or 演示; a few are large, many small."""

from __future__ import annotations

import random
from dataclasses import dataclass

from scrapers.demo_material.material import Common, Field, Material, stream
from scrapers.demo_material.phrases import weighted


@dataclass(frozen=True, slots=True)
class Employer:
    """An invented employer; `places` are (province, city), `size` is its weight in its field."""

    name: str
    industry: str
    places: tuple[tuple[str, str], ...]
    size: float


def _place(common: Common, rng: random.Random) -> tuple[str, str]:
    cities = [(province, city) for province, cities in common.places.items() for city in cities]
    weights = [weight for cities in common.places.values() for weight in cities.values()]
    return rng.choices(cities, weights)[0]


def _name(brand: str, field: Field, form: str, city: str, rng: random.Random) -> str:
    business = rng.choice(field.business)
    mark = rng.choice(("演示·", "示例·", "示例", "演示"))
    if form == "分公司":
        return f"{mark}{brand}{business}有限公司{city.removesuffix('市')}分公司"
    return f"{mark}{brand}{business}{form}"


def employers_of(material: Material, seed: int) -> dict[str, tuple[Employer, ...]]:
    """Field → its employers; no brand stands twice."""
    rng = stream(seed, "employers")
    brands = list(dict.fromkeys(material.common.brands.split()))
    needed = sum(field.employers for field in material.fields.values())
    if needed > len(brands):
        raise ValueError(f"common.yaml: {len(brands)} brands for {needed} employers; write more brands")
    rng.shuffle(brands)
    found: dict[str, tuple[Employer, ...]] = {}
    for key, field in material.fields.items():
        staff = []
        for rank in range(field.employers):
            places = tuple(dict.fromkeys(_place(material.common, rng) for _ in range(3 if rank < 2 else 1)))
            name = _name(brands.pop(), field, weighted(rng, material.common.forms), places[0][1], rng)
            size = (5.0, 3.5)[rank] if rank < 2 else rng.uniform(0.6, 1.6)
            staff.append(Employer(name, rng.choice(field.industries), places, size))
        found[key] = tuple(staff)
    return found
