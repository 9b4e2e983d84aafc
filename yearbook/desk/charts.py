"""Rows → figure: each chart draws every member, keeps bound words, and says the same in words as alt text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from yearbook import language as house
from yearbook.desk.captioned import as_figure, as_grid
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.paint.days import Day, paint_days
from yearbook.desk.paint.paper import CLAY, FOREST, drawn
from yearbook.desk.paint.parts import Part, Whole, paint_parts
from yearbook.desk.paint.rates import Group, Rate, paint_rates
from yearbook.desk.tracing import joined, spoken
from yearbook.desk.words import Words
from yearbook.errors import require


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
    signs = {left: ("o", FOREST, True), right: ("s", CLAY, False)}
    named: set[str] = set()
    groups = []
    for _, row in rows.iterrows():
        rates = []
        for column, (sign, colour, hollow) in signs.items():
            if not row[column].is_missing:
                # Both are named where they first stand: direct labels, no legend.
                name = "" if column in named else names[column]
                rates.append(Rate(row[column], row[column].words(language), name, sign, colour, hollow))
                named.add(column)
        groups.append(Group(row[label], tuple(rates)))
    drawings = drawn(
        id, lambda paper: paint_rates(paper, groups, reference, str(reference_label), language, labels_first=False)
    )
    told = [_row_in_words(row, label, (left, right), names, language) for _, row in rows.iterrows()]
    alt = spoken(language, title, ". ", subtitle, ". ", joined("; ", told, language), ". ", reference_label, ".")
    headings = {label: str(heading), left: names[left], right: names[right]}
    return as_figure(id, title, subtitle, alt, source, drawings, as_grid(rows, headings, language))


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
    """Draw, for each name, several levels on one axis, as what lies above or below the year before (= 100).

    `ladders` maps a name to its measures, in the order of the names in `levels`; `names` is what the names are.
    """
    if not ladders:
        return Exhibit.nothing(id, title)
    language = title.language
    groups = []
    for name, measures in ladders.items():
        rates = []
        for measure, level in sorted(zip(measures, levels, strict=True), key=lambda pair: pair[0].figure.value):
            actual = measure in (measures[1], measures[-1])
            sign, colour = ("o", FOREST) if actual else ("D", CLAY)
            words = measure.figure.words(language, with_unit=False)
            rates.append(Rate(measure.figure, words, level, sign, colour, hollow=not actual))
        groups.append(Group(name, tuple(rates)))
    drawings = drawn(id, lambda paper: paint_rates(paper, groups, 100, "", language, labels_first=True))

    rows = pd.DataFrame(
        [[name, *(measure.figure for measure in measures)] for name, measures in ladders.items()],
        columns=["name", *map(str, range(len(levels)))],
    )
    headings = {"name": str(names)} | {str(i): str(level) for i, level in enumerate(levels)}
    told = [
        spoken(
            language,
            f"{name}: ",
            joined(
                ", ",
                (spoken(language, level, " ", m.figure) for m, level in zip(measures, levels, strict=True)),
                language,
            ),
        )
        for name, measures in ladders.items()
    ]
    alt = spoken(language, title, ". ", subtitle, ". ", joined("; ", told, language), ".")
    return as_figure(id, title, subtitle, alt, source, drawings, as_grid(rows, headings, language))


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

    painted = [
        Whole(
            whole[label],
            whole.figure,
            whole.figure.words(language),
            tuple(Part(name, figure, figure.words(language)) for name, figure in pieces),
        )
        for whole, pieces in bars
    ]
    drawings = drawn(id, lambda paper: paint_parts(paper, painted))
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
    told = [
        spoken(
            language,
            f"{whole[label]}, ",
            whole.figure,
            ": ",
            joined(", ", (spoken(language, name, " ", figure) for name, figure in pieces), language),
        )
        for whole, pieces in bars
    ]
    alt = spoken(language, title, ". ", subtitle, ". ", joined("; ", told, language), ".")
    return as_figure(id, title, subtitle, alt, source, drawings, as_grid(rows, headings, language))


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
    days = [Day(row[day], house.day_and_month(row[day], language), row[label]) for _, row in rows.iterrows()]
    drawings = drawn(id, lambda paper: paint_days(paper, days, language))
    headings = {day: house.word("date", language), label: house.word("event", language)}
    told = "; ".join(f"{house.date(row[day], language)}: {row[label]}" for _, row in rows.iterrows())
    alt = spoken(language, title, ". ", told, ".")
    return as_figure(id, title, subtitle, alt, source, drawings, as_grid(rows, headings, language))


def _row_in_words(row: pd.Series, label: str, columns: Sequence[str], names: Mapping[str, str], language: str) -> Words:
    present = [spoken(language, row[c], f" ({names[c]})") for c in columns if not row[c].is_missing]
    silent = house.word("spoken_not_reported", language)
    return spoken(language, f"{row[label]}: ", joined(", ", present, language) if present else silent)
