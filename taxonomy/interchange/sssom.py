"""Mappings of skills to clauses as SSSOM (Simple Standard for Sharing Ontological Mappings), TSV with its header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

COLUMNS = ("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification",
           "confidence", "mapping_tool", "mapping_date", "comment")  # fmt: skip
PREDICATES = {"covered": "skos:broadMatch", "partly": "skos:relatedMatch", "review": "skos:relatedMatch"}
"""A clause that covers a skill is broader than the skill; nothing exact is ever claimed."""
NO_TERM = "sssom:NoTermFound"
JUSTIFICATIONS = {"named": "semapv:LexicalMatching", "similar": "semapv:SemanticSimilarityThresholdMatching",
                  "reviewed": "semapv:MappingReview"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SkillMapping:
    """One skill and one clause near to it, with the verdict of the comparison."""

    skill_id: str
    skill: str
    competency_id: str
    clause: str
    p_covered: float
    verdict: str
    via: str
    basis: str


def to_tsv(
    mappings: Iterable[SkillMapping], set_id: str, version: str, date: str, comment: str,
    absent: Iterable[tuple[str, str]] = (),
) -> bytes:  # fmt: skip
    """The mapping set, sorted; `date` is YYYY-MM-DD. A pair that was not found near is not in it.

    `absent`: ids and names of skills for which no clause was found; each gets the object that SSSOM has for this."""
    header = {
        "mapping_set_id": f"urn:xgap:mappings:{set_id}", "mapping_set_version": version, "mapping_date": date,
        "license": "https://w3id.org/sssom/license/unspecified", "comment": comment,
        "curie_map": {
            "skos": "http://www.w3.org/2004/02/skos/core#", "semapv": "https://w3id.org/semapv/vocab/",
            "sssom": "https://w3id.org/sssom/", "xgapskill": "urn:xgap:skill:", "xgapclause": "urn:xgap:clause:",
        },
    }  # fmt: skip
    lines = yaml.safe_dump(header, allow_unicode=True, sort_keys=True, width=10_000).splitlines()
    file = io.StringIO(newline="")
    file.writelines(f"# {line}\n" for line in lines)
    writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(COLUMNS)
    rows = {
        (f"xgapskill:{m.skill_id}", _plain(m.skill), PREDICATES[m.verdict], f"xgapclause:{m.competency_id}",
         _plain(m.clause), JUSTIFICATIONS[m.via], f"{m.p_covered:.4f}", "xgap", date, f"{m.verdict}; basis {m.basis}")
        for m in mappings if m.verdict in PREDICATES
    }  # fmt: skip
    rows |= {
        (f"xgapskill:{skill}", _plain(name), PREDICATES["covered"], NO_TERM, "", JUSTIFICATIONS["similar"], "", "xgap",
         date, "no clause found / 未见条款")
        for skill, name in absent
    }  # fmt: skip
    writer.writerows(sorted(rows))
    return file.getvalue().encode()


def _plain(text: str) -> str:
    return " ".join(text.split())
