"""The results in figures: which the members have, against what, and what is said of the group as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from yearbook import language as house
from yearbook.desk.columns import headed
from yearbook.desk.figures import FigureArray
from yearbook.desk.frames import Edition
from yearbook.desk.words import Names, Words
from yearbook.emulation.once import once
from yearbook.errors import require
from yearbook.ledger.algebra import known
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.rates import percent_of_base
from yearbook.ledger.units import COUNTED

MEMBERS = "members"


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


@once
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


@once
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


@once
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


def how_many(edition: Edition) -> Quantity:
    """Return how many members the group has, named by the sources or not: as the params state it, or as recorded."""
    total = edition.records.params.members_total
    if total:
        return Quantity.constant(total, COUNTED).told(edition.phrase("members.total").markdown)
    return edition.count(edition.members)


def rest(edition: Edition) -> list[str]:
    """Return "3 huyện không nêu tên" for the members that the sources do not name; nothing where all are named."""
    n = (edition.records.params.members_total or 0) - len(edition.members)
    whom = edition.records.params.word("member").of(n, edition.language)
    return [str(edition.phrase("members.rest", n=n, whom=whom))] if n > 0 else []


def in_alphabet(edition: Edition) -> Words | None:
    """Say that the members stand in alphabetical order; nothing where the records order them otherwise."""
    names = edition.names(edition.members.index)
    ordered = names == sorted(names, key=house.sort_key)
    return edition.phrase("in_alphabet") if ordered else None


def term(edition: Edition) -> int:
    """Return the year whose posts are told first: the next, or this one where nobody is known for the next."""
    known = set(edition.leadership.term_year)
    return edition.year if edition.year in known and edition.next_year not in known else edition.next_year


@once
def reported(edition: Edition) -> Names:
    """Return the names of the members with a figure of the headline indicator against a plan."""
    rates = by_member(edition)
    wanted = plans(edition) or bases(edition)
    found = rates[rates[wanted].notna().any(axis=1)] if wanted else rates.iloc[:0]
    return Names(found.subject_label, edition.language, (MEMBERS, tuple(found.index)))


def unreported(edition: Edition) -> Names:
    """Return the names of the members without any figure of the headline indicator, those not named by their number."""
    known = reported(edition)
    silent = (name for name in edition.names(edition.members.index) if name not in known)
    return Names((*silent, *rest(edition)), edition.language)


def above_every_plan(edition: Edition) -> Names:
    """Return the names of the members whose rates are certainly above 100% of every plan."""
    hundred, wanted = Quantity.constant(100, edition.unit("percent")), plans(edition)
    rates = by_member(edition)
    if not wanted:
        return Names((), edition.language, (MEMBERS, ()))
    rates = rates.dropna(subset=wanted)
    above = [all(_is_above(row[plan], hundred) for plan in wanted) for _, row in rates.iterrows()]
    found = rates.loc[np.array(above, dtype=bool)]
    return Names(found.subject_label, edition.language, (MEMBERS, tuple(found.index)))


def rates(edition: Edition) -> pd.DataFrame:
    """Return members × bases of the headline indicator with, as a note, what the source calls each base."""
    table = by_member(edition)
    if not reported(edition):
        return headed(table.iloc[:0], headings(edition))
    quotes = {
        subject: "; ".join(f"“{text}”" for text in rows.base_as_printed if text)
        for subject, rows in edition.figures.groupby("subject")
    }
    table["note"] = [
        str(edition.phrase("rates.note", quotes=quotes[subject])) if quotes.get(subject) else ""
        for subject in table.index
    ]
    return headed(table, headings(edition))


def headings(edition: Edition) -> dict[str, str]:
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
    known = rows.attrs["headings"]
    return headed(measured, {**known, "what": known["indicator"]})


def _is_above(figure: Quantity, hundred: Quantity) -> bool:
    rate = percent_of_base(figure, known(hundred.unit), of_change=False)
    return rate is not None and bool(rate.exceeds(hundred))
