"""The two writers behind the cache: a book that was printed as it is now is not printed again.

The writers are imported when something has to be printed, not before.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from yearbook.press.book import Book, as_json
from yearbook.press.cache import Cache
from yearbook.press.reads import PACKAGE, behind

_TEMPLATES = "yearbook/press/templates"


def font_faces(cache: Cache) -> str:
    """Return the style that carries the house type."""

    def make() -> bytes:
        from yearbook.press.fonts import font_faces

        return font_faces().encode()

    return cache.through("fonts", {"python": sys.version}, behind("yearbook.press.fonts"), make).decode()


def page(cache: Cache, slot: str, book: Book, faces: str) -> bytes:
    """Return the book as one HTML file."""

    def make() -> bytes:
        from yearbook.press.page import page

        return page(book, faces).encode()

    reads = behind("yearbook.press.page") | _templates(".j2", ".css", ".js")
    return cache.through(f"{slot}.html", _given(book), reads, make)


def typeset(cache: Cache, slot: str, book: Book) -> bytes:
    """Return the book as one PDF file."""

    def make() -> bytes:
        from yearbook.press.typeset import typeset

        return typeset(book)

    return cache.through(f"{slot}.pdf", _given(book), behind("yearbook.press.typeset") | _templates(".typ"), make)


def _given(book: Book) -> dict[str, str]:
    content = json.dumps(as_json(book), sort_keys=True).encode()
    return {"python": sys.version, "book": hashlib.sha256(content).hexdigest()}


def _templates(*suffixes: str) -> set[str]:
    folder = Path(PACKAGE).parent / _TEMPLATES
    return {f"{_TEMPLATES}/{name}" for name in os.listdir(folder) if name.endswith(suffixes)}
