"""From the basket to a pack: made once per build and request by a process of its own, told by steps, refused with a
reason, kept within bounds."""

from __future__ import annotations

import io
import json
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.components import workshop
from dashboards.components.workshop import Job, Request, Workshop
from tests.dashboards.opening import html, opened, sound

BASKET = "m.five-axis,m.laser"
BUILD = "tiny0000pack"


def _opened(data: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    return sound(opened(data, monkeypatch, "basket", **query))


def _until(done: Any, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.1)


def _ended(shop: Workshop, request: Request) -> Job:
    _until(lambda: (job := shop.find(request)) is not None and not job.open)
    job = shop.find(request)
    assert job is not None
    return job


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pack_is_made_from_the_basket_and_offered_to_everybody_who_asks_the_same(
    packed: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    at = _opened(packed, monkeypatch, basket=BASKET, lang=language)
    assert ("40 vacancies", "40 个招聘岗位")[language == "zh"] in html(at)
    at.button(key="make-pack").click().run()
    shop = workshop.workshop(str(packed))
    request = Request(BUILD, "zh" if language == "zh" else "en", skills=tuple(BASKET.split(",")))
    assert shop.find(request) is not None
    if (job := shop.find(request)) is not None and job.open:
        assert ("step", "第")[language == "zh"] in at.get("progress")[0].proto.text
    job = _ended(shop, request)
    assert job.state == "done", job
    at.run()
    assert ("The pack is ready", "材料包已生成")[language == "zh"] in html(at)
    assert job.file_name == f"xgap-pack-new-{job.subject}-{language}-{BUILD}.zip"
    with zipfile.ZipFile(io.BytesIO(job.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["build_id"], manifest["language"], manifest["subject"]) == (BUILD, language, job.subject)
    other = _opened(packed, monkeypatch, basket=BASKET, lang=language)
    assert job.file_name in html(other)
    assert not [b for b in other.button if b.key == "make-pack"]


def test_what_is_too_little_is_said_before_anything_is_made(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = _opened(packed, monkeypatch, basket="m.rare-a,m.rare-b", lang="zh")
    assert "m.rare-a" in html(at), "it is not in the build for readers"
    at = _opened(packed, monkeypatch, pack="revision", certificate="xg-drone", lang="en")
    text = html(at)
    assert "0 vacancies of 0 named employers" in text
    assert "Too little for a pack" in text
    assert not [b for b in at.button if b.key == "make-pack"]
    at = _opened(packed, monkeypatch, pack="revision", certificate="xg-cnc", lang="en")
    assert "CNC turning and milling" in html(at)
    assert at.button(key="make-pack").label == "Make the pack"


def test_a_refusal_of_the_command_reaches_the_reader_in_both_languages(packed: Path) -> None:
    shop = Workshop(packed)
    request = Request(BUILD, "en", skills=("m.unheard-of",))
    assert shop.order(request)
    job = _ended(shop, request)
    assert job.state == "refused"
    assert "no such skill" in job.problem[0]
    assert "没有技能" in job.problem[1]


def test_an_error_is_told_as_one_and_may_be_tried_again(packed: Path) -> None:
    shop = Workshop(packed)
    request = Request("gone0000gone", "en", certificate="xg-cnc")
    for _ in range(2):
        assert shop.order(request)
        assert _ended(shop, request).state == "failed"


def _fake(monkeypatch: pytest.MonkeyPatch, size: int = 10) -> tuple[threading.Event, list[Request]]:
    """Packs that wait for a sign and are `size` bytes large; what was made, in order."""
    go, made = threading.Event(), []

    def make(data: Path, request: Request, tell: workshop.Tell) -> None:
        go.wait(20)
        made.append(request)
        tell(state="done", subject=request.certificate, content=b"x" * size)

    monkeypatch.setattr(workshop, "make", make)
    return go, made


def test_the_same_is_worked_once_and_too_many_are_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go, made = _fake(monkeypatch)
    shop = Workshop(tmp_path)
    most = workshop.MOST_WAITING + workshop.AT_ONCE
    wanted = [Request("b", "zh", certificate=f"xg-{i}") for i in range(most + 1)]
    assert all(shop.order(one) for one in wanted[:most])
    assert all(shop.order(one) for one in wanted[:most]), "asked for already: nothing is added"
    assert not shop.order(wanted[-1])
    assert shop.find(wanted[-1]) is None
    assert shop.before(wanted[3]) == 3
    go.set()
    _until(lambda: len(made) == most and not any((j := shop.find(r)) is None or j.open for r in wanted[:most]))
    assert sorted(r.certificate for r in made) == sorted(r.certificate for r in wanted[:most])
    assert shop.order(wanted[-1])


def test_what_is_kept_is_bounded_in_number_and_bytes_and_the_newest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, _ = _fake(monkeypatch, size=1000)
    go.set()
    monkeypatch.setattr(workshop, "MOST_KEPT", 4)
    shop = Workshop(tmp_path)
    wanted = [Request("b", "zh", certificate=f"xg-{i}") for i in range(7)]
    for one in wanted:
        shop.order(one)
        _ended(shop, one)
    assert [shop.find(one) is not None for one in wanted] == [False] * 3 + [True] * 4
    monkeypatch.setattr(workshop, "MOST_BYTES", 1500)
    last = Request("b", "en", certificate="xg-9")
    shop.order(last)
    assert _ended(shop, last).state == "done"
    assert [shop.find(one) for one in wanted] == [None] * 7


def test_the_steps_of_the_page_are_those_of_the_command() -> None:
    from pipelines.packs.steps import STEPS

    assert workshop.STEPS == STEPS
