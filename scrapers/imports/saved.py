"""Mappings that a user gave once, kept for the next file with the same headings: <data>/mappings/<headings>.yaml."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import yaml

from scrapers.imports.heading_table import plain
from scrapers.imports.mapping import Given, Mapping, read_mapping_file


def place_of(data: Path, headings: Sequence[str]) -> Path:
    """The file of these headings, blind to their order, width and marks."""
    names = "\n".join(sorted({plain(heading) for heading in headings}))
    return data / "mappings" / f"{hashlib.sha256(names.encode()).hexdigest()[:12]}.yaml"


def recall(data: Path, headings: Sequence[str]) -> tuple[Given, Path] | None:
    """The mapping that was given for such headings, and its file; None when there was none."""
    path = place_of(data, headings)
    return (read_mapping_file(path), path) if path.exists() else None


def keep(data: Path, headings: Sequence[str], given: Given) -> Path:
    """Keeps an explicit mapping for files with these headings."""
    path = place_of(data, headings)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"# {', '.join(headings)[:400]}\n".replace("\r", " ").replace("\n", " ").rstrip() + "\n"
    new = path.with_suffix(".new")
    new.write_text(head + yaml.safe_dump(given, allow_unicode=True, sort_keys=False), encoding="utf-8")
    new.replace(path)
    return path


def as_yaml(mapping: Mapping) -> str:
    """A guessed mapping as a file to look through and change, with the confidence of each guess."""
    lines = []
    for field, source in mapping.fields.items():
        value: object = {"value": source.value} if source.how == "constant" else list(source.headings)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        told = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=1000)
        lines.append(f"{field}: {told.removesuffix('...' + chr(10)).strip()}  # {source.how}, {source.confidence:.0%}")
    lines += [f"# not used / 未使用: {heading}" for heading in mapping.ignored]
    lines += [f"# about persons, never read / 个人信息，不读取: {heading}" for heading in mapping.personal]
    return "\n".join(line.replace("\r", " ") for line in lines) + "\n"
