"""All words of a pack, from `words/<subject>.yaml`: every key holds its Chinese and its English text."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent / "words"


@functools.lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """Dotted key → language → text; ValueError for a key without both languages, or one that two files have."""
    found: dict[str, dict[str, str]] = {}

    def walk(prefix: str, node: Any) -> None:
        if isinstance(node, dict) and set(node) == set(LANGUAGES) and all(isinstance(v, str) for v in node.values()):
            if prefix in found:
                raise ValueError(f"{prefix} stands twice")
            found[prefix] = node
        elif isinstance(node, dict):
            for name, value in node.items():
                walk(f"{prefix}.{name}" if prefix else str(name), value)
        else:
            raise ValueError(f"{prefix}: needs a Chinese and an English text, has {node!r}")

    for file in sorted(FOLDER.glob("*.yaml")):
        walk("", yaml.safe_load(file.read_text("utf-8")))
    return found


class Words:
    """The words in one language: `words("claim.group", n="12")`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text with its values put in; KeyError where there is none."""
        return texts()[key][self.language].format(**values)

    def both(self, key: str) -> str:
        """Chinese and English, for headings; without values."""
        return f"{texts()[key]['zh']} / {texts()[key]['en']}"

    def pick(self, zh: str, en: str) -> str:
        """Of data that come in both languages the one wanted, or the other where it is empty."""
        return (zh or en) if self.language == "zh" else (en or zh)

    def sector(self, name: str) -> str:
        """A major class of the vocational catalogue; what an imported standard calls otherwise stays as it is."""
        return self(f"sector.{name}") if f"sector.{name}" in texts() else name

    def listed(self, parts: list[str]) -> str:
        """Joined as the language lists things."""
        return ("、" if self.language == "zh" else ", ").join(parts)
