"""A table of more columns than any sheet has room for → several, one under another, each saying which it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yearbook.language import word
from yearbook.press.bind.book import Block, Book, Cell, Emphasis, Fact, Foreign, Grid, Link, Row, Strong, Table, Text

# In millimetres, of the widest sheet and of what the type of tables takes.
SHEET, LETTER, GAP = 249.0, 1.75, 3.6
LONGEST_WORD = 28


def on_sheets(book: Book) -> Book:
    """Return a book of which no table is wider than a sheet."""
    return replace(book, chapters=tuple(replace(c, blocks=_fitting(c.blocks, book.language)) for c in book.chapters))


def _fitting(blocks: Sequence[Block], language: str) -> tuple[Block, ...]:
    return tuple(
        part for block in blocks for part in (parts_of(block, language) if isinstance(block, Table) else (block,))
    )


def parts_of(table: Table, language: str) -> tuple[Table, ...]:
    """Return a table as it is, or in parts that have their first column of names in common."""
    head, body = _spread(table.grid.head), _spread(table.grid.body)
    count = len(table.grid.widths)
    needed = [_needed([*head, *body], column) for column in range(count)]
    if sum(needed) <= SHEET or count < 3:
        return (table,)
    named = 1 if body and all(row[0] is not None and row[0].header == "row" for row in body if row) else 0
    groups = _groups(needed, named)
    if len(groups) == 1:
        return (table,)
    parts = []
    for order, group in enumerate(groups):
        columns = [*range(named), *group]
        said = word("columns_part", language).format(first=group[0] + 1, last=group[-1] + 1, all=count)
        again = f"{table.number} " if table.number else ""
        title = (Text(f"{again}({word('continued', language)}: {said})"),) if order else table.title or (Text(said),)
        subtitle = () if order else (*table.subtitle, Text(f" ({said})")) if table.title else table.subtitle
        last = order == len(groups) - 1
        parts.append(
            replace(
                table,
                id="" if order else table.id,
                number="" if order else table.number,
                title=title,
                subtitle=subtitle,
                grid=Grid(
                    tuple(_row(row, cells, columns) for row, cells in zip(table.grid.head, head, strict=True)),
                    tuple(
                        _row(replace(row, id="" if order else row.id), cells, columns)
                        for row, cells in zip(table.grid.body, body, strict=True)
                    ),
                    tuple(table.grid.widths[column] for column in columns),
                ),
                source=table.source if last else (),
                notes=table.notes if last else (),
                wide=True,
            )
        )
    return tuple(parts)


def _groups(needed: Sequence[float], named: int) -> list[list[int]]:
    """Return the columns after the named ones in as many groups as sheets are needed, none wider than a sheet."""
    room = SHEET - sum(needed[:named])
    groups: list[list[int]] = [[]]
    taken = 0.0
    for column in range(named, len(needed)):
        if groups[-1] and taken + needed[column] > room:
            groups.append([])
            taken = 0.0
        groups[-1].append(column)
        taken += needed[column]
    return groups


def _spread(rows: Sequence[Row]) -> list[list[Cell | None]]:
    """Return the rows with a cell at each column that it covers, those of the rows above that hang down included."""
    spread: list[list[Cell | None]] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        line: list[Cell | None] = []
        cells = list(row.cells)
        while cells or hanging.get(len(line), (0,))[0] > 0:
            column = len(line)
            left, above = hanging.get(column, (0, None))
            if left > 0 and above is not None:
                hanging[column] = left - 1, above
                line.append(None)
                continue
            cell = cells.pop(0)
            for covered in range(column, column + cell.colspan):
                hanging[covered] = cell.rowspan - 1, cell
                line.append(cell)
        spread.append(line)
    return spread


def _row(row: Row, line: Sequence[Cell | None], columns: Sequence[int]) -> Row:
    """Return of a row what stands in some columns; a cell over several keeps those that are there."""
    cells: list[Cell] = []
    before: Cell | None = None
    for column in columns:
        cell = line[column] if column < len(line) else None
        if cell is not None and cell is before:
            cells[-1] = replace(cells[-1], colspan=cells[-1].colspan + 1)
        elif cell is not None:
            cells.append(replace(cell, colspan=1))
        before = cell
    return replace(row, cells=tuple(cells))


def _needed(lines: Sequence[Sequence[Cell | None]], column: int) -> float:
    cells = [line[column] for line in lines if column < len(line)]
    words = [part for cell in cells if cell is not None and cell.colspan == 1 for part in _words(cell).split()]
    return min(LONGEST_WORD, max(map(len, words), default=1)) * LETTER + GAP


def _words(cell: Cell) -> str:
    return "".join(_said(cell.content))


def _said(content: Sequence[object]) -> list[str]:
    found = []
    for inline in content:
        if isinstance(inline, Emphasis | Strong | Link | Foreign):
            found += _said(inline.children)
        elif isinstance(inline, Text | Fact):
            found.append(inline.text)
    return found
