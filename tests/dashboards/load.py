"""Simultaneous sessions while a new build is published: `make load`, or `python tests/dashboards/load.py --data DATA`.

Copies the published build, starts the real application on the copy, and opens `--sessions` sessions by Streamlit's own
protocol: a websocket each, which asks for a page, waits until the run is finished, and asks for the next, as a browser
does when a reader clicks. No browser draws, so that the figures are those of the server on its cores: what 20 readers
wait for, but for the drawing in their own machines. In the middle a second build (the same tables, another id) is
published by the atomic switch. Told are errors, pages that name two builds, and the times."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []
_BUILD = re.compile(r"(?:构建|[Bb]uild) ([0-9a-z]{12})")
_CURRENT = re.compile(r"<a [^>]*aria-current=\"page\"[^>]*>")
PATIENCE = 30.0
"""Seconds after which a run counts as dead."""
WARMING = 180.0
"""The same for the first time a view is asked for: modules are loaded and every question goes to the file."""
NEW = "newbuild0001"


@dataclass
class Told:
    """What the sessions met."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    pages_of: dict[str, int] = field(default_factory=dict)


def second_build(data: Path) -> None:
    """The same tables under another id, and the switch, as `warehouse.publish` makes them."""
    published = data / "published"
    now = json.loads((published / "current.json").read_text("utf-8"))
    file = published / f"mart-{NEW}.duckdb"
    shutil.copyfile(published / now["file"], file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("update marts.build set value = ? where key = 'build_id'", [NEW])
    pointer = published / ".current.json.new"
    pointer.write_text(json.dumps({**now, "build_id": NEW, "file": file.name}), "utf-8")
    os.replace(pointer, published / "current.json")


class NoAnswer(RuntimeError):
    """A run that did not end in time, or whose connection ended: what comes later on this connection means nothing."""


async def run_page(
    connection: Any, page: str, query: dict[str, str], patience: float = PATIENCE
) -> tuple[float, str, str]:
    """One run: seconds until it is finished, all markup, and what went wrong. Raises NoAnswer."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    message = BackMsg()
    message.rerun_script.query_string = urlencode(query)
    message.rerun_script.page_name = page
    begin, seen = time.monotonic(), Counter[str]()
    try:
        # not the timeout of `receive`: each ping of the server begins it anew, so that it never ends
        async with asyncio.timeout(patience):
            await connection.send_bytes(message.SerializeToString())
            markup, wrong = await _finished(connection, page, seen)
    except TimeoutError:
        raise NoAnswer(f"/{page} {query}: not finished after {patience:.0f} s; messages: {dict(seen)}") from None
    except ConnectionError as error:
        raise NoAnswer(f"/{page} {query}: the connection ended ({error}); messages: {dict(seen)}") from error
    here = f'href="{page or "./"}?'
    if not wrong and not any(here in one for one in _CURRENT.findall(markup)):
        wrong = f"{page}: another page came"
    return time.monotonic() - begin, markup, wrong


async def _finished(connection: Any, page: str, seen: Counter[str]) -> tuple[str, str]:
    """Markup and error of the run that goes on, when it is finished; counts the messages by kind in `seen`."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    markup, wrong = [], ""
    while True:
        received = await connection.receive()
        if not isinstance(received.data, bytes):
            raise ConnectionError(f"{received.type.name} {received.data}")
        told = ForwardMsg.FromString(received.data)
        kind = str(told.WhichOneof("type"))
        status = ForwardMsg.ScriptFinishedStatus.Name(told.script_finished) if kind == "script_finished" else ""
        seen[f"{kind} {status}".strip()] += 1
        if kind == "delta" and told.delta.WhichOneof("type") == "new_element":
            element = told.delta.new_element
            what = element.WhichOneof("type")
            if what == "html":
                markup.append(element.html.body)
            elif what == "exception":
                wrong = f"{page}: {element.exception.type}: {element.exception.message}"
        elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return "\n".join(markup), wrong


async def session(
    root: str, views: list[tuple[str, dict[str, str]]], seed: int, until: float, told: Told, think: float
) -> None:
    """One reader: comes within one time of thinking, goes from view to view in an order of his own, thinks between."""
    import aiohttp

    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0, think))
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(
            f"{root.replace('http', 'ws')}/_stcore/stream", max_msg_size=0, protocols=["streamlit"]
        ) as connection,
    ):
        while time.monotonic() < until:
            page, query = chance.choice(views)
            asked = {**query, "lang": chance.choice(("zh", "en"))}
            try:
                seconds, markup, wrong = await run_page(connection, "" if page == "overview" else page, asked)
            except NoAnswer as error:
                told.errors.append(str(error))
                return
            told.seconds.setdefault(page, []).append(seconds)
            builds = set(_BUILD.findall(markup))
            if wrong:
                told.errors.append(wrong)
            elif len(builds) != 1:
                told.mixed.append(f"{page} {query}: {sorted(builds)}")
            else:
                told.pages_of[min(builds)] = told.pages_of.get(min(builds), 0) + 1
            await asyncio.sleep(chance.uniform(0.5, 1.5) * think)


async def drive(root: str, data: Path, views: list[tuple[str, dict[str, str]]], given: argparse.Namespace) -> Told:
    """Warm every view once, then all sessions, and the new build in the middle."""
    await session_once(root, views)
    told, until = Told(), time.monotonic() + given.seconds
    readers = [session(root, views, seed, until, told, given.think) for seed in range(given.sessions)]

    async def publish() -> None:
        await asyncio.sleep(given.seconds / 2)
        await asyncio.to_thread(second_build, data)

    await asyncio.gather(publish(), *readers)
    return told


async def session_once(root: str, views: list[tuple[str, dict[str, str]]]) -> dict[str, float]:
    """Each view twice in one session; seconds of the second time."""
    import aiohttp

    found = {}
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(
            f"{root.replace('http', 'ws')}/_stcore/stream", max_msg_size=0, protocols=["streamlit"]
        ) as connection,
    ):
        for page, query in views:
            for patience in (WARMING, PATIENCE):
                name = " ".join([page, *query])
                found[name], _, wrong = await run_page(
                    connection, "" if page == "overview" else page, {**query, "lang": "zh"}, patience
                )
                if wrong:
                    raise RuntimeError(wrong)
    return found


def quantile(values: list[float], part: float) -> float:
    """The value below which that part of the values lies."""
    return sorted(values)[min(int(part * len(values)), len(values) - 1)]


def main() -> None:
    """The command; ends with 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("XGAP_DATA", "data")))
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--think", type=float, default=3.0, help="mean seconds between two clicks of a reader")
    parser.add_argument("--alone", action="store_true", help="only one session: seconds per view after warm-up")
    given = parser.parse_args()
    from tests.dashboards.screens import addresses, application

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        shutil.copytree(given.data / "published", data / "published")
        views = list(addresses(data).values())
        log = data / "application.log"
        try:
            with application(data, log) as root:
                if given.alone:
                    for name, seconds in asyncio.run(session_once(root, views)).items():
                        print(f"{seconds:6.2f} s  {name}")
                    return
                told = asyncio.run(drive(root, data, views, given))
        except RuntimeError as error:
            said = log.read_text("utf-8", "replace")[-2000:] if log.exists() else ""
            sys.exit(f"{error}\nThe application said last: / 应用最后的输出：\n{said}")
    everything = [one for some in told.seconds.values() for one in some]
    for page, some in sorted(told.seconds.items(), key=lambda item: -quantile(item[1], 0.95)):
        print(f"{page:14s} n={len(some):4d}  p50 {statistics.median(some):5.2f} s  p95 {quantile(some, 0.95):5.2f} s")
    print(json.dumps({"sessions": given.sessions, "interactions": len(everything), "errors": len(told.errors),
                      "mixed": len(told.mixed), "pages_of_each_build": told.pages_of,
                      "p50": round(statistics.median(everything), 3),
                      "p95": round(quantile(everything, 0.95), 3),
                      "longest": round(max(everything), 3)}))  # fmt: skip
    for line in [*told.errors[:10], *told.mixed[:10]]:
        print(line, file=sys.stderr)
    sys.exit(1 if told.errors or told.mixed or NEW not in told.pages_of else 0)


if __name__ == "__main__":
    main()
