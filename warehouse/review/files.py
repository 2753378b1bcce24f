"""Decisions as a file: JSONL, one decision a line, as `xgap review export` writes and `xgap review import` reads."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from warehouse import jsonl
from warehouse.problems import BadInput
from warehouse.review.decisions import Decision
from warehouse.review.wording import decision_of

NEEDED: Final = ("kind", "skill_id", "person", "reason", "decided_at")
_TOLD: Final = 20
"""Bad lines that a message names one by one."""


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


def decisions_in(name: str, rows: Iterable[tuple[int, dict[str, Any]]]) -> list[Decision]:
    """Decisions of numbered lines of the file `name`; raises BadInput naming every line that is none."""
    found: list[Decision] = []
    wrong: list[str] = []
    for number, row in rows:
        try:
            found.append(decision_of(row))
        except BadInput as problem:
            wrong.append(f"{name}, line {number} / 第{number}行: {problem}")
    if wrong:
        rest = len(wrong) - _TOLD
        told = wrong[:_TOLD] + ([f"… {rest} more / 另有 {rest} 行"] if rest > 0 else [])
        raise BadInput("\n".join([*told, "nothing was imported / 未导入任何内容"]))
    return found


def decisions_of_text(name: str, text: bytes) -> list[Decision]:
    """Decisions of an uploaded file; raises BadInput as `decisions_in` does, and where it is no UTF-8 text."""
    try:
        lines = text.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: not UTF-8 text ({error}); save it as UTF-8 / 不是UTF-8文本，请另存为 UTF-8") from error
    return decisions_in(name, jsonl.objects(name, lines, NEEDED))
