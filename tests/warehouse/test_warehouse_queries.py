"""Questions to a tiny published build, made by hand so that every answer can be counted on fingers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import answers
from pipelines.files import BadInput
from taxonomy.text import normalise
from warehouse import publish, queries
from warehouse.connection import Reader
from warehouse.queries import spelling
from warehouse.settings import Paths

_TABLES = """
create schema staging; create schema marts;
create table staging.postings as select 'p' || i as posting_id from range(12) t(i);
create table marts.vacancies as
select 'v' || i as vacancy_id, case when i < 6 then '甲' else '乙' end as source,
       'https://jobs.example.org/' || i as url,
       '前端工程师' as title, '公司' || (i % 5) as employer, 'e' || (i % 5) as employer_key,
       i % 5 > 0 as employer_is_named,
       case when i = 9 then 'SG' end as country, case when i = 0 then '44' end as province_code,
       case when i = 8 then null else '2025-0' || (1 + i % 3) end as month, 2025 as year, false as demonstration,
       'r1' as landing_run, i as landing_line, case when i < 2 then 2 else 1 end as n_postings
from range(10) t(i);
create table marts.vacancy_skills as
select 'v' || i as vacancy_id, 'it.vue' as skill_id from range(8) t(i);
create table marts.certificate_vacancies as select 'web' as certificate, 'v' || i as vacancy_id from range(3) t(i);
create table marts.funnel as select * from (values
    ('乙', 5, 4, 4, 3, '2025-01', '2025-03', false), ('甲', 9, 8, 6, 6, '2025-01', '2025-03', false))
    as t(source, n_lines, n_postings, n_vacancies, n_dated, first_month, last_month, demonstration);
create table marts.trend_exposure as select * from (values
    ('甲', 'it.web', '2025-01', 4), ('乙', 'it.web', '2025-01', 2), ('甲', 'it.web', '2025-02', 3))
    as t(source, job_group, month, n_vacancies);
create table marts.skill_trend_cells as select * from (values
    ('it.vue', '甲', '2025-01', 3), ('it.vue', '乙', '2025-01', 1), ('it.go', '甲', '2025-02', 2))
    as t(skill_id, source, month, n_vacancies);
create table marts.skills as select * from (values
    ('it.vue', 'Vue框架', 'Vue', 'tool', true, false, 8, 5, 2, 'c1', 0.1, 'not_covered', 'reference'),
    ('it.go', 'Go语言', 'Go', 'tool', true, false, 5, 5, 1, 'c1', 0.1, 'not_covered', 'official'),
    ('it.few', 'Go工具', 'Go tools', 'tool', true, false, 4, 4, 1, 'c1', 0.1, 'not_covered', 'reference'),
    ('it.one_firm', '独家工具', 'House tool', 'tool', false, false, 30, 4, 1, 'c1', 0.1, 'not_covered', 'reference'),
    ('it.html', 'HTML', 'HTML', 'tool', true, false, 20, 9, 2, 'c1', 0.9, 'covered', 'reference'),
    ('soft.team', '团队合作', 'Teamwork 100%', 'soft', true, false, 40, 9, 2, 'c1', 0.1, 'not_covered', 'reference'),
    ('it.broad', '软件开发', 'Software development', 'task', true, true, 99, 50, 2, 'c1', 0.1, 'not_covered',
     'reference'))
    as t(skill_id, name, name_en, type, is_known, is_generic, n_vacancies, n_employers, n_sources, best_competency_id,
         p_covered, coverage, basis);
alter table marts.skills add column n_effective double default 100;
create table marts.skill_aliases as
select skill_id, n as alias, replace(lower(n), ' ', '') as spelling, true as is_name
from marts.skills, unnest([name, name_en]) as t(n)
union all select * from (values
    ('it.vue', 'Vue 3', 'vue3', false), ('it.html', 'PS', 'ps', false), ('it.broad', 'apps', 'apps', false),
    ('it.go', '拉地牛', '拉地牛', false)) as t(skill_id, alias, spelling, is_name);
create table marts.emerging_skills as select 'it.vue' as skill_id, 'rising' as status, '2025-03' as as_of, 1 as rank;
create table marts.certificates as
select 'web' as certificate, l as level, '网页制作' as title, 'Web pages' as title_en, 'reference' as basis
from (values ('junior'), ('senior')) as t(l);
create table marts.competencies as
select 'c1' as competency_id, 'web' as certificate, 'junior' as level, '能编写页面' as text,
       'Can write pages' as text_en;
create table marts.certificate_targets as
select 'web' as certificate, false as proposed, '["前端"]' as titles, '[]' as exclude_titles,
       '["it.vue", "it.nobody"]' as core_skills, '[]' as include, '[]' as exclude, 40 as n_vacancies;
create table marts.certificate_table as
select 'c1' as competency_id, 'web' as certificate, 'junior' as level, 100 as n_all;
create table marts.skill_competency as
select 'it.vue' as skill_id, 'c1' as competency_id, 'web' as certificate, 0.5 as score, 0.5 as p_covered,
       'review' as verdict;
create table marts.certificate_demand as
select 'web' as certificate, skill_id, name, name_en, type, is_known, is_generic, n_vacancies, n_employers, n_sources,
       40 as n_target, n_vacancies / 40 as share, 40.0 as n_effective,
       best_competency_id as competency_id, 0.1 as p_covered,
       case skill_id when 'it.vue' then 'review' else coverage end as verdict, coverage as coverage_elsewhere,
       best_competency_id
from marts.skills where n_vacancies <= 40;
create table marts.recognition_evidence as select 'v0' as vacancy_id, '持证上岗' as excerpt;
create table marts.recognition as select 'all' as scope, 'only_skills' as kind, 9 as n_vacancies;
create table marts.evidence as select * from (values
    ('it.vue', 'v4', 2, '会用Vue', 2, 5), ('it.vue', 'v0', 1, '熟悉Vue框架', 2, 5),
    ('it.html', 'v1', 1, '懂HTML', 1, 5))
    as t(skill_id, vacancy_id, rank, excerpt, mark_start, mark_end);
create table marts.provinces as select '44' as province_code, '广东' as zh, 'Guangdong' as en;
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    with duckdb.connect() as connection:
        connection.execute(_TABLES)
        facts = {"as_of": "2025-03", "rule.q": "0.1", "rule.none": ""}
        publish.publish(connection, Paths(folder).published, "tiny", facts)
    return folder


@pytest.fixture
def reader(data: Path) -> Iterator[Reader]:
    opened = Reader(queries.published(data)[0])
    yield opened
    opened.close()


def test_before_the_first_build_the_command_that_makes_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(queries.NotPublished, match=r"xgap demo.*/ 尚无已发布的结果"):
        queries.published(tmp_path)


def test_a_pointer_whose_file_is_gone_is_no_build(tmp_path: Path) -> None:
    published = Paths(tmp_path).published
    published.mkdir(parents=True)
    (published / "current.json").write_text('{"build_id": "x", "file": "mart-x.duckdb", "built_at": ""}', "utf-8")
    with pytest.raises(queries.NotPublished):
        queries.published(tmp_path)


def test_the_build_says_what_it_is(reader: Reader, data: Path) -> None:
    path, identity = queries.published(data)
    assert identity == "tiny"
    build = queries.build(reader, path, identity)
    assert build.as_of == "2025-03"
    assert not build.demonstration
    assert (queries.rule(build, "q"), queries.rule(build, "none"), queries.rule(build, "unheard")) == (0.1, None, None)


def test_the_funnel_has_the_biggest_source_first(reader: Reader) -> None:
    found = queries.funnel(reader)
    assert found[["source", "n_lines", "n_postings", "n_vacancies"]].to_numpy().tolist() == [
        ["甲", 9, 8, 6],
        ["乙", 5, 4, 4],
    ]


def test_totals_count_an_employer_once_and_only_named_ones_in_china(reader: Reader) -> None:
    found = queries.totals(reader)
    assert (found.n_lines, found.n_postings, found.n_vacancies, found.n_dated) == (14, 12, 10, 9)
    assert (found.n_foreign, found.n_domestic) == (1, 9)
    assert found.n_employers == 4  # e0 is no name
    assert found.n_skills == 6  # one is named in fewer vacancies than are shown
    assert found.n_certificates == 1  # of two levels
    assert (found.first_month, found.last_month, found.sources) == ("2025-01", "2025-03", ("甲", "乙"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vue", ["it.vue"]), ("框架", ["it.vue"]), ("GO", ["it.go"]), ("tools", []), ("t", ["it.broad", "soft.team",
         "it.one_firm", "it.html"]), ("%", ["soft.team"]), ("_", []), ("'; drop table marts.skills; --", []),
    ],
)  # fmt: skip
def test_skills_are_found_by_either_name_and_few_vacancies_are_not_shown(
    reader: Reader, text: str, expected: list[str]
) -> None:
    found = queries.search_skills(reader, text)
    assert found["skill_id"].tolist() == expected
    assert (found["n_vacancies"] >= queries.MIN_SHOWN).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ps", [("it.html", "PS")]), ("ＰＳ", [("it.html", "PS")]), ("PS", [("it.html", "PS")]),
        ("app", [("it.broad", "apps")]), ("地牛", [("it.go", "拉地牛")]), ("VUE 3", [("it.vue", "Vue 3")]),
        ("Ｖｕｅ", [("it.vue", None)]),
    ],
)  # fmt: skip
def test_skills_are_found_by_alias_whatever_its_width_and_case(
    reader: Reader, text: str, expected: list[tuple[str, str | None]]
) -> None:
    rows = queries.search_skills(reader, text)[["skill_id", "alias"]].itertuples(index=False)
    assert [(skill, alias if isinstance(alias, str) else None) for skill, alias in rows] == expected


@pytest.mark.parametrize("text", ["Ｋ8S 集群", "Straße", " C＋＋ ", "拉地牛", "ﬁle"])
def test_readers_words_are_compared_in_the_form_of_the_skill_list(text: str) -> None:
    assert spelling.normal(text) == normalise(text)


def test_a_skill_that_few_ask_for_is_named_without_its_number(reader: Reader) -> None:
    assert queries.rare_skills(reader, "ＧＯ tools") == [
        {"skill_id": "it.few", "name": "Go工具", "name_en": "Go tools"}
    ]
    assert queries.rare_skills(reader, "vue") == []
    assert queries.rare_skills(reader, "tools") == []  # only whole spellings


def test_a_search_stops_at_its_limit(reader: Reader) -> None:
    assert queries.search_skills(reader, "", 2)["skill_id"].tolist() == ["it.broad", "soft.team"]


def test_gaps_are_hard_uncovered_and_asked_for_by_enough(reader: Reader) -> None:
    found = queries.gaps(reader, 10)
    assert [(g["skill_id"], g["basis"], g["status"], g["nearest"]) for g in found] == [
        ("it.vue", "reference", "rising", "能编写页面"),
        ("it.go", "official", None, "能编写页面"),
        ("it.broad", "reference", None, "能编写页面"),  # asked for most, and too broad to lead the list
    ]
    assert [g["is_generic"] for g in found] == [False, False, True]
    assert [g["skill_id"] for g in queries.gaps(reader, 1)] == ["it.vue"]


def test_a_gap_that_is_too_broad_says_why_it_comes_last(reader: Reader) -> None:
    found = answers.gaps(reader, None, 10)
    assert [g["ranked_apart"] for g in found[:2]] == [None, None]
    assert found[2]["ranked_apart"] == answers.GENERIC
    assert set(answers.GENERIC) == {"zh", "en"}


def test_what_people_must_judge_is_not_said_to_be_uncovered(reader: Reader) -> None:
    found = {g["skill_id"]: g["statement"] for g in answers.gaps(reader, "web", 10)}
    assert found["it.vue"] == "undecided: people must judge; compared with our reference frame, weak evidence"
    assert found["it.go"].startswith("not covered by our reference frame")


def test_gaps_of_a_certificate_hold_what_people_must_look_at(reader: Reader) -> None:
    found = queries.certificate_uncovered(reader, "web")
    assert [(g["skill_id"], g["verdict"], g["n_vacancies"], g["n_population"], g["share"]) for g in found] == [
        ("it.vue", "review", 8, 40, 0.2),
        ("it.go", "not_covered", 5, 40, 0.125),
    ]
    # 8 of 40 with z = 1.6449, worked out by hand from Wilson's formula
    assert (found[0]["share_low"], found[0]["share_high"]) == pytest.approx((0.1165, 0.3215), abs=5e-5)


def test_over_all_vacancies_the_same_certificate_lacks_what_the_whole_market_asks_for(reader: Reader) -> None:
    found = queries.certificate_uncovered(reader, "web", "all")
    assert [(g["skill_id"], g["verdict"], g["n_vacancies"], g["n_population"]) for g in found] == [
        ("it.html", "not_covered", 20, 100),  # covered elsewhere, by no clause of this certificate
        ("it.vue", "review", 8, 100),
        ("it.go", "not_covered", 5, 100),
        ("it.broad", "not_covered", 99, 100),  # too broad to lead the list
    ]


def test_a_core_skill_that_nobody_asks_for_keeps_its_id_for_a_name(reader: Reader) -> None:
    found = queries.certificate_target(reader, "web")
    assert found is not None
    assert [(s["skill_id"], s["name"]) for s in found["core_skills"]] == [("it.vue", "Vue框架"),
                                                                         ("it.nobody", "it.nobody")]  # fmt: skip
    assert found["titles"] == ["前端"]
    assert queries.certificate_target(reader, "nothing") is None


def test_an_unknown_certificate_is_named_in_both_languages(reader: Reader) -> None:
    with pytest.raises(BadInput, match=r"--certificate nothing: no such certificate.*没有该证书"):
        answers.gaps(reader, "nothing", 10)


def test_verdicts_are_counted_apart(reader: Reader) -> None:
    found = queries.verdict_counts(reader)
    assert (found.as_of, found.n_judged, found.n_rising, found.n_new) == ("2025-03", 1, 1, 0)
    assert (found.n_demanded, found.n_missing, found.n_missing_known, found.n_emerging_missing) == (3, 2, 2, 1)


def test_evidence_comes_by_rank_with_its_vacancy(reader: Reader) -> None:
    found = queries.evidence(reader, "it.vue")
    assert found["vacancy_id"].tolist() == ["v0", "v4"]
    first = found.iloc[0]
    assert first["excerpt"][first["mark_start"] : first["mark_end"]] == "Vue"
    assert (first["province"], first["province_en"], first["source"]) == ("广东", "Guangdong", "甲")
    assert queries.evidence(reader, "it.vue", "web")["vacancy_id"].tolist() == ["v0"]
    assert queries.evidence(reader, "it.go").empty


def test_the_chain_leads_back_to_the_landing_line(reader: Reader) -> None:
    (first,) = queries.witness_chain(reader, "it.vue", 1)
    assert (first["vacancy_id"], first["best_competency_id"], first["landing_run"], first["landing_line"]) == (
        "v0", "c1", "r1", 0,
    )  # fmt: skip


def test_one_skill_and_one_vacancy_or_none(reader: Reader) -> None:
    found = queries.skill(reader, "it.go")
    assert found is not None
    assert found["name"] == "Go语言"
    assert queries.skill(reader, "it.nothing") is None
    assert queries.vacancy(reader, "v99") is None


def test_the_trend_of_a_skill_has_every_month_of_the_build(reader: Reader) -> None:
    found = queries.skill_trend(reader, "it.vue")
    assert found[["month", "n_skill", "n_total"]].to_numpy().tolist() == [["2025-01", 4, 6], ["2025-02", 0, 3]]


def test_the_sources_of_a_skill(reader: Reader) -> None:
    found = queries.skill_sources(reader, "it.vue")
    assert found[["source", "n_vacancies", "n_employers"]].to_numpy().tolist() == [["甲", 6, 5], ["乙", 2, 2]]


def test_the_job_group_of_a_certificate(reader: Reader) -> None:
    assert queries.certificate_job_group(reader, "web") == queries.JobGroup(3, 3, "2025-01", "2025-03", ("甲",))
    assert queries.certificate_job_group(reader, "nothing") == queries.JobGroup(0, 0, None, None, ())
