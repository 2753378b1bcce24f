"""The build as a whole: funnel, months, runs, totals, how many verdicts of each kind."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from warehouse.connection import Reader
from warehouse.queries.extent import FIRST, LAST
from warehouse.queries.identity import MIN_SHOWN
from warehouse.queries.intervals import wilson


def funnel(reader: Reader) -> pd.DataFrame:
    """One row per source: lines, postings, vacancies, dated ones and why others are not."""
    return reader.frame("select * from marts.funnel order by n_vacancies desc, source")


def monthly_volume(reader: Reader) -> pd.DataFrame:
    """New vacancies by month and source."""
    return reader.frame("select month, source, n_vacancies from marts.monthly_volume order by month, source")


def runs(reader: Reader) -> pd.DataFrame:
    """Landing runs with their permission notes."""
    return reader.frame(
        "select source, kind, finished_at, items, rejected, repeats, pii_removed, permission_note "
        "from marts.runs order by source, run_id"
    )


@dataclass(frozen=True)
class Totals:
    """The whole build in numbers; months are `YYYY-MM`, None where no vacancy is dated."""

    n_lines: int
    n_postings: int
    n_vacancies: int
    n_dated: int
    n_employers: int
    n_foreign: int
    n_skills: int
    n_certificates: int
    first_month: str | None
    last_month: str | None
    first: str | None
    last: str | None
    """Of all vacancies in China, dated or not: a month, or a year where that is all that is known."""
    sources: tuple[str, ...]
    """The largest first."""

    @property
    def n_domestic(self) -> int:
        """Vacancies in China: what every share and verdict is about."""
        return self.n_vacancies - self.n_foreign


def totals(reader: Reader) -> Totals:
    """Lines, unique postings, vacancies, dated vacancies; named employers in China, counted once over all sources."""
    row = reader.rows(
        f"""
        select sum(n_lines)::bigint as n_lines, sum(n_postings)::bigint as n_postings,
               coalesce(sum(n_vacancies), 0)::bigint as n_vacancies, coalesce(sum(n_dated), 0)::bigint as n_dated,
               (select count(distinct employer_key) from marts.vacancies
                where employer_is_named and coalesce(country, 'CN') = 'CN') as n_employers,
               (select count(*) from marts.vacancies where country <> 'CN') as n_foreign,
               (select count(*) from marts.skills where n_vacancies >= ?) as n_skills,
               (select count(distinct certificate) from marts.certificates) as n_certificates,
               min(first_month) as first_month, max(last_month) as last_month,
               (select {FIRST} from marts.vacancies where coalesce(country, 'CN') = 'CN') as first,
               (select {LAST} from marts.vacancies where coalesce(country, 'CN') = 'CN') as last,
               list(source order by n_vacancies desc, source) as sources
        from marts.funnel
        """,  # noqa: S608
        [MIN_SHOWN],
    )[0]
    counts = {key: int(value or 0) for key, value in row.items() if key.startswith("n_")}
    return Totals(**counts, first_month=row["first_month"], last_month=row["last_month"],
                  first=row["first"], last=row["last"], sources=tuple(row["sources"] or ()))  # fmt: skip


@dataclass(frozen=True)
class VerdictCounts:
    """Hard skills (no soft skills, languages or certificate names) by verdict."""

    as_of: str
    """Month of the emergence verdicts, or "" where no trend could be judged."""
    n_judged: int
    n_new: int
    n_rising: int
    n_watch: int
    n_demanded: int
    """Named in at least MIN_SHOWN vacancies of at least MIN_SHOWN employers, generic ones (软件开发) left out."""
    n_missing: int
    """Of these, covered by no clause of any certificate."""
    n_missing_known: int
    """Of these, in the skill list; the others are candidate terms that people have yet to confirm."""
    n_emerging_missing: int
    """New or rising, and covered by no clause."""


def verdict_counts(reader: Reader) -> VerdictCounts:
    """How many hard skills are emerging, and apart from that how many are missing."""
    row = reader.rows(
        """
        select coalesce(max(e.as_of), '') as as_of, count(e.skill_id) as n_judged,
               count(*) filter (e.status = 'new') as n_new, count(*) filter (e.status = 'rising') as n_rising,
               count(*) filter (e.status = 'watch') as n_watch,
               count(*) filter (asked) as n_demanded,
               count(*) filter (asked and uncovered) as n_missing,
               count(*) filter (asked and uncovered and s.is_known) as n_missing_known,
               count(*) filter (e.status in ('new', 'rising') and uncovered) as n_emerging_missing
        from (
            select *, n_employers >= ? and not is_generic as asked,
                   coverage = 'not_covered' and not is_generic as uncovered
            from marts.skills
        ) as s left join marts.emerging_skills as e using (skill_id)
        where s.type not in ('soft', 'language', 'certificate') and s.n_vacancies >= ?
        """,
        [MIN_SHOWN, MIN_SHOWN],
    )[0]
    return VerdictCounts(**row)


def most_asked_uncovered(reader: Reader, types: tuple[str, ...], limit: int) -> pd.DataFrame:
    """Skills of the list that no clause of any certificate covers, most asked for first, with their share of all
    vacancies in China and its 90 % interval. Demand as in `VerdictCounts.n_missing_known`."""
    low, high = wilson("share", "n_effective")
    return reader.frame(
        f"""
        select *, {low} as share_low, {high} as share_high from (
            select skill_id, name, name_en, type, is_known, is_generic, n_vacancies, n_employers, n_effective, n_all,
                   n_vacancies / n_all as share
            from marts.skills cross join (select count(*) as n_all from marts.vacancies
                where coalesce(country, 'CN') = 'CN')
            where coverage = 'not_covered' and is_known and not is_generic and list_contains($1::varchar[], type)
                and n_vacancies >= $2 and n_employers >= $2
        ) order by n_vacancies desc, skill_id limit $3
        """,  # noqa: S608
        [list(types), MIN_SHOWN, limit],
    )
