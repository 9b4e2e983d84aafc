"""The tables of an edition as resources of a Data Package: those it has rows of, and those they point at.

A resource is the schema as it stands in the contract, and the rows in the canonical form of `writing`, with the byte
order mark that Excel needs to read Vietnamese.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from yearbook.ledger.contract import EDITION, REFERENCE, Table
from yearbook.ledger.edition import Edition
from yearbook.ledger.lexicon_rows import TABLES as LEXICON
from yearbook.ledger.tables import CODES
from yearbook.ledger.writing import cells, in_columns

_MARK = "\ufeff"


@dataclass(frozen=True)
class Resource:
    """One table of a package: what the package says of it, the name of its file, and what is in that."""

    descriptor: Mapping[str, Any]
    path: str
    content: str


def resource(name: str, schema: Mapping[str, Any], text: str) -> Resource:
    """Return a table as a resource: `text` is its CSV, with semicolons and a line feed at the end of each line."""
    path = f"{name}.csv"
    titles = {key: schema[key] for key in ("title", "title_en", "description", "description_en") if key in schema}
    form = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    dialect = {"delimiter": ";", "lineTerminator": "\n"}
    content = _MARK + text
    size = {"bytes": len(content.encode()), "hash": f"sha256:{sha256(content.encode()).hexdigest()}"}
    told = {"name": name, "type": "table", "path": path, **titles, **form, **size, "dialect": dialect, "schema": schema}
    return Resource(told, path, content)


def resources(edition: Edition) -> list[Resource]:
    """Return the tables that an edition has rows of and all they point at, its own first, in the contract's order."""
    own, shared = edition.contract.of(EDITION), edition.contract.of(REFERENCE)
    wanted: set[str] = set()
    waiting = [name for name in own if edition.tables[name]]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += _named_by(edition.contract[name])
    return [_of(edition, table) for table in (*own.values(), *shared.values()) if table.name in wanted]


def _named_by(table: Table) -> Iterator[str]:
    """Yield the tables without which a table cannot be understood: rows it names, lists, the words of its figures."""
    for column in table.columns.values():
        yield from filter(None, (column.table, CODES if column.codes else ""))
    yield from LEXICON if table.has("figure") else ()


def _of(edition: Edition, table: Table) -> Resource:
    rows = (cells(table, row) for row in edition.tables[table.name])
    return resource(table.name, table.schema, in_columns(table.columns, rows))
