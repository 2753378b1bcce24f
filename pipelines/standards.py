"""`xgap standard`: read a document, say what was read and what is wrong with it, keep it under the data folder."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from taxonomy.registry import Taxonomy, competencies_of, load
from taxonomy.standards import readers, store
from taxonomy.standards.check import Finding, check
from taxonomy.standards.errors import StandardError
from taxonomy.standards.model import Item, Reading, StoredStandard
from taxonomy.standards.wording import LEVEL_WORDS, level_of
from taxonomy.text import normalise

NEW_CODE = re.compile(r"std-[a-z0-9]+(?:-[a-z0-9]+)*")
SAME_NAME = 60.0
"""Likeness of two certificate names (rapidfuzz partial ratio) below which a code given by hand is called wrong."""


@dataclass(frozen=True)
class Prepared:
    """A reading with the certificate that it belongs to and what is wrong with it."""

    file: Path
    reading: Reading
    certificate: str
    overrides: bool
    """Whether a certificate of this code is known already."""
    findings: list[Finding]

    @property
    def blocked(self) -> bool:
        """Whether something keeps it from being stored as it stands."""
        return any(f.severity == "error" for f in self.findings)


def prepare(file: Path, standards: Path, certificate: str | None, name: str | None, level: str | None) -> Prepared:
    """Read and check one document; raises StandardError for whatever cannot be read and for an unknown code."""
    reading = readers.read(file, name)
    if level is not None:
        word = level_of(level)
        if word is None:
            raise StandardError("--level", f"{level}: one of {', '.join(LEVEL_WORDS)}", "等级应为初级、中级或高级")
        for item in reading.requirements:
            item.level = item.level or word
    taxonomy = load(standards=standards)
    code = _code(reading, certificate, taxonomy)
    others = [c for c in taxonomy.competencies if c.certificate != code]
    findings = [*_wrong_certificate(reading, certificate, taxonomy), *check(reading, others)]
    return Prepared(file, reading, code, code in taxonomy.certificates, findings)


def _code(reading: Reading, asked: str | None, taxonomy: Taxonomy) -> str:
    if asked is not None:
        if asked in taxonomy.certificates or NEW_CODE.fullmatch(asked):
            return asked
        near = difflib.get_close_matches(asked, taxonomy.certificates, 3, 0.4)
        raise StandardError(
            f"--certificate {asked}",
            "no certificate has this code" + (f"; did you mean {', '.join(near)}?" if near else "")
            + " See xgap list certificates; a new one begins with std-",
            "没有该证书代码，请用 xgap list certificates 查看；新证书代码以 std- 开头",
        )  # fmt: skip
    if reading.code in taxonomy.certificates:
        return str(reading.code)
    if reading.certificate is None:
        raise StandardError(
            "--certificate",
            "the document does not say the name of the certificate; give --certificate CODE or --name NAME",
            "文档中未找到证书名称，请用 --certificate 或 --name 指定",
        )  # fmt: skip
    wanted = normalise(reading.certificate)
    known = {normalise(c.title.zh): c.code for c in taxonomy.certificates.values()}
    return known.get(wanted) or store.new_code(reading.certificate)


def _wrong_certificate(reading: Reading, asked: str | None, taxonomy: Taxonomy) -> Iterator[Finding]:
    known = taxonomy.certificates.get(asked or "")
    if known is None or reading.certificate is None:
        return
    if fuzz.partial_ratio(normalise(known.title.zh), normalise(reading.certificate)) < SAME_NAME:
        yield Finding(
            "wrong_certificate", "error", None, None, "", f"the document is about '{reading.certificate}', "
            f"{known.code} is '{known.title.zh}'",
            f"文档为“{reading.certificate}”，而 {known.code} 是“{known.title.zh}”",
        )  # fmt: skip


def keep(prepared: Prepared, standards: Path, *, accept: bool, replace: bool) -> tuple[StoredStandard, Path]:
    """Store what was prepared; raises StandardError, storing nothing, when it may not be stored."""
    reading = prepared.reading
    if reading.basis == "reference":
        raise StandardError(
            prepared.file, "this is a reference frame written by xgap, no official standard; it is not stored as one",
            "此文件为 xgap 自编参考框架，并非官方标准，不予存入",
        )  # fmt: skip
    if not reading.requirements:
        raise StandardError(
            prepared.file, "it names the certificate but holds no requirement (the portal's records do not); "
            "bring the standard document itself",
            "文件只有证书信息而无职业技能要求（门户记录即如此），请导入标准文档原件",
        )  # fmt: skip
    without = sum(item.level is None for item in reading.requirements)
    if without or (prepared.blocked and not accept):
        n = sum(f.severity == "error" for f in prepared.findings)
        raise StandardError(
            prepared.file,
            f"{n} errors in the standard, nothing was stored; mend the document, or store it as it is with "
            "--accept" + (f" (not while {without} levels are unknown: --level)" if without else ""),
            f"标准中有 {n} 处错误，未存入；请修改文档，或加 --accept 按原样存入"
            + ("（等级未知时不可，请用 --level）" if without else ""),
        )  # fmt: skip
    stored = store.stored_standard(reading, prepared.certificate, prepared.file)
    return stored, store.save(standards, stored, replace=replace)


def summary(prepared: Prepared) -> list[str]:
    """What was read and what could not be placed, for people."""
    reading = prepared.reading
    state = "overrides / 覆盖" if prepared.overrides else "new / 新增"
    lines = [
        f"certificate 证书: {reading.certificate or '–'} → {prepared.certificate} ({state})",
        f"version 版本: {reading.version or '–'} · issuer 发布单位: {reading.issuer or '–'}",
        f"majors 适用专业 ({len(reading.majors)}): {'、'.join(dict.fromkeys(m.name for m in reading.majors)) or '–'}",
        f"jobs 面向岗位 ({len(reading.jobs)}): {'、'.join(reading.jobs) or '–'}",
    ]
    by_level: dict[str | None, list[Item]] = {}
    for item in reading.requirements:
        by_level.setdefault(item.level, []).append(item)
    for level, items in by_level.items():
        domains = {(i.module, i.domain_code, i.domain) for i in items}
        tasks = {(i.module, i.task_code, i.task) for i in items}
        lines.append(f"{level or '? (level unknown 等级未知)'}: {len(domains)} domains 领域, {len(tasks)} tasks 任务, "
                     f"{len(items)} requirements 要求")  # fmt: skip
        for i in items:
            above = " › ".join(
                f"{code or '–'} {name or '–'}" for code, name in ((i.domain_code, i.domain), (i.task_code, i.task))
            )
            lines.append(f"  {i.code or '–'} [{above}] {i.text}")
    lines.append(f"not placed 未能归位: {len(reading.not_placed)}")
    lines += [f"  {n.where}: {n.text} ({n.reason})" for n in reading.not_placed]
    kinds = Counter((f.severity, f.kind) for f in prepared.findings)
    lines.append("check 结构检查: " + (", ".join(f"{kind} {n}" for (_, kind), n in kinds.items()) or "nothing / 无"))
    return [*lines, *(f"  {f.line()}" for f in prepared.findings)]


def check_any(what: str, standards: Path) -> tuple[str, list[Finding]]:
    """Findings on a document, or on a certificate of the taxonomy by its code."""
    taxonomy = load(standards=standards)
    certificate = taxonomy.certificates.get(what)
    if certificate is None:
        prepared = prepare(Path(what), standards, None, None, None)
        return prepared.reading.certificate or prepared.certificate, prepared.findings
    stored = next((s for s in store.in_force(standards) if s.certificate == what), None)
    if stored is not None:
        reading = stored.reading
    else:
        words = dict(zip(("junior", "intermediate", "senior"), LEVEL_WORDS, strict=True))
        reading = Reading(certificate=certificate.title.zh, requirements=[
            Item(level=words[c.level], domain_code=c.code.split(".")[0], domain=c.domain.zh,
                 task_code=c.code.rpartition(".")[0], task=c.task.zh, code=c.code, text=c.text.zh)
            for c in competencies_of(certificate)
        ])  # fmt: skip
    return certificate.title.zh, check(reading, [c for c in taxonomy.competencies if c.certificate != what])


def rows(standards: Path) -> list[dict[str, Any]]:
    """One row per stored standard."""
    used = {(s.certificate, s.version_id) for s in store.in_force(standards)}
    return [
        {"certificate": s.certificate, "name": s.reading.certificate, "version": s.reading.version,
         "version_id": s.version_id,
         "issuer": s.reading.issuer, "n_requirements": len(s.reading.requirements), "in_force": (s.certificate,
                                                                                                 s.version_id) in used,
         "imported_at": s.imported_at, "file": s.file}
        for s in store.read_all(standards)
    ]  # fmt: skip
