"""Every question that readers ask of a published build, as typed functions.

Frames come back with plain column names; no text of a posting leaves here but the excerpts of `evidence`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from warehouse.connection import Reader
from warehouse.publish import current, current_path
from warehouse.settings import Paths

MIN_SHOWN = 5
"""Fewer vacancies than this are not shown as a figure."""


class NotPublished(RuntimeError):
    """There is no build to read."""


@dataclass(frozen=True)
class Build:
    """The published build: its identity and what it says of itself."""

    build_id: str
    path: Path
    facts: dict[str, str]

    @property
    def as_of(self) -> str:
        """Month of the emergence verdicts, `YYYY-MM`, or "" where no trend could be judged."""
        return self.facts.get("as_of", "")

    @property
    def demonstration(self) -> bool:
        """True when invented postings are in it."""
        return self.facts.get("demonstration") == "true"


def published(data: Path) -> tuple[Path, str]:
    """File and id of the current build; raises NotPublished with the command that makes one."""
    paths = Paths(data)
    path, now = current_path(paths.published), current(paths.published)
    if path is None or now is None:
        raise NotPublished(
            f"nothing is published in {data}: run `xgap demo`, or `xgap import FILE` and `xgap run` / "
            "尚无已发布的结果：请先运行 xgap demo，或 xgap import 与 xgap run"
        )
    return path, now.build_id


def build(reader: Reader, path: Path, build_id: str) -> Build:
    """Facts of a build."""
    facts = {row["key"]: row["value"] for row in reader.rows("select key, value from marts.build")}
    return Build(build_id, path, facts | {"demonstration": str(has_demonstration(reader)).lower()})


def has_demonstration(reader: Reader) -> bool:
    """Whether invented postings are in the build; then every figure says so."""
    return bool(reader.rows("select coalesce(bool_or(demonstration), false) as d from marts.funnel")[0]["d"])


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


def emerging(reader: Reader) -> pd.DataFrame:
    """All judged skills as of the build's month, best first, with coverage beside emergence."""
    return reader.frame(
        """
        select e.*, c.text as nearest, c.text_en as nearest_en, c.certificate as nearest_certificate,
               t.title as nearest_title, t.title_en as nearest_title_en
        from marts.emerging_skills as e
        left join marts.competencies as c on c.competency_id = e.best_competency_id
        left join (select distinct certificate, title, title_en from marts.certificates) as t
            on t.certificate = c.certificate
        order by e.rank
        """
    )


def skill(reader: Reader, skill_id: str) -> dict[str, Any] | None:
    """One skill with its demand, or None."""
    found = reader.rows("select * from marts.skills where skill_id = ?", [skill_id])
    return found[0] if found else None


def search_skills(reader: Reader, text: str, limit: int = 50) -> pd.DataFrame:
    """Skills whose Chinese or English name holds the text, most asked for first."""
    return reader.frame(
        """
        select skill_id, name, name_en, type, n_vacancies, n_employers, coverage from marts.skills
        where n_vacancies >= ? and (contains(lower(name), lower(?)) or contains(lower(name_en), lower(?)))
        order by n_vacancies desc, skill_id limit ?
        """,
        [MIN_SHOWN, text, text, limit],
    )


def skill_trend(reader: Reader, skill_id: str) -> pd.DataFrame:
    """By month: vacancies that name the skill and all vacancies, over the sources of that month."""
    return reader.frame(
        """
        with named as (
            select month, sum(n_vacancies) as n_skill from marts.skill_trend_cells where skill_id = ? group by month
        )
        select e.month, coalesce(any_value(n.n_skill), 0)::integer as n_skill, sum(e.n_vacancies)::integer as n_total
        from marts.trend_exposure as e left join named as n using (month)
        group by e.month order by e.month
        """,
        [skill_id],
    )


def nearest(reader: Reader, skill_id: str) -> pd.DataFrame:
    """Competencies near to a skill, best first, with score, verdict and basis."""
    return reader.frame(
        """
        select sc.rank, sc.certificate, sc.level, sc.score, sc.p_covered, sc.verdict, sc.basis, sc.via,
               c.code, c.text, c.text_en, t.title, t.title_en
        from marts.skill_competency as sc
        join marts.competencies as c using (competency_id)
        join marts.certificates as t on t.certificate = sc.certificate and t.level = sc.level
        where sc.skill_id = ? order by sc.rank limit 10
        """,
        [skill_id],
    )


def evidence(reader: Reader, skill_id: str, certificate: str | None = None) -> pd.DataFrame:
    """Witnesses of a skill: excerpt with the marked span, employer, place, source, date; by fixed shuffle."""
    condition = (
        "and exists (from marts.certificate_vacancies as cv where cv.vacancy_id = v.vacancy_id and cv.certificate = ?)"
        if certificate
        else ""
    )
    return reader.frame(
        f"""
        select e.rank, e.excerpt, e.mark_start, e.mark_end, v.title, v.employer, v.source, v.month, v.year,
               p.zh as province, p.en as province_en, v.url, v.vacancy_id, v.demonstration
        from marts.evidence as e join marts.vacancies as v using (vacancy_id)
        left join marts.provinces as p using (province_code)
        where e.skill_id = ? {condition} order by e.rank
        """,  # noqa: S608
        [skill_id, certificate] if certificate else [skill_id],
    )


def certificates(reader: Reader) -> pd.DataFrame:
    """Certificates and levels with their coverage counts."""
    return reader.frame("select * from marts.certificate_coverage order by title, level_rank")


def certificate_matrix(reader: Reader, certificate: str) -> pd.DataFrame:
    """Requirements of a certificate in the order of the standard, with the demand behind each."""
    return reader.frame(
        """
        select c.competency_id, c.level, c.level_rank, c.position, c.code, c.domain, c.domain_en, c.task, c.task_en,
               c.text, c.text_en, c.basis, d.n_vacancies, d.n_employers, d.n_target, d.share
        from marts.competencies as c join marts.competency_demand as d using (competency_id)
        where c.certificate = ? order by c.level_rank, c.position
        """,
        [certificate],
    )


def certificate_demand(reader: Reader, certificate: str) -> pd.DataFrame:
    """Skills asked for in a certificate's job group, and whether the certificate teaches them."""
    return reader.frame(
        """
        select d.*, e.status, e.ratio, e.ratio_low, e.ratio_high
        from marts.certificate_demand as d left join marts.emerging_skills as e using (skill_id)
        where d.certificate = ? order by d.n_vacancies desc, d.skill_id
        """,
        [certificate],
    )


def gates(row: pd.Series | dict[str, Any]) -> dict[str, bool]:
    """The gates of a rise that a skill passed or failed."""
    found: dict[str, bool] = json.loads(row["gates"] or "{}")
    return found


def vacancy(reader: Reader, vacancy_id: str) -> dict[str, Any] | None:
    """One vacancy, or None."""
    found = reader.rows("select * from marts.vacancies where vacancy_id = ?", [vacancy_id])
    return found[0] if found else None


def skills_with_coverage(reader: Reader) -> list[dict[str, Any]]:
    """Every judged skill with its best competency, whatever its trend."""
    return reader.rows(
        """
        select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.coverage, s.p_covered, s.basis,
               s.best_competency_id, c.certificate, c.level, c.text, t.title
        from marts.skills as s
        left join marts.competencies as c on c.competency_id = s.best_competency_id
        left join marts.certificates as t on t.certificate = c.certificate and t.level = c.level
        where s.n_vacancies >= ?
        """,
        [MIN_SHOWN],
    )


def gaps(reader: Reader, certificate: str | None, limit: int) -> list[dict[str, Any]]:
    """Hard skills in demand that no competency covers (of any certificate, or of the one given), most wanted first.

    `basis` says what they were measured against."""
    if certificate is None:
        return reader.rows(
            """
            select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.n_vacancies, s.n_employers, s.n_sources,
                   null as certificate, null as share, s.coverage as verdict, s.p_covered,
                   coalesce(s.basis, 'reference') as basis, e.status, c.text as nearest, c.competency_id
            from marts.skills as s
            left join marts.emerging_skills as e using (skill_id)
            left join marts.competencies as c on c.competency_id = s.best_competency_id
            where s.type not in ('soft', 'language', 'certificate') and s.coverage = 'not_covered'
                and s.n_vacancies >= ? and s.n_employers >= ?
            order by s.n_vacancies desc, s.skill_id limit ?
            """,
            [MIN_SHOWN, MIN_SHOWN, limit],
        )
    return reader.rows(
        """
        select d.skill_id, d.name, d.name_en, d.type, d.is_known, d.n_vacancies, d.n_employers, d.n_sources,
               d.certificate, d.share, d.verdict, d.p_covered, t.basis, e.status, c.text as nearest, c.competency_id
        from marts.certificate_demand as d
        join (select distinct certificate, basis from marts.certificates) as t using (certificate)
        left join marts.emerging_skills as e using (skill_id)
        left join marts.competencies as c on c.competency_id = d.competency_id
        where d.certificate = ? and d.type not in ('soft', 'language', 'certificate')
            and d.verdict in ('not_covered', 'review') and d.n_employers >= ?
        order by d.n_vacancies desc, d.skill_id limit ?
        """,
        [certificate, MIN_SHOWN, limit],
    )


def witness_chain(reader: Reader, skill_id: str, limit: int = 3) -> list[dict[str, Any]]:
    """Competency, skill, vacancy and excerpt of a skill's first witnesses, for `xgap explain`."""
    return reader.rows(
        """
        select s.skill_id, s.name, s.coverage, s.best_competency_id, e.vacancy_id, e.excerpt, v.title, v.source,
               v.month, v.landing_run, v.landing_line
        from marts.skills as s join marts.evidence as e using (skill_id) join marts.vacancies as v using (vacancy_id)
        where s.skill_id = ? order by e.rank limit ?
        """,
        [skill_id, limit],
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
    sources: tuple[str, ...]

    @property
    def n_domestic(self) -> int:
        """Vacancies in China: what every share and verdict is about."""
        return self.n_vacancies - self.n_foreign


def totals(reader: Reader) -> Totals:
    """Lines, unique postings, vacancies, dated vacancies; named employers in China, counted once over all sources."""
    row = reader.rows(
        """
        select sum(n_lines)::bigint as n_lines, sum(n_postings)::bigint as n_postings,
               coalesce(sum(n_vacancies), 0)::bigint as n_vacancies, coalesce(sum(n_dated), 0)::bigint as n_dated,
               (select count(distinct employer_key) from marts.vacancies
                where employer_is_named and coalesce(country, 'CN') = 'CN') as n_employers,
               (select count(*) from marts.vacancies where country <> 'CN') as n_foreign,
               (select count(*) from marts.skills where n_vacancies >= ?) as n_skills,
               (select count(distinct certificate) from marts.certificates) as n_certificates,
               min(first_month) as first_month, max(last_month) as last_month,
               list(source order by n_vacancies desc, source) as sources
        from marts.funnel
        """,
        [MIN_SHOWN],
    )[0]
    counts = {key: int(value or 0) for key, value in row.items() if key.startswith("n_")}
    return Totals(**counts, first_month=row["first_month"], last_month=row["last_month"],
                  sources=tuple(row["sources"] or ()))  # fmt: skip


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
    """Named in at least MIN_SHOWN vacancies of at least MIN_SHOWN employers."""
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
               count(*) filter (s.n_employers >= ?) as n_demanded,
               count(*) filter (s.n_employers >= ? and s.coverage = 'not_covered') as n_missing,
               count(*) filter (s.n_employers >= ? and s.coverage = 'not_covered' and s.is_known) as n_missing_known,
               count(*) filter (e.status in ('new', 'rising') and s.coverage = 'not_covered') as n_emerging_missing
        from marts.skills as s left join marts.emerging_skills as e using (skill_id)
        where s.type not in ('soft', 'language', 'certificate') and s.n_vacancies >= ?
        """,
        [MIN_SHOWN, MIN_SHOWN, MIN_SHOWN, MIN_SHOWN],
    )[0]
    return VerdictCounts(**row)


@dataclass(frozen=True)
class SkillFilter:
    """Which skills are asked for; an empty tuple or text lets everything through."""

    statuses: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    text: str = ""
    """Part of the Chinese or English name, any case."""
    known_only: bool = False
    skill_id: str = ""


_RANKED = """
    from marts.skills as s
    left join marts.emerging_skills as e using (skill_id)
    left join marts.competencies as c on c.competency_id = s.best_competency_id
    left join (select distinct certificate, title, title_en from marts.certificates) as t
        on t.certificate = c.certificate
    where s.n_vacancies >= $1
        and (len($2) = 0 or list_contains($2::varchar[], coalesce(e.status, 'insufficient')))
        and (len($3) = 0 or list_contains($3::varchar[], s.coverage))
        and (len($4) = 0 or list_contains($4::varchar[], s.type))
        and ($5 = '' or contains(lower(s.name), lower($5)) or contains(lower(s.name_en), lower($5)))
        and (not $6 or s.is_known)
        and ($7 = '' or s.skill_id = $7)
"""


def _values(wanted: SkillFilter) -> list[Any]:
    return [
        MIN_SHOWN, list(wanted.statuses), list(wanted.coverage), list(wanted.types), wanted.text, wanted.known_only,
        wanted.skill_id,
    ]  # fmt: skip


def skill_ranking(reader: Reader, wanted: SkillFilter, limit: int | None = None, offset: int = 0) -> pd.DataFrame:
    """Skills named in at least MIN_SHOWN vacancies, judged ones first by rank, then by demand.

    `status` is `insufficient` where the trend has too little behind it; shares are of the compared windows."""
    return reader.frame(
        f"""
        select s.skill_id, s.name, s.name_en, s.type, s.is_known, s.n_vacancies, s.n_employers as n_employers_all,
               s.n_sources as n_sources_all, s.coverage, s.basis, s.best_competency_id, s.first_month, s.last_month,
               coalesce(e.status, 'insufficient') as status, e.rank, e.share_recent, e.share_baseline, e.ratio,
               e.ratio_low, e.ratio_high, e.q_value, e.n_recent, e.n_baseline, e.n_postings, e.n_employers,
               e.n_sources, e.first_seen, e.gates,
               t.certificate as nearest_certificate, t.title as nearest_title, t.title_en as nearest_title_en
        {_RANKED}
        order by e.rank nulls last, s.n_vacancies desc, s.skill_id
        limit $8 offset $9
        """,
        [*_values(wanted), limit if limit is not None else 10_000_000, offset],
    )


@dataclass(frozen=True)
class SkillCounts:
    """What a filter lets through."""

    n: int
    n_judged: int
    n_emerging: int
    """New or rising."""


def skill_counts(reader: Reader, wanted: SkillFilter) -> SkillCounts:
    """How many skills a filter lets through, how many of them were judged and are emerging."""
    row = reader.rows(
        f"""
        select count(*) as n, count(e.skill_id) as n_judged,
               count(*) filter (e.status in ('new', 'rising')) as n_emerging
        {_RANKED}
        """,
        _values(wanted),
    )[0]
    return SkillCounts(**row)


def skill_sources(reader: Reader, skill_id: str) -> pd.DataFrame:
    """One row per source with vacancies that name the skill: n_vacancies, n_employers, first and last month."""
    return reader.frame(
        """
        select v.source, count(*) as n_vacancies, count(distinct v.employer_key) as n_employers,
               min(v.month) as first_month, max(v.month) as last_month
        from marts.vacancy_skills as vs join marts.vacancies as v using (vacancy_id)
        where vs.skill_id = ? group by v.source order by n_vacancies desc, v.source
        """,
        [skill_id],
    )


@dataclass(frozen=True)
class JobGroup:
    """The vacancies by whose titles a certificate's demand is measured."""

    n_vacancies: int
    n_employers: int
    first_month: str | None
    last_month: str | None
    sources: tuple[str, ...]


def certificate_job_group(reader: Reader, certificate: str) -> JobGroup:
    """Size, period and sources of a certificate's job group; zero vacancies where no title belongs to it."""
    row = reader.rows(
        """
        select count(*) as n_vacancies, count(distinct v.employer_key) as n_employers,
               min(v.month) as first_month, max(v.month) as last_month,
               list(distinct v.source order by v.source) as sources
        from marts.certificate_vacancies as cv join marts.vacancies as v using (vacancy_id) where cv.certificate = ?
        """,
        [certificate],
    )[0]
    return JobGroup(
        row["n_vacancies"],
        row["n_employers"],
        row["first_month"],
        row["last_month"],
        tuple(row["sources"] or ()),
    )


def certificate_gaps(reader: Reader, certificate: str) -> pd.DataFrame:
    """Hard skills asked for in a certificate's job group that none of its clauses covers or partly covers.

    `verdict` (not_covered, review) is about this certificate; `elsewhere*` names the clause of another one that
    covers the skill, where there is one. Most asked for first."""
    return reader.frame(
        """
        select d.skill_id, d.name, d.name_en, d.type, d.is_known, d.n_vacancies, d.n_employers, d.n_sources, d.n_target,
               d.share, d.verdict, e.status, c.certificate as elsewhere, t.title as elsewhere_title,
               t.title_en as elsewhere_title_en
        from marts.certificate_demand as d
        left join marts.emerging_skills as e using (skill_id)
        left join marts.competencies as c
            on c.competency_id = d.best_competency_id and d.coverage_elsewhere = 'covered'
            and c.certificate <> d.certificate
        left join (select distinct certificate, title, title_en from marts.certificates) as t
            on t.certificate = c.certificate
        where d.certificate = ? and d.type not in ('soft', 'language', 'certificate')
            and d.verdict in ('not_covered', 'review') and d.n_employers >= ?
        order by d.n_vacancies desc, d.skill_id
        """,
        [certificate, MIN_SHOWN],
    )


def rule(build: Build, name: str) -> float | None:
    """A threshold that the build says it used (fact `rule.<name>`), or None where the build does not say."""
    value = build.facts.get(f"rule.{name}")
    return float(value) if value else None
