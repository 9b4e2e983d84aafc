"""A printed table in the house's type: how wide its words are, and so its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from fontTools.ttLib import TTFont

from yearbook import palette
from yearbook.press.bind.book import Block, Book, Cell, Grid, Mark, Panel, Row, Spread, Table
from yearbook.press.bind.plain import as_text
from yearbook.press.print.columns import SHEET
from yearbook.press.print.fitting import Cells, fitted

TYPE = 9.0  # points: the type of tables, which no table goes below
MEASURE = 170.0  # millimetres: an upright sheet between its margins
_POINTS = 72 / 25.4
_GAP = 5.0  # points on either side of a column, but outside the outer ones
_GUTTER = 7.0 * _POINTS  # between panels
_LEAST_SHARE, _SHARES = 0.7, (0.5, 0.45, 0.55, 0.42, 0.58)  # of a band
_TORN = 10_000  # lines that a torn word is worth
_TIGHT = 1.0  # what kerning and a mark may add
_SHORT = 14  # letters of a row's name that the template does not break
_BREAKS = 28  # letters of a word that may break
_BETWEEN_WORDS = re.compile(r" |(?<=[^\s.]{2}\.)(?=[a-z]{2})")  # as the template breaks: at spaces, and in "K1.marked"
_PIECES = re.compile(r".{1,10}")  # of such a word
_RAISED = 0.65  # of the type is what stands above the line, as a mark does
_OTHER = 0.6  # ems of a letter that the house's type lacks
_MOST_ROWS = 400


def with_measured_columns(book: Book) -> Book:
    """Return a book whose tables have the widths of their columns reckoned from the house's type."""
    return replace(
        book, chapters=tuple(replace(c, blocks=tuple(_measured(block) for block in c.blocks)) for c in book.chapters)
    )


def _measured(block: Block) -> Block:
    if isinstance(block, Spread):
        return replace(block, bands=tuple(_measured_band(band) for band in block.bands))
    if not isinstance(block, Table) or block.look == "coverage" or not block.grid.body:
        return block
    width = (SHEET if block.wide else MEASURE) * _POINTS
    return replace(block, grid=replace(block.grid, widths=column_widths(block.grid, width)))


def _measured_band(band: tuple[tuple[Panel, ...], ...]) -> tuple[tuple[Panel, ...], ...]:
    """Return the columns of panels in the widths that make their band lowest; what says more gets more of it."""
    if not all(band):
        return band
    room = MEASURE * _POINTS - _GUTTER * (len(band) - 1)
    says = [max(sum(_weights(panel.grid)) for panel in column) for column in band]
    says = [max(much, _LEAST_SHARE * max(says)) for much in says]
    tries = [[room * much / sum(says) for much in says]]
    if len(band) == 2:
        tries += [[room * share, room * (1 - share)] for share in _SHARES]
    fits = [
        [[_in_width(panel, wide) for panel in column] for column, wide in zip(band, each, strict=True)]
        for each in tries
    ]
    best = min(fits, key=lambda columns: max(sum(lines for _, lines in column) for column in columns))
    return tuple(tuple(panel for panel, _ in column) for column in best)


def _in_width(panel: Panel, width: float) -> tuple[Panel, int]:
    """Return a panel with columns of a width in all, and how many lines it takes; many where a word is torn."""
    if not panel.grid.widths or not (panel.grid.head or panel.grid.body):
        return panel, 0
    widths = column_widths(replace(panel.grid, widths=_weights(panel.grid)), width)
    widths = tuple(wide * width / sum(widths) for wide in widths)
    rows = (*panel.grid.head, *panel.grid.body)
    cells = cells_of(rows, len(widths))
    lines = sum(cells.rows(widths)) + (0 if cells.whole(widths) else _TORN)
    return replace(panel, grid=replace(panel.grid, widths=widths)), lines


def column_widths(grid: Grid, width: float) -> tuple[float, ...]:
    """Return the widths of a table's columns in points, or the weights it has where they cannot be reckoned."""
    rows = (*grid.head, *grid.body)
    if len(grid.widths) < 2 or len(rows) > _MOST_ROWS or any(cell.rowspan > 1 for row in rows for cell in row.cells):
        return grid.widths
    weights = _weights(grid)
    given = [width * weight / sum(weights) for weight in weights]
    found = fitted(cells_of(rows, len(weights), named=True), given, width)
    found = found or fitted(cells_of(rows, len(weights)), given, width)
    return tuple(round(wide, 2) for wide in found) if found else grid.widths


def _weights(grid: Grid) -> tuple[float, ...]:
    return tuple(max(weight, 0.1) for weight in grid.widths)


def cells_of(rows: Sequence[Row], columns: int, *, named: bool = False) -> Cells:
    """Return what the cells of rows need in the type of tables; one over several columns takes what these get.

    `named` keeps whatever is as short as a name on one line.
    """
    words: list[list[list[float]]] = []
    for row in rows:
        line: list[list[float]] = [[] for _ in range(columns)]
        x = 0
        for cell in row.cells:
            if cell.colspan == 1 and x < columns:
                line[x] = _in_type(cell, named=named)
            x += cell.colspan
        words.append(line)
    gaps = [_GAP * ((x > 0) + (x < columns - 1)) + _TIGHT for x in range(columns)]
    return Cells.of(words, gaps, _width(" ", _advances("Regular")))


def _in_type(cell: Cell, *, named: bool) -> list[float]:
    """Return how wide the words of a cell are, in pieces where one may break; a note's mark is of the last."""
    advances = _advances("Semibold" if cell.header else "Regular")
    text = as_text(cell.content)
    words: list[str] = []
    whole = (named or cell.header == "row") and cell.header != "column" and len(text) <= _SHORT
    for word in [text] if whole else _BETWEEN_WORDS.split(text):
        words += [word] if len(word) < _BREAKS else _PIECES.findall(word)
    widths = [_width(word, advances) for word in words] or [0.0]
    marks = "".join(inline.text for inline in cell.content if isinstance(inline, Mark))
    return [*widths[:-1], widths[-1] + _width(marks, advances) * _RAISED]


def _width(text: str, advances: Callable[[str], float]) -> float:
    return sum(map(advances, text)) * TYPE


@lru_cache
def _advances(face: str) -> Callable[[str], float]:
    """Return the function that says how wide a letter of a face is, in ems."""
    font = TTFont(palette.font_file(face), lazy=True)
    names, metrics, em = font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm
    known = {chr(code): metrics[name][0] / em for code, name in names.items()}
    return lambda letter: known.get(letter, _OTHER)
