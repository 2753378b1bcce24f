"""A school's list: names and codes are understood, what cannot be judged is said, and the shortest list is short."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import schools
from pipelines.files import BadInput
from taxonomy.registry import load
from warehouse import queries

DEMAND = [
    {"n_vacancies": 50, "certificates": ["a", "b"]}, {"n_vacancies": 30, "certificates": ["b", "c"]},
    {"n_vacancies": 15, "certificates": ["c"]}, {"n_vacancies": 4, "certificates": []},
    {"n_vacancies": 1, "certificates": ["d"]},
]  # fmt: skip


def _file(folder: Path, text: str) -> Path:
    path = folder / "offered.csv"
    path.write_text(text, "utf-8")
    return path


def test_codes_and_names_are_understood_and_the_rest_is_told(tmp_path: Path) -> None:
    rows = ["学校,证书", "甲,Web前端开发", "甲,xg-elder-care", "乙,Web front-end development", "乙,", "乙,不存在的证书"]
    read = schools.read_offered(_file(tmp_path, "\n".join(rows)), load())
    assert read.certificates == ("xg-web-frontend", "xg-elder-care")
    assert read.unknown == ("不存在的证书",)


def test_names_of_the_catalogue_without_a_frame_stand_apart(tmp_path: Path) -> None:
    from taxonomy import catalogue

    taxonomy = load()
    framed = {c.title.zh for c in taxonomy.certificates.values()}
    name = next(row.name for row in catalogue.load() if not row.frame and row.name not in framed)
    read = schools.read_offered(_file(tmp_path, f"certificate\nxg-bim\n{name}\n"), taxonomy)
    assert (read.certificates, read.unjudged, read.unknown) == (("xg-bim",), (name,), ())


@pytest.mark.parametrize(("text", "said"), [("a,b\n1,2\n", "needs a column"), ("证书\n不存在\n", "none of its 1")])
def test_a_list_of_nothing_known_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        schools.read_offered(_file(tmp_path, text), load())


def test_the_shortest_list_takes_the_largest_gain_each_time() -> None:
    steps = queries.shortest_list(DEMAND, ["a", "b", "c", "d"])
    assert [(s["certificate"], s["gain"], s["total"]) for s in steps] == [
        ("b", 0.8, 0.8), ("c", 0.15, pytest.approx(0.95)), ("d", 0.01, pytest.approx(0.96)),
    ]  # fmt: skip


def test_what_is_offered_counts_as_covered_and_small_gains_end_the_list() -> None:
    assert [s["certificate"] for s in queries.shortest_list(DEMAND, ["a", "b", "c", "d"], ["b", "d"])] == ["c"]
    many = [{"n_vacancies": 1000, "certificates": ["a"]}, {"n_vacancies": 1, "certificates": ["b"]}]
    assert [s["certificate"] for s in queries.shortest_list(many, ["a", "b"])] == ["a"]
    assert queries.shortest_list([], ["a"]) == []
