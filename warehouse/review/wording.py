"""Decisions from what people wrote: a form, a command, a line of a file. Everything that is wrong is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from warehouse.problems import BadInput
from warehouse.review.decisions import (
    ABOUT_CANDIDATES,
    ABOUT_CLAUSES,
    KINDS,
    SKILL_TYPES,
    Decision,
    Kind,
    is_candidate,
)

FIELDS: Final = tuple(f.name for f in fields(Decision))
LONGEST: Final = {"person": 80, "reason": 1000, "name": 60, "name_en": 120, "label": 60}
"""Signs; a name that is longer is a sentence, and no posting's sentence belongs here."""
_SKILL: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+(?:-[a-z0-9_]+)*")
_WHEN: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")


def one_line(text: str) -> str:
    """What somebody typed, as one line without blanks around it."""
    return " ".join(text.split())


def decision_of(row: Mapping[str, Any]) -> Decision:
    """A decision from a row of an import or a command; raises BadInput naming all that is wrong with it."""
    found = list(_problems(row))
    if found:
        raise BadInput("; ".join(found))
    return Decision(**{"competency_id": None, **{key: row[key] for key in FIELDS if row.get(key) is not None}})


def _problems(row: Mapping[str, Any]) -> Iterator[str]:
    kind = row.get("kind")
    if kind not in KINDS:
        yield f"kind is {kind!r}; write one of {', '.join(KINDS)} / kind 应为其中之一"
        return
    for key in sorted(set(row) - set(FIELDS)):
        yield f"unknown key {key!r}; remove it / 未知字段，请删去"
    needed = {"skill_id", "person", "reason", "decided_at", *_needed(kind)}
    allowed = needed | {"label"} | ({"competency_id"} if kind == "withdraw" else set())
    for key in FIELDS:
        value = row.get(key)
        if key == "kind" or (value is None and key not in needed):
            continue
        if value is not None and key not in allowed:
            yield f"{key} does not belong to {kind}; remove it / {kind} 不含 {key}，请删去"
        elif not isinstance(value, str) or not value.strip():
            yield f"{key} is missing or empty; write it / 缺少 {key}，请填写"
        else:
            yield from _wrong_value(cast(Kind, kind), key, value)


def _needed(kind: str) -> tuple[str, ...]:
    of_clauses = dict.fromkeys(ABOUT_CLAUSES, ("competency_id",))
    return {"accept": ("name", "name_en", "type"), "merge": ("into_skill",), **of_clauses}.get(kind, ())


def _wrong_value(kind: Kind, key: str, value: str) -> Iterator[str]:
    if len(value) > LONGEST.get(key, 200) or "\n" in value:
        yield f"{key} is longer than {LONGEST.get(key, 200)} signs or one line; shorten it / {key} 过长或多行，请缩短"
    if key == "type" and value not in SKILL_TYPES:
        yield f"type is {value!r}; write one of {', '.join(SKILL_TYPES)} / type 应为其中之一"
    if key == "skill_id" and kind in ABOUT_CANDIDATES and not is_candidate(value):
        yield f"{value} is no candidate; {kind} needs an id new.… as `xgap emerging` shows it / 应为候选技能编号 new.…"
    elif key in ("skill_id", "into_skill") and not _SKILL.fullmatch(value):
        yield f"{key} {value!r} is no skill id; see `xgap list skills` / 不是技能编号"
    if key == "into_skill" and is_candidate(value):
        yield f"{value} is a candidate itself; merge into a skill of `xgap list skills` / 只能并入已知技能"
    if key == "decided_at":
        yield from _wrong_time(value)


def _wrong_time(value: str) -> Iterator[str]:
    try:
        when = datetime.fromisoformat(value) if _WHEN.fullmatch(value) else None
    except ValueError:
        when = None
    if when is None:
        yield f"decided_at is {value!r}; write 2026-03-01 or 2026-03-01T09:30:00Z / 日期格式不对"
    elif when.replace(tzinfo=UTC) > datetime.now(UTC) + timedelta(days=1):
        yield f"decided_at {value} lies in the future and would outrank all others; mend it / 日期在未来，请改正"
