"""The book on loopback: the pages as they were made, with a few lines that fetch the next one when there is one."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from yearbook.press.print import proof
from yearbook.press.print.page import policy, read, script
from yearbook.press.watch.waiting import Shown

HOST = "127.0.0.1"
# What this machine calls itself; under any other name the page is somebody else's, who made the name lead here.
OWN_NAMES = (HOST, "localhost", "[::1]")
WAIT_SECONDS = 20
# Whoever takes longer to ask, or to take the answer, is left; and so is who comes when too many are there.
SLOW_SECONDS, MOST_READERS = 30, 100
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# Beside the file lies the other language's; here the corner leads to it.
_BESIDE = re.compile(r'<a class="language"[^>]*>[^<]*</a>')
NEXT_PORTS = 20
# What is said of every answer: it is what it is called, for this origin alone, and part of no other page.
_RULES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
_NAMES = {"vi": "Tiếng Việt", "en": "English"}
# Always at hand, under what is wrong.
_CORNER = (
    "position:fixed;right:1rem;bottom:1rem;z-index:900;display:flex;gap:1rem;padding:.4rem .9rem;"
    "border:1px solid var(--line);border-radius:2rem;background:var(--paper);font-size:.84rem"
)
_WAITING = (
    "<!doctype html><html lang=vi><meta charset=utf-8><title>…</title><body><p>Đang dựng … / Building …</p></body>"
)


class Server(ThreadingHTTPServer):
    """Serves one edition's pages, and its PDFs if made, to this machine alone. Raises OSError if the port is taken."""

    daemon_threads = True
    # Elsewhere this lets a port be had again at once; on Windows it would let two programs have it.
    allow_reuse_address = os.name != "nt"

    def __init__(self, port: int, folder: Path, languages: tuple[str, ...], shown: Shown, pdf: bool = False) -> None:
        self.folder, self.languages, self.shown, self.pdf = folder, languages, shown, pdf
        self.live = read("live.js")
        # The file's own rules, with one script more and leave to ask this server for news.
        self.policy = f"{policy(script(), proof.script(), self.live)}; connect-src 'self'"
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a tab that was closed, or fell asleep, while it was answered."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, if there are not too many."""
        if threading.active_count() > MOST_READERS:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)


def open_server(port: int, folder: Path, languages: tuple[str, ...], shown: Shown, pdf: bool) -> Server:
    """Return a server at a port, or at the next that is free. Raises OSError where none can be had."""
    for candidate in range(port, port + NEXT_PORTS):
        try:
            return Server(candidate, folder, languages, shown, pdf)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


class _Handler(BaseHTTPRequestHandler):
    server: Server

    timeout = SLOW_SECONDS

    def do_GET(self) -> None:
        if not self._is_own():
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        try:
            asked = urlparse(self.path)
            version = parse_qs(asked.query).get("version", ["0"])[0]
        except ValueError:  # an address that is none
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        language = asked.path.strip("/") or self.server.languages[0]
        if asked.path == "/shown":
            if not re.fullmatch(r"[0-9]{1,9}", version):
                self.send_error(HTTPStatus.BAD_REQUEST)
                return
            now, error = self.server.shown.wait(int(version), WAIT_SECONDS)
            self._answer(json.dumps({"version": now, "error": error}).encode(), "application/json; charset=utf-8")
        elif language in self.server.languages:
            self._answer(self._page(language).encode(), "text/html; charset=utf-8")
        elif language in self._pdfs():
            self._answer(_content(self.server.folder / language) or b"", "application/pdf")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _is_own(self) -> bool:
        """Tell whether it is this server's own page that asks, or a reader who opens it."""
        if self.headers.defects or self.request_version == "HTTP/0.9":  # no browser asks so; what follows was not read
            return False
        port = self.server.server_address[1]
        # Browsers leave out the port of the web.
        names = [f"{name}:{port}".removesuffix(":80") for name in OWN_NAMES]
        if self.headers.get_all("Host", []) not in [[name] for name in names]:
            return False
        if self.headers.get("Origin") not in (None, *(f"http://{name}" for name in names)):
            return False
        # A link somewhere else may lead here; a page somewhere else may not ask, or show this as part of itself.
        opened = self.headers.get("Sec-Fetch-Dest") == "document"
        return opened or self.headers.get("Sec-Fetch-Site") in (None, "same-origin", "none")

    def _page(self, language: str) -> str:
        version = self.server.shown.version
        content = _content(self._file(language))
        page, version = (_WAITING, 0) if content is None else (content.decode(), version)
        live = f'<script data-version="{version}">{self.server.live}</script>'
        # The rules come with the answer; the file's own would not let the live script run.
        return _BESIDE.sub("", _POLICY.sub("", page, count=1)).replace(
            "</body>", f"{self._corner(language)}{live}</body>"
        )

    def _file(self, language: str) -> Path:
        return self.server.folder / f"yearbook.{language}.html"

    def _pdfs(self) -> list[str]:
        """Return the names of the PDFs that there are."""
        names = [f"yearbook.{language}.pdf" for language in self.server.languages] if self.server.pdf else []
        return [name for name in names if (self.server.folder / name).is_file()]

    def _corner(self, language: str) -> str:
        """Return the links to the book in the other languages, and to this one's PDF."""
        others = [other for other in self.server.languages if other != language and self._file(other).is_file()]
        links = [f'<a href="/{other}" hreflang="{other}" lang="{other}">{_NAMES[other]}</a>' for other in others]
        links += [f'<a href="/{name}">PDF</a>' for name in self._pdfs() if f".{language}." in name]
        return f'<div id="watched" style="{_CORNER}">{"".join(links)}</div>' if links else ""

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", self.server.policy)
        for name, rule in _RULES.items():
            self.send_header(name, rule)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """The terminal is for what was built."""


def _content(path: Path) -> bytes | None:
    """Return what is in a file, which may just be made again."""
    try:
        return path.read_bytes()
    except OSError:
        return None
