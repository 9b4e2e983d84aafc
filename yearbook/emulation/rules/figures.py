"""Rules for the results in figures: keys, what is owed, units and senses, and figures too odd to be right."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from yearbook.emulation.views import BASES, FIGURES, INDICATORS, MEMBERS, REVISIONS, SUBJECTS, Figure, Indicator
from yearbook.errors import WARNING, NotDerivableError, Problem, suggestion
from yearbook.ledger.algebra import known
from yearbook.ledger.case import Case, Seen
from yearbook.ledger.contract import EDITION
from yearbook.ledger.qualifiers import CHANGE, COMPLETION, EXCESS, FALLEN_TO, RANK, RISEN_TO
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.rates import percent_of_base
from yearbook.ledger.units import RATIO

# Below 1 or above 2 a member's own plan would be under, or double, the one assigned to it: rare enough to ask.
PLAN_RATIO_LIMITS = (1, 2)


def what_is_expected_is_known(case: Case) -> Iterator[Problem]:
    tables = case.tables.contract.of(EDITION)
    for name in case.params.expects_tables:
        if name not in tables:
            vi, en = suggestion(name, tables)
            yield case.of_params(
                "K03", "expects_tables", f"không có bảng «{name}».{vi}", f"there is no table “{name}”.{en}"
            )
    indicators, bases = {row.id for row in case.rows(INDICATORS)}, {row.id for row in case.rows(BASES)}
    for order, expected in enumerate(case.params.expects):
        for key, names, there in (("indicator", (expected.indicator,), indicators), ("bases", expected.bases, bases)):
            for name in names:
                if name not in there:
                    vi, en = suggestion(name, there)
                    place = f"expects.{order}.{key}"
                    yield case.of_params("K03", place, f"không có «{name}».{vi}", f"there is no “{name}”.{en}")


def one_value_per_key(case: Case) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Seen[Figure]] = {}
    for seen in case.seen(FIGURES):
        row = seen.row
        key = (row.subject, row.indicator, row.base, str(row.as_of), row.status)
        other = first.setdefault(key, seen)
        if other is not seen:
            yield case.problem(
                "K02",
                "figures",
                seen,
                "figure",
                f"hai giá trị cho một số liệu ({other.row.figure} ở dòng {other.line}, {row.figure} ở đây). Giữ một.",
                f"two values for one figure ({other.row.figure} in row {other.line}, {row.figure} here). Keep one.",
            )


def expected_figures_have_a_row_for_every_member(case: Case) -> Iterator[Problem]:
    present = {(row.indicator, row.subject, row.base) for row in case.rows(FIGURES)}
    names = {row.id: (row.name_vi, row.name_en or row.name_vi) for row in case.rows(INDICATORS)}
    for expected in case.params.expects:
        for member in case.rows(MEMBERS):
            for base in expected.bases or ("",):
                if (expected.indicator, member.subject, base) not in present:
                    vi, en = names.get(expected.indicator, (expected.indicator, expected.indicator))
                    against = f" – {base}" if base else ""
                    yield case.problem(
                        "X14",
                        "figures",
                        None,
                        "subject",
                        f"thiếu dòng {member.subject} – {vi}{against}. Nếu chưa có số liệu, gõ «…».",
                        f"no row for {member.subject} – {en}{against}. If not reported, type “…”.",
                    )


def figures_are_measured_as_their_indicator(case: Case) -> Iterator[Problem]:
    """Refuse a figure in another dimension: against a base it is a rate or a change, else it is the indicator's."""
    dimensions = {row.id: row.dimension for row in case.rows(INDICATORS)}
    for seen in case.seen(FIGURES):
        figure, dimension = seen.row.figure, dimensions[seen.row.indicator]
        if figure.is_missing:
            continue
        own = figure.dimension == dimension
        if not seen.row.base:
            if not own:
                yield of_another_dimension(case, "figures", seen, dimension)
        elif figure.dimension != RATIO and not (own and figure.sense in (CHANGE, EXCESS, FALLEN_TO, RISEN_TO)):
            yield case.problem(
                "N16",
                "figures",
                seen,
                "figure",
                f"«{figure}» không phải là so sánh. Có mốc so sánh thì gõ tỷ lệ («đạt 118,3%») hoặc mức tăng, giảm "
                "(«tăng …»); nếu là số thực hiện, để trống cột base.",
                f"“{figure.words('en')}” compares nothing. Against a base type a rate (“đạt 118,3%”) or a change "
                "(“tăng …”); for the amount itself leave column base blank.",
            )


def indicators_have_a_known_dimension(case: Case) -> Iterator[Problem]:
    known = {unit.dimension for unit in case.tables.units.all} | {RANK}
    for seen in case.seen(INDICATORS):
        if seen.row.dimension not in known:
            vi, en = suggestion(seen.row.dimension, known)
            yield case.problem(
                "N16",
                "indicators",
                seen,
                "dimension",
                f"không đơn vị nào đo «{seen.row.dimension}».{vi}",
                f"no unit measures “{seen.row.dimension}”.{en}",
            )


def revised_figures_keep_their_dimension(case: Case) -> Iterator[Problem]:
    by_year = {edition.params.year: edition for edition in case.earlier}
    for seen in case.seen(REVISIONS):
        edition = by_year.get(seen.row.year)
        tables = [edition.tables[table] for table in ("figures", "relief")] if edition else []
        old = next((row.figure for rows in tables for row in rows if row.id == seen.row.row), Quantity.missing())
        new = seen.row.figure
        if not (old.is_missing or new.is_missing) and new.dimension != old.dimension:
            yield of_another_dimension(case, "revisions", seen, old.dimension)


def of_another_dimension(case: Case, table: str, seen: Seen[Any], dimension: str) -> Problem:
    """Return the problem of a figure that is not in the dimension its place asks for, with units that are."""
    figure = seen.row.figure
    fitting = [unit.name("vi") for unit in case.tables.units.all if unit.dimension == dimension][:3]
    examples = ", ".join(f"«{name}»" for name in fitting) or f"«{dimension}»"
    return case.problem(
        "N16",
        table,
        seen,
        "figure",
        f"«{figure}» không phải đại lượng đo ở đây. Gõ con số với đơn vị như {examples}.",
        f"“{figure.words('en')}” is not measured in what this row measures ({dimension}). Type it in such a unit.",
    )


def a_change_has_its_verb(case: Case) -> Iterator[Problem]:
    """Refuse a bare rate against a base of change: 27,71% of the year before, or 27,71% more?"""
    senses = {row.id: row.sense for row in case.rows(BASES)}
    for seen in case.seen(FIGURES):
        figure = seen.row.figure
        bare = not figure.is_missing and not figure.says_its_sense
        if bare and senses.get(seen.row.base) == "change":
            yield case.problem(
                "N20",
                "figures",
                seen,
                "figure",
                f"«{figure}» so với năm trước là tăng, giảm hay bằng? Gõ «tăng {figure}», «giảm …», «bằng …».",
                f"is “{figure.words('en')}” a rise, a fall or a level? Type “tăng {figure}”, “giảm …”, “bằng …”.",
            )


def zeros_are_meant(case: Case) -> Iterator[Problem]:
    for table, seen, figure in _every_figure(case):
        if not figure.is_missing and figure.value == 0:
            yield case.problem(
                "N11",
                table,
                seen,
                "figure",
                "giá trị 0: thật sự bằng 0 hay chưa có số liệu («…»)?",
                "a value of 0: is it really 0, or not reported (“…”)?",
                WARNING,
            )


def rates_are_plausible(case: Case) -> Iterator[Problem]:
    """Ask about a rate outside the limits its indicator names; an indicator without limits is never asked about."""
    indicators = {row.id: row for row in case.rows(INDICATORS)}
    senses = {row.id: row.sense for row in case.rows(BASES)}
    asked = {
        "completion": (
            "«vượt 18,3%» là mức vượt, 118,3% là mức hoàn thành",
            "“vượt 18,3%” is the excess, 118,3% the rate",
        ),
        "change": (
            "«tăng 18,3%» là mức tăng, 118,3% là so với năm trước",
            "“tăng 18,3%” is the change, 118,3% the level",
        ),
        "level": ("Có đúng chỉ tiêu, đúng dấu phẩy không", "Is it the right indicator, the comma in its place"),
    }
    for seen in case.seen(FIGURES):
        row = seen.row
        if row.figure.is_missing or row.figure.unit is None or row.figure.unit.id != "percent":
            continue
        sense, value = _rate(row.figure, senses.get(row.base, "level"))
        low, high = _limits(indicators[row.indicator], sense)
        if (low is not None and value < low) or (high is not None and value > high):
            vi, en = asked[sense]
            yield case.problem(
                "N12",
                "figures",
                seen,
                "figure",
                f"{row.figure} bất thường với chỉ tiêu này. {vi}?",
                f"{row.figure.words('en')} is unusual for this indicator. {en}?",
                WARNING,
            )


def plans_are_not_swapped(case: Case) -> Iterator[Problem]:
    """Ask where a member's own plan (named first in `expects`) comes out under, or over double, the one assigned."""
    senses, kinds = {row.id: row.sense for row in case.rows(BASES)}, {row.id: row for row in case.rows(SUBJECTS)}
    rows = {(seen.row.indicator, seen.row.subject, seen.row.base): seen for seen in case.seen(FIGURES)}
    for expected in case.params.expects:
        plans = [base for base in expected.bases if senses.get(base) == "completion"]
        if len(plans) != 2:
            continue
        for member in case.rows(MEMBERS):
            own, assigned = (rows.get((expected.indicator, member.subject, plan)) for plan in plans)
            if own is None or assigned is None or own.row.figure.is_missing or assigned.row.figure.is_missing:
                continue
            units = case.tables.units
            rates = [percent_of_base(one.row.figure, units["percent"], of_change=False) for one in (assigned, own)]
            if rates[0] is None or rates[1] is None:
                continue
            try:
                ratio = rates[0].divided_by(rates[1], units["times"], 2)
            except NotDerivableError:
                continue  # a zero, a range, or another unit: other rules ask about that
            if not PLAN_RATIO_LIMITS[0] <= known(ratio.value) <= PLAN_RATIO_LIMITS[1]:
                name = kinds[member.subject].name_vi
                yield case.problem(
                    "X04",
                    "figures",
                    own,
                    "figure",
                    f"{name}: kế hoạch tự đặt bằng {ratio} kế hoạch được giao: có đổi chỗ hai tỷ lệ không?",
                    f"{name}: its own plan is {ratio.words('en')} the assigned one: are the two rates swapped?",
                    WARNING,
                )


def _rate(figure: Quantity, of_base: str) -> tuple[str, Decimal]:
    """Return what a rate is (completion, change or level) and its value, an excess as the completion it means."""
    if figure.sense == EXCESS:
        return "completion", known(figure.completion().value)
    if figure.direction:
        return "change", figure.signed
    if not figure.says_its_sense:
        return of_base, known(figure.value)
    return ("completion" if figure.sense == COMPLETION else "level"), known(figure.value)


def _limits(indicator: Indicator, sense: str) -> tuple[Decimal | None, Decimal | None]:
    return getattr(indicator, f"{sense}_low"), getattr(indicator, f"{sense}_high")


def _every_figure(case: Case) -> Iterator[tuple[str, Seen[Any], Quantity]]:
    for name in case.tables.contract.names:
        table = case.tables.contract[name]
        for column in table.figures if table.place == "edition" else ():
            for placed in case.tables.placed(name):
                yield name, Seen(placed.row, placed), getattr(placed.row, column)
