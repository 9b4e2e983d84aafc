"""Before and after the chapters: letterhead, title, what the year found, contents and lists, how the book was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yearbook.press.bind.book import Book, Chapter, Colophon, Cover, Heading, ListEntry
from yearbook.press.print.drawable import drawable
from yearbook.press.print.word.elements import Element, twips, w
from yearbook.press.print.word.exhibits import parts_of
from yearbook.press.print.word.fields import begin, end, leading, page_of, run
from yearbook.press.print.word.paragraphs import paragraph, said, words_of
from yearbook.press.print.word.sheets import UPRIGHT
from yearbook.press.print.word.writing import Writing

COLOPHON = "page-colophon"
# How deep the contents go: chapters, and the headings below them.
_DEPTH = 2
_LINE = "———"


def letterhead(author: str, writing: Writing) -> list[Element]:
    """Return the head of an official document: whose it is, the nation and its motto, and room for place and day."""
    words = writing.words
    whose = [_centred(author.upper(), writing, "bold"), _centred(_LINE, writing)]
    nation = [_centred(text, writing, "bold") for text in (words["nation"].upper(), words["motto"])]
    day = [_centred(_LINE, writing), _centred("", writing), _centred(words["place_and_day"], writing, "italic")]
    widths = twips(UPRIGHT * 0.4), twips(UPRIGHT * 0.6)
    cells = zip((whose, [*nation, *day]), widths, strict=True)
    return [
        w(
            "tbl",
            w("tblPr", w("tblW", w=sum(widths), type="dxa"), w("tblLayout", type="fixed")),
            w("tblGrid", *(w("gridCol", w=width) for width in widths)),
            w("tr", *(w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *content) for content, width in cells)),
        )
    ]


def cover(content: Cover, writing: Writing) -> list[Element]:
    """Return title, subtitle, the finding of the year and what is known of the edition."""
    made = [paragraph("Title", [run(content.title, writing)])]
    if content.subtitle:
        made.append(paragraph("Subtitle", [run(content.subtitle, writing)]))
    if content.state_mark:
        made.append(paragraph("Subtitle", [run(f"({content.state_mark})", writing, "bold")]))
    if content.finding:
        made.append(paragraph("RoleLabel", [run(writing.words["finding"], writing)]))
        made.append(said("Finding", content.finding, writing))
    return made + _facts(content.facts, writing)


def contents(book: Book, writing: Writing) -> list[Element]:
    """Return the contents and the lists of figures and tables, each filled in; Word counts their pages."""
    lines = [("TOC1", target, f"{number}\t{title}", title) for target, number, title in _chapters(book, writing)]
    inner = {line[1]: line for line in lines}
    ordered = []
    for chapter in book.chapters:
        ordered += [inner[chapter.id]] if chapter.id in inner else []
        ordered += [("TOC2", part.id, words_of(part.content), words_of(part.content)) for part in _parts(chapter)]
    ordered += [inner[COLOPHON]] if COLOPHON in inner else []
    title = paragraph("TOCHeading", [run(writing.words["contents"], writing)], w("pageBreakBefore"))
    made = [title, *_filled(f'TOC \\o "1-{_DEPTH}" \\h \\z \\u', ordered, writing)]
    for name, entries in (("list_of_figures", book.figures), ("list_of_tables", book.tables)):
        if entries:
            made += [paragraph("TOCHeading", [run(writing.words[name], writing)]), *_list(entries, writing)]
    return made


def colophon(content: Colophon, writing: Writing) -> list[Element]:
    """Return how the book was made, with the code that stands for all it was made from; the type here is another."""
    lines = [line for line in content.lines if line[0] != writing.words["colophon_type"]]
    if content.citation:
        lines.append((writing.words["citation"], content.citation))
    if content.fingerprint:
        lines.append((writing.words["fingerprint"], content.fingerprint))
    return _facts(lines, writing)


def _chapters(book: Book, writing: Writing) -> Iterator[tuple[str, str, str]]:
    for chapter in book.chapters:
        if chapter.title:
            yield chapter.id, chapter.number, drawable(chapter.title)
    if book.colophon:
        yield COLOPHON, "", writing.words["colophon"]


def _parts(chapter: Chapter) -> list[Heading]:
    return [block for block in chapter.blocks if isinstance(block, Heading) and block.level <= _DEPTH]


def _list(entries: Sequence[ListEntry], writing: Writing) -> list[Element]:
    lines = [("TableofFigures", entry.target, f"{entry.number}. {entry.title}", entry.number) for entry in entries]
    return _filled(f'TOC \\h \\z \\c "{parts_of(entries[0].number)[0]}"', lines, writing)


def _filled(instruction: str, lines: Sequence[tuple[str, str, str, str]], writing: Writing) -> list[Element]:
    """Return a field of many paragraphs: (style, place, text, name of the place) for each."""
    made = []
    for order, (style, place, text, name) in enumerate(lines):
        linked = [run(text.removeprefix("\t"), writing), run("\t", writing), *page_of(place, name, writing)]
        line = leading(place, name, linked, writing)
        made.append(paragraph(style, [*(begin(instruction, writing) if order == 0 else []), *line]))
    if made:
        made[-1].append(end(writing))
    return made


def _centred(text: str, writing: Writing, *looks: str) -> Element:
    return paragraph("Letterhead", [run(text, writing, *looks)])


def _facts(lines: Sequence[tuple[str, str]], writing: Writing) -> list[Element]:
    """Return names with their values, kept on one sheet."""
    made = []
    for place, (name, value) in enumerate(lines, 1):
        line = run(name, writing, "bold"), run("\t", writing), run(value, writing)
        made.append(paragraph("FactLine", line, None if place == len(lines) else w("keepNext")))
    return made
