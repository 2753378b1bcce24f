"""Runs the dbt project on the working warehouse, in processes of their own (each holds the file while it works)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, get_args

PROJECT = Path(__file__).parent
Layer = Literal["staging", "core", "marts"]
_PROGRAM = """
from dbt.cli.main import cli
import json, sys
words = sys.stdin.readline()
if words:
    cli(json.loads(words))
"""
"""Loads dbt, then waits for what to do: loading takes two seconds and other work goes on meanwhile. A parent that is
killed closes the pipe, and the process ends without having opened anything."""


class TransformFailed(RuntimeError):
    """A model could not be built or one of its checks did not hold; the message is dbt's own."""


class Transform:
    """dbt on one warehouse. As a context manager it keeps the process for the next layer loaded and waiting."""

    def __init__(self, warehouse: Path, memory_limit: str = "2GB") -> None:
        self._warehouse = warehouse.resolve()
        self._memory_limit = memory_limit
        self._waiting: subprocess.Popen[str] | None = None
        self._keep_ready = False

    def __enter__(self) -> Self:
        self._keep_ready = True
        self._waiting = self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keep_ready = False
        if self._waiting is not None:
            self._waiting.communicate("")
            self._waiting = None

    def build(self, layer: Layer) -> None:
        """Build and check all models of one layer; raises TransformFailed."""
        self.run("build", "--select", f"tag:{layer}", "--exclude", "test_type:unit", what=f"layer {layer}")
        if self._keep_ready and layer != get_args(Layer)[-1]:
            self._waiting = self._start()

    def run(self, *words: str, what: str) -> None:
        """A dbt command with its own options; `what` names it in the message of TransformFailed."""
        work = self._warehouse.parent
        process, self._waiting = self._waiting or self._start(), None
        options = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
                   "--target-path", str(work / "dbt-target"), "--log-path", str(work / "dbt-logs")]  # fmt: skip
        printed, _ = process.communicate(json.dumps(["--quiet", "--no-use-colors", *words, *options]) + "\n")
        if process.returncode:
            raise TransformFailed(f"{what} failed:\n{printed.strip()[-4000:]}")

    def _start(self) -> subprocess.Popen[str]:
        environment = os.environ | {
            "XGAP_WAREHOUSE": str(self._warehouse),
            "XGAP_MEMORY_LIMIT": self._memory_limit,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-c", _PROGRAM], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
