"""What real boards are full of: reposts, one employer who floods the board, contact data, broken records."""

from __future__ import annotations

import random
from collections.abc import Sequence

from scrapers.demo_material.material import Common
from scrapers.demo_material.phrases import say

BROKEN = ("no description", "no description", "no title", "no title", "bad date", "bad date")


def contact_line(common: Common, number: int, rng: random.Random) -> str:
    """A line with invented contact data, as employers put it at the end; the numbers belong to nobody."""
    phone = rng.choice(("138000000{:02d}", "139 0000 00{:02d}", "188-0000-00{:02d}", "+86 13900000{:03d}"))
    slots = {
        "name": common.contact_names,
        "phone": (phone.format(number % 100),),
        "wechat": (f"demo_hr_{number:03d}", f"yanshi-zp{number:03d}"),
        "mail": (f"hr{number:03d}@example.com", f"zhaopin{number:03d}@example.cn"),
    }
    return say(rng.choice(common.contacts), rng, slots)


def reword(text: str, rng: random.Random) -> str:
    """The same posting again with one or two of the tiny changes that employers make."""
    body, _, label = text.rpartition("\n")
    edits: Sequence[tuple[str, str]] = (
        ("；\n", ";\n"),
        (";\n", "；\n"),
        ("五险一金", "缴纳五险一金"),
        ("优先", "优先考虑") if "优先考虑" not in body else ("优先考虑", "优先"),
        ("熟悉", "熟练掌握") if "熟练掌握" not in body else ("熟练掌握", "熟悉"),
        ("负责", "主要负责") if "主要负责" not in body else ("主要负责", "负责"),
        ("任职要求", "岗位要求"),
        ("岗位职责", "工作职责"),
    )
    for old, new in rng.sample(edits, len(edits))[: rng.randint(2, 5)]:
        body = body.replace(old, new, 1)
    if rng.random() < 0.6:
        notes = ("急招，到岗时间可商量", f"本次招聘{rng.randint(1, 9)}人", "长期有效", "合则约见")
        body += f"\n{rng.choice(notes)}"
    return f"{body}\n{label}"


def break_posting(posting: dict[str, str], reason: str, number: int) -> dict[str, str]:
    """The posting with the fault that `reason` names, kept under the key `broken`."""
    fault = {
        "no description": {"description": ""},
        "no title": {"title": ""},
        "bad date": {"date_posted": ("2026-13-45", "昨天左右")[number % 2]},
    }[reason]
    return {**posting, **fault, "broken": reason}
