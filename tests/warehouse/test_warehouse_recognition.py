"""What readers may see of recognition: nothing of one to four vacancies, no share of a small group."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse import queries
from warehouse.connection import Reader

TABLES = """
create schema marts;
create table marts.recognition as select * from (values
    ('all', '', '', 0, 'industry', 40, 20, 37, 3, 2, 400, 90, 0.1, 0.08, 0.13),
    ('all', '', '', 0, 'one_x', 4, 4, 4, 0, 0, 400, 90, 0.01, 0.004, 0.02),
    ('all', '', '', 0, 'title', 0, 0, 0, 0, 0, 400, 90, 0.0, 0.0, 0.007),
    ('field', 'it', '', 0, 'industry', 12, 9, 12, 0, 0, 29, 20, 0.41, 0.3, 0.5),
    ('field', 'care', '', 0, 'industry', 12, 4, 12, 0, 0, 60, 4, 0.2, 0.1, 0.3),
    ('field_province', 'it', '44', 0, 'industry', 12, 9, 6, 6, 0, 30, 20, 0.4, 0.3, 0.5),
    ('province', '', '44', 0, 'industry', 12, 9, 12, 0, 0, 200, 20, 0.06, 0.04, 0.09)
) as t(scope, field, province_code, year, kind, n_vacancies, n_employers, n_required, n_preferred, n_negated, n_total,
       n_total_employers, share, low, high);
create table marts.recognition_entries as select * from (values
    ('pmp', '', 'industry', 'PMP', 'PMP', 30, 9, 20, 10, 0, 1),
    ('cpa', '', 'industry', '注会', 'CPA', 30, 4, 20, 10, 0, 1),
    ('x', '', 'one_x', '1+X', '1+X', 4, 4, 4, 0, 0, 3),
    ('cet4', '', 'language', '四级', 'CET-4', 90, 60, 90, 0, 0, 0)
) as t(entry, field, kind, zh, en, n_vacancies, n_employers, n_required, n_preferred, n_negated, n_mentioned);
create table marts.fields as select 'it' as field, '信息' as zh, 'IT' as en;
create table marts.provinces as select '44' as province_code, '广东' as zh, 'Guangdong' as en;
"""


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    path = tmp_path / "mart.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return Reader(path)


def test_few_vacancies_are_hidden_with_all_that_would_tell_them(reader: Reader) -> None:
    rows = queries.recognition(reader).set_index("kind").astype(object)
    rows = rows.where(rows.notna(), None)
    assert rows.loc["industry", ["n_vacancies", "n_employers", "share"]].tolist() == [40, 20, 0.1]
    assert rows.loc["industry", ["n_preferred", "n_negated"]].tolist() == [None, None]
    hidden = ["n_vacancies", "n_employers", "n_required", "share", "low", "high"]
    assert rows.loc["one_x", hidden].tolist() == [None] * 6
    assert rows.loc["one_x", "n_total"] == 400
    assert rows.loc["title", ["n_vacancies", "share", "high"]].tolist() == [0, 0.0, 0.007]  # none is no secret


def test_no_share_of_a_small_group_or_of_few_employers(reader: Reader) -> None:
    rows = queries.recognition_by(reader, "field", "industry").set_index("field")
    assert rows["share"].isna().all()  # 29 vacancies; four employers
    assert rows.loc["it", "n_vacancies"] == 12
    [cell] = queries.recognition_by(reader, "province", "industry", "it").to_dict("records")
    assert (cell["share"], cell["field"], cell["province_en"]) == (0.4, "it", "Guangdong")
    [place] = queries.recognition_by(reader, "province", "industry").to_dict("records")
    assert place["share"] == 0.06
    assert queries.recognition(reader, "nowhere").empty


def test_only_what_several_employers_ask_for_is_listed(reader: Reader) -> None:
    assert queries.recognition_entries(reader)["entry"].tolist() == ["cet4", "pmp"]
    assert queries.recognition_entries(reader, kinds=queries.CERTIFICATE_KINDS)["entry"].tolist() == ["pmp"]
    assert queries.recognition_entry(reader, "cpa") is None
    found = queries.recognition_entry(reader, "pmp")
    assert found is not None
    assert found["n_required"] == 20
