"""Rows → a table file in its one canonical form: what a Vietnamese Excel opens and saves unharmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yearbook.ledger.columns import Row
from yearbook.ledger.quantity import Quantity


def written(row_type: type[Row], records: Iterable[Mapping[str, str]]) -> str:
    """Return a table as text: a header, semicolons, quotes only where a cell needs them, one LF a line."""
    names = list(row_type.columns())
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(names)
    for record in records:
        writer.writerow([record.get(name, "") for name in names])
    return text.getvalue()


def cells(row: Row) -> dict[str, str]:
    """Return a row as the cells a person would type."""
    return {name: _cell(getattr(row, name)) for name in type(row).columns()}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value) if isinstance(value, Quantity | int) else value
