"""Lines of JSON that people bring: one object a line, and a clear word where one is not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from warehouse.problems import BadInput


def objects(name: str, lines: Iterable[str], required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of the lines of `name`; raises BadInput at the first that lacks a key or is no JSON."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            told = getattr(error, "msg", None) or error
            raise BadInput(
                f"{name}, line {number}: not JSON ({told}); one JSON object per line / 第{number}行不是JSON"
            ) from error
        missing = [key for key in required if not isinstance(row, dict) or key not in row]
        if missing:
            raise BadInput(f"{name}, line {number}: needs {', '.join(required)} / 缺少 {', '.join(missing)}")
        yield number, row
