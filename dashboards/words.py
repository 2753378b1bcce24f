"""All words that readers see, from `i18n/<language>/<page or subject>.yaml`: dotted keys, `{name}` for values."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent / "i18n"
HTML_LANGUAGE: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}


@functools.lru_cache(maxsize=len(LANGUAGES))
def texts(language: Language) -> dict[str, str]:
    """Flat `a.b.c` → text of one language, all its files together; a leaf that is not text is an error, and so is a
    key that two files have."""
    flat: dict[str, str] = {}

    def walk(file: Path, prefix: str, node: dict[str, Any]) -> None:
        for name, value in node.items():
            key = f"{prefix}{name}"
            if isinstance(value, dict):
                walk(file, f"{key}.", value)
            elif not isinstance(value, str):
                raise TypeError(f"i18n/{language}/{file.name}: {key} is {value!r}, not text; put it in quotes")
            elif key in flat:
                raise TypeError(f"i18n/{language}/{file.name}: {key} stands in another file too")
            else:
                flat[key] = value

    for file in sorted((FOLDER / language).glob("*.yaml")):
        walk(file, "", yaml.safe_load(file.read_text("utf-8")))
    return flat


class Words:
    """The words of one language: `words("overview.title", n=3)`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = texts(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its values put in; KeyError where the language file lacks it."""
        return self._texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether the language has the key; for facts that other parts may add without asking us."""
        return key in self._texts

    def pick(self, zh: object, en: object) -> str:
        """The text of data that comes in both languages; the other one where this one is empty."""
        first, second = (zh, en) if self.language == "zh" else (en, zh)
        for text in (first, second):
            if isinstance(text, str) and text.strip():
                return text
        return ""


def language_of(asked: str | None, chosen: str | None, browser: str | None) -> Language:
    """The address decides, then the reader's earlier choice, then the browser; Chinese where nobody says."""
    for wish in (asked, chosen):
        if wish in LANGUAGES:
            return cast(Language, wish)
    return "zh" if not browser or browser.lower().startswith("zh") else "en"
