"""An import that is killed leaves nothing half landed, and done again lands what it would have."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from warehouse.raw import landed_runs

LINES = 5_000


def _file(path: Path) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for n in range(LINES):
            record = {"posting_id": f"k{n}", "title": f"数控车工{n}", "company": f"虚构机械{n % 50}",
                      "description": f"负责第{n}号机床的操作与日常保养,会看图纸。",
                      "posted_on": "2025-03-01"}  # fmt: skip
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def _command(file: Path, data: Path) -> list[str]:
    return [sys.executable, "-m", "pipelines.cli", "import", str(file), "--data", str(data), "--json"]


def _landed(data: Path) -> dict[str, list[str]]:
    return {
        run_id: sorted(gzip.decompress((folder / "items.jsonl.gz").read_bytes()).decode().splitlines())
        for run_id, folder in landed_runs(data / "landing").items()
    }


def test_killed_in_the_middle_and_done_again(tmp_path: Path) -> None:
    file = _file(tmp_path / "board.jsonl.gz")
    data = tmp_path / "killed"
    process = subprocess.Popen(
        _command(file, data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    limit = time.monotonic() + 60
    while process.poll() is None and not any(data.rglob("items*")) and time.monotonic() < limit:
        time.sleep(0.01)
    assert process.poll() is None, "it ended before it could be killed"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert any(data.rglob("items*"))  # it had begun to write
    assert _landed(data) == {}
    for folder in (data, tmp_path / "whole"):
        answer = subprocess.run(_command(file, folder), capture_output=True, text=True, check=True)
        assert json.loads(answer.stdout)[0]["items"] == LINES
    killed, whole = _landed(data), _landed(tmp_path / "whole")
    assert killed == whole
    assert sum(map(len, killed.values())) == LINES
    again = json.loads(subprocess.run(_command(file, data), capture_output=True, text=True, check=True).stdout)
    assert again[0]["already_imported"]
    assert _landed(data) == whole
