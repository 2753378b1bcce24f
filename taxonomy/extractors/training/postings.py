"""Which postings the teacher reads for the student: varied, none twice, none that is annotated for choosing."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Any

_SHORTEST, _LONGEST = 40, 2_500
"""Characters: shorter texts say little, longer ones are mostly several postings in one."""


def read_rows(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Postings of JSONL files, plain or gzip."""
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())


def choose(paths: Iterable[Path], count: int, without: Set[str], seed: int) -> list[str]:
    """Descriptions of about `count` postings, spread over sources, rough sectors and languages.

    A stratum gives in proportion to the square root of its size, so that rare trades are read more often than they
    occur. Of near-duplicates (`dup_group`) one is taken; groups that hold a posting of `without` (ids) give none."""
    rng = random.Random(seed)  # noqa: S311  (reproducible choice, no secret)
    rows = [
        (row.get("dup_group") or row["posting_id"], row["posting_id"],
         (row.get("source"), row.get("sector_rough"), row.get("language")), row["description"])
        for row in read_rows(paths) if _SHORTEST <= len(row.get("description") or "") <= _LONGEST
    ]  # fmt: skip
    barred = {group for group, posting, _, _ in rows if posting in without}
    rng.shuffle(rows)
    strata: dict[tuple[Any, ...], dict[str, str]] = defaultdict(dict)
    seen: set[str] = set(barred)
    for group, _, stratum, text in rows:
        if group not in seen:
            seen.add(group)
            strata[stratum][group] = text
    share = {key: len(texts) ** 0.5 for key, texts in strata.items()}
    chosen: list[str] = []
    for key, texts in sorted(strata.items(), key=lambda item: str(item[0])):
        wanted = round(count * share[key] / sum(share.values()))
        chosen += list(texts.values())[:wanted]
    rng.shuffle(chosen)
    return chosen
