"""Witnesses drawn by lot, spread over sources, provinces, employers and skills; never by hand."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from pipelines.packs.model import Excerpt

LIMIT = 20
LONGEST = 200
PER_SKILL = 2
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")


def printable(text: str) -> str:
    """Without control and direction signs, which break documents or turn their text around; same length."""
    return re.sub(r"[\r\n\t]", " ", _UNPRINTABLE.sub(" ", text))


def draw(pool: Iterable[dict[str, Any]], seed: str, limit: int = LIMIT) -> tuple[Excerpt, ...]:
    """At most `limit` rows of the pool in an order that only the seed decides.

    Sources take turns, and within a source its provinces; an employer speaks once, a skill twice at most."""

    def lot(row: dict[str, Any]) -> str:
        return hashlib.sha256(f"{seed}|{row['skill_id']}|{row['vacancy_id']}".encode()).hexdigest()

    strata: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(pool, key=lot):
        strata[str(row["source"])][str(row["province"] or "")].append(row)
    turns = [_interleaved(list(places.values())) for _, places in sorted(strata.items())]
    chosen: list[Excerpt] = []
    employers: set[str] = set()
    skills: Counter[str] = Counter()
    for row in _interleaved(turns):
        employer = str(row["employer"] or row["vacancy_id"])
        if employer in employers or skills[row["skill_id"]] >= PER_SKILL or len(row["excerpt"]) > LONGEST:
            continue
        employers.add(employer)
        skills[row["skill_id"]] += 1
        chosen.append(_excerpt(row))
        if len(chosen) == limit:
            break
    return tuple(chosen)


def _interleaved(queues: list[list[Any]]) -> list[Any]:
    longest = max((len(queue) for queue in queues), default=0)
    return [queue[turn] for turn in range(longest) for queue in queues if turn < len(queue)]


def _excerpt(row: dict[str, Any]) -> Excerpt:
    month, year = row["month"], row["year"]
    when = str(month) if month == month and month else str(int(year)) if year == year and year else ""
    return Excerpt(
        row["skill_id"], row["name"], row["name_en"], row["vacancy_id"], printable(str(row["excerpt"])),
        (int(row["mark_start"]), int(row["mark_end"])), str(row["source"]), str(row["province"] or ""),
        str(row["province_en"] or ""), when, str(row["url"] or ""),
    )  # fmt: skip
