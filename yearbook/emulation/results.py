"""The results in figures: which the members have, against what, and what is said of the group as a whole."""

from __future__ import annotations

import pandas as pd

from yearbook import language as house
from yearbook.desk.figures import FigureArray
from yearbook.desk.frames import Edition, headed
from yearbook.desk.wording import Names, Words
from yearbook.errors import require
from yearbook.ledger.algebra import known
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.rates import percent_of_base


def headline(edition: Edition) -> str:
    """Return the indicator every member owes first of all, by the params; nothing where none is owed."""
    expects = edition.records.params.expects
    return expects[0].indicator if expects else ""


def plans(edition: Edition) -> list[str]:
    """Return the bases of the headline indicator that are plans, a member's own first, as the params name them."""
    expects = edition.records.params.expects
    sense = dict(zip(edition.bases.id, edition.bases.sense, strict=True))
    return [base for base in (expects[0].bases if expects else ()) if sense.get(base) == "completion"]


def change(edition: Edition) -> str:
    """Return the base against which a change of the headline indicator is known, or nothing."""
    rows = edition.figures
    changes = set(edition.bases.id[edition.bases.sense == "change"])
    found = rows[(rows.indicator == headline(edition)) & rows.base.isin(changes) & rows.figure.notna()]
    return next(iter(found.base), "")


def bases(edition: Edition) -> list[str]:
    """Return every base the headline indicator of a member stands against: the plans first, then the others."""
    rows = of_members(edition)
    found = rows.base[(rows.indicator == headline(edition)) & (rows.base != "")]
    return list(dict.fromkeys([*plans(edition), *found]))


def base_name(edition: Edition, base: str, column: str = "short") -> str:
    """Return a base in words: `short` for headings and charts, `name` for sentences."""
    require(base, edition.bases.id, "mốc so sánh", "base")
    return str(edition.bases.loc[base, column] or edition.bases.loc[base, "name"])


def indicator_name(edition: Edition, indicator: str) -> str:
    """Return an indicator in words."""
    require(indicator, edition.indicators.id, "chỉ tiêu", "indicator")
    return str(edition.indicators.loc[indicator, "name"])


def headline_name(edition: Edition) -> str | None:
    """Return the headline indicator in words, or None where no member owes one."""
    return indicator_name(edition, headline(edition)) if headline(edition) else None


def plan_names(edition: Edition) -> Names:
    """Return the names of the plans the headline indicator stands against, a member's own first."""
    return Names((base_name(edition, plan, "name") for plan in plans(edition)), edition.language)


def plan_name(edition: Edition, *, first: bool) -> str | None:
    """Return the name of a member's own plan (`first`) or of the assigned one; None where there are not two."""
    found = plans(edition)
    return base_name(edition, found[0 if first else 1], "name") if len(found) == 2 else None


def two_plans(edition: Edition) -> dict[str, str]:
    """Return both plans with their short names; nothing where there are not two."""
    found = plans(edition)
    return {plan: base_name(edition, plan) for plan in found} if len(found) == 2 else {}


def base_names(edition: Edition) -> Names:
    """Return the names of the bases the headline indicator stands against."""
    return Names((base_name(edition, base, "name") for base in bases(edition)), edition.language)


def by_member(edition: Edition, indicator: str = "") -> pd.DataFrame:
    """Return members × bases with the figure in each cell; "…" where there is no row."""
    indicator = indicator or headline(edition)
    if indicator:
        require(indicator, edition.indicators.id, "chỉ tiêu", "indicator")
    rows = edition.figures[edition.figures.indicator == indicator]
    found = {(row.subject, row.base): row.figure for row in rows.itertuples()}
    members = list(edition.members.index)
    table = {base: FigureArray([found.get((m, base), Quantity.missing()) for m in members]) for base in bases(edition)}
    return pd.DataFrame({"subject_label": [edition.name(m) for m in members], **table}, index=members)


def of_members(edition: Edition) -> pd.DataFrame:
    """Return the figures of members."""
    rows = edition.figures
    return rows[rows.subject.isin(set(edition.members.index))]


def of_the_group(edition: Edition) -> pd.DataFrame:
    """Return the figures about the group as a whole, and about bodies to compare with, as the source states them."""
    rows = edition.figures
    return _measured(edition, rows[~rows.subject.isin(set(edition.members.index)) & rows.figure.notna()])


def beside(edition: Edition) -> pd.DataFrame:
    """Return what is stated of others on the first figure about the group as a whole: same indicator, same base."""
    rows = of_the_group(edition)
    if rows.empty:
        return rows
    first = rows.iloc[0]
    return rows[(rows.indicator == first.indicator) & (rows.base == first.base)].iloc[1:]


def others(edition: Edition) -> pd.DataFrame:
    """Return the members' figures of other indicators than the headline one."""
    rows = of_members(edition)
    return _measured(edition, rows[(rows.indicator != headline(edition)) & rows.figure.notna()])


def against(edition: Edition, indicator: str, base: str) -> str:
    """Return what a figure measures, in words: the indicator and, where there is one, its base."""
    if not base:
        return indicator
    return str(edition.phrase("measured", indicator=indicator, base=base))


def in_alphabet(edition: Edition) -> Words | None:
    """Say that the members stand in alphabetical order; nothing where the records order them otherwise."""
    names = edition.names(edition.members.index)
    ordered = names == sorted(names, key=house.sort_key)
    return edition.phrase("in_alphabet") if ordered else None


def term(edition: Edition) -> int:
    """Return the year whose posts are told first: the next, or this one where nobody is known for the next."""
    known = set(edition.leadership.term_year)
    return edition.year if edition.year in known and edition.next_year not in known else edition.next_year


def reported(edition: Edition) -> Names:
    """Return the names of the members with a figure of the headline indicator against a plan."""
    rates = by_member(edition)
    wanted = plans(edition) or bases(edition)
    found = rates.subject_label[rates[wanted].notna().any(axis=1)] if wanted else ()
    return Names(found, edition.language)


def unreported(edition: Edition) -> Names:
    """Return the names of the members without any figure of the headline indicator."""
    known = reported(edition)
    return Names((name for name in edition.names(edition.members.index) if name not in known), edition.language)


def above_every_plan(edition: Edition) -> Names:
    """Return the names of the members whose rates are certainly above 100% of every plan."""
    hundred, wanted = Quantity.constant(100, edition.unit("percent")), plans(edition)
    rates = by_member(edition)
    if not wanted:
        return Names((), edition.language)
    rates = rates.dropna(subset=wanted)
    above = [all(_is_above(row[plan], hundred) for plan in wanted) for _, row in rates.iterrows()]
    found = (name for name, certain in zip(rates.subject_label, above, strict=True) if certain)
    return Names(found, edition.language)


def coverage(edition: Edition) -> pd.DataFrame:
    """Return members × what is known of them: rates, relief figures, awards proposed, the post held next year.

    Other results and relief are "…" where a member is not mentioned (sources give examples only); awards and posts are
    "-" (their lists are complete), posts only where head and deputy are both known. What is known of no member has no
    column.
    """
    say, relief, posts = edition.say, edition.relief, edition.leadership
    posts = posts[posts.term_year == term(edition)]
    grid = by_member(edition)
    results = others(edition).groupby("subject").size()
    counts = relief[relief.figure.notna()].groupby("subject").size()
    absent, nothing = Quantity.missing("not_occurring"), Quantity.missing()
    if len(results):
        grid["others"] = [_figures(edition, int(results[m])) if m in results else nothing for m in grid.index]
    if len(relief):
        grid["relief"] = [_figures(edition, int(counts[m])) if m in counts else nothing for m in grid.index]
    honours = edition.honours[edition.honours.subject != ""]
    if len(honours):
        awards = {subject: ", ".join(rows.award_label) for subject, rows in honours.groupby("subject")}
        grid["honour"] = [say.plain(awards[member]) if member in awards else absent for member in grid.index]
    if len(posts):
        held = {row.subject: say.known[row.role] + edition.doubt(row.evidence) for row in posts.itertuples()}
        silent = absent if {"head", "deputy"} <= set(posts.role) else nothing
        grid["post"] = [say.plain(held[member]) if member in held else silent for member in grid.index]
    if len(grid.columns) == 1:
        return grid.iloc[:0]
    words = {
        "others": edition.phrase("coverage.others" if bases(edition) else "coverage.results"),
        "relief": edition.phrase("coverage.relief"),
        "honour": edition.phrase("coverage.honour"),
        "post": edition.phrase("coverage.post", term=term(edition)),
    }
    known = {**_headings(edition), **words}
    return headed(grid, {name: heading for name, heading in known.items() if name in grid})


def rates(edition: Edition) -> pd.DataFrame:
    """Return members × bases of the headline indicator with, as a note, what the source calls each base."""
    table = by_member(edition)
    if not reported(edition):
        return table.iloc[:0]
    quotes = {
        subject: "; ".join(f"“{text}”" for text in rows.base_as_printed if text)
        for subject, rows in edition.figures.groupby("subject")
    }
    table["note"] = [
        str(edition.phrase("rates.note", quotes=quotes[subject])) if quotes.get(subject) else ""
        for subject in table.index
    ]
    return headed(table, _headings(edition))


def _headings(edition: Edition) -> dict[str, str]:
    """Return the headings of members × bases: the group's word for a member, then each base."""
    senses = dict(zip(edition.bases.id, edition.bases.sense, strict=True))
    found: dict[str, str] = {"subject_label": edition.phrase("member")}
    for base in bases(edition):
        kind = "rates.change" if senses[base] == "change" else "rates.against"
        found[base] = edition.phrase(kind, name=base_name(edition, base))
    return found


def _measured(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """Return figures with what each measures, the indicator and its base, in one column."""
    pairs = zip(rows.indicator_label, rows.base_label, strict=True)
    measured = rows.assign(what=pd.Series([against(edition, *pair) for pair in pairs], index=rows.index, dtype=object))
    measured.attrs = {**rows.attrs, "headings": {**rows.attrs["headings"], "what": rows.attrs["headings"]["indicator"]}}
    return measured


def _figures(edition: Edition, n: int) -> Words:
    return edition.phrase("count.figure" if n == 1 else "count.figures", n=n)


def _is_above(figure: Quantity, hundred: Quantity) -> bool:
    rate = percent_of_base(figure, known(hundred.unit), of_change=False)
    return rate is not None and bool(rate.exceeds(hundred))
