"""Words: the same keys and values in both languages, none missing, none left over; pages and names in order."""

from __future__ import annotations

import re
import string
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import dashboards
from dashboards.components import notes
from dashboards.pages.page_certificate import SECTORS
from dashboards.registry import pages
from dashboards.words import LANGUAGES, Words, language_of, texts

FOLDER = Path(dashboards.__file__).parent
SOURCE = "\n".join(p.read_text("utf-8") for p in sorted(FOLDER.rglob("*.py")))
KEYS = set(texts("zh"))
LITERAL = set(re.findall(r'words\(\s*"([a-z_.]+)"', SOURCE)) | set(re.findall(r'"([a-z_]+\.[a-z_.]+)"', SOURCE)) & KEYS
PREFIXES = set(re.findall(r'words(?:\.has)?\(f[\'"]([a-z_]+(?:\.[a-z_]+)*[._])\{', SOURCE)) | set(
    re.findall(r"words\('([a-z_]+\.)' \+", SOURCE)
)
SUFFIXES = set(re.findall(r'words\(f"\{[a-z._]+\}(\.[a-z]+)"', SOURCE))


def _used(key: str) -> bool:
    if key in LITERAL or any(key.startswith(p) for p in PREFIXES):
        return True
    codes = {found.page.code for found in pages()}
    return any(key == code + suffix for code in codes for suffix in SUFFIXES)


def test_both_languages_have_the_same_keys() -> None:
    assert set(texts("zh")) == set(texts("en"))


def test_both_languages_take_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert {k: fields(v) for k, v in texts("zh").items()} == {k: fields(v) for k, v in texts("en").items()}


def test_no_text_is_empty_and_chinese_is_chinese() -> None:
    for language in LANGUAGES:
        assert not [k for k, v in texts(language).items() if not v.strip() and k != "list.comma"]
    chinese = re.compile("[\u4e00-\u9fff]")
    assert not [k for k, v in texts("en").items() if chinese.search(v)]
    symbols = {"list.comma", "skill.dash"}
    assert not [k for k, v in texts("zh").items() if not chinese.search(v) and k not in symbols]


def test_every_key_that_the_code_names_exists() -> None:
    assert not sorted(k for k in LITERAL if k not in KEYS)


def test_no_key_is_left_over() -> None:
    assert len(LITERAL) > 100, "the search for keys finds nothing any more"
    assert not sorted(k for k in KEYS if not _used(k))


def test_every_code_has_its_word() -> None:
    needed = [
        *(f"status.{c}" for c in notes.STATUSES), *(f"verdict.{c}" for c in notes.VERDICTS),
        *(f"basis.{c}" for c in notes.BASES), *(f"gate.{c}" for c in notes.GATES),
        *(f"gate.{c}_why" for c in notes.GATES), *(f"define.{c}.short" for c in (*notes.STATUSES, *notes.VERDICTS)),
        *(f"define.{c}.text" for c in (*notes.STATUSES, *notes.VERDICTS, *notes.BASES)),
        *(f"{f.page.code}.{part}" for f in pages() for part in ("title", "lead", "caveat")),
        *(f"sector.{code}" for code in SECTORS.values()),
    ]  # fmt: skip
    assert not sorted(set(needed) - KEYS)


@pytest.mark.parametrize(
    ("asked", "chosen", "browser", "language"),
    [("en", "zh", "zh-CN", "en"), (None, "en", "zh-CN", "en"), (None, None, "zh-TW", "zh"), (None, None, "en-US", "en"),
     (None, None, "de", "en"), (None, None, None, "zh"), ("fr", None, "en", "en")],
)  # fmt: skip
def test_language_by_address_then_choice_then_browser(
    asked: str | None, chosen: str | None, browser: str | None, language: str
) -> None:
    assert language_of(asked, chosen, browser) == language


def test_texts_of_data_fall_back_to_the_other_language() -> None:
    assert Words("en").pick("技能", None) == "技能"
    assert Words("en").pick("技能", "skill") == "skill"
    assert Words("zh").pick(None, float("nan")) == ""


def test_pages_are_found_in_order_with_ascii_addresses() -> None:
    assert [f.page.code for f in pages()] == [
        "overview",
        "skills",
        "certificate",
        "search",
        "regions",
        "schools",
        "recognition",
        "occupations",
        "pathways",
        "compare",
        "basket",
        "review",
        "views",
        "data",
        "method",
    ]


def test_no_module_directly_in_the_folder_bears_a_packages_name() -> None:
    """Streamlit puts this folder first on the path: a module called like a package would hide it."""
    names = {p.stem for p in FOLDER.iterdir() if p.suffix == ".py" or (p.is_dir() and p.name.isidentifier())}
    taken = (set(packages_distributions()) | set(sys.stdlib_module_names)) - {"dashboards"}
    assert not sorted((names - {"__init__", "__pycache__"}) & taken)
