"""The back-test as a report: Markdown in Chinese and English, four plots as SVG, the figures as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np

from pipelines.backtesting import DETECTORS, Backtest

NAMES = {
    "forecast": ("xgap 预测（市场）", "xgap forecast (market)"),
    "forecast_within": ("xgap 预测（固定构成）", "xgap forecast (mix held constant)"),
    "smoothed_ratio": ("平滑倍数 3 比 9", "smoothed ratio, 3 v 9 months"),
    "raw_ratio": ("原始倍数 3 比 9", "raw ratio, 3 v 9 months"),
    "log_odds_z": ("对数优势 z", "log odds z"),
    "mann_kendall": ("Mann-Kendall 趋势检验", "Mann-Kendall trend test"),
    "shuffled": ("打乱月份", "months shuffled"),
    "added_source": ("新增来源", "a source added"),
    "grown_stratum": ("最大分层翻倍", "largest stratum doubled"),
    "reposted": ("每条招聘重复三次", "every posting three times"),
}
_INK, _ACCENT, _MUTED = "#1f2933", "#0b6e99", "#9aa5b1"


def write(found: Backtest, folder: Path) -> Path:
    """Write report.md, its plots and backtest.json into `folder`; returns the report's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in _plots(found).items():
        chart.save(str(folder / f"{name}.svg"))
    (folder / "backtest.json").write_text(json.dumps(found.as_dict(), ensure_ascii=False, indent=1), "utf-8")
    path = folder / "report.md"
    path.write_text("\n".join([*_chinese(found), "", *_english(found), ""]), "utf-8")
    return path


def _plots(found: Backtest) -> dict[str, Any]:
    plots = {"detectors": _detectors(found), "calibration": _calibration(found), "alerts": _alerts(found)}
    return {name: chart.configure_axis(labelColor=_INK, titleColor=_INK, grid=False) for name, chart in plots.items()}


def _detectors(found: Backtest) -> Any:
    rows = [
        {"detector": " / ".join(NAMES[name]), "p50": found.mean(name, "p50"), "low": found.mean(name, "p50_low"),
         "high": found.mean(name, "p50_high"), "own": name.startswith("forecast")}
        for name in DETECTORS
    ]  # fmt: skip
    base = float(np.mean([o.base_rate for o in found.origins]))
    frame = alt.Data(values=rows)
    y = alt.Y("detector:N", sort=[r["detector"] for r in rows], title=None, axis=alt.Axis(labelLimit=400))
    color = alt.condition("datum.own", alt.value(_ACCENT), alt.value(_MUTED))
    bars = alt.Chart(frame).mark_rule(strokeWidth=2).encode(
        y=y, x=alt.X("low:Q", title="P@50, mean of origins / 各起点平均", scale=alt.Scale(domain=[0, 1])), x2="high:Q",
        color=color,
    )  # fmt: skip
    points = alt.Chart(frame).mark_point(filled=True, size=80).encode(y=y, x="p50:Q", color=color)
    line = alt.Chart(alt.Data(values=[{"base": base}])).mark_rule(strokeDash=[4, 4], color=_INK).encode(x="base:Q")
    return (bars + points + line).properties(width=420, height=200)


def _calibration(found: Backtest) -> Any:
    rows = [{"predicted": b.predicted, "observed": b.observed, "n": b.n} for b in found.calibration]
    square = alt.Scale(domain=[0, 1])
    points = alt.Chart(alt.Data(values=rows)).mark_line(point=True, color=_ACCENT).encode(
        x=alt.X("predicted:Q", title="predicted / 预测概率", scale=square),
        y=alt.Y("observed:Q", title="confirmed / 实际证实比例", scale=square),
    )  # fmt: skip
    ideal = alt.Data(values=[{"predicted": 0, "observed": 0}, {"predicted": 1, "observed": 1}])
    line = alt.Chart(ideal).mark_line(strokeDash=[4, 4], color=_MUTED).encode(x="predicted:Q", y="observed:Q")
    return (line + points).properties(width=320, height=320)


def _alerts(found: Backtest) -> Any:
    rows = [{"as_of": o.as_of, "n": o.n_alerts, "precision": o.precision, "base": o.base_rate} for o in found.origins]
    frame = alt.Data(values=rows)
    x = alt.X("as_of:N", title="as of / 起点")
    dots = alt.Chart(frame).mark_circle(color=_ACCENT).encode(
        x=x, y=alt.Y("precision:Q", title="precision of alerts / 提示准确率", scale=alt.Scale(domain=[0, 1])),
        size=alt.Size("n:Q", title="alerts / 提示数"),
    )  # fmt: skip
    base = alt.Chart(frame).mark_line(strokeDash=[4, 4], color=_INK).encode(x=x, y="base:Q")
    return (dots + base).properties(width=max(240, 28 * len(rows)), height=240)


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None or np.isnan(value) else f"{value:.{digits}f}"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        "| " + " | ".join(headings) + " |",
        "|" + "---|" * len(headings),
        *("| " + " | ".join(r) + " |" for r in rows),
    ]


def _detector_rows(found: Backtest, language: int) -> list[list[str]]:
    return [
        [NAMES[name][language], _number(found.mean(name, "ap"), 3), _number(found.mean(name, "p20")),
         f"{_number(found.mean(name, 'p50'))} ({_number(found.mean(name, 'p50_low'))}–"
         f"{_number(found.mean(name, 'p50_high'))})", _number(found.mean(name, "ap_within_outcome"), 3)]
        for name in DETECTORS
    ]  # fmt: skip


def _origin_rows(found: Backtest) -> list[list[str]]:
    return [
        [o.as_of, _number(o.base_rate, 3), _number(s.ap, 3), _number(s.p20), _number(s.p50), str(o.n_alerts),
         _number(o.precision), _number(o.precision_within)]
        for o in found.origins for s in o.scores if s.detector == "forecast"
    ]  # fmt: skip


def _bin_rows(found: Backtest) -> list[list[str]]:
    return [
        [f"{b.low:.2f}–{b.high:.2f}", str(b.n), _number(b.predicted), _number(b.observed)] for b in found.calibration
    ]


def _placebo_rows(found: Backtest, language: int) -> list[list[str]]:
    return [
        [NAMES[p.name][language], p.as_of, str(p.n_alerts), str(p.n_tested),
         f"{p.n_alerts / max(p.n_tested, 1):.2%}", str(p.n_alerts_real)]
        for p in found.placebos
    ]  # fmt: skip


def _chinese(found: Backtest) -> list[str]:
    later = "；".join(
        f"{x.months} 个月后仍高于基线 {found.effect} 倍：{_number(x.still_up)}（{x.n} 次提示）" for x in found.later
    )
    return [
        "# 回测报告", "",
        f"数据：{found.dataset}，{found.months[0]} 至 {found.months[1]}，{found.n_skills} 项技能，"
        f"{found.n_strata} 个分层。",
        f"每个起点只用当时已知的数据；“证实”指此后 {found.horizon} 个月的份额至少为此前的 {found.lasting_effect} 倍，"
        "提及数足够，且单侧精确检验显著。区间为对技能重抽样的 90% 自助法区间；各起点的结果期互相重叠，"
        "起点之间并不独立。", "",
        "![各方法](detectors.svg)", "",
        *_table(["方法", "AP", "P@20", "P@50（90% 区间）", "AP（结果固定构成）"], _detector_rows(found, 0)), "",
        "## 各起点（xgap 预测）", "", "![提示准确率](alerts.svg)", "",
        *_table(["起点", "基准率", "AP", "P@20", "P@50", "提示数", "准确率", "准确率（固定构成）"],
                _origin_rows(found)), "",
        "## 概率是否可信", "", "![校准](calibration.svg)", "",
        f"Brier 分数 {found.brier:.4f}（始终报基准率为 {found.brier_base:.4f}）。", "",
        *_table(["预测概率", "技能数", "平均预测", "实际证实"], _bin_rows(found)), "",
        "## 提前多久，能否持续", "",
        f"首次提示后，过去一年份额达到 {found.lasting_effect} 倍的技能 {found.n_lead} 项，中位提前 "
        f"{_number(found.lead_months, 1)} 个月；到数据结束仍未达到的 {found.n_never} 项。{later}。", "",
        "## 安慰剂", "", "各世界都先打乱每项技能的月份，其中没有真实变化，凡提示皆为误报。", "",
        *_table(["世界", "起点", "误报", "检验技能数", "误报率", "真实提示数"], _placebo_rows(found, 0)),
    ]  # fmt: skip


def _english(found: Backtest) -> list[str]:
    later = "; ".join(
        f"after {x.months} months {_number(x.still_up)} of {x.n} alerts still stood at {found.effect} times the "
        "baseline or more" for x in found.later
    )  # fmt: skip
    return [
        "# Back-test", "",
        f"Data: {found.dataset}, {found.months[0]} to {found.months[1]}, {found.n_skills} skills, {found.n_strata} "
        "strata.",
        f"Each origin uses only what was known then. Confirmed: the share of the next {found.horizon} months is at "
        f"least {found.lasting_effect} times the earlier one, on enough mentions, with a one-sided exact test. "
        "Intervals are 90 % bootstrap over skills; the outcome months of the origins overlap, so origins are not "
        "independent.", "",
        "![detectors](detectors.svg)", "",
        *_table(["detector", "AP", "P@20", "P@50 (90 % interval)", "AP, outcome at constant mix"],
                _detector_rows(found, 1)), "",
        "## Origin by origin (xgap forecast)", "", "![precision of alerts](alerts.svg)", "",
        *_table(["as of", "base rate", "AP", "P@20", "P@50", "alerts", "precision", "precision, constant mix"],
                _origin_rows(found)), "",
        "## Can the probabilities be believed?", "", "![calibration](calibration.svg)", "",
        f"Brier score {found.brier:.4f} ({found.brier_base:.4f} for always naming the base rate).", "",
        *_table(["predicted", "skills", "mean predicted", "confirmed"], _bin_rows(found)), "",
        "## How early, and does it last?", "",
        f"After their first alert {found.n_lead} skills reached {found.lasting_effect} times their trailing year's "
        f"share, in the median {_number(found.lead_months, 1)} months later; {found.n_never} had not by the end of "
        f"the data; {later}.", "",
        "## Placebos", "", "In each world every skill's months are shuffled first: nothing truly changes, every alert "
        "is false.", "",
        *_table(["world", "as of", "false alerts", "skills tested", "share", "real alerts"], _placebo_rows(found, 1)),
    ]  # fmt: skip
