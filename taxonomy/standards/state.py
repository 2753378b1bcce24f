"""Where the interpreter stands: level, module, domain, task, and the requirements found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from taxonomy.standards.model import Item
from taxonomy.standards.wording import depth, parent


@dataclass(eq=False, slots=True)
class Named:
    """A domain or task; requirements hold the object, so a name that is completed later reaches them all."""

    code: str | None = None
    name: str | None = None
    english: str | None = None
    fallback: Named | None = None
    """What a blank cell repeats, should its own text never appear."""


@dataclass(slots=True)
class Found:
    """One requirement before codes and names are settled."""

    level: str | None
    module: str | None
    domain: Named
    task: Named
    code: str | None
    text: str
    english: str | None
    where: str
    domain_said: bool
    task_said: bool
    """Whether the row itself shows the name (a blank cell repeats, or continues on another page)."""


@dataclass(slots=True)
class State:
    """Changes while blocks are read."""

    level: str | None = None
    module: str | None = None
    module_inside_level: bool = False
    domain: Named = field(default_factory=Named)
    task: Named = field(default_factory=Named)
    found: list[Found] = field(default_factory=list)

    def enter_level(self, level: str) -> None:
        """A new level begins: numbering starts again."""
        if level == self.level:
            return
        self.level = level
        if self.module_inside_level:
            self.module = None
        self.domain, self.task = Named(), Named()

    def enter_module(self, module: str) -> None:
        """A new module begins: numbering may start again."""
        if module != self.module:
            self.module, self.module_inside_level = module, self.level is not None
            self.domain, self.task = Named(), Named()


def _key(item: Found) -> tuple[str | None, str | None]:
    return item.level, item.module


def settle(found: list[Found]) -> list[Item]:
    """Requirements with whole codes and names: ordinals get the code of their task before them, names left out in a
    row are looked up by code within the level and module."""
    _whole_task_codes(found)
    for item in found:
        if depth(item.code) == 1 and item.task.code is not None:
            item.code = f"{item.task.code}.{item.code}"
    _resolve(found, "task", lambda f: parent(f.code) if depth(f.code) >= 3 else None)
    _resolve(found, "domain", lambda f: parent(f.task.code) or (f.code or "").split(".")[0] or None
             if depth(f.task.code) >= 2 or depth(f.code) >= 3 else None)  # fmt: skip
    return [
        Item(level=f.level, module=f.module, domain_code=f.domain.code, domain=f.domain.name, task_code=f.task.code,
             task=f.task.name, code=f.code, text=f.text, where=f.where, domain_en=f.domain.english,
             task_en=f.task.english, text_en=f.english)
        for f in found
    ]  # fmt: skip


def _whole_task_codes(found: list[Found]) -> None:
    done: set[int] = set()
    for item in found:
        task = item.task
        if id(task) in done or depth(task.code) != 1 or item.domain.code is None:
            continue
        done.add(id(task))
        own = [f for f in found if f.task is task]
        if not any(depth(f.code) == 2 and parent(f.code) == task.code for f in own):
            task.code = f"{item.domain.code}.{task.code}"


def _resolve(found: list[Found], kind: str, code_of: Callable[[Found], str | None]) -> None:
    """Give each requirement the domain or task that its code names, where the row itself does not show one."""
    known: dict[tuple[str | None, str | None, str], Named] = {}
    for item in found:
        named: Named = getattr(item, kind)
        if named.code is None and named.name is not None:
            codes = Counter(c for f in found if getattr(f, kind) is named and (c := code_of(f)))
            if codes:
                named.code = codes.most_common(1)[0][0]
        if named.code is not None and named.name is not None:
            known.setdefault((*_key(item), named.code), named)
    for item in found:
        named = getattr(item, kind)
        derived = code_of(item)
        said = getattr(item, f"{kind}_said")
        if named.name is None and named.fallback is not None and derived in (None, named.fallback.code):
            setattr(item, kind, named.fallback)
        elif derived is not None and derived != named.code and (not said or named.name is None):
            key = (*_key(item), derived)
            if key in known:
                setattr(item, kind, known[key])
            elif named.name is None:
                setattr(item, kind, known.setdefault(key, Named(derived)))
