"""Landing: files that a user is entitled to, and crawls, each in the landing folder whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, get_args

from pipelines.progress import progress, say
from scrapers.errors import ScrapersError
from scrapers.imports import ImportPreview, ImportReport, import_file, preview
from scrapers.imports.archives import is_archive, unpacked
from scrapers.imports.readers import file_stem
from scrapers.imports.saved import as_yaml
from scrapers.items import DateBasis
from scrapers.run import crawl_command

Report = ImportReport | ImportPreview


class LandingFailed(RuntimeError):
    """A crawl that brought nothing; the message is the crawler's own, `reason` its word for machines."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class WrongDateBasis(ValueError):
    """A word that is no basis of dates."""


def _basis(word: str | None) -> DateBasis | None:
    known = get_args(DateBasis)
    if word is not None and word not in known:
        raise WrongDateBasis(f"--date-basis {word}: one of {', '.join(known)} / 日期含义应为以上之一")
    return word  # type: ignore[return-value]  # just checked


def import_all(
    files: Sequence[Path], data: Path, source: str | None, mapping: Path | None, permission: str | None,
    date_basis: str | None, dry_run: bool, sheet: str | None = None,
) -> list[Report]:  # fmt: skip
    """Import each file, or with `dry_run` show what would be imported; an archive is the files in it."""
    basis = _basis(date_basis)
    reports: list[Report] = []
    for path in files:
        if path.is_dir() or is_archive(path):
            reports += _import_many(path, data, source, mapping, permission, date_basis, dry_run)
        elif dry_run:
            reports.append(preview(path, source=source, mapping=mapping, sheet=sheet, date_basis=basis, data_dir=data))
        else:
            with progress(f"importing {path.name}", 0) as advance:
                reports.append(
                    import_file(
                        path, data, source=source, mapping=mapping, sheet=sheet, permission_note=permission,
                        date_basis=basis, progress=_steps(advance),
                    )
                )  # fmt: skip
    return reports


def _steps(advance: Callable[[int], None]) -> Callable[[int], None]:
    """From counts so far to steps."""
    last = 0

    def counted(n: int) -> None:
        nonlocal last
        advance(n - last)
        last = n

    return counted


def _import_many(
    path: Path, data: Path, source: str | None, mapping: Path | None, permission: str | None, date_basis: str | None,
    dry_run: bool,
) -> list[Report]:  # fmt: skip
    """The files of an archive or folder; one that cannot be read is told and stops no other.

    Raises the first problem when none can be read."""
    reports: list[Report] = []
    problems: list[ScrapersError] = []
    with unpacked(path) if path.is_file() else nullcontext(sorted(p for p in path.iterdir() if p.is_file())) as members:
        for member in members:
            try:
                name = source or (file_stem(path) if path.is_file() else None)
                reports += import_all([member], data, name, mapping, permission, date_basis, dry_run)
            except ScrapersError as problem:
                problems.append(problem)
                say(f"{path.name}: {problem}")
    if problems and not reports:
        raise problems[0]
    return reports


def save_mapping(reports: Sequence[Report], path: Path) -> None:
    """Writes the first report's mapping as a file to change and give back with --mapping."""
    for report in reports[:1]:
        mapping = report.report.mapping if isinstance(report, ImportPreview) else report.mapping
        path.write_text(as_yaml(mapping), encoding="utf-8")


def report_row(report: Report) -> dict[str, Any]:
    """For `--json`."""
    if isinstance(report, ImportPreview):
        return {**report.report.as_dict(), "dry_run": True, "complete": report.complete,
                "postings": [p.model_dump(mode="json") for p in report.postings]}  # fmt: skip
    return dict(report.as_dict())


def report_line(report: Report) -> str:
    """For people: one file, what came of it."""
    if isinstance(report, ImportPreview):
        inner = report.report
        columns = "\n".join(
            f"  {name} ← {', '.join(s.headings) or repr(s.value)} ({s.confidence:.0%})"
            for name, s in inner.mapping.fields.items()
        )
        ignored = ", ".join(inner.ignored) or "–"
        return (
            f"{inner.file}: would import {inner.items:,}{'' if report.complete else '+'}, reject {inner.rejected:,}\n"
            f"{columns}\n  ignored / 未使用: {ignored}"
        )
    if report.already_imported:
        return f"{report.file}: imported already, nothing done / 已导入过"
    reasons = "".join(f"; {reason}: {n:,}" for reason, n in sorted(report.rejected_by_reason.items()))
    return (
        f"{report.file}: {report.items:,} postings, {report.repeats:,} repeats, {report.rejected:,} rejected{reasons}; "
        f"personal data removed {report.pii_removed:,} times"
    )


def crawl(
    spider: str,
    url: str,
    data: Path,
    run_id: str,
    allow_loopback: bool = False,
    *,
    source: str | None = None,
    reviewed: bool = False,
    contact: str | None = None,
) -> dict[str, Any]:
    """One crawl in a process of its own (the reactor under Scrapy starts once); returns the run's manifest.

    `source`: name of a user's own board, whose engine `spider` is. Raises LandingFailed with the crawler's message."""
    command = crawl_command(
        spider, url, data, run_id, source=source, allow_loopback=allow_loopback, reviewed=reviewed, contact=contact,
        log_level="WARNING", python=sys.executable,
    )  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        told = json.loads(lines[-1]) if lines else {"message": done.stderr.strip()[-2000:]}
        message = f"crawl of {source or spider} at {url} failed: {told.get('message', '')}"
        raise LandingFailed(message, str(told.get("broken", "")))
    manifest: dict[str, Any] = json.loads(lines[-1])
    say(f"{source or spider}: {manifest['items']:,} postings, {manifest['rejected']:,} rejected")
    return manifest
