"""The register on paper: what its rows repeat stands once, below them — the source of all, and what several assume."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from yearbook.language import note_mark
from yearbook.press.bind.binding import REGISTER
from yearbook.press.bind.book import Book, Cell, Chapter, Emphasis, Inlines, Mark, Note, Reference, Row, Table, Text
from yearbook.press.bind.plain import as_text
from yearbook.press.bind.register import COLUMNS

_ENOUGH = 3  # rows that must say the same before it stands below them
_JOINTS = " ,;:"


def condensed(book: Book) -> Book:
    """Return a book whose register says once what its rows repeat; on a screen each row still tells all of itself."""
    return replace(book, chapters=tuple(_condensed(c) if c.id == REGISTER else c for c in book.chapters))


def _condensed(chapter: Chapter) -> Chapter:
    return replace(
        chapter, blocks=tuple(_once(block) if isinstance(block, Table) else block for block in chapter.blocks)
    )


def _once(table: Table) -> Table:
    columns = COLUMNS.get(table.id.rpartition("--")[2], ())
    if "place" in columns:
        table = _sourced(table, columns.index("place"))
    return _noted(table, columns.index("about")) if "about" in columns else table


def _sourced(table: Table, place: int) -> Table:
    """Make the reference with which every cell that says a source begins the source of the table."""
    body = table.grid.body
    said = [row.cells[place].content for row in body if row.cells[place].role != "missing"]
    first = said[0][0] if said and said[0] else None
    if (
        not isinstance(first, Reference)
        or len(said) < _ENOUGH
        or any(len(content) < 2 or content[0] != first or not isinstance(content[1], Text) for content in said)
    ):
        return table
    cells = (_without_first(row.cells[place]) for row in body)
    told = tuple(_with(row, place, cell) for row, cell in zip(body, cells, strict=True))
    return replace(table, grid=replace(table.grid, body=told), source=(first,))


def _without_first(cell: Cell) -> Cell:
    """Return a cell that leads to the same place by what else it says."""
    match cell.content:
        case (Reference() as first, Text() as after, *rest) if cell.role != "missing":
            return replace(cell, content=(Reference(first.target, after.text.lstrip(_JOINTS)), *rest))
    return cell


def _noted(table: Table, place: int) -> Table:
    """Set under the table what its rows assume, where more than one assumes the same."""
    rows = table.grid.body
    counted = Counter(remark for row in rows if (remark := _remark(row.cells[place])))
    if not any(times > 1 for times in counted.values()):
        return table
    letters = ((remark, note_mark(len(table.notes) + order)) for order, remark in enumerate(counted))
    marks = {remark: Mark(letter, f"{table.id}--note-{letter}") for remark, letter in letters}
    body = tuple(
        _with(row, place, _marked(row.cells[place], marks[remark])) if (remark := _remark(row.cells[place])) else row
        for row in rows
    )
    notes = tuple(Note(mark.text, mark.target, _sentence(remark.children)) for remark, mark in marks.items())
    return replace(table, grid=replace(table.grid, body=body), notes=(*table.notes, *notes))


def _remark(cell: Cell) -> Emphasis | None:
    """Return what a cell says at its end in another type than before."""
    last = cell.content[-1] if len(cell.content) > 1 else None
    return last if isinstance(last, Emphasis) else None


def _marked(cell: Cell, mark: Mark) -> Cell:
    *before, joint = cell.content[:-1]
    if isinstance(joint, Text):
        before.append(Text(joint.text.rstrip(_JOINTS)))
    return replace(cell, content=(*before, mark))


def _sentence(content: Inlines) -> Inlines:
    """Return what a note says, which begins with a capital and ends as a sentence."""
    first, *rest = content
    start = Text(first.text[:1].upper() + first.text[1:]) if isinstance(first, Text) else first
    ended = as_text(content).rstrip().endswith((".", "!", "?", "…"))
    return (start, *rest) if ended else (start, *rest, Text("."))


def _with(row: Row, place: int, cell: Cell) -> Row:
    return replace(row, cells=(*row.cells[:place], cell, *row.cells[place + 1 :]))
