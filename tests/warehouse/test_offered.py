"""Lists of certificates as people send them: encodings, separators, names with what stands around them, wrong files."""

from __future__ import annotations

import io

import openpyxl
import pytest

from warehouse.queries import NotAList, names_in, recognise

TITLES = {"xg-web": ("Web前端开发", "Web front-end development"), "xg-bim": ("建筑信息模型（BIM）", "BIM"),
          "xg-care": ("老年照护", "Elder care")}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_lists_are_read_as_people_save_them(encoding: str, between: str) -> None:
    rows = [("学校", " 证书 "), ("甲", "Web前端开发"), ("乙", ""), ("丙", "Web前端开发"), ("丁", "老年照护")]
    content = "\r\n".join(between.join(row) for row in rows).encode(encoding)
    assert names_in(content) == ("Web前端开发", "老年照护")


@pytest.mark.parametrize(
    "name",
    ["Web前端开发", "ＷＥＢ前端开发", "web前端开发 职业技能等级证书", "1+X Web前端开发（中级）",
     "Web前端开发证书", "xg-web", "Web Front-End Development",
     "Web前端开发职业技能等级证书（初级）"],
)  # fmt: skip
def test_names_are_known_with_what_stands_around_them(name: str) -> None:
    assert recognise([name], TITLES).certificates == ("xg-web",)


def test_brackets_that_belong_to_a_name_stay_and_codes_stand_once() -> None:
    found = recognise(["建筑信息模型(BIM)", "BIM", "xg-bim", "老年照护（高级）"], TITLES)
    assert found.certificates == ("xg-bim", "xg-care")
    assert found.unknown == ()


def test_what_is_unknown_is_told_with_the_nearest_name() -> None:
    found = recognise(["老年照顾", "宠物护理与美容", "证书", "1+X"], TITLES)
    assert found.certificates == ()
    assert dict(found.unknown) == {"老年照顾": "xg-care", "宠物护理与美容": "", "证书": "", "1+X": ""}


def _workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [(_workbook(), "workbook"), (b"\xd0\xcf\x11\xe0" + b"x" * 9, "workbook"), (b"", "no_heading"),
     (b"a,b\n1,2\n", "no_heading"), ("证书\n\n , \n".encode(), "no_names"), ("证书\n".encode(), "no_names"),
     (b"\xff\xfe" + "证书\n甲".encode("utf-16-le"), "no_text"), (bytes(range(128, 256)) * 3, "no_text"),
     (b"certificate\n\x00\x00", "no_text"), (b"x" * 1_000_001, "too_large"),
     (b'certificate\n"' + b"a" * 200_000, "no_text")],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_list_is_refused_with_its_reason(content: bytes, problem: str) -> None:
    with pytest.raises(NotAList) as refused:
        names_in(content)
    assert refused.value.problem == problem
    if content.startswith(b"a,b"):
        assert refused.value.has == "a, b"
