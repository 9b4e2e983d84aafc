"""The figures of a finished book: how each was made, its value, and what the pages of all languages say of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from yearbook.errors import BookError
from yearbook.language import LANGUAGES
from yearbook.ledger.expression import COUNT, LIMITS, RECORD, Expression
from yearbook.press.bind.register import COLUMNS
from yearbook.press.prove.manifest import NAME
from yearbook.press.trace.page import Page, read_page

_PAGE = re.compile(r"yearbook\.(\w+)\.html")
# "Bảng 2.2 (2) (3)" is three places in one exhibit, and after another of its kind it is "2.2 (2) (3)".
_PLACES = re.compile(r"(?P<kind>.*\D )?(?P<number>[\d.]+)(?P<more>(?: \(?\d+\)?)*)")


@dataclass(frozen=True)
class Told:
    """What a page in one language says of a figure: its row in the register, and its words wherever it is printed."""

    words: str = ""
    about: str = ""
    assumption: str = ""
    place: str = ""
    limits: str = ""
    uses: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """One figure of a book. `value` is what the evidence says of it: number, unit, decimals, limits, bound."""

    made: Expression
    value: Mapping[str, Any]
    told: Mapping[str, Told]

    @property
    def first(self) -> Told:
        """What the first of the languages tells; nothing where none does, as in a page that was spoilt."""
        return next(iter(self.told.values()), Told())

    @property
    def words(self) -> str:
        """The figure as the first of the languages prints it."""
        return self.first.words

    @property
    def about(self) -> str:
        return self.first.about

    @property
    def uses(self) -> tuple[str, ...]:
        return self.first.uses


@dataclass(frozen=True)
class Printed:
    """One finished book: its edition, its pages by language, and the SHA-256 of each file it was made from."""

    edition: str
    pages: Mapping[str, Page]
    inputs: Mapping[str, str]

    @cached_property
    def figures(self) -> dict[str, Known]:
        """Every figure of the register, by how it was made, in the order of the pages."""
        found: dict[str, Known] = {}
        for page in self.pages.values():
            for key, value in page.proof["figures"].items():
                made = Expression.of(json.loads(key))
                if made.operation != LIMITS and made.text not in found:
                    told = {name: _told(other, key, made) for name, other in self.pages.items()}
                    found[made.text] = Known(made, value, {name: each for name, each in told.items() if each})
        return found

    @property
    def records(self) -> dict[str, Mapping[str, Any]]:
        """What every record says that a figure stands on, by its id."""
        return _joined(self.pages, "records")

    @property
    def units(self) -> dict[str, Any]:
        return _joined(self.pages, "units")

    @property
    def words(self) -> dict[str, Any]:
        """The words around numbers, by their id."""
        return _joined(self.pages, "words")


def printed(edition: str, files: Mapping[str, bytes], place: str) -> Printed:
    """Return the book that these files are. Raises BookError where they hold no page that can be read."""
    pages = {}
    for name, content in files.items():
        found = _PAGE.fullmatch(name)
        if found:
            pages[found[1]] = read_page(content.decode("utf-8", "replace"), f"{place}/{name}")
    if not pages:
        raise BookError(
            f"chưa có trang HTML nào để đọc. Dựng trước, có html trong formats: python3 run_all.py {edition}",
            f"there is no HTML page to be read. Build it first, html among the formats: python3 run_all.py {edition}",
            place=place,
        )
    try:
        inputs = json.loads(files.get(NAME, b"{}")).get("inputs", {})
    except (ValueError, AttributeError):
        inputs = {}
    in_order = {language: pages[language] for language in LANGUAGES if language in pages}
    return Printed(edition, in_order, inputs)


def on_disk(folder: Path, edition: str, place: str) -> Printed:
    """Return the book that lies in a folder. Raises BookError where there is none that can be read."""
    paths = [*folder.glob("yearbook.*.html"), *folder.glob(NAME)]
    return printed(edition, {path.name: path.read_bytes() for path in paths}, place)


def _joined(pages: Mapping[str, Page], kind: str) -> dict[str, Any]:
    return {name: each for page in pages.values() for name, each in page.proof[kind].items()}


def _told(page: Page, key: str, made: Expression) -> Told | None:
    anchor = page.proof["figures"].get(key, {}).get("anchor", "")
    kind = "records" if made.operation == RECORD else "counts" if made.operation == COUNT else "derived"
    cells = dict(zip(COLUMNS[kind], page.rows.get(anchor, ()), strict=False))
    if not cells:
        return None
    about, _, assumption = cells.get("about", cells.get("rows", "")).partition("\n")
    return Told(
        words=cells["figure"].rpartition("\n")[2],
        about=about.removesuffix(";"),
        assumption=assumption,
        place=cells.get("place", ""),
        limits=cells.get("limits", ""),
        uses=tuple(_uses(cells.get("uses", ""))),
        printed=page.printed.get(anchor, ()),
    )


def _uses(text: str) -> Iterator[str]:
    """Yield "Bảng 2.1", "Bảng 2.2 ×2", "Chương 3" of "Bảng 2.1, 2.2 (2); Chương 3"."""
    for group in filter(None, text.split("; ")):
        kind = ""
        for each in group.split(", "):
            found = _PLACES.fullmatch(each)
            if not found:
                yield each
                continue
            kind = found["kind"] or kind
            more = len(found["more"].split())
            yield f"{kind}{found['number']}" + (f" ×{more + 1}" if more else "")
