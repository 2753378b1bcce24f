"""What figures say beside themselves: names of sources, whether a highest one is surely the highest, rules as rules."""

from __future__ import annotations

from dashboards.components import notes, numbers, schools, sources
from dashboards.words import Words


def test_sources_have_english_names_for_english_readers_only() -> None:
    assert sources.name(Words("zh"), "前程无忧") == "前程无忧"
    assert sources.name(Words("en"), "前程无忧") == "51job"
    assert sources.name(Words("en"), "其他(jobs.example.org)") == "Other (jobs.example.org)"
    assert sources.name(Words("en"), "another") == "another"


def test_a_highest_share_says_how_many_intervals_reach_it() -> None:
    rows = [{"low": 0.5, "high": 0.7}, {"low": 0.4, "high": 0.5}, {"low": 0.1, "high": 0.49}]
    assert "1" in notes.overlap(Words("en"), rows, rows[0])
    assert notes.overlap(Words("zh"), [rows[0], rows[2]], rows[0]) == ""


def test_a_rule_is_written_without_decimals_that_nobody_measured() -> None:
    assert [numbers.limit(share) for share in (0.1, 0.25, 0.005)] == ["10%", "25%", "0.5%"]


def test_a_skill_that_people_have_to_judge_is_not_called_untaught() -> None:
    said = {code: schools.untaught(Words("zh"), {"coverage": code}) for code in ("not_covered", "review", "partly")}
    assert said == {"not_covered": "没有证书", "review": "待人工判断", "partly": "部分覆盖"}
