"""Rows → a table file in its one canonical form: what a Vietnamese Excel opens and saves unharmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from yearbook.ledger.contract import Column, Row, Table
from yearbook.ledger.grammar import MISSING

_NOT_REPORTED = MISSING["…"]


def written(table: Table, records: Iterable[Mapping[str, str]]) -> str:
    """Return a table as text: a header, semicolons, quotes only where a cell needs them, one LF a line."""
    return in_columns(table.columns, records)


def in_columns(names: Iterable[str], records: Iterable[Mapping[str, str]]) -> str:
    """Return records as text in that form, under these columns."""
    head = list(names)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(head)
    for record in records:
        writer.writerow([record.get(name, "") for name in head])
    return text.getvalue()


def cells(table: Table, row: Row) -> dict[str, str]:
    """Return a row as the cells a person would type."""
    return {name: _cell(column, getattr(row, name)) for name, column in table.columns.items()}


def _cell(column: Column, value: Any) -> str:
    if value is None or (column.kind == "figure" and not column.required and value.status == _NOT_REPORTED):
        return ""
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
