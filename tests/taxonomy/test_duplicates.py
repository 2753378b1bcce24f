"""Which postings are one vacancy."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from taxonomy.duplicates import Member, Signatures, group, signatures

TEXT = (
    "负责数控车床的操作与日常保养，能看懂机械图纸，按工艺卡完成零件加工并自检；参与新"
    "产品试制，配合工艺员改进夹具，做好交接班记录和现场整理；要求两年以上相关工作经验"
    "，能适应两班倒，工作踏实，吃苦耐劳。"
)
TEXTS = {
    "a": TEXT,
    "a2": TEXT.replace("两年", "三年") + "[PHONE]",
    "b": "负责公司账务处理、纳税申报和财务报表编制，熟悉金蝶软件，有会计从业经验者优先，工作认真细致，责任心强。",
}
DAY = date(2025, 1, 1)


def text_of(hashes: Sequence[str]) -> Signatures:
    return signatures([TEXTS[h] for h in hashes])


def member(name: str, text: str, day: date | None = DAY, employer: str = "甲", place: str = "广州") -> Member:
    return Member(name, employer, place, day, text)


def test_a_repost_with_small_changes_is_the_same_vacancy() -> None:
    members = [member("p2", "a2", DAY + timedelta(30)), member("p1", "a"), member("p3", "b")]
    assert group(members, text_of) == {"p1": "p1", "p2": "p1", "p3": "p3"}


def test_after_sixty_days_it_is_a_new_one() -> None:
    members = [member(f"p{i}", "a", DAY + timedelta(20 * i)) for i in range(8)]
    found = group(members, text_of)
    assert [found[f"p{i}"] for i in range(8)] == ["p0"] * 4 + ["p4"] * 4


def test_other_employers_and_places_stay_apart() -> None:
    members = [member("p1", "a"), member("p2", "a", employer="乙"), member("p3", "a", place="深圳")]
    assert len(set(group(members, text_of).values())) == 3


def test_without_an_employer_only_the_same_text_is_joined() -> None:
    members = [
        member("p1", "a", employer=""),
        member("p2", "a", employer=""),
        member("p3", "a2", employer=""),
    ]
    assert group(members, text_of) == {"p1": "p1", "p2": "p1", "p3": "p3"}


def test_order_does_not_matter() -> None:
    members = [member(f"p{i}", "a" if i % 3 else "a2", DAY + timedelta(7 * i)) for i in range(12)]
    shuffled = members[:]
    random.Random(3).shuffle(shuffled)
    assert group(members, text_of) == group(shuffled, text_of)
