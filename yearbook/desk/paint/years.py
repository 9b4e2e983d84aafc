"""Small lines over the same years, one for each name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from yearbook import language as house
from yearbook.desk.drawing import place
from yearbook.desk.paint.paper import FOREST, GROUND, INK, LINE, QUIET, Paper, broken, leading, room
from yearbook.desk.series import Point
from yearbook.desk.tracing import url

_PANEL = 58.0
_LEFT = 0.2  # of wide paper, at most, for names beside the lines

Box = tuple[float, float, float, float]


def paint_years(paper: Paper, series: Mapping[str, Sequence[Point]], reference: float, language: str) -> float:
    """Paint lines under each other on one scale, names left of them or, on narrow paper, above; return the height."""
    years = [point.year for point in next(iter(series.values()))]
    values = [place(p.figure) for points in series.values() for p in points if not p.figure.is_missing]
    low, high = min([*values, reference]), max([*values, reference])
    base = house.number(Decimal(f"{reference:.10g}"), language)
    widest = max(room(name, weight="semibold") for name in series)
    left = 0.0 if paper.narrow else min(widest + 14, _LEFT * paper.width)
    first, last = left + room(base) + 24, paper.width - 28
    step = (last - first) / max(years[-1] - years[0], 1)

    def x(year: int) -> float:
        return first + (year - years[0]) * step

    y = 0.0
    for name, points in series.items():
        if paper.narrow:
            y = paper.lines(0, y + leading() / 2, broken(name, paper.width, "semibold"), fontweight="semibold")
            y -= leading() / 2
        else:
            paper.lines(0, y + _PANEL / 2, broken(name, left - 14, "semibold"), fontweight="semibold")
        top, foot = y + leading() + 6, y + _PANEL - leading() + 2
        unit = (foot - top) / ((high - low) or 1)
        told = [point for point in points if not point.figure.is_missing]
        heights = {point.year: foot - (place(point.figure) - low) * unit for point in told}
        level = foot - (reference - low) * unit
        paper.line((left + room(base) + 6, paper.width), (level, level), LINE, lw=0.9, ls=(0, (4, 3)))
        paper.words(left, level, base, colour=QUIET)
        _paint_line(paper, points, x, heights, foot, language)
        y += _PANEL + 4
    _paint_years(paper, years, x, y + leading() / 2)
    return y + leading() + 2


def _paint_line(
    paper: Paper,
    points: Sequence[Point],
    x: Callable[[int], float],
    heights: Mapping[int, float],
    foot: float,
    language: str,
) -> None:
    for before, point in zip([None, *points], points, strict=False):
        if point.figure.is_missing:
            continue
        at, y = x(point.year), heights[point.year]
        if before is not None and before.year in heights and not point.breaks:
            paper.line((x(before.year), at), (heights[before.year], y), FOREST, lw=1.6, zorder=2)
        paper.marker(at, y, "o", FOREST, size=5.5)
    taken: list[Box] = []
    for point in _in_order_of_weight(points, 4 if paper.narrow else len(points)):
        missing = point.figure.is_missing
        words = point.figure.printed if missing else point.figure.words(language)
        sign = " r" if point.revised and not missing else ""
        wide = room(words + sign)
        at = min(max(x(point.year), wide / 2), paper.width - wide / 2)
        y = foot if missing else heights[point.year]
        places = (y,) if missing else (y - 6 - leading() / 2, y + 6 + leading() / 2)
        boxes = [(at - wide / 2 - 2, each - leading() / 2, at + wide / 2 + 2, each + leading() / 2) for each in places]
        free = next((box for box in boxes if not any(_meet(box, other) for other in taken)), None)
        if free:
            taken.append(free)
            ground = None if missing else {"facecolor": GROUND, "edgecolor": "none", "pad": 1}
            colour = QUIET if missing else INK
            leads_to = None if missing else url(point.figure)
            start, middle = at - wide / 2, (free[1] + free[3]) / 2
            paper.words(start, middle, words, colour=colour, bbox=ground, zorder=2.5, url=leads_to)
            if sign:  # of the figure, and no part of it
                paper.words(start + room(words), middle, sign, colour=colour, zorder=2.5)


def _in_order_of_weight(points: Sequence[Point], most: int) -> list[Point]:
    """Return the points that get words, as far as there is room: the ends, the highest, the lowest, then others.

    Who has no figure is always among them.
    """
    told = [point for point in points if not point.figure.is_missing]
    by_size = sorted(told, key=lambda point: place(point.figure))
    first = [*told[-1:], *told[:1], *by_size[-1:], *by_size[:1], *reversed(told)]
    silent = [point for point in points if point.figure.is_missing]
    return [*list({point.year: point for point in first}.values())[:most], *silent]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _paint_years(paper: Paper, years: Sequence[int], x: Callable[[int], float], y: float) -> None:
    """Write the years from the last one back, as many as have room."""
    free = float("inf")
    for year in reversed(years):
        half = room(str(year)) / 2
        if x(year) + half <= free:
            paper.words(x(year), y, str(year), "center", colour=QUIET)
            free = x(year) - half - 8
