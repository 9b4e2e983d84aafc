"""What a figure of a book is, in words: whom and what a record is about, which rows a count counts."""

from __future__ import annotations

from yearbook.ledger.edition import Edition
from yearbook.ledger.expression import Expression
from yearbook.ledger.finding import Found
from yearbook.ledger.telling import in_words, told


def about_record(found: Found, language: str) -> str:
    """Return whom and what a record is about; also which column is meant, where its row leaves that open."""
    row_told = told(found.edition, found.table, found.row, language)
    if len(found.table.figures) == 1 and found.column in found.table.figures:
        return row_told
    return f"{row_told}, {found.table.columns[found.column].heading[language != 'vi'].lower()}"


def about_count(edition: Edition, made: Expression, language: str) -> str:
    """Return the table whose rows are counted, and how a reader knows each of them."""
    table, *rows = made.given
    names = [_name_of(edition, table, row, language) for row in rows]
    title = edition.contract[table].title[language != "vi"] if table in edition.contract else table
    return ": ".join(filter(None, (title, ", ".join(names))))


def _name_of(edition: Edition, table: str, row_id: str, language: str) -> str:
    """Return how a reader knows a row: its id, or whom it is about where that is its key."""
    if table not in edition.contract:
        return row_id
    described = edition.contract[table]
    if described.columns[described.key].kind != "reference":
        return row_id
    row = edition.row(table, row_id)
    return in_words(edition, described, row, described.key, language)
