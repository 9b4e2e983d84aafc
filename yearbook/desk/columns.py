"""A table of the records → a frame in one language, with its labels and headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from yearbook import language as house
from yearbook.desk.blanks import Unchanging, meanings_of
from yearbook.desk.figures import FigureArray
from yearbook.desk.named import told
from yearbook.desk.words import Year
from yearbook.ledger.contract import Column, Row, Table
from yearbook.ledger.named import is_running

if TYPE_CHECKING:
    from yearbook.desk.frames import Edition


def headed(rows: pd.DataFrame, headings: Mapping[str, str]) -> pd.DataFrame:
    """Return rows with the headings of the columns that are shown, in reading order."""
    rows = rows.copy()
    rows.attrs = {**rows.attrs, "headings": Unchanging(headings)}
    return rows


def frame(edition: Edition, table: str) -> pd.DataFrame:
    """Return one table as a frame in the edition's language; rows in printing order, members before others."""
    described = edition.records.contract[table]
    rows = edition.records.rows(table)
    if described.figures and "subject" in described.columns and "sort" not in described.columns:
        order = {member.subject: place for place, member in enumerate(edition.records.rows("members"))}
        rows = sorted(rows, key=lambda row: order.get(row.subject, len(order)))
    columns: dict[str, Any] = {}
    place = house.LANGUAGES.index(edition.language)
    headings: dict[str, str] = {}
    for name, column in described.columns.items():
        stem = name.removesuffix("_vi")
        if name.endswith("_en") and f"{name.removesuffix('_en')}_vi" in described.columns:
            continue
        headings[stem] = column.heading[place]
        if stem != name and f"{stem}_en" in described.columns:
            columns[stem] = [edition._own(row, stem) for row in rows]
        else:
            values = [getattr(row, name) for row in rows]
            if is_running(described, column):
                values = [told(edition, value, edition.language) for value in values]
            columns[name] = _values(name, column, values)
            headings[name] = column.heading[place]
            labels = _labels(edition, column, name, described, rows)
            if labels is not None:
                columns[f"{name}_label"] = labels
    result = pd.DataFrame({name: _series(values) for name, values in columns.items()})
    result.index = pd.Index(result[described.key], dtype=object, name=None)
    numbers = (name for name, column in described.columns.items() if column.kind == "integer")
    whole = tuple(name for name in numbers if name != "sort" and not name.endswith("year"))
    result.attrs |= {"table": table, "whole_numbers": whole}
    result.attrs |= {"headings": Unchanging(headings), "empty": meanings_of(described, rows)}
    return result


def _series(values: Any) -> Any:
    return values if isinstance(values, FigureArray) else pd.Series(values, dtype=object)


def _values(name: str, column: Column, values: list[Any]) -> Any:
    if column.kind == "integer" and name.endswith("year"):
        return [None if value is None else Year(value) for value in values]
    return FigureArray(values) if column.kind == "figure" else values


def _labels(edition: Edition, column: Column, name: str, table: Table, rows: list[Row]) -> list[str] | None:
    values = [getattr(row, name) for row in rows]
    if column.kind == "code":
        place = house.LANGUAGES.index(edition.language)
        return [edition.records.label(table.name, name, value)[place] for value in values]
    if column.kind != "reference":
        return None
    if column.table == "subjects":
        return [edition.name(value) if value else "" for value in values]
    if "name_vi" in edition.records.contract[column.table].columns:
        return [edition._own(edition.records.row(column.table, value), "name") if value else "" for value in values]
    return None
