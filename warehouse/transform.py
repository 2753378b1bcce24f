"""Runs the dbt project on the working warehouse, in a process of its own (it holds the file while it runs)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent


class TransformFailed(RuntimeError):
    """A model could not be built or one of its checks did not hold; the message is dbt's own."""


def build(layer: str, warehouse: Path, memory_limit: str = "2GB") -> None:
    """Build and check all models of one layer (`staging`, `core`, `marts`)."""
    work = warehouse.resolve().parent
    environment = os.environ | {
        "XGAP_WAREHOUSE": str(warehouse.resolve()),
        "XGAP_MEMORY_LIMIT": memory_limit,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    done = subprocess.run(
        [
            sys.executable, "-c", "from dbt.cli.main import cli; cli()",
            "--quiet", "--no-use-colors", "build",
            "--select", f"tag:{layer}", "--exclude", "test_type:unit",
            "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
            "--target-path", str(work / "dbt-target"), "--log-path", str(work / "dbt-logs"),
        ],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise TransformFailed(f"layer {layer} failed:\n{(done.stdout + done.stderr).strip()[-4000:]}")
