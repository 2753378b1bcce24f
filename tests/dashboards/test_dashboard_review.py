"""The review page as readers and reviewers have it, in both languages; what it stores, refuses and survives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboards import desk
from dashboards.components.review_form import plain_label
from dashboards.components.review_words import person
from dashboards.desk import Desk, NotAllowed, SignIn
from tests.dashboards.conftest import HOSTILE_NAME
from tests.dashboards.opening import html, opened, sound
from warehouse import review
from warehouse.review import Decision, writing
from warehouse.settings import Settings

NEW, CLAUSE = "new.0123456789", "xg-a/junior/1.1.1"
ITEM = {"skill": NEW}
PAIR = {"skill": "it.rust", "clause": "xg-b/junior/1.1.1"}
LANGUAGES = ["zh", "en"]
USER = {"is_logged_in": True, "email": "li@example.org", "email_verified": True, "name": "Somebody <x@example.org>"}


@pytest.fixture
def data(publish: Callable[..., Path]) -> Path:
    """A data folder of this test alone."""
    return publish("review000001")


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one user of a machine, whose operator has opted in."""
    monkeypatch.setenv("XGAP_REVIEW", "local")
    monkeypatch.setenv("XGAP_REVIEWER", "李明")
    monkeypatch.setattr(desk, "_alone", lambda: True)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign-in service is configured."""
    monkeypatch.setattr(desk, "sign_in", lambda: SignIn("ready", ("",)))


def shown(data: Path, monkeypatch: pytest.MonkeyPatch, language: str = "zh", /, **query: str) -> AppTest:
    return sound(opened(data, monkeypatch, "review", lang=language, **query))


def stored(data: Path) -> list[Decision]:
    return review.read(data / "review.sqlite")


def made(kind: str, skill: str = NEW, at: str = "2026-03-01T09:00:00Z", person: str = "王", **more: str) -> Decision:
    row = {"kind": kind, "skill_id": skill, "person": person, "reason": "看过", "decided_at": at}
    return review.decision_of(row | more)


def key(at: AppTest, part: str) -> str:
    """The key of a part of the form."""
    tree = [*at.radio, *at.text_input, *at.selectbox]
    [found] = [str(w.key) for w in tree if re.fullmatch(f"decide-.*-(?<!find-){part}", str(w.key))]
    return found


def press(at: AppTest, start: str = "FormSubmitter:decide-") -> AppTest:
    [button] = [b for b in at.button if b.key and b.key.startswith(start)]
    return button.click().run()


# who sees what


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", [{}, {"kind": "clause"}, ITEM, PAIR, {"view": "past"}], ids=str)
def test_nobody_may_decide_where_nothing_is_configured(
    data: Path, monkeypatch: pytest.MonkeyPatch, language: str, query: dict[str, str]
) -> None:
    writing.add(data / "review.sqlite", [made("reject", person="王 <wang@example.org>")])
    at = shown(data, monkeypatch, language, **query)
    text = html(at)
    assert {"zh": "没有开启评审", "en": "Reviewing is not switched on"}[language] in text
    assert not at.button
    assert not [w for w in (*at.radio, *at.text_input) if w.key and w.key.startswith(("decide", "undo"))]
    assert not at.get("file_uploader")
    assert "wang@example.org" not in text
    if not query or query == {"kind": "clause"}:
        assert len(at.get("download_button")) in (0, 2)  # tables alone


STANDINGS = {
    "signed out": ({}, "li@example.org: reviewer", "您还没有登录", "You are not signed in"),
    "unverified": ({"email_verified": False}, "li@example.org: reviewer", "email_verified", "email_verified"),
    "verified is missing": ({"email_verified": None}, "li@example.org: reviewer", "email_verified", "email_verified"),
    "unlisted": ({"email": "chen@example.org"}, "li@example.org: reviewer", "不在评审名单中", "not on the allow-list"),
    "reader": ({"email": "li@example.org"}, "li@example.org: reader", "角色是读者", "as a reader"),
    "broken list": (
        {"email": "li@example.org"},
        "li@example.org: boss",
        "reader 或 reviewer",
        "write reader or reviewer",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", STANDINGS)
def test_who_signs_in_and_is_no_reviewer_reads(
    data: Path, service: None, monkeypatch: pytest.MonkeyPatch, case: str, language: str
) -> None:
    change, listed, zh, en = STANDINGS[case]
    (data / "reviewers.yaml").write_text(listed, "utf-8")
    at = _as_user(data, monkeypatch, {**USER, **change} if change else {}, language, **ITEM)
    assert {"zh": zh, "en": en}[language] in html(at)
    assert not [w for w in (*at.radio, *at.text_input) if w.key and w.key.startswith(("decide", "undo"))]
    assert [b.key for b in at.button] == (["sign-out"] if change else ["sign-in-"])


def _as_user(
    data: Path, monkeypatch: pytest.MonkeyPatch, user: dict[str, object], language: str, /, **query: str
) -> AppTest:
    at = opened(data, monkeypatch, "review", lang=language, **query)
    at.user = user
    at.run()
    sound(at)
    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_listed_reviewer_decides_under_the_name_of_the_list(
    data: Path, service: None, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    (data / "reviewers.yaml").write_text("LI@example.org: {role: reviewer, name: 李明}", "utf-8")
    at = _as_user(data, monkeypatch, dict(USER), language, **ITEM)
    at.radio(key(at, "kind")).set_value("reject").run()
    at.text_input(key(at, "reason")).set_value("只是公司名")
    press(at)
    sound(at)
    [decision] = stored(data)
    assert (decision.kind, decision.skill_id, decision.person) == ("reject", NEW, "李明 <li@example.org>")
    assert decision.label == HOSTILE_NAME
    text = html(at)
    assert {"zh": "已保存：不是技能", "en": "Stored: Rejected: no skill"}[language] in text
    assert "只是公司名" in text


def test_who_is_taken_off_the_list_has_written_the_last_time(
    data: Path, service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = data / "reviewers.yaml"
    names.write_text("li@example.org: reviewer", "utf-8")
    at = _as_user(data, monkeypatch, dict(USER), "zh", **ITEM)
    at.radio(key(at, "kind")).set_value("reject").run()
    at.text_input(key(at, "reason")).set_value("看过")
    names.write_text("li@example.org: reader", "utf-8")
    press(at)
    sound(at)
    assert "没有作决定的权限" in html(at)
    assert stored(data) == []


@pytest.mark.parametrize("write", [
    lambda d: d.decide({"kind": "reject", "skill_id": NEW, "reason": "x"}, [], None),
    lambda d: d.bring_in("d.jsonl", review.line(made("reject")).encode()),
])  # fmt: skip
def test_no_way_to_write_skips_the_check(tmp_path: Path, write: Callable[[Desk], object]) -> None:
    for settings in (Settings(data=tmp_path), Settings(data=tmp_path, review="local", reviewer="李")):
        with pytest.raises(NotAllowed):
            write(Desk(settings))
    assert not (tmp_path / "review.sqlite").exists()


def test_a_header_that_overwrites_the_e_mail_verifies_nobody(
    data: Path, service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "reviewers.yaml").write_text("li@example.org: reviewer", "utf-8")
    option = st.get_option
    monkeypatch.setattr(
        desk.st, "get_option", lambda k: {"X-Mail": "email"} if k == "server.trustedUserHeaders" else option(k)
    )
    assert "email_verified" in html(_as_user(data, monkeypatch, dict(USER), "zh"))


@pytest.mark.parametrize(("change", "alone"), [
    ({}, True), ({"server.address": "0.0.0.0"}, False), ({"server.address": None}, False),  # noqa: S104
    ({"server.enableAgentApi": True}, False), ({"ip_address": "192.0.2.7"}, False),
    ({"url": "http://example.org:8501/review"}, False), ({"url": None}, False),
    ({"headers": {"X-Forwarded-For": "192.0.2.7"}}, False), ({"headers": {"Via": "1.1 proxy"}}, False),
])  # fmt: skip
def test_alone_is_who_came_straight_from_this_machine(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object], alone: bool
) -> None:
    told = {"server.address": "127.0.0.1", "server.enableAgentApi": False, "ip_address": None, "headers": {},
            "url": "http://localhost:8501/review", **change}  # fmt: skip
    stand_in = SimpleNamespace(get_option=told.__getitem__, context=SimpleNamespace(**{
        name: told[name] for name in ("ip_address", "headers", "url")
    }))  # fmt: skip
    monkeypatch.setattr(desk, "st", stand_in)
    assert desk._alone() == alone


@pytest.mark.parametrize(("secrets", "state", "lacks"), [
    (None, "none", ()), ({}, "none", ()), ({"auth": "x"}, "broken", ("[auth]",)),
    ({"auth": {"redirect_uri": "r", "cookie_secret": "c", "client_id": "i", "client_secret": "s",
               "server_metadata_url": "u"}}, "ready", ()),
    ({"auth": {"redirect_uri": "r", "cookie_secret": "c"}}, "broken",
     ("client_id", "client_secret", "server_metadata_url")),
    ({"auth": {"cookie_secret": "c", "corp": {"client_id": "i", "client_secret": "s"}}}, "broken",
     ("redirect_uri", "corp.server_metadata_url")),
])  # fmt: skip
def test_what_the_sign_in_lacks_is_named(
    monkeypatch: pytest.MonkeyPatch, secrets: dict[str, object] | None, state: str, lacks: tuple[str, ...]
) -> None:
    class Secrets(dict[str, object]):
        def load_if_toml_exists(self) -> bool:
            return secrets is not None

    monkeypatch.setattr(desk, "st", SimpleNamespace(secrets=Secrets(secrets or {})))
    found = desk.sign_in()
    assert (found.state, found.lacks) == (state, lacks)
    if state == "ready":
        monkeypatch.setattr(desk, "find_spec", lambda name: None)
        assert desk.sign_in() == SignIn("broken", ("",), ("Authlib",))


def test_local_review_needs_a_name(data: Path, local: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XGAP_REVIEWER")
    at = shown(data, monkeypatch, **ITEM)
    assert "请先写下您的姓名" in html(at)
    assert not at.radio
    at.text_input("control-reviewer-name").set_value("王芳").run()
    sound(at)
    assert "以“王芳”的名义记录" in html(at)
    assert at.radio


def test_local_review_is_closed_where_others_can_come_in(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XGAP_REVIEW", "local")
    monkeypatch.setenv("XGAP_REVIEWER", "李明")
    at = shown(data, monkeypatch, **ITEM)  # the server of the test listens everywhere
    assert "可能被其他机器访问" in html(at)
    assert not at.radio
    monkeypatch.setenv("XGAP_REVIEW", "<b>on</b>")
    assert "无法识别" in html(shown(data, monkeypatch))


# what is decided


@pytest.mark.usefixtures("local")
class TestDecisions:
    def test_accept_needs_names_and_keeps_them(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        at = shown(data, monkeypatch, **ITEM)
        at.radio(key(at, "kind")).set_value("accept").run()
        at.text_input(key(at, "name_en")).set_value("")
        at.text_input(key(at, "reason")).set_value("许多招聘要求")
        press(at)
        assert "请写明中文与英文名称" in html(at)
        assert stored(data) == []
        at.text_input(key(at, "name")).set_value(" 数字  孪生 ")
        at.text_input(key(at, "name_en")).set_value("Digital twins")
        at.selectbox(key(at, "type")).set_value("knowledge")
        press(at)
        sound(at)
        [decision] = stored(data)
        assert decision.row() | {"decided_at": ""} == {
            "kind": "accept", "skill_id": NEW, "person": "李明", "reason": "许多招聘要求", "decided_at": "",
            "name": "数字 孪生", "name_en": "Digital twins", "type": "knowledge", "label": HOSTILE_NAME,
        }  # fmt: skip

    def test_accept_under_a_known_name_is_a_merge(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        at = shown(data, monkeypatch, **ITEM)
        at.radio(key(at, "kind")).set_value("accept").run()
        at.text_input(key(at, "name")).set_value("ｐｙｔｈｏｎ编程")
        at.text_input(key(at, "name_en")).set_value("Snake")
        at.text_input(key(at, "reason")).set_value("看过")
        press(at)
        assert "it.python" in html(at)
        assert stored(data) == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_merge_is_found_by_alias(self, data: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
        at = shown(data, monkeypatch, language, **ITEM)
        at.radio(key(at, "kind")).set_value("merge").run()
        assert at.radio(key(at, "into")).options[0].startswith({"zh": "Flash制作", "en": "Flash authoring"}[language])
        assert r"\*x\* \[y\]\(z\)" in at.radio(key(at, "into")).options[1]
        at.text_input(key(at, "reason")).set_value("看过")
        press(at)
        assert {"zh": "请选择并入", "en": "choose the known skill"}[language] in html(at)
        at.text_input(key(at, "find-skill")).set_value("蟒蛇").run()
        at.radio(key(at, "into")).set_value("it.python").run()
        at.text_input(key(at, "reason")).set_value("别名")
        press(at)
        sound(at)
        assert [(d.kind, d.into_skill, d.reason) for d in stored(data)] == [("merge", "it.python", "别名")]

    def test_a_candidate_that_a_clause_teaches_leaves_the_queue(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = shown(data, monkeypatch, **ITEM)
        at.radio(key(at, "kind")).set_value("covered").run()
        at.text_input(key(at, "find-clause")).set_value("xg-b/junior/1.1.2").run()
        assert at.radio(key(at, "clause")).options == [plain_label("网站开发 初级 1.1.2 能编写页面结构2")]
        at.radio(key(at, "clause")).set_value("xg-b/junior/1.1.2").run()
        at.text_input(key(at, "reason")).set_value("条款写明")
        press(at)
        sound(at)
        assert [(d.kind, d.subject) for d in stored(data)] == [("covered", (NEW, "xg-b/junior/1.1.2"))]
        assert "没有符合条件的待评审条目" in html(shown(data, monkeypatch))
        assert "已由条款教授：网站开发 初级 1.1.2" in html(shown(data, monkeypatch, state="decided"))

    @pytest.mark.parametrize("kind", ["covered", "not_covered"])
    def test_a_clause_is_judged(self, data: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        at = shown(data, monkeypatch, **PAIR)
        assert "这一条款教不教该技能" in html(at)
        at.radio(key(at, "kind")).set_value(kind).run()
        press(at)
        assert "请写明理由" in html(at)
        at.text_input(key(at, "reason")).set_value("  读过\n原文 ")
        press(at)
        sound(at)
        assert [(d.kind, d.subject, d.reason, d.label) for d in stored(data)] == [
            (kind, ("it.rust", "xg-b/junior/1.1.1"), "读过 原文", None)
        ]

    def test_a_decision_is_taken_back_by_a_further_one(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        writing.add(data / "review.sqlite", [made("reject")])
        at = shown(data, monkeypatch, **ITEM)
        assert "不是技能" in html(at)
        press(at, "FormSubmitter:undo-")
        assert "请写明理由" in html(at)
        [field] = [t for t in at.text_input if t.key and t.key.startswith("undo-")]
        field.set_value("看错了")
        press(at, "FormSubmitter:undo-")
        sound(at)
        assert [(d.kind, d.person) for d in stored(data)] == [("reject", "王"), ("withdraw", "李明")]
        assert "还没有人作出决定" in html(at)

    def test_of_two_sessions_the_second_is_told_and_may_then_decide(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, two = (shown(data, monkeypatch, **ITEM) for _ in range(2))
        for at in (one, two):
            at.radio(key(at, "kind")).set_value("reject").run()
            at.text_input(key(at, "reason")).set_value("看过")
        press(one)
        press(two)
        sound(two)
        assert "别人刚刚作出了决定——不是技能" in html(two)
        assert len(stored(data)) == 1
        press(two)  # what the other one decided is on the screen now, and the same
        assert "已经生效" in html(two)
        assert len(stored(data)) == 1
        two.radio(key(two, "kind")).set_value("merge").run()
        two.radio(key(two, "into")).set_value("it.flash").run()
        two.text_input(key(two, "reason")).set_value("另一种写法")
        press(two)
        sound(two)
        assert [d.kind for d in stored(data)] == ["reject", "merge"]
        assert "并入已知技能：Flash制作" in html(one.run())

    def test_a_decision_of_the_command_is_seen_at_once(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        at = shown(data, monkeypatch)
        assert HOSTILE_NAME.replace("<", "&lt;").replace(">", "&gt;") in html(at)
        writing.decide(data / "review.sqlite", made("merge", into_skill="it.html"), [])
        at.run()
        assert "没有符合条件的待评审条目" in html(at)

    def test_decisions_about_what_the_build_lost_can_be_taken_back(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gone = "new.ffffffffff"
        writing.add(data / "review.sqlite", [made("reject", gone, label="旧词")])
        assert "旧词" in html(shown(data, monkeypatch, view="past"))
        at = shown(data, monkeypatch, skill=gone)
        assert "本次构建不再单列" in html(at)
        [field] = [t for t in at.text_input if t.key and t.key.startswith("undo-")]
        field.set_value("再看一次")
        press(at, "FormSubmitter:undo-")
        sound(at)
        assert [d.kind for d in stored(data)] == ["reject", "withdraw"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_precision_and_past_are_told_with_n_and_interval(
        self, data: Path, monkeypatch: pytest.MonkeyPatch, language: str
    ) -> None:
        writing.add(data / "review.sqlite", [
            made("reject"), made("accept", "new.1111111111", name="甲", name_en="A", type="tool"),
            made("merge", "new.2222222222", into_skill="it.gone"),
            made("covered", "it.rust", competency_id="xg-b/junior/1.1.1"),
        ])  # fmt: skip
        text = html(shown(data, monkeypatch, language, view="past"))
        assert "66.7%" in text
        assert "25.4%–92.2%" in text  # Wilson, 2 of 3, z = 1.645
        assert {"zh": "不是随机样本", "en": "no random sample"}[language] in text
        assert {"zh": "无法执行", "en": "cannot be carried out"}[language] in text

    def test_import_is_all_or_nothing(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = [review.line(made("reject")), review.line(made("reject", "new.1111111111"))]
        at = shown(data, monkeypatch, view="past")
        [upload] = at.get("file_uploader")
        upload.set_value(("d.jsonl", "".join(lines).encode() + b"{", "application/jsonl"))
        press(at, "FormSubmitter:review-import")
        sound(at)
        assert "不是JSON" in html(at)
        assert stored(data) == []
        [upload] = at.get("file_uploader")
        upload.set_value(("d.jsonl", "".join(lines).encode(), "application/jsonl"))
        press(at, "FormSubmitter:review-import")
        assert "读到 2 个决定，新增 2 个" in html(at)
        assert [d.person for d in stored(data)] == ["王", "王"]

    def test_empty_queue_and_empty_past(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "没有符合条件的待评审条目" in html(shown(data, monkeypatch, q="zzzz"))
        assert "还没有符合条件的决定" in html(shown(data, monkeypatch, state="decided"))
        assert "还没有评审记录" in html(shown(data, monkeypatch, view="past"))

    def test_hostile_reasons_are_text(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        bad = "<img src=x onerror=alert(1)>**x**\u202e"
        writing.add(data / "review.sqlite", [
            review.decision_of({**made("accept", name=bad[:60], name_en=bad, type="tool").row(), "reason": bad,
                                "person": bad})
        ])  # fmt: skip
        for query in (ITEM, {"view": "past"}, {"state": "decided"}):
            text = html(shown(data, monkeypatch, **query))
            assert "onerror=alert(1)&gt;" in text
            assert "<img" not in text
            assert "\u202e" not in text

    def test_a_broken_store_is_said(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (data / "review.sqlite").write_bytes(b"no database, but long enough to be read as one" * 40)
        assert "评审库无法使用" in html(shown(data, monkeypatch))


def test_the_next_thing_is_in_the_order_of_the_queue(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = html(shown(data, monkeypatch, **PAIR))
    assert f"skill={NEW}&amp;clause=xg-a%2Fjunior%2F1.1.1" in text


def test_labels_hold_no_markup() -> None:
    assert plain_label("**a** [b](c) :red[d] $e$ `f`") == (r"\*\*a\*\* \[b\]\(c\) \:red\[d\] \$e\$ \`f\`")


@pytest.mark.parametrize(("name", "shown_as"), [
    ("李明 <li@example.org>", "李明"), ("li@example.org", "li@…"), ("李明", "李明"), ("<li@example.org>", "li@…"),
])  # fmt: skip
def test_readers_see_no_e_mail(name: str, shown_as: str) -> None:
    assert person(made("reject", person=name), in_full=False) == shown_as
    assert person(made("reject", person=name), in_full=True) == name


def test_export_of_the_page_is_that_of_the_command(data: Path) -> None:
    writing.add(data / "review.sqlite", [made("reject", label="词")])
    lines = "".join(map(review.line, stored(data)))
    assert review.decisions_of_text("d.jsonl", lines.encode()) == stored(data)
    assert json.loads(lines)["label"] == "词"
