"""What readers may see of occupations: nothing of one to four vacancies or employers, no share of a small field."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse import queries
from warehouse.connection import Reader

TABLES = """
create schema marts;
create table marts.vacancies as select 'v' || i as vacancy_id, 'e' || i % 50 as employer_key, i % 50 > 0 as
    employer_is_named, case when i < 20 then 'care' else 'it' end as field, 's' as source, 2024 as year, null as month,
    case when i < 420 then 'CN' else 'SG' end as country from range(430) t(i);
create table marts.fields as select 'it' as field, '信息' as zh, 'IT' as en;
create table marts.occupations as select * from (values
    ('2-02-10-03', '2-02-10-03', '软件', 'Software', true, false, null, 60, 20, 1, 0, 0),
    ('2-02-38-01', '2-02-38-01', '智能', 'AI', true, false, 1, 40, 4, 1, 0, 1),
    ('4-10-01-05', '4-10-01-05', '护理', 'Care', false, false, null, 12, 9, 1, 0, 0),
    ('n7-1', null, '甲', 'A', null, null, 7, 1, 1, 1, 0, 0),
    ('n6-1', null, '乙', 'B', null, null, 6, 4, 4, 1, 0, 0),
    ('n5-1', null, '丙', 'C', null, null, 5, 0, 0, 0, 1, 1)
) as t(occupation, code, zh, en, digital, green, batch, n_vacancies, n_employers, n_sources, n_same, n_part);
create table marts.occupation_demand as select * from (values
    ('2-02-10-03', '', 60, 20, 420, 0.14, 0.12, 0.17), ('2-02-10-03', 'it', 60, 20, 400, 0.15, 0.12, 0.18),
    ('2-02-38-01', '', 40, 4, 420, 0.1, 0.07, 0.12), ('4-10-01-05', '', 12, 9, 420, 0.03, 0.02, 0.05),
    ('4-10-01-05', 'care', 12, 9, 20, 0.6, 0.4, 0.8), ('n7-1', '', 1, 1, 420, 0.01, 0.0, 0.02)
) as t(occupation, field, n_vacancies, n_employers, n_total, share, low, high);
create table marts.certificate_occupations as select * from (values
    ('xg', '2-02-10-03', 30, 9, 100, 0.3, 0.5), ('xg', '2-02-38-01', 20, 4, 100, 0.2, 0.5),
    ('other', '2-02-10-03', 40, 9, 100, 0.4, 0.66)
) as t(certificate, occupation, n_vacancies, n_employers, n_target, share_of_group, share_of_occupation);
create table marts.certificates as select * from (values
    ('xg', 'junior', '网页', 'Web'), ('xg', 'senior', '网页', 'Web'), ('other', 'junior', '别', 'Other')
) as t(certificate, level, title, title_en);
create table marts.occupation_links as select * from (values
    ('2-02-38-01', '语音', 'Speech', null, 'part'), ('n5-1', '丁', 'D', 'xg', 'same'), ('n5-1', '戊', 'E', null, 'part')
) as t(occupation, certificate_name, certificate_name_en, certificate, extent);
create table marts.build as select * from (values ('catalogue_listed', '118'), ('as_of', '2025-01')) as t(key, value);
"""


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    path = tmp_path / "mart.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return Reader(path)


def test_only_what_several_employers_ask_for_is_listed_most_first(reader: Reader) -> None:
    rows = queries.occupations(reader)
    assert rows[["occupation", "n_vacancies", "share"]].values.tolist() == [
        ["2-02-10-03", 60, 0.14],
        ["4-10-01-05", 12, 0.03],
    ]
    assert queries.occupation_fields(reader)["field"].tolist() == ["care", "it"]


def test_no_share_of_a_small_field(reader: Reader) -> None:
    [row] = queries.occupations(reader, "care").to_dict("records")
    assert row["n_vacancies"] == 12
    assert [row[k] != row[k] for k in ("share", "low", "high")] == [True] * 3  # of 20 vacancies
    assert queries.occupations(reader, "nowhere").empty


def test_the_whole_is_of_china_and_of_the_field(reader: Reader) -> None:
    whole = queries.occupations_mapped(reader)
    assert (whole.n_mapped, whole.n_total, whole.n_employers, whole.sources) == (113, 420, 49, ("s",))
    assert queries.occupations_mapped(reader, "it").n_mapped == 60
    assert queries.occupations_mapped(reader, "nowhere").n_total == 0


def test_certificates_of_an_occupation_once_and_not_of_few_employers(reader: Reader) -> None:
    rows = queries.certificate_occupations(reader)
    assert rows[["certificate", "occupation"]].values.tolist() == [["other", "2-02-10-03"], ["xg", "2-02-10-03"]]
    assert queries.certificate_occupations(reader, "xg")["share_of_occupation"].tolist() == [0.5]


def test_new_occupations_tell_no_small_count_not_even_by_their_order(reader: Reader) -> None:
    rows = {r["occupation"]: r for r in queries.new_occupations(reader)}
    assert list(rows) == ["2-02-38-01", "n7-1", "n6-1", "n5-1"]
    assert [(r["n_vacancies"], r["n_employers"]) for r in rows.values()] == [
        (40, None), (None, None), (None, None), (0, 0)
    ]  # fmt: skip
    assert (rows["n5-1"]["same_zh"], rows["n5-1"]["part_en"]) == (["丁"], ["E"])
    assert (rows["n7-1"]["same_zh"], rows["n7-1"]["part_zh"]) == ([], [])
    assert queries.lists_found(reader) == {"catalogue_listed": 118}
