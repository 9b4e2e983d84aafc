"""Book → Word document, laid out as official documents are (Decree 30/2020/NĐ-CP) and made to be edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import docx

from yearbook import language as house
from yearbook.errors import BookError, suggestion
from yearbook.press.bind.book import Block, Book, Chapter, Heading, Paragraph, Table
from yearbook.press.print.columns import on_sheets
from yearbook.press.print.drawable import drawable
from yearbook.press.print.word.blocks import printed
from yearbook.press.print.word.elements import Element, replace_children, w
from yearbook.press.print.word.fields import field, marked, run
from yearbook.press.print.word.front import COLOPHON, colophon, contents, cover, letterhead
from yearbook.press.print.word.numbering import in_list, number_of, numbering
from yearbook.press.print.word.packing import packed, say_of_itself, settle
from yearbook.press.print.word.paragraphs import paragraph, words_of
from yearbook.press.print.word.pictures import bitmaps
from yearbook.press.print.word.sheets import TURNED, UPRIGHT, sheet
from yearbook.press.print.word.styles import styles
from yearbook.press.print.word.writing import CountedList, Writing


def word_document(book: Book) -> bytes:
    """Return the book as a Word document. Raises BookError if it cannot be written."""
    book = on_sheets(book)
    document = docx.Document()
    words = house.words(book.language) | book.words
    writing = Writing(document, book.language, words, _names(book), bitmaps(book))
    titles = (book.title, *(chapter.title for chapter in book.chapters), words["untitled"])
    title = next(text for text in titles if text.strip())
    header = _header(writing, book.cover.state_mark if book.cover else "")
    body = document.element.body
    replace_children(body, list(_content(book, title, header, writing)))
    _check_links(writing)
    replace_children(document.styles.element, styles(words, writing.tag))
    replace_children(document.part.numbering_part.element, numbering(writing.lists))
    settle(document, book.language)
    say_of_itself(document, book, title)
    return packed(document)


def _content(book: Book, title: str, header: str, writing: Writing) -> Iterator[Element]:
    """Yield the document part by part, each with how its sheets are: in a paragraph of its own, or at the very end."""
    parts: list[tuple[bool, list[Element]]] = [(False, _front(book, title, writing))]
    for wide, content in _runs(book, writing):
        if content and wide == parts[-1][0]:
            parts[-1][1].extend(content)
        elif content:
            parts.append((wide, content))
    for place, (wide, content) in enumerate(parts):
        yield from content
        sheets = sheet(header, wide=wide, first=place == 0)
        yield sheets if place == len(parts) - 1 else w("p", w("pPr", w("spacing", before=0, after=0, line=20), sheets))


def _front(book: Book, title: str, writing: Writing) -> list[Element]:
    if not book.whole:
        apart = [chapter for chapter in book.chapters if chapter.title != book.title]
        head = [paragraph("Subtitle", [run(book.organiser, writing)])] if book.organiser else []
        return [*head, paragraph("Title", [run(title, writing)])] if apart else head
    made = letterhead(book.organiser, writing)
    made += cover(book.cover, writing) if book.cover else [paragraph("Title", [run(title, writing)])]
    return made + (contents(book, writing) if book.chapters else [])


def _runs(book: Book, writing: Writing) -> Iterator[tuple[bool, list[Element]]]:
    for order, chapter in enumerate(book.chapters):
        opening = _opening(chapter, order, book, writing)
        for wide, blocks in _sheets(chapter.blocks):
            yield wide, [*opening, *printed(blocks, writing, TURNED if wide else UPRIGHT)]
            opening = []
        yield False, opening
    if book.colophon:
        title = _unnumbered(COLOPHON, writing.words["colophon"], writing)
        yield False, [title, *colophon(book.colophon, writing)]


def _sheets(blocks: Sequence[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """Yield runs of blocks, upright or turned: what only leads in to a wide table goes with it."""
    waiting: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and block.wide:
            leads = 0
            while leads < len(waiting) and isinstance(waiting[-1 - leads], Heading | Paragraph):
                leads += 1
            split = len(waiting) - leads
            if split:
                yield False, waiting[:split]
            yield True, [*waiting[split:], block]
            waiting = []
        else:
            waiting.append(block)
    if waiting:
        yield False, waiting


def _opening(chapter: Chapter, order: int, book: Book, writing: Writing) -> list[Element]:
    """Return the title of a chapter, numbered by Word as the book numbers it."""
    if not chapter.title.strip():
        return [paragraph("BodyText", marked(chapter.id, [], writing))]
    if not chapter.number.isdecimal():
        return [_unnumbered(chapter.id, chapter.title, writing)]
    title = marked(chapter.id, [run(chapter.title, writing)], writing)
    before = book.chapters[order - 1].number if order else "0"
    if not before.isdecimal() or int(chapter.number) != int(before) + 1:
        writing.lists.append(CountedList("chapter", int(chapter.number)))
    begun = [place for place, each in enumerate(writing.lists, 1) if each.kind == "chapter"]
    anew = w("pageBreakBefore") if book.whole and order == 0 else None
    return [paragraph("Heading1", title, anew, in_list(number_of(begun[-1]), 0) if begun else None)]


def _unnumbered(place: str, title: str, writing: Writing) -> Element:
    without = w("numPr", w("ilvl", val=0), w("numId", val=0))
    return paragraph("Heading1", marked(place, [run(title, writing)], writing), without, w("ind", left=0, firstLine=0))


def _header(writing: Writing, state: str) -> str:
    """Write what stands above the text of every sheet but the first; return its relationship."""
    part, relation = writing.document.part.add_header_part()
    lines = [paragraph("Header", field("PAGE", [run("2", writing)], writing))]
    lines += [paragraph("Letterhead", [run(state, writing, "bold")])] if state else []
    replace_children(part.element, lines)
    return str(relation)


def _names(book: Book) -> dict[str, str]:
    """Return the words that a reference to a place may repeat: numbers of exhibits, titles, headings."""
    names = {entry.target: entry.number for entry in (*book.figures, *book.tables)}
    for chapter in book.chapters:
        names[chapter.id] = chapter.title
        names |= {block.id: words_of(block.content) for block in chapter.blocks if isinstance(block, Heading)}
    return {place: drawable(name) for place, name in names.items()}


def _check_links(writing: Writing) -> None:
    """Refuse a link that leads nowhere."""
    for place, text in writing.led.items():
        if place not in writing.marks:
            vi, en = suggestion(place, writing.marks)
            raise BookError(
                f"«{text}» dẫn tới «{place}», nhưng trong sách không có chỗ đó.{vi}",
                f"“{text}” leads to “{place}”, which is not in the book.{en}",
            )
