"""Front and back matter: the title, the cover with the finding of the year, and how the book was made."""

from __future__ import annotations

from collections.abc import Sequence

from yearbook import language as house
from yearbook.ledger.edition import Edition
from yearbook.press.bind.binding import bind
from yearbook.press.bind.book import Book, Chapter, Colophon, Cover, Inlines, Paragraph

_NOT_KNOWN = "…"


def book(edition: Edition, language: str, drafts: Sequence[Chapter], fingerprint: str, *, whole: bool) -> Book:
    """Return the chapters of one language edition as a Book. Raises BookError for a broken reference."""
    chapters, figures, tables = bind(drafts, language=language, whole=whole)
    params = edition.params
    return Book(
        language=language,
        title=_title(edition, language),
        author=_start(params.organiser[language]),
        date=params.published.iso() if params.published and params.published.exact else "",
        cover=_cover(edition, language, chapters),
        chapters=chapters,
        figures=figures,
        tables=tables,
        colophon=_colophon(edition, language, fingerprint),
        words=house.words(language),
        whole=whole,
        # Whatever was asked for this time: the bytes of a book do not hang on it.
        others=tuple(other for other in params.languages if whole and other != language),
    )


def loose_book(draft: Chapter, language: str, date: str = "") -> Book:
    """Return one notebook by itself as a Book, without cover or lists."""
    chapters, figures, tables = bind([draft], language=language, whole=False, strict=False)
    return Book(
        language, draft.title, "", date, None, chapters, figures, tables, None, house.words(language), whole=False
    )


def _cover(edition: Edition, language: str, chapters: Sequence[Chapter]) -> Cover:
    params = edition.params
    rows = [edition.row("subjects", member.subject) for member in edition.rows("members")]
    names = [(row.name_en if language == "en" else "") or row.name_vi for row in rows]
    meeting = params.conference
    years = house.word("cover_subtitle", language).format(year=params.year, next_year=params.year + 1)
    conference = [house.date(meeting.date, language)] if meeting else [_NOT_KNOWN]
    conference += [meeting.venue[language]] if meeting and meeting.venue else []
    members, total = house.listing(names, language), params.members_total or len(names)
    if total > len(names):
        noun = params.word("member").of(total, language)
        members = house.word("cover_members_named", language).format(
            names=members, n=len(names), total=total, noun=noun
        )
    return Cover(
        title=_title(edition, language),
        subtitle=_start(f"{params.area[language]}: {years}" if params.area else years),
        finding=_finding(chapters),
        facts=(
            (house.word("cover_conference", language), ", ".join(conference)),
            (house.word("cover_members", language), members),
            (
                house.word("cover_data", language),
                house.date(params.published, language) if params.published else _NOT_KNOWN,
            ),
        ),
        state_mark=house.word("draft", language) if params.state == "draft" else "",
    )


def _title(edition: Edition, language: str) -> str:
    """Return the book's title, as the params word it or as the house does."""
    params = edition.params
    pattern = params.title[language] if params.title else house.word("book_title", language)
    return pattern.format(year=params.year).replace("~", house.NBSP)


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
