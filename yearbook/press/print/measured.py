"""How wide the columns of a printed table are: no word torn, and as few lines as the sheet allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import permutations

from fontTools.ttLib import TTFont

from yearbook import palette
from yearbook.press.bind.book import Block, Book, Cell, Grid, Row, Table
from yearbook.press.bind.plain import as_text
from yearbook.press.print.columns import SHEET

TYPE = 9.0  # points: the type of tables, which no table goes below
MEASURE = 163.0  # millimetres: an upright sheet between its margins
_POINTS = 72 / 25.4
_GAP = 5.0  # points on either side of a column, but outside the outer ones
_TIGHT = 1.0  # what kerning and a mark may add
_RAGGED = 1.07  # a line that breaks is not filled to its end
_BREAKS = 28  # letters of a word that may break
_OTHER = 0.6  # ems of a letter that the house's type lacks
_MOST_ROWS = 400
_STEPS = (0.06, 0.03)  # shares of the width that one column may give another


def with_measured_columns(book: Book) -> Book:
    """Return a book whose tables have the widths of their columns reckoned from the house's type."""
    return replace(
        book, chapters=tuple(replace(c, blocks=tuple(_measured(block) for block in c.blocks)) for c in book.chapters)
    )


def _measured(block: Block) -> Block:
    if not isinstance(block, Table) or block.look == "coverage" or not block.grid.body:
        return block
    width = (SHEET if block.wide else MEASURE) * _POINTS
    return replace(block, grid=replace(block.grid, widths=column_widths(block.grid, width)))


def column_widths(grid: Grid, width: float) -> tuple[float, ...]:
    """Return the widths of a table's columns in points, or the weights it has where they cannot be reckoned."""
    rows = (*grid.head, *grid.body)
    count = len(grid.widths)
    if count < 2 or len(rows) > _MOST_ROWS or any(cell.rowspan > 1 for row in rows for cell in row.cells):
        return grid.widths
    needs = _needs(rows, count)
    weights = [max(weight, 0.1) for weight in grid.widths]
    given = [width * weight / sum(weights) for weight in weights]
    if needs.lines(given) == len(rows):
        return tuple(given)
    tries = [
        tried for tried in (given, *(needs.shared(width, share) for share in (1, 0.6, 0.35))) if needs.whole(tried)
    ]
    if not tries:
        return grid.widths
    return tuple(round(wide, 2) for wide in _improved(needs, min(tries, key=needs.lines), width))


@dataclass(frozen=True)
class _Needs:
    """What columns need, in points: for each row the width of each cell on one line, and each column's longest word."""

    cells: tuple[tuple[float, ...], ...]
    least: tuple[float, ...]

    def lines(self, widths: Sequence[float]) -> int:
        """Return how many lines the table takes."""
        return sum(max(map(_lines, row, widths)) for row in self.cells)

    def whole(self, widths: Sequence[float]) -> bool:
        """Tell whether no word is torn."""
        return all(wide >= least for wide, least in zip(widths, self.least, strict=True))

    def shared(self, width: float, share: float) -> list[float]:
        """Return widths in which what is short stands on one line, and the rest is shared by how much it says.

        `share` is how much of an equal part a column may take and still be short.
        """
        longest = [max(cells) for cells in zip(*self.cells, strict=True)]
        widths, left, open_ = [0.0] * len(longest), width, list(range(len(longest)))
        while open_:
            short = [x for x in open_ if longest[x] <= left / len(open_) * share]
            if not short:
                break
            for x in short:
                widths[x] = longest[x]
                left -= longest[x]
            open_ = [x for x in open_ if x not in short]
        if not open_:
            return [wide * width / sum(widths) for wide in widths]
        said = [sum(row[x] for row in self.cells) for x in open_]
        spare = left - sum(self.least[x] for x in open_)
        for x, much in zip(open_, said, strict=True):
            widths[x] = self.least[x] + spare * much / sum(said)
        return widths


def _improved(needs: _Needs, widths: list[float], width: float) -> list[float]:
    """Let columns give each other of their width as long as the table takes fewer lines for it."""
    best = needs.lines(widths)
    for step in _STEPS:
        better = True
        while better:
            better = False
            for giver, taker in permutations(range(len(widths)), 2):
                tried = list(widths)
                tried[giver] -= width * step
                tried[taker] += width * step
                if tried[giver] >= needs.least[giver] and (lines := needs.lines(tried)) < best:
                    widths, best, better = tried, lines, True
    return widths


def _lines(needed: float, wide: float) -> int:
    return 1 if needed <= wide else math.ceil(needed * _RAGGED / wide)


def _needs(rows: Sequence[Row], count: int) -> _Needs:
    cells, least = [], [1.0] * count
    for row in rows:
        needed = [0.0] * count
        x = 0
        for cell in row.cells:
            if cell.colspan == 1 and x < count:
                gap = _GAP * ((x > 0) + (x < count - 1)) + _TIGHT
                wide, word = _in_type(cell)
                needed[x] = wide + gap
                least[x] = max(least[x], word + gap)
            x += cell.colspan
        cells.append(tuple(needed))
    return _Needs(tuple(cells), tuple(least))


def _in_type(cell: Cell) -> tuple[float, float]:
    """Return the width of a cell's words on one line, and of the longest of them that may not break."""
    advances = _advances("Semibold" if cell.header else "Regular")
    text = as_text(cell.content)
    words = [word for word in text.split(" ") if len(word) < _BREAKS]
    return _width(text, advances), max((_width(word, advances) for word in words), default=0.0)


def _width(text: str, advances: Callable[[str], float]) -> float:
    return sum(map(advances, text)) * TYPE


@lru_cache
def _advances(face: str) -> Callable[[str], float]:
    """Return the function that says how wide a letter of a face is, in ems."""
    font = TTFont(palette.font_file(face), lazy=True)
    names, metrics, em = font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm
    known = {chr(code): metrics[name][0] / em for code, name in names.items()}
    return lambda letter: known.get(letter, _OTHER)
