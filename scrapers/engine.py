"""What a spider is made of: an engine that says which page comes first and what an answer holds. Pure: no requests,
no clock, no files. `scrapers.walk` does the walking, with the same manners for all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from scrapers.errors import BadRecord, ScrapersError
from scrapers.items import JobPosting
from scrapers.source import Source


@dataclass(frozen=True, slots=True)
class Page:
    """One request to come. `kind` is the engine's own word; `data` is JSON that goes with it."""

    url: str
    kind: str = "page"
    lastmod: str = ""
    """When the page last changed, as its listing prints it; a page that was read with the same is not fetched."""
    data: str = ""
    depth: int = 0
    body: str = ""
    """JSON to send by POST; empty: GET."""
    optional: bool = False
    """True: that it cannot be had breaks nothing (a second sitemap, a listing's next page)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for a page."""

    page: Page
    url: str
    """Where it came from, after redirects."""
    body: bytes
    text: str = ""
    status: int = 200

    def json(self) -> Any:
        """The body as JSON. Raises BrokenAnswer."""
        try:
            return json.loads(self.body.decode("utf-8-sig"), strict=False)
        except (ValueError, RecursionError) as error:
            raise BrokenAnswer("the answer is no JSON") from error

    def object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises BrokenAnswer."""
        data = self.json()
        if not isinstance(data, dict):
            raise BrokenAnswer("the answer is no JSON object")
        return data


@dataclass(frozen=True, slots=True)
class Rejected:
    """What an engine yields in place of a posting that it could not make."""

    where: str
    reason: str
    record: object = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A posting that its source says is no longer open. `key` as in `posting_id`."""

    key: str
    on: date | None = None
    reason: str = "event"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to count in the manifest."""

    name: str
    n: int = 1


NO_POSTING: Final = "no JobPosting in the page"

Found: TypeAlias = Page | JobPosting | Rejected | Gone | Fact


class BrokenAnswer(ScrapersError):
    """An answer is not what this kind of board gives: the crawl stops."""


@dataclass(frozen=True, slots=True)
class Board:
    """The board of one crawl: whose it is, where it begins, and what earlier crawls know."""

    source: Source
    url: str
    seen_on: date | None = None
    since: date | None = None
    """Day of the last crawl that landed; None before the first."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Keys from the environment, by the name of their variable."""

    @property
    def root(self) -> str:
        """Scheme and host, with a slash."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/"

    @property
    def path(self) -> str:
        """Path of the address, without slashes at its ends."""
        return urlsplit(self.url).path.strip("/")

    @property
    def employer(self) -> str | None:
        """Whose board it is where the records do not say: the name that the user gave it; a platform is nobody's."""
        return self.source.title_zh if self.source.own_board else None


class Engine:
    """Base of all spiders. A subclass gives `name`, `source`, `first` and `read`."""

    name: ClassVar[str]
    source: ClassVar[Source]
    complete: ClassVar[bool] = True
    """True when a finished walk has met every open posting, so that absence means removal."""
    accepts: ClassVar[str] = "application/json"

    def __init__(self, board: Board) -> None:
        self.board = board

    def first(self) -> Iterable[Page]:
        """The pages to begin with."""
        raise NotImplementedError

    def read(self, answer: Answer) -> Iterator[Found]:
        """What an answer holds. Raises BrokenAnswer when it is not what this kind of board gives."""
        raise NotImplementedError

    def failed(self, page: Page, status: int) -> Iterable[Found] | None:
        """What to do about a page that is not there; None: what the walk does with it."""
        return None

    def headers(self) -> dict[str, str]:
        """Headers that the operator's documentation asks for."""
        return {}

    def is_listing(self, page: Page) -> bool:
        """Whether the crawl is worth nothing without this page."""
        return page.kind != "page" and not page.optional

    def url(self, path: str) -> str:
        """An address on the board's host."""
        return urljoin(self.board.root, path)


LISTING: Final = "listing"


def api_url(board: Board, template: str) -> str:
    """The address of an interface whose path is `template`, in which {token} is the tenant's name.

    An address that gives the beginning of that path is completed, one that gives the tenant alone is taken into it, an
    address without a path gets the source's name for the tenant; any other stands for itself."""
    wanted, given = template.split("/"), [part for part in board.path.split("/") if part]
    token = board.source.name
    if len(given) <= len(wanted) and all(w in (g, "{token}") for w, g in zip(wanted, given, strict=False)):
        token = next((g for w, g in zip(wanted, given, strict=False) if w == "{token}"), token)
    elif len(given) == 1 and "." not in given[0]:
        token = given[0]
    else:
        return board.url
    query = urlsplit(board.url).query
    return urljoin(board.root, template.format(token=token)) + (f"?{query}" if query else "")


def with_query(url: str, **parameters: str | int) -> str:
    """The address with these parameters set."""
    from w3lib.url import add_or_replace_parameters

    return str(add_or_replace_parameters(url, {name: str(value) for name, value in parameters.items()}))


def records(data: object, *keys: str) -> list[dict[str, Any]]:
    """The list of records under the first of the keys that there is. Raises BrokenAnswer when there is none."""
    found = next((data[key] for key in keys if isinstance(data, Mapping) and key in data), data if not keys else None)
    if not isinstance(found, list):
        raise BrokenAnswer(f"the answer holds no list {' or '.join(keys)}".rstrip())
    return [record for record in found if isinstance(record, dict)]


def each(found: Iterable[dict[str, Any]], make: Any, where: str, key: str = "id") -> Iterator[JobPosting | Rejected]:
    """Each record as a posting by `make(record)`, or why it is none."""
    for record in found:
        try:
            yield make(record)
        except BadRecord as error:
            yield Rejected(f"{where}#{record.get(key, '?')}", error.reason, record)
        except (AttributeError, TypeError, KeyError, ValueError):  # a text where an object was, and the like
            yield Rejected(f"{where}#{record.get(key, '?')}", "record of an unexpected form", record)


def deeper(page: Page, **changes: Any) -> Page:
    """A copy with changes, one step deeper."""
    return replace(page, depth=page.depth + 1, **changes)
