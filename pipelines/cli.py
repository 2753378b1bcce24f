"""The command `xgap`: its commands by name; their bodies stand in `pipelines.commands`, by subject.

Results on standard output, progress on standard error; exit 0 fine, 1 a problem, 2 wrong use."""

from __future__ import annotations

import os
import sys

import typer

from pipelines.commands import (
    ask,
    collect,
    emergence,
    evaluate,
    evaluate_matching,
    explain,
    export,
    link,
    lists,
    new,
    occupations,
    pack,
    pathways,
    recognition,
    review,
    schools,
    sources,
    standard,
    taxonomy,
    texts,
    train_clauses,
    work,
)
from pipelines.progress import console

app = typer.Typer(
    help="What employers ask for and 1+X certificates do not yet teach. / 招聘需求与1+X证书的差距。",
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
)  # fmt: skip
list_app = typer.Typer(help="What xgap knows. / 列出证书、技能。", no_args_is_help=True)
train_app = typer.Typer(help="Train models again from annotated postings. / 重新训练模型。", no_args_is_help=True)

# in the order of `xgap --help`
app.command("import")(collect.import_files)
sources.register(app)
app.command("run")(work.run)
app.command("emerging")(ask.emerging)
app.command("backtest")(emergence.backtest)
app.command("coverage")(ask.coverage)
app.command("gaps")(ask.gaps)
app.command("extract")(texts.extract)
app.command("match")(texts.match)
app.command("recognition")(recognition.recognition)
app.command("occupations")(occupations.occupations)
app.command("pathways")(pathways.pathways)
app.command("schools")(schools.schools)
app.command("explain")(explain.explain)
app.command("export")(export.export)
app.command("doctor")(work.doctor)
app.command("demo")(work.demo)
app.command("dashboard")(work.dashboard)
list_app.command("certificates")(lists.list_certificates)
list_app.command("skills")(lists.list_skills)
train_app.command("extractor")(lists.train_extractor)
app.add_typer(standard.app, name="standard")
app.add_typer(review.app, name="review")
app.add_typer(new.app, name="new")
app.add_typer(pack.app, name="pack")
taxonomy.register(app, list_app)
evaluate.register()
evaluate_matching.register(taxonomy.evaluate_app, train_app)
link.register(app, train_app)
train_clauses.register(train_app)
app.add_typer(list_app, name="list")
app.add_typer(train_app, name="train")


def main() -> None:
    """Run the command; known problems become one clear line and exit code 1."""
    from pipelines.commands.common import ProblemFound
    from pipelines.files import BadInput
    from pipelines.land import LandingFailed, WrongDateBasis
    from pipelines.packs.facts import NoPack
    from pipelines.run import NothingLanded
    from pipelines.signals import NothingToCompare
    from pipelines.takedown import NoSuchRequest
    from scrapers.errors import ScrapersError
    from taxonomy.linkers.space import OtherEncoder
    from taxonomy.standards.errors import StandardError
    from warehouse.connection import WarehouseBusy
    from warehouse.publish import ChecksFailed
    from warehouse.queries import NotPublished
    from warehouse.transform import TransformFailed

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    known = (
        BadInput, LandingFailed, WrongDateBasis, NothingLanded, NothingToCompare, ScrapersError, WarehouseBusy,
        ChecksFailed, NotPublished, TransformFailed, ProblemFound, StandardError, NoSuchRequest,
        OtherEncoder, NoPack,
    )  # fmt: skip
    try:
        app()
    except known as problem:
        console.print(str(problem), style="bold red", markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
