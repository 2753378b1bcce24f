"""`xgap export`: a certificate in a format that other programs read."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.progress import say
from taxonomy.models import Certificate
from taxonomy.standards.model import StoredStandard
from warehouse.settings import Paths, Settings


class Format(StrEnum):
    """Formats of an export."""

    case = "case"
    csv = "csv"
    xlsx = "xlsx"
    skos = "skos"
    badges = "badges"
    ctdl = "ctdl"


def render(certificate: Certificate, stored: StoredStandard | None, form: Format) -> bytes:
    """The certificate as bytes; `stored` gives specialities and jobs of an imported standard."""
    from taxonomy.interchange import case, ctdl_asn, open_badges, skos, tables

    reading = stored.reading if stored is not None else None
    majors = [m.model_dump(exclude_none=True) for m in reading.majors] if reading else []
    jobs = reading.jobs if reading else []
    if form is Format.skos:
        return skos.to_turtle(certificate)
    if form in (Format.case, Format.badges, Format.ctdl):
        made = case.package(certificate, _changed(certificate), majors, jobs)
        if form is not Format.case:
            made = (open_badges.achievements if form is Format.badges else ctdl_asn.framework)(made)
        return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
    names = list(dict.fromkeys(m["name"] for m in majors))
    return (tables.to_csv if form is Format.csv else tables.to_xlsx)(certificate, names, jobs)


def _changed(certificate: Certificate) -> datetime:
    """When the text last changed: the day of import, or that of the frame's file."""
    from taxonomy.registry import HERE

    if certificate.imported_at is not None:
        return datetime.fromisoformat(certificate.imported_at)
    return datetime.fromtimestamp((HERE / "certificates" / f"{certificate.code}.yaml").stat().st_mtime, UTC)


def export(
    code: Annotated[str, typer.Argument(help="Code of a certificate, ours or imported. / 证书代码")],
    form: Annotated[Format, typer.Option("--format", help="case, csv, xlsx, skos, badges or ctdl. / 格式")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to write (else standard output). / 输出文件")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Data folder (XGAP_DATA, default ./data). / 数据目录")
    ] = None,
) -> None:
    """A certificate as CASE 1.1, CSV, XLSX, SKOS, Open Badges 3.0 or CTDL-ASN. / 导出证书。"""
    from taxonomy.registry import load
    from taxonomy.standards import store
    from taxonomy.standards.errors import StandardError

    standards = Paths((Settings(data=data) if data is not None else Settings()).data).standards
    certificates = load(standards=standards).certificates
    if code not in certificates:
        raise StandardError(
            code, "no such certificate; see xgap list certificates", "没有该证书，请用 xgap list certificates 查看"
        )
    if out is None and form is Format.xlsx and sys.stdout.isatty():
        raise typer.BadParameter("xlsx is no text: name a file with -o FILE / xlsx 请用 -o 指定文件")
    stored = next((s for s in store.in_force(standards) if s.certificate == code), None)
    content = render(certificates[code], stored, form)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    unfinished = out.with_name(f".{out.name}.new")
    unfinished.write_bytes(content)
    os.replace(unfinished, out)
    say(f"{code} → {out}")
