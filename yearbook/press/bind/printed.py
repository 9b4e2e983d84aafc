"""Which figures a book prints, by how they were made: what there is to approve in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from yearbook.errors import BookError
from yearbook.ledger.edition import Edition
from yearbook.paths import Workbook
from yearbook.press.bind.binding import bind
from yearbook.press.bind.book import Chapter
from yearbook.press.bind.chapters import chapter
from yearbook.press.bind.register import entries
from yearbook.press.bind.sections import sections_of
from yearbook.press.bind.uses import Use


def printed(edition: Edition, language: str, drafts: Sequence[Chapter]) -> set[str]:
    """Return the figures that the chapters of one language print, and those they were made of."""
    found: set[str] = set()

    def registering(uses: Sequence[Use], _: str) -> tuple[None, Mapping[str, str]]:
        found.update(entry.made.text for entry in entries(edition, uses))
        return None, {}

    bind(drafts, language=language, whole=True, strict=False, registering=registering)
    return found


def sections_built(workbook: Workbook, edition: Edition) -> dict[tuple[str, str], str]:
    """Return the executed notebooks of the whole book, whether they are there or not: (language, section) → path."""
    sections = sections_of(workbook, edition)
    return {
        (language, section.slug): f"outputs/{edition.id}/sections/{section.slug}.{language}.ipynb"
        for language in edition.params.languages
        for section in sections
    }


def printed_last(workbook: Workbook, edition: Edition) -> dict[str, set[str]] | None:
    """Return the figures of the book that was built last, by language; None where it is not there in every language."""
    drafts: dict[str, list[Chapter]] = {}
    for (language, slug), path in sections_built(workbook, edition).items():
        try:
            notebook = json.loads((workbook.root / path).read_bytes())
            draft = chapter(notebook, slug=slug, number="", language=language, file=path)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, BookError):
            return None
        drafts.setdefault(language, []).append(draft)
    return {language: printed(edition, language, chapters) for language, chapters in drafts.items()}
