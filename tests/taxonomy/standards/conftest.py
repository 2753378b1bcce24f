"""Test documents of an invented standard, made anew for each session, and the truth about them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import standard_makers
import standard_truth

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with every document of `standard_makers.DOCUMENTS`, and the printed PDF."""
    folder = tmp_path_factory.mktemp("standards")
    for name, make in standard_makers.DOCUMENTS.items():
        make(folder / name)
    for path in FILES.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="session")
def truth() -> list[dict[str, Any]]:
    """The requirements that stand in every document."""
    return standard_truth.requirements()
