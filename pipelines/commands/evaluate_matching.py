"""`xgap evaluate matching`, `xgap evaluate coverage`, `xgap train matcher`: on mentions judged by hand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.commands.common import AsJson, Data, print_json, print_rows, settings_of
from pipelines.progress import say

if TYPE_CHECKING:
    from taxonomy.linkers.embed import Embedder

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


def evaluate_matching(gold: Annotated_, data: Data = None, as_json: AsJson = False) -> None:
    """Recall of the covering clause among 315, dev set, certificates never trained on. / 匹配评测。"""
    import numpy as np

    from taxonomy.linkers import evaluation as ev
    from taxonomy.linkers import judged
    from taxonomy.linkers import train_matcher as training
    from taxonomy.linkers.matcher import ranking_features, shipped
    from taxonomy.registry import load

    taxonomy, model, embedder = load(), shipped(), _embedder(data)
    pool = judged.pools(taxonomy)["dev"]
    items = [i for i in training.real_items(taxonomy, _descriptions(gold))["dev"] if i.covered]
    _need(items)
    matcher = training.matchers(taxonomy, embedder, model)["dev"]
    clauses = embedder.encode(pool.texts)
    good = np.array([[c in i.covered for c in range(len(pool.texts))] for i in items])
    rows: list[dict[str, Any]] = []
    for sentences in (True, False):
        prepared = training.prepare(matcher, pool, items, sentences)
        scores = ranking_features(prepared.found, prepared.named) @ np.array(model.ranking)
        asked = [i.context if sentences else i.mention for i in items]
        plain = (embedder.encode([i.mention for i in items]) @ clauses.T + embedder.encode(asked) @ clauses.T) / 2
        for name, ranks in (("matcher", ev.first_good(scores, prepared.grades == 2)),
                            ("cosine", ev.first_good(plain, good))):  # fmt: skip
            for kind in ("all", *sorted({i.type for i in items})):
                some = np.array([kind in ("all", i.type) for i in items])
                rows.append({"method": name, "sentence": sentences, "type": kind, "n": int(some.sum()),
                             "r_at_1": ev.recall(ranks[some], 1), "r_at_5": ev.recall(ranks[some], 5)})  # fmt: skip
    if as_json:
        print_json([{**row, "r_at_1": asdict(row["r_at_1"]), "r_at_5": asdict(row["r_at_5"])} for row in rows])
        return
    print_rows(rows, ("method", "sentence", "type", "n", "r_at_1", "r_at_5"))


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
    from taxonomy.linkers import train_matcher as training
    from taxonomy.linkers.matcher import FILE, shipped
    from taxonomy.registry import load

    descriptions = _descriptions(gold)
    training.train(load(), _embedder(data), shipped(), descriptions).write()
    kept = "" if descriptions else "; curve of coverage kept: it needs --gold / 覆盖概率曲线未变，需要 --gold"
    say(f"→ {FILE.name}{kept}")


def register(evaluate_app: typer.Typer, train_app: typer.Typer) -> None:
    """Puts these commands under `xgap evaluate` and `xgap train`."""
    evaluate_app.command("matching")(evaluate_matching)
    evaluate_app.command("coverage")(evaluate_coverage)
    train_app.command("matcher")(train_matcher)
