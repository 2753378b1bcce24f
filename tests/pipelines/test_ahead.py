"""What is begun early: only what a run will need, and nothing that the user has already."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipelines import ahead
from pipelines.run import _looks_new
from taxonomy.linkers import e5_weights
from warehouse.settings import Paths, Settings


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was begun, without beginning it; the user runs a Prefect server."""
    found: list[str] = []
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    monkeypatch.setattr(ahead, "_start_server", lambda: found.append("server"))

    def start(words: list[str], **_: Any) -> None:
        found.append(f"model in {words[-1]}")

    monkeypatch.setattr(subprocess, "Popen", start)
    return found


def test_a_model_is_unpacked_where_there_is_none(tmp_path: Path, begun: list[str]) -> None:
    cache = tmp_path / "cache"
    ahead.Ahead(Settings(data=tmp_path, cache=cache)).wait()
    assert begun == [f"model in {cache}"]
    (cache / e5_weights.FOLDER).mkdir(parents=True)
    ahead.Ahead(Settings(data=tmp_path, cache=cache)).wait()
    ahead.Ahead(Settings(data=tmp_path, cache=tmp_path / "none", embedding_model="another/model")).wait()
    assert begun == [f"model in {cache}"]


def test_a_server_is_started_in_the_data_folder(
    tmp_path: Path, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")})
    half_made = tmp_path / "work" / "prefect" / "prefect.db"
    half_made.parent.mkdir(parents=True)
    half_made.write_bytes(b"")
    ahead.Ahead(Settings(data=tmp_path, embedding_model="another/model")).wait()
    assert begun == ["server"]
    assert os.environ["PREFECT_HOME"] == str(half_made.parent.resolve())
    assert not half_made.exists()  # of a run that was killed while it made it


def test_something_landed_after_the_last_build(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    assert _looks_new(paths)
    paths.published.mkdir()
    paths.current.write_text("{}")
    os.utime(paths.current, (1_000, 1_000))
    landed = paths.landing / "source" / "run"
    landed.mkdir(parents=True)
    os.utime(landed, (999, 999))
    assert not _looks_new(paths)
    os.utime(landed, (1_001, 1_001))
    assert _looks_new(paths)
