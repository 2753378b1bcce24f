"""Commands about the taxonomy: `xgap list catalogue` and other lists, `xgap evaluate taxonomy`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.commands.common import AsJson, print_json, print_rows

evaluate_app = typer.Typer(help="How good a part is, measured. / 评测。", no_args_is_help=True)


def list_catalogue(as_json: AsJson = False) -> None:
    """Certificates of the official list whose names were found. / 官方目录中可查证的证书。"""
    from taxonomy import catalogue

    entries = catalogue.load()
    rows = [entry.model_dump(mode="json") for entry in entries]
    if as_json:
        print_json(rows)
        return
    shown = [{**row, "levels_seen": " ".join(row["levels_seen"])} for row in rows]
    print_rows(shown, ("name", "name_en", "batch", "issuer", "levels_seen", "sector", "frame"))
    sys.stdout.write("\n".join(catalogue.statement(entries)) + "\n")


def list_occupations(as_json: AsJson = False) -> None:
    """New occupations since 2019, and the other codes that titles lead to. / 职业。"""
    from taxonomy import occupations

    new = [{**o.model_dump(mode="json"), "new": True} for o in occupations.new_occupations()]
    codes = {row["code_2022"] for row in new}
    blank = dict.fromkeys(occupations.NewOccupation.model_fields)
    table = "2022 public-notice table of the classification"
    used = [
        {**blank, "name": r.zh, "name_en": r.en, "kind": "occupation", "code_2022": r.code, "digital": r.digital,
         "green": r.green, "source_name": table, "source_code": table, "new": False}
        for r in occupations.title_rules() if r.code not in codes
    ]  # fmt: skip
    if as_json:
        print_json(new + used)
        return
    print_rows(new + used, ("name", "name_en", "kind", "batch", "code_2022", "code_standard", "digital", "green"))
    n = sum(row["kind"] == "occupation" for row in new)
    sys.stdout.write(
        f"新职业共{occupations.NAMED_IN_TOTAL}个，此处为名称可查证的{n}个；两套编码并存，空白表示未查到；英文名为xgap所译。\n"
        f"{n} of {occupations.NAMED_IN_TOTAL} new occupations, those whose names were found; two code systems exist "
        "side by side, blank means not found; English names are our translations.\n"
    )


def list_regions(as_json: AsJson = False) -> None:
    """The 34 provinces with their second-level divisions. / 省级与地级区划。"""
    from taxonomy.regions import divisions

    rows = divisions()
    if as_json:
        print_json(rows)
        return
    print_rows([{**row, "divisions": " ".join(d["zh"] for d in row["divisions"])} for row in rows],
                ("province_code", "zh", "en", "divisions"))  # fmt: skip


def list_industries(as_json: AsJson = False) -> None:
    """The 20 sections of GB/T 4754. / 国民经济行业门类。"""
    from taxonomy.occupations import industry_sections

    rows = [section.model_dump() for section in industry_sections()]
    if as_json:
        print_json(rows)
        return
    print_rows(rows, ("code", "name", "name_en"))


def list_esco(as_json: AsJson = False) -> None:
    """Links of skills to ESCO, with their quality. / 与ESCO的对应。"""
    from taxonomy import esco
    from taxonomy.registry import load

    skills = load().skills
    rows = [{**link.model_dump(), "name": skills[link.skill_id].name, "name_en": skills[link.skill_id].name_en}
            for link in esco.load()]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    print_rows(rows, ("skill_id", "name", "name_en", "quality", "label"))
    counts = Counter(row["quality"] for row in rows)
    sys.stdout.write(
        f"{len(rows)} / {len(skills)}: " + ", ".join(f"{q} {counts[q]}" for q in esco.QUALITIES)
        + "\nESCO © European Union, European Commission; links by xgap / ESCO数据来源为欧盟委员会，对应关系由xgap建立\n"
    )  # fmt: skip


@evaluate_app.command("taxonomy")
def evaluate_taxonomy(
    gold: Annotated[Path, typer.Option(help="Annotated postings, JSONL. / 标注数据")],
    tags: Annotated[list[Path] | None, typer.Option(help="Postings with skill_tags, JSONL(.gz). / 招聘数据")] = None,
    top: Annotated[int, typer.Option(help="How many of the most frequent tags. / 标签数", min=1)] = 2000,
    as_json: AsJson = False,
) -> None:
    """Share of annotated mentions, and of employers' tags, whose spelling leads to a skill. / 词表覆盖率。"""
    from pipelines.files import read_lines
    from taxonomy.linkers.alias import AliasLinker
    from taxonomy.registry import load
    from taxonomy.spelling_coverage import mention_shares, tag_coverage

    linker = AliasLinker(load())
    annotated = ((m["type"], m["text"]) for _, row in read_lines(gold, ("mentions",)) for m in row["mentions"])
    result: dict[str, Any] = {"mentions": {k: s.row() for k, s in mention_shares(annotated, linker).items()}}
    if tags:
        counts = Counter(tag.strip() for file in tags for _, row in read_lines(file, ("skill_tags",))
                         for tag in row["skill_tags"] or ())  # fmt: skip
        found = tag_coverage(counts, linker, top)
        result["tags"] = {
            "all": found.all.row(), "skills": found.skills.row(), "not_skills": dict(found.not_skills),
            "unknown": [{"tag": tag, "n_postings": n} for tag, n in found.unknown],
        }  # fmt: skip
    if as_json:
        print_json(result)
        return
    rows = [{"what": f"mentions: {kind}", **row} for kind, row in result["mentions"].items()]
    if tags:
        rows += [{"what": f"{top} tags", **result["tags"]["all"]},
                 {"what": "of these, tags that name a skill", **result["tags"]["skills"]}]  # fmt: skip
    print_rows([{**row, "share": f"{row['share']:.1%}" if row["share"] is not None else None} for row in rows],
                ("what", "known", "total", "share"))  # fmt: skip


def register(app: typer.Typer, list_app: typer.Typer) -> None:
    """Puts these commands under `xgap list` and `xgap evaluate`."""
    list_app.command("catalogue")(list_catalogue)
    list_app.command("occupations")(list_occupations)
    list_app.command("regions")(list_regions)
    list_app.command("industries")(list_industries)
    list_app.command("esco")(list_esco)
    app.add_typer(evaluate_app, name="evaluate")
