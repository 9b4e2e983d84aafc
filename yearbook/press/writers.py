"""The writers behind the cache: a book that was printed as it is now is not printed again."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from yearbook.press.book import Book, as_json
from yearbook.press.cache import Cache
from yearbook.press.reads import PACKAGE, behind

_TEMPLATES = "yearbook/press/templates"


class Writers:
    """The writers of some formats, made ready at once: there is time for that while notebooks run."""

    def __init__(self, cache: Cache, formats: Sequence[str]) -> None:
        self._cache, self._formats = cache, formats
        if "html" in formats:
            from yearbook.press import page

            page.environment()
            self._page, self._font_faces = page.page, _font_faces(cache)
            self._behind_page = behind(page.__name__) | _templates(".j2", ".css", ".js")
        if "pdf" in formats:
            from yearbook.press import typeset

            self._typeset = typeset.typeset
            self._behind_typeset = behind(typeset.__name__) | _templates(".typ")

    def printed(self, book: Book, edition: str, name: str) -> dict[str, bytes]:
        """Return a book in every format, by file name."""
        content = json.dumps(as_json(book), sort_keys=True).encode()
        given = {"python": sys.version, "book": hashlib.sha256(content).hexdigest()}
        files = {}
        if "html" in self._formats:
            files[f"{name}.html"] = self._cache.through(
                f"books/{edition}/{name}.html",
                given,
                self._behind_page,
                lambda: self._page(book, self._font_faces).encode(),
            )
        if "pdf" in self._formats:
            files[f"{name}.pdf"] = self._cache.through(
                f"books/{edition}/{name}.pdf", given, self._behind_typeset, lambda: self._typeset(book)
            )
        return files


def _font_faces(cache: Cache) -> str:
    """Return the style that carries the house type; cutting the fonts down takes a second."""

    def make() -> bytes:
        from yearbook.press.fonts import font_faces

        return font_faces().encode()

    return cache.through("fonts", {"python": sys.version}, behind("yearbook.press.fonts"), make).decode()


def _templates(*suffixes: str) -> set[str]:
    folder = Path(PACKAGE).parent / _TEMPLATES
    return {f"{_TEMPLATES}/{path.name}" for path in folder.iterdir() if path.suffix in suffixes}
