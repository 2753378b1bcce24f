"""For whom a certificate is: occupations that titles name, the titles themselves, specialities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.packs.model import Occupation, Overlap, Share, Speciality
from taxonomy.occupations import occupation_of
from taxonomy.registry import Taxonomy
from taxonomy.standards import store
from taxonomy.text import normalise
from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import GroupSize, VacancyGroup

TITLES = 12
NEAREST = 3
"""So many of the nearest certificates lend a draft their major classes."""


def occupations(
    reader: Reader, group: VacancyGroup, size: GroupSize
) -> tuple[tuple[Occupation, ...], tuple[tuple[str, int], ...], int]:
    """Occupations that titles name for certain, the most frequent titles, and vacancies without an occupation.

    Of a certificate's job group the build has counted them; of a bundle they are counted here by the same rules."""
    frame = queries.group_titles(reader, group)
    counts: Counter[str] = Counter()
    employers: dict[str, set[str]] = {}
    spelled: dict[str, Counter[str]] = {}
    unknown = 0
    for title, n, names in zip(frame["title"], frame["n_vacancies"], frame["employers"], strict=True):
        spelled.setdefault(normalise(str(title)), Counter())[str(title)] += int(n)
        rule = occupation_of(str(title))
        if rule is None:
            unknown += int(n)
        else:
            counts[rule.id] += int(n)
            employers.setdefault(rule.id, set()).update(names)
    found = {occupation: (n, len(employers[occupation])) for occupation, n in counts.items()}
    if group.certificate is not None:
        rows = queries.certificate_occupations(reader, group.certificate).to_dict("records")
        found = {row["occupation"]: (int(row["n_vacancies"]), int(row["n_employers"])) for row in rows}
    facts = queries.occupation_facts(reader, list(found))
    listed = [_occupation(facts[o], n, named, size) for o, (n, named) in found.items()
              if o in facts and n >= queries.MIN_SHOWN and named >= queries.MIN_SHOWN]  # fmt: skip
    return tuple(sorted(listed, key=lambda o: (-o.share.k, o.code))), _titles(spelled.values()), unknown


def _occupation(row: Mapping[str, Any], n: int, named: int, size: GroupSize) -> Occupation:
    return Occupation(
        row["code"] or row["occupation"], row["zh"], row["en"], bool(row["digital"]), bool(row["green"]), row["batch"],
        Share(n, size.n_vacancies), named, Share(n, int(row["n_vacancies"])), tuple(row["same_zh"]),
        tuple(row["same_en"]),
    )  # fmt: skip


def _titles(spelled: Any) -> tuple[tuple[str, int], ...]:
    """Titles with their vacancies; spellings that differ in case, width or blanks alone are one."""
    found = [(max(sorted(names), key=lambda t: names[t]), names.total()) for names in spelled]
    shown = [(title, n) for title, n in found if n >= queries.MIN_SHOWN]
    return tuple(sorted(shown, key=lambda x: (-x[1], x[0]))[:TITLES])


def specialities(
    taxonomy: Taxonomy, standards: Path, certificate: str | None, overlaps: Sequence[Overlap]
) -> tuple[Speciality, ...]:
    """What an imported standard names; else only the major classes of the certificate, or of those nearest to a draft.

    Postings name no specialities: programme and code stay open for experts."""
    if certificate is not None:
        stored = next((s for s in store.in_force(standards) if s.certificate == certificate), None)
        own = taxonomy.certificates[certificate]
        if stored is not None and stored.reading.majors:
            return tuple(Speciality(own.sector, (own.title.zh,), (own.title.en,), major.name, major.school or "")
                         for major in stored.reading.majors)  # fmt: skip
        return (Speciality(own.sector, (own.title.zh,), (own.title.en,)),)
    near = sorted((o for o in overlaps if o.certificate in taxonomy.certificates and o.shared.k),
                  key=lambda o: (-o.shared.k, o.certificate))[:NEAREST]  # fmt: skip
    of_sector: dict[str, list[Overlap]] = {}
    for overlap in near:
        of_sector.setdefault(taxonomy.certificates[overlap.certificate].sector, []).append(overlap)
    return tuple(Speciality(sector, tuple(o.title for o in found), tuple(o.title_en for o in found))
                 for sector, found in of_sector.items())  # fmt: skip
