"""`generate`: the postings of the demonstration board and the truth that is planted in them.

`python -m scrapers.demo_material.generate --truth` prints that truth as a table."""

from __future__ import annotations

import argparse
import calendar
import dataclasses
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scrapers.demo_material.blemishes import BROKEN, break_posting, contact_line, reword
from scrapers.demo_material.compose import Request, compose
from scrapers.demo_material.employers import Employer, employers_of
from scrapers.demo_material.material import Field, Material, Plan, Role, load_material, stream
from scrapers.demo_material.phrases import say, weighted
from scrapers.demo_material.plan import choose, months_until, volumes

SMALLEST = 600
_EXPERIENCE = {"经验不限": 34, "1-3年": 28, "1年以上": 16, "3-5年": 16, "5年以上": 3, "应届毕业生": 3}


@dataclass(frozen=True)
class PlantedTrend:
    """One planted truth. Rates are shares of the field's postings in a month; field "*" means all."""

    kind: str
    term: str
    field: str
    start_month: str
    rate_before: float
    rate_after: float
    note: str


@dataclass(frozen=True)
class DemoBoard:
    """The invented postings, by date, and what is planted in them."""

    postings: tuple[dict[str, str], ...]
    planted: tuple[PlantedTrend, ...]


@dataclass(slots=True)
class _Draft:
    """A posting in the making."""

    field: Field
    role: Role
    employer: Employer
    place: tuple[str, str]
    month: str
    day: date
    skills: set[str] = dataclasses.field(default_factory=set)
    traps: set[str] = dataclasses.field(default_factory=set)
    posting: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def employer_name(self) -> str:
        return self.employer.name


def field_of(posting: dict[str, str]) -> str:
    """Key of the field that a posting belongs to, from its slug."""
    return posting["slug"].rsplit("-", 2)[0].replace("-", "_")


def _day(month: str, rng: random.Random) -> date:
    """A day of the month, seldom on a week-end."""
    year, number = map(int, month.split("-"))
    day = date(year, number, rng.randint(1, calendar.monthrange(year, number)[1]))
    if day.weekday() >= 5 and rng.random() < 0.7:
        day = day.replace(day=day.day - 4 if day.day > 4 else day.day + 2)
    return day


def _draft(field: Field, employers: Sequence[Employer], month: str, planned: set[str], rng: random.Random) -> _Draft:
    role = rng.choices(field.roles, [role.weight for role in field.roles])[0]
    employer = rng.choices(employers, [employer.size for employer in employers])[0]
    draft = _Draft(field, role, employer, rng.choice(employer.places), month, _day(month, rng))
    for group in field.groups_of(role):
        draft.skills |= {s for s, rate in group.skills.items() if s not in planned and rng.random() * 100 < rate}
    return draft


def _plant(drafts: Sequence[_Draft], plan: Plan, months: Sequence[str], seed: int) -> None:
    """Give the planted term to its share of the postings before and after the start."""
    rng = stream(seed, "plant", plan.term)
    pool = [draft for draft in drafts if plan.field in ("*", draft.field.key)]

    def able(draft: _Draft) -> bool:
        groups = draft.field.groups_of(draft.role)
        return plan.field == "*" or any(plan.term in group.skills for group in groups)

    split = len(months) - plan.months
    for window, rate in ((months[:split], plan.before), (months[split:], plan.after)):
        for draft in choose(pool, window, rate / 100, able, rng):
            (draft.traps if plan.kind == "trap_not_required" else draft.skills).add(plan.term)


def _salary(role: Role, rng: random.Random) -> str:
    low = role.pay[0] + rng.random() * (role.pay[1] - role.pay[0]) * 0.5
    low, high = round(low * 2) / 2, round(low * rng.uniform(1.25, 1.7) * 2) / 2
    form = rng.random()
    if form < 0.5:
        return f"{low * 1000:.0f}-{high * 1000:.0f}元/月"
    if form < 0.65:
        return f"{low:g}-{high:g}千"
    if form < 0.8:
        return f"{low:g}K-{high:g}K" + rng.choice(("", "·13薪", "·14薪"))
    if form < 0.93:
        return f"{low:g}千-{high:g}千·13薪" if high < 10 else f"{low:g}千-{high / 10:g}万"
    return rng.choice(("面议", "薪资面议"))


def _write(draft: _Draft, material: Material, contact: str, rng: random.Random) -> None:
    """Compose the posting of a draft."""
    common = material.common
    education = weighted(rng, draft.role.education)
    experience = weighted(rng, _EXPERIENCE)
    request = Request(draft.field, draft.role, draft.skills, education, experience, draft.place[1])
    request.blurb_trap, request.benefit_trap = "低空经济" in draft.traps, "PMP" in draft.traps
    request.contact = contact
    title = rng.choice(draft.role.titles)
    if rng.random() < 0.15:
        title += say(rng.choice(common.titles["tails"]), rng, {"city": (draft.place[1],)})
    draft.posting = {
        "slug": "",
        "title": title,
        "employer": draft.employer.name,
        "city": draft.place[1],
        "province": draft.place[0],
        "description": compose(request, common, rng),
        "date_posted": draft.day.isoformat(),
        "education": education,
        "experience": experience,
        "salary": _salary(draft.role, rng),
        "industry": draft.employer.industry,
    }


def _again(draft: _Draft, day: date, rng: random.Random) -> _Draft:
    """The same vacancy posted again on another day, with tiny changes."""
    posting = {**draft.posting, "date_posted": day.isoformat()}
    posting["description"] = reword(posting["description"], rng)
    return replace(draft, day=day, month=day.isoformat()[:7], posting=posting)


def _reposts(drafts: Sequence[_Draft], count: int, last: date, rng: random.Random) -> list[_Draft]:
    early = [draft for draft in drafts if draft.day + timedelta(days=4) <= last]
    return [
        _again(draft, min(last, draft.day + timedelta(days=rng.randint(4, 40))), rng)
        for draft in rng.sample(early, count)
    ]


def _flood(material: Material, drafts: Sequence[_Draft], count: int, last_month: str, seed: int) -> list[_Draft]:
    """One employer's one vacancy with a rare skill, posted `count` times in the last month."""
    rng = stream(seed, "flood")
    plan = next(plan for plan in material.plans if plan.kind == "trap_repost")
    own = [draft for draft in drafts if draft.field.key == plan.field]
    role = next(r for r in own[0].field.roles if any(plan.term in g.skills for g in r.groups))
    first = replace(rng.choice(own), role=role, month=last_month, day=_day(last_month, rng), traps=set())
    first.skills = {plan.term, "手工电弧焊", "焊缝检测", "焊工证"}
    _write(first, material, "", rng)
    return [_again(first, _day(last_month, rng), rng) for _ in range(count)]


def _number(drafts: list[_Draft]) -> list[_Draft]:
    """Drafts by date, each with its slug: field, month and running number."""
    drafts.sort(key=lambda d: (d.day, d.field.key, d.employer.name, d.posting["description"]))
    counters: dict[str, int] = {}
    for draft in drafts:
        stem = f"{draft.field.key.replace('_', '-')}-{draft.month.replace('-', '')}"
        counters[stem] = counters.get(stem, 0) + 1
        draft.posting = {**draft.posting, "slug": f"{stem}-{counters[stem]:03d}"}
    return drafts


def _truth(plan: Plan, months: Sequence[str]) -> PlantedTrend:
    start = months[-plan.months]
    return PlantedTrend(plan.kind, plan.term, plan.field, start, plan.before / 100, plan.after / 100, plan.note)


def generate(seed: int = 20260101, n: int = 1800, last_month: str = "2026-06") -> DemoBoard:
    """`n` invented postings over the 18 months up to `last_month`: the same call, the same board.

    Raises ValueError for fewer than 600 postings (the trends would drown) or a month not written YYYY-MM."""
    if n < SMALLEST:
        raise ValueError(f"n={n} is too few for the planted trends; use {SMALLEST} or more")
    material, months = load_material(), months_until(last_month)
    flood, reposts = n // 45, n // 25
    counts = volumes(material, seed, n - flood - reposts - len(BROKEN), months)
    employers = employers_of(material, seed)
    planned = {plan.term for plan in material.plans}
    drafts: list[_Draft] = []
    for (key, month), count in counts.items():
        rng = stream(seed, "draft", key, month)
        drafts += [_draft(material.fields[key], employers[key], month, planned, rng) for _ in range(count)]
    for plan in material.plans:
        _plant(drafts, plan, months, seed)
    rng = stream(seed, "blemishes")
    reached = set(rng.sample(range(len(drafts)), len(drafts) // 40))
    for number, draft in enumerate(drafts):
        own = stream(seed, "text", number)
        _write(
            draft,
            material,
            contact_line(material.common, number % 1000, own) if number in reached else "",
            own,
        )
    year, month_number = map(int, last_month.split("-"))
    last = date(year, month_number, calendar.monthrange(year, month_number)[1])
    spoiled = [replace(draft, posting=dict(draft.posting)) for draft in rng.sample(drafts, len(BROKEN))]
    for number, draft in enumerate(spoiled):
        draft.posting = break_posting(draft.posting, BROKEN[number], number)
    drafts += _reposts(drafts, reposts, last, rng) + _flood(material, drafts, flood, last_month, seed) + spoiled
    return DemoBoard(
        tuple(draft.posting for draft in _number(drafts)),
        tuple(_truth(plan, months) for plan in material.plans),
    )


def truth_table(board: DemoBoard) -> str:
    """The planted trends as a Markdown table, with what the board holds from the start month on."""
    rows = [
        "| kind | term | field | from | rate before | rate after | postings since | employers since |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for trend in board.planted:
        hits = [
            posting
            for posting in board.postings
            if trend.term in posting["description"]
            and posting["date_posted"] >= trend.start_month
            and trend.field in ("*", field_of(posting))
            and "broken" not in posting
        ]
        rows.append(
            f"| {trend.kind} | {trend.term} | {trend.field} | {trend.start_month} | {trend.rate_before:.0%} "
            f"| {trend.rate_after:.0%} | {len(hits)} | {len({posting['employer'] for posting in hits})} |"
        )
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: `--truth` prints the planted trends, `--sample N` some postings."""
    parser = argparse.ArgumentParser(prog="python -m scrapers.demo_material.generate", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--truth", action="store_true", help="print the planted trends as a table")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="print N postings, evenly chosen")
    options = parser.parse_args(arguments)
    board = generate(options.seed)
    if options.truth:
        sys.stdout.write(truth_table(board) + "\n")
    for posting in board.postings[:: max(1, len(board.postings) // max(1, options.sample))][: options.sample]:
        sys.stdout.write("\n".join(f"{key}: {value}" for key, value in posting.items()) + "\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
