"""Occupations and the certificates that serve new ones, as rows of the warehouse."""

from __future__ import annotations

from typing import Any

from taxonomy import catalogue
from taxonomy.occupations import NAMED_IN_TOTAL, certificate_links, new_occupations, occupations


def catalogue_facts() -> dict[str, str]:
    """How much of the official lists was found by name: who says "no certificate" must say of how many."""
    return {
        "catalogue_listed": str(len(catalogue.load())),
        "catalogue_total": str(catalogue.OFFICIAL_TOTAL),
        "new_occupations_listed": str(sum(o.kind == "occupation" for o in new_occupations())),
        "new_occupations_total": str(NAMED_IN_TOTAL),
    }


def occupation_rows() -> list[dict[str, Any]]:
    """Every occupation that a title can lead to, and every new one."""
    return [
        {"occupation": o.id, "code": o.code, "zh": o.zh, "en": o.en, "digital": o.digital, "green": o.green,
         "batch": o.batch}
        for o in occupations()
    ]  # fmt: skip


def occupation_link_rows() -> list[dict[str, Any]]:
    """New occupations and the certificates of the catalogue whose names speak of their work."""
    ids = {o.zh: o.id for o in occupations() if o.batch is not None}
    entries = {entry.name: entry for entry in catalogue.load()}
    return [
        {"occupation": ids[link.occupation], "certificate_name": link.certificate,
         "certificate_name_en": entries[link.certificate].name_en, "certificate": entries[link.certificate].frame,
         "extent": link.extent}
        for link in certificate_links()
    ]  # fmt: skip
