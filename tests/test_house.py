"""The architecture is a test: arrows between folders, names that stay ours, one number in two places."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
OURS = ("pipelines", "scrapers", "taxonomy", "dashboards", "warehouse")


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_dependency_brings_one_of_our_names() -> None:
    owners = packages_distributions()
    for name in OURS:
        assert set(owners.get(name, [])) <= {"xgap"}, f"{name} also comes with {owners[name]}"


def test_minimum_of_postings_is_one_number() -> None:
    from pipelines.build import MIN_POSTINGS
    from warehouse.queries import MIN_SHOWN

    project = yaml.safe_load((ROOT / "warehouse" / "dbt_project.yml").read_text("utf-8"))
    assert MIN_POSTINGS == MIN_SHOWN == project["vars"]["min_postings"]


def test_limits_of_a_requirement_are_one_number() -> None:
    from taxonomy import thresholds
    from warehouse.queries import MIN_SHOWN

    said = yaml.safe_load((ROOT / "warehouse" / "dbt_project.yml").read_text("utf-8"))["vars"]
    rules = thresholds.load().clauses
    assert rules.min_vacancies == said["min_postings"] == MIN_SHOWN
    assert rules.min_employers == said["clause_min_employers"]
    assert rules.floor == said["clause_floor"]


def test_landing_line_and_raw_table_have_the_same_fields() -> None:
    from scrapers.items import JobPosting
    from warehouse.raw import RAW_COLUMNS

    assert list(RAW_COLUMNS) == list(JobPosting.model_fields)


def test_no_address_of_this_machine_or_of_a_registry_stands_in_the_repository() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    words = ("/ro" + "ot/", "pypi" + ".org", "python" + "hosted", "registry" + ".npmjs")
    found = [
        f"{name}: {word}"
        for name in files
        if (path := ROOT / name).is_file() and path.suffix in (".py", ".md", ".yml", ".yaml", ".toml", ".txt", ".csv")
        for word in words
        if word in path.read_text("utf-8")
    ]
    assert not found
