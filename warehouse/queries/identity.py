"""The published build: where it is and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warehouse.connection import Reader
from warehouse.publish import build_path, current, current_path
from warehouse.settings import Paths

MIN_SHOWN = 5
"""Fewer vacancies than this are not shown as a figure."""


class NotPublished(RuntimeError):
    """There is no build to read."""


@dataclass(frozen=True)
class Build:
    """The published build: its identity and what it says of itself."""

    build_id: str
    path: Path
    facts: dict[str, str]

    @property
    def as_of(self) -> str:
        """Month of the emergence verdicts, `YYYY-MM`, or "" where no trend could be judged."""
        return self.facts.get("as_of", "")

    @property
    def demonstration(self) -> bool:
        """True when invented postings are in it."""
        return self.facts.get("demonstration") == "true"


def published(data: Path, wanted: str | None = None) -> tuple[Path, str]:
    """File and id of the current build, or of an older one that is kept; raises NotPublished where it is not there."""
    paths = Paths(data)
    if wanted is not None:
        kept = build_path(paths.published, wanted)
        if kept is None:
            raise NotPublished(
                f"{wanted}: no such build is kept in {data}; reload to see the newest / 该构建已不在，请刷新"
            )
        return kept, wanted
    path, now = current_path(paths.published), current(paths.published)
    if path is None or now is None:
        raise NotPublished(
            f"nothing is published in {data}: run `xgap demo`, or `xgap import FILE` and `xgap run` / "
            "尚无已发布的结果：请先运行 xgap demo，或 xgap import 与 xgap run"
        )
    return path, now.build_id


def build(reader: Reader, path: Path, build_id: str) -> Build:
    """Facts of a build."""
    facts = {row["key"]: row["value"] for row in reader.rows("select key, value from marts.build")}
    return Build(build_id, path, facts | {"demonstration": str(has_demonstration(reader)).lower()})


def has_demonstration(reader: Reader) -> bool:
    """Whether invented postings are in the build; then every figure says so."""
    return bool(reader.rows("select coalesce(bool_or(demonstration), false) as d from marts.funnel")[0]["d"])


def rule(build: Build, name: str) -> float | None:
    """A threshold that the build says it used (fact `rule.<name>`), or None where the build does not say."""
    value = build.facts.get(f"rule.{name}")
    return float(value) if value else None
