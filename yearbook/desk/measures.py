"""Derived figures: each with its formula, the records it stands on, its interval and what it assumes.

Formulas and what may not be derived: docs/methodology.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
import pandas as pd

from yearbook import language as house
from yearbook.desk.figures import FigureArray
from yearbook.desk.frames import Edition
from yearbook.desk.wording import Words
from yearbook.errors import NotDerivableError, require
from yearbook.ledger.quantity import Quantity, total
from yearbook.ledger.rates import percent_of_base
from yearbook.ledger.records.results import ReliefLine

PLANS = ("district_plan", "province_plan")
RATES = (*PLANS, "previous_year")


@dataclass(frozen=True)
class Measure:
    """One derived figure, ready for the register: what it is, how it was computed, on what assumption."""

    id: str
    name: Words
    figure: Quantity
    formula: str
    assumption: Words

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.figure.facts


def by_member(edition: Edition, indicator: str = "budget_revenue") -> pd.DataFrame:
    """Return members × bases with the figure in each cell; "…" where there is no row."""
    require(indicator, edition.indicators.id, "chỉ tiêu", "indicator")
    rows = edition.budget[edition.budget.indicator == indicator]
    found = {(row.district, row.base): row.figure for row in rows.itertuples()}
    members = list(edition.members.index)
    table = {base: FigureArray([found.get((d, base), Quantity.missing()) for d in members]) for base in RATES}
    return pd.DataFrame({"district_label": [edition.name(d) for d in members], **table}, index=members)


def _comparable(edition: Edition, bases: Sequence[str]) -> pd.DataFrame:
    """Return the members whose figures against all those bases are rates, each as percent of its base."""
    table, percent = by_member(edition), edition.unit("percent")
    rates = {
        base: [percent_of_base(figure, percent, of_change=base == "previous_year") for figure in table[base]]
        for base in bases
    }
    sound = [all(rate is not None and rate.value > 0 for rate in row) for row in zip(*rates.values(), strict=True)]
    return table.assign(**{base: FigureArray(found) for base, found in rates.items()})[np.array(sound, dtype=bool)]


def other_figures(edition: Edition) -> pd.DataFrame:
    """Return the figures of other indicators than budget revenue."""
    rows = edition.budget
    return rows.loc[(rows.indicator != "budget_revenue").to_numpy(dtype=bool)]


def reported(edition: Edition) -> list[str]:
    """Return the names of the members with at least one rate against a plan."""
    rates = by_member(edition)
    return list(rates.district_label[rates[list(PLANS)].notna().any(axis=1)])


def unreported(edition: Edition) -> list[str]:
    """Return the names of the members without any rate against a plan."""
    return [name for name in edition.names(edition.members.index) if name not in reported(edition)]


def above_both_plans(edition: Edition) -> list[str]:
    """Return the names of the members whose rates are certainly above 100% on both plans."""
    hundred = Quantity.constant(100, edition.unit("percent"))
    rates = _comparable(edition, PLANS)
    above = [all(row[plan].exceeds(hundred) for plan in PLANS) for _, row in rates.iterrows()]
    return list(rates.district_label[above])


def plan_ratios(edition: Edition) -> list[Measure]:
    """Return district plan ÷ province plan for each member with both rates (province rate ÷ district rate).

    Both rates have the same revenue above the line, so it cancels out.
    """
    say, times = edition.say, edition.unit("times")
    measures = []
    for district, row in _comparable(edition, PLANS).iterrows():
        figure = row.province_plan.divided_by(row.district_plan, times, 3)
        measures.append(
            Measure(
                f"plan_ratio_{district}",
                say(
                    vi="{name}: kế hoạch huyện so với kế hoạch tỉnh",
                    en="{name}: district plan over province plan",
                    name=row.district_label,
                ),
                figure,
                f"{' ÷ '.join(figure.facts)}",
                say(
                    vi="hai tỷ lệ có cùng số thu thực hiện; kế hoạch không điều chỉnh giữa chừng",
                    en="both rates share the same actual revenue; the plans were not revised in between",
                ),
            )
        )
    return measures


def growth_ladder(edition: Edition) -> dict[str, list[Measure]]:
    """Return, for each member with growth and both rates, four levels as percent of the year before (= 100).

    year = 100 + growth, unless the source gives the level; plan = year ÷ completion rate of that plan.
    """
    percent, say = edition.unit("percent"), edition.say
    ladders, printed = {}, by_member(edition).previous_year
    for district, row in _comparable(edition, RATES).iterrows():
        hundred = Quantity.constant(100, percent)
        achieved = row.previous_year
        formula = _as_level(printed[district])
        levels = [
            (say(vi="kế hoạch tỉnh giao", en="province plan"), achieved.divided_by(row.province_plan, percent, 2)),
            (say(vi="thực hiện năm {previous_year}", en="actual {previous_year}"), hundred),
            (say(vi="kế hoạch huyện giao", en="district plan"), achieved.divided_by(row.district_plan, percent, 2)),
            (say(vi="thực hiện năm {year}", en="actual {year}"), achieved),
        ]
        keys = ("province_plan", "previous_year", "district_plan", "year")
        ladders[row.district_label] = [
            Measure(
                f"ladder_{district}_{key}",
                say(
                    vi="{name}: {level}, năm {previous_year} = 100",
                    en="{name}: {level}, {previous_year} = 100",
                    name=row.district_label,
                    level=level,
                ),
                figure,
                formula + (f" ÷ {figure.facts[-1]}" if len(figure.facts) > 1 else ""),
                say(vi="mức tăng nói về cùng khoản thu", en="the growth is of the same revenue"),
            )
            for key, (level, figure) in zip(keys, levels, strict=True)
        ]
    return ladders


def _as_level(figure: Quantity) -> str:
    """Return how a figure against last year becomes a level: "(100 + E7)", "(100 − E7)", "E7"."""
    (fact,) = figure.facts
    if figure.says_its_sense and not figure.direction:
        return fact
    return f"(100 {'−' if figure.direction == 'down' else '+'} {fact})"


def ladder_levels(edition: Edition) -> list[Words]:
    """Return the names of the ladder's levels, in the order of its measures."""
    say = edition.say
    return [
        say(vi="kế hoạch tỉnh", en="province plan"),
        say(vi="thực hiện {previous_year}", en="actual {previous_year}"),
        say(vi="kế hoạch huyện", en="district plan"),
        say(vi="thực hiện {year}", en="actual {year}"),
    ]


def with_growth(edition: Edition) -> pd.DataFrame:
    """Return the budget rows of the districts that published growth."""
    budget = edition.budget
    growing = budget.district[(budget.base == "previous_year") & budget.figure.notna()]
    return budget[budget.district.isin(set(growing))]


def combined(edition: Edition, what: str) -> Measure:
    """Return what the districts mobilised together of one kind (goods by weight, goods by value), or "…".

    Parts of a whole are left out; lines that may overlap are refused by the figures themselves.
    """
    relief = edition.where("relief", what=what, flow="mobilised")
    rows = relief[relief.figure.notna()]
    figure = total(_in_largest_unit(rows.figure)) if rows.district.nunique() > 1 else Quantity.missing()
    return Measure(
        f"combined_{what}",
        edition.say(
            vi="{what}, {names} cộng lại",
            en="{what}, {names} together",
            what=ReliefLine.label("what", what, edition.language),
            names=edition.names(rows.district),
        ),
        figure,
        " + ".join(figure.facts),
        edition.say(vi="chỉ các huyện nguồn nêu, không phải cả cụm", en="only the districts named, not the cluster"),
    )


def parts_of_whole(edition: Edition) -> list[tuple[pd.Series, pd.DataFrame, Measure]]:
    """Return each relief line that has (possible) parts, the parts, and the rest without a destination."""
    relief, found = edition.relief, []
    for row_id, whole in relief.iterrows():
        parts = relief[relief.relation.str.endswith("part_of") & (relief.related == row_id)]
        if parts.empty or whole.figure.is_missing or parts.figure.isna().any():
            continue
        rest = whole.figure - parts.figure.sum()
        measure = Measure(
            f"rest_of_{row_id}",
            edition.say(
                vi="{name}: phần chưa rõ nơi đến", en="{name}: without a stated destination", name=whole.district_label
            ),
            rest,
            f"{row_id} − {' − '.join(parts.index)}",
            edition.say(vi="các phần đều nằm trong {whole}", en="the parts are all within {whole}", whole=whole.figure),
        )
        found.append((whole, parts, measure))
    return found


def value_per_tonne(edition: Edition) -> list[Measure]:
    """Return value ÷ weight of the same goods, where the figures allow a bound; two lower bounds allow none."""
    relief, unit, million = edition.relief, edition.unit("million_dong_per_tonne"), edition.unit("million_dong")
    measures = []
    for _, weight in relief[(relief.what == "goods_weight") & (relief.relation == "same_goods_as")].iterrows():
        value = relief.loc[weight.related]
        try:
            figure = value.figure.converted(million).divided_by(weight.figure, unit, 1)
        except NotDerivableError:
            continue
        measures.append(
            Measure(
                f"value_per_tonne_{weight.id}",
                edition.say(
                    vi="{name}: giá trị một tấn hàng",
                    en="{name}: value of a tonne of goods",
                    name=weight.district_label,
                ),
                figure,
                f"{value.id} ÷ {weight.id}",
                edition.say(vi="hai dòng nói về cùng số hàng", en="both lines are about the same goods"),
            )
        )
    return measures


def ratio_table(edition: Edition) -> pd.DataFrame:
    """Return members × district plan ÷ province plan, with the limits rounding leaves and the assumption."""
    ratios = {measure.id.removeprefix("plan_ratio_"): measure for measure in plan_ratios(edition)}
    members = list(edition.members.index)
    return pd.DataFrame(
        {
            "district_label": [edition.name(d) for d in members],
            "figure": FigureArray([ratios[d].figure if d in ratios else Quantity.missing() for d in members]),
            "interval": [interval(ratios[d].figure, edition.language) if d in ratios else "" for d in members],
            "note": [_as_sentence(ratios[d].assumption) if d in ratios else "" for d in members],
        },
        index=members,
    )


def money(edition: Edition, unit_id: str) -> pd.DataFrame:
    """Return the relief lines in money, each in one and the same unit, as `amount`."""
    relief, unit = edition.relief, edition.unit(unit_id)
    in_money = [not figure.is_missing and figure.unit.dimension == unit.dimension for figure in relief.figure]
    rows = relief.loc[np.array(in_money, dtype=bool)]  # an empty list would choose no columns instead of no rows
    result = rows.assign(amount=FigureArray([figure.converted(unit) for figure in rows.figure]))
    result.attrs = relief.attrs
    return result


def sums(edition: Edition) -> pd.DataFrame:
    """Return the sums the records allow, from the register."""
    found = register(edition)
    return found[[str(row_id).startswith("combined_") for row_id in found.id]] if len(found) else found


def register(edition: Edition) -> pd.DataFrame:
    """Return every derived figure of the edition: name, figure, interval, formula, assumption.

    The index is the row's anchor, which figures elsewhere in the book link to.
    """
    found = plan_ratios(edition)
    for ladder in growth_ladder(edition).values():
        found += [measure for measure in ladder if len(measure.inputs) > 1]
    found += [combined(edition, what) for what in ("goods_weight", "goods_value")]
    found += [rest for _, _, rest in parts_of_whole(edition)]
    found += value_per_tonne(edition)
    found = [measure for measure in found if not measure.figure.is_missing]
    return pd.DataFrame(
        {
            "id": [measure.id for measure in found],
            "name": [str(measure.name) for measure in found],
            "figure": FigureArray([measure.figure for measure in found]),
            "interval": [interval(measure.figure, edition.language) for measure in found],
            "formula": [measure.formula for measure in found],
            "assumption": [str(measure.assumption) for measure in found],
        },
        index=[f"fact-{'+'.join(measure.inputs)}" for measure in found],
    )


def _as_sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def interval(figure: Quantity, language: str) -> str:
    """Return the limits rounding leaves a derived figure, rounded outward: "1,3143–1,3163".

    Nothing for a bound or a whole number.
    """
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    step = Decimal(1).scaleb(-figure.decimals - 1)
    ends = figure.low.quantize(step, ROUND_FLOOR), figure.high.quantize(step, ROUND_CEILING)
    return "–".join(house.number(end, language) for end in ends)


def _in_largest_unit(figures: pd.Series) -> list[Quantity]:
    largest = max((figure.unit for figure in figures), key=lambda unit: unit.factor)
    return [figure.converted(largest) for figure in figures]
