"""`xgap pack`: evidence packs for a new certificate or a revision, and the bundles worth one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.common import AsJson, Data, open_published, out, print_json, print_rows, settings_of
from pipelines.packs.steps import STEPS, Step, Tell, quiet
from pipelines.packs.words import Language
from pipelines.progress import say

if TYPE_CHECKING:
    from pipelines.packs.model import Facts
    from taxonomy.registry import Taxonomy
    from warehouse.connection import Reader
    from warehouse.queries import Build

app = typer.Typer(help="Evidence packs: DOCX, XLSX, JSON in one ZIP. / 证据包。", no_args_is_help=True)
Output = Annotated[Path, typer.Option("--output", help="ZIP file to write. / 输出的ZIP文件")]
BuildId = Annotated[str | None, typer.Option("--build", help="Id of a build that is kept; else the newest. / 构建编号")]
Steps = Annotated[bool, typer.Option("--steps", help="One JSON line on standard output for each step. / 逐步输出JSON")]
In = Annotated[str, typer.Option("--language", help="Language of the body: zh or en. / 正文语言")]


def _language(text: str) -> Language:
    if text == "zh":
        return "zh"
    if text == "en":
        return "en"
    raise typer.BadParameter(f"--language {text}: zh or en / 只能是 zh 或 en")


def _target(output: Path) -> None:
    """Refuse a place that cannot be written before any work is done."""
    from pipelines.files import BadInput

    if output.is_dir():
        raise BadInput(f"{output}: is a folder; name a file, such as {output / 'pack.zip'} / 是目录，请给出文件名")
    if not output.parent.exists():
        raise BadInput(f"{output.parent}: no such folder; make it first / 目录不存在，请先创建")


def _line(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextmanager
def _told(steps: bool) -> Iterator[Tell]:
    """What tells each step, as `{"step": …, "at": 1, "of": 6}`, and a refusal, as `{"problem": {"en": …, "zh": …}}`.
    The end of a pack is `{"pack": subject}`."""
    from pipelines.packs.facts import NoPack

    def tell(step: Step) -> None:
        _line({"step": step, "at": STEPS.index(step) + 1, "of": len(STEPS)})

    try:
        yield tell if steps else quiet
    except NoPack as refusal:
        if steps:
            _line({"problem": {"en": refusal.en, "zh": refusal.zh}})
        raise


@dataclass(frozen=True)
class _Ground:
    """What a pack stands on."""

    reader: Reader
    build: Build
    taxonomy: Taxonomy
    standards: Path


def _ground(data: Path | None, build: str | None) -> _Ground:
    """The newest build, or the one of this id where it is kept."""
    from taxonomy.registry import load
    from warehouse import queries
    from warehouse.connection import Reader
    from warehouse.settings import Paths

    folder = settings_of(data).data
    path, build_id = queries.published(folder, build)
    reader, standards = Reader(path), Paths(folder).standards
    return _Ground(reader, queries.build(reader, path, build_id), load(standards=standards), standards)


def _packed(made: Facts, on: _Ground, language: Language, output: Path, tell: Tell) -> None:
    from pipelines.packs import archive

    _write(archive.build(made, on.taxonomy, on.standards, language, tell=tell), output)


def _write(content: bytes, output: Path) -> None:
    unfinished = output.with_name(f".{output.name}.new")
    unfinished.write_bytes(content)
    os.replace(unfinished, output)
    say(f"{len(content):,} bytes → {output}")


@app.command("revision")
def revision(
    certificate: Annotated[str, typer.Option("--certificate", help="Code of the certificate. / 证书代码")],
    output: Output,
    language: In = "zh",
    build: BuildId = None,
    steps: Steps = False,
    data: Data = None,
) -> None:
    """Proposals for an existing standard, clause by clause. / 标准修订建议。"""
    wanted = _language(language)
    _target(output)
    with _told(steps) as tell:
        tell("read")
        from pipelines.packs import facts

        on = _ground(data, build)
        made = facts.revision(on.reader, on.build, certificate, on.taxonomy, on.standards, tell)
        _packed(made, on, wanted, output, tell)
        if steps:
            _line({"pack": made.subject})


@app.command("new")
def new(
    output: Output,
    skills: Annotated[str | None, typer.Option("--skills", help="Ids of skills, with commas. / 技能编号")] = None,
    cluster: Annotated[str | None, typer.Option("--cluster", help="Id from xgap pack bundles. / 组合编号")] = None,
    language: In = "zh",
    build: BuildId = None,
    steps: Steps = False,
    data: Data = None,
) -> None:
    """The case for a new certificate from a bundle of skills. / 新证书立项论证。"""
    if (skills is None) == (cluster is None):
        raise typer.BadParameter("give either --skills or --cluster / 请在 --skills 与 --cluster 中选一个")
    wanted = _language(language)
    _target(output)
    with _told(steps) as tell:
        tell("read")
        from pipelines.packs import bundles, facts

        on = _ground(data, build)
        if cluster is not None:
            found = bundles.find(on.reader, on.taxonomy)
            chosen = next((b for b in found if b.cluster == cluster), None)
            if chosen is None:
                raise facts.NoPack(
                    f"{cluster}: no such bundle in this build, which has {len(found)}; see xgap pack bundles",
                    f"本构建没有该组合（共 {len(found)} 个），请用 xgap pack bundles 查看",
                )
            ids, subject = list(chosen.skill_ids), chosen.cluster
        else:
            ids = [part.strip() for part in (skills or "").split(",") if part.strip()]
            if not ids:
                raise typer.BadParameter("--skills: names no skill / 没有给出技能")
            subject = bundles.cluster_id(ids)
        made = facts.new(on.reader, on.build, ids, subject, on.taxonomy, on.standards, tell)
        _packed(made, on, wanted, output, tell)
        if steps:
            _line({"pack": made.subject})


@app.command("bundles")
def list_bundles(
    limit: Annotated[int, typer.Option(help="Rows of the table (JSON gives all). / 行数", min=1)] = 20,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Skills that no certificate covers and vacancies ask for together. / 未覆盖且常被同时要求的技能组合。"""
    from pipelines.packs import bundles
    from taxonomy.registry import load
    from warehouse import queries
    from warehouse.settings import Paths

    reader = open_published(data)
    taxonomy = load(standards=Paths(settings_of(data).data).standards)
    found, invented = bundles.find(reader, taxonomy), queries.has_demonstration(reader)
    if as_json:
        print_json([{**bundle.row(), "demonstration": invented} for bundle in found])
        return
    rows = [
        {**b.row(), "skills": "、".join(b.names[:6]) + ("…" if len(b.names) > 6 else ""),
         "in_group_of": f"{b.certificate} {b.shared:.0%}" if b.certificate else None,
         "like": "、".join(b.near[:2]) + ("…" if len(b.near) > 2 else "")}
        for b in found[:limit]
    ]  # fmt: skip
    print_rows(rows, ("cluster", "skills", "n_vacancies", "n_recent", "n_named_employers", "grade", "advice",
                      "in_group_of", "like"))  # fmt: skip
    if not found:
        out("no bundle of uncovered skills has enough vacancies in this build / 本构建中没有证据足够的未覆盖技能组合")
    if invented:
        out("演示数据，非真实招聘 · demonstration data, invented")
    out("revise: most of these vacancies already belong to a certificate's job group, revise that one first / "
        "revise 指多数岗位已属某证书岗位组，宜先修订该证书")  # fmt: skip
    out("check: the catalogue has a certificate of a similar name (like) whose text is not here; read it first / "
        "check 指目录中有名称相近、但没有文本可比的证书（like 栏），请先核对")  # fmt: skip
    out("not covered by the frames compared is weak evidence; check the official catalogue / "
        "未覆盖仅指已比对的框架，须核对官方目录")  # fmt: skip
