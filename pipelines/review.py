"""What people decide about skills and clauses: an append-only store of its own, `review.sqlite` in the data folder.

A decision outranks the machine in every later build. The store is no part of the warehouse: delete `data/work` and
run again, and the decisions hold as before. It keeps ids, names of skills and people's reasons; no posting's text."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from pipelines.files import BadInput, read_lines
from taxonomy.models import SKILL_TYPES, SkillType

Kind = Literal["accept", "merge", "reject", "covered", "not_covered", "withdraw"]
"""accept: a real skill that no list has. merge: another spelling of a known skill. reject: no skill. covered,
not_covered: the clause does or does not teach the skill. withdraw: the machine judges again."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_ABOUT_CANDIDATES: Final = ("accept", "merge", "reject")
_ABOUT_CLAUSES: Final = ("covered", "not_covered")

_CANDIDATE: Final = re.compile(r"new\.[0-9a-f]{10}")
_SKILL: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+(?:-[a-z0-9_]+)*")
_WHEN: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")
_LONGEST: Final = {"person": 80, "reason": 1000, "name": 60, "name_en": 120, "label": 60}
"""Signs; a name that is longer is a sentence, and no posting's sentence belongs here."""
_VERSION: Final = 1
_SCHEMA: Final = f"""
create table if not exists decisions (
    number integer primary key autoincrement,
    kind text not null check (kind in {KINDS}), skill_id text not null, competency_id text,
    person text not null, reason text not null, decided_at text not null,
    into_skill text, name text, name_en text, type text, label text
);
create trigger if not exists never_changed before update on decisions
begin select raise(abort, 'decisions are only ever added'); end;
create trigger if not exists never_deleted before delete on decisions
begin select raise(abort, 'decisions are only ever added'); end;
pragma user_version = {_VERSION};
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of one person."""

    kind: Kind
    skill_id: str
    """`new.<digest>` of a candidate; of covered and not_covered also a skill of the list."""
    competency_id: str | None
    """The clause, of covered and not_covered (and of a withdrawal of these); else None."""
    person: str
    reason: str
    decided_at: str
    """ISO 8601 in UTC, `YYYY-MM-DDTHH:MM:SSZ`, or a day alone."""
    into_skill: str | None = None
    """Of a merge: the known skill."""
    name: str | None = None
    """Of an accepted skill, as are `name_en` and `type`."""
    name_en: str | None = None
    type: SkillType | None = None
    label: str | None = None
    """What the candidate was called when it was judged, so that lists of decisions can be read."""

    @property
    def subject(self) -> tuple[str, str]:
        """What is decided about: the skill, or the skill and a clause."""
        return self.skill_id, self.competency_id or ""

    def row(self) -> dict[str, Any]:
        """As a line of the export: what is None is left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}


_FIELDS: Final = tuple(f.name for f in fields(Decision))


@dataclass(frozen=True)
class Rulings:
    """The decisions in force, as the steps of a build ask for them."""

    skills: Mapping[str, Decision] = field(default_factory=dict)
    """accept, merge or reject, by candidate id."""
    clauses: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    """covered or not_covered, by skill id and competency id."""

    @property
    def digest(self) -> str:
        """Of everything in them that changes a build; who decided, when and why changes none."""
        effects = [
            [d.kind, d.skill_id, d.competency_id, d.into_skill, d.name, d.name_en, d.type]
            for d in (*self.skills.values(), *self.clauses.values())
        ]
        return hashlib.sha256(json.dumps(sorted(effects, key=str)).encode()).hexdigest()


NONE: Final = Rulings()


def is_candidate(skill_id: str) -> bool:
    """Whether the id is that of a skill which no list has, judged by people or not."""
    return _CANDIDATE.fullmatch(skill_id) is not None


def of_the_list(kinds: Mapping[str, tuple[str, bool]]) -> dict[str, tuple[str, bool]]:
    """(type, whether the skill list has it) from (type, whether it is known): an accepted skill is known but in no
    list, and can still be `new` on the market."""
    return {skill: (kind, known and not is_candidate(skill)) for skill, (kind, known) in kinds.items()}


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The latest decision about each subject, but withdrawals, by subject. Of two at one time the one stored later."""
    latest: dict[tuple[str, str], Decision] = {}
    for decision in sorted(decisions, key=lambda d: d.decided_at):
        latest[decision.subject] = decision
    return [latest[subject] for subject in sorted(latest) if latest[subject].kind != "withdraw"]


def rulings(decisions: Iterable[Decision]) -> Rulings:
    """The decisions in force, to look up."""
    held = in_force(decisions)
    return Rulings(
        {d.skill_id: d for d in held if d.kind in _ABOUT_CANDIDATES},
        {(d.skill_id, d.competency_id or ""): d for d in held if d.kind in _ABOUT_CLAUSES},
    )


def idle(decision: Decision, skills: Container[str], clauses: Container[str]) -> str | None:
    """Why a decision cannot be carried out with these known skills and clauses; None where it can."""
    if decision.into_skill is not None and decision.into_skill not in skills:
        return f"the skill list has no {decision.into_skill} / 技能表中没有 {decision.into_skill}"
    if decision.competency_id is not None and decision.competency_id not in clauses:
        return f"no certificate has the clause {decision.competency_id} / 没有条款 {decision.competency_id}"
    if decision.skill_id not in skills and not is_candidate(decision.skill_id):
        return f"the skill list has no {decision.skill_id} / 技能表中没有 {decision.skill_id}"
    return None


def now() -> str:
    """The time of a decision that is made now."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def decision_of(row: Mapping[str, Any]) -> Decision:
    """A decision from a row of an import or a command; raises BadInput naming all that is wrong with it."""
    found = list(_problems(row))
    if found:
        raise BadInput("; ".join(found))
    return Decision(**{"competency_id": None, **{key: row[key] for key in _FIELDS if row.get(key) is not None}})


def _problems(row: Mapping[str, Any]) -> Iterator[str]:
    kind = row.get("kind")
    if kind not in KINDS:
        yield f"kind is {kind!r}; write one of {', '.join(KINDS)} / kind 应为其中之一"
        return
    for key in sorted(set(row) - set(_FIELDS)):
        yield f"unknown key {key!r}; remove it / 未知字段，请删去"
    needed = {"skill_id", "person", "reason", "decided_at", *_needed(kind)}
    allowed = needed | {"label"} | ({"competency_id"} if kind == "withdraw" else set())
    for key in _FIELDS:
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
    of_clauses = dict.fromkeys(_ABOUT_CLAUSES, ("competency_id",))
    return {"accept": ("name", "name_en", "type"), "merge": ("into_skill",), **of_clauses}.get(kind, ())


def _wrong_value(kind: Kind, key: str, value: str) -> Iterator[str]:
    if len(value) > _LONGEST.get(key, 200) or "\n" in value:
        yield f"{key} is longer than {_LONGEST.get(key, 200)} signs or one line; shorten it / {key} 过长或多行，请缩短"
    if key == "type" and value not in SKILL_TYPES:
        yield f"type is {value!r}; write one of {', '.join(SKILL_TYPES)} / type 应为其中之一"
    if key == "skill_id" and kind in _ABOUT_CANDIDATES and not is_candidate(value):
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


@contextmanager
def _store(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as base:
            version = base.execute("pragma user_version").fetchone()[0]
            if version > _VERSION:
                raise BadInput(f"{path} was written by a newer xgap: update this one / 由更新的版本写成，请升级")
            if version < _VERSION:
                base.execute("pragma journal_mode = wal")
                base.executescript(_SCHEMA)
            yield base
    except sqlite3.Error as error:
        raise BadInput(
            f"{path}: the store of decisions cannot be used ({error}); close what holds it, or put a copy made by "
            "`xgap review export` back with `xgap review import` / 评审库无法使用"
        ) from error


def read(path: Path) -> list[Decision]:
    """All decisions in the order in which they were stored; none where there is no store."""
    if not path.exists():
        return []
    with _store(path) as base:
        return _read(base)


def _read(base: sqlite3.Connection) -> list[Decision]:
    rows = base.execute(f"select {', '.join(_FIELDS)} from decisions order by number")  # noqa: S608  (our own names)
    return [Decision(*row) for row in rows.fetchall()]


def add(path: Path, decisions: Sequence[Decision]) -> int:
    """Store those that are not there yet, all or none; returns how many were new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _store(path) as base:
        base.execute("begin immediate")
        try:
            there = set(_read(base))
            fresh = [d for d in dict.fromkeys(decisions) if d not in there]
            places = ", ".join("?" * len(_FIELDS))
            base.executemany(
                f"insert into decisions ({', '.join(_FIELDS)}) values ({places})",  # noqa: S608  (our own names)
                [[getattr(d, name) for name in _FIELDS] for d in fresh],
            )
            base.execute("commit")
        except BaseException:
            base.execute("rollback")
            raise
    return len(fresh)


def line(decision: Decision) -> str:
    """As a line of the export."""
    return json.dumps(decision.row(), ensure_ascii=False) + "\n"


def write_file(decisions: Iterable[Decision], out: Path) -> int:
    """All decisions as JSONL, written whole; returns how many."""
    lines = [line(d) for d in decisions]
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.new")
    unfinished.write_text("".join(lines), "utf-8")
    os.replace(unfinished, out)
    return len(lines)


def read_file(path: Path) -> list[Decision]:
    """Decisions of a JSONL file as `write_file` makes it; raises BadInput naming every line that is none."""
    found: list[Decision] = []
    wrong: list[str] = []
    for number, row in read_lines(path, ("kind", "skill_id", "person", "reason", "decided_at")):
        try:
            found.append(decision_of(row))
        except BadInput as problem:
            wrong.append(f"{path}, line {number} / 第{number}行: {problem}")
    if wrong:
        told = wrong[:20] + ([f"… {len(wrong) - 20} more / 另有 {len(wrong) - 20} 行"] if len(wrong) > 20 else [])
        raise BadInput("\n".join([*told, "nothing was imported / 未导入任何内容"]))
    return found
