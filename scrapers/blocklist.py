"""What somebody asked us to leave out: kept in <data>/takedown.jsonl, asked by everything that writes postings.

The file is append-only: a line takes down or takes that back. Names stand in it as they were given, because the
person who looks after the data must be able to read what is left out, and why."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Literal

from scrapers.items import JobPosting

FILE: Final = "takedown.jsonl"
_MARKS: Final = re.compile(r"[\W_]+")
_LEGAL_FORM: Final = re.compile("(?:股份有限公司|有限责任公司|有限公司)$")


@dataclass(frozen=True, slots=True)
class Request:
    """One request to leave something out."""

    id: str
    """ "t1", "t2", …"""
    kind: Literal["employer", "posting"]
    value: str
    """An employer's name, a posting_id, a source's own id or an address."""
    reason: str
    on: str
    undone_on: str | None = None


class Blocklist:
    """All requests of a data folder."""

    def __init__(self, requests: tuple[Request, ...]) -> None:
        self.requests = requests

    @classmethod
    def read(cls, data: Path) -> Blocklist:
        """The requests in the folder; none when there is no file."""
        path = data / FILE
        if not path.exists():
            return cls(())
        found: dict[str, Request] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                request = Request(**json.loads(line))
                found[request.id] = request  # a later line of the same id replaces the former
        return cls(tuple(found.values()))

    def append(self, data: Path, request: Request) -> Blocklist:
        """Writes one more line, safely on disk before anything else happens; returns the list with it."""
        data.mkdir(parents=True, exist_ok=True)
        with (data / FILE).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(asdict(request), ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        return Blocklist.read(data)

    @property
    def active(self) -> tuple[Request, ...]:
        """Requests that hold."""
        return tuple(request for request in self.requests if request.undone_on is None)

    def __bool__(self) -> bool:
        return bool(self._employers or self._postings)

    def keeps_out(self, posting: JobPosting) -> bool:
        """Whether a posting is one that somebody asked to leave out."""
        return self.matches(posting.posting_id, posting.employer, posting.source_job_id, posting.url)

    def matches(self, posting_id: str, employer: str | None, native: str | None, url: str | None) -> bool:
        """As `keeps_out`, from a posting's fields."""
        if employer and plain_name(employer) in self._employers:
            return True
        return any(value in self._postings for value in (posting_id, native, url) if value)

    def named_in(self, text: str) -> bool:
        """Whether a text, such as an excerpt of a rejected record, names what is left out."""
        if any(value in text for value in self._postings):
            return True
        plain = _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())
        return any(name in plain for name in self._employers)

    @cached_property
    def _employers(self) -> frozenset[str]:
        return frozenset(plain_name(r.value) for r in self.active if r.kind == "employer")

    @cached_property
    def _postings(self) -> frozenset[str]:
        return frozenset(r.value for r in self.active if r.kind == "posting")


@lru_cache(maxsize=65_536)
def plain_name(name: str) -> str:
    """An employer's name without marks, blanks, width and legal form: "海川装备（常州）有限公司" = "海川装备常州"."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", name).casefold())
    return _LEGAL_FORM.sub("", plain) or plain
