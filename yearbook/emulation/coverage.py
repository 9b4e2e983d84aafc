"""What is known of each member: the grid of the opening chapter."""

from __future__ import annotations

import pandas as pd

from yearbook.desk.columns import headed
from yearbook.desk.frames import Edition
from yearbook.desk.grid import Blank, Mark
from yearbook.desk.words import Words
from yearbook.emulation import results
from yearbook.ledger.emptiness import NOT_STATED
from yearbook.ledger.quantity import Quantity


def grid(edition: Edition) -> pd.DataFrame:
    """Return members × what is known of them: rates, relief figures, awards proposed, the post held next year.

    Other results and relief are "…" where a member is not mentioned (sources give examples only); awards and posts are
    "-" (their lists are complete), posts only where head and deputy are both known, else not stated. What is known of
    no member has no column.
    """
    say, relief, posts = edition.say, edition.relief, edition.leadership
    posts = posts[posts.term_year == results.term(edition)]
    table = results.by_member(edition)
    found = dict(iter(results.others(edition).groupby("subject")))
    counts = dict(iter(relief[relief.figure.notna()].groupby("subject")))
    nothing = Quantity.missing()
    if len(found):
        table["others"] = [_figures(edition, found[m]) if m in found else nothing for m in table.index]
    if len(relief):
        table["relief"] = [_figures(edition, counts[m]) if m in counts else nothing for m in table.index]
    honours = edition.honours[edition.honours.subject != ""]
    if len(honours):
        awards = {subject: ", ".join(rows.award_label) for subject, rows in honours.groupby("subject")}
        table["honour"] = [
            say.plain(awards[member]) if member in awards else absent(edition, "honour") for member in table.index
        ]
    if len(posts):
        held = {row.subject: say.known[row.role] + edition.doubt(row.evidence) for row in posts.itertuples()}
        silent = absent(edition, "post") if {"head", "deputy"} <= set(posts.role) else Blank(NOT_STATED)
        table["post"] = [say.plain(held[member]) if member in held else silent for member in table.index]
    if len(table.columns) == 1:
        return table.iloc[:0]
    phrase = edition.phrase
    words = {
        "others": phrase("coverage.others" if results.bases(edition) else "coverage.results"),
        "relief": phrase("coverage.relief"),
        "honour": phrase("coverage.honour"),
        "post": phrase("coverage.post", term=results.term(edition)),
    }
    known = {**results.headings(edition), **words}
    return headed(table, {name: heading for name, heading in known.items() if name in table})


def absent(edition: Edition, what: str) -> Mark:
    """Return "-" for what a complete list does not name, and what that means: not nominated, holds no post."""
    return Mark("-", str(edition.phrase(f"absent.{what}")), missing=True)


def glance_sources(edition: Edition) -> pd.DataFrame:
    """Return source and place of every record that the page at a glance shows."""
    posts = edition.leadership
    rows = [edition.honours, edition.figures, edition.relief, posts[posts.term_year == results.term(edition)]]
    rows += [sources(edition)] if len(grid(edition)) else []
    rows += [edition.shortcomings, edition.tasks] if len(edition.links) else []
    return pd.concat([each[["source", "locator"]] for each in rows])


def sources(edition: Edition) -> pd.DataFrame:
    """Return source and place of every record the grid shows: members, figures, relief, awards and posts."""
    relief, posts, members = edition.relief, edition.leadership, set(edition.members.index)
    relief, posts = relief[relief.figure.notna()], posts[posts.term_year == results.term(edition)]
    shown = (results.of_members(edition), relief, edition.honours, posts)
    rows = [edition.members, *(each[each.subject.isin(members)] for each in shown)]
    return pd.concat([each[["source", "locator"]] for each in rows])


def _figures(edition: Edition, rows: pd.DataFrame) -> Words:
    return edition.phrase("count.figure" if len(rows) == 1 else "count.figures", n=edition.count(rows))
