"""Three readers on their way from a question to the postings behind the answer, in at most five clicks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from dashboards.words import Words
from tests.dashboards.browser.visitor import Visitor
from warehouse import queries
from warehouse.connection import Reader

MOST_CLICKS = 5
EVIDENCE = ".xg ol.evidence > li"
LANGUAGES = ("zh", "en")
OTHER: dict[str, Literal["zh", "en"]] = {"zh": "en", "en": "zh"}


def reader_of(data: Path) -> Reader:
    return Reader(queries.published(data)[0])


def see_evidence(visitor: Visitor, words: Words) -> None:
    """Postings stand there with a marked excerpt, place, source and time, of this build, within five clicks."""
    assert visitor.clicks <= MOST_CLICKS
    items = visitor.page.locator(EVIDENCE)
    items.first.wait_for(state="visible")
    assert items.count() >= 5, "a verdict stands on at least five postings"
    for at in range(min(items.count(), 8)):
        excerpt = items.nth(at).locator("blockquote").inner_text()
        assert 0 < len(excerpt) <= 200
        assert items.nth(at).locator("mark").inner_text() in excerpt
        assert all(part.strip() for part in items.nth(at).locator(".origin > span").all_inner_texts())
        assert items.nth(at).locator(".origin > span").count() >= 4, "employer, province, source, month"
    build = queries.published(visitor.data)[1]
    assert visitor.builds() == {build}
    line = visitor.texts(".xg .source-line")[-1]
    assert words("line.build", build=build) in line
    assert re.search(r"\d", line)


def into_the_basket(visitor: Visitor, words: Words, skill: str) -> None:
    """One click puts the skill of this page aside, one more opens the basket, where it stands with both verdicts."""
    visitor.click(visitor.page.get_by_role("link", name=words("basket.add"), exact=True).first, until=".xg p.basket")
    assert skill in visitor.query["basket"].split(",")
    visitor.click(visitor.page.locator(".xg p.basket a"), until="nav.pages a[aria-current=page][href^='basket?']")
    names = visitor.page.locator(f".xg table.grid tbody th a[href*='skill={skill}']")
    assert names.count() == 1


def same_view_in_the_other_language(visitor: Visitor, fresh: Visitor, language: str, kept: tuple[str, ...]) -> None:
    """The switch changes the words and nothing else; a link shows a stranger the same, in his own language too."""
    before = {name: visitor.query.get(name) for name in kept}
    excerpts = visitor.texts(f"{EVIDENCE} blockquote")
    title = visitor.text(".xg h1")
    visitor.speak(OTHER[language])
    other_title = visitor.text(".xg h1")
    assert other_title != title
    assert {name: visitor.query.get(name) for name in kept} == before
    assert visitor.texts(f"{EVIDENCE} blockquote") == excerpts, "postings stay in the language of their employers"
    fresh.go(visitor.page.url)
    assert fresh.text(".xg h1") == other_title
    assert fresh.texts(f"{EVIDENCE} blockquote") == excerpts
    fresh.go(re.sub(r"lang=\w\w", f"lang={language}", visitor.page.url))
    assert fresh.text(".xg h1") == title
    assert fresh.texts(f"{EVIDENCE} blockquote") == excerpts
    assert not visitor.strange
    assert not fresh.strange


def skill_of(address: str) -> str:
    found = re.search(r"[?&]skill=([^&#]+)", address)
    assert found
    return found.group(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_designer(visit: Callable[..., Visitor], data: Path, language: Literal["zh", "en"]) -> None:
    """Is my standard out of date? Certificate, table, missing list, postings, basket."""
    words, reader = Words(language), reader_of(data)
    sized = {r["certificate"]: r for r in queries.certificates(reader).to_dict("records")}
    with_gaps = [c for c in sorted(sized, key=lambda c: -sized[c]["n_target_vacancies"])[:6]
                 if queries.certificate_uncovered(reader, c, "target")]  # fmt: skip
    mine = with_gaps[:2][-1]  # not the one that the page shows by itself, where there is another
    visitor = visit(language)
    visitor.open()
    visitor.turn_to("certificate")
    box = visitor.page.locator(".st-key-control-certificate input")
    box.click()
    visitor.clicks += 1
    title = words.pick(sized[mine]["title"], sized[mine]["title_en"])
    box.fill(title)
    visitor.click(visitor.page.get_by_role("option", name=title).first)
    visitor.page.wait_for_function("code => document.querySelector('.xg table.matrix a, .xg table.grid a[href*=\"'"
                                   " + 'certificate=' + code + '\"]')", arg=mine)  # fmt: skip
    visitor.settle()
    assert title in visitor.text(".xg h2")
    rows = visitor.page.locator(".xg table.matrix tbody tr:not(.domain):not(.task)")
    assert rows.count() == sum(1 for r in queries.certificate_table(reader, mine, "target"))
    assert visitor.page.locator(".xg table.matrix .badge").count() == rows.count(), "each requirement has its status"
    missing = visitor.page.locator(
        f".xg table.grid:not(.matrix) tbody th a[href*='certificate={mine}'][href*='skills?']"
    )
    skill = skill_of(missing.first.get_attribute("href"))
    visitor.click(missing.first, until=EVIDENCE)
    see_evidence(visitor, words)
    same_view_in_the_other_language(visitor, visit(OTHER[language]), language, ("skill", "certificate"))
    visitor.speak(language)
    into_the_basket(visitor, words, skill)


@pytest.mark.parametrize("language", LANGUAGES)
def test_enterprise(visit: Callable[..., Visitor], data: Path, language: Literal["zh", "en"]) -> None:
    """We need X: nearest clauses with scores and basis, who asks for it, where, since when, basket."""
    words, reader = Words(language), reader_of(data)
    wanted = queries.SkillFilter(types=("tool", "knowledge", "task"), known_only=True)
    first = queries.skill_ranking(reader, wanted, 1).to_dict("records")[0]
    need = words.pick(first["name"], first["name_en"])
    visitor = visit(language)
    visitor.open()
    visitor.turn_to("search")
    box = visitor.page.locator(".st-key-control-need input")
    box.click()
    visitor.clicks += 1
    box.fill(need)
    box.press("Enter")
    visitor.page.wait_for_selector(".xg table.grid")
    visitor.settle()
    assert visitor.query["need"] == need
    clauses = visitor.page.locator(".st-key-take-search-nearest").locator("xpath=preceding::table[1]/tbody/tr")
    assert clauses.count() >= 1
    for cells in (clauses.nth(at).locator("td").all_inner_texts() for at in range(clauses.count())):
        scores = [cell for cell in cells if re.fullmatch(r"[01]\.\d\d", cell)]
        assert len(scores) == 2, "likeness, and the probability that the clause covers the skill"
        assert any(cell in (words("basis.official"), words("basis.reference")) for cell in cells)
    visitor.click(visitor.page.locator(f".xg table.grid a[href*='skill={first['skill_id']}']").first, until=EVIDENCE)
    see_evidence(visitor, words)
    everything = visitor.text()
    for heading in ("trend.title", "places.title", "nearest.title", "evidence.title"):
        assert words(heading) in everything
    same_view_in_the_other_language(visitor, visit(OTHER[language]), language, ("skill",))
    visitor.speak(language)
    into_the_basket(visitor, words, str(first["skill_id"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_policymaker(visit: Callable[..., Visitor], data: Path, language: Literal["zh", "en"]) -> None:
    """Which provinces and fields are least covered? Heat map, tiles, field, missing skills, postings."""
    words, reader = Words(language), reader_of(data)
    covered: list[dict[str, Any]] = queries.regional_coverage(reader).to_dict("records")
    cells = [r for r in covered if isinstance(r["field"], str) and isinstance(r["province_code"], str)
             and r["share_missing"] == r["share_missing"]]  # fmt: skip
    visitor = visit(language)
    visitor.open()
    visitor.turn_to("regions")
    names = {str(r["province_code"]) for r in queries.provinces(reader).to_dict("records")}
    tiles = visitor.page.locator(".xg ul.tiles > li")
    assert tiles.count() == len(names), "a cell for each province of the build"
    assert words("regions.diagram") in visitor.text()
    assert visitor.page.locator("[data-testid=stVegaLiteChart]").count() >= 2, "fields, and the heat map"
    cell = max(cells, key=lambda r: r["n_vacancies"])
    province, field = str(cell["province_code"]), str(cell["field"])
    visitor.click(visitor.page.locator(f".xg ul.tiles a[href*='province={province}']"),
                  until=f".xg ul.tiles a[aria-current][href*='province={province}']")  # fmt: skip
    table = visitor.page.locator(".st-key-take-fields").locator("xpath=ancestor::details[1]")
    table.locator("summary").click()
    visitor.still()
    visitor.clicks += 1
    visitor.click(table.locator(f".xg a[href*='field={field}']").first, until=f".xg ul.tiles a[href*='field={field}']")
    assert (visitor.query["field"], visitor.query["province"]) == (field, province), "a choice keeps the one before"
    link = visitor.page.locator(".st-key-take-missing").locator("xpath=preceding::table[1]/tbody/tr/th//a[1]").first
    skill = skill_of(link.get_attribute("href"))
    visitor.click(link, until=EVIDENCE)
    see_evidence(visitor, words)
    same_view_in_the_other_language(visitor, visit(OTHER[language]), language, ("skill",))
    visitor.speak(language)
    into_the_basket(visitor, words, skill)
