"""Codes and ids ↔ the words of a form: labels, the names of members and sources, and the lists to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from yearbook.language import fold
from yearbook.ledger.contract import Column, Row, Table
from yearbook.ledger.edition import Edition
from yearbook.ledger.writing import cells

_NAMES = ("name_vi", "short_vi", "full_vi", "title_vi", "vi")  # the first that a table has is what its rows are called
_SAYING = "text_vi"  # rows that have no name are known by their id and how they begin
_BEGINNING = 40

Labels = Mapping[str, str]  # id → label


class Words:
    """The words of one edition's forms; `held` are the lists a returned form brought along: list → label → id.

    What stands in the form was chosen from its own lists, so they go before the labels of today.
    """

    def __init__(self, edition: Edition, held: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._edition, self._held = edition, held or {}
        self._labels: dict[str, Labels] = {}
        self._meant: dict[str, dict[str, str]] = {}

    def list_of(self, table: str, column: Column) -> str:
        """Return the name of the list that a column draws on, "" where anything may stand in it."""
        if column.kind == "code":
            return f"codes {column.codes}" if column.codes else f"{table}.{column.name}"
        return column.table if column.kind == "reference" else ""

    def labels(self, table: str, column: Column) -> Labels:
        """Return what a column offers, id → label, every label once."""
        name = self.list_of(table, column)
        if name and name not in self._labels:
            self._labels[name] = self._labels_of(column)
        return self._labels.get(name, {})

    def shown(self, table: Table, record: Mapping[str, str]) -> dict[str, str]:
        """Return a row's cells as a form shows them."""
        return {name: self.label(table, name, cell) for name, cell in record.items()}

    def label(self, table: Table, name: str, cell: str) -> str:
        """Return one cell in words; as it stands where there are none for it."""
        return self.labels(table.name, table.columns[name]).get(cell, cell)

    def meant(self, table: str, column: Column, text: str) -> str:
        """Return the id that a label stands for; any other text as it is."""
        name = self.list_of(table, column)
        if not name or not text:
            return text
        if name not in self._meant:
            of_today = {_plain(label): known for known, label in self.labels(table, column).items()}
            self._meant[name] = of_today | {_plain(label): known for label, known in self._held.get(name, {}).items()}
        return self._meant[name].get(_plain(text), text)

    def learn(self, table: Table, rows: Iterable[Row]) -> None:
        """Take in rows that a form brings, so that what stands after them may name them."""
        if table.name in self._meant or not any(name in table.columns for name in _NAMES):
            return
        known = {table.key_of(row): row for row in (*self._edition.tables[table.name], *rows)}
        self._labels[table.name] = _unique({key: _name(table, row) for key, row in known.items()})

    def _labels_of(self, column: Column) -> Labels:
        if column.kind == "code":
            known = self._edition.tables.codes(column.codes) if column.codes else column.categories
            return _unique({code: label for code, (label, _) in known.items()})
        target = self._edition.contract[column.table]
        return _unique({target.key_of(row): _name(target, row) for row in self._edition.tables[column.table]})


def in_words(edition: Edition, table: Table, row: Row) -> dict[str, str]:
    """Return a row as the form shows it: codes by their labels, rows of other tables by their names."""
    return Words(edition).shown(table, cells(table, row))


def called(edition: Edition, subject: str) -> str:
    """Return what a member is called."""
    return next((row.name_vi for row in edition.rows("subjects") if row.id == subject), subject)


def _name(table: Table, row: Row) -> str:
    key = table.key_of(row)
    for name in _NAMES:
        said: Any = getattr(row, name, "")
        if said and isinstance(said, str):
            return fold(said)
    text = fold(str(getattr(row, _SAYING, "") or ""))
    if not text:
        return key
    return f"{key} – {text if len(text) <= _BEGINNING else text[:_BEGINNING].rpartition(' ')[0] + '…'}"


def _unique(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels of which none could be taken for another, or for the id of another row."""
    often = Counter(_plain(label) for label in labels.values())
    ids = {_plain(key): key for key in labels}
    return {
        key: f"{label} ({key})" if often[_plain(label)] > 1 or ids.get(_plain(label), key) != key else label
        for key, label in labels.items()
    }


def _plain(text: str) -> str:
    return fold(text).casefold()
