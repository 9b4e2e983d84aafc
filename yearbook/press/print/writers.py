"""The writers behind the cache: a book that was printed as it is now is not printed again."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from yearbook.errors import BookError
from yearbook.press.bind.book import Book, as_json
from yearbook.press.keep.behind import behind
from yearbook.press.keep.cache import Cache
from yearbook.press.keep.installed import files_of, label_of
from yearbook.press.keep.whose import BEGAN, PACKAGE
from yearbook.press.run.calls import WorkerDiedError, within
from yearbook.press.run.interrupt import as_they_end

_TEMPLATES = "yearbook/press/print/templates"
# A book takes a second; one of hundreds of sheets some ten. More is a drawing that no typesetter comes to the end of.
PRINT_SECONDS = 300


class Writers:
    """The writers of one edition: the page is printed here, the rest among the jobs, where their memory ends with them.

    They are made ready at once: there is time for that while notebooks run.
    """

    def __init__(self, cache: Cache, executor: Executor, edition: str, formats: Sequence[str], bench: Path) -> None:
        self._cache, self._executor, self._edition, self._formats = cache, executor, edition, formats
        self._bench = bench
        self._files: dict[str, bytes] = {}
        self._away: dict[str, tuple[dict[str, str], Future[bytes]]] = {}
        if "html" in formats:
            from yearbook.press.print import page

            page.environment()
            self._page, self._font_faces = page.page, _font_faces(cache)
            self._behind_page = behind(page.__name__) | _templates(".j2", ".css", ".js")
            self._behind_page |= _packages(cache, "jinja2", "markupsafe")
        self._behind_away = {
            kind: behind(module) | _templates(*suffixes) | _packages(cache, *packages)
            for kind, (_, module, suffixes, packages) in _AWAY.items()
            if kind in formats
        }

    def send(self, book: Book, name: str) -> None:
        """Print a book in every format, or set that going; one sent again takes the place of the one before."""
        given = _given(book)
        if "html" in self._formats:
            html, slot = f"{name}.html", self._slot(f"{name}.html")
            self._files[html] = self._cache.through(
                slot, given, self._behind_page, lambda: self._page(book, self._font_faces).encode()
            )
        for kind in self._behind_away.keys() - {"png"}:
            self._send_away(book, f"{name}.{kind}", given)

    def send_picture(self, book: Book, name: str) -> None:
        """Set going the picture of one page, where it is wanted."""
        if "png" in self._formats:
            self._send_away(book, f"{name}.png", _given(book))

    def _send_away(self, book: Book, file: str, given: dict[str, str]) -> None:
        self._away.pop(file, None)
        kept = self._cache.kept(self._slot(file), given)
        if kept is None:
            self._away[file] = given, self._executor.submit(printed, file, book, self._bench)
        else:
            self._files[file] = kept

    def files(self) -> dict[str, bytes]:
        """Return everything that was printed, by file name, once all of it is. Raises BookError."""
        for name, (given, future) in self._away.items():
            self._files[name] = _answer(future, name)
            reads = {label: self._cache.now(label) for label in self._behind_away[_kind_of(name)]}
            self._cache.keep(self._slot(name), given, reads, (), self._files[name])
        return dict(sorted(self._files.items()))

    def _slot(self, name: str) -> str:
        return f"books/{self._edition}/{name}"


def _given(book: Book) -> dict[str, str]:
    content = json.dumps(as_json(book), sort_keys=True).encode()
    return {"python": sys.version, "book": hashlib.sha256(content).hexdigest()}


def _kind_of(file: str) -> str:
    return file.rpartition(".")[2]


def _answer(future: Future[bytes], name: str) -> bytes:
    """Wait for what was printed elsewhere. Raises BookError, also where nothing will come."""
    try:
        return next(as_they_end([future])).result()
    except WorkerDiedError as error:
        vi, en = error.why()
    except BrokenProcessPool:
        vi, en = WorkerDiedError().why()
    raise BookError(f"tiến trình in tệp này {vi}.", f"the process printing this file {en}.", place=name)


@within(PRINT_SECONDS)
def printed(file: str, book: Book, bench: Path) -> bytes:
    """Print a book in another process, which keeps what it needs for that on the bench."""
    tempfile.tempdir = str(bench)
    return _AWAY[_kind_of(file)][0](book)


def typeset_book(book: Book) -> bytes:
    """Return a book as PDF; the writer is imported where it is used."""
    from yearbook.press.print.typeset import typeset

    return typeset(book)


def pictured_book(book: Book) -> bytes:
    """Return a book as one picture; the writer is imported where it is used."""
    from yearbook.press.print.typeset import typeset

    return typeset(book, as_picture=True)


def written_book(book: Book) -> bytes:
    """Return a book as a Word document; the writer is imported where it is used."""
    from yearbook.press.print.word.document import word_document

    return word_document(book)


_TYPESETTING = ("typst", "font-source-sans-pro", "fonttools")
# What is printed among the jobs: by what, in which module, from which other files, with which packages.
_AWAY: dict[str, tuple[Callable[[Book], bytes], str, tuple[str, ...], tuple[str, ...]]] = {
    "pdf": (typeset_book, "yearbook.press.print.typeset", (".typ",), _TYPESETTING),
    "png": (pictured_book, "yearbook.press.print.typeset", (".typ",), _TYPESETTING),
    "docx": (written_book, "yearbook.press.print.word.document", (), ("python-docx", "lxml")),
}


def _font_faces(cache: Cache) -> str:
    """Return the style that carries the house type; cutting the fonts down takes a second."""

    def make() -> bytes:
        from yearbook.press.print.fonts import font_faces

        return font_faces().encode()

    reads = behind("yearbook.press.print.fonts") | _packages(cache, "fonttools", "brotli", "font-source-sans-pro")
    return cache.through("fonts", {"python": sys.version}, reads, make).decode()


def _packages(cache: Cache, *packages: str) -> set[str]:
    """Return the label of what is installed of some packages."""
    return {label_of(cache.root, files_of(*packages), BEGAN)}


def _templates(*suffixes: str) -> set[str]:
    folder = Path(PACKAGE).parent / _TEMPLATES
    return {f"{_TEMPLATES}/{path.name}" for path in folder.iterdir() if path.suffix in suffixes}
