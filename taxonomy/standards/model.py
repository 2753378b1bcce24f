"""A standard as read from a document, and as kept in the data folder."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Item(BaseModel):
    """One requirement as the document has it; what the document does not give is None."""

    model_config = ConfigDict(extra="forbid")

    level: str | None
    """初级, 中级 or 高级."""
    domain_code: str | None
    domain: str | None
    task_code: str | None
    task: str | None
    code: str | None
    text: str
    module: str | None = None
    where: str = ""
    domain_en: str | None = None
    task_en: str | None = None
    text_en: str | None = None
    """English glosses, only where the document has them."""


class NotPlaced(BaseModel):
    """Content of the requirement section for which no place was found."""

    model_config = ConfigDict(extra="forbid")

    where: str
    text: str
    reason: str


class Major(BaseModel):
    """One suitable speciality (适用院校专业)."""

    model_config = ConfigDict(extra="forbid")

    name: str
    school: str | None = None
    """中等职业学校, 高等职业学校 or 应用型本科学校, where the document says it."""
    level: str | None = None


class Reading(BaseModel):
    """Everything that was read from one document."""

    model_config = ConfigDict(extra="forbid")

    certificate: str | None = None
    """Name of the certificate, without 职业技能等级标准."""
    version: str | None = None
    issuer: str | None = None
    published: str | None = None
    majors: list[Major] = Field(default_factory=list)
    jobs: list[str] = Field(default_factory=list)
    scopes: dict[str, str] = Field(default_factory=dict)
    """Level → the paragraph that says what its holder can do."""
    requirements: list[Item] = Field(default_factory=list)
    not_placed: list[NotPlaced] = Field(default_factory=list)
    empty: list[str] = Field(default_factory=list)
    """Places where a task stands without a requirement or a code without a text."""
    basis: Literal["official", "reference"] = "official"
    """`reference` when the file says that it is a frame of xgap itself."""
    code: str | None = None
    """Code of the certificate, where the file gives xgap's own."""

    def dry_run(self) -> dict[str, Any]:
        """The reading as `xgap standard import --dry-run --json` prints it."""
        keys = ("level", "domain_code", "domain", "task_code", "task", "code", "text", "module")
        return {
            "certificate": self.certificate,
            "version": self.version,
            "issuer": self.issuer,
            "majors": list(dict.fromkeys(m.name for m in self.majors)),
            "jobs": self.jobs,
            "requirements": [{key: getattr(item, key) for key in keys} for item in self.requirements],
            "not_placed": [n.model_dump() for n in self.not_placed],
        }


class StoredStandard(BaseModel):
    """One file `DATA/standards/<certificate>/<version>.json`: the truth about an imported standard."""

    model_config = ConfigDict(extra="forbid")

    certificate: str = Field(pattern=r"^(?:xg|std)-[a-z0-9]+(?:-[a-z0-9]+)*$")
    """xgap's code of the certificate: that of the frame that it overrides, or `std-…`."""
    version_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    file: str
    sha256: str
    imported_at: str
    """ISO 8601 with zone."""
    reading: Reading
