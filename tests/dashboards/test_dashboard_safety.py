"""What strangers wrote stays text: on the page, in the address, in a spreadsheet, between threads."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from dashboards.components import evidence, markup, numbers, spreadsheet, tables
from dashboards.components.tables import Column
from dashboards.context import Context
from dashboards.desk import Desk
from dashboards.words import Words
from warehouse import queries
from warehouse.connection import Reader
from warehouse.settings import Settings

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[link](javascript:alert(1)) **bold** # heading",
    "a\u202egnp.exe\u202c b\u200b\u2066c",
    "</mark></blockquote><style>*{display:none}</style>",
    "&lt;already escaped&gt;",
    "\x00\x1b[31mred\nnew line",
]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> _Tags:
    reader = _Tags()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_highlight_makes_one_mark_and_no_other_element(text: str) -> None:
    for start, end in ((0, 3), (2, len(text)), (-5, 10_000)):
        found = parsed(markup.highlight(text, start, end))
        assert set(found.tags) <= {"mark"}
        assert found.text == markup.clean(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_elements_escape_children_and_attributes(text: str) -> None:
    found = parsed(markup.h("p", text, title=text))
    assert found.tags == ["p"]
    assert found.text == markup.clean(text)


def test_mark_stands_where_the_offsets_say() -> None:
    assert markup.highlight("熟悉<Python>优先", 3, 9) == "熟悉&lt;<mark>Python</mark>&gt;优先"


def test_excerpt_is_at_most_two_hundred_characters() -> None:
    assert len(parsed(markup.highlight("字" * 500, 10, 12)).text) == 200


def test_characters_that_turn_or_hide_text_are_made_visible_and_offsets_stay() -> None:
    text = "a\u202eb\u200bc\ufeffd\x07e"
    assert markup.clean(text) == "a·b·c·d e"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "JaVaScRiPt:x", " javascript:x", "file:///x"],
)
def test_only_our_pages_and_the_web_are_linked(address: str) -> None:
    assert markup.link("x", address) == "x"


@pytest.mark.parametrize("address", ["https://jobs.example.org/1?a=b", "skills?skill=it.x&lang=zh", "./?lang=en",
                                     "skills?skill=it.x#evidence"])  # fmt: skip
def test_proper_addresses_are_linked(address: str) -> None:
    assert "<a " in markup.link("x", address)


def test_hostile_evidence_is_text(published: Path) -> None:
    reader = Reader(queries.published(published)[0])
    rows = tables.records(queries.evidence(reader, "it.python"))
    items = [evidence.item(Words("zh"), row) for row in rows]
    everything = parsed("".join(items))
    assert set(everything.tags) == {"li", "div", "blockquote", "mark", "span", "a"}
    assert everything.tags.count("a") == 1, "the https address of one, never the javascript: address of another"
    assert everything.tags.count("mark") == len(rows)
    assert "<img src=x" in everything.text
    assert "\u202e" not in everything.text


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1+1", "＠x", "\r=1"])
def test_csv_cell_is_no_formula(value: str) -> None:
    assert str(spreadsheet.guarded(value)).startswith("'")


@pytest.mark.parametrize("value", ["Python", "C++", "前端-后端", -3, 0.5])
def test_csv_leaves_ordinary_cells_alone(value: object) -> None:
    assert spreadsheet.guarded(value) == value


def test_csv_has_a_mark_for_excel_headings_and_the_build() -> None:
    columns = [Column("技能", lambda r: r["a"]), Column("n", lambda r: r["b"], group="组")]
    rows: list[dict[str, object]] = [{"a": '=HYPERLINK("x")', "b": None}, {"a": "多,行\n字", "b": -2}]
    data = spreadsheet.csv_bytes(*tables.take_away(columns, rows, "b1"))
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert read == [["技能", "组: n", "build_id"], ['\'=HYPERLINK("x")', "", "b1"], ["多,行\n字", "-2", "b1"]]


@pytest.mark.parametrize("text", [*HOSTILE, "=cmd|' /C calc'!A0", "@SUM(1)", "字" * 40_000, "🚀\ufffe", "ok"])
def test_workbook_holds_texts_as_texts(text: str) -> None:
    data = spreadsheet.xlsx_bytes("表:[x]", ["技能", text[:20]], [[text, 3], [None, float("nan")], [0.5, True]],
                                  [("来源", text)], "说明")  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets), "a formula"
    book = openpyxl.load_workbook(io.BytesIO(data))
    first, second = book.worksheets
    assert first["A2"].data_type == "s"
    assert first["A2"].quotePrefix
    assert first["A2"].value == spreadsheet.plain(text)[:32_767]  # type: ignore[index]
    assert (first["B2"].value, first["A4"].value, first["A3"].value) == (3, 0.5, None)
    assert second["B1"].value == first["A2"].value
    assert "\u202e" not in str(first["A2"].value)


def test_files_say_what_they_come_from(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, build_id = queries.published(published)
    reader = Reader(path)
    for language, basis in (("zh", "参照框架"), ("en", "reference frame")):
        context = Context(
            queries.build(reader, path, build_id), Words(language), "overview", Desk(Settings(data=published))
        )  # type: ignore[arg-type]
        told = " ".join(" ".join(line) for line in tables.about(context))
        assert build_id in told
        assert basis in told


@pytest.mark.parametrize(("n", "shown"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (12345, "12,345"), (None, "–")])
def test_few_vacancies_are_suppressed(n: int | None, shown: str) -> None:
    assert numbers.vacancies(n) == shown


def test_share_of_few_is_suppressed_and_of_none_is_not() -> None:
    assert numbers.share(0.02, 4) == "<5"
    assert numbers.share(0.0, 0) == "0.0%"
    assert numbers.share(0.0437, 9) == "4.4%"
    assert numbers.share(0.00437, 9) == "0.44%"


def test_wilson_interval_of_known_values() -> None:
    low, high = numbers.wilson(10, 100, z=1.959964)
    assert low == pytest.approx(0.0552, abs=1e-4)
    assert high == pytest.approx(0.1744, abs=1e-4)
    assert numbers.wilson(0, 50)[0] == 0.0
    assert numbers.wilson(0, 0) == (0.0, 1.0)


def test_reader_gives_sixteen_threads_their_own_rows(published: Path) -> None:
    reader = Reader(queries.published(published)[0])
    expected = {row["skill_id"]: row for row in reader.rows("select * from marts.skills")}

    def ask(at: int) -> bool:
        skill_id = sorted(expected)[at % len(expected)]
        found = queries.skill(reader, skill_id)
        frame = queries.skill_trend(reader, skill_id)
        total = reader.rows("select sum(n_vacancies) as n from marts.skill_trend_cells where skill_id = ?", [skill_id])
        return found == expected[skill_id] and int(frame["n_skill"].sum()) == total[0]["n"]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(320)))
    assert all(answers), f"{answers.count(False)} of {len(answers)} wrong"


def test_excerpts_never_pass_through_markdown() -> None:
    folder = Path(evidence.__file__).parents[1]
    known = ["app.py: unsafe_allow_javascript"]  # goes to the visitor's own address again
    found = [
        f"{path.name}: {hit}"
        for path in folder.rglob("*.py")
        for hit in re.findall(
            r"unsafe_allow_html|unsafe_allow_javascript|st\.(?:markdown|write|caption)\(", path.read_text("utf-8")
        )
    ]
    assert found == known, "all text goes through components.markup"


def test_months_run_over_the_turn_of_the_year() -> None:
    assert numbers.months("2024-11", "2025-02") == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert numbers.months("2025-01", "2025-01") == ["2025-01"]
    assert numbers.month_before("2025-02", 26) == "2022-12"


@pytest.mark.parametrize(("wanted", "ids"), [
    (queries.SkillFilter(types=("soft",)), ["soft.team"]),
    (queries.SkillFilter(statuses=("insufficient",)), ["it.rare"]),
    (queries.SkillFilter(text="PYTHON"), ["it.python"]),
    (queries.SkillFilter(text="ｐｙｔｈｏｎ 编程"), ["it.python"]), (queries.SkillFilter(text="蟒"), ["it.python"]),
    (queries.SkillFilter(text="%"), []),
    (queries.SkillFilter(text="' or 1=1 --"), []),
    (queries.SkillFilter(coverage=("covered", "partly")), ["it.html", "it.flash"]),
    (queries.SkillFilter(statuses=("new", "rising"), known_only=True), ["it.python"]),
    (queries.SkillFilter(skill_id="it.rust"), ["it.rust"]),
    (queries.SkillFilter(among=("it.html", "it.rust", "it.none")), ["it.html", "it.rust"]),
])  # fmt: skip
def test_skill_filter(published: Path, wanted: queries.SkillFilter, ids: list[str]) -> None:
    reader = Reader(queries.published(published)[0])
    assert list(queries.skill_ranking(reader, wanted)["skill_id"]) == ids
    assert queries.skill_counts(reader, wanted).n == len(ids)
    assert list(queries.skill_ranking(reader, wanted, 1, 1)["skill_id"]) == ids[1:2]


def test_vacancies_abroad_are_not_counted(publish: Callable[..., Path]) -> None:
    reader = Reader(queries.published(publish("abroad000001"))[0])
    totals = queries.totals(reader)
    assert totals.n_foreign == 2
    assert totals.n_domestic == totals.n_vacancies - 2
