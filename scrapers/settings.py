"""Manners, in one place: how this project behaves as a visitor. A test refuses a spider that weakens them."""

from __future__ import annotations

import ipaddress
from typing import Any, Final
from urllib.parse import urlsplit

from scrapers.errors import MayNotCrawl

AGENT_TOKEN: Final = "xgap"  # noqa: S105 - no secret: robots.txt calls this word the product token
"""The word that a robots.txt uses to speak to us."""
AGENT_VERSION: Final = "0.1"
HOME: Final = "https://github.com/xgap-project/xgap"
DEFAULT_CONTACT: Final = "contact in README"

DOWNLOAD_DELAY: Final = 1.0
"""Seconds between two requests to one host; a source may ask for more, never for less."""
DOWNLOAD_TIMEOUT: Final = 30.0
DOWNLOAD_MAXSIZE: Final = 20 * 1024 * 1024
BACKOFF_S: Final = 2.0
"""Seconds of the first pause after an error; each further one is twice as long."""
LOOPBACK_CONCURRENCY: Final = 8
LOOPBACK_BACKOFF_S: Final = 0.2
LOOPBACK_TIMEOUT: Final = 15.0

MANNERS: Final = frozenset(
    {
        "ROBOTSTXT_OBEY",
        "ROBOTSTXT_USER_AGENT",
        "ROBOTSTXT_PARSER",
        "USER_AGENT",
        "DEFAULT_REQUEST_HEADERS",
        "DOWNLOAD_DELAY",
        "DOWNLOAD_DELAY_JITTER",
        "RANDOMIZE_DOWNLOAD_DELAY",
        "DOWNLOAD_SLOTS",
        "DOWNLOAD_MAXSIZE",
        "DOWNLOAD_TIMEOUT",
        "DOWNLOAD_VERIFY_CERTIFICATES",
        "DOWNLOADER_MIDDLEWARES",
        "DOWNLOADER_MIDDLEWARES_BASE",
        "CONCURRENT_REQUESTS",
        "CONCURRENT_REQUESTS_PER_DOMAIN",
        "AUTOTHROTTLE_ENABLED",
        "AUTOTHROTTLE_START_DELAY",
        "AUTOTHROTTLE_TARGET_CONCURRENCY",
        "COOKIES_ENABLED",
        "REFERER_ENABLED",
        "REFERRER_POLICY",
        "RETRY_TIMES",
        "RETRY_HTTP_CODES",
        "REDIRECT_MAX_TIMES",
        "HTTPPROXY_ENABLED",
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "ITEM_PIPELINES",
        "LOG_FORMATTER",
        "TWISTED_DNS_RESOLVER",
        "DNS_RESOLVER",
        "DUPEFILTER_CLASS",
        "XGAP_LOOPBACK",
        "XGAP_BACKOFF_S",
    }
)
"""Settings that belong to this file alone: a spider's `custom_settings` may name none of them."""


def user_agent(contact: str = DEFAULT_CONTACT) -> str:
    """Who we are, said openly: "xgap/0.1 (+address; contact)". Raises ValueError when contact is empty."""
    contact = " ".join(contact.split())
    if not contact or any(c in contact for c in "()"):
        raise ValueError("The contact in the user agent must be a short text without brackets.")
    return f"{AGENT_TOKEN}/{AGENT_VERSION} (+{HOME}; {contact})"


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine itself."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def crawl_settings(
    base_url: str,
    *,
    contact: str = DEFAULT_CONTACT,
    min_interval_s: float = DOWNLOAD_DELAY,
    loopback: bool = False,
    log_level: str = "INFO",
) -> dict[str, Any]:
    """Scrapy settings of one crawl of `base_url`.

    `min_interval_s`: seconds between two requests; anything below `DOWNLOAD_DELAY` counts as that.
    `loopback=True` lifts delay and concurrency, for a board on this machine only: raises MayNotCrawl when the
    host of `base_url` is any other."""
    host = urlsplit(base_url).hostname or ""
    if loopback and not is_loopback(host):
        raise MayNotCrawl(
            f"{base_url}: going without delay is for a demonstration on this machine (127.0.0.1, localhost). "
            "Leave out --allow-loopback."
        )
    settings = _manners(contact, max(DOWNLOAD_DELAY, min_interval_s)) | _craft(log_level)
    if loopback:
        settings |= {
            "DOWNLOAD_DELAY": 0.0,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS": LOOPBACK_CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": LOOPBACK_CONCURRENCY,
            "XGAP_LOOPBACK": True,
            "DOWNLOAD_TIMEOUT": LOOPBACK_TIMEOUT,
            "XGAP_BACKOFF_S": LOOPBACK_BACKOFF_S,
            "HTTPPROXY_ENABLED": False,  # a proxy from the environment cannot reach this machine's own ports
        }
    return settings


def _manners(contact: str, delay: float) -> dict[str, Any]:
    return {
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": AGENT_TOKEN,
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,  # chance could halve the pause, and we promise at least that long
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DOWNLOAD_TIMEOUT": DOWNLOAD_TIMEOUT,
        "DOWNLOAD_MAXSIZE": DOWNLOAD_MAXSIZE,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,  # Patience does it, with pauses
        "XGAP_BACKOFF_S": BACKOFF_S,
        "XGAP_LOOPBACK": False,
        "TWISTED_DNS_RESOLVER": "scrapers.manners.PublicResolver",
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # Gate is stricter, and says why
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapers.manners.Gate": 50,
            "scrapers.manners.Robots": 100,
            "scrapers.manners.Patience": 550,
        },
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.6",
        },
    }


def _craft(log_level: str) -> dict[str, Any]:
    return {
        "BOT_NAME": AGENT_TOKEN,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": log_level,
        "LOG_FORMATTER": "scrapers.guards.WordlessLog",
        "CONCURRENT_ITEMS": 2,  # the walk yields requests only; more would be idle workers for each answer
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the journal knows each page once
    }
