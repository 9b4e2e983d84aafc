"""Small lines side by side, one for each name, over the same years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from yearbook.desk.captioned import as_figure, as_grid
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.paint.paper import drawn
from yearbook.desk.paint.years import paint_years
from yearbook.desk.series import Point
from yearbook.desk.tracing import joined, spoken
from yearbook.desk.words import Words


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
    drawings = drawn(id, lambda paper: paint_years(paper, series, reference, language))
    rows = pd.DataFrame([{"name": name, **{str(p.year): p.figure for p in points}} for name, points in series.items()])
    headings = {"name": str(names), **{str(year): str(year) for year in years}}
    told = [
        spoken(
            language,
            f"{name}: ",
            joined(", ", (spoken(language, f"{p.year} ", p.figure) for p in points), language),
        )
        for name, points in series.items()
    ]
    alt = spoken(language, title, ". ", subtitle, ". ", joined("; ", told, language), ".")
    return as_figure(id, title, subtitle, alt, source, drawings, as_grid(rows, headings, language))
