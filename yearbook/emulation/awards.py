"""Awards: what was proposed and decided, for whom, and the path a proposal takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from yearbook.desk.columns import headed
from yearbook.desk.frames import Edition
from yearbook.desk.grid import Blank
from yearbook.desk.words import Names, Words
from yearbook.ledger.emptiness import NONE
from yearbook.ledger.quantity import Quantity, total


def honours(edition: Edition) -> pd.DataFrame:
    """Return the awards, each with who receives it: a name as printed, a member, or a number of unnamed ones."""
    rows = edition.honours
    recipients = [
        row.recipient
        or row.subject_label
        or edition.phrase("honours.unnamed", n=edition.stated(row.Index, "count", rows.at[row.Index, "count"]))
        for row in rows.itertuples()
    ]
    shown = rows.assign(recipient=pd.Series(recipients, index=rows.index, dtype=object))
    shown.attrs = rows.attrs
    return shown


def by_group(edition: Edition) -> pd.DataFrame:
    """Return awards × groups of recipients with how many of each, "-" where none; empty where no row names a group."""
    rows = edition.honours[edition.honours.group != ""]
    if rows.empty:
        return pd.DataFrame()
    groups = list(dict.fromkeys(rows.group_label))
    found = [
        {"award_label": award, **{group: _of(edition, of, group) for group in groups}}
        for award, of in rows.groupby("award_label", sort=False)
    ]
    headings = {"award_label": edition.phrase("groups.award"), **{group: group for group in groups}}
    return headed(pd.DataFrame(found), headings)


def _of(edition: Edition, rows: pd.DataFrame, group: str) -> Quantity | Blank:
    found = rows[rows.group_label == group]
    return _how_many(edition, found) if len(found) else Blank(NONE)


def _how_many(edition: Edition, rows: pd.DataFrame) -> Quantity:
    """Return how many the rows speak of: a row that gives no number is one."""
    stated = {row: edition.stated(row, "count", count) for row, count in zip(rows.index, rows["count"], strict=True)}
    if all(figure.is_missing for figure in stated.values()):
        return edition.count(rows)
    return total(edition.count(rows.loc[[row]]) if each.is_missing else each for row, each in stated.items())


def standings(edition: Edition) -> pd.DataFrame:
    """Return scores and ranks, each with its criterion; one by no criterion is overall."""
    rows, overall = edition.standings, str(edition.phrase("standings.overall"))
    named = rows.assign(criterion=[criterion or overall for criterion in rows.criterion])
    named.attrs = rows.attrs
    return named


def path(edition: Edition) -> list[tuple[Words, Words, str]]:
    """Return the steps a proposal takes by the law of the year, and how far this year's have got.

    Nothing where the params choose no path, or nothing was proposed; a step is "done" only if a later one is reached.
    """
    say, rows, known = edition.say, edition.honours, _steps(edition)
    if rows.empty or not known:
        return []
    places = [i for i, step in enumerate(known) for stage in rows.stage if step.reached == stage]
    now = min(places, default=0)
    states = ["done" if i < now else "current" if i == now else "ahead" for i in range(len(known))]
    return [(say.plain(step.step), say.plain(step.remark), state) for step, state in zip(known, states, strict=True)]


def path_laws(edition: Edition) -> Names:
    """Return the laws that the steps of the year stand in."""
    return Names(dict.fromkeys(step.law for step in _steps(edition) if step.law), edition.language)


def _steps(edition: Edition) -> list[Any]:
    """Return the steps of the path the params choose, as the law of the year has them."""
    year, steps = int(edition.year), edition.award_path
    return [
        step
        for step in steps[steps.path == edition.records.params.award_path].itertuples()
        if (not step.valid_from or step.valid_from.year <= year) and (not step.valid_to or step.valid_to.year >= year)
    ]


def posts(edition: Edition) -> pd.DataFrame:
    """Return who leads, each post in the group's own word."""
    rows = edition.leadership
    params, place = edition.records.params, edition.language
    named = rows.assign(role_label=[params.word(role).of(1, place) for role in rows.role])
    named.attrs = rows.attrs
    return named


@dataclass(frozen=True)
class Proposed:
    """How many were proposed for awards, and in which word; nothing where none is recorded."""

    count: Quantity | None
    whom: Words | None


def proposed(edition: Edition) -> Proposed:
    """Return how many were proposed, as members where all of them are."""
    rows = edition.honours
    members = set(rows.subject) if rows.subject.isin(set(edition.members.index)).all() else set()
    if rows.empty:
        return Proposed(None, None)
    if members:
        count = edition.count(edition.members[edition.members.index.isin(members)])
        return Proposed(count, edition.word.member if len(members) == 1 else edition.word.members)
    count = _how_many(edition, rows)
    return Proposed(count, edition.phrase("honours.recipient" if float(count) == 1 else "honours.recipients"))
