"""`xgap emerging --history`: what was called in earlier months, and how long it stood."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.common import ProblemFound, open_published, out, percent, plain_rows, print_json, print_rows

Past = Annotated[
    bool, typer.Option("--history", help="Verdicts of every earlier month, and how long they stood. / 历月判断")
]
OfSkill = Annotated[str | None, typer.Option("--skill", help="With --history: this skill alone, by id. / 技能编号")]


def emerging_history(skill: str | None, status: str | None, limit: int, data: Path | None, as_json: bool) -> None:
    """Judged months, calls and their standing, of one skill where it is given."""
    from warehouse import queries

    reader = open_published(data)
    if skill is not None and queries.skill(reader, skill) is None:
        raise ProblemFound(
            f"no skill {skill} in this build: see `xgap list skills` / 没有技能 {skill}：见 xgap list skills"
        )
    months = queries.emergence_months(reader)
    calls = [
        row for row in plain_rows(queries.emergence_calls(reader, skill, skill is not None))
        if status is None or row["status"] == status
    ]  # fmt: skip
    standing = queries.emergence_standing(reader)
    invented = queries.has_demonstration(reader)
    if as_json:
        print_json({"months": months, "standing": standing, "calls": calls, "demonstration": invented})
        return
    if not months:
        out("no month of this build could be judged / 没有可判断的月份")
        return
    print_rows(months, ("month", "n_judged", "n_new", "n_rising", "n_watch", "n_declining", "n_recent", "n_baseline"))
    print_rows([_call(row) for row in calls[:limit]], ("month", "技能 skill", "status", "ratio (90%)", "stood"))
    if not calls:
        out("nothing was called new, rising, watch or declining / 没有新出现、上升、观察或下降的判断")
    print_rows([_look(row) for row in standing], ("calls", "months later", "n", "still up", "(90%)", "not known yet"))
    out("each call counts once, at the first of the months in a row that make it; skills rise together, so the "
        "intervals are too narrow / 连续判断只计首月一次；技能常一同上升，故区间偏窄")  # fmt: skip
    if invented:
        out("演示数据，非真实招聘 · demonstration data, invented")


def _call(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "技能 skill": row["name"], "stood": stood(row),
            "ratio (90%)": f"{row['ratio']:.2f} ({row['ratio_low']:.2f}–{row['ratio_high']:.2f})"}  # fmt: skip


def stood(row: dict[str, Any]) -> str:
    """How long a call stood, in words; at least so long where it has not fallen in the data."""
    if row["stood_months"] is None:
        return ""
    if not row["followed_months"]:
        return "too recent / 尚无后续数据"
    if row["fell_after"] is None:
        return f"≥ {row['stood_months']} months, not fallen yet / 至今 {row['stood_months']} 个月"
    return f"{row['stood_months']} months, down after {row['fell_after']} / 保持 {row['stood_months']} 个月"


def _look(row: dict[str, Any]) -> dict[str, Any]:
    span = "" if row["low"] is None else f"{row['low']:.0%}–{row['high']:.0%}"
    return {"calls": "new, rising" if row["is_alert"] else "watch", "months later": row["months"], "n": row["n"],
            "still up": percent(row["share"]) or "–", "(90%)": span, "not known yet": row["n_open"]}  # fmt: skip
