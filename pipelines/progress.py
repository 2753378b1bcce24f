"""Progress of long work: a bar on a terminal, a line now and then elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

console = Console(stderr=True, highlight=False)


def say(message: str) -> None:
    """One line to the person who waits."""
    console.print(message)


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Gives a function to call with the number of items just done."""
    if sys.stderr.isatty():
        done_so_far = MofNCompleteColumn() if total else TextColumn("{task.completed:,.0f}")
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            done_so_far,
            TimeRemainingColumn(),
            console=console,
        ) as bar:
            task = bar.add_task(label, total=total or None)
            yield lambda n: bar.update(task, advance=n)
        return
    done, spoken = 0, time.monotonic()

    def advance(n: int) -> None:
        nonlocal done, spoken
        done += n
        if time.monotonic() - spoken > 15:
            spoken = time.monotonic()
            say(f"{label}: {done:,}" + (f"/{total:,}" if total else ""))

    yield advance
