"""The desk at which people decide: it reads the store for everybody, and opens it only to whom `roles.judge` lets.

No other module of the window can store a decision: an import contract keeps `warehouse.review.writing` to this one.
The permission is asked for anew at every write, so that whoever is taken off the list has written the last time."""

from __future__ import annotations

import logging
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final, Literal, Protocol
from urllib.parse import urlsplit

import streamlit as st

from dashboards import roles
from dashboards.roles import House, Permission, Visitor
from warehouse import review
from warehouse.review import Decision, writing
from warehouse.settings import Paths, Settings

log = logging.getLogger(__name__)

NAME: Final = "reviewer-name"
"""Where the session keeps the name that the user of this machine has typed."""
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_FORWARDED: Final = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
_SHARED: Final = ("redirect_uri", "cookie_secret")
_OWN: Final = ("client_id", "client_secret", "server_metadata_url")


Overtaken = writing.Overtaken
"""Somebody was faster; `latest` is what they decided."""


class NotAllowed(PermissionError):
    """Somebody who may only read was about to write. The page offers no such way; nothing was stored."""


class Known(Protocol):
    """What a build knows, as far as a decision can name it."""

    @property
    def skills(self) -> Container[str]:
        """Ids of the skills of the list."""

    @property
    def clauses(self) -> Container[str]:
        """Ids of all requirements."""

    def named(self, spelling: str) -> Collection[str]:
        """Ids of the skills of the list that a spelling means."""


@dataclass(frozen=True)
class SignIn:
    """The sign-in service as `.streamlit/secrets.toml` configures it."""

    state: Literal["none", "ready", "broken"]
    providers: tuple[str, ...] = ()
    """Names for `st.login`; "" is the one that has no name."""
    lacks: tuple[str, ...] = ()
    """Keys of the section `auth` that are missing, or the package `Authlib`."""


def sign_in() -> SignIn:
    """What is configured, and whether it can work."""
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return SignIn("none")
    section: Any = st.secrets["auth"]
    if not isinstance(section, Mapping):
        return SignIn("broken", lacks=("[auth]",))
    named = tuple(
        str(name) for name, value in section.items() if isinstance(value, Mapping) and name != "client_kwargs"
    )
    lacks = [key for key in _SHARED if not section.get(key)]
    if any(section.get(key) for key in _OWN) or not named:
        lacks += [key for key in _OWN if not section.get(key)]
        named = ("", *named)
    lacks += [f"{name}.{key}" for name in named if name for key in _OWN if not section[name].get(key)]
    if find_spec("authlib") is None:
        lacks.append("Authlib")
    return SignIn("broken" if lacks else "ready", named, tuple(lacks))


class Desk:
    """The store of one data folder, for one visitor."""

    def __init__(self, settings: Settings) -> None:
        paths = Paths(settings.data)
        self._store = paths.review
        self._settings = settings
        self._list = settings.reviewers or paths.reviewers

    @property
    def local(self) -> bool:
        """Whether the operator has opened the desk to the one user of this machine."""
        return self._settings.review == roles.LOCAL

    @property
    def usual_name(self) -> str:
        """Under which this machine's user decides (`XGAP_REVIEWER`), or ""."""
        return self._settings.reviewer

    def decisions(self) -> list[Decision]:
        """All decisions in the order in which they were stored, as they are at this moment."""
        return review.read(self._store)

    def permission(self) -> Permission:
        """What the visitor may do at this moment."""
        house = House(self._settings.review, sign_in().state, _alone())
        return roles.judge(house, self._visitor(), roles.allow_list(self._list))

    def _visitor(self) -> Visitor:
        told = st.user.to_dict()
        typed = st.session_state.get(NAME, self._settings.reviewer)
        return Visitor(
            signed_in=told.get("is_logged_in") is True,
            email=str(told.get("email") or ""),
            verified=_by_cookie_alone() and told.get("email_verified") in (True, "true"),
            typed_name=str(typed or ""),
        )

    def _person(self) -> str:
        permission = self.permission()
        if not permission.may_write:
            log.warning("refused to store a decision: %s", permission.standing)
            raise NotAllowed(permission.standing)
        return permission.person

    def decide(self, answer: Mapping[str, Any], seen: Sequence[Decision], known: Known) -> Decision:
        """Store the visitor's decision: `answer` has what a line of an export has, without person and date.

        Raises NotAllowed; BadInput with what is wrong; Overtaken where somebody was faster (`Overtaken`)."""
        made = review.decision_of({**answer, "person": self._person(), "decided_at": review.now()})
        writing.check(made, known.skills, known.clauses, known.named)
        stored = writing.decide(self._store, made, seen)
        log.info("%s decided %s %s", stored.person, stored.kind, " ".join(stored.subject).strip())
        return stored

    def bring_in(self, name: str, text: bytes) -> tuple[int, int]:
        """Import an export, all or none; returns how many decisions it holds and how many were new. Their authors stay
        who they are. Raises NotAllowed or BadInput."""
        person = self._person()
        decisions = review.decisions_of_text(name, text)
        new = writing.add(self._store, decisions)
        log.info("%s imported %s of %s decisions", person, new, len(decisions))
        return len(decisions), new


def _by_cookie_alone() -> bool:
    """Whether what is told of the visitor comes from the sign-in service: Streamlit lets a header that an operator
    trusts (`server.trustedUserHeaders`) overwrite it, and with it whose e-mail was verified."""
    trusted = st.get_option("server.trustedUserHeaders")
    named = set(trusted.values()) if isinstance(trusted, Mapping) else set()
    return not named & {"email", "email_verified", "is_logged_in"}


def _alone() -> bool:
    """Whether only this machine can come in, and the visitor came from it, in a browser, without a proxy between."""
    headers = st.context.headers
    address = urlsplit(st.context.url or "").hostname or ""
    return (
        st.get_option("server.address") in _LOOPBACK
        and not st.get_option("server.enableAgentApi")
        and st.context.ip_address is None
        and address in _LOOPBACK
        and not any(name in headers for name in _FORWARDED)
    )
