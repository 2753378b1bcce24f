"""Who may write: every standing, and that nothing but the right one opens the store."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

import dashboards
from dashboards.roles import BadAllowList, House, Listed, Visitor, allow_list, judge
from warehouse.review import LONGEST

ALLOWED = {"li@example.org": Listed("reviewer", "李明"), "wang@example.org": Listed("reviewer"),
           "zhao@example.org": Listed("reader")}  # fmt: skip
OIDC = House(sign_in="ready")
ALONE = House(review="local", alone=True)


def signed(email: str = "li@example.org", verified: bool = True) -> Visitor:
    return Visitor(signed_in=True, email=email, verified=verified)


@pytest.mark.parametrize(
    ("house", "visitor", "allowed", "standing"),
    [
        (House(), Visitor(typed_name="李"), ALLOWED, "closed"),
        (House(), signed(), ALLOWED, "closed"),
        (House(alone=True), Visitor(typed_name="李"), ALLOWED, "closed"),
        (House(review="yes", alone=True), Visitor(typed_name="李"), ALLOWED, "unknown_setting"),
        (House(review="local"), Visitor(typed_name="李"), ALLOWED, "not_alone"),
        (ALONE, Visitor(), ALLOWED, "nameless"),
        (ALONE, Visitor(typed_name=" \n\t"), ALLOWED, "nameless"),
        (OIDC, Visitor(typed_name="李"), ALLOWED, "signed_out"),
        (OIDC, Visitor(email="li@example.org", verified=True), ALLOWED, "signed_out"),
        (OIDC, signed(""), ALLOWED, "no_email"),
        (OIDC, signed(verified=False), ALLOWED, "unverified"),
        (OIDC, signed("chen@example.org"), ALLOWED, "unlisted"),
        (OIDC, signed("li@example.org.cn"), ALLOWED, "unlisted"),
        (OIDC, signed("zhao@example.org"), ALLOWED, "reader"),
        (OIDC, signed(), {}, "unlisted"),
        (OIDC, signed(), BadAllowList("x"), "list_broken"),
        (House(sign_in="broken", review="local", alone=True), Visitor(typed_name="李"), ALLOWED, "sign_in_broken"),
        (House(sign_in="ready", review="local", alone=True), Visitor(typed_name="李"), ALLOWED, "signed_out"),
    ],
)
def test_these_may_not_write(house: House, visitor: Visitor, allowed: object, standing: str) -> None:
    found = judge(house, visitor, allowed)  # type: ignore[arg-type]
    assert (found.standing, found.may_write, found.person) == (standing, False, "")


@pytest.mark.parametrize(
    ("house", "visitor", "person"),
    [
        (OIDC, signed(), "李明 <li@example.org>"),
        (OIDC, signed(" LI@Example.org "), "李明 <li@example.org>"),
        (OIDC, signed("wang@example.org"), "wang@example.org"),
        (House(sign_in="ready", review="local", alone=True), signed(), "李明 <li@example.org>"),
        (ALONE, Visitor(typed_name="  李  明\n"), "李 明"),
        (ALONE, Visitor(typed_name="长" * 200), "长" * 80),
    ],
)
def test_these_may(house: House, visitor: Visitor, person: str) -> None:
    found = judge(house, visitor, ALLOWED)
    assert (found.may_write, found.person) == (True, person)
    assert len(found.person) <= LONGEST["person"]


def test_of_all_combinations_only_the_two_ways_lead_to_the_store() -> None:
    houses = [House(r, s, a) for r, s, a in product(("", "local", "LOCAL"), ("none", "ready", "broken"), (True, False))]  # type: ignore[arg-type]
    emails = ("", "li@example.org", "zhao@example.org", "x@x")
    visitors = [Visitor(i, e, v, n) for i, e, v, n in product((True, False), emails, (True, False), ("", "名"))]
    for house, visitor, allowed in product(houses, visitors, (ALLOWED, {}, BadAllowList("x"))):
        by_list = (house.sign_in == "ready" and visitor.signed_in and visitor.email == "li@example.org"
                   and visitor.verified and allowed is ALLOWED)  # fmt: skip
        by_house = house.sign_in == "none" and house.review == "local" and house.alone and bool(visitor.typed_name)
        assert judge(house, visitor, allowed).may_write == (by_list or by_house)  # type: ignore[arg-type]


def test_the_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "reviewers.yaml"
    path.write_text(
        "Li@Example.org: {role: reviewer, name: 李明}\nwang@example.org: reviewer\nzhao@example.org: reader\n", "utf-8"
    )
    assert allow_list(path) == ALLOWED
    path.write_text("# nobody yet\n", "utf-8")
    assert allow_list(path) == {}


WRONG = {
    "list": ("- li@example.org", "is no list of"),
    "role": ("li@example.org: admin", "'admin'; write reader or reviewer"),
    "no role": ("li@example.org:", "None; write reader or reviewer"),
    "yes": ("li@example.org: yes", "True; write reader or reviewer"),
    "no e-mail": ("li: reviewer", "'li' is no e-mail"),
    "number": ("7: reviewer", "'7' is no e-mail"),
    "two e-mails": ("li@example.org x@y: reviewer", "is no e-mail"),
    "twice": ("li@example.org: reader\nLI@example.org: reviewer", "line 2"),
    "twice as it is": ("li@example.org: reader\nli@example.org: reviewer", "stands twice"),
    "key": ("li@example.org: {role: reviewer, since: 2026}", "has keys besides"),
    "name": ("li@example.org: {role: reviewer, name: '王 <wang@example.org>'}", "without < and >"),
    "name is no text": ("li@example.org: {role: reviewer, name: 7}", "one line of text"),
    "long": (f"li@example.org: {{role: reviewer, name: {'长' * 70}}}", "longer than"),
    "no yaml": ("li@example.org: [", "line"),
    "code": ("!!python/object/apply:os.system ['true']", "line 1"),
    "list as key": ("? [a, b]\n: reviewer", ""),
    "deep": ("[" * 5000, "no YAML"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_list_is_said_in_both_languages_and_lets_nobody_in(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "reviewers.yaml"
    path.write_text(text, "utf-8")
    found = allow_list(path)
    assert isinstance(found, BadAllowList)
    assert said in str(found)
    assert "reviewers.yaml" in str(found)
    assert str(tmp_path) not in str(found)  # the page shows it
    assert judge(OIDC, signed(), found).standing == "list_broken"


def test_a_list_that_is_missing_or_no_text_is_said(tmp_path: Path) -> None:
    missing = allow_list(tmp_path / "reviewers.yaml")
    assert "缺少 reviewers.yaml" in str(missing)
    assert isinstance(allow_list(tmp_path), BadAllowList)
    (tmp_path / "reviewers.yaml").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in str(allow_list(tmp_path / "reviewers.yaml"))


def test_only_the_desk_stores_decisions() -> None:
    folder = Path(dashboards.__file__).parent
    holders = [
        p.name for p in folder.rglob("*.py") if re.search(r"import .*\bwriting\b|review\.writing", p.read_text("utf-8"))
    ]
    assert holders == ["desk.py"]
    assert not [
        p.name
        for p in folder.rglob("*.py")
        if re.search(r"sqlite|import .*\bstore\b|warehouse\.review\.store", p.read_text("utf-8"))
    ]
