"""Every page opens in both languages on a tiny build, and says what it must say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from dashboards.components import charts
from dashboards.registry import pages
from tests.dashboards.opening import html, opened, renewed, sound

ADDRESSES = [("overview", {}), ("skills", {}), ("skills", {"skill": "it.python"}), ("skills", {"skill": "it.rare"}),
             ("skills", {"skill": "it.python", "certificate": "xg-a"}), ("certificate", {"certificate": "xg-a"}),
             ("certificate", {"certificate": "xg-b"}), ("method", {}), ("regions", {}),
             ("regions", {"field": "it", "province": "11"}), ("search", {}),
             ("pathways", {}), ("pathways", {"certificate": "xg-a", "step": "junior.xg-b.junior"}),
             ("pathways", {"certificate": "xg-b"}), ("data", {}),
             ("review", {}), ("review", {"kind": "clause", "state": "decided"}), ("review", {"view": "past"}),
             ("review", {"skill": "new.0123456789"}), ("review", {"skill": "it.rust", "clause": "xg-b/junior/1.1.1"}),
             ("review", {"skill": "<script>alert(8)</script>", "clause": "<b>"}),
             ("basket", {}), ("basket", {"basket": "it.python,it.none,<script>alert(7)</script>"}),
             ("recognition", {}), ("recognition", {"kind": "one_x", "field": "it", "province": "11"}),
             ("recognition", {"entry": "pmp"}), ("recognition", {"entry": "<script>alert(6)</script>"}),
             ("compare", {}), ("compare", {"what": "periods"}), ("compare", {"what": "provinces"}),
             ("compare", {"ca": "xg-b", "cb": "xg-b"}), ("compare", {"ca": "<script>alert(8)</script>"}),
             ("schools", {}), ("schools", {"offered": "xg-a", "province": "11"}),
             ("schools", {"offered": "<script>alert(4)</script>"}), ("views", {}),
             ("views", {"keep": "skills?status=new"}), ("views", {"keep": "<script>alert(9)</script>"}),
             ("occupations", {}), ("occupations", {"field": "it", "certificate": "xg-a"}),
             ("search", {"need": "python"}), ("search", {"need": "<script>alert(5)</script>"})]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("page", "query"), ADDRESSES, ids=lambda v: v if isinstance(v, str) else "-".join(v))
def test_page_opens(
    published: Path, monkeypatch: pytest.MonkeyPatch, page: str, query: dict[str, str], language: str
) -> None:
    at = opened(published, monkeypatch, page, lang=language, **query)
    sound(at)
    text = html(at)
    assert "tiny00000001" in text
    assert 'class="caveat"' in text
    own = {
        "overview": ("从原始记录到可用招聘", "From lines to usable vacancies"),
        "skills": ("新兴与缺口技能", "Emerging and missing skills"),
        "certificate": ("条款与需求", "Clauses and demand"),
        "regions": ("示意图，非地图", "A diagram, not a map"),
        "recognition": ("不表示雇主不认可证书", "does not show that the employer rejects"),
        "occupations": ("占比是下限", "shares are lower bounds"),
        "search": ("写下企业需要的技能", "Write the skill"),
        "pathways": ("缺少的台阶", "Missing rungs"),
        "views": ("服务器不留存", "not by the server"),
        "schools": ("从零开始的最短清单", "The shortest list from nothing")
        if "province" not in query
        else ("一张证书里，哪些处处要", "Within a certificate"),
        "compare": ("左右互换", "swap the sides")
        if query.get("what") != "provinces"
        else ("不足两个", "fewer than two"),
        "basket": ("不是结论", "is no finding"),
        "review": ("多数还不是新技能", "most are no new skills"),
        "data": ("发布文件的检查", "Checks of the published file"),
        "method": ("上升的九道门槛", "Nine gates of a rise"),
    }
    assert own[page][language == "en"] in text
    assert own[page][language != "en"] not in text


def test_recognition_hides_small_numbers_and_leads_to_the_postings(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = html(opened(published, monkeypatch, "recognition", lang="en"))
    assert "of 238 vacancies" in text
    assert "10.1%" in text  # 24 of 238
    assert "1.3%" not in text  # three name 1+X
    assert 'href="recognition?entry=pmp&amp;lang=en"' in text
    text = html(opened(published, monkeypatch, "recognition", lang="en", entry="pmp"))
    assert "<mark>Python</mark>" in text
    assert "<script>" not in text
    assert "There is no such certificate" in html(
        opened(published, monkeypatch, "recognition", lang="en", entry="unknown")
    )


def test_occupations_hide_small_numbers_and_set_new_ones_without_a_certificate_apart(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = html(opened(published, monkeypatch, "occupations", lang="en", certificate="xg-a"))
    assert "44.1%" in text, "105 of 238 vacancies are mapped"
    assert "Software engineer" in text
    assert "37.8%" in text  # 90 of 238
    assert "50.0%" in text, "the job group holds half of them"
    assert ">Tester<" not in text, "four employers"
    demand, new = text.split('id="new"')
    assert "AI trainer" not in demand
    lacking, _, named = new.partition("New occupations that a certificate names")
    assert "AI trainer" in lacking
    assert "&lt;5" in lacking
    assert "118 of the 447" in lacking
    assert "Carbon manager" not in lacking
    assert "Carbon certificate" in named
    assert "green" in named
    assert "<script>" not in text


def test_pathways_show_the_step_what_it_adds_and_the_twins(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(opened(published, monkeypatch, "pathways", lang="en", certificate="xg-a", step="junior.xg-b.junior"))
    assert "Other certificates within reach: 1; nearest is Website development, Junior: 75.0%" in text
    assert ">Skill f<" in text
    assert "hardly any skill in common" in text, "xg-b changes its subject"
    assert "no certificate leads on" in text
    assert "Can write page structure 2" in text
    assert "50.0%" in text, "80 of the 160 vacancies that state a degree ask for a bachelor's"
    text = html(opened(published, monkeypatch, "pathways", lang="en", certificate="xg-b"))
    assert "too few to compare" in text


def test_skill_page_says_what_stands_around_it(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(opened(published, monkeypatch, "skills", lang="en", skill="it.python"))
    # 40 vacancies name Python (60) and HTML (40), of 238 in China: 40 × 238 / (60 × 40)
    assert "×4.0" in text
    assert "Rust" not in text  # 16 vacancies together
    assert (
        "No province&#x27;s share lies clearly above the whole country&#x27;s 25.2%" in text
    )  # 60 of 238, all in Beijing
    assert "Bachelor" not in text
    assert "bachelor" in text
    assert "33.3%" in text  # 20 of 60
    assert (
        "13.5%–61.5%" in text
    )  # nine employers, three of them with a bachelor's: effective size 8.1, worked out apart


def test_basket_is_kept_in_the_address_of_every_link(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(published, monkeypatch, "skills", lang="en", skill="it.rust", basket="it.python,it.python,x")
    text = html(at)
    assert 'href="basket?basket=it.python&amp;lang=en"' in text
    assert "basket=it.python%2Cit.rust" in text  # what "add to basket" would make of it
    at.query_params.clear()  # as the navigation does
    at.run()
    assert at.query_params["basket"] in ("it.python", ["it.python"])
    text = html(opened(published, monkeypatch, "basket", lang="en", basket="it.python,it.rust,it.none"))
    assert "16 vacancies" in text
    assert "Too little for a pack" in text
    assert "<code>it.none</code>" in text
    assert 'href="basket?basket=it.rust%2Cit.none&amp;lang=en"' in text  # without Python
    assert "The basket is empty" in html(opened(published, monkeypatch, "basket", lang="en", basket="<b>,a b"))


def test_data_page_says_which_check_does_not_hold(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(opened(published, monkeypatch, "data", lang="en"))
    assert "6 of 7 hold" in text  # the tiny build counts 260 postings in its funnel and 240 in its vacancies
    assert text.count("does not hold") == 1
    assert "1 landing runs: 280 records taken, 1 rejected, 2 repeated" in text


@pytest.mark.parametrize(("page", "query"), [("overview", {}), ("skills", {}), ("skills", {"skill": "it.python"}),
                                             ("certificate", {"certificate": "xg-a"}), ("regions", {})])  # fmt: skip
def test_charts_are_valid(
    published: Path, monkeypatch: pytest.MonkeyPatch, page: str, query: dict[str, str]
) -> None:  # fmt: skip
    """Readers get them unchecked, for speed."""
    checked = []

    def check(spec: dict[str, Any], **_: object) -> None:
        alt.Chart.from_dict(spec, validate=True)
        checked.append(spec)

    monkeypatch.setattr(charts, "CHECKED", True)
    monkeypatch.setattr("streamlit.vega_lite_chart", check)
    sound(opened(published, monkeypatch, page, lang="zh", **query))
    assert checked


def test_chosen_language_stays_in_the_address_when_the_navigation_empties_it(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(published, monkeypatch, lang="en")
    at.query_params.clear()
    at.run()
    assert at.query_params["lang"] == "en"
    assert "Overview" in html(at)


def test_language_switch_writes_a_stable_code(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(published, monkeypatch, lang="zh")
    at.segmented_control(key="language-switch").set_value("en").run()
    sound(at)
    assert at.query_params["lang"] == "en"
    assert "Overview" in html(at)


def test_filters_live_in_the_address_as_codes(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(published, monkeypatch, "skills", lang="zh", status="rising,nonsense", page="99999999999999")
    sound(at)
    assert at.multiselect(key="control-status").value == ["rising"]
    assert "Python编程" in html(at)
    assert "Flash制作" not in html(at)
    at.multiselect(key="control-status").set_value(["declining"]).run()
    assert at.query_params["status"] == "declining"
    assert "page" not in at.query_params
    assert "Flash制作" in html(at)


def test_search_narrows_the_ranking_and_stands_in_the_address(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(published, monkeypatch, "skills", lang="en")
    at.text_input(key="control-q").set_value("flash").run()
    sound(at)
    assert at.query_params["q"] == "flash"
    assert "Flash authoring" in html(at)
    assert "Rust" not in html(at)


def test_soft_skills_appear_only_when_asked_for(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(published, monkeypatch, "skills", lang="en")
    assert "Teamwork" not in html(at)
    at.toggle(key="control-hard").set_value(False).run()
    assert "Teamwork" in html(at)
    assert at.query_params["hard"] == "0"


def test_fewer_than_five_are_not_shown(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(opened(published, monkeypatch, "skills", lang="en", status="declining"))
    assert "Flash" in text
    assert "&lt;5" in text
    assert "5.0%" not in text, "3 of 60 is the share that must not be shown"
    assert "10.0%" in text, "18 of 180 may be shown"


def test_requirement_with_and_without_demand(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(opened(published, monkeypatch, "certificate", lang="en", certificate="xg-a"))
    assert "16.7%" in text
    assert "no demand seen" in text
    assert "Python programming" in text, "missing skill"
    assert "skills?skill=it.python&amp;certificate=xg-a" in text, "leads to the evidence"
    assert "Website development" in text, "the certificate that covers HTML elsewhere"


def test_gates_are_shown_with_the_limits_that_the_build_records(
    publish: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_rules = html(opened(publish("rules0000001"), monkeypatch, "skills", lang="en", skill="it.rust"))
    assert "≥ 10" in with_rules
    assert "not passed" in with_rules
    data = publish("norules00001", rules=False)
    without = html(renewed(opened(data, monkeypatch, "skills", lang="en", skill="it.rust"), "norules00001"))
    assert "Limit in this build" not in without


def test_earlier_calls_say_how_long_they_stood_and_what_nobody_knows_yet(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = html(opened(published, monkeypatch, "skills", lang="en"))
    assert "of 2 calls that could be looked at 3 months later, 1 still stood, 50.0%" in text
    assert "4 months, not fallen so far" in text
    assert "2 months, down after 3" in text
    assert text.count("4 months, not fallen so far") == 1  # repeated in December, listed once
    own = html(opened(published, monkeypatch, "skills", skill="it.python", lang="zh"))
    assert "4 个月，至今未回落" in own
    assert "尚无后续月份" in own
    never = html(opened(published, monkeypatch, "skills", skill="it.html", lang="en"))
    assert "2025-08–2025-12" in never
    method = html(opened(published, monkeypatch, "method", lang="en"))
    assert "Not known yet" in method


def test_unknown_skill_is_an_explanation(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(published, monkeypatch, "skills", lang="en", skill="<b>nope</b>")
    sound(at)
    assert "no such skill" in html(at)


def test_build_without_a_trend_still_opens(publish: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    data = publish("notrend00001", trend=False)
    for page, query in (("skills", {}), ("skills", {"skill": "it.python"}), ("certificate", {}), ("method", {})):
        at = opened(data, monkeypatch, page, lang="en", **query)
        sound(at)
    assert "too few dated vacancies" in html(opened(data, monkeypatch, lang="en")).lower()


def test_banner_stands_on_every_page_of_a_demonstration(
    publish: Callable[..., Path], published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = publish("demo00000002", demonstration=True)
    for found in pages():
        text = html(opened(data, monkeypatch, found.page.code, lang="zh"))
        assert "演示数据，非真实招聘 / Demonstration data, invented" in text, found.page.code
    assert "Demonstration data, invented" not in html(opened(published, monkeypatch))


def test_nothing_published_names_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(tmp_path, monkeypatch)
    sound(at)
    assert "xgap demo" in html(at)
    assert "还没有已发布的结果" in html(at)


def test_damaged_build_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "mart-bad.duckdb").write_bytes(b"not a database" * 400)
    (folder / "current.json").write_text('{"build_id": "bad", "file": "mart-bad.duckdb", "built_at": ""}', "utf-8")
    at = opened(tmp_path, monkeypatch, lang="en")
    sound(at)
    assert "cannot be read" in html(at)


def test_new_build_appears_without_a_restart(publish: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(publish("first0000001"), monkeypatch, lang="en")
    assert "first0000001" in html(at)
    publish("second000001")
    assert "first0000001" not in html(renewed(at, "second000001")), "two builds in one page"


def test_the_figure_of_changes_says_what_was_compared(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """n of a ratio is the vacancies of its two windows, not of the whole build."""
    text = html(opened(published, monkeypatch, "skills", lang="zh"))
    assert "n = 240 个招聘岗位" in text
    assert "近期 2025-10–2025-12（60 个岗位），早期 2025-01–2025-02（180 个岗位）" in text


def test_need_leads_to_skills_and_clauses(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(opened(published, monkeypatch, "search", lang="en", need="python"))
    assert "Python programming" in text
    assert "Can write page structure 1" in text, "the nearest clause"
    assert "0.85" in text, "its similarity"
    none = html(opened(published, monkeypatch, "search", lang="en", need="<script>alert(5)</script>"))
    assert "No skill named" in none
    assert "<script>" not in none


def test_regions_are_shown_only_with_enough_vacancies(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(opened(published, monkeypatch, "regions", lang="en"))
    assert "Information technology" in text
    assert "regions?province=11" in text, "a cell leads to what is missing there"
    assert "skills?skill=it.python" in text
