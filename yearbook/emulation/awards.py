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


def honours(edition: Edition) -> pd.DataFrame:
    """Return the awards, each with who receives it: a name as printed, a member, or a number of unnamed ones."""
    rows = edition.honours
    recipients = [
        row.recipient or row.subject_label or str(edition.phrase("honours.unnamed", n=row.number))
        for row in rows.assign(number=[int(count) if count else None for count in rows["count"]]).itertuples()
    ]
    counts = [int(count) if count else None for count in rows["count"]]
    shown = rows.assign(recipient=recipients, number=pd.Series(counts, index=rows.index, dtype=object))
    shown.attrs = rows.attrs
    return shown


def by_group(edition: Edition) -> pd.DataFrame:
    """Return awards × groups of recipients with how many of each, "-" where none; empty where no row names a group."""
    rows = edition.honours[edition.honours.group != ""]
    if rows.empty:
        return pd.DataFrame()
    counted = rows.assign(number=[int(count) if count else 1 for count in rows["count"]])
    table = counted.pivot_table(index="award_label", columns="group_label", values="number", aggfunc="sum", sort=False)
    groups = {str(group): str(group) for group in table.columns}
    table = table.astype(object).map(lambda count: Blank(NONE) if pd.isna(count) else int(count))
    return headed(table.reset_index(), {"award_label": edition.phrase("groups.award"), **groups})


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

    count: int | None
    whom: Words | None


def proposed(edition: Edition) -> Proposed:
    """Return how many were proposed, as members where all of them are."""
    rows = edition.honours
    members = set(rows.subject) if rows.subject.isin(set(edition.members.index)).all() else set()
    n = len(members) or sum(int(count or 1) for count in rows["count"])
    if not n:
        return Proposed(None, None)
    if members:
        return Proposed(n, edition.word.member if n == 1 else edition.word.members)
    return Proposed(n, edition.phrase("honours.recipient" if n == 1 else "honours.recipients"))
