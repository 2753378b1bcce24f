"""Manners on the wire, the same for every spider: where we may go, what robots.txt says, how long we wait.

Three of Scrapy's own steps are replaced by stricter ones: `Gate` (configured hosts and public addresses only, each
redirect too), `Robots` (RFC 9309: 5xx means stay out, size limit, Crawl-delay) and `Patience` (Retry-After)."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from scrapers.settings import AGENT_TOKEN, is_loopback

ROBOTS_MAXSIZE: Final = 500 * 1024
"""Bytes of a robots.txt that are read, as RFC 9309 sets the least that a crawler must read."""
ROBOTS_AGE_S: Final = 3_600.0
"""Seconds after which a robots.txt is read again during a long crawl."""
LONGEST_WAIT_S: Final = 120.0
"""A site that asks for a longer pause than this is left for today."""
TRIES: Final = 4
"""Further attempts at one page after an error of the server or the line."""
LINE_TRIES: Final = 1
"""Further attempts after an error of the line or a timeout, each of which may take long."""
_SERVER_ERRORS: Final = frozenset({408, 500, 502, 503, 504})
_AGENT_LINE: Final = re.compile(r"^(\s*user-?\s?agent\s*:\s*)([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)
_log = logging.getLogger(__name__)


class NotOurs(IgnoreRequest):  # type: ignore[misc]
    """An address that a crawl must not visit; the message says why."""


class StayOut(IgnoreRequest):  # type: ignore[misc]
    """A host whose robots.txt cannot be had: all of it is closed to us."""


class AsksToWait(IgnoreRequest):  # type: ignore[misc]
    """A host asks for a longer pause than a crawl sits out. `seconds`: how long, None: it does not say."""

    def __init__(self, message: str, seconds: float | None) -> None:
        super().__init__(message)
        self.seconds = seconds


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, reserved or the like."""
    try:
        ip = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (inner := ip.ipv4_mapped or ip.sixtofour):
        return inner.is_global and ip.is_global
    return ip.is_global and not ip.is_multicast


def _as_address(host: str) -> str | None:
    """The IP address that a host name spells out, also as one number (2130706433) or in hex; None for a name."""
    host = host.strip("[]")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    if re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}", host, re.IGNORECASE):
        import socket

        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            return None
    return None


class PublicResolver(CachingThreadedResolver):  # type: ignore[misc]
    """Resolves names to public addresses only, so that no name leads into a private network. The address that is
    checked is the one that is used."""

    allowed: frozenset[str] = frozenset()
    """Hosts of proxies that the environment names: a company's own stands in a private network."""
    loopback = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        resolver: Self = super().from_crawler(crawler, reactor)
        resolver.loopback = crawler.settings.getbool("XGAP_LOOPBACK")
        proxies = {urlsplit(address).hostname or "" for address in getproxies().values()}
        resolver.allowed = frozenset(proxies)
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> defer.Deferred[str]:
        found: defer.Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if name in self.allowed or is_public(address) or (self.loopback and is_loopback(name)):
            return address
        raise DNSLookupError(f"{name} resolves to {address}, which is no public address")


class Gate:
    """Lets through what the crawl's source names, and holds a host back that asked for a pause."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._loopback = crawler.settings.getbool("XGAP_LOOPBACK")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises NotOurs."""
        spider: Any = self.crawler.spider
        if reason := self.reason_against(request.url, spider):
            raise NotOurs(reason)
        while (left := spider.rest_until.get(urlsplit(request.url).netloc, 0.0) - time.monotonic()) > 0:
            await asyncio.sleep(left)

    def reason_against(self, url: str, spider: Any) -> str | None:
        """Why an address may not be visited; None when it may."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return "damaged address"
        if parts.scheme not in ("http", "https"):
            return "neither http nor https"
        if parts.username or parts.password:
            return "address with a login"
        address = _as_address(host)
        private = address is not None and not is_public(address)
        if private and not (self._loopback and is_loopback(host) and spider.is_ours(host, port)):
            return "private address"
        if not spider.is_ours(host, port):
            return "another host"
        return None


class Robots(RobotsTxtMiddleware):  # type: ignore[misc]
    """robots.txt as RFC 9309 has it. A 4xx allows all, except that one which refuses us (401, 403, 429) does not;
    anything else but a file that can be read closes the host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._refused: dict[str, str] = {}
        self._read_at: dict[str, float] = {}
        self._reading: dict[str, asyncio.Lock] = {}

    async def robot_parser(self, request: Request) -> Any:
        """The rules of a host, None where all is open. Raises StayOut."""
        netloc, now = urlsplit(request.url).netloc, time.monotonic()
        if now - self._read_at.setdefault(netloc, now) > ROBOTS_AGE_S:
            self._read_at[netloc] = now
            self._parsers.pop(netloc, None)
            self._refused.pop(netloc, None)
        # one at a time: of several that wait for one file, Scrapy gives the rules to the first only, and lets the
        # others through as if there were none
        async with self._reading.setdefault(netloc, asyncio.Lock()):
            parser = await super().robot_parser(request)
        if netloc in self._refused:
            raise StayOut(self._refused[netloc])
        return None if urlsplit(request.url).path == "/robots.txt" else parser  # the file itself is open to all

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        status = response.status
        if status in (401, 403, 429) or not (200 <= status < 300 or 400 <= status < 500):
            self._refused[netloc] = f"its robots.txt cannot be read (HTTP {status})"
        body = b"" if status >= 300 else for_us(response.body)
        await super()._parse_robots(response.replace(body=body, status=200), netloc, request)
        if status < 300 and (delay := delay_of(body.decode())):
            slow_down(self.crawler, netloc, delay)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._refused[netloc] = f"its robots.txt cannot be had ({exc or type(exc).__name__})"
        super()._robots_error(exc, netloc)


def for_us(body: bytes) -> bytes:
    """A robots.txt within the size limit, with the names of agents reduced to product tokens: parsers differ on
    "xgap/1.0", and some take a group for "x" as ours."""
    body = body[:ROBOTS_MAXSIZE]
    if len(body) == ROBOTS_MAXSIZE:
        body = body.rpartition(b"\n")[0]  # half a line may say the contrary of the whole

    def token(match: re.Match[str]) -> str:
        name = match[2].strip()
        if name.startswith("*"):
            return f"{match[1]}*"
        product = re.match(r"[A-Za-z_-]*", name)
        ours = product is not None and product[0].lower() == AGENT_TOKEN
        return f"{match[1]}{AGENT_TOKEN if ours else 'another-agent'}"

    return _AGENT_LINE.sub(token, body.decode("utf-8-sig", "replace")).encode()


def delay_of(text: str) -> float | None:
    """Seconds between two requests that a robots.txt asks of us (Crawl-delay or Request-rate), or None."""
    rules = Protego.parse(text)
    rate = rules.request_rate(AGENT_TOKEN)
    asked = [
        float(rules.crawl_delay(AGENT_TOKEN) or 0),
        rate.seconds / rate.requests if rate and rate.requests else 0.0,
    ]
    return max(asked) or None


def slow_down(crawler: Crawler, netloc: str, seconds: float) -> None:
    """At most one request in so many seconds to a host, from now on; never faster than before."""
    downloader, host = crawler.engine.downloader, urlsplit(f"//{netloc}").hostname or netloc
    seconds = max(seconds, downloader.settings.getfloat("DOWNLOAD_DELAY"))
    downloader.per_slot_settings[host] = {"concurrency": 1, "delay": seconds, "jitter": 0.0}
    for key, slot in downloader.slots.items():
        if key == host:
            slot.delay, slot.concurrency = max(slot.delay, seconds), 1
    if throttle := crawler.get_extension(AutoThrottle):
        throttle.mindelay = max(throttle.mindelay, seconds)
        throttle.maxdelay = max(throttle.maxdelay, seconds)
    spider: Any = crawler.spider
    spider.slowed(seconds)


class Patience:
    """Waits as long as a host asks (Retry-After), or ever longer after errors; the whole host waits, not a page."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._base_s = crawler.settings.getfloat("XGAP_BACKOFF_S")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, or the same request again after a pause. Raises AsksToWait."""
        if response.status != 429 and response.status not in _SERVER_ERRORS:
            return response
        self.crawler.stats.inc_value(f"xgap/http_{response.status}")
        asked = retry_after(response.headers.get(b"Retry-After"))
        tries = request.meta.get("xgap_tries", 0)
        if asked is not None and asked > LONGEST_WAIT_S:
            raise AsksToWait(f"HTTP {response.status}, wait {asked:.0f} s", asked)
        if tries >= TRIES:
            if response.status == 429:
                raise AsksToWait("HTTP 429 again and again", asked)
            return response
        return await self._again(request, asked, tries, everybody=response.status == 429 or asked is not None)

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The same request again after an error of the line; None for anything else."""
        tries = request.meta.get("xgap_tries", 0)
        if isinstance(exception, IgnoreRequest) or type(exception).__name__ in _FINAL or tries >= LINE_TRIES:
            return None
        self.crawler.stats.inc_value(f"xgap/{type(exception).__name__}")
        return await self._again(request, None, tries, everybody=False)

    async def _again(self, request: Request, asked: float | None, tries: int, *, everybody: bool) -> Request:
        seconds = asked if asked is not None else self._base_s * 2**tries
        if everybody:
            spider: Any = self.crawler.spider
            netloc = urlsplit(request.url).netloc
            spider.rest_until[netloc] = max(spider.rest_until.get(netloc, 0.0), time.monotonic() + seconds)
        await asyncio.sleep(seconds)
        return request.replace(meta={**request.meta, "xgap_tries": tries + 1})


_FINAL: Final = frozenset(
    {"DownloadCancelledError", "UnsupportedURLSchemeError", "CannotResolveHostError", "DNSLookupError"}
)
"""Errors that another attempt does not mend."""


def retry_after(value: bytes | None, now: datetime | None = None) -> float | None:
    """Seconds in a Retry-After header, given as such or as a date; None when there is none or it is damaged."""
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
