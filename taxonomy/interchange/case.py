"""A certificate as a CASE 1.1 CFPackage (Competencies and Academic Standards Exchange, 1EdTech).

Strict form: no null, no unknown keys (what CASE has no place for stands in `extensions`), identifiers UUIDv5."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from taxonomy.interchange import identity
from taxonomy.interchange.rows import WORD_OF_LEVEL, places
from taxonomy.models import LEVELS, Bilingual, Certificate

TYPES: dict[str, str] = {
    "Level": "Level of a certificate / 等级", "Domain": "Work domain / 工作领域", "Task": "Work task / 工作任务",
    "Requirement": "Skill requirement / 职业技能要求",
}  # fmt: skip


def _without_nothing(value: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in value.items() if v not in (None, "", [], {})}


class _Package:
    def __init__(self, certificate: Certificate, changed: datetime) -> None:
        self.certificate = certificate
        self.scope = identity.scope_of(certificate)
        self.stamp = changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.items: dict[str, dict[str, Any]] = {}
        self.links: list[dict[str, Any]] = []
        self.children: dict[str, int] = {}
        self.document = identity.identifier(*self.scope)

    def head(self, key: str) -> dict[str, Any]:
        return {"identifier": key, "uri": identity.uri(key), "lastChangeDateTime": self.stamp}

    def link(self, key: str, title: str) -> dict[str, str]:
        return {"title": title, "identifier": key, "uri": identity.uri(key)}

    def type_link(self, name: str) -> dict[str, str]:
        return self.link(identity.identifier("CFItemType", name), name)

    def add(
        self, kind: str, steps: tuple[str, ...], text: Bilingual, above: str, level: str, *,
        code: str | None = None, shown: str | None = None, notes: str | None = None, more: dict[str, Any] | None = None,
    ) -> str:  # fmt: skip
        """An item (once) with its link to what it belongs to; returns its identifier."""
        key = identity.identifier(*self.scope, *steps)
        if key in self.items:
            return key
        extensions = {"xgap:code": code, "xgap:en": identity.english(text), **(more or {})}
        self.items[key] = _without_nothing({
            **self.head(key), "fullStatement": text.zh, "humanCodingScheme": shown, "CFItemType": kind,
            "CFItemTypeURI": self.type_link(kind), "educationLevel": [level], "language": "zh-CN", "notes": notes,
            "extensions": _without_nothing(extensions),
        })  # fmt: skip
        self.children[above] = self.children.get(above, 0) + 1
        own = identity.identifier(*self.scope, "isChildOf", key)
        title = self.certificate.title.zh if above == self.document else self.items[above]["fullStatement"]
        self.links.append({
            **self.head(own), "associationType": "isChildOf", "sequenceNumber": self.children[above],
            "originNodeURI": self.link(key, text.zh), "destinationNodeURI": self.link(above, title),
        })  # fmt: skip
        return key


def package(
    certificate: Certificate, changed: datetime, majors: Sequence[dict[str, Any]] = (), jobs: Sequence[str] = ()
) -> dict[str, Any]:
    """The CFPackage: document, then level, domain, task and requirement items, each a child of the one above.

    `changed` (with zone) is when the text last changed; majors are rows of name, school and level."""
    made = _Package(certificate, changed)
    levels = {
        level: made.add("Level", (level,), Bilingual(zh=WORD_OF_LEVEL[level], en=level), made.document,
                        WORD_OF_LEVEL[level],
                        notes=certificate.levels[level].scope.zh)
        for level in LEVELS if level in certificate.levels
    }  # fmt: skip
    for place in places(certificate):
        word, within = WORD_OF_LEVEL[place.level], (place.level, place.module or "")
        domain, task, item = place.domain, place.task, place.requirement
        codes = [identity.real_code(x.code) for x in (domain, task, item)]
        shown = [identity.shown_code(certificate, place.level, code) if code else None for code in codes]
        above = made.add("Domain", (*within, "domain", domain.code, domain.name.zh), domain.name,
                         levels[place.level], word,
                         code=codes[0], shown=shown[0])  # fmt: skip
        above = made.add("Task", (*within, "task", domain.code, task.code, task.name.zh), task.name, above, word,
                         code=codes[1], shown=shown[1])  # fmt: skip
        made.add("Requirement", (*within, domain.code, task.code, item.code), item.text, above, word, code=codes[2],
                 shown=shown[2], notes=identity.note(certificate),
                 more={"xgap:module": place.module, "xgap:skills": list(item.skills)})  # fmt: skip
    document = _without_nothing({
        **made.head(made.document), "title": f"{certificate.title.zh}职业技能等级标准"
        + ("（xgap 自编参考框架，非官方 / reference frame, not official）" if certificate.authored else ""),
        "creator": identity.creator(certificate), "publisher": None if certificate.authored else certificate.issuer,
        "description": identity.note(certificate), "notes": identity.note(certificate), "language": "zh-CN",
        "version": certificate.version, "adoptionStatus": "Draft" if certificate.authored else "Adopted",
        "frameworkType": "1+X", "caseVersion": "1.1", "subject": [certificate.sector] if certificate.sector else [],
        "extensions": _without_nothing({
            "xgap:certificate": certificate.code, "xgap:name": certificate.title.zh,
            "xgap:en": identity.english(certificate.title), "xgap:basis": certificate.basis,
            "xgap:issuer": certificate.issuer, "xgap:majors": list(majors), "xgap:jobs": list(jobs),
        }),
    })  # fmt: skip
    types = [
        {**made.head(made.type_link(name)["identifier"]), "title": name, "description": text, "hierarchyCode": str(at)}
        for at, (name, text) in enumerate(TYPES.items(), start=1)
    ]
    return {
        "CFDocument": document, "CFItems": list(made.items.values()), "CFAssociations": made.links,
        "CFDefinitions": {"CFItemTypes": types},
    }  # fmt: skip
