"""Small lines side by side, one for each name, over the same years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from yearbook import language as house
from yearbook import palette
from yearbook.desk.charts import as_figure, as_grid
from yearbook.desk.drawing import draw
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.wording import Words
from yearbook.desk.years import Point

QUIET, LINE, FOREST = palette.QUIET.light, palette.LINE.light, palette.FOREST.light


def lines(
    series: Mapping[str, Sequence[Point]],
    *,
    reference: float,
    id: str,
    title: Words,
    subtitle: Words,
    source: Words,
) -> Exhibit | None:
    """Draw one small line for each name over the same years; the line breaks where a point says so or is missing.

    `series` are points with `year`, `figure`, `breaks` and `revised`; a revised figure carries "r". Without a series
    nothing is shown.
    """
    if not series:
        return None
    language = title.language
    years = [point.year for point in next(iter(series.values()))]
    values = [float(p.figure) for points in series.values() for p in points if not p.figure.is_missing]
    low, high = min([*values, reference]), max([*values, reference])
    room = 0.25 * (high - low or 1)

    def paint(axes: Axes) -> None:
        axes.axis("off")
        for order, (name, points) in enumerate(series.items()):
            height = 1 / len(series)
            panel = axes.inset_axes((0.16, 1 - (order + 0.92) * height, 0.82, 0.8 * height))
            panel.set(xlim=(years[0] - 0.4, years[-1] + 0.4), ylim=(low - room, high + 2 * room))
            panel.axis("off")
            panel.axhline(reference, color=LINE, lw=0.9, ls=(0, (4, 3)))
            axes.text(0, 1 - (order + 0.5) * height, name, ha="left", va="center", fontweight="semibold")
            for before, point in zip([None, *points], points, strict=False):
                _point(panel, before, point, low - room, language)
            for year in years if order == len(series) - 1 else ():
                panel.text(year, low - 2.2 * room, str(year), ha="center", va="top", color=QUIET, fontsize=9.5)

    rows = pd.DataFrame(
        [{"district": name, **{str(p.year): p.figure for p in points}} for name, points in series.items()]
    )
    headings = {"district": house.word("district", language), **{str(year): str(year) for year in years}}
    silent = house.word("spoken_not_reported", language)
    spoken = "; ".join(
        f"{name}: "
        + ", ".join(f"{p.year} {silent if p.figure.is_missing else p.figure.words(language)}" for p in points)
        for name, points in series.items()
    )
    svg = draw(id, 0.85 * len(series) + 0.35, paint)
    return as_figure(
        id, title, subtitle, f"{title}. {subtitle}. {spoken}.", source, svg, as_grid(rows, headings, language)
    )


def _point(panel: Axes, before: Point | None, point: Point, floor: float, language: str) -> None:
    if point.figure.is_missing:
        panel.text(point.year, floor, point.figure.printed, ha="center", va="bottom", color=QUIET)
        return
    if before is not None and not point.breaks:
        panel.plot([before.year, point.year], [float(before.figure), float(point.figure)], color=FOREST, lw=1.6)
    panel.plot(point.year, float(point.figure), marker="o", ms=6, mfc=FOREST, mec=FOREST)
    words = point.figure.words(language) + (" r" if point.revised else "")
    panel.annotate(
        words, (point.year, float(point.figure)), (0, 6), textcoords="offset points", ha="center", fontsize=9.5
    )
