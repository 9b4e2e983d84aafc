"""Rows → figure: each chart draws every member, keeps bound words, and says the same in words as alt text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from yearbook import language as house
from yearbook import palette
from yearbook.desk.drawing import arrow_for_bound, draw, place
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.grid import cell_in_words, column_of, markdown_of
from yearbook.desk.words import Words
from yearbook.errors import require
from yearbook.ledger.quantity import Quantity

INK, QUIET, LINE = palette.INK.light, palette.QUIET.light, palette.LINE.light
FOREST, CLAY, RIVER, SAND = (colour.light for colour in (palette.FOREST, palette.CLAY, palette.RIVER, palette.SAND))


def dumbbell(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    *,
    label: str,
    heading: Words | str,
    reference: float,
    id: str,
    title: Words,
    subtitle: Words,
    reference_label: Words,
    source: Words,
) -> Exhibit:
    """Draw two figures per row on one scale with a reference line; a row without figures says so at its place.

    `names` are the two figure columns with their headings; `label` is the column of row names, `heading` what they are.
    Without two columns, or any figure in them, there is nothing to show.
    """
    for name in (label, *names):
        require(name, rows.columns, "cột", "column")
    if len(names) != 2:
        return Exhibit.nothing(id, title)
    left, right = names
    drawable = rows[rows[left].notna() | rows[right].notna()]
    if drawable.empty:
        return Exhibit.nothing(id, title)
    language = title.language
    values = [place(figure) for column in (left, right) for figure in drawable[column] if not figure.is_missing]
    styles = {left: ("o", "white", FOREST), right: ("s", CLAY, CLAY)}

    def paint(axes: Axes) -> None:
        low, high = min([*values, reference]), max([*values, reference])
        span = high - low
        axes.set(xlim=(low - 0.34 * span, high + 0.18 * span), ylim=(len(rows) - 0.45, -1.0))
        axes.axis("off")
        axes.plot([reference, reference], [-0.45, len(rows) - 0.5], color=INK, lw=1.1, ls=(0, (4, 3)), zorder=1)
        axes.text(reference, -0.6, str(reference_label), ha="center", va="bottom", color=INK, fontsize=9.5)
        for y, (_, row) in enumerate(rows.iterrows()):
            axes.plot([low - 0.34 * span, high + 0.18 * span], [y + 0.5, y + 0.5], color=LINE, lw=0.6, zorder=0)
            axes.text(low - 0.33 * span, y, row[label], ha="left", va="center", fontweight="semibold")
            present = [column for column in (left, right) if not row[column].is_missing]
            if not present:
                axes.text(
                    reference + 0.02 * span,
                    y,
                    f"… {house.word('spoken_not_reported', language)}",
                    va="center",
                    color=QUIET,
                    style="italic",
                )
                continue
            ends = sorted(place(row[column]) for column in present)
            axes.plot(ends, [y] * len(ends), color=SAND, lw=4, zorder=2, solid_capstyle="round")
            for column in present:
                marker, face, edge = styles[column]
                value, first = place(row[column]), place(row[column]) == ends[0]
                axes.plot(value, y, marker=marker, ms=8.5, mfc=face, mec=edge, mew=1.8, zorder=3)
                outward = len(present) > 1 and first
                axes.annotate(
                    row[column].words(language),
                    (value, y),
                    (-9 if outward else 9, 0),
                    textcoords="offset points",
                    ha="right" if outward else "left",
                    va="center",
                    fontsize=10,
                )
                arrow_for_bound(axes, row[column], value, y, edge)
        _name_the_markers(axes, drawable.iloc[0], list(rows.index).index(drawable.index[0]), styles, names)

    spoken = "; ".join(_row_in_words(row, label, (left, right), names, language) for _, row in rows.iterrows())
    svg = draw(id, 0.62 + 0.52 * len(rows), paint)
    alt = f"{title}. {subtitle}. {spoken}. {reference_label}."
    headings = {label: str(heading), left: names[left], right: names[right]}
    return as_figure(id, title, subtitle, alt, source, svg, as_grid(rows, headings, language))


def ladder(
    ladders: Mapping[str, Sequence[Any]],
    levels: Sequence[str],
    *,
    names: Words | str,
    id: str,
    title: Words,
    subtitle: Words,
    source: Words,
) -> Exhibit:
    """Draw, for each name, several levels on one axis (the year before = 100).

    `ladders` maps a name to its measures, in the order of the names in `levels`; `names` is what the names are.
    """
    if not ladders:
        return Exhibit.nothing(id, title)
    language = title.language
    values = [float(measure.figure) for measures in ladders.values() for measure in measures]

    def paint(axes: Axes) -> None:
        low, high = min(values), max(values)
        span = high - low
        axes.set(xlim=(low - 0.2 * span, high + 0.2 * span), ylim=(len(ladders) * 2.0 - 0.85, -1.15))
        axes.axis("off")
        for row, (name, measures) in enumerate(ladders.items()):
            y = row * 2.0
            if len(ladders) > 1:
                axes.text(low - 0.19 * span, y - 0.95, name, fontweight="semibold", va="bottom")
            axes.plot([low - 0.08 * span, high + 0.08 * span], [y, y], color=LINE, lw=1.4, zorder=1)
            for position, (measure, level) in enumerate(
                sorted(zip(measures, levels, strict=True), key=lambda p: p[0].figure.value)
            ):
                value, above = float(measure.figure), position % 2 == 0
                actual = measure.figure is measures[-1].figure or measure.figure is measures[1].figure
                colour = FOREST if actual else CLAY
                axes.plot(
                    value,
                    y,
                    marker="o" if actual else "D",
                    ms=9 if actual else 7.5,
                    mfc=colour if actual else "white",
                    mec=colour,
                    mew=1.8,
                    zorder=3,
                )
                axes.plot([value, value], [y, y + (-0.28 if above else 0.28)], color=colour, lw=0.9, zorder=2)
                axes.text(
                    value,
                    y + (-0.34 if above else 0.34),
                    f"{measure.figure.words(language, with_unit=False)}\n{level}",
                    ha="center",
                    va="bottom" if above else "top",
                    fontsize=10,
                    linespacing=1.25,
                )

    rows = pd.DataFrame(
        [[name, *(measure.figure for measure in measures)] for name, measures in ladders.items()],
        columns=["name", *map(str, range(len(levels)))],
    )
    headings = {"name": str(names)} | {str(i): str(level) for i, level in enumerate(levels)}
    spoken = "; ".join(
        f"{name}: "
        + ", ".join(f"{level} {m.figure.words(language)}" for m, level in zip(measures, levels, strict=True))
        for name, measures in ladders.items()
    )
    svg = draw(id, 1.75 * len(ladders), paint)
    return as_figure(
        id, title, subtitle, f"{title}. {subtitle}. {spoken}.", source, svg, as_grid(rows, headings, language)
    )


def split(
    wholes: Sequence[tuple[pd.Series, pd.DataFrame, Any]],
    *,
    label: str,
    names: Words | str,
    part: str,
    rest: Words,
    id: str,
    title: Words,
    subtitle: Words,
    source: Words,
) -> Exhibit:
    """Draw each whole as one bar with its parts and, hatched, the rest of which the source does not speak.

    `wholes` are (the whole's row, its parts, the measure of the rest); `part` is the column that names a part,
    `label` the one that names the whole, `names` what such names are.
    """
    if not wholes:
        return Exhibit.nothing(id, title)
    require(part, wholes[0][1].columns, "cột", "column")
    language = title.language
    bars = [
        (whole, [(row[part], row.figure) for _, row in parts.iterrows()] + [(str(rest), remainder.figure)])
        for whole, parts, remainder in wholes
    ]

    def paint(axes: Axes) -> None:
        longest = max(float(whole.figure) for whole, _ in bars)
        axes.set(xlim=(-0.005 * longest, 1.005 * longest), ylim=(2.2 * len(bars) - 1.45, -1.4))
        axes.axis("off")
        for order, (whole, pieces) in enumerate(bars):
            _bar(axes, 2.2 * order, whole.figure, pieces, language)

    rows = pd.DataFrame(
        [
            [whole[label], name, figure]
            for whole, pieces in bars
            for name, figure in [(house.word("whole", language), whole.figure), *pieces]
        ],
        columns=["name", "part", "figure"],
    )
    headings = {"name": str(names)} | {
        key: house.word(word, language) for key, word in (("part", "part"), ("figure", "figure_value"))
    }
    spoken = "; ".join(
        f"{whole[label]}, {whole.figure.words(language)}: "
        + ", ".join(f"{name} {figure.words(language)}" for name, figure in pieces)
        for whole, pieces in bars
    )
    svg = draw(id, 1.65 * len(bars), paint)
    return as_figure(
        id, title, subtitle, f"{title}. {subtitle}. {spoken}.", source, svg, as_grid(rows, headings, language)
    )


def _bar(axes: Axes, y: float, whole: Quantity, pieces: Sequence[tuple[str, Quantity]], language: str) -> None:
    fills, start, total = (FOREST, RIVER, CLAY), 0.0, float(whole)
    for position, (name, figure) in enumerate(pieces):
        width, last = float(figure), position == len(pieces) - 1
        axes.barh(
            y,
            width,
            left=start,
            height=0.62,
            color="white" if last else fills[position % len(fills)],
            edgecolor=QUIET if last else "white",
            linewidth=1.2,
            hatch="////" if last else None,
        )
        box = {"facecolor": "white", "edgecolor": "none", "pad": 3} if last else None
        axes.text(
            start + width / 2,
            y,
            figure.words(language),
            ha="center",
            va="center",
            fontsize=11,
            fontweight="semibold",
            color=INK if last else "white",
            bbox=box,
        )
        axes.text(start + width / 2, y + 0.42, name, ha="center", va="top", fontsize=10)
        start += width
    axes.plot([0, 0, total, total], [y - 0.48, y - 0.58, y - 0.58, y - 0.48], color=QUIET, lw=1)
    axes.text(total / 2, y - 0.66, whole.words(language), ha="center", va="bottom", fontsize=11, fontweight="semibold")


def dates(
    rows: pd.DataFrame, *, day: str, label: str, id: str, title: Words, subtitle: Words, source: Words
) -> Exhibit:
    """Draw the days of one year on a line, in order, with their names; `day` is a column of exact dates."""
    for name in (day, label):
        require(name, rows.columns, "cột", "column")
    if rows.empty:
        return Exhibit.nothing(id, title)
    language = title.language
    rows = rows.assign(**{day: [value.exact for value in rows[day]]}).sort_values(day, kind="stable")
    positions = [value.timetuple().tm_yday for value in rows[day]]

    def paint(axes: Axes) -> None:
        axes.set(xlim=(-22, 388), ylim=(-1.5, 1.5))
        axes.axis("off")
        axes.plot([1, 365], [0, 0], color=LINE, lw=1.6, zorder=1)
        for month in range(1, 13):
            x = datetime.date(2001, month, 1).timetuple().tm_yday
            axes.plot([x, x], [-0.07, 0.07], color=LINE, lw=1, zorder=1)
        for order, (x, (_, row)) in enumerate(zip(positions, rows.iterrows(), strict=True)):
            up = 1 if order % 2 == 0 else -1
            axes.plot([x, x], [0, up * 0.35], color=FOREST, lw=1, zorder=2)
            axes.plot(x, 0, marker="o", ms=8.5, mfc=FOREST, mec="white", mew=1.5, zorder=3)
            day_text = house.day_and_month(row[day], language)
            axes.text(
                x,
                up * 0.42,
                f"{day_text}\n{_two_lines(row[label])}",
                ha="center",
                va="bottom" if up > 0 else "top",
                fontsize=10,
                linespacing=1.2,
            )

    headings = {day: house.word("date", language), label: house.word("event", language)}
    spoken = "; ".join(f"{house.date(row[day], language)}: {row[label]}" for _, row in rows.iterrows())
    return as_figure(
        id, title, subtitle, f"{title}. {spoken}.", source, draw(id, 1.95, paint), as_grid(rows, headings, language)
    )


def _name_the_markers(
    axes: Axes, row: pd.Series, y: int, styles: Mapping[str, tuple[Any, ...]], names: Mapping[str, str]
) -> None:
    """Name both markers above the first row that has them: direct labels, no legend."""
    for column, (_, _, edge) in styles.items():
        if not row[column].is_missing:
            axes.annotate(
                names[column],
                (place(row[column]), y),
                (0, 10),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=9.5,
                color=edge,
            )


def _row_in_words(row: pd.Series, label: str, columns: Sequence[str], names: Mapping[str, str], language: str) -> str:
    present = [f"{row[c].words(language)} ({names[c]})" for c in columns if not row[c].is_missing]
    return f"{row[label]}: {', '.join(present) or house.word('spoken_not_reported', language)}"


def _two_lines(text: str) -> str:
    words = text.split()
    if len(words) < 4:
        return text
    return " ".join(words[: len(words) // 2]) + "\n" + " ".join(words[len(words) // 2 :])


def as_grid(rows: pd.DataFrame, headings: Mapping[str, str], language: str) -> dict[str, Any]:
    """Return the table that stands behind a drawing."""
    lines: list[dict[str, Any]] = [
        {"anchor": "", "cells": [cell_in_words(row[name], language) for name in headings]} for _, row in rows.iterrows()
    ]
    columns = [
        column_of(text, [line["cells"][i] for line in lines], "plain", i) for i, text in enumerate(headings.values())
    ]
    return {"columns": columns, "row_headers": True, "rows": lines}


def as_figure(
    id: str, title: Words, subtitle: Words, alt: str, source: Words, svg: str, grid: dict[str, Any]
) -> Exhibit:
    """Return a drawing as an exhibit."""
    content = {
        "id": id,
        "title": title.markdown,
        "subtitle": markdown_of(subtitle),
        "alt": alt,
        "source": markdown_of(source),
        "notes": [],
        "data": grid,
    }
    return Exhibit("figure", title.language, content, svg, title, subtitle, source)
