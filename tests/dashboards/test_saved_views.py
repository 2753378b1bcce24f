"""Saved views: kept under a name, opened in either language, carried by a file, and nothing but addresses of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.components import views
from dashboards.components.views import BadViews, View
from tests.dashboards.opening import html, opened, sound

PAGES = ("skills", "compare", "basket")


def _opened(data: Path, monkeypatch: pytest.MonkeyPatch, page: str, **query: str) -> AppTest:
    return sound(opened(data, monkeypatch, page, **query))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_view_is_kept_under_a_name_opened_and_removed(
    published: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    at = _opened(published, monkeypatch, "skills", q="python", status="rising", lang=language)
    assert f"views?keep=skills%3Fq%3Dpython%26status%3Drising&amp;lang={language}" in html(at).replace(
        "&amp;basket=", ""
    )
    at = _opened(published, monkeypatch, "views", keep="skills?q=python&status=rising", lang=language)
    at.text_input(key="view-name").set_value("Python <b>需求</b>")
    at.button[0].click().run()
    assert not at.exception
    text = html(at)
    assert "Python &lt;b&gt;需求&lt;/b&gt;" in text
    assert f'href="skills?q=python&amp;status=rising&amp;lang={language}"' in text
    assert "keep" not in at.query_params
    assert ("导出 1 个视图" if language == "zh" else "Export the list (1)") in str(
        [b.label for b in at.get("download_button")]
    )
    at.button(key="remove-view-0").click().run()
    assert ("还没有保存的视图" if language == "zh" else "Nothing is saved yet") in html(at)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_brings_views_and_a_wrong_one_says_what_it_is(
    published: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    zh = language == "zh"
    at = _opened(published, monkeypatch, "views", lang=language)
    kept = [View("甲", "compare", (("what", "provinces"),)), View("乙", "skills")]
    at.file_uploader(key="views-upload").upload("a.json", views.dump(kept).encode(), "application/json").run()
    assert not at.exception, [e.value for e in at.exception]
    assert 'href="compare?what=provinces' in html(at)
    assert ("已导入 2 个视图" if zh else "2 views were imported") in html(at)
    at = _opened(published, monkeypatch, "views", lang=language)
    at.file_uploader(key="views-upload").upload("a.json", b"\xff\xfe not json", "application/json").run()
    assert ("这不是视图文件" if zh else "no file of views") in html(at)


def test_what_the_browser_keeps_is_joined_with_the_list_once(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = _opened(published, monkeypatch, "views", lang="en")
    at.session_state["views-in-browser"] = {"stored": views.dump([View("old", "skills", (("q", "rust"),))])}
    at.run()
    assert not at.exception
    assert 'href="skills?q=rust' in html(at)
    at.button(key="remove-view-0").click().run()
    assert "Nothing is saved yet" in html(at), "what was removed does not come back from the browser"


def test_a_file_is_read_back_as_it_was_written() -> None:
    kept = (View("名 称", "skills", (("q", "c++ & c#"), ("status", "new,rising"))), View("b", "basket"))
    assert views.parse(views.dump(kept), PAGES) == (kept, 0)
    assert views.of_address(kept[0].address, PAGES, kept[0].name) == kept[0]


@pytest.mark.parametrize(
    ("entry", "why"),
    [({"name": "x", "page": "https://evil.example", "query": {}}, "another site"),
     ({"name": "x", "page": "javascript:alert(1)", "query": {}}, "a script"),
     ({"name": "x", "page": "skills", "query": {"q\" onload=": "1"}}, "no name of ours"),
     ({"name": "x", "page": "skills", "query": {"q": 3}}, "no text"),
     ({"name": "", "page": "skills", "query": {}}, "no name"),
     ({"name": "x", "page": "skills", "query": {"q": "长" * 2000}}, "too long"), (["skills"], "no entry"),
     ({"name": "x", "page": ["skills"], "query": {}}, "a list"),
     ({"name": None, "page": "skills", "query": {}}, "none")],
)  # fmt: skip
def test_entries_that_are_no_views_are_passed_over_and_counted(entry: object, why: str) -> None:
    good = {"name": "ok", "page": "skills", "query": {"lang": "en", "q": "a"}}
    text = json.dumps({"format": "xgap-views", "version": 1, "views": [entry, good]})
    assert views.parse(text, PAGES) == ((View("ok", "skills", (("q", "a"),)),), 1), why


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "no_views"), (b"[]", "no_views"), (b'{"views": []}', "no_views"), (b"x" * 500_000, "too_large"),
     (b'{"format": "xgap-views", "version": 2, "views": []}', "newer"), (b"[" * 100_000, "no_views"),
     (b'{"format": "xgap-views", "version": 1, "views": {}}', "no_views")],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadViews) as refused:
        views.parse(content, PAGES)
    assert refused.value.code == code


def test_the_list_is_bounded_and_a_name_stands_once() -> None:
    many = views.joined([], [View(f"v{i}", "skills") for i in range(views.MOST + 5)])
    assert len(many) == views.MOST
    assert views.joined([View("a", "skills")], [View("a", "basket")]) == (View("a", "basket"),)
    _, passed_over = views.parse(views.dump([View(f"v{i}", "skills") for i in range(views.MOST + 5)]), PAGES)
    assert passed_over == 5
