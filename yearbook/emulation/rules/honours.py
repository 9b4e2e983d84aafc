"""Rules for awards: whom a row is about, decisions, what a group may propose once, and the law in force."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.emulation.views import AWARD_TYPES, HONOURS, Honour
from yearbook.errors import NOTE, WARNING, Problem
from yearbook.ledger.case import Case, Seen


def every_row_says_who(case: Case) -> Iterator[Problem]:
    for seen in case.seen(HONOURS):
        if not seen.row.subject and not seen.row.recipient_vi and not seen.row.count:
            yield case.problem(
                "X16",
                "honours",
                seen,
                "recipient_vi",
                "dòng này chưa nói cho ai: gõ đơn vị, người nhận, hoặc số lượng.",
                "the row does not say for whom: type a unit, a recipient, or a number.",
            )


def decided_awards_have_their_decision(case: Case) -> Iterator[Problem]:
    for seen in case.seen(HONOURS):
        row = seen.row
        if row.stage != "decided":
            continue
        if not row.decision_number or not row.decision_date:
            yield case.problem(
                "X10",
                "honours",
                seen,
                "stage",
                "đã quyết định nhưng chưa ghi số và ngày quyết định; in «chưa rõ số quyết định».",
                "decided, yet without the decision's number and date.",
                NOTE,
            )
        if row.decision_date and case.params.conference and row.decision_date.before(case.params.conference.date):
            yield case.problem(
                "X10",
                "honours",
                seen,
                "decision_date",
                "ngày quyết định trước ngày hội nghị. Kiểm tra hai ngày.",
                "the decision is dated before the conference. Check both days.",
                WARNING,
            )


def single_awards_are_single(case: Case) -> Iterator[Problem]:
    single = {row.id: row.name_vi for row in case.rows(AWARD_TYPES) if row.single == "yes"}
    first: dict[str, Seen[Honour]] = {}
    for seen in case.seen(HONOURS):
        if seen.row.award not in single:
            continue
        other = first.setdefault(seen.row.award, seen)
        if other is not seen or (seen.row.count or 1) > 1:
            yield case.problem(
                "X09",
                "honours",
                seen,
                "award",
                f"hơn một đề nghị {single[seen.row.award]} (dòng {other.line} và dòng này).",
                f"more than one proposal for an award a group may propose once (row {other.line} and this one).",
                WARNING,
            )


def awards_are_in_force(case: Case) -> Iterator[Problem]:
    awards = {row.id: row for row in case.rows(AWARD_TYPES)}
    for seen in case.seen(HONOURS):
        award = awards[seen.row.award]
        begun = not award.valid_from or award.valid_from.year <= case.params.year
        ended = award.valid_to and award.valid_to.year < case.params.year
        if not begun or ended:
            limit = award.valid_to if ended else award.valid_from
            yield case.problem(
                "X11",
                "honours",
                seen,
                "award",
                f"«{award.name_vi}» theo luật này {'hết' if ended else 'chỉ có'} hiệu lực từ {limit}; "
                f"năm {case.params.year} dùng mã khác.",
                f"“{award.name_en}” under this law {'ended' if ended else 'begins'} {limit}; "
                f"use another id for {case.params.year}.",
            )
