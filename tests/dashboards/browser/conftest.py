"""A real browser on the real application: one Chromium, one application per build, one clean context per test.

Where Chromium is missing, these tests are skipped and say so. The builds are the tiny one of the tests, marked as a
demonstration, and each data folder named in `XGAP_TEST_BUILDS` (with `:` between, `;` on Windows)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.dashboards.browser.visitor import Visitor
from tests.dashboards.conftest import write_build
from tests.dashboards.screens import application, chromium

ON_REQUEST = [Path(name) for name in os.environ.get("XGAP_TEST_BUILDS", "").split(os.pathsep) if name]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that asks for `data` runs on every build."""
    if "data" in metafunc.fixturenames:
        folders: list[Path | None] = [None, *ON_REQUEST]
        metafunc.parametrize("data", folders, indirect=True, scope="session",
                             ids=["demonstration", *(folder.name for folder in ON_REQUEST)])  # fmt: skip


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of the tiny build, marked as invented."""
    folder = tmp_path_factory.mktemp("demonstration")
    write_build(folder, "tiny0000demo", demonstration=True)
    return folder


@pytest.fixture(scope="session")
def data(request: pytest.FixtureRequest) -> Path:
    """Data folder with a published build, read only."""
    if request.param is None:
        return request.getfixturevalue("demonstration")  # type: ignore[no-any-return]
    if not (request.param / "published" / "current.json").exists():
        pytest.fail(f"XGAP_TEST_BUILDS names {request.param}, where nothing is published")
    return Path(request.param)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is missing: make setup")
    program = chromium()
    if program is None:
        pytest.skip("no Chromium here (Debian: apt-get install chromium fonts-noto-cjk)")
    with api.sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def running() -> Iterator[Callable[[Path], str]]:
    """`running(data)`: address of the application on a data folder, started once."""
    with ExitStack() as open_ones:
        roots: dict[Path, str] = {}

        def root(folder: Path) -> str:
            if folder not in roots:
                roots[folder] = open_ones.enter_context(application(folder))
            return roots[folder]

        yield root


@pytest.fixture
def visit(browser: Any, running: Callable[[Path], str], data: Path) -> Iterator[Callable[..., Visitor]]:
    """`visit(language)`: a visitor with a clean browser; more options are those of Playwright's contexts."""
    root = running(data)
    with ExitStack() as open_ones:

        def come(language: str, **options: Any) -> Visitor:
            locale = {"zh": "zh-CN", "en": "en-GB"}[language]
            context = browser.new_context(**{"locale": locale, "viewport": {"width": 1280, "height": 900}, **options})
            open_ones.callback(context.close)
            return Visitor(context.new_page(), root, data)

        yield come
