"""`xgap evaluate matching`, `xgap evaluate coverage`, `xgap train matcher`: on mentions judged by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.commands.common import AsJson, Data, print_json, print_rows, settings_of
from pipelines.progress import say

if TYPE_CHECKING:
    from taxonomy.linkers.embed import Embedder
    from taxonomy.linkers.judged import Item, Pool, PoolName
    from taxonomy.linkers.matcher import Matcher
    from taxonomy.linkers.pair_features import Ints

_POOLS: tuple[PoolName, ...] = ("train", "dev")

Annotated_ = Annotated[
    list[Path],
    typer.Option(
        "--gold", help="Postings, JSONL (.gz), in which the judged sentences stand; again for more. / 招聘数据"
    ),
]


def _embedder(data: Path | None) -> Embedder:
    from pipelines.vectors import CachedEmbedder
    from taxonomy.linkers.embed import SentenceEmbedder
    from warehouse.settings import Paths

    settings = settings_of(data)
    inner = SentenceEmbedder(settings.embedding_model, settings.cache, settings.workers)
    return CachedEmbedder(inner, Paths(settings.data).vectors)


def _descriptions(gold: list[Path]) -> dict[str, str]:
    from pipelines.files import read_lines
    from taxonomy.linkers.judged import posting_ids

    judged = posting_ids()
    lines = (row for file in gold for _, row in read_lines(file, ("posting_id", "description")))
    return {row["posting_id"]: row["description"] for row in lines if row["posting_id"] in judged}


def _need(items: list[Any]) -> None:
    from pipelines.files import BadInput

    if not items:
        raise BadInput(
            "none of the judged postings is in these files; give the postings with --gold "
            "/ 文件中没有已标注的招聘信息，请用 --gold 指定招聘数据"
        )


@dataclass(frozen=True)
class _Ranks:
    """Of each item: what it is called in the table, and the rank of its first covering clause by each method."""

    kinds: list[str]
    matcher: Ints
    cosine: Ints


def _ranks(
    matcher: Matcher, pool: Pool, items: Sequence[Item], kinds: list[str], sentences: bool, embedder: Embedder
) -> _Ranks:
    import numpy as np

    from taxonomy.linkers import evaluation as ev
    from taxonomy.linkers import train_matcher as training
    from taxonomy.linkers.matcher import ranking_features

    prepared = training.prepare(matcher, pool, items, sentences)
    scores = ranking_features(prepared.found, prepared.named) @ np.array(matcher.model.ranking)
    asked = [i.context if sentences else i.mention for i in items]
    clauses = embedder.encode(pool.texts)
    plain = (embedder.encode([i.mention for i in items]) @ clauses.T + embedder.encode(asked) @ clauses.T) / 2
    good = np.array([[c in i.covered for c in range(len(pool.texts))] for i in items])
    return _Ranks(kinds, ev.first_good(scores, prepared.grades == 2), ev.first_good(plain, good))


def _recalls(ranks: Sequence[_Ranks], of: str, sentences: bool) -> list[dict[str, Any]]:
    """Rows of the table, over all items and for each kind."""
    import numpy as np

    from taxonomy.linkers import evaluation as ev

    kinds = np.array([k for r in ranks for k in r.kinds])
    rows = []
    for method in ("matcher", "cosine"):
        found = np.concatenate([getattr(r, method) for r in ranks])
        for kind in ("all", *sorted(set(kinds))):
            some = found[(kinds == kind) | (kind == "all")]
            rows.append({"set": of, "method": method, "sentence": sentences, "type": kind, "n": len(some),
                         "r_at_1": ev.recall(some, 1), "r_at_5": ev.recall(some, 5)})  # fmt: skip
    return rows


def evaluate_matching(gold: Annotated_, data: Data = None, as_json: AsJson = False) -> None:
    """Recall of the covering clause among 315, certificates unknown to the matcher; set `dev` by type, set `hard`
    (abbreviations, slips, colloquial wordings; both pools) by kind. / 匹配评测，含缩略语、错别字与口语说法。"""
    from taxonomy.linkers import judged
    from taxonomy.linkers import train_matcher as training
    from taxonomy.linkers.matcher import shipped
    from taxonomy.registry import load

    taxonomy, model, embedder, descriptions = load(), shipped(), _embedder(data), _descriptions(gold)
    pools = judged.pools(taxonomy)
    items = [i for i in judged.real(pools["dev"], "dev", descriptions) if i.covered]
    _need(items)
    hard = {name: [i for i in judged.hard(pools[name], name, descriptions) if i.covered] for name in _POOLS}
    matchers = training.matchers(taxonomy, embedder, model)
    rows: list[dict[str, Any]] = []
    for sentences in (True, False):
        dev = _ranks(matchers["dev"], pools["dev"], items, [i.type for i in items], sentences, embedder)
        rows += _recalls([dev], "dev", sentences)
        by_pool = [_ranks(matchers[name], pools[name], some, [i.kind for i in some], sentences, embedder)
                   for name, some in hard.items() if some]  # fmt: skip
        if by_pool:
            rows += _recalls(by_pool, "hard", sentences)
    if as_json:
        print_json([{**row, "r_at_1": asdict(row["r_at_1"]), "r_at_5": asdict(row["r_at_5"])} for row in rows])
        return
    print_rows(rows, ("set", "method", "sentence", "type", "n", "r_at_1", "r_at_5"))


def evaluate_coverage(gold: Annotated_, data: Data = None, as_json: AsJson = False) -> None:
    """How well p_covered separates and how true it is, by curves that have not seen the item. / 覆盖概率评测。"""
    import numpy as np

    from taxonomy.linkers import evaluation as ev
    from taxonomy.linkers import judged
    from taxonomy.linkers import train_matcher as training
    from taxonomy.linkers.matcher import shipped
    from taxonomy.registry import load

    taxonomy, model, embedder = load(), shipped(), _embedder(data)
    pools, real = judged.pools(taxonomy), training.real_items(taxonomy, _descriptions(gold))
    _need([*real["train"], *real["dev"]])
    blind, ranking = training.matchers(taxonomy, embedder, model), np.array(model.ranking)
    made = {name: training.coverage_rows(training.prepare(blind[name], pools[name], items), ranking)
            for name, items in real.items() if items}  # fmt: skip
    x, grades = np.vstack([m[0] for m in made.values()]), np.concatenate([m[1] for m in made.values()])
    p, covered = training.out_of_sample(x, grades), grades == 2
    clear = grades != 1
    result = {
        "n": len(p), "covered": int(covered.sum()), "partly": int((grades == 1).sum()),
        "none": int((grades == 0).sum()), "auc_covered_vs_rest": ev.separation(p, covered),
        "auc_covered_vs_none": ev.separation(p[clear], covered[clear]),
        "calibration_error": ev.calibration_error(p, covered), "brier": float(np.mean((p - covered) ** 2)),
        "reliability": ev.reliability(p, covered),
    }  # fmt: skip
    if as_json:
        print_json({k: asdict(v) if isinstance(v, ev.Figure) else v for k, v in result.items()})
        return
    print_rows([{"what": k, "figure": f"{v:.3f}" if isinstance(v, float) else str(v)}
                for k, v in result.items() if k != "reliability"], ("what", "figure"))  # fmt: skip
    print_rows([{**row, "mean_p": f"{row['mean_p']:.2f}", "covered": f"{row['covered']:.2f}"}
                for row in ev.reliability(p, covered)], ("from", "n", "mean_p", "covered"))  # fmt: skip


def train_matcher(gold: Annotated_ = [], data: Data = None) -> None:  # noqa: B006  # typer copies it
    """Fit the matcher again; the curve of coverage only where the annotated postings are given. / 训练匹配模型。"""
    from taxonomy.linkers import space
    from taxonomy.linkers import train_matcher as training
    from taxonomy.linkers.matcher import FILE, shipped
    from taxonomy.registry import load

    descriptions = _descriptions(gold)
    model, spaces = training.train(load(), _embedder(data), shipped(), descriptions)
    spaces.write()
    model.write()
    kept = "" if descriptions else "; curve of coverage kept: it needs --gold / 覆盖概率曲线未变，需要 --gold"
    say(f"→ {space.FILE.name}, {FILE.name}{kept}")


def register(evaluate_app: typer.Typer, train_app: typer.Typer) -> None:
    """Puts these commands under `xgap evaluate` and `xgap train`."""
    evaluate_app.command("matching")(evaluate_matching)
    evaluate_app.command("coverage")(evaluate_coverage)
    train_app.command("matcher")(train_matcher)
