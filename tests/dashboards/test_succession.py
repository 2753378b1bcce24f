"""A new build takes over when it has answered what readers asked of the last one, and never keeps them waiting long."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dashboards.succession import KEPT, PATIENCE, QUIET, Place, Succession

WAIT = 10.0


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def old(tmp_path: Path) -> Place:
    (tmp_path / "old").touch()
    return Place("old", tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Place:
    (tmp_path / "new").touch()
    return Place("new", tmp_path / "new")


def test_first_build_is_shown_at_once(old: Place) -> None:
    assert Succession().place(old) == old


def test_new_build_answers_every_question_before_it_is_shown(old: Place, new: Place) -> None:
    succession, asked, go = Succession(), [], threading.Event()

    def again(place: Place) -> None:
        assert go.wait(WAIT)
        asked.append(place.build_id)

    succession.place(old)
    for question in range(3):
        succession.remember(question, again)
    assert succession.place(new) == old
    assert succession.place(new) == old, "the questions are not answered yet"
    go.set()
    assert succession._ready.wait(WAIT)
    assert succession.place(new) == new
    assert asked == ["new"] * 3, "asked once each, by one thread"


def test_patience_ends(old: Place, new: Place) -> None:
    clock, never = Clock(), threading.Event()
    succession = Succession(clock)
    succession.place(old)
    succession.remember("slow", lambda _: never.wait(WAIT))
    assert succession.place(new) == old
    clock.now += PATIENCE - 1
    assert succession.place(new) == old
    clock.now += 2
    assert succession.place(new) == new
    never.set()


def test_nobody_there_nobody_waits(old: Place, new: Place) -> None:
    clock = Clock()
    succession = Succession(clock)
    succession.place(old)
    succession.remember("any", lambda _: pytest.fail("asked although nobody waits"))
    clock.now += QUIET + 1
    assert succession.place(new) == new


def test_build_whose_file_went_is_left(old: Place, new: Place) -> None:
    succession = Succession()
    succession.place(old)
    old.path.unlink()
    assert succession.place(new) == new


def test_question_that_fails_ends_the_waiting(old: Place, new: Place, caplog: pytest.LogCaptureFixture) -> None:
    succession = Succession()

    def fails(place: Place) -> None:
        raise RuntimeError("no such table")

    succession.place(old)
    succession.remember("fails", fails)
    succession.place(new)
    assert succession._ready.wait(WAIT)
    assert succession.place(new) == new, "its page says what is wrong"
    assert "new does not answer" in caplog.text


def test_third_build_overtakes_the_second(old: Place, new: Place, tmp_path: Path) -> None:
    succession, go = Succession(), threading.Event()
    succession.place(old)
    succession.remember("any", lambda _: go.wait(WAIT))
    assert succession.place(new) == old
    third = Place("third", tmp_path / "third")
    assert succession.place(third) == old
    go.set()
    assert succession._ready.wait(WAIT)
    assert succession.place(third) == third


def test_last_questions_are_kept(old: Place, new: Place) -> None:
    succession, asked = Succession(), []
    succession.place(old)
    for number in range(KEPT + 5):
        succession.remember(number, lambda _, number=number: asked.append(number))
    succession.remember(10, lambda _: asked.append(10))
    succession.place(new)
    assert succession._ready.wait(WAIT)
    assert asked[0] == 10, "the newest first"
    assert len(asked) == KEPT
    assert 0 not in asked
