"""Rules across rows and tables: what no single cell can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yearbook.errors import ERROR, WARNING, NotDerivableError, Problem
from yearbook.ledger.params import Params
from yearbook.ledger.quantity import total
from yearbook.ledger.reading import Placed
from yearbook.ledger.tables import Tables

# Below 1 or above 2 a district's plan would be under, or double, the province's: rare enough to ask.
PLAN_RATIO_LIMITS = (1, 2)


@dataclass(frozen=True)
class Case:
    """What the rules look at: the tables, the params."""

    tables: Tables
    params: Params

    def problem(
        self,
        code: str,
        table: str,
        placed: Placed | None,
        column: str,
        vi: str,
        en: str,
        severity: str = ERROR,
    ) -> Problem:
        """Return a problem at a row of a table (or at the table as a whole)."""
        return Problem(code, severity, self.tables.files[table], placed.line if placed else None, column, vi, en)

    @property
    def members(self) -> list[str]:
        return [row.district for row in self.tables["members"]]


def check(case: Case) -> list[Problem]:
    """Return every problem that shows only across rows and tables."""
    return [problem for rule in RULES for problem in rule(case)]


def related_rows_exist(case: Case) -> Iterator[Problem]:
    for table, column in (("relief", "related"), ("tasks", "parent")):
        known = {row.id for row in case.tables[table]}
        for placed in case.tables.placed(table):
            target = getattr(placed.row, column)
            if target and target not in known:
                yield case.problem(
                    "K03",
                    table,
                    placed,
                    column,
                    f"không có dòng «{target}» trong bảng này.",
                    f"there is no row “{target}” in this table.",
                )


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


def same_goods_are_weight_and_value(case: Case) -> Iterator[Problem]:
    rows = {row.id: row for row in case.tables["relief"]}
    for placed in case.tables.placed("relief"):
        row = placed.row
        other = rows.get(row.related)
        if row.relation != "same_goods_as" or other is None:
            continue
        mutual = other.related == row.id and other.district == row.district
        if not mutual or {row.what, other.what} != {"goods_weight", "goods_value"}:
            yield case.problem(
                "X02",
                "relief",
                placed,
                "related",
                f"{row.id} và {row.related} phải trỏ vào nhau, cùng huyện, một dòng khối lượng và một dòng giá trị.",
                f"{row.id} and {row.related} must point at each other: one district, one weight and one value.",
            )


def relations_name_a_row(case: Case) -> Iterator[Problem]:
    for placed in case.tables.placed("relief"):
        if placed.row.relation != "separate" and not placed.row.related:
            yield case.problem(
                "X02",
                "relief",
                placed,
                "related",
                "quan hệ này cần mã của dòng liên quan.",
                "this relation needs the id of the related row.",
            )


def parts_stay_within_the_whole(case: Case) -> Iterator[Problem]:
    for placed in case.tables.placed("relief"):
        whole = placed.row
        parts = [row for row in case.tables["relief"] if row.related == whole.id and row.relation.endswith("part_of")]
        if not parts or whole.figure.is_missing or any(part.figure.is_missing for part in parts):
            continue
        try:
            together = total(part.figure for part in parts)
            too_much = together.exceeds(whole.figure)
        except NotDerivableError:
            continue
        if too_much:
            yield case.problem(
                "X01",
                "relief",
                placed,
                "figure",
                f"các phần cộng lại ({together}) lớn hơn {whole.figure}.",
                f"the parts together ({together.words('en')}) exceed {whole.figure.words('en')}.",
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
        ratio = province_plan.row.figure.divided_by(district_plan.row.figure, case.tables.units["times"], 2)
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


def anniversaries_agree(case: Case) -> Iterator[Problem]:
    for placed in case.tables.placed("anniversaries"):
        row = placed.row
        years = row.marked.year - row.origin.year
        if (row.origin.day, row.origin.month) != (row.marked.day, row.marked.month):
            yield case.problem(
                "X07",
                "anniversaries",
                placed,
                "marked",
                "ngày kỷ niệm khác ngày, tháng của ngày gốc.",
                "the day marked differs from the original day and month.",
            )
        elif row.years_stated is not None and row.years_stated != years:
            yield case.problem(
                "X07",
                "anniversaries",
                placed,
                "years_stated",
                f"{row.origin.year}→{row.marked.year} là {years} năm, tệp ghi {row.years_stated}.",
                f"{row.origin.year}→{row.marked.year} is {years} years, the file says {row.years_stated}.",
            )


def only_members_lead_and_are_nominated(case: Case) -> Iterator[Problem]:
    for table in ("budget", "relief", "leadership", "nominations"):
        for placed in case.tables.placed(table):
            if placed.row.district not in case.members:
                yield case.problem(
                    "X08",
                    table,
                    placed,
                    "district",
                    f"«{placed.row.district}» không phải thành viên của cụm.",
                    f"“{placed.row.district}” is not a member of the cluster.",
                )


def one_head_and_another_deputy(case: Case) -> Iterator[Problem]:
    terms: dict[int, list[Placed]] = {}
    for placed in case.tables.placed("leadership"):
        terms.setdefault(placed.row.term_year, []).append(placed)
    for year, posts in terms.items():
        heads = [post for post in posts if post.row.role == "head"]
        if len(heads) != 1:
            yield case.problem(
                "X08",
                "leadership",
                posts[0],
                "role",
                f"năm {year} phải có đúng một cụm trưởng.",
                f"{year} needs exactly one head.",
            )
        for post in posts:
            if post.row.role == "deputy" and heads and post.row.district == heads[0].row.district:
                yield case.problem(
                    "X08", "leadership", post, "district", "cụm phó trùng với cụm trưởng.", "the deputy is the head."
                )


def decided_awards_have_their_decision(case: Case) -> Iterator[Problem]:
    for placed in case.tables.placed("nominations"):
        row = placed.row
        if row.stage != "decided":
            continue
        if not row.decision_number or not row.decision_date:
            yield case.problem(
                "X10",
                "nominations",
                placed,
                "stage",
                "đã quyết định thì phải có số và ngày quyết định.",
                "a decided award needs the decision's number and date.",
            )
        elif row.decision_date < case.params.conference.date:
            yield case.problem(
                "X10",
                "nominations",
                placed,
                "decision_date",
                "ngày quyết định trước ngày hội nghị.",
                "the decision is dated before the conference.",
            )


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


def members_exist_in_the_year(case: Case) -> Iterator[Problem]:
    districts = {row.id: row for row in case.tables["districts"]}
    for placed in case.tables.placed("members"):
        district = districts[placed.row.district]
        if district.valid_to and district.valid_to.year < case.params.year:
            yield case.problem(
                "T07",
                "members",
                placed,
                "district",
                f"«{district.full_vi}» đã kết thúc hoạt động năm {district.valid_to.year}; "
                f"năm {case.params.year} phải dùng đơn vị mới.",
                f"“{district.full_en}” ended in {district.valid_to.year}; {case.params.year} needs its successor.",
            )


RULES: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    members_exist_in_the_year,
    related_rows_exist,
    one_value_per_budget_key,
    core_indicators_have_a_row_for_every_member,
    plans_are_not_swapped,
    relations_name_a_row,
    same_goods_are_weight_and_value,
    parts_stay_within_the_whole,
    only_members_lead_and_are_nominated,
    one_head_and_another_deputy,
    decided_awards_have_their_decision,
    anniversaries_agree,
)
