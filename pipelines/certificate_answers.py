"""One certificate's answers for the command line: the same figures, by the same queries, as on its page."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.files import BadInput
from taxonomy import thresholds
from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import Scope

Row = dict[str, Any]

STATUSES = {
    "in_demand": ("有需求", "in demand"), "fading": ("需求下降", "fading"), "rare": ("少见", "rarely asked for"),
    "no_demand": ("未见需求", "no demand seen"), "too_little": ("数据不足", "too little data"),
}  # fmt: skip
"""Words of `queries.CLAUSE_STATUSES` in Chinese and English."""
NO_TREND = {
    "no_month": ("没有可判断的月份", "no month could be judged"),
    "few_vacancies": ("目标岗位中有日期的招聘过少", "too few dated vacancies of the job group"),
    "few_mentions": ("提及过少", "too few vacancies ask for it"),
}
"""Why there is no trend."""


def rule_text() -> dict[str, str]:
    """How a job group is formed, in words with the limits that hold."""
    rules = thresholds.load().targets
    return {
        "zh": f"职位名称含目标词且不含排除词者入组；名称未表明工种的招聘，若提及不少于{rules.min_core}项核心技能、"
              f"且占其专业技能的{rules.min_part:.0%}以上、又无其他证书条款覆盖更多，则按技能入组"
              f"（仅当此法在名称明确的招聘上至少{rules.min_precision:.0%}正确时采用）；人工指定优先。",
        "en": "A title with a target word and no excluded one belongs. Where the title tells nothing, a posting "
              f"belongs by its skills when it names at least {rules.min_core} core skills, these are at least "
              f"{rules.min_part:.0%} of its hard skills, and no other certificate's clauses name more of them (only "
              f"where this is right for at least {rules.min_precision:.0%} of the postings whose title does tell). "
              "What people decide comes first.",
    }  # fmt: skip


def table(reader: Reader, build: queries.Build, certificate: str, scope: Scope) -> Row:
    """Everything of the certificate's page as one object; raises BadInput for an unknown certificate."""
    target = _target(reader, certificate)
    levels = queries.certificate_levels(reader, certificate, scope)
    first = levels[0]
    uncovered = gaps(reader, certificate, scope)
    return {
        "certificate": certificate, "title": first["title"], "title_en": first["title_en"], "sector": first["sector"],
        "basis": first["basis"], "version": first["version"], "scope": scope,
        "target": {**target, "rule": rule_text()},
        "trend": {"as_of": build.as_of or None, "recent_months": build.facts.get("recent_months"),
                  "baseline_months": build.facts.get("baseline_months")},
        "levels": [{key: row[key] for key in _LEVEL} for row in levels],
        "requirements": queries.certificate_table(reader, certificate, scope),
        "not_covered": [row for row in uncovered if row["verdict"] == "not_covered"],
        "to_judge": [row for row in uncovered if row["verdict"] == "review"],
        "build_id": build.build_id, "demonstration": build.demonstration,
    }  # fmt: skip


def gaps(reader: Reader, certificate: str, scope: Scope) -> list[Row]:
    """Hard skills in demand that no clause covers, most asked for first; raises BadInput for an unknown certificate."""
    _target(reader, certificate)
    return queries.certificate_uncovered(reader, certificate, scope)


_LEVEL = ("level", "n_target_vacancies", "n_demanded", "n_covered", "n_partly", "n_review", "n_missing",
          "n_competencies", "n_without_demand")  # fmt: skip


def _target(reader: Reader, certificate: str) -> Row:
    found = queries.certificate_target(reader, certificate)
    if found is None:
        raise BadInput(
            f"--certificate {certificate}: no such certificate in the published build; see xgap list certificates / "
            "已发布的结果中没有该证书，请用 xgap list certificates 查看"
        )
    return found


CSV_COLUMNS = (
    "certificate", "level", "domain", "domain_en", "task", "task_en", "code", "text", "text_en", "status", "scope",
    "n_vacancies", "n_employers", "n_population", "share", "share_low", "share_high", "direction", "ratio", "ratio_low",
    "ratio_high", "no_trend", "skills", "basis",
)  # fmt: skip


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Requirements as CSV; a figure of fewer than five vacancies is "<5", what is not known empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for row in rows:
        writer.writerow([_cell(row, column) for column in CSV_COLUMNS])
    return out.getvalue()


def _cell(row: Mapping[str, Any], column: str) -> Any:
    if row["few"] and column in ("n_vacancies", "n_employers"):
        return f"<{queries.MIN_SHOWN}"
    if column == "skills":
        return "; ".join(skill["name"] for skill in row["skills"])
    return "" if row[column] is None else row[column]
