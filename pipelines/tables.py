"""Counts from a table of an office that holds no postings: month, stratum, skill, n_skill, n_total (CSV or Parquet)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.files import BadInput
from taxonomy.panel import Counts

COLUMNS = ("month", "stratum", "skill", "n_skill", "n_total")
_ALSO = {
    "month": ("月份", "年月"), "stratum": ("分层", "层"), "skill": ("技能",), "n_skill": ("技能数", "提及数"),
    "n_total": ("总数", "招聘总数"), "source": ("来源",),
}  # fmt: skip
_HELP = (
    "a long table with the columns month (YYYY-MM), stratum, skill, n_skill (vacancies of that month and stratum that "
    "name the skill) and n_total (all vacancies of that month and stratum); source may stand beside them / "
    "长表，列为 month、stratum、skill、n_skill、n_total，可另有 source"
)


@dataclass(frozen=True)
class Table:
    """Counts with the names behind the indexes; all months of the file are consecutive."""

    counts: Counts
    skills: list[str]
    strata: list[str]
    months: list[str]

    def month_index(self, month: str) -> int:
        """Where `month` is; raises BadInput where the file does not reach it."""
        if month not in self.months:
            raise BadInput(
                f"month {month} is not in the file, which reaches from {self.months[0]} to {self.months[-1]} / "
                f"文件中没有 {month}"
            )
        return self.months.index(month)


def read(path: Path) -> Table:
    """Read and check the whole file; raises BadInput with what is wrong, where, and how to mend it."""
    table = _named(path, _load(path))
    if not table.num_rows:
        raise BadInput(f"{path}: holds no rows; expected {_HELP}")
    n_skill, n_total = (_numbers(path, table, column) for column in ("n_skill", "n_total"))
    month_codes, month_names = _codes(path, table, "month")
    months, month_at = _months(path, month_codes, month_names)
    stratum_codes, strata = _codes(path, table, "stratum")
    skill_codes, skills = _codes(path, table, "skill")
    group = None
    if "source" in table.column_names:
        source_codes, sources = _codes(path, table, "source")
        pairs, stratum_codes = np.unique(source_codes * len(strata) + stratum_codes, return_inverse=True)
        group = pairs // len(strata)
        strata = [f"{sources[pair // len(strata)]} · {strata[pair % len(strata)]}" for pair in pairs]
    month = month_at[month_codes]
    _refuse(path, n_skill > n_total, "n_skill is larger than n_total", "n_skill 大于 n_total")
    exposure = _exposure(path, stratum_codes, month, n_total, (len(strata), len(months)))
    key = (stratum_codes * len(months) + month) * len(skills) + skill_codes
    order = np.argsort(key, kind="stable")
    repeated = np.zeros(len(key), dtype=bool)
    repeated[order[1:]] = np.diff(key[order]) == 0
    _refuse(
        path, repeated, "month, stratum and skill stand there already; add such rows up first", "重复的行，请先合并"
    )
    seen = n_skill > 0
    counts = Counts(skill_codes[seen], stratum_codes[seen], month[seen], n_skill[seen], exposure, len(skills), group)
    return Table(counts, skills, strata, months)


def _load(path: Path) -> pa.Table:
    if not path.is_file():
        raise BadInput(f"{path}: no such file / 文件不存在")
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pq.read_table(path)
        return _csv(path)
    except (pa.ArrowInvalid, OSError, UnicodeError) as error:
        raise BadInput(f"{path}: cannot be read as CSV or Parquet ({_first_line(error)}); expected {_HELP}") from error


def _csv(path: Path) -> pa.Table:
    with path.open("rb") as file:
        line = file.readline()
    encodings = ["utf8", "gb18030"]
    try:
        head = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        encodings, head = ["gb18030"], line.decode("gb18030", "replace")
    separator = "\t" if head.count("\t") > head.count(",") else ","
    names = [name.strip('\ufeff" \r\n') for name in head.split(separator)]
    words = {name: pa.string() for name in names if _meant(name) in ("month", "stratum", "skill", "source")}
    last: Exception | None = None
    for encoding in encodings:
        try:
            return pc_csv.read_csv(
                path, pc_csv.ReadOptions(encoding=encoding), pc_csv.ParseOptions(delimiter=separator),
                pc_csv.ConvertOptions(column_types=words),
            )  # fmt: skip
        except (pa.ArrowInvalid, UnicodeError) as error:
            last = last or error
    assert last is not None  # noqa: S101  (every encoding failed)
    raise last


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _meant(heading: str) -> str:
    name = heading.strip("\ufeff ").lower()
    return next((column for column, others in _ALSO.items() if name == column or name in others), heading)


def _named(path: Path, table: pa.Table) -> pa.Table:
    found = table.rename_columns([_meant(name) for name in table.column_names])
    missing = [column for column in COLUMNS if column not in found.column_names]
    if missing:
        raise BadInput(
            f"{path}: has no column {', '.join(missing)} (it has {', '.join(table.column_names)}); expected {_HELP}"
        )
    wanted = [*COLUMNS, *(["source"] if "source" in found.column_names else [])]
    return found.select(wanted)


def _numbers(path: Path, table: pa.Table, column: str) -> NDArray[np.float64]:
    values = table[column]
    if not (pa.types.is_integer(values.type) or pa.types.is_floating(values.type) or pa.types.is_decimal(values.type)):
        bad = next((str(v) for v in values.slice(0, 1000).to_pylist() if not _is_number(v)), "…")
        raise BadInput(f"{path}: {column} holds something that is no number, such as {bad!r} / {column} 含非数字")
    numbers = values.cast(pa.float64()).to_numpy()
    _refuse(path, ~np.isfinite(numbers), f"{column} is empty or no finite number", f"{column} 为空")
    _refuse(path, numbers < 0, f"{column} is negative", f"{column} 为负数")
    return np.asarray(numbers, dtype=np.float64)


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _codes(path: Path, table: pa.Table, column: str) -> tuple[NDArray[np.int64], list[str]]:
    """The column as numbers, and the texts that they stand for, in sorted order."""
    values = table[column]
    if column == "month" and pa.types.is_temporal(values.type):
        values = pc.strftime(values, format="%Y-%m")
    encoded = pc.dictionary_encode(values.cast(pa.string())).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    _refuse(path, np.asarray(encoded.is_null()), f"{column} is empty", f"{column} 为空")
    names = [str(name).strip() for name in encoded.dictionary.to_pylist()]
    ordered, place = np.unique(np.array(names, dtype=object), return_inverse=True)
    codes = np.asarray(place, dtype=np.int64)[np.asarray(encoded.indices)]
    empty = np.flatnonzero(ordered == "")
    _refuse(path, np.isin(codes, empty), f"{column} is empty", f"{column} 为空")
    return codes, [str(name) for name in ordered]


def _months(path: Path, codes: NDArray[np.int64], names: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    """All months from first to last, and where each name stands among them."""
    numbers = []
    for at, name in enumerate(names):
        text = name.replace("/", "-")
        year, _, rest = text.partition("-")
        month = rest.split("-")[0]
        if not (year.isdecimal() and len(year) == 4 and month.isdecimal() and 1 <= int(month) <= 12):
            _refuse(path, codes == at, f"month {name!r} is not YYYY-MM", "月份格式应为 YYYY-MM")
        numbers.append(int(year) * 12 + int(month) - 1)
    first, last = min(numbers), max(numbers)
    months = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1)]
    return months, np.array([n - first for n in numbers], dtype=np.int64)


def _exposure(
    path: Path, stratum: NDArray[np.int64], month: NDArray[np.int64], n_total: NDArray[np.float64],
    shape: tuple[int, int],
) -> NDArray[np.float64]:  # fmt: skip
    cell = stratum * shape[1] + month
    highest = np.zeros(shape[0] * shape[1])
    np.maximum.at(highest, cell, n_total)
    differs = np.abs(n_total - highest[cell]) > 1e-6 * np.maximum(highest[cell], 1)
    _refuse(path, differs, "n_total differs within one month and stratum", "同一月份和分层的 n_total 不一致")
    return highest.reshape(shape)


def _refuse(path: Path, wrong: NDArray[np.bool_], en: str, zh: str) -> None:
    """Raise BadInput for the first wrong row (counted from 1 without the heading)."""
    if wrong.any():
        rows = np.flatnonzero(wrong)
        raise BadInput(f"{path}, row {rows[0] + 1} ({len(rows)} such rows): {en} / 第 {rows[0] + 1} 行：{zh}")
