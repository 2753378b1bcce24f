"""A school's list of certificates: what of it can be judged here, what only the catalogue knows, what nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.files import BadInput
from taxonomy import catalogue
from taxonomy.registry import Taxonomy
from taxonomy.text import normalise
from warehouse.queries import NotAList, names_in, recognise

_PROBLEMS = {
    "too_large": "is larger than 1 MB, which no list of certificates is / 文件超过1 MB，不像证书清单",
    "workbook": "is an Excel workbook; save it as CSV / 是Excel工作簿，请另存为CSV",
    "no_text": "is no text in UTF-8 or GB18030; save it as CSV UTF-8 / 不是UTF-8或GB18030文本，请另存为CSV UTF-8",
    "no_heading": "needs a column called certificate or 证书, has {has} / 缺少“证书”列",
    "no_names": "names no certificate below its heading / 表头之下没有证书",
}


@dataclass(frozen=True)
class Offered:
    """A list of certificates as far as it could be read."""

    certificates: tuple[str, ...]
    """Codes, each once, in the order of the list."""
    unjudged: tuple[str, ...]
    """Names of the catalogue of which neither a frame nor an imported standard is here: nothing can be said of them."""
    unknown: tuple[str, ...]


def read_offered(path: Path, taxonomy: Taxonomy) -> Offered:
    """The column `certificate` (证书, 证书名称, 证书代码) of a CSV: codes or Chinese or English names.

    Raises BadInput for a file that is no such table or names nothing that is known here."""
    if not path.exists():
        raise BadInput(f"{path}: no such file / 文件不存在")
    try:
        names = names_in(path.read_bytes())
    except NotAList as problem:
        said = _PROBLEMS[problem.problem].format(has=problem.has or "–")
        raise BadInput(f"{path}: {said}") from problem
    found = recognise(names, {c.code: (c.title.zh, c.title.en) for c in taxonomy.certificates.values()})
    listed = {normalise(row.name) for row in catalogue.load()}
    left = [name for name, _ in found.unknown]
    offered = Offered(
        found.certificates, tuple(n for n in left if normalise(n) in listed),
        tuple(n for n in left if normalise(n) not in listed),
    )  # fmt: skip
    if not offered.certificates:
        raise BadInput(
            f"{path}: none of its {len(names)} certificates has a frame or an imported standard here; "
            "see xgap list certificates / 所列证书均无参考框架或已导入的标准，请用 xgap list certificates 查看"
        )
    return offered
