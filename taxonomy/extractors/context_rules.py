"""Drops mentions that the company they keep shows to be something else: R in Cortex-M/R, net in net/http."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import yaml

from taxonomy.text import normalise

RULES = Path(__file__).parent / "context_rules.yaml"
_REACH = 40
"""Characters on either side of a mention in which its company is looked for."""


@functools.lru_cache(maxsize=1)
def _rules() -> dict[str, tuple[re.Pattern[str], ...]]:
    listed = yaml.safe_load(RULES.read_text("utf-8"))
    return {item["spelling"]: tuple(re.compile(p, re.IGNORECASE) for p in item["not_in"]) for item in listed}


def misread(text: str, start: int, end: int) -> bool:
    """Whether the mention `text[start:end]` stands in company in which its spelling means another thing."""
    patterns = _rules().get(normalise(text[start:end]), ())
    if not patterns:
        return False
    left = max(0, start - _REACH)
    window = text[left : end + _REACH]
    return any(
        found.start() <= start - left and found.end() >= end - left
        for pattern in patterns
        for found in pattern.finditer(window)
    )
