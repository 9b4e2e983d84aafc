"""Small lines side by side, one for each name, over the same years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from yearbook import language as house
from yearbook import palette
from yearbook.desk.charts import as_figure, as_grid
from yearbook.desk.drawing import draw, place
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.series import Point
from yearbook.desk.words import Words

# Where the lines begin, and how wide they run, in parts of the whole drawing.
LEFT, WIDTH = 0.16, 0.82
QUIET, LINE, FOREST = palette.QUIET.light, palette.LINE.light, palette.FOREST.light


def lines(
    series: Mapping[str, Sequence[Point]],
    *,
    names: Words | str,
    reference: float,
    id: str,
    title: Words,
    subtitle: Words,
    source: Words,
) -> Exhibit:
    """Draw one small line for each name over the same years; the line breaks where a point says so or is missing.

    `series` are points with `year`, `figure`, `breaks` and `revised`; a revised figure carries "r". `names` is what the
    names are. Without a series there is nothing to show.
    """
    if not series:
        return Exhibit.nothing(id, title)
    language = title.language
    years = [point.year for point in next(iter(series.values()))]
    values = [place(p.figure) for points in series.values() for p in points if not p.figure.is_missing]
    low, high = min([*values, reference]), max([*values, reference])
    room = 0.25 * (high - low or 1)

    def paint(axes: Axes) -> None:
        axes.axis("off")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        first, last = years[0] - 0.4, years[-1] + 0.4
        foot = 0.3 / (0.85 * len(series) + 0.3)
        height = (1 - foot) / len(series)
        for year in years:
            x = LEFT + WIDTH * (year - first) / (last - first)
            axes.text(x, foot / 2, str(year), ha="center", va="center", color=QUIET, fontsize=9.5)
        for order, (name, points) in enumerate(series.items()):
            bottom = 1 - (order + 1) * height
            axes.text(0, bottom + height / 2, name, ha="left", va="center", fontweight="semibold")
            panel = axes.inset_axes((LEFT, bottom + 0.06 * height, WIDTH, 0.88 * height))
            panel.set(xlim=(first, last), ylim=(low - room, high + 2 * room))
            panel.axis("off")
            panel.axhline(reference, color=LINE, lw=0.9, ls=(0, (4, 3)), zorder=1)
            for before, point in zip([None, *points], points, strict=False):
                _point(panel, before, point, low - room, language)

    rows = pd.DataFrame([{"name": name, **{str(p.year): p.figure for p in points}} for name, points in series.items()])
    headings = {"name": str(names), **{str(year): str(year) for year in years}}
    silent = house.word("spoken_not_reported", language)
    spoken = "; ".join(
        f"{name}: "
        + ", ".join(f"{p.year} {silent if p.figure.is_missing else p.figure.words(language)}" for p in points)
        for name, points in series.items()
    )
    svg = draw(id, 0.85 * len(series) + 0.3, paint)
    return as_figure(
        id, title, subtitle, f"{title}. {subtitle}. {spoken}.", source, svg, as_grid(rows, headings, language)
    )


def _point(panel: Axes, before: Point | None, point: Point, floor: float, language: str) -> None:
    if point.figure.is_missing:
        panel.text(point.year, floor, point.figure.printed, ha="center", va="bottom", color=QUIET)
        return
    if before is not None and not point.breaks:
        panel.plot([before.year, point.year], [place(before.figure), place(point.figure)], color=FOREST, lw=1.6)
    panel.plot(point.year, place(point.figure), marker="o", ms=6, mfc=FOREST, mec=FOREST, zorder=4)
    words = point.figure.words(language) + (" r" if point.revised else "")
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # the line of reference does not cross the words
    at, above = (point.year, place(point.figure)), (0, 6)
    panel.annotate(words, at, above, textcoords="offset points", ha="center", fontsize=9.5, bbox=box, zorder=1.5)
