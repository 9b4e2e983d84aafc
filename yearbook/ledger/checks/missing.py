"""What is still to come: tables without a row, and members without their core figures."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.errors import NOTE, Problem
from yearbook.ledger.checks.case import Case

# Tables that a year normally fills; an empty one prints "…", never 0.
EXPECTED = ("relief", "claims", "movements", "shortcomings", "tasks", "anniversaries", "nominations")


def tables_without_a_row(case: Case) -> Iterator[Problem]:
    for table in EXPECTED:
        if not case.tables[table]:
            yield case.problem(
                "M01",
                table,
                None,
                "",
                "bảng chưa có dòng nào; trong sách in «…».",
                "the table has no row yet; the book prints “…”.",
                NOTE,
            ).about(table)


def core_figures_to_come(case: Case) -> Iterator[Problem]:
    core = {indicator.id for indicator in case.tables["indicators"] if indicator.core == "yes"}
    for placed in case.tables.placed("budget"):
        row = placed.row
        if row.indicator in core and row.figure.status == "not_reported":
            label = type(row).label("base", row.base, "vi")
            yield case.problem(
                "M02",
                "budget",
                placed,
                "figure",
                f"«{row.district}» chưa có số liệu so với {label}.",
                f"“{row.district}” has no figure against the {type(row).label('base', row.base, 'en')} yet.",
                NOTE,
            )


def the_edition_is_not_closed(case: Case) -> Iterator[Problem]:
    for key in ("conference", "published"):
        if getattr(case.params, key) is None:
            yield case.of_params("M03", key, "chưa điền.", "not filled in yet.", NOTE)
