"""The schedule: one crawl per source at a time, retries on the network step only."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from prefect.client.schemas.schedules import CronSchedule

from pipelines import build, collect_flow, flow
from pipelines.land import LandingFailed

ROOT = Path(__file__).parents[2]
DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda d: d["name"])
def test_a_deployment_names_a_flow_that_exists_and_a_time(deployment: dict[str, Any]) -> None:
    file, _, name = deployment["entrypoint"].partition(":")
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    found = getattr(module, name)
    assert set(deployment["parameters"]) <= set(found.parameters.properties)
    assert deployment["concurrency_limit"]["limit"] == 1
    for schedule in deployment["schedules"]:
        CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])


def test_only_the_network_step_is_tried_again() -> None:
    assert collect_flow.crawl_source.retries == 2
    steps = [step for step in vars(flow).values() if hasattr(step, "retries") and hasattr(step, "fn")]
    assert [step.name for step in steps if step.fn in vars(build).values() and step.retries] == []


@pytest.mark.parametrize(
    ("problem", "again"),
    [
        (LandingFailed("x", "server_errors"), True),
        (LandingFailed("x", "asks_to_wait"), True),
        (LandingFailed("x", "http_403"), False),
        (LandingFailed("x", "challenge"), False),
        (LandingFailed("x", "MayNotCrawl"), False),
        (ValueError("x"), False),
    ],
)
def test_a_refusal_is_never_tried_again(problem: Exception, again: bool) -> None:
    async def result(raise_on_failure: bool) -> Exception:
        return problem

    state: Any = SimpleNamespace(aresult=result)
    task_run: Any = None
    assert asyncio.run(collect_flow.may_try_again(None, task_run, state)) is again
