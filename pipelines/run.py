"""`xgap run`: does nothing where nothing is new, else the Prefect flow in this process."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines.build import Run, build_id
from warehouse import raw
from warehouse.publish import current
from warehouse.settings import Settings

_COMPLETE = "complete"
"""File in Prefect's folder that says that a whole run has used its database."""


class NothingLanded(RuntimeError):
    """There is no posting to work on."""


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    build_id: str
    file: Path
    fresh: bool
    """False where the published build already held everything."""


def run(settings: Settings) -> Outcome:
    """Bring the published build level with the landing folder; safe to kill and start again."""
    this = Run.of(settings)
    if not raw.landed_runs(this.paths.landing):
        raise NothingLanded(
            f"no postings in {this.paths.landing}: bring some with `xgap import FILE` or see `xgap demo` / "
            "没有可用的招聘信息：请先运行 xgap import 或 xgap demo"
        )
    identity = build_id(this)
    published = current(this.paths.published)
    if published and published.build_id == identity and (this.paths.published / published.file).exists():
        return Outcome(identity, this.paths.published / published.file, fresh=False)
    return Outcome(identity, _flow(settings, identity, this), fresh=True)


def _flow(settings: Settings, identity: str, this: Run) -> Path:
    home = this.paths.work / "prefect"
    _prepare_prefect(home)
    from pipelines.flow import (
        xgap_run,
    )  # imported late: Prefect reads its settings from the environment on import

    logging.getLogger("prefect").setLevel(logging.WARNING)
    file = xgap_run(settings, identity)
    if home.exists():
        (home / _COMPLETE).touch()
    return file


def _prepare_prefect(home: Path) -> None:
    """A server of this run's own, inside the data folder, that tells nobody anything."""
    if "PREFECT_API_URL" in os.environ:  # the user runs a server: use it
        return
    if not (home / _COMPLETE).exists():  # killed while it made its database, which takes seven seconds
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "PREFECT_HOME": str(home.resolve()),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "DO_NOT_TRACK": "1",
    }
