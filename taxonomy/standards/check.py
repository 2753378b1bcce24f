"""What does not hang together in a standard: codes, gaps, empty slots, verbs, near-duplicates."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from rapidfuzz import fuzz, process

from taxonomy.models import Competency
from taxonomy.standards.model import Item, Reading
from taxonomy.standards.wording import LEVEL_WORDS, depth, parent
from taxonomy.text import normalise

SIMILAR = 92.0
"""Share of equal characters (rapidfuzz ratio, 0 to 100) from which two requirements are called near-duplicates."""
MAX_PAIRS = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or doubtful."""

    kind: str
    severity: Literal["error", "warning"]
    """An error keeps a requirement from being addressed; a warning is for people to look at."""
    level: str | None
    code: str | None
    where: str
    message: str
    message_zh: str

    def row(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def line(self) -> str:
        """For people."""
        place = " ".join(filter(None, (self.level, self.code, f"({self.where})" if self.where else "")))
        severity = "ERROR" if self.severity == "error" else "look"
        return f"{severity} {self.kind}: {place}: {self.message} / {self.message_zh}"


@functools.lru_cache(maxsize=1)
def verbs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(measurable, vague) as patterns."""
    words = yaml.safe_load((Path(__file__).parent / "verbs.yaml").read_text("utf-8"))
    measurable, vague = (sorted(set(words[k].split()), key=len, reverse=True) for k in ("measurable", "vague"))
    return re.compile("|".join(measurable)), re.compile("|".join(vague))


def check(reading: Reading, others: Sequence[Competency] = ()) -> list[Finding]:
    """Findings on one standard; `others` are requirements of other certificates to compare with."""
    items = reading.requirements
    found = [*_levels(items), *_codes(items), *_gaps(items), *_slots(reading), *_verbs(items)]
    return [*found, *_twins(items), *_relatives(items, others)]


def _finding(
    kind: str, item: Item | None, message: str, chinese: str, *, error: bool = False, code: str | None = None
) -> Finding:
    return Finding(
        kind, "error" if error else "warning", item.level if item else None,
        code or (item.code or item.task_code if item else None), item.where if item else "", message, chinese,
    )  # fmt: skip


def _levels(items: list[Item]) -> Iterator[Finding]:
    unknown = [i for i in items if i.level is None]
    if unknown:
        yield _finding(
            "missing_level", unknown[0], f"the level of {len(unknown)} requirements is not said; "
            "name it in a caption above the table, or give --level",
            f"{len(unknown)} 条要求未注明等级，请在表题中注明或用 --level 指定",
            error=True,
        )  # fmt: skip


def _codes(items: list[Item]) -> Iterator[Finding]:
    seen: Counter[tuple[str | None, str | None, str]] = Counter()
    named: dict[tuple[str | None, str | None, str], str | None] = {}
    doubled: set[tuple[str | None, str | None, str]] = set()
    for item in items:
        if item.code is None:
            yield _finding("missing_code", item, "a requirement without a code", "要求没有编号")
        else:
            key = (item.level, item.module, item.code)
            seen[key] += 1
            if seen[key] == 2:
                yield _finding(
                    "duplicate_code", item, "the code stands twice in this level", "同一等级内编号重复", error=True
                )
            if item.task_code and parent(item.code) not in (item.task_code, None):
                yield _finding("misplaced_code", item, f"the requirement stands under task {item.task_code}",
                               f"要求列在任务 {item.task_code} 之下，编号不符", error=True)  # fmt: skip
        if (
            item.task_code
            and item.domain_code
            and depth(item.task_code) > 1
            and parent(item.task_code) != item.domain_code
        ):
            yield _finding("misplaced_code", item, f"task {item.task_code} stands under domain {item.domain_code}",
                           f"任务 {item.task_code} 列在领域 {item.domain_code} 之下，编号不符", error=True)  # fmt: skip
        for code, name in ((item.domain_code, item.domain), (item.task_code, item.task)):
            if code is None:
                continue
            key = (item.level, item.module, code)
            if named.setdefault(key, name) != name and key not in doubled:
                doubled.add(key)
                yield _finding("duplicate_code", item, f"the code {code} names both '{named[key]}' and '{name}'",
                               f"编号 {code} 同时用于“{named[key]}”和“{name}”", error=True, code=code)  # fmt: skip


def _gaps(items: list[Item]) -> Iterator[Finding]:
    siblings: dict[tuple[str | None, str | None, str | None], list[int]] = {}
    first: dict[tuple[str | None, str | None, str | None], Item] = {}
    for item in items:
        for code in dict.fromkeys((item.domain_code, item.task_code, item.code)):
            last = (code or "").rpartition(".")[2]
            if code and last.isdigit():
                key = (item.level, item.module, parent(code))
                first.setdefault(key, item)
                siblings.setdefault(key, []).append(int(last))
    for key, numbers in siblings.items():
        missing = sorted(set(range(1, max(numbers))) - set(numbers))
        if missing:
            above = f"{key[2]}." if key[2] else ""
            codes = ", ".join(f"{above}{n}" for n in missing[:5])
            yield _finding(
                "gap", first[key], f"{codes} left out in the numbering", f"编号不连续，缺少 {codes}", code=codes
            )


def _slots(reading: Reading) -> Iterator[Finding]:
    for place in reading.empty:
        yield Finding(
            "empty", "warning", None, None, place, "a task or code without a requirement", "任务或编号没有对应的要求"
        )
    for item in reading.requirements:
        for kind, value, chinese in (("domain", item.domain, "工作领域"), ("task", item.task, "工作任务")):
            if not value:
                yield _finding("empty", item, f"the {kind} has no name", f"{chinese}没有名称")
    levels = {i.level for i in reading.requirements}
    for level in LEVEL_WORDS:
        if level in reading.scopes and level not in levels:
            yield Finding(
                "empty",
                "warning",
                level,
                None,
                "",
                "the level is described but has no requirement",
                "等级有说明而无要求",
            )


def _verbs(items: list[Item]) -> Iterator[Finding]:
    measurable, vague = verbs()
    for item in items:
        # 熟悉…安装规范 holds the noun 安装: a clause that opens with a vague verb measures nothing
        clauses = re.split(r"[，,；;。]", item.text)
        opened = re.compile(rf"^(?:并|且|应|能够|能|会|可以)*(?:{vague.pattern})")
        if not any(measurable.search(c) and not opened.match(c) for c in clauses):
            word = vague.search(item.text)
            yield _finding("no_verb", item, f"no verb that can be measured{f' (only {word[0]})' if word else ''}",
                           f"没有可测量的行为动词{f'（仅有“{word[0]}”）' if word else ''}")  # fmt: skip


def _twins(items: list[Item]) -> Iterator[Finding]:
    texts = [normalise(i.text) for i in items]
    for a, b, score in _pairs(texts, texts, upper=True):
        yield _finding("near_duplicate", items[b], f"{score:.0f} % the same as {items[a].level} {items[a].code}",
                       f"与 {items[a].level} {items[a].code} 的文字相同 {score:.0f}%")  # fmt: skip


def _relatives(items: list[Item], others: Sequence[Competency]) -> Iterator[Finding]:
    texts, theirs = [normalise(i.text) for i in items], [normalise(c.text.zh) for c in others]
    for a, b, score in _pairs(texts, theirs, upper=False):
        yield _finding("near_duplicate_elsewhere", items[a], f"{score:.0f} % the same as {others[b].competency_id}",
                       f"与 {others[b].competency_id} 的文字相同 {score:.0f}%")  # fmt: skip


def _pairs(left: list[str], right: list[str], *, upper: bool) -> Iterable[tuple[int, int, float]]:
    if not left or not right:
        return
    scores = process.cdist(left, right, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    shown = 0
    for a, b in zip(*scores.nonzero(), strict=True):
        if upper and a >= b:
            continue
        if shown == MAX_PAIRS:
            return
        shown += 1
        yield int(a), int(b), float(scores[a, b])
