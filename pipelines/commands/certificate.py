"""`xgap coverage --certificate` and `xgap gaps --certificate`: one certificate's table on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.commands.common import out, print_json
from pipelines.progress import say
from warehouse.queries import MIN_SHOWN, Scope

LEVELS = {"junior": "初级 junior", "intermediate": "中级 intermediate", "senior": "高级 senior"}


def coverage(reader: Any, build: Any, certificate: str, scope: Scope, csv_file: Path | None, as_json: bool) -> None:
    """Print, or write to `csv_file`, the certificate's table."""
    from pipelines import certificate_answers as answers

    found = answers.table(reader, build, certificate, scope)
    if csv_file is not None:
        csv_file.write_text("\ufeff" + answers.as_csv(found["requirements"]), "utf-8")
        say(f"{certificate}: {len(found['requirements'])} requirements / 条要求 → {csv_file}")
    if as_json:
        print_json(found)
    elif csv_file is None:
        _print(found)


def _print(found: dict[str, Any]) -> None:
    from pipelines.certificate_answers import NO_TREND, STATUSES

    target = found["target"]
    out(f"{found['certificate']} {found['title']} · {found['title_en']} · {found['basis']} {found['version']}")
    size = {key: _count(target[f"n_{key}"]) for key in ("vacancies", "employers", "title", "skills", "hand")}
    out(f"目标岗位 job group: n = {size['vacancies']} vacancies of {size['employers']} employers; 按名称 title "
        f"{size['title']}, 按技能 skills {size['skills']}, 人工 hand {size['hand']}"
        + ("; 自动提出 proposed automatically" if target["proposed"] else ""))  # fmt: skip
    where = "目标岗位 job group" if found["scope"] == "target" else "全部招聘 all vacancies"
    table = Table(title=f"需求范围 demand within: {where} · 趋势 trend as of {found['trend']['as_of'] or '–'}")
    for heading in ("等级 level", "条款 code", "要求 requirement", "状态 status", "占比 share (90%)", "招聘 n",
                    "雇主 employers", "趋势 ratio (90%)", "技能 skills"):  # fmt: skip
        table.add_column(heading)
    for row in found["requirements"]:
        table.add_row(
            LEVELS[row["level"]], row["code"], row["text"], " ".join(STATUSES[row["status"]]), share(row),
            *(f"<{MIN_SHOWN}" if row["few"] else str(row[key]) for key in ("n_vacancies", "n_employers")),
            f"×{row['ratio']:.2f} ({row['ratio_low']:.2f}–{row['ratio_high']:.2f})" if row["direction"]
            else "n/a: " + " ".join(NO_TREND.get(row["no_trend"], ("", ""))),
            "、".join(skill["name"] for skill in row["skills"]) or "–",
        )  # fmt: skip
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    out(f"未覆盖 not covered: {len(found['not_covered'])} · 待判断 to be judged: {len(found['to_judge'])} "
        f"(xgap gaps --certificate {found['certificate']})")  # fmt: skip
    if found["basis"] == "reference":
        out("reference = measured against a frame written by xgap, not against the official standard / "
            "reference 指对照 xgap 自编参考框架，并非官方标准")  # fmt: skip
    if found["demonstration"]:
        out("演示数据，非真实招聘 · demonstration data, invented")


def _count(n: int) -> str:
    """A number of vacancies or employers; one to four only as such."""
    return f"<{MIN_SHOWN}" if 0 < n < MIN_SHOWN else str(n)


def share(row: dict[str, Any]) -> str:
    """The share with its interval; where fewer than five vacancies or none ask, only its upper end."""
    if row["share"]:
        return f"{_percent(row['share'])} ({_percent(row['share_low'])}–{_percent(row['share_high'])})"
    return "–" if row["share_high"] is None else f"≤ {_percent(row['share_high'])}"


def _percent(part: float) -> str:
    """Below one in a hundred with two decimals, as on the page."""
    return f"{part * 100:.{2 if 0 < part < 0.00995 else 1}f}%"
