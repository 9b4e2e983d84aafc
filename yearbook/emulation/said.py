"""What an edition says: the Vietnamese words of its records and params that its book prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from yearbook.desk.frames import Edition
from yearbook.ledger.contract import EDITION, Row, Table

# What a row of another table is called where it is named.
_NAMES = ("name_vi", "short_vi")
_NOT_PRINTED = ("acknowledgements",)


def says(said: str, forms: Iterable[str]) -> bool:
    """Tell whether a text in lower case has one of these words in it."""
    return any(re.search(rf"(?<!\w){re.escape(form.casefold())}(?!\w)", said) for form in forms)


def text(edition: Edition) -> str:
    """Return every word of the records and params that stands in the book, in lower case, a text a line."""
    return "\n".join(part.casefold() for part in (*_params(edition), *_records(edition)) if part)


def _params(edition: Edition) -> Iterator[str]:
    params = edition.records.params
    meeting = params.conference
    told = (meeting.venue, meeting.purpose) if meeting else ()
    yield from (words.vi for words in (params.title, params.organiser, params.area, *told) if words)
    yield from (params.word(post.role).vi for post in edition.records.rows("leadership"))


def _records(edition: Edition) -> Iterator[str]:
    records = edition.records
    for name, table in records.contract.of(EDITION).items():
        if name not in _NOT_PRINTED:
            for row in records.rows(name):
                yield from _row(edition, table, row)
    if edition.honours.empty:
        return
    for step in records.rows("award_path"):
        if step.path == records.params.award_path:
            yield from (step.step_vi, step.remark_vi)


def _row(edition: Edition, table: Table, row: Row, columns: Iterable[str] = ()) -> Iterator[str]:
    """Yield the texts, figures and labels of a row, and what rows that it names are called."""
    for name in columns or table.columns:
        column, value = table.columns[name], getattr(row, name)
        if not value or name.endswith("_en"):
            continue
        if column.kind == "code":
            yield edition.records.label(table.name, name, value)[0]
        elif column.kind in ("text", "texts", "figure"):
            yield from map(str, value if isinstance(value, tuple) else (value,))
        elif column.kind == "reference" and table.place == EDITION:
            yield from _named(edition, column.table, value)


def _named(edition: Edition, table: str, key: Any) -> Iterator[str]:
    described = edition.records.contract[table]
    coded = [name for name, column in described.columns.items() if column.kind == "code"]
    known = [*(name for name in _NAMES if name in described.columns), *coded]
    yield from _row(edition, described, edition.records.row(table, key), known)
