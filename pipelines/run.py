"""`xgap run`: does nothing where nothing is new, else the Prefect flow in this process."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from pipelines.ahead import COMPLETE, Ahead
from pipelines.build import Run, build_id
from warehouse import raw
from warehouse.publish import current
from warehouse.settings import Paths, Settings


class NothingLanded(RuntimeError):
    """There is no posting to work on."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    build_id: str
    file: Path
    fresh: bool
    """False where the published build already held everything."""


def run(settings: Settings, ahead: Ahead | None = None) -> Outcome:
    """Bring the published build level with the landing folder; safe to kill and start again. `ahead`: what was begun
    already."""
    this = Run.of(settings)
    if not raw.landed_runs(this.paths.landing):
        raise NothingLanded(
            f"no postings in {this.paths.landing}: bring some with `xgap import FILE` or see `xgap demo` / "
            "没有可用的招聘信息：请先运行 xgap import 或 xgap demo"
        )
    if ahead is None and _looks_new(this.paths):
        ahead = Ahead(settings)
    identity = build_id(this)
    published = current(this.paths.published)
    if published and published.build_id == identity and (this.paths.published / published.file).exists():
        if ahead is not None:
            ahead.wait()  # a server that is not up yet could not be told to end
        return Outcome(identity, this.paths.published / published.file, fresh=False)
    return Outcome(identity, _flow(settings, identity, ahead or Ahead(settings)), fresh=True)


def _looks_new(paths: Paths) -> bool:
    """Whether something landed after the last build; cheap, and only good for beginning early: see `build_id`."""
    if not paths.current.exists():
        return True
    last = paths.current.stat().st_mtime
    return any(folder.stat().st_mtime > last for folder in paths.landing.glob("*/*"))


def _flow(settings: Settings, identity: str, ahead: Ahead) -> Path:
    from pipelines.flow import (
        xgap_run,
    )  # imported late: Prefect reads its settings from the environment on import

    ahead.wait()
    logging.getLogger("prefect").setLevel(logging.WARNING)
    file = xgap_run(settings, identity)
    if ahead.home.exists():
        (ahead.home / COMPLETE).touch()
    return file
