"""`xgap review …`: what people decide about skills and clauses; their decisions outrank the machine."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.common import AsJson, Data, print_json, print_rows, settings_of
from pipelines.commands.common import out as out_line
from pipelines.files import BadInput, read_lines
from pipelines.progress import say
from taxonomy.registry import Taxonomy
from warehouse import review
from warehouse.review import Decision, writing
from warehouse.settings import Paths

app = typer.Typer(
    help="People's decisions: list, decide, export, import. / 人工评审：列出、决定、导出、导入。", no_args_is_help=True
)
Row = dict[str, Any]


def _paths(data: Path | None) -> Paths:
    return Paths(settings_of(data).data)


def _taxonomy(paths: Paths) -> Taxonomy:
    from taxonomy.registry import load

    return load(standards=paths.standards)


@app.command("list")
def list_decisions(
    history: Annotated[bool, typer.Option("--history", help="Those replaced by later ones too. / 含历史")] = False,
    waiting: Annotated[
        bool, typer.Option("--open", help="What waits for a decision in the published build. / 待评审")
    ] = False,
    kind: Annotated[str | None, typer.Option(help=f"Only one of {', '.join(review.KINDS)}. / 类别")] = None,
    limit: Annotated[int, typer.Option(help="Rows of each table of --open (JSON gives all). / 行数", min=1)] = 30,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Decisions in force, and which of them cannot be carried out. / 生效的评审决定。"""
    paths = _paths(data)
    if waiting:
        _list_waiting(paths, limit, as_json)
        return
    known = _taxonomy(paths)
    rows = [row for row in _rows(review.read(paths.review), known) if (history or row["in_force"])
            and kind in (None, row["kind"])]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    if rows:
        print_rows(rows, ("decided_at", "person", "kind", "skill_id", "label", "competency_id", "into_skill", "name",
                          "reason", "idle"))  # fmt: skip
    else:
        say("none yet: xgap review list --open shows what waits / 尚无决定；用 --open 查看待评审项")


def _rows(decisions: list[Decision], known: Taxonomy) -> list[Row]:
    held = set(review.in_force(decisions))
    clauses = {c.competency_id for c in known.competencies}
    return [
        {**asdict(d), "in_force": d in held, "idle": review.idle(d, known.skills, clauses) if d in held else None}
        for d in decisions
    ]


def _list_waiting(paths: Paths, limit: int, as_json: bool) -> None:
    from pipelines.commands.common import open_published
    from warehouse.queries import waiting

    reader = open_published(paths.data)
    answered = review.answered(review.read(paths.review))
    candidates = [row for row in waiting.waiting_candidates(reader) if not answered.candidate(row["skill_id"])]
    clauses = [r for r in waiting.waiting_clauses(reader) if not answered.clause(r["skill_id"], r["competency_id"])]
    if as_json:
        print_json({"candidates": candidates, "clauses": clauses})
        return
    print_rows(candidates[:limit], ("skill_id", "name", "type", "n_vacancies", "n_employers"))
    print_rows(clauses[:limit], ("skill_id", "name", "n_vacancies", "competency_id", "p_covered", "text"))
    out_line(f"{len(candidates)} candidates, {len(clauses)} clauses wait; xgap explain ID shows postings / 待评审")


@app.command("decide")
def decide(
    kind: Annotated[str, typer.Argument(help=f"{', '.join(review.KINDS)}. / 决定")],
    skill: Annotated[str, typer.Argument(help="Id of the candidate (new.…) or the skill. / 技能编号")],
    by: Annotated[str, typer.Option(envvar="XGAP_REVIEWER", help="Who decides. / 评审人")],
    reason: Annotated[str, typer.Option(help="Why, in a line. / 理由")],
    into: Annotated[str | None, typer.Option(help="merge: the known skill. / 并入的已知技能")] = None,
    clause: Annotated[str | None, typer.Option(help="covered, not_covered: id of the clause. / 条款编号")] = None,
    name: Annotated[str | None, typer.Option(help="accept: name in Chinese. / 中文名称")] = None,
    name_en: Annotated[str | None, typer.Option(help="accept: name in English. / 英文名称")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="accept: tool, knowledge, task, … / 类型")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Decide about a candidate, or about a skill and a clause; the latest decision holds. / 作出评审决定。"""
    if kind not in review.KINDS:
        raise typer.BadParameter(f"{kind}: one of {', '.join(review.KINDS)} / 应为其中之一")
    paths = _paths(data)
    decisions = review.read(paths.review)
    made = review.decision_of({
        "kind": kind, "skill_id": skill, "competency_id": clause, "person": by.strip(), "reason": reason.strip(),
        "decided_at": review.now(), "into_skill": into, "name": name, "name_en": name_en, "type": type_,
        "label": _label(skill, decisions, paths),
    })  # fmt: skip
    _check(made, _taxonomy(paths))
    made = writing.decide(paths.review, made, review.about(decisions, made.skill_id, made.competency_id))
    if as_json:
        print_json(made.row())
    say(f"stored / 已存入: {kind} {skill}; xgap run uses it from now on / 下次 xgap run 起生效")


def _label(skill: str, decisions: list[Decision], paths: Paths) -> str | None:
    """What a candidate is called: in the published build or, where that no longer has it, in an earlier decision."""
    if not review.is_candidate(skill):
        return None
    from pipelines.commands.common import open_published
    from warehouse import queries

    earlier = [d for d in decisions if d.skill_id == skill]
    try:
        found = queries.skill(open_published(paths.data), skill)
    except queries.NotPublished:
        say(f"nothing is published, so {skill} was not looked up / 尚无发布结果，未核对编号")
        found = None
    else:
        if found is None and not earlier:
            raise BadInput(f"{skill}: the published build has no such candidate; see `xgap review list --open` / "
                           "已发布结果中没有此候选技能")  # fmt: skip
    if found is not None and not found["is_known"]:
        return str(found["name"])[:60]
    return next((d.label for d in reversed(earlier) if d.label is not None), None)


def _check(made: Decision, known: Taxonomy) -> None:
    from taxonomy.text import normalise

    def named(name: str) -> set[str]:
        return {known.mention_index[normalise(name)]} if normalise(name) in known.mention_index else set()

    writing.check(made, known.skills, {c.competency_id for c in known.competencies}, named)


@app.command("precision")
def precision(data: Data = None, as_json: AsJson = False) -> None:
    """How often people confirmed the machine, with 90 % Wilson intervals. / 机器建议被人工确认的比例。"""
    rows = review.precision(review.read(_paths(data).review))
    if as_json:
        print_json(rows)
        return
    print_rows(rows, ("proposal", "judged", "confirmed", "share", "low", "high"))
    out_line("of what people chose to judge, which is no random sample / 仅限人工选评的条目，并非随机样本")


@app.command("export")
def export_decisions(
    out: Annotated[Path | None, typer.Option("-o", "--out", help="JSONL (default: print). / 输出文件")] = None,
    data: Data = None,
) -> None:
    """All decisions, one JSON object a line, as `xgap review import` reads them. / 导出全部决定。"""
    decisions = review.read(_paths(data).review)
    if out is None:
        sys.stdout.writelines(map(review.line, decisions))
        return
    say(f"{review.write_file(decisions, out)} decisions / 条决定 → {out}")


@app.command("import")
def import_decisions(
    file: Annotated[Path, typer.Argument(help="JSONL of `xgap review export`. / 导出的文件")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring in decisions, all or none; those already there are not stored again. / 导入决定。"""
    paths = _paths(data)
    decisions = review.decisions_in(str(file), read_lines(file, review.NEEDED))
    new = writing.add(paths.review, decisions)
    idle = [row["skill_id"] for row in _rows(review.read(paths.review), _taxonomy(paths)) if row["idle"]]
    told = {"read": len(decisions), "new": new, "without_effect": len(idle)}
    if as_json:
        print_json(told)
    say(f"{told['read']} read, {new} new, {len(idle)} without effect here (xgap review list) / 已导入")
