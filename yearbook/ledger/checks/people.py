"""Rules for members, leaders and nominations."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.errors import WARNING, Problem
from yearbook.ledger.checks.case import Case
from yearbook.ledger.reading import Placed

FLAG = "co_thi_dua_tinh"


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
        elif case.params.conference and row.decision_date < case.params.conference.date:
            yield case.problem(
                "X10",
                "nominations",
                placed,
                "decision_date",
                "ngày quyết định trước ngày hội nghị.",
                "the decision is dated before the conference.",
            )


def one_flag_for_the_cluster(case: Case) -> Iterator[Problem]:
    flags = [placed for placed in case.tables.placed("nominations") if placed.row.award.startswith(FLAG)]
    for placed in flags[1:]:
        yield case.problem(
            "X09",
            "nominations",
            placed,
            "award",
            f"hai đơn vị cùng được đề nghị Cờ thi đua của cụm (dòng {flags[0].line} và dòng này).",
            f"two units are nominated for the cluster's flag (row {flags[0].line} and this one).",
            WARNING,
        )


def awards_are_in_force(case: Case) -> Iterator[Problem]:
    awards = {row.id: row for row in case.tables["award_types"]}
    for placed in case.tables.placed("nominations"):
        award = awards[placed.row.award]
        begun = not award.valid_from or award.valid_from.year <= case.params.year
        ended = award.valid_to and award.valid_to.year < case.params.year
        if not begun or ended:
            limit = award.valid_to if ended else award.valid_from
            yield case.problem(
                "X11",
                "nominations",
                placed,
                "award",
                f"«{award.name_vi}» theo luật này {'hết' if ended else 'chỉ có'} hiệu lực từ {limit:%d/%m/%Y}; "
                f"năm {case.params.year} dùng mã khác.",
                f"“{award.name_en}” under this law {'ended' if ended else 'begins'} {limit:%d/%m/%Y}; "
                f"use another id for {case.params.year}.",
            )
