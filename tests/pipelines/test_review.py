"""People's decisions: the store, the commands, and what they change in the rows and the identity of a build."""

from __future__ import annotations

import functools
import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines import build, link
from pipelines.cli import app
from pipelines.files import BadInput
from taxonomy.linkers.candidates import CandidateReader
from taxonomy.linkers.clusters import Alike
from taxonomy.registry import load
from taxonomy.thresholds import load as thresholds
from tests.letters import LetterEncoder
from warehouse import review
from warehouse.connection import Reader
from warehouse.publish import current_path
from warehouse.review import Decision, writing
from warehouse.settings import Settings
from warehouse.work import Surface

RULES = thresholds().coverage
listed = functools.cache(load)
NEW = link.candidate_id("星云图谱")
CLAUSE = "xg-java-web/intermediate/2.2.2"
SURFACES = [
    Surface("星云图谱", "星云图谱", "knowledge", 5, 5), Surface("vue", "Vue", "tool", 9, 9),
    Surface("熟悉星云图谱技术", "熟悉星云图谱技术", "knowledge", 1, 1),
]  # fmt: skip


def decision(kind: str, skill: str = NEW, day: str = "2026-03-01", **more: Any) -> Decision:
    row = {"kind": kind, "skill_id": skill, "person": "李", "reason": "看过", "decided_at": day}
    return review.decision_of(row | more)


REJECT = decision("reject")
MERGE = decision("merge", into_skill="it_dev.java")
ACCEPT = decision("accept", name="星云图谱建模", name_en="Nebula graph modelling", type="task")
COVERED = decision("covered", "it_dev.java", competency_id=CLAUSE)


# the store


def test_the_latest_decision_about_a_subject_holds_whatever_the_order_of_storing(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    later = replace(MERGE, decided_at="2026-03-01T08:00:00Z")
    writing.add(path, [later, COVERED])
    writing.add(path, [REJECT])  # of the day before the time, brought in later
    assert review.in_force(review.read(path)) == [COVERED, later]
    same_time = replace(ACCEPT, decided_at=later.decided_at)
    writing.add(path, [same_time])
    assert review.rulings(review.read(path)).skills == {NEW: same_time}
    writing.add(path, [decision("withdraw", day="2026-03-02"), decision("withdraw", "it_dev.java", "2026-03-02")])
    assert review.in_force(review.read(path)) == [COVERED]  # the withdrawal names another subject: the skill alone


def test_decisions_are_added_only_and_once(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    assert review.read(path) == []
    assert not path.exists()
    assert writing.add(path, [REJECT, REJECT, COVERED]) == 2
    assert writing.add(path, [COVERED]) == 0
    with sqlite3.connect(path) as base:
        for change in ("delete from decisions", "update decisions set reason = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                base.execute(change)
    base.close()
    assert review.read(path) == [REJECT, COVERED]


def test_a_failing_addition_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    writing.add(path, [REJECT])
    broken = replace(COVERED, reason=None)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="评审库"):
        writing.add(path, [MERGE, broken])
    assert review.read(path) == [REJECT]


def test_several_people_may_store_at_once(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    writing.add(path, [REJECT])
    made = [replace(MERGE, person=f"评审{n}") for n in range(24)]
    people = [threading.Thread(target=writing.add, args=(path, made[n::4])) for n in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert set(review.read(path)) == {REJECT, *made}
    assert len(review.read(path)) == 25


def test_a_file_that_is_no_store_and_a_newer_one_are_said(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    path.write_bytes(b"no database, but long enough to be read as one" * 40)
    with pytest.raises(BadInput, match="评审库无法使用"):
        review.read(path)
    newer = tmp_path / "newer.sqlite"
    with sqlite3.connect(newer) as base:
        base.execute("pragma user_version = 99")
    base.close()
    with pytest.raises(BadInput, match="请升级"):
        review.read(newer)


def test_export_and_import_are_a_round_trip(tmp_path: Path) -> None:
    here, there = tmp_path / "a.sqlite", tmp_path / "b.sqlite"
    writing.add(here, [REJECT, MERGE, ACCEPT, COVERED, decision("withdraw"), replace(REJECT, label='"星"，图')])
    assert review.write_file(review.read(here), tmp_path / "out" / "d.jsonl") == 6
    found = review.decisions_of_text("d.jsonl", (tmp_path / "out" / "d.jsonl").read_bytes())
    assert found == review.read(here)
    assert (writing.add(there, found), writing.add(there, found)) == (6, 0)
    review.write_file(review.read(there), tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out" / "d.jsonl").read_bytes()


WRONG = {
    "kind": ({"kind": "perhaps"}, "write one of accept"),
    "no candidate": ({"skill_id": "it_dev.java"}, "it_dev.java is no candidate"),
    "person": ({"person": " "}, "person is missing or empty"),
    "number": ({"reason": 7}, "reason is missing or empty"),
    "long": ({"label": "很" * 61}, "label is longer than 60"),
    "date": ({"decided_at": "1.3.2026"}, "write 2026-03-01"),
    "no such day": ({"decided_at": "2026-02-30"}, "write 2026-03-01"),
    "future": ({"decided_at": "2999-01-01"}, "lies in the future"),
    "unknown key": ({"text": "x"}, "unknown key 'text'"),
    "foreign key": ({"into_skill": "it_dev.java"}, "into_skill does not belong to reject"),
    "target": ({"kind": "merge"}, "into_skill is missing"),
    "target is a candidate": ({"kind": "merge", "into_skill": "new.0123456789"}, "is a candidate itself"),
    "type": ({"kind": "accept", "name": "a", "name_en": "a", "type": "thing"}, "write one of tool"),
    "clause": ({"kind": "covered"}, "competency_id is missing"),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_a_bad_line_is_named_with_its_cure_and_nothing_is_imported(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(review.line(COVERED) + json.dumps(REJECT.row() | change) + "\n", "utf-8")
    done = CliRunner().invoke(app, ["review", "import", str(path), "--data", str(tmp_path)])
    assert isinstance(done.exception, BadInput)
    told = str(done.exception)
    assert "line 2 / 第2行" in told
    assert said in told
    assert "未导入任何内容" in told
    assert review.read(tmp_path / "review.sqlite") == []


@pytest.mark.parametrize("line", ["{", "[1]", '{"kind": "reject"}'])
def test_a_line_that_is_no_object_of_ours_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(BadInput, match=r"line 2.*[一-鿿]"):
        review.decisions_of_text(str(path), path.read_bytes())


# the commands


def xgap(data: Path, *words: str) -> tuple[int, Any, str]:
    done = CliRunner().invoke(app, ["review", *words, "--data", str(data)])
    known = done.exception if isinstance(done.exception, BadInput) else None
    assert known or isinstance(done.exception, SystemExit | None), done.exception
    return done.exit_code, done.stdout, str(known or "")


BY = ("--by", "李", "--reason", "看过20条")


def test_decide_list_export_import(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert xgap(one, "list", "--json")[:2] == (0, "[]\n")
    assert xgap(one, "decide", "merge", NEW, "--into", "it_dev.java", *BY)[0] == 0
    code, told, _ = xgap(one, "decide", "covered", "it_dev.java", "--clause", CLAUSE, *BY, "--json")
    assert (code, json.loads(told)["competency_id"]) == (0, CLAUSE)
    assert xgap(one, "decide", "reject", NEW, *BY)[0] == 0
    rows = json.loads(xgap(one, "list", "--json")[1])
    assert [(r["kind"], r["person"], r["reason"], r["idle"]) for r in rows] == [
        ("covered", "李", "看过20条", None), ("reject", "李", "看过20条", None),
    ]  # fmt: skip
    history = json.loads(xgap(one, "list", "--history", "--json")[1])
    assert [(r["kind"], r["in_force"]) for r in history] == [("merge", False), ("covered", True), ("reject", True)]
    assert xgap(one, "export", "-o", str(tmp_path / "d.jsonl"))[0] == 0
    assert json.loads(xgap(two, "import", str(tmp_path / "d.jsonl"), "--json")[1]) == {
        "read": 3, "new": 3, "without_effect": 0,
    }  # fmt: skip
    assert xgap(two, "export")[1] == (tmp_path / "d.jsonl").read_text("utf-8")
    assert xgap(one, "decide", "withdraw", NEW, *BY)[0] == 0
    assert [r["kind"] for r in json.loads(xgap(one, "list", "--json")[1])] == ["covered"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merge", NEW, "--into", "it_dev.nothing"), "no it_dev.nothing"),
        (("covered", "it_dev.java", "--clause", "xg-java-web/junior/99.9.9"), "99.9.9"),
        (("not_covered", "it_dev.nothing", "--clause", CLAUSE), "no it_dev.nothing"),
        (("accept", NEW, "--name", "JAVA", "--name-en", "Java x", "--type", "tool"), "it_dev.java; use merge"),
        (("withdraw", NEW), "no decision holds"),
        (("reject", "new.xyz"), "is no candidate"),
    ],
)
def test_a_decision_without_effect_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    code, _, problem = xgap(tmp_path, "decide", *words, *BY)
    assert code == 1
    assert said in problem
    assert any("\u4e00" <= c <= "\u9fff" for c in problem)
    assert not (tmp_path / "review.sqlite").exists()


def test_wrong_kind_is_wrong_use(tmp_path: Path) -> None:
    assert xgap(tmp_path, "decide", "perhaps", NEW, *BY)[0] == 2
    assert xgap(tmp_path, "decide", "reject", NEW, "--reason", "x")[0] == 2  # by whom?


def test_a_clock_that_went_back_is_said(tmp_path: Path) -> None:
    writing.add(tmp_path / "review.sqlite", [replace(REJECT, decided_at="2999-01-01T00:00:00Z")])
    code, _, problem = xgap(tmp_path, "decide", "merge", NEW, "--into", "it_dev.java", *BY)
    assert code == 1
    assert "2999" in problem


def test_decisions_about_what_is_gone_are_kept_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    gone = [replace(MERGE, into_skill="it_dev.gone"), replace(COVERED, competency_id="std-x@1/junior/1.1.1")]
    review.write_file(gone, path)
    assert json.loads(xgap(tmp_path, "import", str(path), "--json")[1])["without_effect"] == 2
    rows = json.loads(xgap(tmp_path, "list", "--json")[1])
    assert ["it_dev.gone" in r["idle"] or "std-x@1" in r["idle"] for r in rows] == [True, True]


@pytest.mark.parametrize(("setting", "alone"), [("local", True), ("", False), ("LOCAL", False)])
def test_a_dashboard_in_which_one_user_decides_listens_to_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, alone: bool
) -> None:
    started: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setenv("XGAP_REVIEW", setting)
    monkeypatch.setattr("pipelines.commands.work.subprocess.run", run)
    assert CliRunner().invoke(app, ["dashboard", "--data", str(tmp_path)]).exit_code == 0
    assert ("--server.address" in started[0]) == alone
    assert not alone or started[0][started[0].index("--server.address") + 1] == "127.0.0.1"


# what they change in a build


@functools.cache
def reader() -> CandidateReader:
    return CandidateReader(listed())


def linked(*decisions: Decision) -> tuple[dict[str, str], dict[str, dict[str, Any]], dict[str, int]]:
    taxonomy = listed()
    rows, links, tally = link.skills_and_surfaces(SURFACES, taxonomy, reader(), review.rulings(decisions))
    found = {row["skill_id"]: row for row in rows if row["skill_id"] not in taxonomy.skills}
    return {row["surface"]: row["skill_id"] for row in links}, found, tally


def test_a_merged_candidate_is_the_known_skill_in_all_its_spellings() -> None:
    links, found, tally = linked(MERGE)
    assert links["星云图谱"] == links["熟悉星云图谱技术"] == "it_dev.java"
    assert found == {}
    assert tally == {"merged": 2, "known": 1}


def test_a_rejected_candidate_is_no_skill() -> None:
    links, found, tally = linked(REJECT)
    assert set(links) == {"vue"}
    assert found == {}
    assert tally == {"rejected": 2, "known": 1}


def test_an_accepted_candidate_has_the_name_that_people_gave_it() -> None:
    links, found, tally = linked(ACCEPT)
    assert links["星云图谱"] == links["熟悉星云图谱技术"] == NEW
    assert found[NEW] == {
        "skill_id": NEW, "name": "星云图谱建模", "name_en": "Nebula graph modelling", "type": "task", "is_known": True,
        "is_generic": False, "field": None, "added": None,
    }  # fmt: skip
    assert tally == {"accepted": 2, "known": 1}


def test_what_nobody_judged_or_cannot_be_carried_out_stays_with_the_machine() -> None:
    untouched = linked()
    assert untouched[2] == {"candidate": 1, "rare": 1, "known": 1}
    assert linked(decision("reject", "new.0123456789")) == untouched
    assert linked(replace(MERGE, into_skill="it_dev.gone")) == untouched
    assert linked(REJECT, decision("withdraw", day="2026-03-02")) == untouched


def test_an_accepted_skill_can_still_be_new_on_the_market() -> None:
    kinds = {NEW: ("task", True), "it_dev.java": ("tool", True), "new.0123456789": ("tool", False)}
    assert review.of_the_list(kinds) == kinds | {NEW: ("task", False)}


def clauses_of(skill: str, *decisions: Decision) -> dict[str, dict[str, Any]]:
    rows = link.skill_competency_rows(
        [skill], {NEW: "星云图谱"}, listed(), LetterEncoder(), RULES, review.rulings(decisions)
    )
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert len({row["competency_id"] for row in rows}) == len(rows)
    return {row["competency_id"]: row for row in rows}


def test_people_outrank_the_clause_that_names_a_skill_and_the_machine_that_finds_none() -> None:
    before = clauses_of("it_dev.java")
    named = next(c for c, row in before.items() if row["via"] == "named")
    other = next(c.competency_id for c in listed().competencies if c.competency_id not in before)
    no = decision("not_covered", "it_dev.java", competency_id=named)
    yes = decision("covered", "it_dev.java", competency_id=other)
    after = clauses_of("it_dev.java", no, yes)
    told = ("p_covered", "verdict", "via")
    assert [after[named][key] for key in told] == [0.0, "not_covered", "reviewed"]
    assert [after[other][key] for key in told] == [1.0, "covered", "reviewed"]
    assert after[other]["rank"] == 1
    assert after[named]["rank"] == len(after)
    machine = [row for row in before.values() if row["via"] == "similar"]
    assert all(after[row["competency_id"]]["p_covered"] == row["p_covered"] for row in machine)


def test_where_people_refuse_the_nearest_clause_the_next_one_is_proposed() -> None:
    before = clauses_of(NEW)
    nearest = min(before, key=lambda c: int(before[c]["rank"]))
    after = clauses_of(NEW, decision("not_covered", competency_id=nearest))
    assert set(after) > set(before)
    assert after[nearest]["via"] == "reviewed"


def test_an_accepted_attitude_is_covered_by_people_only() -> None:
    soft = replace(ACCEPT, type="soft")
    assert max(row["p_covered"] for row in clauses_of(NEW, soft).values()) < RULES.partly
    taught = clauses_of(NEW, soft, decision("covered", competency_id=CLAUSE))
    assert taught[CLAUSE]["verdict"] == "covered"


def test_every_new_decision_makes_a_new_build_and_no_other_data_does(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, cache=tmp_path / "cache")

    def identity() -> str:
        return build.build_id(build.Run.of(settings))

    path = build.Run.of(settings).paths.review
    assert path == tmp_path / "review.sqlite"
    seen = [identity()]
    for made in (REJECT, replace(MERGE, decided_at="2026-03-02"), replace(ACCEPT, decided_at="2026-03-03"), COVERED,
                 decision("not_covered", "it_dev.java", "2026-03-04", competency_id=CLAUSE)):  # fmt: skip
        writing.add(path, [made])
        seen.append(identity())
    assert len(set(seen)) == len(seen)
    (tmp_path / "work").mkdir()
    assert identity() == seen[-1]
    # another person with the same verdict changes no row of a build, nor does an older decision
    writing.add(path, [decision("not_covered", "it_dev.java", "2026-03-05", competency_id=CLAUSE, person="王"), MERGE])
    assert identity() == seen[-1]
    writing.add(path, [decision("withdraw", day="2026-03-06"),
                      decision("withdraw", "it_dev.java", "2026-03-06", competency_id=CLAUSE)])  # fmt: skip
    assert identity() == seen[0]


def test_a_run_says_which_decisions_it_cannot_carry_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = build.Run.of(Settings(data=tmp_path))
    writing.add(run.paths.review, [REJECT, replace(COVERED, competency_id="xg-gone/junior/1.1.1")])
    build._say_idle(run)
    told = capsys.readouterr().err
    assert "xg-gone/junior/1.1.1" in told
    assert NEW not in told


@pytest.mark.long
def test_decisions_reach_the_published_build_and_outlive_the_warehouse(
    environment: dict[str, str], land: Callable[[Path, str, int, int], None], tmp_path: Path
) -> None:
    land(tmp_path, "first", 0, 900)

    def command(*words: str) -> Any:
        done = subprocess.run([sys.executable, "-m", "pipelines.cli", *words, "--data", str(tmp_path), "--json"],
                              env=environment, capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    def published() -> Reader:
        path = current_path(tmp_path / "published")
        assert path is not None
        return Reader(path)

    first = command("run")
    candidates = [row["skill_id"] for row in command("review", "list", "--open")["candidates"]]
    assert len(candidates) >= 3
    reject, accept, merge = candidates[:3]
    before = published()
    [target] = before.rows("select skill_id, n_vacancies from marts.skills where is_known order by n_vacancies limit 1")
    [clause] = before.rows("select competency_id from marts.competencies order by 1 limit 1")
    before.close()
    known, clause_id = target["skill_id"], clause["competency_id"]
    command("review", "decide", "reject", reject, *BY)
    command("review", "decide", "merge", merge, "--into", known, *BY)
    command("review", "decide", "accept", accept, "--name", "新名", "--name-en", "New", "--type", "task", *BY)
    command("review", "decide", "covered", accept, "--clause", clause_id, *BY)
    second = command("run")
    assert second["fresh"]
    assert second["build_id"] != first["build_id"]
    shutil.rmtree(tmp_path / "work")
    (tmp_path / "published" / "current.json").unlink()
    assert command("run")["build_id"] == second["build_id"]
    after = published()
    rows = {row["skill_id"]: row for row in after.rows("select * from marts.skills")}
    facts = {row["key"]: row["value"] for row in after.rows("select key, value from marts.build")}
    after.close()
    assert reject not in rows
    assert merge not in rows
    assert rows[known]["n_vacancies"] > target["n_vacancies"]
    told = ("name", "name_en", "type", "is_known", "coverage", "p_covered", "coverage_via", "best_competency_id")
    assert [rows[accept][key] for key in told] == ["新名", "New", "task", True, "covered", 1.0, "reviewed", clause_id]
    assert int(facts["spellings_rejected"]) >= 1
    waiting = command("review", "list", "--open")["candidates"]
    assert not {reject, accept, merge} & {row["skill_id"] for row in waiting}


# what they say about the machine


def test_precision_counts_what_holds_and_nothing_twice(tmp_path: Path) -> None:
    other = "new.0123456789"
    made = [REJECT, replace(ACCEPT, decided_at="2026-03-02"), decision("reject", other), COVERED]
    rows = {row["proposal"]: row for row in review.precision(made)}
    assert (rows["candidate_is_skill"]["confirmed"], rows["candidate_is_skill"]["judged"]) == (1, 2)
    low, high = rows["candidate_is_skill"]["low"], rows["candidate_is_skill"]["high"]
    assert (low, high) == pytest.approx((0.121, 0.879), abs=0.001)  # Wilson, 1 of 2, z = 1.645
    assert (rows["clause_teaches"]["share"], rows["clause_teaches"]["high"]) == (1.0, 1.0)
    merged = {r["proposal"]: r["confirmed"] for r in review.precision([MERGE])}
    assert merged == {"candidate_is_skill": 1, "candidate_is_new": 0, "clause_teaches": 0}
    withdrawn = [COVERED, replace(decision("withdraw", "it_dev.java", "2026-03-09"), competency_id=CLAUSE)]
    assert review.facts(withdrawn) == {}
    assert review.facts(made)["review.candidate_is_new"].startswith("1/2 0.12")
    path = tmp_path / "d.jsonl"
    review.write_file(made, path)
    xgap(tmp_path, "import", str(path))
    assert json.loads(xgap(tmp_path, "precision", "--json")[1]) == review.precision(made)


def test_what_is_alike_to_a_judged_candidate_follows_it() -> None:
    taxonomy = listed()
    surfaces = [*SURFACES, Surface("星云图普", "星云图普", "knowledge", 4, 4)]
    pair = tuple(sorted(("星云图谱", "星云图普")))

    def linked_alike(*decisions: Decision, known: dict[str, str] | None = None) -> dict[str, str]:
        _, links, _ = link.skills_and_surfaces(
            surfaces, taxonomy, reader(), review.rulings(decisions), lambda terms: Alike({pair: 0.95}, known or {})
        )
        return {row["surface"]: row["skill_id"] for row in links}

    assert linked_alike()["星云图普"] == linked_alike()["星云图谱"]
    assert linked_alike(MERGE)["星云图普"] == "it_dev.java"
    assert "星云图普" not in linked_alike(REJECT)
    assert linked_alike(ACCEPT)["星云图普"] == NEW
    both = linked_alike(ACCEPT, decision("reject", link.candidate_id("星云图普")))
    assert both["星云图谱"] == NEW
    assert "星云图普" not in both
    assert linked_alike(known={"星云图普": "it_dev.java"})["星云图普"] == "it_dev.java"
