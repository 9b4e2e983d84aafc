"""What a row is about, in words: the columns its contract names, coded values with their labels."""

from __future__ import annotations

from yearbook.language import LANGUAGES, date
from yearbook.ledger.citing import in_language, name_of
from yearbook.ledger.contract import Row, Table
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.edition import Edition
from yearbook.ledger.quantity import Quantity


def told(edition: Edition, table: Table, row: Row, language: str) -> str:
    """Return whom and what a row is about: "An Lão, ngày làm việc, so với tháng trước"; its id where none says."""
    words = (in_words(edition, table, row, column, language) for column in table.tells)
    return ", ".join(filter(None, words)) or table.key_of(row)


def in_words(edition: Edition, table: Table, row: Row, column: str, language: str) -> str:
    """Return what stands in one column of a row as a reader knows it; "" for a blank. Of a pair, `name_vi` is both."""
    described, value = table.columns[column], getattr(row, column)
    stem = column.removesuffix("_vi")
    if stem != column and f"{stem}_en" in table.columns:
        return in_language(row, stem, language)
    if value in (None, "", ()):
        return ""
    if described.kind == "code":
        return edition.label(table.name, column, value)[LANGUAGES.index(language)]
    if described.kind == "reference" and "name_vi" in edition.contract[described.table].columns:
        if described.table == "subjects":
            return name_of(edition, value, language)
        return in_language(edition.row(described.table, value), "name", language)
    if isinstance(value, PartialDate):
        return date(value, language)
    if isinstance(value, Quantity):
        return value.words(language)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
