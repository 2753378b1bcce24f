"""A small job board on this machine, over real HTTP, for demonstration and tests."""

from __future__ import annotations

import hashlib
import html
import json
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from scrapers.parse import read_date

BASE_URL: Final = "{{base-url}}"
"""Stands in pages for the server's own address, which is known only when it runs; no slash at its end."""
Pages = Mapping[str, tuple[str, bytes]]
"""Path, e.g. "/jobs/a.html", to content type and body."""

LABEL_ZH: Final = "演示数据，非真实招聘"
LABEL_EN: Final = "Demonstration data, not a real vacancy"

_HTML: Final = "text/html; charset=utf-8"
_XML: Final = "application/xml; charset=utf-8"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Page:
    content_type: str
    body: bytes
    etag: str


@contextmanager
def serve(pages: Pages, port: int = 0) -> Iterator[str]:
    """Serves the pages on 127.0.0.1 while the context lasts; gives the base address, no slash at its end.

    `port` 0 takes a free one. Raises OSError when the port is taken."""
    server = _Server(("127.0.0.1", port), _Handler)
    base_url = f"http://127.0.0.1:{server.server_address[1]}"
    server.pages = {path: _page(kind, body, base_url) for path, (kind, body) in pages.items()}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield base_url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _page(content_type: str, body: bytes, base_url: str) -> _Page:
    body = body.replace(BASE_URL.encode(), base_url.encode())
    return _Page(content_type, body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pages: Mapping[str, _Page]

    def handle_error(self, request: object, client_address: object) -> None:
        """A crawler that hangs up early is no error of the board; the standard library would print a traceback."""
        _log.debug("%s hung up", client_address, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out as two packets, the second would wait 40 ms

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        if self.headers.get("If-None-Match") == page.etag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", page.etag)
            self.end_headers()
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(page.body)))
        self.send_header("ETag", page.etag)
        self.end_headers()
        if with_body:
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: Any) -> None:
        _log.debug(format, *args)


def board_pages(postings: Sequence[Mapping[str, str]], base_url: str = BASE_URL) -> dict[str, tuple[str, bytes]]:
    """The pages of a whole board: robots.txt, sitemap.xml, a list, and one page for each posting.

    `postings`: dicts with slug, title, employer, city, province, description, date_posted, education,
    experience, salary, industry; a missing or empty field is left out of the page, so that broken postings
    stay broken.
    `base_url` is put before every address; by default the sign that `serve` replaces by its own."""
    pages: dict[str, tuple[str, bytes]] = {
        "/robots.txt": ("text/plain; charset=utf-8", _robots(base_url)),
        "/sitemap.xml": (_XML, _sitemap(postings, base_url)),
        "/": (_HTML, _listing(postings)),
    }
    for number, posting in enumerate(postings):
        pages[_path(posting)] = (_HTML, _posting_page(posting, number, base_url))
    return pages


def _path(posting: Mapping[str, str]) -> str:
    return f"/jobs/{posting['slug']}.html"


def _robots(base_url: str) -> bytes:
    return f"User-agent: *\nDisallow: /admin/\n\nSitemap: {base_url}/sitemap.xml\n".encode()


def _sitemap(postings: Sequence[Mapping[str, str]], base_url: str) -> bytes:
    urls = [f"<url><loc>{html.escape(base_url)}/</loc></url>"]
    for posting in postings:
        day = read_date(posting.get("date_posted"))
        lastmod = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
        urls.append(f"<url><loc>{html.escape(base_url + _path(posting))}</loc>{lastmod}</url>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(urls)
        + "\n</urlset>\n"
    ).encode()


def _listing(postings: Sequence[Mapping[str, str]]) -> bytes:
    rows = "\n".join(
        f'<li><a href="{html.escape(_path(p))}">{html.escape(p.get("title") or p["slug"])}</a> '
        f"{html.escape(p.get('employer') or '')} {html.escape(p.get('city') or '')}</li>"
        for p in postings
    )
    return _document(
        "演示招聘板 / Demonstration board", f"<h1>演示招聘板 / Demonstration board</h1>\n<ul>\n{rows}\n</ul>"
    )


def _posting_page(posting: Mapping[str, str], number: int, base_url: str) -> bytes:
    title = html.escape(posting.get("title") or "")
    facts = "\n".join(
        f"<dt>{label}</dt><dd>{html.escape(posting[key])}</dd>" for key, label in _SHOWN.items() if posting.get(key)
    )
    text = _as_html(posting.get("description") or "")
    body = f"<h1>{title}</h1>\n<dl>\n{facts}\n</dl>\n<div>{text}</div>"
    return _document(title, body, _script(_json_ld(posting, base_url), number))


_SHOWN: Final = {
    "employer": "单位",
    "city": "城市",
    "province": "省份",
    "salary": "薪资",
    "education": "学历",
    "experience": "经验",
    "industry": "行业",
    "date_posted": "发布日期",
}


def _json_ld(posting: Mapping[str, str], base_url: str) -> dict[str, Any]:
    place = {
        "@type": "PostalAddress",
        "addressLocality": posting.get("city"),
        "addressRegion": posting.get("province"),
        "addressCountry": "CN",
    }
    record = {
        "@type": "JobPosting",
        "title": posting.get("title"),
        "description": _as_html(posting.get("description") or ""),
        "datePosted": posting.get("date_posted"),
        "identifier": {"@type": "PropertyValue", "name": "demo-board", "value": posting["slug"]},
        "url": base_url + _path(posting),
        "hiringOrganization": {"@type": "Organization", "name": posting.get("employer")},
        "jobLocation": {"@type": "Place", "address": {key: value for key, value in place.items() if value}},
        "educationRequirements": posting.get("education"),
        "experienceRequirements": posting.get("experience"),
        "baseSalary": posting.get("salary"),
        "industry": posting.get("industry"),
    }
    return {key: value for key, value in record.items() if value}


def _script(record: Mapping[str, Any], number: int) -> str:
    """Boards write the same thing in three ways; so does this one, in turn."""
    context = "https://schema.org"
    site = {"@type": "WebSite", "name": "演示招聘板"}
    forms: tuple[Any, ...] = (
        {"@context": context, **record},
        [{"@context": context, **site}, {"@context": context, **record}],
        {"@context": context, "@graph": [site, record]},
    )
    data = json.dumps(forms[number % len(forms)], ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{data}</script>'


def _as_html(text: str) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())


def _document(title: str, body: str, head: str = "") -> bytes:
    label = f"{LABEL_ZH} / {LABEL_EN}"
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}</head>\n"
        f'<body><p role="note"><strong>{label}</strong></p>\n<main>\n{body}\n</main>\n'
        f"<footer>{label}</footer></body></html>\n"
    ).encode()
