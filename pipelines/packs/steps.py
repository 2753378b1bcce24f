"""The steps of making a pack, told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

Step = Literal["read", "demand", "evidence", "figures", "document", "files"]
STEPS: tuple[Step, ...] = get_args(Step)
"""In their order, for both kinds of pack."""
Tell = Callable[[Step], None]
"""Called at the beginning of a step."""


def quiet(step: Step) -> None:
    """Tells nobody."""
