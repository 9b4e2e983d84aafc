"""Derived figures: what each is, and what it assumes; its formula and limits the figure knows itself.

Formulas and what may not be derived: docs/methodology.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from yearbook import language as house
from yearbook.desk.columns import headed
from yearbook.desk.figures import FigureArray
from yearbook.desk.frames import Edition
from yearbook.desk.grid import Blank, markdown_of
from yearbook.desk.tracing import limits
from yearbook.desk.words import Words
from yearbook.emulation.once import once
from yearbook.emulation.results import base_name, by_member, change, headline, of_members, plans
from yearbook.errors import NotDerivableError
from yearbook.ledger.algebra import known
from yearbook.ledger.emptiness import NONE
from yearbook.ledger.quantity import Quantity, total
from yearbook.ledger.rates import percent_of_base


@dataclass(frozen=True)
class Measure:
    """One derived figure: what it is, and on what assumption, which the figure carries wherever it is printed."""

    id: str
    name: Words
    figure: Quantity
    assumption: Words

    @classmethod
    def of(cls, id: str, name: Words, figure: Quantity, assumption: Words) -> Measure:
        return cls(id, name, figure.told(markdown_of(name), markdown_of(assumption)), assumption)

    @property
    def formula(self) -> str:
        return self.figure.made.formula_text if self.figure.made else ""


def _comparable(edition: Edition, bases: Sequence[str]) -> pd.DataFrame:
    """Return the members whose figures against all those bases are rates, each as percent of its base."""
    table, percent = by_member(edition), edition.unit("percent")
    if len(plans(edition)) != 2 or not all(base in table for base in bases):
        return table.iloc[:0]
    of_change = {base: edition.bases.loc[base, "sense"] == "change" for base in bases}
    rates = {
        base: [percent_of_base(figure, percent, of_change=of_change[base]) for figure in table[base]] for base in bases
    }
    sound = [all(rate is not None and rate.value > 0 for rate in row) for row in zip(*rates.values(), strict=True)]
    return table.assign(**{base: FigureArray(found) for base, found in rates.items()})[np.array(sound, dtype=bool)]


@once
def plan_ratios(edition: Edition) -> list[Measure]:
    """Return own plan ÷ assigned plan for each member with both rates (assigned rate ÷ own rate).

    Both rates have the same result above the line, so it cancels out.
    """
    times, found = edition.unit("times"), plans(edition)
    measures = []
    for subject, row in _comparable(edition, found).iterrows():
        own, assigned = found
        figure = row[assigned].divided_by(row[own], times, 3)
        measures.append(
            Measure.of(
                f"plan_ratio_{subject}",
                edition.phrase(
                    "plan_ratio.name",
                    name=row.subject_label,
                    own=base_name(edition, own),
                    assigned=base_name(edition, assigned),
                ),
                figure,
                edition.phrase("plan_ratio.assumption"),
            )
        )
    return measures


@once
def growth_ladder(edition: Edition) -> dict[str, list[Measure]]:
    """Return, for each member with growth and both rates, four levels as percent of the year before (= 100).

    year = 100 + growth, unless the source gives the level; plan = year ÷ completion rate of that plan.
    """
    percent, phrase, growth = edition.unit("percent"), edition.phrase, change(edition)
    ladders: dict[str, list[Measure]] = {}
    if not growth:
        return ladders
    for subject, row in _comparable(edition, [*plans(edition), growth]).iterrows():
        own, assigned = plans(edition)
        hundred = Quantity.constant(100, percent)
        achieved = row[growth]
        levels = [
            (base_name(edition, assigned, "name"), achieved.divided_by(row[assigned], percent, 2)),
            (phrase("ladder.before"), hundred),
            (base_name(edition, own, "name"), achieved.divided_by(row[own], percent, 2)),
            (phrase("ladder.year"), achieved),
        ]
        ladders[row.subject_label] = [
            Measure.of(
                f"ladder_{subject}_{key}",
                phrase("ladder.name", name=row.subject_label, level=level, n=int(hundred.signed)),
                figure,
                phrase("ladder.assumption"),
            )
            for key, (level, figure) in zip((assigned, "before", own, "year"), levels, strict=True)
        ]
    return ladders


def ladder_levels(edition: Edition) -> list[str]:
    """Return the names of the ladder's levels, in the order of its measures."""
    phrase, found = edition.phrase, plans(edition)
    own, assigned = (base_name(edition, base) for base in found) if len(found) == 2 else ("", "")
    return [assigned, phrase("ladder.before"), own, phrase("ladder.year")]


def with_growth(edition: Edition) -> pd.DataFrame:
    """Return the rows of the headline indicator of the members that published growth."""
    rows = of_members(edition)
    rows = rows[rows.indicator == headline(edition)]
    growing = rows.subject[(rows.base == change(edition)) & rows.figure.notna()]
    return rows[rows.subject.isin(set(growing))]


def combined(edition: Edition, what: str) -> Measure:
    """Return what members mobilised together of one kind (goods by weight, goods by value), or "…".

    Parts of a whole are left out; lines that may overlap are refused by the figures themselves.
    """
    relief = edition.where("relief", what=what, flow="mobilised")
    rows = relief[relief.figure.notna() & relief.subject.isin(set(edition.members.index))]
    together = rows.subject.nunique() > 1 and len({figure.unit.dimension for figure in rows.figure}) == 1
    figure = total(_in_largest_unit(rows.figure)) if together else Quantity.missing()
    return Measure.of(
        f"combined_{what}",
        edition.phrase(
            "combined.name",
            what=edition.records.label("relief", "what", what)[house.LANGUAGES.index(edition.language)],
            names=edition.names(rows.subject),
        ),
        figure,
        edition.phrase("combined.assumption"),
    )


def combined_kinds(edition: Edition) -> list[str]:
    """Return the kinds of relief that more than one member mobilised, in the order of the open list."""
    relief = edition.relief[edition.relief.figure.notna() & (edition.relief.flow == "mobilised")]
    counts = relief.groupby("what").subject.nunique()
    return [what for what in edition.records.tables.codes("relief_what") if counts.get(what, 0) > 1]


def parts_of_whole(edition: Edition) -> list[tuple[pd.Series, pd.DataFrame, Measure]]:
    """Return each relief line that has (possible) parts, the parts, and the rest without a destination."""
    relief, found = edition.relief, []
    for row_id, whole in relief.iterrows():
        parts = relief[relief.relation.str.endswith("part_of") & (relief.related == row_id)]
        if parts.empty or whole.figure.is_missing or parts.figure.isna().any():
            continue
        rest = whole.figure - parts.figure.sum()
        measure = Measure.of(
            f"rest_of_{row_id}",
            edition.phrase("rest.name", name=whole.subject_label),
            rest,
            edition.phrase("rest.assumption", whole=whole.figure),
        )
        found.append((whole, parts, measure))
    return found


def value_per_tonne(edition: Edition) -> list[Measure]:
    """Return value ÷ weight of the same goods, where the figures allow a bound; two lower bounds allow none."""
    relief, unit, million = edition.relief, edition.unit("million_dong_per_tonne"), edition.unit("million_dong")
    measures = []
    for _, weight in relief[(relief.relation == "same_goods_as") & relief.figure.notna()].iterrows():
        value = relief.loc[weight.related]
        if value.figure.is_missing or (weight.figure.unit.dimension, value.figure.unit.dimension) != ("mass", "money"):
            continue
        try:
            figure = value.figure.converted(million).divided_by(weight.figure, unit, 1)
        except NotDerivableError:
            continue
        measures.append(
            Measure.of(
                f"value_per_tonne_{weight.id}",
                edition.phrase("value_per_tonne.name", name=weight.subject_label),
                figure,
                edition.phrase("value_per_tonne.assumption"),
            )
        )
    return measures


def two_rates(edition: Edition) -> pd.DataFrame:
    """Return the members with a change and rates against both plans: `member`, `own`, `assigned`, `growth`."""
    found, growth = plans(edition), change(edition)
    if len(found) != 2 or not growth:
        return pd.DataFrame()
    rows = by_member(edition).dropna(subset=[*found, growth])
    names = {"subject_label": "member", found[0]: "own", found[1]: "assigned", growth: "growth"}
    return rows.rename(columns=names)[list(names.values())]


def plan_ratio_range(edition: Edition) -> tuple[Quantity, Quantity]:
    """Return the lowest and the highest own plan ÷ assigned plan; missing where there is none."""
    ratios = sorted((measure.figure for measure in plan_ratios(edition)), key=lambda figure: known(figure.value))
    return (ratios[0], ratios[-1]) if ratios else (Quantity.missing(), Quantity.missing())


def ratio_table(edition: Edition) -> pd.DataFrame:
    """Return members × own plan ÷ assigned plan, with the limits rounding leaves and the assumption."""
    ratios = {measure.id.removeprefix("plan_ratio_"): measure for measure in plan_ratios(edition)}
    members = list(edition.members.index) if ratios else []
    table = pd.DataFrame(
        {
            "subject_label": [edition.name(d) for d in members],
            "figure": FigureArray([ratios[d].figure if d in ratios else Quantity.missing() for d in members]),
            "interval": [
                limits(ratios[d].figure, edition.language) or Blank(NONE) if d in ratios else Quantity.missing()
                for d in members
            ],
            "note": [_as_sentence(ratios[d].assumption) if d in ratios else "" for d in members],
        },
        index=members,
    )
    own, assigned = [base_name(edition, plan) for plan in plans(edition)] if members else (None, None)
    headings = {
        "subject_label": edition.phrase("member"),
        "figure": edition.phrase("ratios.multiple", own=own, assigned=assigned),
        "interval": edition.phrase("ratios.limits"),
    }
    return headed(table, headings)


def relief_lines(edition: Edition) -> pd.DataFrame:
    """Return the relief lines, each with the goods as the source names them and the row its relation points at."""
    relief = edition.relief
    relations = [f"{row.relation_label} {row.related}".strip() for row in relief.itertuples()]
    kinds = [f"{row.what_label} ({row.goods})" if row.goods else row.what_label for row in relief.itertuples()]
    lines = relief.assign(relation_label=relations, what_label=kinds)
    lines.attrs = relief.attrs
    return lines


def relief_told(edition: Edition) -> pd.DataFrame:
    """Return what each line of relief tells in two columns beside the figure: of whom, and what was done with what."""
    lines = relief_lines(edition)
    told = [
        edition.phrase("relief.told", what=what, flow=flow)
        for what, flow in zip(lines.what_label, lines.flow_label, strict=True)
    ]
    known = lines.attrs["headings"]
    rows = lines.assign(told=pd.Series(told, index=lines.index, dtype=object))
    return headed(rows, {**known, "told": known["what"]})


def campaigns(edition: Edition) -> list[str]:
    """Return what the relief was for, each once: "dịch COVID-19"."""
    return [each for each in dict.fromkeys(edition.relief.campaign_label) if each]


def money(edition: Edition, unit_id: str) -> pd.DataFrame:
    """Return the relief lines in money, each in one and the same unit, as `amount`."""
    relief, unit = edition.relief, edition.unit(unit_id)
    in_money = [not figure.is_missing and figure.unit.dimension == unit.dimension for figure in relief.figure]
    rows = relief.loc[np.array(in_money, dtype=bool)]  # an empty list would choose no columns instead of no rows
    result = rows.assign(amount=FigureArray([figure.converted(unit) for figure in rows.figure]))
    headings = {name: edition.phrase(f"money.{name}") for name in ("id", "what", "flow", "amount")}
    return headed(result, {"id": headings.pop("id"), "subject": edition.phrase("member"), **headings})


def computed(edition: Edition) -> pd.DataFrame:
    """Return what the lines of relief allow to be computed: sums, and the value of a tonne."""
    found = [combined(edition, what) for what in combined_kinds(edition)] + value_per_tonne(edition)
    return _table(edition, found)


@once
def derived(edition: Edition) -> pd.DataFrame:
    """Return every derived figure of the edition: id, name, figure, formula, assumption."""
    found = plan_ratios(edition)
    for ladder in growth_ladder(edition).values():
        found += [measure for measure in ladder if len(measure.figure.facts) > 1]
    found += [combined(edition, what) for what in combined_kinds(edition)]
    found += [rest for _, _, rest in parts_of_whole(edition)]
    return _table(edition, found + value_per_tonne(edition))


def _table(edition: Edition, measures: Sequence[Measure]) -> pd.DataFrame:
    found = [measure for measure in measures if not measure.figure.is_missing]
    rows = pd.DataFrame(
        {
            "id": [measure.id for measure in found],
            "name": [str(measure.name) for measure in found],
            "figure": FigureArray([measure.figure for measure in found]),
            "formula": [measure.formula for measure in found],
            "assumption": [measure.assumption for measure in found],
        }
    )
    columns = ("name", "figure", "formula", "assumption")
    return headed(rows, {name: edition.phrase(f"computed.{name}") for name in columns})


def _as_sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _in_largest_unit(figures: pd.Series) -> list[Quantity]:
    largest = max((figure.unit for figure in figures), key=lambda unit: unit.factor)
    return [figure.converted(largest) for figure in figures]
