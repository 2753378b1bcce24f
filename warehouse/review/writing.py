"""The one place that stores decisions. Whoever calls it has made sure that the person may decide."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from warehouse.problems import BadInput
from warehouse.review.decisions import Decision, about, idle, in_force
from warehouse.review.store import all_rows, opened
from warehouse.review.wording import FIELDS

_SKEW: Final = timedelta(seconds=10)
"""How far the clocks of machines that share a store may be apart."""


class Overtaken(BadInput):
    """Somebody has decided about the same thing since this person looked at it; nothing was stored."""

    def __init__(self, latest: Decision) -> None:
        super().__init__(
            f"{latest.person} has decided {latest.kind} about this at {latest.decided_at}; look again, then decide / "
            f"{latest.person} 已于 {latest.decided_at} 作出决定，请重新查看后再决定"
        )
        self.latest = latest


def add(path: Path, decisions: Sequence[Decision]) -> int:
    """Store those that are not there yet, all or none; returns how many were new."""
    with _transaction(path) as base:
        there = set(all_rows(base))
        fresh = [d for d in dict.fromkeys(decisions) if d not in there]
        _insert(base, fresh)
    return len(fresh)


def decide(path: Path, made: Decision, seen: Sequence[Decision]) -> Decision:
    """Store what a person decides who has seen the decisions `seen` about the same thing (`about`); returns it as it
    was stored. Raises Overtaken where the store holds others by now, so that of two people who decide at once the
    second one looks again; BadInput where the same holds already, where a withdrawal has nothing to withdraw, or
    where the clock is behind."""
    if made.kind == "withdraw" and not path.exists():
        raise _nothing_to_withdraw(made)
    with _transaction(path) as base:
        there = about(all_rows(base), made.skill_id, made.competency_id)
        unseen = [d for d in there if d not in set(seen)]
        if unseen:
            raise Overtaken(unseen[-1])
        if made.kind == "withdraw" and made.subject not in {d.subject for d in in_force(there)}:
            raise _nothing_to_withdraw(made)
        same = next((d for d in in_force(there) if _effect(d) == _effect(made)), None)
        if same is not None:
            raise BadInput(f"this is decided already, by {same.person} at {same.decided_at} / "
                           f"这个决定已经生效（{same.person}，{same.decided_at}）")  # fmt: skip
        stored = _after(made, [d for d in there if d.subject == made.subject])
        _insert(base, [stored])
    return stored


def _effect(made: Decision) -> tuple[object, ...]:
    return made.kind, *made.subject, made.into_skill, made.name, made.name_en, made.type


def _nothing_to_withdraw(made: Decision) -> BadInput:
    return BadInput(f"no decision holds about {' '.join(made.subject).strip()} / 没有可撤回的决定")


def check(
    made: Decision, skills: Container[str], clauses: Container[str], named: Callable[[str], Collection[str]]
) -> None:
    """Raises BadInput where the decision would have no effect or says what another one should say.

    `named`: ids of the listed skills that a spelling means."""
    reason = idle(made, skills, clauses)
    if reason is not None and made.kind != "withdraw":
        raise BadInput(f"{reason}; see `xgap list skills`, `xgap review list --open` / 请核对编号")
    if made.kind == "accept" and made.name is not None and made.name_en is not None:
        same = {*named(made.name), *named(made.name_en)} - {made.skill_id}
        if same:
            raise BadInput(f"{made.name}: the skill list has it as {', '.join(sorted(same))}; use merge / "
                           "技能表已有，请用 merge 并入")  # fmt: skip


@contextmanager
def _transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """Nobody else writes meanwhile; all is stored or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened(path) as base:
        base.execute("begin immediate")
        try:
            yield base
            base.execute("commit")
        except BaseException:
            base.execute("rollback")
            raise


def _insert(base: sqlite3.Connection, decisions: Iterable[Decision]) -> None:
    places = ", ".join("?" * len(FIELDS))
    base.executemany(
        f"insert into decisions ({', '.join(FIELDS)}) values ({places})",  # noqa: S608  (our own names)
        [[getattr(d, name) for name in FIELDS] for d in decisions],
    )


def _after(made: Decision, earlier: Sequence[Decision]) -> Decision:
    """The decision with a time of its own, after all earlier ones about its subject: times are whole seconds, and what
    an export holds must say in which order two decisions of one second were made."""
    last = max((d.decided_at for d in earlier), default="")
    if made.decided_at > last:
        return made
    after = _moment(last) + timedelta(seconds=1)
    if after - _moment(made.decided_at) > _SKEW:
        raise BadInput(f"a decision of {last} is later than this machine's clock; mend the clock, or wait / "
                       "已有更晚的决定，请检查系统时间")  # fmt: skip
    return replace(made, decided_at=after.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _moment(decided_at: str) -> datetime:
    return datetime.fromisoformat(decided_at).replace(tzinfo=UTC)
