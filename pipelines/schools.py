"""A school's certificates against local demand: reading the list, and the shortest list that covers most of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.files import BadInput
from taxonomy import catalogue
from taxonomy.registry import Taxonomy
from taxonomy.text import normalise

LEAST_GAIN = 0.005
"""A further certificate that covers less of the demand is not worth a line."""
HEADINGS = ("certificate", "证书", "证书名称", "证书代码", "code")


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
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            heading = next((h for h in rows.fieldnames or () if h.strip().lower() in HEADINGS), None)
            if heading is None:
                has = ", ".join(rows.fieldnames or ()) or "–"
                raise BadInput(f"{path}: needs a column called certificate or 证书, has {has} / 缺少“证书”列")
            names = list(dict.fromkeys(row[heading].strip() for row in rows if (row[heading] or "").strip()))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8; save it as CSV UTF-8 / 请另存为 UTF-8 编码的 CSV") from error
    codes = {key: c.code for c in taxonomy.certificates.values()
             for key in (c.code, normalise(c.title.zh), normalise(c.title.en))}  # fmt: skip
    listed = {normalise(row.name) for row in catalogue.load()}
    found = {name: codes.get(name) or codes.get(normalise(name)) for name in names}
    offered = Offered(
        tuple(dict.fromkeys(code for code in found.values() if code)),
        tuple(n for n, code in found.items() if not code and normalise(n) in listed),
        tuple(n for n, code in found.items() if not code and normalise(n) not in listed),
    )
    if not offered.certificates:
        raise BadInput(
            f"{path}: none of its {len(names)} certificates has a frame or an imported standard here; "
            "see xgap list certificates / 所列证书均无参考框架或已导入的标准，请用 xgap list certificates 查看"
        )
    return offered


def shortest_list(
    demand: Sequence[Mapping[str, Any]], certificates: Sequence[str], have: Sequence[str] = (), most: int = 12
) -> list[dict[str, Any]]:
    """The certificates that, one after the other, cover the most namings that those before do not (greedy; at least
    1 - 1/e of the best list of that length: Nemhauser, Wolsey, Fisher 1978).

    `demand` are rows of `queries.local_demand`; starts from `have`. Rows: certificate, gain and total, shares of all
    namings. Ends at `most` lines or where nothing adds LEAST_GAIN."""
    total = sum(int(row["n_vacancies"]) for row in demand)
    if not total:
        return []
    teaches: dict[str, set[int]] = {code: set() for code in certificates}
    for at, row in enumerate(demand):
        for code in row["certificates"]:
            if code in teaches:
                teaches[code].add(at)
    weight = [int(row["n_vacancies"]) for row in demand]
    held = {at for code in have for at in teaches.get(code, ())}
    steps: list[dict[str, Any]] = []
    left = {code for code in certificates if code not in have}
    while left and len(steps) < most:
        gains = {code: sum(weight[at] for at in teaches[code] - held) for code in left}
        best = min(left, key=lambda code: (-gains[code], code))
        if gains[best] < LEAST_GAIN * total:
            break
        held |= teaches[best]
        left.remove(best)
        steps.append(
            {"certificate": best, "gain": gains[best] / total, "total": sum(weight[at] for at in held) / total}
        )
    return steps
