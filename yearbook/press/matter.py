"""Front and back matter: the title, the cover with the finding of the year, and how the book was made."""

from __future__ import annotations

from collections.abc import Sequence

from yearbook import language as house
from yearbook.ledger.edition import Edition
from yearbook.press.binding import bind
from yearbook.press.book import Book, Chapter, Colophon, Cover, Inlines, Paragraph

_NOT_KNOWN = "…"


def book(edition: Edition, language: str, drafts: Sequence[Chapter], fingerprint: str, *, whole: bool) -> Book:
    """Return the chapters of one language edition as a Book. Raises BookError for a broken reference."""
    chapters, figures, tables = bind(drafts, language=language, whole=whole)
    params = edition.params
    return Book(
        language=language,
        title=house.word("book_title", language).format(year=params.year),
        author=_start(params.cluster[language]),
        date=params.published.isoformat() if params.published else "",
        cover=_cover(edition, language, chapters),
        chapters=chapters,
        figures=figures,
        tables=tables,
        colophon=_colophon(edition, language, fingerprint),
        words=house.words(language),
        whole=whole,
    )


def loose_book(draft: Chapter, language: str, date: str = "") -> Book:
    """Return one notebook by itself as a Book, without cover or lists."""
    chapters, figures, tables = bind([draft], language=language, whole=False)
    return Book(
        language, draft.title, "", date, None, chapters, figures, tables, None, house.words(language), whole=False
    )


def _cover(edition: Edition, language: str, chapters: Sequence[Chapter]) -> Cover:
    params = edition.params
    names = [edition.row("districts", member.district).name_vi for member in edition.rows("members")]
    conference = params.conference
    return Cover(
        title=house.word("book_title", language).format(year=params.year),
        subtitle=house.word("cover_subtitle", language).format(
            province=_start(params.province[language]), year=params.year, next_year=params.year + 1
        ),
        finding=_finding(chapters),
        facts=(
            (
                house.word("cover_conference", language),
                f"{house.date(conference.date, language)}, {conference.venue[language]}" if conference else _NOT_KNOWN,
            ),
            (house.word("cover_members", language), house.listing(names, language)),
            (
                house.word("cover_data", language),
                house.date(params.published, language) if params.published else _NOT_KNOWN,
            ),
        ),
        state_mark=house.word("draft", language) if params.state == "draft" else "",
    )


def _finding(chapters: Sequence[Chapter]) -> Inlines:
    for chapter in chapters:
        for block in chapter.blocks:
            if isinstance(block, Paragraph) and block.role == "finding":
                return block.content
    return ()


def _colophon(edition: Edition, language: str, fingerprint: str) -> Colophon:
    main = [row for row in edition.rows("sources") if row.main == "yes"]
    titles = "; ".join((getattr(row, f"title_{language}") or row.title_vi) for row in main)
    return Colophon(
        lines=(
            (
                house.word("colophon_edition", language),
                f"{edition.id} ({house.word(f'state.{edition.params.state}', language)})",
            ),
            (house.word("colophon_sources", language), titles),
            (house.word("colophon_method", language), house.word("colophon_method_text", language)),
            (house.word("colophon_type", language), house.word("colophon_type_text", language)),
        ),
        fingerprint=fingerprint,
    )


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
