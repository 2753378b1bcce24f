"""The back-test: every past month judged from what was known then, against what came after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from pipelines.answers import arrays_of
from pipelines.counted import support_of
from pipelines.files import BadInput
from pipelines.progress import progress
from pipelines.signals import NothingToCompare, as_counts
from pipelines.tables import Table
from taxonomy import backtest, calibration, emergence
from taxonomy.panel import Counts, Floats, Windows, panel, windows
from taxonomy.thresholds import Emergence
from warehouse import trends
from warehouse.connection import Reader

DETECTORS = ("forecast", "forecast_within", "smoothed_ratio", "raw_ratio", "log_odds_z", "mann_kendall")
PLACEBOS = ("shuffled", "added_source", "grown_stratum", "reposted")
LATER = (6, 12)
"""Months after which an alert is looked at again."""
_BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)


@dataclass(frozen=True)
class Score:
    """One detector at one origin, with 90 % bootstrap intervals over skills."""

    detector: str
    ap: float
    ap_low: float
    ap_high: float
    p20: float
    p50: float
    p50_low: float
    p50_high: float
    ap_within_outcome: float


@dataclass(frozen=True)
class Origin:
    """One month as of which everything was judged, and what came of it."""

    as_of: str
    n_skills: int
    base_rate: float
    base_rate_within: float
    n_alerts: int
    precision: float | None
    precision_within: float | None
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Bin:
    """Skills of all origins whose score lies in one range."""

    low: float
    high: float
    n: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Placebo:
    """A world without any true change: what is called new or rising there is false."""

    name: str
    as_of: str
    n_alerts: int
    n_tested: int
    n_alerts_real: int
    top50_kept: float
    """Share of the real ranking's first 50 that stay there: in a world that differs only by the trap, 1."""


@dataclass(frozen=True)
class Later:
    """Alerts that could be looked at again so many months later."""

    months: int
    n: int
    still_up: float | None
    """Share of them whose three months then lie at least the effect above the baseline at the alert."""


@dataclass(frozen=True)
class Backtest:
    """Everything that the report shows."""

    dataset: str
    horizon: int
    lasting_effect: float
    effect: float
    months: tuple[str, str]
    n_skills: int
    n_strata: int
    origins: tuple[Origin, ...]
    calibration: tuple[Bin, ...]
    brier: float
    brier_base: float
    lead_months: float | None
    n_lead: int
    n_never: int
    later: tuple[Later, ...]
    placebos: tuple[Placebo, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def mean(self, detector: str, what: str) -> float:
        """Mean over the origins of one measure of one detector."""
        return float(np.nanmean([getattr(s, what) for o in self.origins for s in o.scores if s.detector == detector]))


def of_build(reader: Reader) -> Table:
    """All trend cells of a published build as a table; raises NothingToCompare where nothing is dated."""
    arrays = arrays_of(reader)
    limits = trends.month_range(arrays, "marts")
    counts = trends.trend_counts(arrays, "marts", *limits) if limits else None
    if counts is None:
        raise NothingToCompare("the build holds no dated vacancies / 没有带日期的招聘信息")
    return Table(as_counts(counts), counts.skills, [f"{source} · {name}" for source, name in counts.strata],
                 counts.months)  # fmt: skip


@dataclass(frozen=True)
class _Judged:
    """One origin as the method saw it."""

    at: int
    window: Windows
    change: emergence.Change
    alerts: backtest.Flags
    outcome: backtest.Outcome
    tested: backtest.Flags


def _judge(
    counts: Counts, at: int, rules: Emergence, past: calibration.Past | None = None
) -> tuple[Windows, emergence.Change, backtest.Flags] | None:
    known = counts.until(at)
    window = windows(known, at, rules)
    if not window.enough or at not in window.recent:
        return None
    found = emergence.change(known, window, rules, past.calibration(at) if past else None)
    statuses = emergence.verdicts(found, support_of(known, at, rules), rules)
    return window, found, np.isin(statuses, ("new", "rising"))


def run(
    table: Table, rules: Emergence, horizon: int, wanted: Sequence[str] | None, draws: int, dataset: str
) -> Backtest:
    """Judge every origin; raises NothingToCompare where no month has enough before and `horizon` months after it."""
    rules = replace(rules, horizon=horizon)
    counts, last = table.counts, len(table.months) - 1
    places = [table.month_index(m) for m in wanted] if wanted else list(range(1, last - horizon + 1))
    late = [table.months[at] for at in places if at + horizon > last]
    if late:
        raise BadInput(
            f"after {', '.join(late)} the data hold fewer than {horizon} months / "
            f"{', '.join(late)} 之后不足 {horizon} 个月"
        )
    past = calibration.past(counts, last, rules)
    judged: list[_Judged] = []
    origins: list[Origin] = []
    with progress("judging past months", len(places)) as advance:
        for at in places:
            seen = _judge(counts, at, rules, past)
            if seen is not None and not np.isnan(seen[1].score).any():
                one, origin = _origin(table, at, seen, rules, draws)
                judged.append(one)
                origins.append(origin)
            advance(1)
    if not judged:
        raise NothingToCompare(
            f"no month has at least six usable months up to it and {horizon} after it; a shorter --horizon may do / "
            f"数据过短：起点之前至少要有六个可用月份，之后要有 {horizon} 个月，可缩短 --horizon"
        )
    scores = np.concatenate([j.change.score[j.tested] for j in judged])
    truth = np.concatenate([j.outcome.market[j.tested] for j in judged])
    lead, n_lead, n_never = _lead(counts, judged, rules)
    return Backtest(
        dataset, horizon, rules.lasting_effect, rules.effect, (table.months[0], table.months[-1]), len(table.skills),
        len(table.strata), tuple(origins), _calibration(scores, truth), float(((scores - truth) ** 2).mean()),
        float(truth.mean() * (1 - truth.mean())), lead, n_lead, n_never,
        tuple(_later(counts, judged, months, rules) for months in LATER),
        tuple(_placebos(table, judged[-1], rules)),
    )  # fmt: skip


def _origin(
    table: Table, at: int, seen: tuple[Windows, emergence.Change, backtest.Flags], rules: Emergence, draws: int
) -> tuple[_Judged, Origin]:
    window, change, alerts = seen
    found = panel(table.counts, window, rules.market_presence)
    after = backtest.outcome(table.counts, window, emergence.confirmation(rules))
    tested = np.ones(len(alerts), dtype=bool)
    by_detector: dict[str, Floats] = {
        "forecast": change.score, "forecast_within": change.within, **backtest.rivals(found)
    }  # fmt: skip
    scores = tuple(_score(name, by_detector[name], after, draws) for name in DETECTORS)
    precision = float(after.market[alerts].mean()) if alerts.any() else None
    within = float(after.within[alerts].mean()) if alerts.any() else None
    origin = Origin(
        table.months[at], len(alerts), float(after.market.mean()), float(after.within.mean()), int(alerts.sum()),
        precision, within, scores,
    )  # fmt: skip
    return _Judged(at, window, change, alerts, after, tested), origin


def _score(name: str, scores: Floats, after: backtest.Outcome, draws: int) -> Score:
    p20, p50 = backtest.precision_at(20), backtest.precision_at(50)
    ap_span = backtest.interval(backtest.average_precision, scores, after.market, draws)
    p50_span = backtest.interval(p50, scores, after.market, draws)
    return Score(
        name, backtest.average_precision(scores, after.market), *ap_span, p20(scores, after.market),
        p50(scores, after.market), *p50_span, backtest.average_precision(scores, after.within),
    )  # fmt: skip


def _calibration(scores: Floats, truth: backtest.Flags) -> tuple[Bin, ...]:
    bins = []
    for low, high in pairwise(_BINS):
        inside = (scores >= low) & ((scores < high) | (high == 1.0))
        if inside.any():
            bins.append(Bin(low, high, int(inside.sum()), float(scores[inside].mean()), float(truth[inside].mean())))
    return tuple(bins)


def _share(counts: Counts, strata: Sequence[int], months: Sequence[int]) -> Floats:
    """Share of every skill in these strata and months."""
    inside = np.isin(counts.stratum, strata) & np.isin(counts.month, months)
    y = np.bincount(counts.skill[inside], counts.n[inside], counts.n_skills)
    share: Floats = y / max(float(counts.exposure[np.ix_(list(strata), list(months))].sum()), 1.0)
    return share


def _first_alerts(judged: Sequence[_Judged]) -> dict[int, _Judged]:
    first: dict[int, _Judged] = {}
    for one in judged:
        for skill in np.flatnonzero(one.alerts).tolist():
            first.setdefault(skill, one)
    return first


def _lead(counts: Counts, judged: Sequence[_Judged], rules: Emergence) -> tuple[float | None, int, int]:
    """(median months from a skill's first alert until its trailing year reached the lasting effect, number that did,
    number that had not by the end of the data). Only first alerts with a whole horizon after them."""
    leads, never = [], 0
    shares: dict[tuple[int, int], Floats] = {}
    for skill, one in _first_alerts(judged).items():
        before = _share_once(shares, counts, one, one.at)
        reached = None
        for ahead in range(1, counts.exposure.shape[1] - one.at):
            if _share_once(shares, counts, one, one.at + ahead)[skill] >= rules.lasting_effect * before[skill] > 0:
                reached = ahead
                break
        if reached is None:
            never += 1
        else:
            leads.append(reached)
    return (float(np.median(leads)) if leads else None), len(leads), never


def _share_once(shares: dict[tuple[int, int], Floats], counts: Counts, one: _Judged, at: int) -> Floats:
    """Share of the twelve months up to `at` (fewer at the start) in the strata that `one` compared."""
    key = (one.at, at)
    if key not in shares:
        shares[key] = _share(counts, one.window.strata, range(max(at - 11, 0), at + 1))
    return shares[key]


def _later(counts: Counts, judged: Sequence[_Judged], months: int, rules: Emergence) -> Later:
    up: list[bool] = []
    for one in judged:
        end = one.at + months
        if end >= counts.exposure.shape[1]:
            continue
        before = _share(counts, one.window.strata, one.window.baseline)
        then = _share(counts, one.window.strata, range(end - rules.recent_months + 1, end + 1))
        up.extend((then[one.alerts] >= rules.effect * before[one.alerts]).tolist())
    return Later(months, len(up), float(np.mean(up)) if up else None)


def _placebos(table: Table, real: _Judged, rules: Emergence) -> list[Placebo]:
    """Traps laid in the last origin's months with every skill's months shuffled, so that nothing truly changes."""
    months = sorted([*real.window.baseline, *real.window.recent])
    known = table.counts.until(real.at)
    null = backtest.shuffled(known, months, seed=1)
    worlds: dict[str, Callable[[], Counts]] = {
        "shuffled": lambda: null,
        "added_source": lambda: backtest.with_added_source(null, real.window.recent),
        "grown_stratum": lambda: backtest.with_grown_stratum(null, real.window.recent),
        "reposted": lambda: backtest.reposted(null),
    }
    plain: Floats | None = None
    found = []
    for name in PLACEBOS:
        seen = _judge(worlds[name](), real.at, rules)
        if seen is None:
            continue
        _, change, alerts = seen
        plain = change.score if plain is None else plain
        top, now = (set(np.argsort(-s, kind="stable")[:50].tolist()) for s in (plain, change.score))
        tested = int((change.y_recent + change.y_baseline >= rules.min_total).sum())
        found.append(Placebo(name, table.months[real.at], int(alerts.sum()), tested, int(real.alerts.sum()),
                             len(top & now) / max(len(top), 1)))  # fmt: skip
    return found


def summary_lines(found: Backtest) -> list[str]:
    """The most needed figures as plain lines, Chinese and English."""
    base = float(np.mean([o.base_rate for o in found.origins]))
    lines = [
        f"{found.dataset}: {len(found.origins)} origins {found.origins[0].as_of} – {found.origins[-1].as_of}, "
        f"outcome: share of the next {found.horizon} months ≥ {found.lasting_effect} × before, base rate {base:.3f} / "
        f"{len(found.origins)} 个起点，基准率 {base:.3f}",
    ]
    lines += [
        f"  {name:16s} AP {found.mean(name, 'ap'):.3f}  P@20 {found.mean(name, 'p20'):.2f}  "
        f"P@50 {found.mean(name, 'p50'):.2f}"
        for name in DETECTORS
    ]
    for origin in found.origins:
        precision = "–" if origin.precision is None else f"{origin.precision:.2f}"
        lines.append(f"  {origin.as_of}: {origin.n_alerts} alerts / 提示, precision / 准确率 {precision}")
    lines += [
        f"  placebo {p.name}: {p.n_alerts} false alerts among {p.n_tested} skills / 误报 "
        f"(real / 真实: {p.n_alerts_real})"
        for p in found.placebos
    ]
    return lines
