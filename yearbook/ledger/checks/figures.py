"""Rules for budget figures: keys, coverage, plans against each other, and figures too odd to be right."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.errors import WARNING, NotDerivableError, Problem
from yearbook.ledger.checks.case import Case
from yearbook.ledger.reading import Placed

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
        try:
            ratio = province_plan.row.figure.divided_by(district_plan.row.figure, case.tables.units["times"], 2)
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


def rates_are_plausible(case: Case) -> Iterator[Problem]:
    for placed in case.tables.placed("budget"):
        row = placed.row
        if row.figure.is_missing or row.figure.unit.id != "percent":
            continue
        value = row.figure.value
        growth = row.base == "previous_year"
        low, high = (-GROWTH_LIMIT, GROWTH_LIMIT) if growth else COMPLETION_LIMITS
        if not low <= value <= high:
            asked_vi, asked_en = (
                ("Cột này là mức tăng: «tăng 18,3%» gõ 18,3%, không phải 118,3%", "This is the change, not the level")
                if growth
                else ("Cột này là mức hoàn thành: «vượt 18,3%» gõ 118,3%", "This is completion, not the excess")
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
