"""`xgap extract` and `xgap match` on plain files, without a warehouse."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from taxonomy.extractors.base import Extractor
from taxonomy.linkers import match
from taxonomy.linkers.embed import Embedder
from taxonomy.linkers.matcher import Matcher
from taxonomy.registry import Taxonomy
from taxonomy.thresholds import Coverage
from warehouse import jsonl
from warehouse.problems import BadInput as BadInput


def read_lines(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of a JSONL file, plain or gzip; raises BadInput at the first line that is not."""
    if not path.exists():
        raise BadInput(f"{path}: no such file / 文件不存在")
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig") as file:
        number = 0
        try:
            for number, row in jsonl.objects(str(path), file, required):
                yield number, row
        except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
            raise BadInput(
                f"{path}, after line {number}: not UTF-8 text or gzip ({error}); convert it first / "
                "不是UTF-8文本或gzip，请先转换"
            ) from error


def extract_file(path: Path, out: Path, extractor: Extractor, advance: Callable[[int], None]) -> int:
    """Mentions of every posting of a file; returns the number of postings."""
    rows = (row for _, row in read_lines(path, ("posting_id", "description")))
    n = 0
    unfinished = out.with_name(f".{out.name}.new")
    with unfinished.open("w", encoding="utf-8") as file:
        while batch := list(islice(rows, 256)):
            texts = [str(row["description"] or "") for row in batch]
            for row, mentions in zip(batch, extractor.pipe(texts), strict=True):
                found = [
                    {"start": m.start, "end": m.end, "text": m.text, "type": m.type, "skill_id": m.skill_id,
                     "score": round(m.score, 4), "preferred": m.preferred, "negated": m.negated}
                    for m in mentions
                ]  # fmt: skip
                line = {"posting_id": row["posting_id"], "extractor": extractor.id, "mentions": found}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            n += len(batch)
            advance(len(batch))
    unfinished.replace(out)
    return n


def read_clauses(path: Path) -> tuple[list[str], list[str]]:
    """Ids and texts of a CSV with the columns `id` and `text` (others allowed)."""
    if not path.exists():
        raise BadInput(f"{path}: no such file / 文件不存在")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"id", "text"} <= set(reader.fieldnames or ()):
                raise BadInput(f"{path}: needs the columns id and text, has {', '.join(reader.fieldnames or ())}")
            rows = [(row["id"], row["text"]) for row in reader if row["text"]]
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8; save it as CSV UTF-8 / 请另存为 UTF-8 编码的 CSV") from error
    if not rows:
        raise BadInput(f"{path}: holds no clause / 没有条款")
    return [i for i, _ in rows], [t for _, t in rows]


def match_own(
    queries: list[dict[str, Any]], k: int, taxonomy: Taxonomy, embedder: Embedder, rules: Coverage
) -> list[dict[str, Any]]:
    """Queries against the taxonomy's own requirements, one answer per query; scores are probabilities of coverage."""
    near = match.near_competencies(
        [str(q["query"]) for q in queries], [str(q.get("context") or "") for q in queries], taxonomy, embedder,
        match.FIELD_SHARE,
    )  # fmt: skip
    ids = [c.competency_id for c in taxonomy.competencies]
    return [
        {"query": q["query"],
         "matches": [{"id": ids[n.competency], "score": round(n.p_covered, 4)} for n in found[:k]],
         "verdict": match.verdict(found[0].p_covered if found else 0.0, rules),
         "p_covered": round(found[0].p_covered if found else 0.0, 4)}
        for q, found in zip(queries, near, strict=True)
    ]  # fmt: skip


def match_queries(
    queries: list[dict[str, Any]],
    ids: list[str],
    texts: list[str],
    k: int,
    matcher: Matcher,
    rules: Coverage,
) -> list[dict[str, Any]]:
    """One answer per query, in their order."""
    answers = match.answer(
        [str(q["query"]) for q in queries],
        [str(q.get("context") or "") for q in queries],
        texts,
        k,
        matcher,
        rules,
    )
    return [
        {"query": q["query"], "matches": [{"id": ids[m.clause], "score": round(m.score, 4)} for m in a.matches],
         "verdict": a.verdict, "p_covered": round(a.p_covered, 4)}
        for q, a in zip(queries, answers, strict=True)
    ]  # fmt: skip
