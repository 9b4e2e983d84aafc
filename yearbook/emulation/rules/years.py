"""Rules between years: what last year promised, what it printed, and what was merely copied from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yearbook.emulation.views import ANNIVERSARIES, FIGURES, POSTS, RELIEF, REVISIONS, SHORTCOMINGS, TASK_STATUS
from yearbook.errors import NOTE, WARNING, Problem, suggestion
from yearbook.language import fold
from yearbook.ledger.algebra import known
from yearbook.ledger.case import Case, Seen
from yearbook.ledger.view import View


def rows_are_of_this_year(case: Case) -> Iterator[Problem]:
    year = case.params.year
    for placed in case.seen(FIGURES):
        # A figure without a base may be last year's, printed beside this year's to compare.
        wanted = (year,) if placed.row.base else (year, year - 1)
        if placed.row.as_of.year not in wanted:
            yield _of_another_year(case, "figures", placed, "as_of", placed.row.as_of.year, year)
    for post in case.seen(POSTS):
        if post.row.term_year not in (year, year + 1):
            yield _of_another_year(case, "leadership", post, "term_year", post.row.term_year, year + 1)
    for day in case.seen(ANNIVERSARIES):
        if day.row.marked.year != year + 1:
            yield _of_another_year(case, "anniversaries", day, "marked", day.row.marked.year, year + 1)


def figures_are_not_last_years(case: Case) -> Iterator[Problem]:
    """Refuse a table whose every figure was printed last year; ask about a single one."""
    last = case.last_year
    views: tuple[tuple[View[Any], tuple[str, ...]], ...] = (
        (FIGURES, ("subject", "indicator", "base")),
        (RELIEF, ("subject", "what", "flow")),
    )
    for view, keys in views:
        table = view.table
        if not last:
            return
        before = {(*(getattr(row, key) for key in keys), str(row.figure)) for row in last.tables[table]}
        given = [seen for seen in case.seen(view) if not seen.row.figure.is_missing]
        same = [p for p in given if (*(getattr(p.row, key) for key in keys), str(p.row.figure)) in before]
        if len(given) > 1 and len(same) == len(given):
            yield case.problem(
                "Y06",
                table,
                same[0],
                "figure",
                f"cả {len(given)} số liệu đều y như năm {last.params.year}: bảng này là bản chép của năm trước.",
                f"all {len(given)} figures are those of {last.params.year}: this table is a copy of last year's.",
            )
            continue
        for placed in same:
            yield case.problem(
                "Y08",
                table,
                placed,
                "figure",
                f"«{placed.row.figure}» y như năm {last.params.year}. Có thật năm nay cũng vậy không?",
                f"“{placed.row.figure}” is also the figure of {last.params.year}. Is it really this year's?",
                WARNING,
            )


def last_years_tasks_have_a_status(case: Case) -> Iterator[Problem]:
    last = case.last_year
    known = [row.id for row in last.tables["tasks"]] if last else []
    reported = set()
    for placed in case.seen(TASK_STATUS):
        task = placed.row.task
        reported.add(task)
        if task not in known:
            vi, en = suggestion(task, known)
            yield case.problem(
                "Y02",
                "task_status",
                placed,
                "task",
                f"năm {case.params.year - 1} không có nhiệm vụ «{task}».{vi}",
                f"{case.params.year - 1} had no task “{task}”.{en}",
            )
    for task in known:
        if task not in reported:
            problem = case.problem(
                "Y01",
                "task_status",
                None,
                "task",
                f"nhiệm vụ «{task}» của năm trước chưa có kết quả (sẽ in «chưa báo cáo»). Thêm một dòng.",
                f"task “{task}” of last year has no status (prints “not reported”). Add a row.",
                WARNING,
            )
            yield problem.about(task)


def the_head_is_the_one_elected(case: Case) -> Iterator[Problem]:
    last, year = case.last_year, case.params.year
    elected = {row.role: row.subject for row in last.tables["leadership"] if row.term_year == year} if last else {}
    for placed in case.seen(POSTS):
        row = placed.row
        if row.term_year == year and row.subject != elected.get(row.role, row.subject):
            yield case.problem(
                "Y03",
                "leadership",
                placed,
                "subject",
                f"năm trước bầu «{elected[row.role]}», ở đây là «{row.subject}».",
                f"last year elected “{elected[row.role]}”, here stands “{row.subject}”.",
                WARNING,
            )


def shortcomings_are_this_years(case: Case) -> Iterator[Problem]:
    last = case.last_year
    before = {fold(row.text_vi).casefold(): row.id for row in last.tables["shortcomings"]} if last else {}
    known = {f"{e.params.year}-{row.id}" for e in case.earlier for row in e.tables["shortcomings"]}
    for placed in case.seen(SHORTCOMINGS):
        row = placed.row
        if row.recurs_from and row.recurs_from not in known:
            vi, en = suggestion(row.recurs_from, known)
            yield case.problem(
                "K03",
                "shortcomings",
                placed,
                "recurs_from",
                f"không năm nào trước đây có «{row.recurs_from}».{vi}",
                f"no earlier year has “{row.recurs_from}”.{en}",
            )
        copied = before.get(fold(row.text_vi).casefold())
        if last and copied and not row.recurs_from:
            yield case.problem(
                "Y07",
                "shortcomings",
                placed,
                "recurs_from",
                f"câu này y như năm trước. Nếu tái diễn, gõ «{last.params.year}-{copied}» vào cột này.",
                f"the text is last year's. If it recurs, type “{last.params.year}-{copied}” in this column.",
                WARNING,
            )


def series_keep_their_unit(case: Case) -> Iterator[Problem]:
    last = case.last_year
    units = {
        (row.indicator, row.base): row.figure.unit
        for row in (last.tables["figures"] if last else ())
        if not row.figure.is_missing
    }
    for placed in case.seen(FIGURES):
        row = placed.row
        before = units.get((row.indicator, row.base))
        if before and not row.figure.is_missing and known(row.figure.unit).dimension != before.dimension:
            yield case.problem(
                "Y04",
                "figures",
                placed,
                "figure",
                "đại lượng khác năm trước: chuỗi bị đứt, không nối đường trên biểu đồ.",
                "another dimension than last year: the series breaks, and no line joins it.",
                WARNING,
            )


def revisions_name_what_they_revise(case: Case) -> Iterator[Problem]:
    by_year = {edition.params.year: edition for edition in case.earlier}
    for placed in case.seen(REVISIONS):
        row = placed.row
        edition = by_year.get(row.year)
        rows = {old.id: old for table in ("figures", "relief") for old in (edition.tables[table] if edition else ())}
        if row.row not in rows:
            vi, en = suggestion(row.row, rows)
            yield case.problem(
                "K03",
                "revisions",
                placed,
                "row",
                f"ấn bản năm {row.year} không có dòng số liệu «{row.row}».{vi}",
                f"the edition of {row.year} has no figure “{row.row}”.{en}",
            )
        else:
            yield case.problem(
                "Y05",
                "revisions",
                placed,
                "figure",
                f"số cũ {rows[row.row].figure} → mới {row.figure}; in dấu «r» và ghi ở chương ghi chú.",
                f"{rows[row.row].figure} becomes {row.figure}; printed with “r” and listed in the notes.",
                NOTE,
            )


def _of_another_year(case: Case, table: str, placed: Seen[Any], column: str, found: int, wanted: int) -> Problem:
    return case.problem(
        "Y06",
        table,
        placed,
        column,
        f"dòng này của năm {found}, ấn bản này cần {wanted}. Chép nhầm từ thư mục năm khác?",
        f"the row is of {found}, this edition needs {wanted}. Was it copied from another year's folder?",
    )
