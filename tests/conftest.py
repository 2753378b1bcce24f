"""Shared by all tests: where the real postings lie, for tests that use them when they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real postings and annotations; the test is skipped where it is absent."""
    if not (SHARED / "gold" / "dev.jsonl").exists():
        pytest.skip("the real postings are not here")
    return SHARED
