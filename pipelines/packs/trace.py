"""A claim of a pack counted again from the published build: its formula, its inputs, and the witnesses behind it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.files import BadInput
from pipelines.packs.model import Share
from pipelines.packs.words import LANGUAGES, Words
from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import VacancyGroup

_MEMBER = "claims.json"
_SIZE = ("n", "employers", "named_employers", "months", "sources", "period")
SKILL_KINDS = frozenset({"add", "refer", "skill"})
CLAUSE_KINDS = frozenset({"removal", "fading", "level_up", "level_down"})
Values = dict[str, Any]


@dataclass(frozen=True)
class Traced:
    """One claim with what the build says now."""

    claim: dict[str, Any]
    formula: dict[str, str]
    """How it is counted, by language."""
    same_build: bool
    counted: Values
    """What the build gives for those figures of the claim that can be counted again, under the claim's own names."""
    differing: tuple[str, ...]
    """Names of the figures that are not the same."""
    witnesses: list[dict[str, Any]]

    def row(self) -> dict[str, Any]:
        """For JSON."""
        said = {name: self.claim[name] for name in self.counted}
        return {"id": self.claim["id"], "kind": self.claim["kind"], "text_zh": self.claim["text_zh"],
                "text_en": self.claim["text_en"], "formula": self.formula, "same_build": self.same_build,
                "pack": said, "build": self.counted, "agrees": not self.differing,
                "differing": list(self.differing), "witnesses": self.witnesses}  # fmt: skip


def read(file: Path) -> dict[str, Any]:
    """The claims of a pack: its ZIP, its folder, its claims.json, or a manifest beside one."""
    if not file.exists():
        raise BadInput(f"{file}: no such file / 文件不存在")
    if file.is_dir() or file.name == "manifest.json":
        file = (file if file.is_dir() else file.parent) / _MEMBER
        if not file.exists():
            raise BadInput(f"{file}: not there; a pack that was unpacked has it / 解开的证据包中应有该文件")
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                found = json.loads(archive.read(_MEMBER))
        else:
            found = json.loads(file.read_text("utf-8"))
        if not (isinstance(found, dict) and found["claims"] and found["group"] and found["build_id"]):
            raise KeyError
    except (KeyError, ValueError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: holds no claims of a pack; give the ZIP that xgap pack wrote, or its claims.json / "
                       "不是证据包，请给出 xgap pack 生成的ZIP或其中的claims.json") from error  # fmt: skip
    return found


def trace(reader: Reader, build_id: str, pack: dict[str, Any], claim_id: str) -> Traced:
    """The claim counted again; BadInput where the pack has no such claim."""
    claim = next((c for c in pack["claims"] if c["id"] == claim_id), None)
    if claim is None:
        known = ", ".join(c["id"] for c in pack["claims"])
        raise BadInput(f"{claim_id}: no such claim in this pack, which has {known} / 该证据包没有这条结论")
    chosen = pack["group"]
    group = VacancyGroup(chosen.get("certificate"), tuple(chosen.get("skills", ())), chosen.get("at_least", 1))
    counted = _counted(reader, group, claim)
    formula: dict[str, str] = {language: Words(language)(f"formula.{_formula(claim)}") for language in LANGUAGES}
    return Traced(
        claim, formula, build_id == pack["build_id"], counted,
        tuple(name for name, value in counted.items() if value != claim[name]), _witnesses(reader, group, claim),
    )  # fmt: skip


def _formula(claim: dict[str, Any]) -> str:
    kind = str(claim["kind"])
    return "skill" if kind in SKILL_KINDS else "clause" if kind in CLAUSE_KINDS else kind


def _interval(k: int, n: int, size: float) -> Values:
    return Share(k, n, size).row()


def _sized(row: dict[str, Any]) -> Values:
    size = queries.size_of(row)
    return {"n": size.n_vacancies, "employers": size.n_employers, "named_employers": size.n_named_employers,
            "months": size.n_months, "sources": list(size.sources),
            "period": {"first": size.first_month, "last": size.last_month}}  # fmt: skip


def _counted(reader: Reader, group: VacancyGroup, claim: dict[str, Any]) -> Values:
    kind, subjects = claim["kind"], claim["subjects"]
    whole = _sized(vars(queries.group_size(reader, group)))
    if kind in SKILL_KINDS:
        rows = queries.group_skill_sizes(reader, group, subjects)
        own = _sized(rows[0]) if rows else dict.fromkeys(_SIZE)
        size = queries.effective_sizes(reader, group, "skills", subjects)[subjects[0]]
        return {**own, "interval": _interval(own["n"] or 0, whole["n"], size)}
    if kind == "micro":
        all_of_them = VacancyGroup(skills=tuple(subjects), at_least=len(subjects))
        together = _sized(vars(queries.group_size(reader, all_of_them)))
        del together["employers"]  # a micro-credential counts named employers alone
        size = queries.effective_sizes(reader, group, "together", subjects)[""]
        return {**together, "interval": _interval(together["n"], whole["n"], size)}
    if kind == "overlap":
        shared = queries.group_certificates(reader, group).set_index("certificate")["n_shared"]
        size = queries.effective_sizes(reader, group, "certificates", subjects)[subjects[0]]
        return {**whole, "interval": _interval(int(shared.get(subjects[0], 0)), whole["n"], size)}
    if kind in CLAUSE_KINDS:
        return _clause(reader, group, claim, whole)
    return whole


def _clause(reader: Reader, group: VacancyGroup, claim: dict[str, Any], whole: Values) -> Values:
    clause = queries.competency(reader, claim["subjects"][0])
    if clause is None or group.certificate is None:
        return dict.fromkeys((*_SIZE, "interval"))
    interval = _interval(clause["n_vacancies"], clause["n_target"], clause["n_effective"])
    if claim["kind"] == "removal":  # a statement about the whole group: hardly anybody asks
        return {**whole, "interval": interval}
    (own,) = (r for r in queries.clause_support(reader, group.certificate)
              if r["competency_id"] == clause["competency_id"])  # fmt: skip
    return {"n": own["n_vacancies"], "employers": clause["n_employers"], "named_employers": own["n_named_employers"],
            "months": own["n_months"], "sources": list(own["sources"]),
            "period": {"first": own["first_month"], "last": own["last_month"]}, "interval": interval}  # fmt: skip


def _witnesses(reader: Reader, group: VacancyGroup, claim: dict[str, Any]) -> list[dict[str, Any]]:
    """Those that the pack names; where it names none, the first of the group that the claim speaks of."""
    kind = claim["kind"]
    skills = claim["subjects"] if kind in SKILL_KINDS or kind == "micro" else []
    if kind in CLAUSE_KINDS and (clause := queries.competency(reader, claim["subjects"][0])) is not None:
        skills = clause["skills"]
    named = claim["witnesses"] or [row["vacancy_id"] for row in queries.group_witnesses(reader, group, skills)]
    return queries.vacancies(reader, named, skills)
