"""Names and identifiers that stay the same in every export of the same thing."""

from __future__ import annotations

import uuid

from taxonomy.models import Bilingual, Certificate

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "taxonomy.xgap")
"""Never change it: every exported identifier hangs on it."""

AUTHORED_BY = "xgap (reference frame, not the official standard / 自编参考框架，并非官方标准)"
AUTHORED_NOTE = (
    "Written by the xgap project in the form of a standard. NOT the issuer's official standard. / "
    "xgap 项目按标准体例自编，并非发证机构的官方标准。"
)
OFFICIAL_NOTE = "Imported from the issuer's document. / 由发证机构的标准文档导入。"


def identifier(*steps: str) -> str:
    """UUIDv5 of a place inside a certificate; the same steps, the same identifier."""
    return str(uuid.uuid5(NAMESPACE, "/".join(steps)))


def uri(key: str) -> str:
    """A URI that needs no host."""
    return f"urn:uuid:{key}"


def scope_of(certificate: Certificate) -> tuple[str, str]:
    """First steps of every identifier: certificate and version."""
    return certificate.code, certificate.version_id or certificate.version


def creator(certificate: Certificate) -> str:
    """Who wrote the text."""
    return AUTHORED_BY if certificate.authored else certificate.issuer or "unknown issuer / 发布单位未知"


def note(certificate: Certificate) -> str:
    """What the text is."""
    return AUTHORED_NOTE if certificate.authored else OFFICIAL_NOTE


def shown_code(certificate: Certificate, level: str, code: str) -> str:
    """Code for readers: the document's own for an official standard, under our prefix for what we wrote."""
    return f"{certificate.code}/{level}/{code}" if certificate.authored else code


def real_code(code: str) -> str | None:
    """The document's code; None for one that was only given a position ("1.1#2")."""
    return (
        None if code.startswith("#") or ("#" in code and not code.partition("#")[0]) else code.partition("#")[0] or None
    )


def english(text: Bilingual) -> str | None:
    """The English text where there is one, not the Chinese once more."""
    return text.en if text.en != text.zh else None
