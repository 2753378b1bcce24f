"""Collection on a schedule: a Prefect flow over the same plain functions that `xgap crawl --all` calls without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.client.schemas.objects import State, TaskRun

from pipelines import collect, land
from pipelines.run import NothingLanded, run
from warehouse.settings import Settings

AGAIN_AFTER_S = (600, 3600)
PASSING = frozenset({"asks_to_wait", "server_errors", "not_had", "stopped"})
"""Reasons that may be gone in an hour. A refusal, a challenge or a changed page is for a person to look at."""


async def may_try_again(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Only trouble of the line or the server is worth another attempt; the crawl then goes on where it was."""
    problem = await state.aresult(raise_on_failure=False)
    return isinstance(problem, land.LandingFailed) and problem.reason in PASSING


@task(
    name="crawl", retries=len(AGAIN_AFTER_S), retry_delay_seconds=list(AGAIN_AFTER_S), retry_condition_fn=may_try_again
)
def crawl_source(data: Path, name: str) -> dict[str, Any]:
    """One source; the only step that touches the network, and so the only one that is tried again."""
    return collect.crawl(data, name)


@flow(name="xgap collect", validate_parameters=False)
def xgap_collect(source: str | None = None, data: str | None = None, publish: bool = True) -> list[dict[str, Any]]:
    """Every source that may run, or one, one after the other; then the landing folder → published.

    One crawl per source at a time: a second one finds the source locked and ends. One that fails stops no other."""
    settings = Settings(data=Path(data)) if data else Settings()
    rows = collect.sources(settings.data)
    names = [source] if source else [_name(row) for row in rows if row["may_run"] and row["base_url"] and _is_far(row)]
    outcomes: list[dict[str, Any]] = []
    for name in names:
        done = crawl_source(settings.data, name, return_state=True)
        failed = done.is_failed() or done.is_crashed()
        outcomes.append({"source": name, "outcome": "failed" if failed else "landed", "state": done.message or ""})
    if publish:
        try:
            run(settings)
        except NothingLanded:
            outcomes.append({"source": "", "outcome": "nothing landed yet", "state": ""})
    return outcomes


def _name(row: dict[str, Any]) -> str:
    return str(row["title_zh"] if row["own_board"] else row["name"])


def _is_far(row: dict[str, Any]) -> bool:
    return not row["demonstration"] and "127.0.0.1" not in row["base_url"] and "localhost" not in row["base_url"]
