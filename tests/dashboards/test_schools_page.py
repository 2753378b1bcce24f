"""For schools: a list fills the address and is not kept, figures are worked out by hand, wrong files are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.components.numbers import percent, wilson
from tests.dashboards.opening import html, opened, sound


def _opened(data: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    return sound(opened(data, monkeypatch, "schools", **query))


def _given(at: AppTest, content: bytes, name: str = "list.csv") -> str:
    at.file_uploader(key="schools-list").upload(name, content, "text/csv").run()
    assert not at.exception, [e.value for e in at.exception]
    return html(at)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_fills_the_address_and_shows_what_it_covers(
    packed: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    zh = language == "zh"
    at = _opened(packed, monkeypatch, lang=language)
    assert ("还没有给出证书" if zh else "No certificate is given yet") in html(at)
    text = _given(at, "证书\n数控车铣加工职业技能等级证书\n数控车削\n宠物美容\n<b>x</b>\n".encode("gb18030"))
    assert at.query_params["offered"] in ("xg-cnc", ["xg-cnc"])
    assert ("清单里有 4 个名称，识别出 1 张证书" if zh else "has 4 names; 1 certificates were recognised") in text
    assert ("（是否为“数控车铣加工”？）" if zh else "(is it &#x27;CNC turning and milling&#x27;?)") in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    # of 460 namings (60 + 40 + 80 + 8 × 35) the certificate covers the 80 of reading drawings
    assert percent(80 / 460) in text
    # of the job group's 120 vacancies 100 to 119 name nothing; 80 ask for reading drawings: 66.7 %
    assert "66.7%" in text
    assert ("核心 1 条" if zh else "1 core requirements") in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_address_alone_restores_the_view_with_local_shares(
    packed: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    at = _opened(packed, monkeypatch, offered="xg-cnc,xg-none", province="44", lang=language)
    assert at.multiselect(key="control-offered").value == ["xg-cnc"]
    text = html(at)
    assert ("广东" if language == "zh" else "Guangdong") in text
    low, high = wilson(40, 60)
    assert f"66.7% ({percent(low)}–{percent(high)})" in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04workbook", ("Excel 工作簿", "Excel workbook")),
     (b"a,b\n1,2\n", ("缺少“证书”列。现有表头：a, b", "headings are: a, b")),
     (b"\xff\xfe\x00\x00", ("读不出文字", "cannot be read")),
     ("证书\n".encode(), ("没有证书名称", "No certificate stands")),
     ("证书\n不存在的\n".encode(), ("识别出 0 张", "0 certificates were recognised"))],
    ids=range(5),
)  # fmt: skip
def test_wrong_files_are_told_and_change_nothing(
    packed: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: tuple[str, str], language: str
) -> None:
    at = _opened(packed, monkeypatch, lang=language)
    assert said[language == "en"] in _given(at, content)
    assert "offered" not in at.query_params


def test_nothing_of_an_uploaded_list_is_written_to_the_data_folder(
    packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.stat().st_mtime_ns for path in packed.rglob("*")}
    _given(_opened(packed, monkeypatch, lang="zh"), "证书\n数控车铣加工\n".encode())
    assert {path: path.stat().st_mtime_ns for path in packed.rglob("*")} == before


def test_soft_skills_and_tools_of_few_are_not_shown(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(_opened(published, monkeypatch, offered="xg-a", lang="en"))
    assert "no soft skill reaches 5 vacancies" in text
    assert "<script>" not in text
