"""Finds the pages: every module in `dashboards/pages/` is one, `page_<code>.py` with `PAGE` and `render(context)`.

The file is not called like the address: Streamlit takes a folder of that name for pages of its older kind, and the
first visitor of `/skills` after a start would get a file `skills.py` run as a script, which is an empty page."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dashboards.pages

if TYPE_CHECKING:
    from dashboards.context import Context


@dataclass(frozen=True)
class Page:
    """What a page says of itself. Its words are `<code>.*` in the language files, its address is `/<code>`."""

    code: str
    icon: str
    """`:material/<name>:`"""
    order: int
    """Place in the navigation; the lowest is the start page."""


@dataclass(frozen=True)
class FoundPage:
    """A page with the function that draws it."""

    page: Page
    render: Callable[[Context], None]


class BadPage(RuntimeError):
    """A module in `dashboards/pages/` is not a page."""


@functools.lru_cache(maxsize=1)
def pages() -> tuple[FoundPage, ...]:
    """All pages in their order; raises BadPage with the module's name and what it lacks."""
    found = []
    for info in pkgutil.iter_modules(dashboards.pages.__path__):
        module = importlib.import_module(f"dashboards.pages.{info.name}")
        page, render = getattr(module, "PAGE", None), getattr(module, "render", None)
        if not isinstance(page, Page) or not callable(render):
            raise BadPage(f"dashboards/pages/{info.name}.py needs PAGE = Page(...) and render(context)")
        if not re.fullmatch(r"[a-z]+(-[a-z]+)*", page.code):
            raise BadPage(f"dashboards/pages/{info.name}.py: code {page.code!r} must be lower-case letters a-z")
        if info.name != f"page_{page.code.replace('-', '_')}":
            raise BadPage(f"dashboards/pages/{info.name}.py must be called page_{page.code.replace('-', '_')}.py")
        found.append(FoundPage(page, render))
    return tuple(sorted(found, key=lambda f: (f.page.order, f.page.code)))
