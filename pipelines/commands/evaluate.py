"""`xgap evaluate --gold FILE`, the same as `xgap evaluate extraction --gold FILE`: extractors on annotated postings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.common import AsJson, out, print_json, print_rows
from pipelines.commands.taxonomy import evaluate_app

Gold = Annotated[Path | None, typer.Option(help="Annotated postings, JSONL. / 标注数据")]
Known = Annotated[Path | None, typer.Option(help="Known spellings, one a line; else the built-in skills. / 已知词表")]
Only = Annotated[list[str] | None, typer.Option("--extractor", help="default, tagger, gazetteer; else all. / 方法")]
Model = Annotated[
    list[Path] | None, typer.Option(help="Folder of another model, to compare with the default one. / 对比其他模型目录")
]

NAMES = ("default", "tagger", "gazetteer")


def _measured(gold: Path, known: Path | None, names: list[str], models: list[Path]) -> list[dict[str, Any]]:
    from pipelines.files import BadInput, read_lines
    from taxonomy import evaluation
    from taxonomy.extractors.base import Extractor
    from taxonomy.extractors.gazetteer import Gazetteer
    from taxonomy.extractors.pipeline import MentionExtractor
    from taxonomy.fields import field_of
    from taxonomy.registry import load
    from taxonomy.text import normalise

    rows = [row for _, row in read_lines(gold, ("description", "mentions"))]
    if not rows:
        raise BadInput(f"{gold}: holds no annotated posting / 没有标注数据")
    try:
        postings = evaluation.postings_of(rows, field_of)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{gold}: {error!s}; see the annotation guidelines / 标注格式有误") from error
    taxonomy = load()
    if known is not None and not known.exists():
        raise BadInput(f"{known}: no such file / 文件不存在")
    spellings = (
        known.read_text("utf-8").splitlines()
        if known is not None
        else [s for skill in taxonomy.skills.values() for s in (skill.name, *skill.aliases, *skill.context_aliases)]
    )
    makers: dict[str, Callable[[], Extractor]] = {
        "default": lambda: MentionExtractor(taxonomy),
        "tagger": lambda: MentionExtractor(taxonomy, known_terms=False),
        "gazetteer": lambda: Gazetteer(taxonomy.skills.values()),
    }
    for model in models:
        if not (model / "xgap_tagger" / "tagger.npz").exists():
            raise BadInput(
                f"{model}: holds no extractor; name a folder that xgap train extractor wrote / 不是抽取模型目录"
            )
        makers[str(model)] = partial(MentionExtractor, taxonomy, model)
    return [
        {"name": name, **evaluation.evaluate(postings, makers[name], {normalise(s) for s in spellings})}
        for name in [*names, *map(str, models)]
    ]


def _shown(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return "–"
    value = f"{row['value']:.3f} [{row['low']:.3f}, {row['high']:.3f}]"
    return f"{row['precision']:.3f} / {row['recall']:.3f} / {value}" if "precision" in row else value


def _print(results: list[dict[str, Any]]) -> None:
    measures = results[0]["measures"]
    rows: list[dict[str, Any]] = [
        {"what": what, "n": row["n"], **{r["name"]: _shown(r["measures"][what]) for r in results}}
        for what, row in measures.items()
    ]
    for key, what in (("postings_per_cpu_second", "postings per CPU second"), ("seconds_to_load", "seconds to load"),
                      ("memory_mb", "memory of the process so far, MB")):  # fmt: skip
        rows.append({"what": what, "n": None, **{r["name"]: r[key] for r in results}})
    by_sector = {r["name"]: r["sectors"] for r in results}
    rows += [
        {"what": f"field {sector}, strict / relaxed F1", "n": row["n_postings"],
         **{name: "{strict:.3f} / {relaxed:.3f}".format(**of[sector]) for name, of in by_sector.items()}}
        for sector, row in results[0]["sectors"].items()
    ]  # fmt: skip
    print_rows(rows, ("what", "n", *(r["name"] for r in results)))
    out("F1 rows: precision / recall / F1 [95 % interval]; others: recall or accuracy; bootstrap over postings")
    out("F1行：精确率/召回率/F1[95%区间]；其余为召回率或准确率；区间按招聘条目自助法计算。")
    for r in results:
        out(f"{r['name']}: {r['extractor']}")


def extraction(
    gold: Gold = None, known: Known = None, extractor: Only = None, model: Model = None, as_json: AsJson = False
) -> None:
    """Extractors on annotated postings: score with intervals, speed, memory. / 抽取评测。"""
    if gold is None:
        raise typer.BadParameter("--gold FILE is needed / 需要 --gold 文件")
    names = list(extractor or NAMES)
    wrong = [name for name in names if name not in NAMES]
    if wrong:
        raise typer.BadParameter(f"no such extractor: {', '.join(wrong)}; there are {', '.join(NAMES)} / 没有此方法")
    results = _measured(gold, known, names, list(model or ()))
    if as_json:
        print_json(results)
    else:
        _print(results)


def _default(
    context: typer.Context,
    gold: Gold = None,
    known: Known = None,
    extractor: Only = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """How good a part is, measured; without a sub-command: extraction. / 评测，默认评测抽取。"""
    if context.invoked_subcommand is None:
        extraction(gold, known, extractor, model, as_json)


def register() -> None:
    """Puts these commands under `xgap evaluate`."""
    evaluate_app.callback(invoke_without_command=True)(_default)
    evaluate_app.command("extraction")(extraction)
