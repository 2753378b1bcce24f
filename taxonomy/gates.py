"""The gates of a rise in words, in Chinese and English, for people who must sign under a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from taxonomy.emergence import Change, Gate, Support
from taxonomy.thresholds import Emergence


@dataclass(frozen=True)
class Words:
    """What one gate asked of one skill and what came of it."""

    gate: str
    passed: bool | None
    zh: str
    en: str


def examined(passed: Mapping[str, Gate], at: int) -> dict[str, bool | None]:
    """The gates of the skill at position `at`: True, False, or None where nobody could ask."""
    return {gate: None if values is None else bool(values[at]) for gate, values in passed.items()}


def in_words(passed: Mapping[str, Gate], found: Change, support: Support, rules: Emergence, at: int) -> list[Words]:
    """Every gate of the skill at position `at` with value and limit."""
    limits = _limits(found, support, rules, at)
    words = []
    for gate, answer in examined(passed, at).items():
        zh, en = limits[gate]
        if answer is None:
            words.append(Words(gate, None, f"{_NAMES[gate][0]}：未知（数据中没有）", f"{_NAMES[gate][1]}: not known"))
        else:
            yes_zh, yes_en = ("通过", "passed") if answer else ("未通过", "failed")
            words.append(
                Words(gate, answer, f"{_NAMES[gate][0]}：{yes_zh}，{zh}", f"{_NAMES[gate][1]}: {yes_en}, {en}")
            )
    return words


_NAMES = {
    "postings": ("招聘数", "postings"), "employers": ("雇主", "employers"), "sources": ("来源", "sources"),
    "months": ("上升月份", "months up"), "effect": ("幅度", "effect"), "interval": ("区间", "interval"),
    "q": ("误报控制", "q-value"), "lasting": ("能否持续", "lasting"), "season": ("季节", "season"),
}  # fmt: skip


def _limits(found: Change, support: Support, rules: Emergence, at: int) -> dict[str, tuple[str, str]]:
    def count(values: Any, floor: int, zh: str, en: str) -> tuple[str, str]:
        if values is None:
            return "", ""
        return f"{int(values[at])}{zh}（要求至少 {floor}）", f"{int(values[at])} {en} (at least {floor} asked)"

    sources = min(rules.min_sources, support.n_panel_sources)
    ratio, low, high = found.ratio[at], found.ratio_low[at], found.ratio_high[at]
    span = f"{rules.interval:.0%}"
    lasting = 0.0 if np.isnan(found.lasting[at]) else found.lasting[at]
    year = found.year_ratio[at]
    return {
        "postings": count(found.y_recent, rules.min_recent, " 条", "in the recent months"),
        "employers": count(support.n_employers, rules.min_employers, " 家", "different ones"),
        "sources": count(support.n_sources, sources, " 个", "different ones"),
        "months": count(found.months_up, rules.min_months_up, " 个月高于此前", "recent months above the rate before"),
        "effect": (f"{ratio:.2f} 倍（要求大于 {rules.effect}）", f"x{ratio:.2f} (more than {rules.effect} asked)"),
        "interval": (f"{span} 区间 {low:.2f}–{high:.2f}（须整体高于 1）",
                     f"{span} interval {low:.2f}–{high:.2f} (must lie above 1)"),
        "q": (f"q = {found.q_up[at]:.3g}（要求小于 {rules.q}）", f"q = {found.q_up[at]:.3g} (below {rules.q} asked)"),
        "lasting": (
            f"此后 {rules.horizon} 个月份额仍达过去一年 {rules.lasting_effect} 倍的概率 {lasting:.0%}"
            f"（要求大于 {rules.lasting_probability:.0%}）；现有水平保持不变即达到的概率 {found.stands[at]:.0%}"
            f"（或要求大于 {rules.watch_probability:.0%}）",
            f"probability {lasting:.0%} that the share of the next {rules.horizon} months is {rules.lasting_effect} "
            f"times that of the last (more than {rules.lasting_probability:.0%} asked); {found.stands[at]:.0%} that "
            f"it is if the recent level merely stays (or more than {rules.watch_probability:.0%} asked)",
        ),
        "season": (f"去年同月的 {year:.2f} 倍（要求大于 {rules.year_effect}）",
                   f"x{year:.2f} of the same months a year before (more than {rules.year_effect} asked)"),
    }  # fmt: skip
