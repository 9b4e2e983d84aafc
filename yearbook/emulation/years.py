"""Where years meet: what became of last year's tasks, what recurs, who led, how figures went on.

Every table here is empty while the records hold one year only, and the book leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from yearbook.desk.columns import headed
from yearbook.desk.frames import Edition
from yearbook.desk.series import Point
from yearbook.desk.words import Words
from yearbook.emulation import apparatus
from yearbook.emulation.coverage import absent
from yearbook.emulation.once import once
from yearbook.emulation.results import bases, headline, plans
from yearbook.errors import require
from yearbook.ledger.algebra import known
from yearbook.ledger.named import figure_named, named_in
from yearbook.ledger.quantity import Quantity


def task_results(edition: Edition) -> pd.DataFrame:
    """Return last year's tasks with what became of each; one that nobody reported on says so."""
    last = _last(edition)
    if last is None or last.tasks.empty:
        return pd.DataFrame()
    reported = {row.task: row for row in edition.task_status.itertuples()}
    silent = _not_reported(edition)
    rows = []
    for task in last.tasks.itertuples():
        found = reported.get(task.id)
        rows.append(
            {
                "id": task.id,
                "text": task.text,
                "status": found.status_label if found else silent,
                "result": found.result if found else "",
                "source": found.source if found else "",
                "locator": found.locator if found else "",
                "note": found.note if found else "",
            }
        )
    found = pd.DataFrame(rows, index=[row["id"] for row in rows])
    return headed(found, _words(edition, "task_results", "id", "text", "status", "result"))


def reported_tasks(edition: Edition) -> int:
    """Return how many of last year's tasks were reported on."""
    results = task_results(edition)
    return int((results.status != _not_reported(edition)).sum()) if len(results) else 0


def tasks_reported(edition: Edition) -> Words:
    """Say how many of last year's tasks were reported on; missing where there were none."""
    n, tasks = reported_tasks(edition), len(task_results(edition)) or None
    return (
        edition.phrase("task_results.title", n=n, all=tasks)
        if n
        else edition.phrase("task_results.title_none", all=tasks)
    )


def recurrence(edition: Edition) -> pd.DataFrame:
    """Return themes × years: "nêu", "tái diễn" where a shortcoming recurs, "-" where the theme was not named.

    A year whose shortcomings are not known is "…".
    """
    years = [each for each in _years(edition) if len(each.shortcomings)]
    if len(years) < 2:
        return pd.DataFrame()
    named, again = edition.phrase("recurrence.named"), edition.phrase("recurrence.again")
    themes = dict.fromkeys(theme for each in years for theme in each.shortcomings.theme_label)
    rows = []
    for theme in themes:
        row: dict[str, object] = {"theme": theme}
        for each in _years(edition):
            found = each.shortcomings[each.shortcomings.theme_label == theme] if len(each.shortcomings) else None
            if found is None:
                row[str(each.year)] = Quantity.missing()
            elif found.empty:
                row[str(each.year)] = absent(edition, "theme")
            else:
                row[str(each.year)] = again if (found.recurs_from != "").any() else named
        rows.append(row)
    return headed(pd.DataFrame(rows), _by_year(edition, "theme", edition.phrase("recurrence.theme")))


def leaders(edition: Edition) -> pd.DataFrame:
    """Return who led the cluster in each year, by the newest edition that says so."""
    if not edition.earlier:
        return pd.DataFrame()
    found: dict[int, pd.DataFrame] = {}
    for each in _years(edition):
        for year, posts in each.leadership.groupby("term_year"):
            found[int(year)] = posts
    rows = []
    for year in sorted(found):
        posts = found[year]
        held = {role: edition.holders(posts[posts.role == role]) for role in ("head", "deputy")}
        rows.append({"year": str(year), **{role: ", ".join(names) for role, names in held.items()}})
    return headed(pd.DataFrame(rows), _words(edition, "roll", "year", "head", "deputy"))


def honours(edition: Edition) -> pd.DataFrame:
    """Return members × years with the award each was nominated for.

    "-" not nominated, "…" the year's list is not known, "x" not a member that year.
    """
    years = [each for each in _years(edition) if len(each.honours)]
    if len(years) < 2:
        return pd.DataFrame()
    names = dict.fromkeys(name for each in _years(edition) for name in each.names(each.members.index))
    rows = []
    for name in names:
        row: dict[str, object] = {"name": name}
        for each in _years(edition):
            row[str(each.year)] = _nominated(each, name)
        rows.append(row)
    return headed(pd.DataFrame(rows), _by_year(edition, "name", edition.phrase("member")))


def _by_year(edition: Edition, first: str, label: Words) -> dict[str, str]:
    """Return the headings of a table of years: the first column's, then each year."""
    return {first: label, **{str(each.year): str(each.year) for each in _years(edition)}}


@once
def series(edition: Edition, base: str, indicator: str = "") -> dict[str, list[Point]]:
    """Return, for each member, its figures against one base over the years; empty with fewer than two years of figures.

    A point breaks the line where the year before has no figure, or one of another dimension.
    """
    require(base, edition.bases.id, "mốc so sánh", "base")
    indicator = indicator or headline(edition)
    if not indicator:
        return {}
    require(indicator, edition.indicators.id, "chỉ tiêu", "indicator")
    revised = _revised(edition)
    names = dict.fromkeys(name for each in _years(edition) for name in each.names(each.members.index))
    found: dict[str, list[Point]] = {}
    for name in names:
        points: list[Point] = []
        for each in _years(edition):
            rows = each.figures
            rows = rows[(rows.subject_label == name) & (rows.base == base) & (rows.indicator == indicator)]
            member = name in each.names(each.members.index)
            figure, was_revised = Quantity.missing("not_reported" if member else "not_applicable"), False
            for row in rows.itertuples():
                key = (int(each.year), row.id)
                was_revised = key in revised
                figure = revised[key][0] if was_revised else _of_year(each, row.figure, edition)
            before = points[-1].figure if points else Quantity.missing()
            broken = (
                figure.is_missing or before.is_missing or known(figure.unit).dimension != known(before.unit).dimension
            )
            points.append(Point(int(each.year), figure, broken, was_revised))
        found[name] = points
    counted = {point.year for points in found.values() for point in points if not point.figure.is_missing}
    return found if len(counted) > 1 else {}


def of_plan(edition: Edition, *, first: bool) -> dict[str, list[Point]]:
    """Return the series against a member's own plan (`first`) or the assigned one; empty where there are not two."""
    found = plans(edition)
    return series(edition, found[0 if first else 1]) if len(found) == 2 else {}


@once
def register(edition: Edition) -> pd.DataFrame:
    """Return every record of an earlier year that a series or a text prints: id with the year, figure, source."""
    rows, revised = [], _revised(edition)
    for each in edition.earlier:
        for base in bases(edition):
            for name, points in series(edition, base).items():
                for point in points:
                    if point.year == each.year and not point.figure.is_missing:
                        row_id = point.figure.facts[0].partition("-")[2]
                        record = each.figures.loc[[row_id]]
                        place = revised[int(each.year), row_id][1] if point.revised else each.cite(record)
                        rows.append(
                            {
                                "id": point.figure.facts[0],
                                "subject_label": name,
                                "what": f"{record.indicator_label.iloc[0]}, {record.base_label.iloc[0]}".strip(", "),
                                "figure": point.figure,
                                "place": str(place),
                            }
                        )
    rows += [row for row in _named(edition) if row["id"] not in {known["id"] for known in rows}]
    return headed(pd.DataFrame(rows), _words(edition, "register", "id", "subject_label", "what", "figure", "place"))


def _named(edition: Edition) -> list[dict[str, object]]:
    """Return the rows of earlier years' registers whose figures this edition's texts name: `{2021-E1}`."""
    names = {fact for name in named_in(edition.records) for fact in _facts(edition, name)}
    rows: list[dict[str, object]] = []
    for each in edition.earlier if names else ():
        for row in apparatus.register(each).to_dict("records"):
            row_id = f"{int(each.year)}-{row['id']}"
            if row_id in names:
                rows.append({**row, "id": row_id, "figure": row["figure"].traced(row_id), "place": str(row["place"])})
    return rows


def _facts(edition: Edition, name: str) -> tuple[str, ...]:
    found = figure_named(edition.records, name) if name[:1].isdigit() else None
    return found.facts if found else ()


def revisions(edition: Edition) -> pd.DataFrame:
    """Return the figures of earlier years that were revised since: the old one, the new one, and why."""
    editions = {int(each.year): each for each in edition.earlier}
    rows = []
    for row in edition.revisions.itertuples():
        old = editions.get(int(row.year))
        if old is None:
            continue
        table = old.figures if row.row in old.figures.index else old.relief
        before = table.loc[row.row]
        rows.append(
            {
                "id": f"{int(row.year)}-{row.row}",
                "name": before.subject_label,
                "old": _of_year(old, before.figure, edition),
                "new": row.figure,
                "reason": row.reason,
                "source": row.source,
                "locator": row.locator,
            }
        )
    return headed(pd.DataFrame(rows), _words(edition, "revisions", "id", "name", "old", "new", "reason"))


def _words(edition: Edition, table: str, *columns: str) -> dict[str, str]:
    """Return the headings of a computed table, in order, from the table of phrases."""
    return {column: edition.phrase(f"{table}.{column}") for column in columns}


def _not_reported(edition: Edition) -> str:
    return edition.records.label("task_status", "status", "not_reported")[0 if edition.language == "vi" else 1]


def _last(edition: Edition) -> Edition | None:
    return next((each for each in edition.earlier if each.year == edition.year - 1), None)


def _years(edition: Edition) -> list[Edition]:
    """Return the editions from the oldest to this one."""
    return [*reversed(edition.earlier), edition]


def _nominated(edition: Edition, name: str) -> object:
    if name not in edition.names(edition.members.index):  # not yet a member, or no more
        return Quantity.missing("not_applicable")
    if edition.honours.empty:
        return Quantity.missing()
    awards = edition.honours[edition.honours.subject_label == name]
    if awards.empty:
        return absent(edition, "honour")
    return ", ".join(f"{row.award_label} ({row.stage_label})" for row in awards.itertuples())


@once
def _revised(edition: Edition) -> Mapping[tuple[int, str], tuple[Quantity, Words]]:
    """Return the newest figure, and its place, for each row of an earlier year that any later edition revised."""
    found: dict[tuple[int, str], tuple[Quantity, Words]] = {}
    for each in _years(edition):
        for row in each.revisions.itertuples():
            year = int(row.year)
            place = each.cite(each.revisions.loc[[row.id]])
            found[year, row.row] = row.figure.traced(f"{year}-{row.row}"), place
    return found


def _of_year(each: Edition, figure: Quantity, edition: Edition) -> Quantity:
    """Return a figure whose record is named with its year, where it is not this year's."""
    if figure.is_missing or each is edition:
        return figure
    return figure.traced(*(f"{int(each.year)}-{fact}" for fact in figure.facts))
