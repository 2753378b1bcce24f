"""What one rerun knows: one build, one language, and how to ask and link. Made once per rerun, never mixed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

import streamlit as st

from dashboards.desk import Desk
from dashboards.succession import Place, Succession
from dashboards.words import Words
from warehouse import queries
from warehouse.connection import Reader

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)


class Unreadable(RuntimeError):
    """The published file is there and cannot be read."""


@st.cache_resource(max_entries=3, show_spinner=False)
def _reader(build_id: str, path: str) -> Reader:
    # not closed on release: another reader's rerun may still be using it, and the last user lets it go
    return Reader(Path(path))


@st.cache_data(max_entries=512, show_spinner=False)
def _answer(
    build_id: str, question: str, args: tuple[Any, ...], kwargs: dict[str, Any], _ask: Callable[[], Any]
) -> Any:
    return _ask()


@st.cache_resource(show_spinner=False)
def _succession(data: Path) -> Succession:
    return Succession()


@dataclass(frozen=True)
class Context:
    """Handed to every page."""

    build: queries.Build
    words: Words
    start_page: str
    """Code of the page at the root address."""
    desk: Desk
    """What people have decided, and the way to decide."""
    basket: tuple[str, ...] = ()
    """Ids of the skills that the reader has put aside; every link takes them along."""
    data: Path = Path("data")
    """Folder of the builds, for what is made beside the pages."""

    def ask(self, question: Callable[Concatenate[Reader, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of a function of `warehouse.queries` on this build; remembered by build, question and values."""

        def again(place: Place) -> T:
            answer: T = _answer(
                place.build_id, question.__name__, args, dict(kwargs),
                _ask=lambda: question(_reader(place.build_id, str(place.path)), *args, **kwargs),
            )  # fmt: skip
            return answer

        _succession(self.data).remember((question.__name__, repr(args), repr(kwargs)), again)
        return again(Place(self.build.build_id, self.build.path))

    @property
    def as_of(self) -> str:
        """Month of the verdicts, or "" where no trend could be judged."""
        return self.build.as_of or self.ask(queries.verdict_counts).as_of

    def link(self, page: str, /, **parameters: object) -> str:
        """Address of a page of ours in the present language, relative to any page; values are ASCII codes."""
        given = {"basket": ",".join(self.basket), **parameters}
        values = {name: str(value) for name, value in given.items() if value not in (None, "")}
        query = urlencode({**values, "lang": self.words.language})
        return f"{'./' if page == self.start_page else page}?{query}"


def open_build(data: Path) -> queries.Build:
    """The build that pages answer from now: the one published, as soon as it has answered what readers ask.

    Raises NotPublished before the first one, Unreadable for a damaged file."""
    path, build_id = queries.published(data)
    place = _succession(data).place(Place(build_id, path))
    try:
        build: queries.Build = _answer(
            place.build_id, "build", (str(place.path),), {},
            _ask=lambda: queries.build(_reader(place.build_id, str(place.path)), place.path, place.build_id),
        )  # fmt: skip
    except Exception as error:  # the database's own errors are not ours to name here; nothing is hidden
        log.exception("cannot read %s", place.path)
        raise Unreadable(f"{place.path.name}: {error}") from error
    return build
