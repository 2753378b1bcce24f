"""Imported standards as files: `DATA/standards/<certificate>/<version>.json`. The files are the truth."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from taxonomy.extractors.gazetteer import Gazetteer
from taxonomy.models import (
    LEVELS,
    Bilingual,
    Certificate,
    Domain,
    Level,
    LevelFrame,
    QuotedRequirement,
    Target,
    Task,
)  # fmt: skip
from taxonomy.standards.errors import StandardError
from taxonomy.standards.model import Item, Reading, StoredStandard
from taxonomy.standards.wording import LEVEL_WORDS

LEVEL_OF_WORD: dict[str, Level] = dict(zip(LEVEL_WORDS, LEVELS, strict=True))
UNKNOWN_SECTOR = "未归类"


def version_id(reading: Reading, content: bytes) -> str:
    """A version as part of a file name and of ids: 2021年2.0版 → 2021-2.0; without one, from the file's content."""
    words = re.findall(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*", reading.version or "")
    return "-".join(words) or "content-" + hashlib.sha256(content).hexdigest()[:8]


def new_code(name: str) -> str:
    """Code of a certificate that no frame has: the Latin words of the name, else a digest of it."""
    words = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"std-{words}-{digest}" if words else f"std-{digest}"


def path_of(folder: Path, certificate: str, version: str) -> Path:
    """Where a standard lies."""
    return folder / certificate / f"{version}.json"


def save(folder: Path, stored: StoredStandard, *, replace: bool = False) -> Path:
    """Write one standard whole or not at all; raises StandardError when other content has that version already."""
    path = path_of(folder, stored.certificate, stored.version_id)
    if path.exists() and not replace:
        before = _read(path)
        if before.reading == stored.reading:
            return path
        raise StandardError(
            path, f"{stored.certificate} {stored.version_id} is already here with other content "
            f"({len(before.reading.requirements)} requirements); use --replace to put this one in its place",
            f"该版本已导入且内容不同（{len(before.reading.requirements)} 条要求），如需替换请加 --replace",
        )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.new")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(stored.model_dump_json(indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return path


def remove(folder: Path, certificate: str, version: str) -> Path:
    """Delete one stored version; raises StandardError when there is none."""
    path = path_of(folder, certificate, version)
    if not path.exists():
        known = ", ".join(f"{s.certificate} {s.version_id}" for s in read_all(folder)) or "none / 无"
        raise StandardError(path, f"no such standard; stored: {known}", f"没有该标准；已导入：{known}")
    path.unlink()
    if not any(path.parent.iterdir()):
        path.parent.rmdir()
    return path


def _read(path: Path) -> StoredStandard:
    try:
        stored = StoredStandard.model_validate_json(path.read_text("utf-8"))
    except ValidationError as error:
        raise StandardError(
            path,
            f"a stored standard that cannot be read ({error.error_count()} faults); remove the file and import again",
            "已导入的标准文件无法读取，请删除该文件后重新导入",
        ) from error  # fmt: skip
    if path != path_of(path.parents[1], stored.certificate, stored.version_id):
        raise StandardError(
            path, "the file's place does not fit its certificate and version", "文件位置与证书代码、版本不符"
        )
    return stored


def read_all(folder: Path) -> Iterator[StoredStandard]:
    """Every stored standard, by certificate and version."""
    for path in sorted(folder.glob("*/*.json")):
        yield _read(path)


def state(folder: Path | None) -> str:
    """A digest of all stored standards, "" when there are none: changes with any byte."""
    paths = sorted(folder.glob("*/*.json")) if folder is not None else []
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest() if paths else ""


def order(stored: StoredStandard) -> tuple[tuple[int, ...], str]:
    """Newer versions sort later: by year where the version has one, then edition, then day of import."""
    numbers = (
        [int(n) for n in re.findall(r"\d+", stored.version_id)] if not stored.version_id.startswith("content-") else []
    )
    if numbers and not 1990 <= numbers[0] <= 2100:
        year = re.search(r"(?:19|20)\d\d", stored.reading.published or "")
        numbers = [int(year[0]) if year else 0, *numbers]
    return tuple(numbers), stored.imported_at


def in_force(folder: Path) -> list[StoredStandard]:
    """The newest version of each certificate."""
    newest: dict[str, StoredStandard] = {}
    for stored in read_all(folder):
        before = newest.get(stored.certificate)
        if before is None or order(stored) > order(before):
            newest[stored.certificate] = stored
    return [newest[code] for code in sorted(newest)]


def stored_standard(reading: Reading, certificate: str, file: Path) -> StoredStandard:
    """A reading made ready to be kept."""
    content = file.read_bytes()
    return StoredStandard(
        certificate=certificate, version_id=version_id(reading, content), file=file.name,
        sha256=hashlib.sha256(content).hexdigest(), imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        reading=reading,
    )  # fmt: skip


def _both(zh: str, en: str | None = None) -> Bilingual:
    return Bilingual(zh=zh, en=en or zh)  # no English is invented for an official text


def _groups(items: list[Item], key: str, name: str) -> Iterator[tuple[str, str, str | None, list[Item]]]:
    """(code, name, English, items) in order of first appearance; a missing code becomes its position, marked "#"."""
    found: dict[tuple[str | None, str | None, str | None], list[Item]] = {}
    for item in items:
        found.setdefault((getattr(item, key), getattr(item, name), item.module), []).append(item)
    for at, ((code, text, _), own) in enumerate(found.items(), start=1):
        yield code or f"#{at}", text or code or "—", getattr(own[0], f"{name}_en"), own


def certificate_of(stored: StoredStandard, frame: Certificate | None, gazetteer: Gazetteer) -> Certificate:
    """A stored standard as a certificate. It takes sector and job group from the frame that it overrides; without one
    its job group are the jobs that it names."""
    reading = stored.reading
    name = reading.certificate or (frame.title.zh if frame else stored.certificate)
    levels: dict[Level, LevelFrame] = {}
    for word in LEVEL_WORDS:
        own = [item for item in reading.requirements if item.level == word]
        if own:
            scope = reading.scopes.get(word) or f"{name}（{word}）"
            levels[LEVEL_OF_WORD[word]] = LevelFrame(scope=_both(scope), domains=tuple(_domains(own, gazetteer)))
    return Certificate(
        code=stored.certificate,
        title=Bilingual(zh=name, en=frame.title.en if frame and frame.title.zh == name else name),
        sector=frame.sector if frame else UNKNOWN_SECTOR, basis="official",
        version=reading.version or stored.version_id,
        authored=False, target=frame.target if frame else Target(titles=tuple(reading.jobs) or (name,)), levels=levels,
        issuer=reading.issuer, version_id=stored.version_id, imported_at=stored.imported_at,
    )  # fmt: skip


def _domains(items: list[Item], gazetteer: Gazetteer) -> Iterator[Domain]:
    used: Counter[tuple[str | None, str]] = Counter()
    for code, name, english, own in _groups(items, "domain_code", "domain"):
        tasks = [
            Task(code=task_code, name=_both(task_name, task_english),
                 requirements=tuple(_quoted(part, task_code, gazetteer, used)))
            for task_code, task_name, task_english, part in _groups(own, "task_code", "task")
        ]  # fmt: skip
        yield Domain(code=code, name=_both(name, english), tasks=tuple(tasks))


def _quoted(
    items: list[Item], task: str, gazetteer: Gazetteer, used: Counter[tuple[str | None, str]]
) -> Iterator[QuotedRequirement]:
    for at, item in enumerate(items, start=1):
        code = item.code or f"{task}#{at}"
        used[item.module, code] += 1
        if used[item.module, code] > 1:
            code = f"{code}#{used[item.module, code]}"  # the document gives the code twice
        found = (m.skill_id for m in gazetteer.find(item.text) if m.skill_id)
        yield QuotedRequirement(
            code=code, text=_both(item.text, item.text_en), module=item.module, skills=tuple(dict.fromkeys(found))
        )
