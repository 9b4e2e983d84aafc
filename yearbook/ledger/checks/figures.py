"""Rules for budget figures: keys, coverage, dimensions, plans against each other, figures too odd to be right."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.errors import WARNING, NotDerivableError, Problem, suggestion
from yearbook.ledger.checks.case import Case
from yearbook.ledger.qualifiers import CHANGE, EXCESS, FALLEN_TO, RANK, RISEN_TO
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.rates import percent_of_base
from yearbook.ledger.reading import Placed
from yearbook.ledger.units import RATIO

# Below 1 or above 2 a district's plan would be under, or double, the province's: rare enough to ask.
PLAN_RATIO_LIMITS = (1, 2)
COMPLETION_LIMITS = (30, 250)
GROWTH_LIMIT = 80


def one_value_per_budget_key(case: Case) -> Iterator[Problem]:
    seen: dict[tuple, Placed] = {}
    for placed in case.tables.placed("budget"):
        row = placed.row
        key = (row.district, row.indicator, row.base, row.status)
        if key in seen:
            other = seen[key]
            yield case.problem(
                "K02",
                "budget",
                placed,
                "figure",
                f"hai giá trị cho một số liệu ({other.row.figure} ở dòng {other.line}, {row.figure} ở đây). Giữ một.",
                f"two values for one figure ({other.row.figure} in row {other.line}, {row.figure} here). Keep one.",
            )
        seen.setdefault(key, placed)


def core_indicators_have_a_row_for_every_member(case: Case) -> Iterator[Problem]:
    present = {(row.indicator, row.district, row.base) for row in case.tables["budget"]}
    for indicator in case.tables["indicators"]:
        for district in case.members if indicator.core == "yes" else ():
            for base in indicator.bases or ("none",):
                if (indicator.id, district, base) not in present:
                    yield case.problem(
                        "X14",
                        "budget",
                        None,
                        "district",
                        f"thiếu dòng {district} – {indicator.name_vi} – {base}. Nếu chưa có số liệu, gõ «…».",
                        f"no row for {district} – {indicator.name_en} – {base}. If not reported, type “…”.",
                    )


def plans_are_not_swapped(case: Case) -> Iterator[Problem]:
    rows = {(placed.row.district, placed.row.base): placed for placed in case.tables.placed("budget")}
    for district in case.members:
        district_plan, province_plan = (
            rows.get((district, "district_plan")),
            rows.get((district, "province_plan")),
        )
        if not district_plan or not province_plan:
            continue
        if district_plan.row.figure.is_missing or province_plan.row.figure.is_missing:
            continue
        units = case.tables.units
        rates = [
            percent_of_base(p.row.figure, units["percent"], of_change=False) for p in (province_plan, district_plan)
        ]
        if None in rates:
            continue
        try:
            ratio = rates[0].divided_by(rates[1], units["times"], 2)
        except NotDerivableError:
            continue  # a zero, or another unit: other rules ask about that
        if not PLAN_RATIO_LIMITS[0] <= ratio.value <= PLAN_RATIO_LIMITS[1]:
            yield case.problem(
                "X04",
                "budget",
                district_plan,
                "figure",
                f"kế hoạch huyện bằng {ratio} kế hoạch tỉnh: có đổi chỗ hai tỷ lệ không?",
                f"the district plan is {ratio.words('en')} the province plan: are the two rates swapped?",
                WARNING,
            )


def figures_are_what_was_meant(case: Case) -> Iterator[Problem]:
    for table in ("budget", "relief"):
        for placed in case.tables.placed(table):
            figure = placed.row.figure
            if figure.is_missing:
                continue
            number = figure.words("vi", with_unit=False).split()[-1]
            if figure.value == 0:
                yield case.problem(
                    "N11",
                    table,
                    placed,
                    "figure",
                    "giá trị 0: thật sự bằng 0 hay chưa có số liệu («…»)?",
                    "a value of 0: is it really 0, or not reported (“…”)?",
                    WARNING,
                )
            elif figure.unit.id == "billion_dong" and figure.value >= 1000 and not figure.decimals:
                meant = number.replace(".", ",", 1)
                yield case.problem(
                    "N02",
                    table,
                    placed,
                    "figure",
                    f"đọc là {figure.value:.0f} tỷ đồng. Có phải «{meant} tỷ đồng»?",
                    f"read as {figure.value:.0f} billion. Did you mean “{meant} tỷ đồng”?",
                    WARNING,
                )


def figures_are_measured_as_their_indicator(case: Case) -> Iterator[Problem]:
    """Refuse a figure in another dimension: against a base it is a rate or a change, else it is the indicator's."""
    dimensions = {row.id: row.dimension for row in case.tables["indicators"]}
    for placed in case.tables.placed("budget"):
        figure, dimension = placed.row.figure, dimensions[placed.row.indicator]
        if figure.is_missing:
            continue
        own = figure.dimension == dimension
        if placed.row.base == "none":
            if not own:
                yield of_another_dimension(case, "budget", placed, dimension)
        elif figure.dimension != RATIO and not (own and figure.sense in (CHANGE, EXCESS, FALLEN_TO, RISEN_TO)):
            yield case.problem(
                "N16",
                "budget",
                placed,
                "figure",
                f"«{figure}» không phải là so sánh. Có mốc so sánh thì gõ tỷ lệ («đạt 118,3%») hoặc mức tăng, giảm "
                "(«tăng …»); nếu là số thực hiện, gõ none vào cột base.",
                f"“{figure.words('en')}” compares nothing. Against a base type a rate (“đạt 118,3%”) or a change "
                "(“tăng …”); for the amount itself type none in column base.",
            )


def indicators_have_a_known_dimension(case: Case) -> Iterator[Problem]:
    known = {unit.dimension for unit in case.tables.units.all} | {RANK}
    for placed in case.tables.placed("indicators"):
        if placed.row.dimension not in known:
            vi, en = suggestion(placed.row.dimension, known)
            yield case.problem(
                "N16",
                "indicators",
                placed,
                "dimension",
                f"không đơn vị nào đo «{placed.row.dimension}».{vi}",
                f"no unit measures “{placed.row.dimension}”.{en}",
            )


def revised_figures_keep_their_dimension(case: Case) -> Iterator[Problem]:
    by_year = {edition.params.year: edition for edition in case.earlier}
    for placed in case.tables.placed("revisions"):
        edition = by_year.get(placed.row.year)
        tables = [edition.tables[table] for table in ("budget", "relief")] if edition else []
        old = next((row.figure for rows in tables for row in rows if row.id == placed.row.row), Quantity.missing())
        new = placed.row.figure
        if not (old.is_missing or new.is_missing) and new.dimension != old.dimension:
            yield of_another_dimension(case, "revisions", placed, old.dimension)


def of_another_dimension(case: Case, table: str, placed: Placed, dimension: str) -> Problem:
    """Return the problem of a figure that is not in the dimension its place asks for, with units that are."""
    figure = placed.row.figure
    fitting = [unit.name("vi") for unit in case.tables.units.all if unit.dimension == dimension][:3]
    examples = ", ".join(f"«{name}»" for name in fitting) or f"«{dimension}»"
    return case.problem(
        "N16",
        table,
        placed,
        "figure",
        f"«{figure}» không phải đại lượng đo ở đây. Gõ con số với đơn vị như {examples}.",
        f"“{figure.words('en')}” is not measured in what this row measures ({dimension}). Type it in such a unit.",
    )


def rates_are_plausible(case: Case) -> Iterator[Problem]:
    percent = case.tables.units["percent"]
    for placed in case.tables.placed("budget"):
        row = placed.row
        growth = row.base == "previous_year"
        rate = None if row.base == "none" else percent_of_base(row.figure, percent, of_change=growth)
        if rate is None:
            continue
        low, high = (100 - GROWTH_LIMIT, 100 + GROWTH_LIMIT) if growth else COMPLETION_LIMITS
        if not low <= rate.value <= high:
            asked_vi, asked_en = (
                (
                    "Số không có động từ ở đây là mức tăng: nếu nguồn so mức với mức, gõ «bằng 118,3%»",
                    "A rate without a verb is the change here: for a level against a level type “bằng 118,3%”",
                )
                if growth
                else (
                    "Số không có động từ ở đây là mức hoàn thành: nếu nguồn nói phần vượt, gõ «vượt 18,3%»",
                    "A rate without a verb is completion here: for the excess type “vượt 18,3%”",
                )
            )
            yield case.problem(
                "N12",
                "budget",
                placed,
                "figure",
                f"{row.figure} bất thường. {asked_vi}.",
                f"{row.figure.words('en')} is unusual. {asked_en}.",
                WARNING,
            )
