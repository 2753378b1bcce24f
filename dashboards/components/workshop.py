"""Evidence packs made beside the pages: by `xgap pack` in a process of its own, so that nobody's page waits for it.

One workshop serves all sessions. The same request of the same build is worked once, whoever asks; what waits, what
works at a time and what is kept are bounded."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

import streamlit as st

import dashboards
from dashboards.words import Language

log = logging.getLogger(__name__)

AT_ONCE = 1
"""Packs in work at a time: each takes a processor for some ten seconds, and readers need the others."""
MOST_WAITING = 8
MOST_KEPT = 16
MOST_BYTES = 48_000_000
SECONDS = 600
"""A pack that takes longer is given up."""

State = Literal["waiting", "working", "done", "refused", "failed"]
STEPS = ("read", "demand", "evidence", "figures", "document", "files")
"""As `xgap pack --steps` tells them."""


@dataclass(frozen=True)
class Request:
    """What a pack is made of."""

    build_id: str
    language: Language
    certificate: str = ""
    """Its code, for a revision; else `skills` make the case for a new one."""
    skills: tuple[str, ...] = ()

    def words(self) -> list[str]:
        """What `xgap pack` is told."""
        subject = (
            ["revision", f"--certificate={self.certificate}"]
            if self.certificate
            else ["new", f"--skills={','.join(self.skills)}"]
        )
        return ["pack", *subject, f"--language={self.language}", f"--build={self.build_id}", "--steps"]


@dataclass(frozen=True)
class Job:
    """A request as it stands now; a new value each time that something changes."""

    request: Request
    state: State = "waiting"
    step: str = ""
    problem: tuple[str, str] = ("", "")
    """English and Chinese, where the pack was refused."""
    subject: str = ""
    content: bytes = b""

    @property
    def open(self) -> bool:
        """Whether it still waits or works."""
        return self.state in ("waiting", "working")

    @property
    def file_name(self) -> str:
        """`xgap-pack-revision-xg-bim-zh-7f05e3ddf7b9.zip`."""
        kind = "revision" if self.request.certificate else "new"
        return f"xgap-pack-{kind}-{self.subject}-{self.request.language}-{self.request.build_id}.zip"


class Tell(Protocol):
    """Takes the fields of a Job that have changed."""

    def __call__(self, **changed: Any) -> None: ...


class Workshop:
    """The jobs of one data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data.resolve()
        self._lock = threading.Lock()
        self._jobs: OrderedDict[Request, Job] = OrderedDict()
        self._places = threading.Semaphore(AT_ONCE)

    def find(self, request: Request) -> Job | None:
        """The job as it stands, or None where nobody has asked or it is no longer kept."""
        with self._lock:
            return self._jobs.get(request)

    def before(self, request: Request) -> int:
        """How many open jobs came earlier."""
        with self._lock:
            earlier = list(self._jobs)[: list(self._jobs).index(request)] if request in self._jobs else []
            return sum(self._jobs[one].open for one in earlier)

    def order(self, request: Request) -> bool:
        """Ask for a pack; False where too many wait already. One that failed is tried again."""
        with self._lock:
            known = self._jobs.get(request)
            if known is not None and (known.open or known.state == "done"):
                return True
            if sum(job.open for job in self._jobs.values()) >= MOST_WAITING + AT_ONCE:
                return False
            self._jobs[request] = Job(request)
            self._jobs.move_to_end(request)
        threading.Thread(target=self._work, args=(request,), daemon=True, name="pack").start()
        return True

    def _change(self, request: Request, **changed: Any) -> None:
        with self._lock:
            self._jobs[request] = replace(self._jobs[request], **changed)
            closed = [one for one, job in self._jobs.items() if not job.open]
            size = sum(len(job.content) for job in self._jobs.values())
            for oldest in closed[:-1]:  # the newest stays, whatever its size
                if len(closed) <= MOST_KEPT and size <= MOST_BYTES:
                    break
                size -= len(self._jobs.pop(oldest).content)
                closed.remove(oldest)

    def _work(self, request: Request) -> None:
        with self._places:
            try:
                self._change(request, state="working")
                make(self._data, request, lambda **changed: self._change(request, **changed))
            except Exception:  # whatever happens, the reader who waits is told, and the log says what it was
                log.exception("no pack for %s", request)
                self._change(request, state="failed")


def make(data: Path, request: Request, tell: Tell) -> None:
    """Run `xgap pack` and tell what becomes of it; the file is in memory only, its folder is gone afterwards."""
    root = str(Path(dashboards.__file__).parent.parent)
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    with tempfile.TemporaryDirectory(prefix="xgap-pack-") as folder:
        output, errors = Path(folder) / "pack.zip", Path(folder) / "errors.txt"
        command = [sys.executable, "-m", "pipelines.cli", *request.words(), f"--output={output}", f"--data={data}"]
        with errors.open("w", encoding="utf-8") as heard:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=heard, encoding="utf-8",
                env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
            )  # fmt: skip
            stop = threading.Timer(SECONDS, process.kill)
            stop.start()
            try:
                end = _listen(process, tell)
            finally:
                stop.cancel()
        if process.returncode == 0:
            tell(state="done", subject=str(end["pack"]), content=output.read_bytes())
        elif "problem" in end:
            tell(state="refused", problem=(end["problem"]["en"], end["problem"]["zh"]))
        else:
            log.error("no pack for %s: code %s, %s", request, process.returncode, errors.read_text("utf-8")[-2000:])
            tell(state="failed")


def _listen(process: subprocess.Popen[str], tell: Tell) -> dict[str, Any]:
    """Pass the steps on; the last line that is no step."""
    end: dict[str, Any] = {}
    assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
    with process.stdout as lines:
        for line in lines:
            told = json.loads(line)
            if "step" in told:
                tell(step=told["step"])
            else:
                end = told
    process.wait()
    return end


@st.cache_resource(show_spinner=False)
def workshop(data: str) -> Workshop:
    """The one workshop of a data folder."""
    return Workshop(Path(data))
