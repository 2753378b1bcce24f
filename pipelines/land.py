"""Landing: files that a user is entitled to, and crawls, each in the landing folder whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from pipelines.progress import progress, say
from scrapers.imports import ImportPreview, ImportReport, import_file, preview
from scrapers.items import DateBasis
from scrapers.run import crawl_command

Report = ImportReport | ImportPreview


class LandingFailed(RuntimeError):
    """A crawl that brought nothing; the message is the crawler's own."""


class WrongDateBasis(ValueError):
    """A word that is no basis of dates."""


def _basis(word: str | None) -> DateBasis | None:
    known = get_args(DateBasis)
    if word is not None and word not in known:
        raise WrongDateBasis(f"--date-basis {word}: one of {', '.join(known)} / 日期含义应为以上之一")
    return word  # type: ignore[return-value]  # just checked


def import_all(
    files: Sequence[Path], data: Path, source: str | None, mapping: Path | None, permission: str | None,
    date_basis: str | None, dry_run: bool,
) -> list[Report]:  # fmt: skip
    """Import each file, or with `dry_run` show what would be imported."""
    basis = _basis(date_basis)
    if dry_run:
        return [preview(path, source=source, mapping=mapping, date_basis=basis) for path in files]
    reports: list[Report] = []
    for path in files:
        with progress(f"importing {path.name}", 0) as advance:
            last = 0

            def counted(n: int, advance: Any = advance) -> None:
                nonlocal last
                advance(n - last)
                last = n

            reports.append(
                import_file(
                    path, data, source=source, mapping=mapping, permission_note=permission, date_basis=basis,
                    progress=counted,
                )
            )  # fmt: skip
    return reports


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
        told = json.loads(lines[-1]).get("message", "") if lines else done.stderr.strip()[-2000:]
        raise LandingFailed(f"crawl of {source or spider} at {url} failed: {told}")
    manifest: dict[str, Any] = json.loads(lines[-1])
    say(f"{source or spider}: {manifest['items']:,} postings, {manifest['rejected']:,} rejected")
    return manifest
