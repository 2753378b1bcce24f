"""Occupations: what was found, and titles that mean one for certain."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from taxonomy import occupations
from taxonomy.regions import divisions
from taxonomy.registry import TaxonomyError


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("软件测试工程师（双休）", "4-04-05-02"), ("Java开发工程师", "2-02-10-03"), ("养老护理员", "4-10-01-05"),
        ("系统维护工程师", None), ("绿化养护工", None), ("数控车工", "6-18-01-01"), ("服装车工", None),
        ("汽车维修技师", "4-12-01-01"), ("汽修门店副店长", None), ("硬件工程师", "2-02-10-02"),
        ("硬件测试工程师", None),
        ("Java讲师", None), ("ＢＩＭ工程师", "4-08-08-23"), ("模具工艺工程师", None), ("普工", None), ("", None),
        ("会计/出纳/审计", None),
    ],
)  # fmt: skip
def test_titles(title: str, code: str | None) -> None:
    rule = occupations.occupation_of(title)
    assert (rule.code if rule else None) == code


def test_an_occupation_announced_after_the_2022_table_stands_once_and_without_marks() -> None:
    [found] = [o for o in occupations.occupations() if o.zh == "跨境电商运营管理师"]
    assert (found.id, found.batch, found.digital, found.green) == ("4-01-06-03", 7, None, None)
    assert occupations.occupation_of("招聘跨境电商运营管理师") == found
    assert len({o.zh for o in occupations.occupations()}) == len(occupations.occupations())


def test_rules_have_codes_of_their_own() -> None:
    codes = [rule.code for rule in occupations.title_rules()]
    assert max(Counter(codes).values()) == 1


def test_new_occupations_are_the_found_ones() -> None:
    new = occupations.new_occupations()
    per_batch = Counter(o.batch for o in new if o.kind == "occupation")
    assert per_batch == {1: 13, 2: 16, 3: 9, 4: 18, 5: 18, 6: 19, 7: 8}
    assert len({o.name for o in new}) == len(new)
    ai = next(o for o in new if o.name == "人工智能工程技术人员")
    assert (ai.code_2022, ai.code_standard, ai.digital) == ("2-02-38-01", "2-02-10-09", True)
    assert all((o.digital is None) == (o.code_2022 is None) for o in new)


def test_marks_agree_between_rules_and_new_occupations() -> None:
    marks = {o.code_2022: (o.digital, o.green) for o in occupations.new_occupations() if o.code_2022}
    shared = [r for r in occupations.title_rules() if r.code in marks]
    assert len(shared) >= 10
    assert [r.code for r in shared if (r.digital, r.green) != marks[r.code]] == []


def test_sections_and_divisions_are_complete() -> None:
    assert [s.code for s in occupations.industry_sections()] == list("ABCDEFGHIJKLMNOPQRST")
    rows = divisions()
    assert len(rows) == 34
    assert sum(len(row["divisions"]) for row in rows) == 450
    assert any(d["zh"] == "广州市" for row in rows for d in row["divisions"] if row["province_code"] == "44")


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("销售代表", "4-01-02-01"), ("Java销售代表", "4-01-02-01"), ("外贸业务员", None), ("销售经理", None),
        ("银行客户经理", "4-05-01-03"), ("行政助理", "3-01-01-01"), ("网络安全工程师助理", None),
        ("测试开发工程师", "4-04-05-02"), ("比保安强", None), ("网络主播", "n6-dfe6b96d"),
        ("供应链管理师", "4-02-06-05"),
    ],
)  # fmt: skip
def test_titles_that_sell_or_assist_and_new_occupations_by_name(title: str, found: str | None) -> None:
    occupation = occupations.occupation_of(title)
    assert (occupation.id if occupation else None) == found


def test_every_occupation_has_an_id_of_its_own_and_new_ones_know_their_batch() -> None:
    found = occupations.occupations()
    assert max(Counter(o.id for o in found).values()) == 1
    assert len([o for o in found if o.batch is not None]) == len(occupations.new_occupations())


def test_links_name_known_occupations_and_certificates() -> None:
    links = occupations.certificate_links()
    assert len({(link.occupation, link.certificate) for link in links}) == len(links)
    assert {link.extent for link in links} == {"same", "part"}


def test_a_link_to_an_unknown_certificate_is_named(tmp_path: Path) -> None:
    for name in ("new_occupations.csv",):
        (tmp_path / name).write_bytes((occupations.FOLDER / name).read_bytes())
    (tmp_path / "certificates.csv").write_text("occupation,certificate,extent\n供应链管理师,没有的证书,same\n", "utf-8")
    with pytest.raises(TaxonomyError, match=r"certificates\.csv, line 2: .*没有的证书"):
        occupations.certificate_links(tmp_path)
