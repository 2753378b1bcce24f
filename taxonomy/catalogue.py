"""The certificates whose names were found in public documents: a part of the official list, and it says so.

`taxonomy/catalogue.csv` is written by hand; nothing that is only remembered stands in it."""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from taxonomy.models import LEVELS, Level
from taxonomy.registry import HERE, Taxonomy, TaxonomyError

OFFICIAL_TOTAL = 447
"""Certificates after four batches, https://m.fx361.cc/news/2024/0723/25092125.html."""

SECTORS: tuple[str, ...] = (
    "农林牧渔", "资源环境与安全", "能源动力与材料", "土木建筑", "水利", "装备制造", "生物与化工", "轻工纺织",
    "食品药品与粮食", "交通运输", "电子与信息", "医药卫生", "财经商贸", "旅游", "文化艺术", "新闻传播", "教育与体育",
    "公安与司法", "公共管理与服务",
)  # fmt: skip
"""The 19 major classes of the vocational catalogue (高等职业教育专业目录)."""

COLUMNS = (
    "name", "name_en", "batch", "issuer", "levels_seen", "sector", "frame",
    "source_name", "source_batch", "source_issuer", "source_levels", "note",
)  # fmt: skip


class CatalogueEntry(BaseModel):
    """One certificate of the official list, with the source of each fact (a row of `taxonomy/catalogue.csv`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    """Official Chinese name, as the source prints it."""
    name_en: str = Field(min_length=1)
    """Our translation: no official English names were found."""
    name_en_basis: Literal["authored"] = "authored"
    batch: Literal[1, 2, 3, 4] | None
    """Pilot batch, only where a document says it."""
    issuer: str | None
    """Training and evaluation organisation (培训评价组织), only where a document names it."""
    levels_seen: tuple[Level, ...]
    """Levels that a document names; an empty tuple says nothing about the certificate."""
    sector: str
    """Class of the vocational catalogue, assigned by xgap."""
    frame: str | None
    """Code of the reference frame that xgap wrote for it; the frame is not the issuer's standard."""
    source_name: str = Field(min_length=1)
    source_batch: str | None
    source_issuer: str | None
    source_levels: str | None
    note: str | None

    @model_validator(mode="after")
    def _every_fact_has_its_source(self) -> CatalogueEntry:
        pairs = (("batch", self.batch, self.source_batch), ("issuer", self.issuer, self.source_issuer),
                 ("levels_seen", self.levels_seen, self.source_levels))  # fmt: skip
        for field, fact, source in pairs:
            if bool(fact) != bool(source):
                raise ValueError(f"{field} and its source must be given together")
        if self.sector not in SECTORS:
            raise ValueError(f"sector '{self.sector}' is not one of the 19 classes")
        return self


_LEVELS: dict[str, Level] = dict(zip(("初级", "中级", "高级"), LEVELS, strict=True))


def _entry(row: dict[str, str]) -> CatalogueEntry:
    levels = tuple(_LEVELS.get(part, part) for part in row["levels_seen"].split("/") if part)
    given = {key: value.strip() or None for key, value in row.items()}
    batch = int(given["batch"]) if given["batch"] else None
    return CatalogueEntry.model_validate({**given, "batch": batch, "levels_seen": levels})


@functools.lru_cache(maxsize=4)
def load(root: Path = HERE) -> tuple[CatalogueEntry, ...]:
    """All entries in file order; raises TaxonomyError with the line and what is wrong."""
    path, entries = root / "catalogue.csv", []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise TaxonomyError(f"{path.name}: heading must be {','.join(COLUMNS)}")
        for row in reader:
            try:
                entries.append(_entry(row))
            except (ValidationError, ValueError, AttributeError) as error:
                raise TaxonomyError(f"{path.name}, line {reader.line_num}: {error}") from error
    return tuple(entries)


def problems(entries: tuple[CatalogueEntry, ...], taxonomy: Taxonomy) -> list[str]:
    """Names that stand twice, frames that do not exist or that bear another name than their entry."""
    found: list[str] = []
    seen: set[str] = set()
    for entry in entries:
        if entry.name in seen:
            found.append(f"catalogue.csv: {entry.name} stands twice")
        seen.add(entry.name)
        if entry.frame is None:
            continue
        certificate = taxonomy.certificates.get(entry.frame)
        if certificate is None:
            found.append(f"catalogue.csv: {entry.name} names unknown frame {entry.frame}")
        elif certificate.title.zh != entry.name:
            found.append(f"catalogue.csv: {entry.name} names {entry.frame}, which is '{certificate.title.zh}'")
    unlinked = {c.title.zh: c.code for c in taxonomy.certificates.values()}
    found += [f"catalogue.csv: {e.name} has the frame {unlinked[e.name]} but does not name it"
              for e in entries if e.frame is None and e.name in unlinked]  # fmt: skip
    return found


def statement(entries: tuple[CatalogueEntry, ...]) -> tuple[str, str]:
    """The sentence that stands wherever the catalogue is shown, in Chinese and in English."""
    n, frames = len(entries), sum(entry.frame is not None for entry in entries)
    return (
        f"官方目录共{OFFICIAL_TOTAL}个证书，此处列出名称可查证的{n}个；其中{frames}个附有xgap自编参考框架，"
        "并非发证机构的标准。空白表示未查到，不表示没有。英文名称为xgap所译，所属大类为xgap所归。",
        f"{n} of {OFFICIAL_TOTAL} certificates, those whose names were found; {frames} have a reference frame written "
        "by xgap, which is not the issuer's standard. Blank means not found, not absent. English names are our "
        "translations, sectors our assignment.",
    )
