"""`xgap standard …`: official standards in and out of the data folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.common import AsJson, Data, print_json, settings_of
from pipelines.progress import say
from warehouse.settings import Paths

app = typer.Typer(
    help="Official standards: import, check, list, remove. / 官方标准：导入、检查、列出、移除。", no_args_is_help=True
)


def _folder(data: Path | None) -> Path:
    return Paths(settings_of(data).data).standards


@app.command("import")
def import_standard(
    file: Annotated[Path, typer.Argument(help="DOCX, PDF, XLSX, CSV or JSON of a 职业技能等级标准. / 标准文档")],
    certificate: Annotated[
        str | None, typer.Option(help="Code of the certificate (default: by its name). / 证书代码")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name, where the file holds several or none. / 证书名称")] = None,
    level: Annotated[
        str | None, typer.Option(help="Level of what bears none: 初级, 中级, 高级. / 未注明的等级")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what is read, store nothing. / 只预览")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Store in spite of errors in the codes. / 有错误也存入")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the same version. / 替换同一版本")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring in an official standard; it takes the place of our reference frame. / 导入官方标准，替代自编参考框架。"""
    from pipelines import standards

    prepared = standards.prepare(file, _folder(data), certificate, name, level)
    if not as_json:
        for line in standards.summary(prepared):
            sys.stdout.write(line + "\n")
    else:
        for finding in prepared.findings:
            say(finding.line())
    if dry_run:
        if as_json:
            print_json(prepared.reading.dry_run())
        return
    stored, path = standards.keep(prepared, _folder(data), accept=accept, replace=replace)
    if as_json:
        print_json({"certificate_code": stored.certificate, "version_id": stored.version_id, "path": str(path),
                     **stored.reading.dry_run(), "findings": [f.row() for f in prepared.findings]})  # fmt: skip
    say(f"stored / 已存入: {path}; xgap run uses it from now on / 下次 xgap run 起生效")


@app.command("check")
def check_standard(
    what: Annotated[str, typer.Argument(help="A document, or the code of a certificate. / 标准文档或证书代码")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Codes, gaps, empty slots, verbs, near-duplicates; exit 1 when there is an error. / 结构检查。"""
    from pipelines import standards

    name, findings = standards.check_any(what, _folder(data))
    if as_json:
        print_json([f.row() for f in findings])
    else:
        for finding in findings:
            sys.stdout.write(finding.line() + "\n")
        say(f"{name}: {len(findings)} findings / 处")
    raise typer.Exit(1 if any(f.severity == "error" for f in findings) else 0)


@app.command("list")
def list_standards(data: Data = None, as_json: AsJson = False) -> None:
    """Standards in the data folder and which version is in force. / 已导入的标准。"""
    from pipelines import standards

    rows = standards.rows(_folder(data))
    if as_json:
        print_json(rows)
        return
    for row in rows:
        mark = "in force 生效" if row["in_force"] else "older 旧版"
        sys.stdout.write(
            f"{row['certificate']} {row['version_id']} · {row['name']} · {row['n_requirements']} · {mark}\n"
        )
    if not rows:
        say("none yet: xgap standard import FILE / 尚未导入")


@app.command("remove")
def remove_standard(
    certificate: Annotated[str, typer.Argument(help="Code of the certificate. / 证书代码")],
    version: Annotated[str, typer.Argument(help="version_id of xgap standard list. / 版本")],
    data: Data = None,
) -> None:
    """Remove one stored version; our reference frame or an older version counts again. / 移除一个版本。"""
    from taxonomy.standards import store

    say(f"removed / 已移除: {store.remove(_folder(data), certificate, version)}")
