"""Where rows come from: which source, and which places in it, as a book in one language cites them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yearbook import language as house
from yearbook.ledger.contract import Row
from yearbook.ledger.edition import Edition


@dataclass(frozen=True)
class Citation:
    """One source that is cited: its id, its short title, and ", đoạn 3 và 4" or nothing."""

    source: str
    title: str
    places: str


def citations(edition: Edition, places: Iterable[tuple[str, str]], language: str) -> list[Citation]:
    """Return the sources of (source, locator) pairs in their order, each with its places; a blank source has none."""
    found: dict[str, list[str]] = {}
    for source, locator in places:
        if source:
            locators = found.setdefault(source, [])
            if locator and locator not in locators:
                locators.append(locator)
    return [
        Citation(source, in_language(edition.row("sources", source), "short", language), _places(locators, language))
        for source, locators in found.items()
    ]


def name_of(edition: Edition, subject: str, language: str) -> str:
    """Return what a body is called in one language: by its one name where no other is known. Raises KeyError."""
    row = edition.row("subjects", subject)
    return str((row.name_en if language == "en" else "") or row.name_vi)


def in_language(row: Row, stem: str, language: str) -> str:
    """Return the text of a bilingual pair of columns in one language; untranslated text is marked."""
    vi, own = str(getattr(row, f"{stem}_vi")), str(getattr(row, f"{stem}_{language}"))
    return own or (f"{vi} {house.UNTRANSLATED}" if vi else "")


def _places(locators: list[str], language: str) -> str:
    """Return ", đoạn 3 và 4" for p3 and p4; words for other places; nothing where the source is silent."""
    paragraphs = [locator[1:] for locator in locators if locator[:1] == "p" and locator[1:].isdigit()]
    parts = []
    if paragraphs:
        key = "paragraph" if len(paragraphs) == 1 else "paragraphs"
        parts.append(f"{house.word(key, language)}{house.NBSP}{house.listing(sorted(paragraphs, key=int), language)}")
    for locator in locators:
        if f"locator.{locator}" in house.WORDS:
            parts.append(house.word(f"locator.{locator}", language))
        elif locator[1:] not in paragraphs:
            parts.append(locator)
    return "".join(f", {part}" for part in parts)
