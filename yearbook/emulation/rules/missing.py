"""What is still to come: tables without a row, and members without the figures they owe."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.emulation.views import FIGURES
from yearbook.errors import NOTE, Problem
from yearbook.ledger.case import Case
from yearbook.ledger.contract import EDITION
from yearbook.ledger.imprint import OWED


def tables_without_a_row(case: Case) -> Iterator[Problem]:
    """Note the tables that the group owes each year and that are empty; one it never owes is never named."""
    for name in case.tables.contract.of(EDITION):
        if name in case.params.expects_tables and not case.tables[name]:
            yield case.problem(
                "M01",
                name,
                None,
                "",
                "bảng chưa có dòng nào; sách không in phần này.",
                "the table has no row yet; the book leaves this part out.",
                NOTE,
            ).about(name)


def expected_figures_to_come(case: Case) -> Iterator[Problem]:
    owed = {(each.indicator, base) for each in case.params.expects for base in each.bases or ("",)}
    names = {row.id: (row.name_vi, row.name_en or row.name_vi) for row in case.tables["bases"]}
    for seen in case.seen(FIGURES):
        row = seen.row
        if (row.indicator, row.base) in owed and row.figure.status == "not_reported":
            vi, en = names.get(row.base, ("", ""))
            yield case.problem(
                "M02",
                "figures",
                seen,
                "figure",
                f"«{row.subject}» chưa có số liệu{f' so với {vi}' if vi else ''}.",
                f"“{row.subject}” has no figure{f' against the {en}' if en else ''} yet.",
                NOTE,
            )


def the_edition_is_not_closed(case: Case) -> Iterator[Problem]:
    for key, (vi, en) in OWED.items():
        if getattr(case.params, key) is None:
            yield case.of_params("M03", key, f"chưa điền: {vi}.", f"not filled in yet: {en}.", NOTE)
