"""Who may write: one question, answered from what the sign-in service, the operator and the allow-list say.

Nobody may, unless the operator has opted in: with a sign-in service and an allow-list, or alone on one's own machine
(`XGAP_REVIEW=local`). Whatever is unclear, missing or broken means reading only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import yaml

Role = Literal["reader", "reviewer"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
LOCAL: Final = "local"
"""The value of `XGAP_REVIEW` by which the operator of a machine of one's own opts in."""
LONGEST: Final = 80
"""Signs of a reviewer's name with the e-mail, as the store of decisions takes it."""

Standing = Literal[
    "local", "reviewer",  # these two may write
    "closed", "unknown_setting", "not_alone", "nameless", "sign_in_broken", "signed_out", "no_email", "unverified",
    "list_broken", "unlisted", "reader",
]  # fmt: skip
"""Why somebody may write or may not; each is explained on the page."""
_MAY_WRITE: Final = ("local", "reviewer")


class BadAllowList(ValueError):
    """The allow-list cannot be used; says what, where and how to mend it, in English and Chinese."""


@dataclass(frozen=True)
class Listed:
    """What the allow-list says of one e-mail."""

    role: Role
    name: str = ""


@dataclass(frozen=True)
class House:
    """How the application was started."""

    review: str = ""
    """`XGAP_REVIEW` as the operator wrote it."""
    sign_in: Literal["none", "ready", "broken"] = "none"
    """Whether a sign-in service is configured, and whether it can work."""
    alone: bool = False
    """Only this machine can reach the application, and the visitor came straight from it."""


@dataclass(frozen=True)
class Visitor:
    """Who looks at the page."""

    signed_in: bool = False
    email: str = ""
    verified: bool = False
    """The sign-in service says that the e-mail is the visitor's own."""
    typed_name: str = ""
    """The name that the only user of a machine has written; with a sign-in service it counts for nothing."""


@dataclass(frozen=True)
class Permission:
    """What a visitor may do, and why."""

    standing: Standing
    person: str = ""
    """The name under which decisions are stored; "" where none may be."""
    problem: str = ""
    """What is wrong with the allow-list, in both languages."""

    @property
    def may_write(self) -> bool:
        """The only thing that opens the store for decisions."""
        return self.standing in _MAY_WRITE and bool(self.person)


def judge(house: House, visitor: Visitor, allowed: Mapping[str, Listed] | BadAllowList) -> Permission:
    """The one check: pure, total, and closed by default."""
    if house.sign_in == "broken":
        return Permission("sign_in_broken")
    if house.sign_in == "ready":
        return _signed(visitor, allowed)
    if house.review == "":
        return Permission("closed")
    if house.review != LOCAL:
        return Permission("unknown_setting", problem=house.review)
    if not house.alone:
        return Permission("not_alone")
    name = " ".join(visitor.typed_name.split())[:LONGEST]
    return Permission("local", name) if name else Permission("nameless")


def _signed(visitor: Visitor, allowed: Mapping[str, Listed] | BadAllowList) -> Permission:
    if not visitor.signed_in:
        return Permission("signed_out")
    email = _plain(visitor.email)
    if not email:
        return Permission("no_email")
    if not visitor.verified:
        return Permission("unverified")
    if isinstance(allowed, BadAllowList):
        return Permission("list_broken", problem=str(allowed))
    found = allowed.get(email)
    if found is None:
        return Permission("unlisted")
    if found.role != "reviewer":
        return Permission("reader")
    return Permission("reviewer", f"{found.name} <{email}>" if found.name else email)


def _plain(email: str) -> str:
    return email.strip().casefold()


class _Strict(yaml.SafeLoader):
    """YAML in which a key stands once: of two lines about one e-mail nobody should have to guess which holds."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = _plain(str(key_node.value))
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key_node.value} stands twice / 重复出现", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def allow_list(path: Path) -> Mapping[str, Listed] | BadAllowList:
    """E-mail (small letters) → what the list says of it; or what is wrong with the list. The file is YAML:
    `li@example.org: reviewer`, or `li@example.org: {role: reviewer, name: 李明}`."""
    try:
        raw = yaml.load(path.read_text("utf-8-sig"), _Strict)  # noqa: S506  (a safe loader, made stricter)
        return _read(path.name, raw)
    except FileNotFoundError:
        return BadAllowList(
            f"{path.name} is missing: write a line 'e-mail: reader' or 'e-mail: reviewer' for each person / "
            f"缺少 {path.name}：请为每人写一行“邮箱: reader”或“邮箱: reviewer”"
        )
    except (OSError, UnicodeDecodeError) as error:
        return BadAllowList(f"{path.name} cannot be read as UTF-8 text ({type(error).__name__}) / 无法按 UTF-8 读取")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1} / 第{mark.line + 1}行" if mark else ""
        return BadAllowList(f"{path.name}{where}: {getattr(error, 'problem', None) or 'no YAML / 不是 YAML'}")
    except (RecursionError, ValueError) as error:
        return error if isinstance(error, BadAllowList) else BadAllowList(f"{path.name}: no YAML / 不是 YAML")


def _read(name: str, raw: object) -> dict[str, Listed]:
    if raw is None:
        return {}  # an empty list is a clear answer: nobody
    if not isinstance(raw, dict):
        raise BadAllowList(f"{name} is no list of 'e-mail: role' lines / 不是“邮箱: 角色”的列表")
    return {_plain(str(email)): _entry(name, email, value) for email, value in raw.items()}


def _entry(name: str, email: object, value: object) -> Listed:
    if not isinstance(email, str) or email.count("@") != 1 or len(email.split()) != 1:
        raise BadAllowList(f"{name}: {str(email)[:LONGEST]!r} is no e-mail / 不是邮箱地址")
    told: dict[Any, Any] = value if isinstance(value, dict) else {"role": value}
    if set(told) - {"role", "name"}:
        raise BadAllowList(
            f"{name}: {email} has keys besides role and name; remove them / 只能有 role 与 name，请删去其他"
        )
    role, person = told.get("role"), told.get("name", "")
    if role not in ROLES:
        raise BadAllowList(
            f"{name}: the role of {email} is {role!r}; write reader or reviewer / 角色应为 reader 或 reviewer"
        )
    if not isinstance(person, str) or "\n" in person or set(person) & set("<>"):
        raise BadAllowList(f"{name}: the name of {email} must be one line of text without < and > / 姓名应为一行文字")
    if len(person) + len(email) + 3 > LONGEST:
        raise BadAllowList(f"{name}: name and e-mail of {email} are longer than {LONGEST - 3} signs / 姓名与邮箱过长")
    return Listed(role, person.strip())
