"""What is known of each member, and what it still owes: half a page each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from yearbook.desk import tables
from yearbook.desk.columns import headed
from yearbook.desk.exhibits import Exhibit, InTurn
from yearbook.desk.frames import Edition
from yearbook.desk.grid import Mark
from yearbook.desk.words import Words
from yearbook.emulation import awards, measures
from yearbook.emulation.apparatus import LINE, owed_by
from yearbook.emulation.results import against
from yearbook.errors import require

_COLUMNS = {"relief": ["told", "figure"], "honours": ["award", "stage"], "posts": ["term_year", "role", "evidence"]}


def show(edition: Edition, **titles: Words) -> InTurn:
    """Show one member after the other: the parts named, each under its title; a part without rows is left out.

    Parts are figures, relief, honours, posts and owed, in the order in which they are named.
    """
    return InTurn(tuple(_profile(edition, member, titles) for member in edition.members.index))


def told(edition: Edition) -> list[str]:
    """Return the members of whom anything is known, or owed."""
    parts = (figures, relief, honours, posts, owed)
    return [member for member in edition.members.index if any(len(part(edition, member)) for part in parts)]


def _profile(edition: Edition, member: str, titles: dict[str, Words]) -> Exhibit:
    rows = {"figures": figures, "relief": relief, "honours": honours, "posts": posts, "owed": owed}
    for part in titles:
        require(part, rows, "phần", "part")
    parts = [
        tables.show(rows[part](edition, member), _COLUMNS.get(part), id=part, title=title)
        for part, title in titles.items()
    ]
    name, source = edition.say.plain(edition.name(member)), edition.cite(sources(edition, member))
    return tables.together(*parts, id=member, title=name, source=source)


def figures(edition: Edition, member: str) -> pd.DataFrame:
    """Return every figure of a member, the missing ones left out: what it measures, the figure."""
    rows = _of(edition.figures, member)
    rows = rows[rows.figure.notna()]
    pairs = zip(rows.indicator_label, rows.base_label, strict=True)
    what = pd.Series([against(edition, *pair) for pair in pairs], index=rows.index, dtype=object)
    known = rows.attrs["headings"]
    return headed(rows.assign(what=what), {"what": known["indicator"], "figure": known["figure"]})


def relief(edition: Edition, member: str) -> pd.DataFrame:
    """Return the lines of relief of a member."""
    return _of(measures.relief_told(edition), member)


def honours(edition: Edition, member: str) -> pd.DataFrame:
    """Return what a member was proposed for or given."""
    return _of(awards.honours(edition), member)


def posts(edition: Edition, member: str) -> pd.DataFrame:
    """Return the posts a member holds or held."""
    return _of(awards.posts(edition), member)


def owed(edition: Edition, member: str) -> pd.DataFrame:
    """Return the figures that a member owes and no source gives, as a form: what, its unit, a dotted line."""
    line = Mark(LINE, str(edition.phrase("missing.to_fill_in")), missing=True)
    rows: list[dict[str, Any]] = [
        {"what": owed.what, "unit": owed.unit, "figure": line} for owed in owed_by(edition) if member in owed.members
    ]
    return headed(pd.DataFrame(rows), {name: edition.phrase(f"missing.{name}") for name in ("what", "unit", "figure")})


def sources(edition: Edition, member: str) -> pd.DataFrame:
    """Return source and place of every record of a member."""
    known = edition.figures[edition.figures.figure.notna()]
    tables = (edition.members, known, edition.relief, edition.honours, edition.leadership)
    return pd.concat([_of(table, member)[["source", "locator"]] for table in tables])


def _of(rows: pd.DataFrame, member: str) -> pd.DataFrame:
    return rows[rows.subject == member]
