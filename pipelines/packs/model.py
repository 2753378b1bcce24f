"""What a pack knows: every number of it, typed, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from warehouse.queries import GroupSize, wilson_interval

Kind = Literal["revision", "new"]
Advice = Literal["keep", "weak", "fading", "level_up", "level_down", "removal", "unjudged"]
"""What is proposed for a clause: keep; keep, but few vacancies ask; keep in view, recent vacancies ask far less; look
at the level (asked for with more, with less experience than the group); consider removal (hardly anybody asks); too
few vacancies to judge."""
Proposal = Literal["none", "add", "refer", "general", "thin", "old", "check", "experts", "confirm"]
"""What is proposed for a skill that no clause covers: add it; refer to the certificate that teaches it; nothing, since
other vacancies ask for it as often; nothing yet, since too few ask, or too few of late; check whether the reading is
right (it is of a field that the certificate does not touch); let people judge the coverage; confirm the term as a
skill first."""


@dataclass(frozen=True)
class Share:
    """`k` of `n` vacancies, with the Wilson interval (90 %) of the effective size; nothing seen in so many leaves up to
    3 / size, as on the pages."""

    k: int
    n: int
    size: float | None = None
    """Effective size of `n`, where the build gives it; without it vacancies are taken to be unlike."""

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 where there is nothing to share."""
        return self.k / self.n if self.n else 0.0

    @property
    def effective(self) -> float:
        """The size that the interval is made of."""
        return float(self.n) if self.size is None else self.size

    def _bounds(self) -> tuple[float, float]:
        if self.n <= 0:
            return 0.0, 1.0
        if self.k == 0:
            return 0.0, min(1.0, 3 / self.effective)
        return wilson_interval(self.value, self.effective)

    def row(self) -> dict[str, Any]:
        """For JSON: the share, its interval, and by which method."""
        return {"share": round(self.value, 6), "low": round(self.low, 6), "high": round(self.high, 6), "of": self.n,
                "effective": round(self.effective, 2), "method": "Wilson" if self.k else "rule of three",
                "level": 0.9}  # fmt: skip

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self._bounds()[0]

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self._bounds()[1]


@dataclass(frozen=True)
class Trend:
    """The market-wide verdict of the build for a skill; None where the build did not judge it."""

    status: str
    ratio: float
    low: float
    high: float
    q: float
    gates: dict[str, bool | None]
    first_seen: str | None


@dataclass(frozen=True)
class Sensitivity:
    """How a share moves: one employer counting three times at most, and with each source left out in turn."""

    capped: Share
    lowest: Share
    lowest_without: str
    highest: Share
    highest_without: str


@dataclass(frozen=True)
class Nearest:
    """The clause of any certificate that comes nearest to a skill."""

    certificate: str
    title: str
    title_en: str
    level: str
    code: str
    text: str
    text_en: str
    p_covered: float
    verdict: str
    basis: str


@dataclass(frozen=True)
class Skill:
    """One skill within the group of vacancies that the pack is about."""

    skill_id: str
    name: str
    name_en: str
    type: str
    is_known: bool
    size: GroupSize
    share: Share
    recent: Share
    """Of the group's vacancies of the last two years."""
    verdict: str
    """Within a revision: of this certificate; else of all certificates."""
    reviewed: bool
    """Whether people have judged the coverage."""
    trend: Trend | None
    nearest: Nearest | None
    lift: float
    """Its share in the group over its share in all vacancies in China."""
    elsewhere: tuple[str, str, str] | None
    """Code and titles of another certificate that covers it."""
    proposal: Proposal
    sensitivity: Sensitivity | None = None


@dataclass(frozen=True)
class Clause:
    """One requirement of the certificate under revision with the demand behind it and what is proposed."""

    competency_id: str
    level: str
    code: str
    domain: str
    domain_en: str
    task: str
    task_en: str
    text: str
    text_en: str
    share: Share
    n_employers: int
    n_named_employers: int
    sources: tuple[str, ...]
    n_months: int
    first_month: str | None
    last_month: str | None
    recent: Share
    """Of the group's vacancies of the last two years."""
    experienced: Share | None
    """Of the asking vacancies that state years, those that ask for three or more."""
    skills: tuple[tuple[str, str, str, str | None], ...]
    """Id, names and market-wide trend of the skills that the clause covers."""
    advice: Advice


@dataclass(frozen=True)
class Source:
    """One source of the build: its funnel, and its part in the group."""

    name: str
    n_lines: int
    n_postings: int
    n_vacancies: int
    n_group: int
    n_group_capped: int
    n_group_dated: int
    first_month: str | None
    last_month: str | None


@dataclass(frozen=True)
class Month:
    """A month with dated vacancies: the group's part of all, and whether the sources changed since the month before."""

    month: str
    share: Share
    sources: tuple[str, ...]
    source_break: bool


@dataclass(frozen=True)
class Overlap:
    """An existing certificate against what the pack is about."""

    certificate: str
    title: str
    title_en: str
    basis: str
    n_covered: int
    n_partly: int
    n_review: int
    n_skills: int
    """Skills compared."""
    shared: Share
    """Vacancies of the group that also lie in that certificate's job group."""


@dataclass(frozen=True)
class Mapping:
    """A skill and a clause near to it."""

    skill_id: str
    name: str
    name_en: str
    competency_id: str
    certificate: str
    title: str
    title_en: str
    level: str
    code: str
    text: str
    text_en: str
    score: float
    p_covered: float
    verdict: str
    basis: str
    via: str


@dataclass(frozen=True)
class Excerpt:
    """A witness: at most 200 characters around the span that names the skill."""

    skill_id: str
    name: str
    name_en: str
    vacancy_id: str
    excerpt: str
    mark: tuple[int, int]
    source: str
    province: str
    province_en: str
    when: str
    url: str


@dataclass(frozen=True)
class Occupation:
    """An occupation of the 2022 classification that titles of the group name for certain."""

    code: str
    """Its code, or the id of a newer one without a code."""
    name: str
    name_en: str
    digital: bool
    green: bool
    batch: int | None
    """Batch of new occupations since 2019, where it is one."""
    share: Share
    """Of the group."""
    n_employers: int
    """Named ones."""
    of_occupation: Share
    """The group's part of all vacancies in China that name this occupation."""
    certificates: tuple[str, ...] = ()
    certificates_en: tuple[str, ...] = ()
    """Certificates of the catalogue whose names speak of its work."""


@dataclass(frozen=True)
class Speciality:
    """A major class of the vocational catalogue with the certificates that stand for it; a programme where a standard
    names one."""

    sector: str
    certificates: tuple[str, ...]
    certificates_en: tuple[str, ...]
    programme: str = ""
    school: str = ""


@dataclass(frozen=True)
class Band:
    """A class of a distribution with its count; `key` is a code that the words name."""

    key: str
    n: int


@dataclass(frozen=True)
class Requirement:
    """A proposed requirement; what evidence does not give stays open for experts."""

    code: str
    skill_id: str
    name: str
    name_en: str
    type: str
    share: Share
    level: str
    level_basis: str
    """experience_low, experience_high, middle, or unstated: why it stands at this level."""
    junior: Share
    """Of the vacancies that state years: one year at most."""
    senior: Share
    """Five years or more."""
    bachelor: Share
    proposed: bool
    """Whether it belongs to the bundle; else it is a skill that the same vacancies ask for and certificates teach."""


@dataclass(frozen=True)
class DraftTask:
    """A proposed work task."""

    code: str
    name: str
    name_en: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class DraftDomain:
    """A proposed work domain."""

    code: str
    name: str
    name_en: str
    tasks: tuple[DraftTask, ...]


@dataclass(frozen=True)
class DraftLevel:
    """The proposed table of one level; numbering restarts in each."""

    level: str
    domains: tuple[DraftDomain, ...]


@dataclass(frozen=True)
class Micro:
    """A small set of the bundle's skills that vacancies ask for together."""

    skills: tuple[tuple[str, str, str], ...]
    """Id and names."""
    n_vacancies: int
    n_named_employers: int
    sources: tuple[str, ...]
    n_months: int
    first_month: str | None
    last_month: str | None
    grade: str
    witnesses: tuple[str, ...]
    n_effective: float
    """Effective size of the group for the share that names them all."""


@dataclass(frozen=True)
class BuildFacts:
    """The build that a pack was made from."""

    build_id: str
    built_at: str
    as_of: str
    demonstration: bool
    extractor: str
    taxonomy: str
    embedding_model: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Facts:
    """Everything that a pack says, as numbers."""

    kind: Kind
    build: BuildFacts
    subject: str
    """Code of the certificate, or of the bundle."""
    title: str
    title_en: str
    basis: str
    """official or reference: against what coverage was measured."""
    version: str
    sector: str
    levels: tuple[str, ...]
    since: str
    """The month after which vacancies are recent."""
    n_skills_named: int
    """How many of the bundle's skills a vacancy must name to count (0 in a revision)."""
    size: GroupSize
    sources: tuple[Source, ...]
    months: tuple[Month, ...]
    provinces: tuple[tuple[str, str, int, int], ...]
    """Names, vacancies, employers; unknown places last, with empty names."""
    education: tuple[Band, ...]
    experience: tuple[Band, ...]
    salary: tuple[int, float, float, float] | None
    """n, lower quartile, median, upper quartile of the middle of monthly pay in yuan."""
    employer_bands: tuple[tuple[str, int, int], ...]
    """Vacancies per named employer as a band, employers, vacancies."""
    top: tuple[Skill, ...]
    """Hard skills most asked for in the group."""
    missing: tuple[Skill, ...]
    """Revision: not covered by the certificate. New: the bundle."""
    undecided: tuple[Skill, ...]
    """Those of which people must judge whether they are covered."""
    candidates: tuple[Skill, ...]
    """Missing terms that no list has: to be confirmed as skills first."""
    clauses: tuple[Clause, ...]
    overlaps: tuple[Overlap, ...]
    mappings: tuple[Mapping, ...]
    occupations: tuple[Occupation, ...]
    titles: tuple[tuple[str, int], ...]
    """The most frequent job titles with their vacancies."""
    n_without_occupation: int
    specialities: tuple[Speciality, ...]
    excerpts: tuple[Excerpt, ...]
    n_excerpt_pool: int
    seed: str
    unchecked: tuple[tuple[str, str, str], ...]
    """Certificates of the catalogue that were not compared because no text of them is here: names, why named."""
    n_frames: int
    n_catalogue: int
    draft: tuple[DraftLevel, ...] = ()
    micro: tuple[Micro, ...] = ()
    witnesses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Skill → vacancies in the pool of excerpts that name it; "" → vacancies of the whole group."""
