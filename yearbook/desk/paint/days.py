"""Days of one year on its calendar: along a line on wide paper, down the page on narrow paper."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from yearbook import language as house
from yearbook.desk.paint.paper import FOREST, LINE, QUIET, Paper, broken, leading, room

_BESIDE = 5.0  # from a stem to its words
_WORDS = 96.0  # how wide the words of one day may run
_MONTH = 17.0  # from one month to the next, down the page
_DAYS = 366.0


@dataclass(frozen=True)
class Day:
    """One day, how it is written and what it is."""

    date: datetime.date
    words: str
    name: str

    @property
    def at(self) -> int:
        return self.date.timetuple().tm_yday


def paint_days(paper: Paper, days: Sequence[Day], language: str) -> float:
    """Paint days, in order, on the calendar of their year; return the height."""
    months = [datetime.date(days[0].date.year, month, 1) for month in range(1, 13)]
    paint = _down if paper.narrow else _along
    return paint(
        paper, days, [(first.timetuple().tm_yday, house.short_month(first.month, language)) for first in months]
    )


def _along(paper: Paper, days: Sequence[Day], months: Sequence[tuple[int, str]]) -> float:
    blocks = [broken(day.name, _WORDS) for day in days]
    widths = [
        _BESIDE + max(room(day.words, weight="semibold"), *map(room, b)) for day, b in zip(days, blocks, strict=True)
    ]
    start = 6.0
    rooms = [(paper.width - start - width) / day.at for day, width in zip(days, widths, strict=True)]
    scale = min((paper.width - start - 2) / _DAYS, *rooms)
    xs = [start + day.at * scale for day in days]
    lanes = _lanes(xs, widths)
    tops, line = _heights(lanes, [len(block) + 1 for block in blocks])
    paper.line((start, start + _DAYS * scale), (line, line), LINE, lw=1.6)
    for (at, name), end in zip(months, [*(at for at, _ in months[1:]), _DAYS], strict=True):
        x, middle = start + at * scale, start + (at + end) / 2 * scale
        paper.line((x, x), (line, line + 7), LINE, lw=1)
        paper.words(middle, line + 8 + leading() / 2, name, "center", colour=QUIET)
    for day, block, x, lane in zip(days, blocks, xs, lanes, strict=True):
        paper.line((x, x), (tops[lane], line), FOREST, lw=1, zorder=2)
        paper.marker(x, line, "o", FOREST)
        paper.words(x + _BESIDE, tops[lane] + leading() / 2, day.words, fontweight="semibold")
        paper.lines(x + _BESIDE, tops[lane] + 1.5 * leading(), block)
    return line + 10 + leading()


def _heights(lanes: Sequence[int], lines: Sequence[int]) -> tuple[list[float], float]:
    """Return where the words of each lane begin, the lowest lane first, and where the line of the year runs."""
    deep = [max(n for n, of in zip(lines, lanes, strict=True) if of == lane) for lane in range(max(lanes) + 1)]
    tops: list[float] = []
    y = 2.0
    for deepest in reversed(deep):
        tops.insert(0, y)
        y += deepest * leading() + 6
    return tops, y + 4


def _lanes(xs: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Return how high each day's words stand, so that none meet and no stem runs through another's words.

    Words stand right of their stem: whose words reach a later stem stands above the words of that one.
    """
    lanes: list[int] = []
    for order in reversed(range(len(xs))):
        met = [lane for lane, x in zip(lanes, xs[order + 1 :], strict=True) if x < xs[order] + widths[order] + 8]
        lanes.insert(0, max(met, default=-1) + 1)
    return lanes


def _down(paper: Paper, days: Sequence[Day], months: Sequence[tuple[int, str]]) -> float:
    names = max(room(name) for _, name in months)
    line, words = names + 12, names + 34
    scale, top = 12 * _MONTH / _DAYS, 8.0
    spread: list[float] = []
    free = 0.0
    blocks = [broken(f"{day.words}: {day.name}", paper.width - words) for day in days]
    for day, block in zip(days, blocks, strict=True):
        first = max(top + day.at * scale, free + leading() / 2)
        spread.append(first)
        free = first + (len(block) - 0.5) * leading() + 4
    foot = top + _DAYS * scale
    paper.line((line, line), (top, foot), LINE, lw=1.6)
    for at, name in months:
        y = top + at * scale
        paper.line((line - 5, line), (y, y), LINE, lw=1)
        paper.words(line - 9, y + _MONTH / 2, name, "right", colour=QUIET)
    for day, block, y in zip(days, blocks, spread, strict=True):
        its_day = top + day.at * scale
        paper.line((line, words - 5), (its_day, y), FOREST, lw=1, zorder=2)
        paper.marker(line, its_day, "o", FOREST)
        paper.lines(words, y, block)
    return max(foot, free) + 4
