"""`xgap new …`: a file to fill in, in the right place and form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.progress import say

app = typer.Typer(help="Scaffold something new. / 新建。", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `xgap new certificate` a command of a group while it is the only one."""


@app.command("certificate")
def new_certificate(
    code: Annotated[str, typer.Argument(help="Code, xg-… in small letters. / 代码")],
    name: Annotated[str, typer.Option(help="Name in Chinese. / 中文名称")],
    name_en: Annotated[str, typer.Option(help="Name in English. / 英文名称")],
    sector: Annotated[str, typer.Option(help="Class of the vocational catalogue. / 专业大类")] = "电子与信息",
    folder: Annotated[Path | None, typer.Option(help="Where to write (default: the taxonomy). / 写入目录")] = None,
) -> None:
    """A reference frame to fill in; `python -m taxonomy.registry` says what is left. / 新建参考框架。"""
    from taxonomy.registry import HERE
    from taxonomy.scaffold import write

    path = write(code, name, name_en, sector, folder or HERE / "certificates")
    say(f"{path}: fill in every place marked, then / 请填写标有“待填写”之处，然后运行: python -m taxonomy.registry")
