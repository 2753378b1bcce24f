"""`xgap run`, `demo`, `doctor`, `dashboard`: the run itself and what stands around it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.ask import print_emerging
from pipelines.commands.common import AsJson, Data, open_published, out, print_json, print_rows, settings_of
from warehouse.settings import Settings


def run(data: Data = None, as_json: AsJson = False) -> None:
    """Landing → published; only what is new is read. / 处理并发布。"""
    from pipelines.run import run as run_flow

    outcome = run_flow(settings_of(data))
    if as_json:
        print_json({"build_id": outcome.build_id, "file": str(outcome.file), "fresh": outcome.fresh})
    else:
        out(f"{'published' if outcome.fresh else 'nothing new; published already'}: {outcome.file}")


def doctor(data: Data = None) -> None:
    """What is ready, what is missing, and the command that mends it. / 自检。"""
    from pipelines.doctor import report

    lines, fine = report(settings_of(data))
    for line in lines:
        out(line)
    raise typer.Exit(0 if fine else 1)


def demo(data: Data = None) -> None:
    """From nothing to a published result on the built-in demonstration board. / 演示。"""
    from pipelines.demo import demonstrate

    settings = Settings(data=data if data is not None else Settings().data / "demo")
    rows, facts = demonstrate(settings)
    print_emerging([r for r in rows if r["status"] in ("new", "rising")][:15], facts)
    from pipelines import answers

    out("演示数据 demonstration · 需求中无证书条款覆盖的技能 · demanded skills that no clause covers")
    missing = answers.gaps(open_published(settings.data), None, 10)
    print_rows(missing, ("name", "type", "n_vacancies", "n_employers", "basis", "status", "nearest"))
    out(f"Open the dashboard / 打开看板:  xgap dashboard --data {settings.data}")


def dashboard(data: Data = None, port: Annotated[int, typer.Option(help="Port. / 端口")] = 8501) -> None:
    """The Streamlit dashboard on the published build. / 打开看板。"""
    # started as a program of its own: the command line does not know the window
    window = find_spec("dashboards")
    assert window is not None  # noqa: S101  (a package of this distribution)
    page = Path(str(window.origin)).parent / "app.py"
    settings = settings_of(data)
    environment = os.environ | {"XGAP_DATA": str(settings.data.resolve())}
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port),
               "--browser.gatherUsageStats", "false"]  # fmt: skip
    if settings.review == "local":  # who may decide without signing in must be the only one who can come in
        command += ["--server.address", "127.0.0.1"]
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)
