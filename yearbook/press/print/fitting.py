"""The words of a table's cells → how wide its columns are: no word torn, and as few lines as the sheet allows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

_FEW = 14  # words that are set into lines one by one; more are reckoned by their length
_RAGGED = 1.07  # a line that breaks is not filled to its end
_DEEPEST = 200  # lines of one cell that are told apart
_NEAR = 0.5  # points: what a width may be too wide
_SHARES = (0.7, 0.4)  # of its width that a column is tried with
_TRIED = 12  # rows that are tried for each line that may be saved
_LONG = 60  # rows from which on a table takes what is found at once


@dataclass(frozen=True)
class Cells:
    """What a table's cells need, in points: for each row and column the width that takes one line, two lines, …"""

    needs: tuple[tuple[tuple[float, ...], ...], ...]
    least: tuple[float, ...]

    @classmethod
    def of(cls, words: Sequence[Sequence[Sequence[float]]], gaps: Sequence[float], space: float) -> Cells:
        """Return the needs of cells whose words are so wide; `gaps` is what each column keeps free, in points."""
        needs = tuple(
            tuple(tuple(need + gap for need in _needs(cell, space)) for cell, gap in zip(row, gaps, strict=True))
            for row in words
        )
        return cls(needs, tuple(max(cell[-1] for cell in column) for column in zip(*needs, strict=True)))

    def rows(self, widths: Sequence[float]) -> list[int]:
        """Return how many lines each row takes."""
        return [max(map(_lines, row, widths)) for row in self.needs]

    def whole(self, widths: Sequence[float]) -> bool:
        """Tell whether no word is torn."""
        return all(wide >= least for wide, least in zip(widths, self.least, strict=True))

    def tight(self, rows: Sequence[int]) -> list[float]:
        """Return the widths in which rows take so many lines, and no more than these."""
        widths = list(self.least)
        for needs, lines in zip(self.needs, rows, strict=True):
            for x, need in enumerate(needs):
                widths[x] = max(widths[x], _need(need, lines))
        return widths

    def evenly(self, width: float) -> list[float]:
        """Return widths in which each column has what its longest word needs, and of the rest by how much it says."""
        spare = max(0.0, width - sum(self.least))
        said = [sum(cell[0] for cell in column) for column in zip(*self.needs, strict=True)]
        return [least + spare * much / (sum(said) or 1) for least, much in zip(self.least, said, strict=True)]


def fitted(cells: Cells, given: Sequence[float], width: float) -> tuple[float, ...] | None:
    """Return the widths in which the table takes the fewest lines that were found; None where a word must be torn.

    What is left over is shared by how wide the columns are. Those `given` stay where no row needs a second line.
    """
    if cells.whole(given) and max(cells.rows(given)) == 1:
        return tuple(given)
    if sum(cells.least) > width:
        return None
    starts = [each for each in (list(given), cells.evenly(width)) if cells.whole(each)]
    rows = min((_spent(cells, cells.rows(start), width) for start in starts), key=sum)
    while len(rows) < _LONG and (better := _given_up(cells, rows, width)) is not None:
        rows = better
    widths = cells.tight(rows)
    return tuple(wide * width / sum(widths) for wide in widths)


def _spent(cells: Cells, rows: list[int], width: float) -> list[int]:
    """Return the lines of the rows once all width that is free has been spent where it saves most."""
    while True:
        widths = cells.tight(rows)
        left = width - sum(widths)
        dear = []
        for needs, lines in zip(cells.needs, rows, strict=True):
            if lines > 1:
                wanted = [max(wide, _need(need, lines - 1)) for need, wide in zip(needs, widths, strict=True)]
                if (cost := sum(wanted) - sum(widths)) <= left:
                    dear.append((cost, wanted))
        if not dear:
            return rows
        dear.sort(key=lambda each: each[0])
        before = sum(rows)
        found = ((cells.rows(wanted), cost) for cost, wanted in dear[: _TRIED if len(rows) < _LONG else 2])
        rows, _ = max(found, key=lambda each: (before - sum(each[0])) / (each[1] + 1))


def _given_up(cells: Cells, rows: list[int], width: float) -> list[int] | None:
    """Return fewer lines, found by making one column narrower, whatever that costs its rows; None if there are none."""
    widths = cells.tight(rows)
    for x, wide in enumerate(widths):
        held = [_need(needs[x], lines) for needs, lines in zip(cells.needs, rows, strict=True)]
        narrower = {max((need for need in held if need < wide), default=0.0), *(wide * share for share in _SHARES)}
        for target in sorted({max(each, cells.least[x]) for each in narrower}, reverse=True):
            if target < wide and sum(tried := _spent(cells, cells.rows(_with(widths, x, target)), width)) < sum(rows):
                return tried
    return None


def _with(widths: Sequence[float], x: int, wide: float) -> list[float]:
    return [*widths[:x], wide, *widths[x + 1 :]]


def _needs(words: Sequence[float], space: float) -> tuple[float, ...]:
    """Return the least width of a cell's words on one line, on two, …, to that of the longest word."""
    longest, whole = max(words, default=0.0), sum(words) + space * max(0, len(words) - 1)
    return tuple(_falling(words, space, longest, whole))


def _falling(words: Sequence[float], space: float, longest: float, whole: float) -> Iterator[float]:
    yield whole
    if len(words) < 2:
        return
    for lines in count(2):
        narrow = max(
            longest, _set(words, space, longest, whole, lines) if len(words) <= _FEW else whole * _RAGGED / lines
        )
        yield narrow
        if narrow <= longest:
            return
        if lines == _DEEPEST:
            yield longest  # what no column may be narrower than, however long its words
            return


def _set(words: Sequence[float], space: float, narrow: float, wide: float, lines: int) -> float:
    """Return the least width, nearly, in which words take no more than so many lines."""
    if _taken(words, space, narrow) <= lines:
        return narrow
    while wide - narrow > _NEAR:
        middle = (narrow + wide) / 2
        if _taken(words, space, middle) <= lines:
            wide = middle
        else:
            narrow = middle
    return wide


def _taken(words: Sequence[float], space: float, width: float) -> int:
    lines, filled = 1, -space
    for word in words:
        if filled + space + word > width and filled >= 0:
            lines, filled = lines + 1, -space
        filled += space + word
    return lines


def _lines(needs: Sequence[float], wide: float) -> int:
    """Return how many lines a cell takes; its needs fall with each."""
    return bisect_left(needs, -wide, key=lambda need: -need) + 1


def _need(needs: Sequence[float], lines: int) -> float:
    return needs[min(lines, len(needs)) - 1]
