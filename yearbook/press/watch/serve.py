"""The book on loopback: the pages as they were made, with a few lines that fetch the next one when there is one."""

from __future__ import annotations

import json
import re
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from yearbook.press.print.page import policy, read
from yearbook.press.watch.waiting import Shown

HOST = "127.0.0.1"
# What this machine calls itself; under any other name the page is somebody else's, who made the name lead here.
OWN_NAMES = (HOST, "localhost", "[::1]")
WAIT_SECONDS = 20
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_WAITING = (
    "<!doctype html><html lang=vi><meta charset=utf-8><title>…</title><body><p>Đang dựng … / Building …</p></body>"
)


class Server(ThreadingHTTPServer):
    """Serves one edition's pages to this machine alone. Raises OSError if the port is taken."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path, languages: tuple[str, ...], shown: Shown) -> None:
        self.folder, self.languages, self.shown = folder, languages, shown
        self.live = read("live.js")
        # The file's own rules, with one script more and leave to ask this server for news.
        self.policy = f"{policy(read('page.js'), self.live)}; connect-src 'self'"
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of what went wrong in an answer; a reader who closed the page before it came is no mistake."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        port = self.server.server_address[1]
        # Browsers leave out the port of the web.
        if self.headers.get("Host") not in [f"{name}:{port}".removesuffix(":80") for name in OWN_NAMES]:
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        asked = urlparse(self.path)
        language = asked.path.strip("/") or self.server.languages[0]
        if asked.path == "/shown":
            version = parse_qs(asked.query).get("version", ["0"])[0]
            if not version.isdecimal():
                self.send_error(HTTPStatus.BAD_REQUEST)
                return
            now, error = self.server.shown.wait(int(version), WAIT_SECONDS)
            self._answer(json.dumps({"version": now, "error": error}), "application/json")
        elif language in self.server.languages:
            self._answer(self._page(language), "text/html")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _page(self, language: str) -> str:
        path = self.server.folder / f"yearbook.{language}.html"
        page = path.read_text(encoding="utf-8") if path.is_file() else _WAITING
        version = self.server.shown.version if path.is_file() else 0
        live = f'<script data-version="{version}">{self.server.live}</script>'
        # The rules come with the answer; the file's own would not let the live script run.
        return _POLICY.sub("", page, count=1).replace("</body>", f"{live}</body>")

    def _answer(self, text: str, kind: str) -> None:
        content = text.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """The terminal is for what was built."""
