"""Awards: what was proposed and decided, for whom, and the path a proposal takes."""

from __future__ import annotations

import pandas as pd

from yearbook.desk.frames import Edition
from yearbook.desk.wording import Words


def honours(edition: Edition) -> pd.DataFrame:
    """Return the awards, each with who receives it: a name as printed, a member, or a number of unnamed ones."""
    rows = edition.honours
    say = edition.say
    recipients = [
        row.recipient or row.subject_label or str(say(vi="{n} chưa nêu tên", en="{n} not named", n=row.number))
        for row in rows.assign(number=[int(count) if count else None for count in rows["count"]]).itertuples()
    ]
    counts = [int(count) if count else None for count in rows["count"]]
    shown = rows.assign(recipient=recipients, number=pd.Series(counts, index=rows.index, dtype=object))
    shown.attrs = rows.attrs
    return shown


def by_group(edition: Edition) -> pd.DataFrame:
    """Return awards × groups of recipients with how many of each; empty where no row names a group."""
    rows = edition.honours[edition.honours.group != ""]
    if rows.empty:
        return pd.DataFrame()
    counted = rows.assign(number=[int(count) if count else 1 for count in rows["count"]])
    table = counted.pivot_table(index="award_label", columns="group_label", values="number", aggfunc="sum", sort=False)
    return table.reset_index()


def standings(edition: Edition) -> pd.DataFrame:
    """Return scores and ranks, each with its criterion; one by no criterion is overall."""
    rows, overall = edition.standings, str(edition.say(vi="chung", en="overall"))
    named = rows.assign(criterion=[criterion or overall for criterion in rows.criterion])
    named.attrs = rows.attrs
    return named


def path(edition: Edition) -> list[tuple[Words, Words, str]]:
    """Return the steps a proposal takes by the law of the year, and how far this year's have got.

    Nothing where the params choose no path, or nothing was proposed; a step is "done" only if a later one is reached.
    """
    say, chosen = edition.say, edition.records.params.award_path
    steps, rows = edition.award_path, edition.honours
    year = int(edition.year)
    known = [
        step
        for step in steps[steps.path == chosen].itertuples()
        if (not step.valid_from or step.valid_from.year <= year) and (not step.valid_to or step.valid_to.year >= year)
    ]
    if rows.empty or not known:
        return []
    places = [i for i, step in enumerate(known) for stage in rows.stage if step.reached == stage]
    now = min(places, default=0)
    states = ["done" if i < now else "current" if i == now else "ahead" for i in range(len(known))]
    return [(say.plain(step.step), say.plain(step.remark), state) for step, state in zip(known, states, strict=True)]


def group_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of awards × groups: the form, then each group that was named."""
    groups = [str(column) for column in by_group(edition).columns if column != "award_label"]
    return {"award_label": str(edition.say(vi="Hình thức", en="Award")), **{group: group for group in groups}}


def posts(edition: Edition) -> pd.DataFrame:
    """Return who leads, each post in the group's own word."""
    rows = edition.leadership
    params, place = edition.records.params, edition.language
    named = rows.assign(role_label=[params.word(role).of(1, place) for role in rows.role])
    named.attrs = rows.attrs
    return named
