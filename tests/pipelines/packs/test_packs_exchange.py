"""The pack's files for other programs keep the rules of CASE 1.1 and of SSSOM 1.0.

The rules are written down here by us. SSSOM: the required slots, closed lists and CURIE prefixes of the published
schema (package sssom-schema 1.0.0); packs of a real build also passed `sssom validate` (package sssom 0.4.21)."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from pipelines.packs import archive, facts
from taxonomy.interchange import case, ctdl_asn, open_badges, sssom
from taxonomy.registry import load
from warehouse import queries
from warehouse.connection import Reader

REQUIRED_OF_SET = {"mapping_set_id", "license"}
REQUIRED_OF_MAPPING = {"predicate_id", "mapping_justification"}
SLOTS = {"subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification",
         "confidence", "mapping_tool", "mapping_date", "comment"}  # fmt: skip
CURIE = re.compile(r"^([a-z]+):\S+$")
DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def faults(content: bytes) -> list[str]:
    """What breaks the rules of SSSOM in a TSV with its header."""
    lines = content.decode().splitlines(keepends=True)
    head = yaml.safe_load("".join(line[2:] for line in lines if line.startswith("# ")))
    found = [f"header lacks {name}" for name in REQUIRED_OF_SET - set(head)]
    prefixes = set(head["curie_map"])
    rows = list(csv.DictReader(io.StringIO("".join(x for x in lines if not x.startswith("#"))), delimiter="\t"))
    if not rows:
        found.append("no mapping at all")
    for row in rows:
        found += [f"unknown slot {name}" for name in set(row) - SLOTS]
        found += [f"lacks {name}" for name in REQUIRED_OF_MAPPING if not row.get(name)]
        for name in ("subject_id", "object_id", "predicate_id", "mapping_justification"):
            match = CURIE.match(row.get(name) or "")
            if match is None or match[1] not in prefixes:
                found.append(f"{name}: {row.get(name)} is no CURIE of a declared prefix")
        if row["confidence"] and not 0 <= float(row["confidence"]) <= 1:
            found.append(f"confidence {row['confidence']}")
        if not DATE.match(row["mapping_date"]):
            found.append(f"date {row['mapping_date']}")
    return found


@pytest.fixture(scope="module")
def packs(packed: Path) -> dict[str, dict[str, bytes]]:
    path, build_id = queries.published(packed)
    reader, taxonomy, standards = Reader(path), load(), packed / "standards"
    build = queries.build(reader, path, build_id)
    chosen = {
        "revision": facts.revision(reader, build, "xg-cnc", taxonomy, standards),
        "new": facts.new(reader, build, ["m.five-axis", "m.laser", "m.reading"], "u-test", taxonomy, standards),
    }
    found = {}
    for kind, made in chosen.items():
        content = archive.build(made, taxonomy, standards, "zh", lambda: False)
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            found[kind] = {name: pack.read(name) for name in pack.namelist()}
    return found


def _rules(name: str) -> Draft202012Validator:
    rules = yaml.safe_load((Path(case.__file__).parent / f"{name}_schema.yaml").read_text("utf-8"))
    return Draft202012Validator(rules, format_checker=FormatChecker())


@pytest.mark.parametrize("kind", ["revision", "new"])
def test_the_framework_keeps_the_rules_and_so_do_badges_and_ctdl_made_of_it(
    packs: dict[str, dict[str, bytes]], kind: str
) -> None:
    package: dict[str, Any] = json.loads(packs[kind]["framework.case.json"])
    _rules("case").validate(package)
    _rules("open_badges").validate(open_badges.achievements(package))
    _rules("ctdl_asn").validate(ctdl_asn.framework(package))
    if kind == "new":
        assert "not a standard" in package["CFDocument"]["title"]
        assert all("NOT a standard" in item["notes"] for item in package["CFItems"])


@pytest.mark.parametrize("kind", ["revision", "new"])
def test_the_mappings_keep_the_rules(packs: dict[str, dict[str, bytes]], kind: str) -> None:
    content = packs[kind]["mappings.sssom.tsv"]
    assert faults(content) == []
    text = content.decode()
    (absent,) = [line for line in text.splitlines() if line.startswith("xgapskill:m.five-axis")]
    assert sssom.NO_TERM in absent


def test_the_rules_refuse_what_breaks_them(packs: dict[str, dict[str, bytes]]) -> None:
    content = packs["revision"]["mappings.sssom.tsv"]
    for find, put in ((b"semapv:LexicalMatching", b""), (b"skos:broadMatch", b"other:broad"),
                      (b"# license", b"# licence"), (b"\t2026-01-05\t", b"\tnow\t"), (b"1.0000", b"1.2")):  # fmt: skip
        broken = content.replace(find, put)
        assert broken != content, find
        assert faults(broken), find
