"""What both kinds of pack ask a build: the group's size, sources, months, places, demands, occupations, witnesses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.packs import rules
from pipelines.packs.model import (
    Band,
    BuildFacts,
    Mapping,
    Month,
    Nearest,
    Overlap,
    Sensitivity,
    Share,
    Skill,
    Source,
    Trend,
)
from taxonomy import catalogue
from taxonomy.registry import Taxonomy
from warehouse import queries
from warehouse.connection import Reader
from warehouse.queries import Build, GroupSize, VacancyGroup

Row = dict[str, Any]
EXCERPT_SKILLS = 25
LEADING = 0.10
"""Names of rarer skills do not tell what a bundle is about, nor which certificates may be like it."""


def records(frame: Any) -> list[Row]:
    """Rows of a frame as dicts, nothing as None."""
    found: list[Row] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return found


def build_facts(build: Build) -> BuildFacts:
    """What a pack says of its build."""
    facts = dict(sorted(build.facts.items()))
    return BuildFacts(
        build.build_id, facts.get("built_at", ""), build.as_of, build.demonstration, facts.get("extractor", ""),
        facts.get("taxonomy", ""), facts.get("embedding_model", ""), facts,
    )  # fmt: skip


def sources(reader: Reader, group: VacancyGroup) -> tuple[Source, ...]:
    """Sources of the build that have a part in the group, largest part first."""
    whole = {row["source"]: row for row in records(queries.funnel(reader))}
    return tuple(
        Source(row["source"], whole[row["source"]]["n_lines"], whole[row["source"]]["n_postings"],
               whole[row["source"]]["n_vacancies"] or 0, row["n_vacancies"], row["n_capped"], row["n_dated"],
               row["first_month"], row["last_month"])
        for row in records(queries.group_sources(reader, group))
    )  # fmt: skip


def months(reader: Reader, group: VacancyGroup) -> tuple[Month, ...]:
    """Months with dated vacancies; where the sources differ from those of the month before, comparing is not fair."""
    found: list[Month] = []
    for row in queries.group_months(reader, group).to_dict("records"):
        names = tuple(row["sources"])
        broken = bool(found) and found[-1].sources != names
        share = Share(int(row["n_group"]), int(row["n_all"]), row["n_effective"])
        found.append(Month(row["month"], share, names, broken))
    return tuple(found)


def provinces(reader: Reader, group: VacancyGroup) -> tuple[tuple[str, str, int, int], ...]:
    """Names, vacancies and employers; unknown places last."""
    rows = records(queries.group_provinces(reader, group))
    rows.sort(key=lambda row: row["province_code"] is None)
    return tuple((r["province"] or "", r["province_en"] or "", r["n_vacancies"], r["n_employers"]) for r in rows)


def experience_bands(rows: Iterable[Row]) -> tuple[Band, ...]:
    """Least years of experience in four bands and those that state none."""
    bands = {"to_1": 0, "2_to_4": 0, "from_5": 0, "unstated": 0}
    for row in rows:
        years = row["years"]
        key = "unstated" if years is None else "to_1" if years <= 1 else "2_to_4" if years <= 4 else "from_5"
        bands[key] += int(row["n"])
    return tuple(Band(key, n) for key, n in bands.items())


_SCHOOLS = ("junior_secondary", "senior_secondary", "associate", "bachelor", "master", "doctor", "any")


def education_bands(rows: Iterable[Row]) -> tuple[Band, ...]:
    """Education asked for, lowest first; what is not stated or not read last."""
    counted = {row["level"]: int(row["n"]) for row in rows}
    known = [Band(level, counted[level]) for level in _SCHOOLS if level in counted]
    return (*known, Band("unstated", sum(n for level, n in counted.items() if level not in _SCHOOLS)))


def trend_of(row: Row) -> Trend | None:
    """The market-wide verdict in a row of `skill_facts`."""
    if row["status"] is None:
        return None
    return Trend(row["status"], row["ratio"], row["ratio_low"], row["ratio_high"], row["q_value"],
                 json.loads(row["gates"] or "{}"), row["first_seen"])  # fmt: skip


def nearest_of(row: Row) -> Nearest | None:
    """The nearest clause of all certificates in a row of `skill_facts`."""
    if row["best_competency_id"] is None:
        return None
    return Nearest(row["certificate"], row["title"], row["title_en"], row["level"], row["code"], row["text"],
                   row["text_en"], row["p_covered"], row["coverage"], row["basis"])  # fmt: skip


def sensitivities(reader: Reader, group: VacancyGroup, ids: Sequence[str]) -> dict[str, Sensitivity]:
    """Per skill the share with capped employers, and the extremes where one source is left out."""
    by_skill: dict[str, list[Row]] = {}
    for row in queries.group_skill_shares(reader, group, ids):
        by_skill.setdefault(row["skill_id"], []).append(row)
    found = {}
    for skill, rows in by_skill.items():
        whole = next(row for row in rows if row["source"] is None)
        without = [
            (Share(whole["n"] - r["n"], whole["n_all"] - r["n_all"]), str(r["source"]))
            for r in rows if r["source"] is not None and whole["n_all"] > r["n_all"]
        ] or [(Share(whole["n"], whole["n_all"]), "")]  # fmt: skip
        low, high = min(without, key=lambda x: x[0].value), max(without, key=lambda x: x[0].value)
        found[skill] = Sensitivity(Share(whole["n_capped"], whole["n_all_capped"]), low[0], low[1], high[0], high[1])
    return found


def skills(
    reader: Reader, group: VacancyGroup, size: GroupSize, ids: Sequence[str],
    verdicts: dict[str, str] | None = None, elsewhere: dict[str, tuple[str, str, str]] | None = None,
    fields: set[str] | None = None,
) -> tuple[Skill, ...]:  # fmt: skip
    """The skills within the group, most asked for first; those that nobody in it names are left out.

    `verdicts`, `elsewhere` and `fields` (of the skills that it teaches) are those of the certificate under revision;
    without them verdicts are those of all certificates."""
    sizes = {row["skill_id"]: queries.size_of(row) for row in queries.group_skill_sizes(reader, group, ids)}
    effective = queries.effective_sizes(reader, group, "skills", ids)
    lately = queries.effective_sizes(reader, group, "skills", ids, recent=True)
    moved, n_all = sensitivities(reader, group, ids), queries.totals(reader).n_domestic
    found = []
    for row in queries.skill_facts(reader, ids):
        own = sizes.get(row["skill_id"])
        if own is None:
            continue
        share = Share(own.n_vacancies, size.n_vacancies, effective[row["skill_id"]])
        recent = Share(own.n_recent, size.n_recent, lately[row["skill_id"]])
        verdict = str((verdicts or {}).get(row["skill_id"], row["coverage"]))
        other = (elsewhere or {}).get(row["skill_id"])
        lift = share.value / (row["n_vacancies"] / n_all) if n_all else 0.0
        found.append(Skill(
            skill_id=row["skill_id"], name=row["name"], name_en=row["name_en"], type=row["type"],
            is_known=bool(row["is_known"]), size=own, share=share, recent=recent, verdict=verdict,
            reviewed=row["coverage_via"] == "reviewed", trend=trend_of(row), nearest=nearest_of(row), lift=lift,
            elsewhere=other, sensitivity=moved.get(row["skill_id"]),
            proposal=rules.proposal(own, (share, recent), verdict, bool(row["is_known"]), lift, other is not None,
                                    fields is None or row["taxonomy_field"] in fields),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda s: (-s.size.n_vacancies, s.skill_id)))


def overlaps(reader: Reader, group: VacancyGroup, size: GroupSize, ids: Sequence[str]) -> tuple[Overlap, ...]:
    """Every certificate (first the one whose group it is) against the skills, and how much of the group is its too."""
    shared = {row["certificate"]: int(row["n_shared"]) for row in records(queries.group_certificates(reader, group))}
    effective = queries.effective_sizes(reader, group, "certificates", list(shared))
    found = [
        Overlap(row["certificate"], row["title"], row["title_en"], row["basis"], row["n_covered"], row["n_partly"],
                row["n_review"], len(ids),
                Share(shared.get(row["certificate"], 0), size.n_vacancies, effective[row["certificate"]]))
        for row in queries.demand_by_certificate(reader, ids)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda o: (o.certificate != group.certificate, -o.n_covered, -o.n_partly,
                                              -o.shared.k, o.certificate)))  # fmt: skip


def mappings(reader: Reader, ids: Sequence[str], certificate: str | None) -> tuple[Mapping, ...]:
    """Skill → clause, as compared in the build."""
    return tuple(Mapping(**row) for row in queries.skill_mappings(reader, ids, certificate))


def excerpt_pool(reader: Reader, group: VacancyGroup, chosen: Sequence[Skill]) -> list[Row]:
    """Witnesses of the skills within the group, by the published draw."""
    ids = [s.skill_id for s in chosen[:EXCERPT_SKILLS]]
    inside = set(queries.group_naming(reader, group, ids)["vacancy_id"])
    pool: list[Row] = []
    for skill in chosen[:EXCERPT_SKILLS]:
        own = {"skill_id": skill.skill_id, "name": skill.name, "name_en": skill.name_en}
        rows = records(queries.evidence(reader, skill.skill_id, group.certificate))
        pool += [{**row, **own} for row in rows if row["vacancy_id"] in inside]
    return pool


def witnesses(pool: Iterable[Row], most: int = 5) -> dict[str, tuple[str, ...]]:
    """Up to so many vacancies per skill, in the published order."""
    found: dict[str, list[str]] = {}
    for row in pool:
        of_skill = found.setdefault(row["skill_id"], [])
        if len(of_skill) < most:
            of_skill.append(row["vacancy_id"])
    return {skill: tuple(ids) for skill, ids in found.items()}


def unchecked(taxonomy: Taxonomy, sector_names: set[str], names: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    """Certificates whose names are known but whose text is not here: likely ones by name first, then of the sectors.

    Names in both languages and why: `name`: shares two neighbouring Chinese signs or a Latin word of a name given;
    `sector`: only of the same class."""
    wanted = _pieces(names) - _COMMON
    compared = {c.title.zh for c in taxonomy.certificates.values()}
    found = []
    for entry in catalogue.load():
        if entry.frame is not None or entry.name in compared:
            continue
        if _pieces([entry.name]) & wanted:
            found.append((entry.name, entry.name_en, "name"))
        elif entry.sector in sector_names:
            found.append((entry.name, entry.name_en, "sector"))
    return tuple(sorted(found, key=lambda x: (x[2], x[0])))


def leading(bundle: Sequence[Skill]) -> list[str]:
    """Names of the skills that a part of the bundle's vacancies names which is worth speaking of (LEADING)."""
    return [s.name for s in bundle if s.share.value >= LEADING]


def _pieces(texts: Iterable[str]) -> set[str]:
    """Latin words, small letters, and pairs of neighbouring Chinese signs."""
    found: set[str] = set()
    for text in (t.replace("电商", "电子商务") for t in texts):
        found.update(word.casefold() for word in re.findall(r"[A-Za-z][A-Za-z+#.]+", text))
        for run in re.findall(r"[\u4e00-\u9fff]+", text):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


_COMMON = {
    "应用",
    "开发",
    "技术",
    "工程",
    "管理",
    "系统",
    "设计",
    "运维",
    "智能",
    "数字",
    "服务",
    "运营",
    "数据",
    "软件",
    "设备",
    "生产",
    "现场",
    "工业",
    "操作",
    "维护",
    "平台",
    "处理",
    "计算",
    "算机",
    "企业",
    "电子",
    "商务",
    "自动",
    "动化",
    "控制",
    "编程",
    "信息",
    "质量",
    "工具",
    "测试",
    "集成",
    "建模",
    "app",
    "web",
    "it",
}
"""Pieces that many certificates share and that say nothing about what one is for."""


def requirement_bands(reader: Reader, group: VacancyGroup) -> dict[str, Any]:
    """The keyword arguments `education`, `experience`, `salary`, `employer_bands` of Facts."""
    asked = queries.group_requirements(reader, group)
    pay = asked["salary"][0]
    salary = (int(pay["n"]), pay["q1"], pay["median"], pay["q3"]) if pay["n"] >= queries.MIN_SHOWN else None
    bands = tuple((str(r["band"]), int(r["n_employers"]), int(r["n_vacancies"]))
                  for r in records(queries.group_employer_bands(reader, group)))  # fmt: skip
    return {"education": education_bands(asked["education"]), "experience": experience_bands(asked["experience"]),
            "salary": salary, "employer_bands": bands}  # fmt: skip
