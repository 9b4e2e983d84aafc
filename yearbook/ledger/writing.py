"""Rows → a table file in its one canonical form: what a Vietnamese Excel opens and saves unharmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from yearbook.ledger.contract import Column, Row, Table


def written(table: Table, records: Iterable[Mapping[str, str]]) -> str:
    """Return a table as text: a header, semicolons, quotes only where a cell needs them, one LF a line."""
    names = list(table.columns)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(names)
    for record in records:
        writer.writerow([record.get(name, "") for name in names])
    return text.getvalue()


def cells(table: Table, row: Row) -> dict[str, str]:
    """Return a row as the cells a person would type."""
    return {name: _cell(column, getattr(row, name)) for name, column in table.columns.items()}


def _cell(column: Column, value: Any) -> str:
    if value is None or (column.kind == "figure" and not column.required and value.is_missing):
        return ""
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
