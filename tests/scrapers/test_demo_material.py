"""The demonstration board holds what it says it holds."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from scrapers.demo_material import generate as module
from scrapers.demo_material.generate import DemoBoard, PlantedTrend, field_of, generate, truth_table
from scrapers.demo_material.material import load_material
from scrapers.demo_material.plan import months_until

KEYS = {
    "slug", "title", "employer", "city", "province", "description", "date_posted", "education", "experience",
    "salary", "industry",
}  # fmt: skip
LABEL = "【演示数据，非真实招聘】"
Posting = dict[str, str]


@pytest.fixture(scope="module")
def board() -> DemoBoard:
    return generate()


@pytest.fixture(scope="module")
def other() -> DemoBoard:
    return generate(seed=7)


@pytest.fixture(scope="module")
def sound(board: DemoBoard) -> list[Posting]:
    return [posting for posting in board.postings if "broken" not in posting]


def originals(postings: list[Posting]) -> list[Posting]:
    """First posting of every employer's vacancy: reposts share most of their lines."""
    kept: list[Posting] = []
    known: dict[str, list[set[str]]] = {}
    for posting in postings:
        lines = set(re.split(r"[；;。\n]+", posting["description"]))
        own = known.setdefault(posting["employer"], [])
        if all(len(lines & seen) < len(lines) * 0.6 for seen in own):
            own.append(lines)
            kept.append(posting)
    return kept


def share(postings: list[Posting], term: str) -> float:
    return sum(term in posting["description"] for posting in postings) / len(postings)


def windows(sound: list[Posting], trend: PlantedTrend) -> tuple[list[Posting], list[Posting]]:
    own = [posting for posting in sound if trend.field in ("*", field_of(posting))]
    before = [posting for posting in own if posting["date_posted"] < trend.start_month]
    return before, [posting for posting in own if posting["date_posted"] >= trend.start_month]


def planted(board: DemoBoard, *kinds: str) -> list[PlantedTrend]:
    return [trend for trend in board.planted if trend.kind in kinds]


def test_same_call_gives_same_board_quickly(board: DemoBoard) -> None:
    started = time.process_time()
    assert generate() == board
    assert time.process_time() - started < 2.0


def test_another_seed_gives_another_board(board: DemoBoard, other: DemoBoard) -> None:
    assert other.planted == board.planted
    assert not {p["description"] for p in other.postings if p["description"]} & {
        p["description"] for p in board.postings
    }


def test_number_keys_and_slugs(board: DemoBoard) -> None:
    assert len(board.postings) == 1800
    assert all(set(posting) - {"broken"} == KEYS for posting in board.postings)
    assert all(isinstance(value, str) for posting in board.postings for value in posting.values())
    slugs = [posting["slug"] for posting in board.postings]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_months(sound: list[Posting]) -> None:
    months = Counter(posting["date_posted"][:7] for posting in sound)
    assert sorted(months) == list(months_until("2026-06"))
    assert all(85 <= months[month] <= 130 for month in sorted(months)[:-1])
    assert months["2026-06"] >= 140  # the flood of one employer
    assert all(date.fromisoformat(posting["date_posted"]) <= date(2026, 6, 30) for posting in sound)


def test_last_month_can_be_chosen() -> None:
    months = {posting["date_posted"][:7] for posting in generate(n=600, last_month="2025-02").postings}
    assert {"2023-09", "2025-02"} <= months
    assert max(month for month in months if month.startswith("2025")) == "2025-02"


@pytest.mark.parametrize(("n", "last_month"), [(599, "2026-06"), (1800, "2026-13"), (1800, "June 2026")])
def test_impossible_wishes_are_refused(n: int, last_month: str) -> None:
    with pytest.raises(ValueError, match=r"n=599|is not a month"):
        generate(n=n, last_month=last_month)


def test_every_field_has_its_postings(sound: list[Posting]) -> None:
    counts = Counter(map(field_of, sound))
    assert set(counts) == set(load_material().fields)
    assert min(counts.values()) >= 50


def test_employers_are_many_plainly_invented_and_of_one_field(sound: list[Posting]) -> None:
    fields: dict[str, set[str]] = {}
    for posting in sound:
        fields.setdefault(posting["employer"], set()).add(field_of(posting))
    assert 230 <= len(fields) <= 270
    assert all("演示" in name or "示例" in name for name in fields)
    assert all(len(own) == 1 for own in fields.values())
    assert len({posting["province"] for posting in sound}) >= 20
    sizes = sorted(Counter(posting["employer"] for posting in sound).values())
    assert sizes[-5] > 3 * sizes[len(sizes) // 2]


def test_texts_are_whole(sound: list[Posting]) -> None:
    for posting in sound:
        text = posting["description"]
        assert text.endswith("\n" + LABEL)
        assert 150 <= len(text) <= 600, posting["slug"]
        assert not re.search(r"[<>{}|]|。。|；；|，，|、、|，。", text), text


def test_sentences_are_many(sound: list[Posting]) -> None:
    sentences = {
        re.sub(r"^(\d+[、.）]|（\d+）|[①-⑳]|[-·])\s*", "", line).rstrip("；;。")
        for posting in sound
        for line in posting["description"].splitlines()
    }
    assert len(sentences) > 5000


def test_rising_skills_rise(board: DemoBoard, sound: list[Posting]) -> None:
    trends = planted(board, "rising")
    assert len(trends) >= 4
    for trend in trends:
        before, after = (originals(window) for window in windows(sound, trend))
        assert share(before, trend.term) == pytest.approx(trend.rate_before, abs=0.03)
        assert share(after, trend.term) == pytest.approx(trend.rate_after, abs=0.06)
        assert 3 <= trend.rate_after / trend.rate_before <= 4
        hits = [posting for posting in after if trend.term in posting["description"]]
        assert len(hits) >= 25
        assert len({posting["employer"] for posting in hits}) >= 10


def test_new_terms_were_never_seen_before(board: DemoBoard, sound: list[Posting]) -> None:
    trends = planted(board, "new")
    assert len(trends) >= 3
    for trend in trends:
        assert not [p for p in sound if trend.term in p["description"] and p["date_posted"] < trend.start_month]
        hits = [p for p in originals(windows(sound, trend)[1]) if trend.term in p["description"]]
        assert len(hits) >= 15
        assert len({posting["employer"] for posting in hits}) >= 8


def test_declining_skills_decline(board: DemoBoard, sound: list[Posting]) -> None:
    trends = planted(board, "declining")
    assert len(trends) >= 2
    for trend in trends:
        before, after = windows(sound, trend)
        assert share(before, trend.term) == pytest.approx(trend.rate_before, abs=0.04)
        assert share(after, trend.term) < trend.rate_before / 2


def test_planted_terms_stand_in_their_field_only(board: DemoBoard, sound: list[Posting]) -> None:
    for trend in planted(board, "rising", "new", "declining", "trap_repost"):
        assert {field_of(p) for p in sound if trend.term in p["description"]} == {trend.field}


def test_one_employer_floods_the_last_month(board: DemoBoard, sound: list[Posting]) -> None:
    (trend,) = planted(board, "trap_repost")
    before, flood = windows(sound, trend)
    flood = [posting for posting in flood if trend.term in posting["description"]]
    assert len(flood) == 40
    assert len({posting["employer"] for posting in flood}) == 1
    assert len({posting["description"] for posting in flood}) >= 10
    assert len(originals(flood)) == 1
    assert share(before, trend.term) <= 0.03


def test_one_field_doubles_while_its_rates_stay(board: DemoBoard, sound: list[Posting]) -> None:
    (trend,) = planted(board, "trap_mix_shift")
    before, after = windows(sound, trend)
    others_before = sum(p["date_posted"] < trend.start_month for p in sound) - len(before)
    others_after = sum(p["date_posted"] >= trend.start_month for p in sound) - len(after) - 40
    growth = (len(after) / others_after) / (len(before) / others_before)
    assert 1.7 <= growth <= 2.3
    assert share(after, trend.term) == pytest.approx(share(before, trend.term), abs=0.12)


def test_traps_that_nobody_requires_stand_only_in_blurbs_and_benefits(board: DemoBoard, sound: list[Posting]) -> None:
    trends = planted(board, "trap_not_required")
    common = load_material().common
    names = {name for kind in ("blurb", "benefits") for name in common.headings[kind]}
    headings = {name for kind in common.headings.values() for name in kind}
    for trend in trends:
        before, after = windows(sound, trend)
        assert share(before, trend.term) < 0.03
        assert share(after, trend.term) > 0.15
        for posting in before + after:
            current = ""
            for line in posting["description"].splitlines():
                bare = re.sub(r"^[一二三四五]、", "", line).strip("【】◆：:")
                current = bare if bare in headings else current
                assert trend.term not in line or current in names, posting["slug"]


def test_a_few_percent_are_reposts(sound: list[Posting]) -> None:
    rest = [posting for posting in sound if "水下焊接" not in posting["description"]]
    repeats = len(rest) - len(originals(rest))
    assert 0.03 <= repeats / len(rest) <= 0.06


def test_some_postings_hold_invented_contact_data(sound: list[Posting]) -> None:
    found = [p for p in sound if re.search(r"1[389]\d[- ]?0000|\+86 1|demo_hr_|yanshi-zp|@example\.", p["description"])]
    assert 20 <= len(found) <= 90
    assert any("联系人" in posting["description"] for posting in found)
    digits = {number for p in sound for number in re.findall(r"\d{11}", re.sub(r"[ -]", "", p["description"]))}
    assert digits
    assert all("00000" in number for number in digits)


def test_broken_postings_say_why(board: DemoBoard) -> None:
    broken = [posting for posting in board.postings if "broken" in posting]
    assert Counter(p["broken"] for p in broken) == {"no description": 2, "no title": 2, "bad date": 2}
    for posting in broken:
        if posting["broken"] == "bad date":
            with pytest.raises(ValueError, match=r"Invalid|month"):
                date.fromisoformat(posting["date_posted"])
        else:
            assert posting["title" if posting["broken"] == "no title" else "description"] == ""


def test_material_is_rich_enough() -> None:
    for field in load_material().fields.values():
        groups = [group for role in field.roles for group in role.groups] + list(field.groups)
        assert 12 <= len(field.duties) + sum(len(role.duties) for role in field.roles) <= 20, field.key
        assert sum(len(group.say) for group in groups) + len(field.plain) >= 15, field.key
        assert len({skill for group in groups for skill in group.skills}) >= 30, field.key
        for role in field.roles:
            assert len(field.duties) + len(role.duties) >= 5, field.key
            assert len(set(role.majors)) >= 2, field.key


def test_readme_shows_the_truth_as_it_is(board: DemoBoard) -> None:
    readme = (Path(module.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert truth_table(board) in readme


def test_the_promises_hold_for_another_seed_too(other: DemoBoard) -> None:
    sound = [posting for posting in other.postings if "broken" not in posting]
    for trend in planted(other, "rising", "new"):
        hits = [p for p in originals(windows(sound, trend)[1]) if trend.term in p["description"]]
        assert len(hits) >= (25 if trend.kind == "rising" else 15), (trend.term, len(hits))
