"""Guessing which column of a file gives which field, from its heading and from what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from scrapers.imports.dates import read_date
from scrapers.imports.heading_table import PERSONAL, UNUSED, Known, plain, table
from scrapers.imports.mapping import FieldSource, How, Mapping

_LEAST = 0.4
"""Below this a guess is not used."""
_ALSO = 0.9
"""From this on a second column serves the same field where the first is empty (sheets that differ)."""
_SOME_DAY = date(2025, 6, 30)
_DATES = ("date_published", "date_updated", "date_seen", "valid_through")


def guess_mapping(headings: Sequence[str], sample_rows: Sequence[dict[str, object]]) -> Mapping:
    """Brings headings to fields: by the table of headings, by likeness to it, and for the text by content.

    `headings` as they stand in the file, `sample_rows` some of its records. A confidence is what the heading
    deserves (1.0 sure, 0.7 likely, at most 0.7 similar, 0.4 content only) times how well the content fits."""
    guesses: dict[str, list[tuple[float, int, str, How]]] = {}
    unused, personal = set(), []
    for place, heading in enumerate(headings):
        known, worth, how = _meaning(heading)
        if known is not None and known.field == PERSONAL:
            personal.append(heading)
        elif known is None or known.field == UNUSED:
            unused.update([heading] if known else [])
        else:
            worth *= _fit(known, _values(heading, sample_rows))
            if worth >= _LEAST:
                guesses.setdefault(known.field, []).append((worth, -place, heading, how))
    found = {field: _choose(columns) for field, columns in guesses.items()}
    if not found.keys() & {"description", "duties", "requirements"}:
        taken = unused | set(personal) | {h for source in found.values() for h in source.headings}
        if long := _longest_text([h for h in headings if h not in taken], sample_rows):
            found["description"] = FieldSource((long,), None, 0.4, "content")
    used = {heading for source in found.values() for heading in source.headings}
    return Mapping(found, tuple(h for h in headings if h not in used and h not in personal), tuple(personal))


def _meaning(heading: str) -> tuple[Known | None, float, How]:
    """What the table says about a heading: itself, else the longest known heading within it."""
    name = plain(heading)
    if known := table().get(name):
        return known, 1.0 if known.sure else 0.7, "named" if known.sure else "likely"
    within = [(len(word), k.field == PERSONAL, word, k) for word, k in table().items() if _telling(word, k, name)]
    if not within:
        return None, 0.0, "similar"
    length, is_personal, _, known = max(within, key=lambda hit: hit[:3])
    worth = 1.0 if is_personal else 0.3 + 0.4 * length / len(name)
    return known, worth if length * 2 >= len(name) or is_personal else 0.0, "similar"


def _telling(word: str, known: Known, name: str) -> bool:
    """Only words that are long enough to mean the same within a longer heading ("tel" is in "hotel")."""
    return known.sure and len(word) >= (5 if word.isascii() else 2) and word in name


def _choose(columns: list[tuple[float, int, str, How]]) -> FieldSource:
    columns = sorted(columns, reverse=True)
    worth, _, first, how = columns[0]
    others = [heading for also, _, heading, _ in columns[1:] if also >= _ALSO]
    return FieldSource((first, *others), None, round(worth, 2), how)


def _values(heading: str, rows: Iterable[dict[str, object]]) -> list[object]:
    return [value for row in rows if (value := row.get(heading)) is not None and str(value).strip() != ""]


def _fit(known: Known, values: list[object]) -> float:
    """1.0 when the content looks like the field, less when it speaks against it; 1.0 when there is none."""
    if not values:
        return 1.0
    texts = [str(value).strip() for value in values]
    length = sum(map(len, texts)) / len(texts)
    if known.field == "description":
        return 1.0 if length >= 30 or known.sure else 0.5
    if known.field == "title":
        return 1.0 if length <= 60 else 0.3
    if known.field in _DATES:
        return 1.0 if _share(read_date(v, _SOME_DAY).year is not None for v in values) >= 0.3 else 0.3
    if known.field == "year":
        return 1.0 if _share(t[:2] in ("19", "20") and len(t) <= 6 for t in texts) >= 0.5 else 0.3
    if known.field == "url":
        return 1.0 if _share(t.startswith(("http", "/", "www.")) for t in texts) >= 0.3 else 0.3
    if known.field == "source_job_id" and not known.sure:
        # a running number is no identity: the next file starts at 1 again
        return 1.0 if length >= 6 and len(set(texts)) == len(texts) else 0.3
    if known.field == "tags":
        return 1.0
    return 1.0 if length <= 80 else 0.5


def _share(hits: Iterable[bool]) -> float:
    seen = list(hits)
    return sum(seen) / len(seen)


def _longest_text(headings: Sequence[str], rows: Sequence[dict[str, object]]) -> str | None:
    """The column whose texts are longest on average, when they are at least 60 characters."""
    best: tuple[float, str] | None = None
    for heading in headings:
        texts = [v for v in _values(heading, rows) if isinstance(v, str)]
        length = sum(map(len, texts)) / len(texts) if texts else 0.0
        if length >= 60 and (best is None or length > best[0]):
            best = (length, heading)
    return best[1] if best else None
