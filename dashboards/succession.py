"""How a new build takes the old one's place while people read.

A build that has just been published has answered nothing yet. If it were shown at once, all readers who click in that
moment would wait for the same slow questions, and for each other. So the questions that were asked last are put to it
first, by one thread, and the pages stay with the old build until that is done: a few seconds, `PATIENCE` at most.
Where nobody has read for `QUIET` seconds there is nobody to wait, and the new build is shown at once."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)

KEPT = 200
"""Questions that are asked again of a new build; fewer than the answers that are kept (`context._answer`)."""
PATIENCE = 30.0
"""Seconds after which the new build is shown whatever it has answered."""
QUIET = 60.0
"""Seconds without a reader after which nobody is spared anything by waiting."""


@dataclass(frozen=True)
class Place:
    """A published build and its file."""

    build_id: str
    path: Path


Again = Callable[[Place], object]
"""Asks one question of a build, whose answer is then remembered."""


@dataclass
class Succession:
    """The build in use for one data folder; safe to share between threads."""

    clock: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _asked: OrderedDict[Hashable, Again] = field(default_factory=OrderedDict)
    _now: Place | None = None
    _next: Place | None = None
    _begun: float = 0.0
    _read: float = 0.0
    _ready: threading.Event = field(default_factory=threading.Event)

    def remember(self, question: Hashable, again: Again) -> None:
        """A reader has asked this."""
        with self._lock:
            self._asked[question] = again
            self._asked.move_to_end(question)
            if len(self._asked) > KEPT:
                self._asked.popitem(last=False)

    def place(self, newest: Place) -> Place:
        """The build that this rerun answers from, when `newest` is the one published."""
        with self._lock:
            now, quiet = self.clock(), self.clock() - self._read > QUIET
            self._read = now
            if self._now is None or self._now == newest or quiet or not self._now.path.exists():
                self._now, self._next = newest, None
            elif self._next != newest:
                self._next, self._begun, self._ready = newest, now, threading.Event()
                questions = list(reversed(self._asked.values()))
                threading.Thread(target=_ask, args=(newest, questions, self._ready), daemon=True).start()
            elif self._ready.is_set() or now - self._begun > PATIENCE:
                self._now, self._next = newest, None
            return self._now


def _ask(place: Place, questions: list[Again], ready: threading.Event) -> None:
    """Every question once. What cannot be answered is said by the page that needs it; here it ends the waiting."""
    try:
        for again in questions:
            again(place)
    except Exception:
        log.exception("%s does not answer what the last build did", place.build_id)
    finally:
        ready.set()
