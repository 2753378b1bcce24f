"""How sites say no: refusals, logins, and pages that want proof that a person is there. Pure; `scrapers.walk` stops."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

REFUSALS: Final = {
    401: "asks for a login",
    403: "refuses us",
    407: "asks for a login",
    451: "refuses us for legal reasons",
}
PAUSING: Final = frozenset({"http_401", "http_403", "http_407", "http_451", "challenge", "login"})
"""Reasons after which a source is paused until a person has looked."""
_CHALLENGE: Final = re.compile(
    "geetest|captcha|cf[-_]chl|challenge-platform|just a moment|verify (?:that )?you are (?:a )?human|are you a robot|"
    "请稍候|安全验证|人机验证|滑动验证|访问过于频繁|访问验证|异常访问|请完成验证|拖动滑块",
    re.IGNORECASE,
)
_LOGIN_PAGE: Final = re.compile(r"<input[^>]{0,200}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_PATH: Final = re.compile(r"/(?:log-?in|sign-?in|passport|sso|account/login|auth)(?:[/.?]|$)", re.IGNORECASE)
_GATE_AT_MOST: Final = 50_000
"""Characters; a longer page without a posting is a page, not a gate."""
_GATE_LINKS: Final = 15
"""A page with more links than this leads on, and is no gate: many a site has a login or captcha in a corner."""


def gate_of(text: str) -> tuple[str, str] | None:
    """("challenge" or "login", what the page wants) of a page without a posting; None when it is no gate."""
    if len(text) > _GATE_AT_MOST or "<" not in text or text.count("<a ") > _GATE_LINKS:
        return None
    if _CHALLENGE.search(text):
        return "challenge", "wants proof that we are human; we do not give it"
    if _LOGIN_PAGE.search(text):
        return "login", "asks for a login; we do not log in"
    return None


def leads_to_login(url: str) -> bool:
    """Whether an address that a page redirects to is that of a login."""
    return bool(_LOGIN_PATH.search(urlsplit(url).path))
