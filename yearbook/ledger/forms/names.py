"""What a form calls its sheets and columns, and which tables it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from yearbook.ledger.contract import EDITION, Column, Contract, Table

GUIDE, LISTS, MEMORY = "Hướng dẫn", "Danh mục", "Bản gốc"
TITLE = "yearbook form"
_LONGEST = 31  # what Excel lets a sheet be called
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def tables_of(contract: Contract, subject: str) -> dict[str, Table]:
    """Return the tables that a form holds: every one, or those that are about a subject."""
    tables = contract.of(EDITION).items()
    return {name: table for name, table in tables if not subject or "subject" in table.columns}


def heading(column: Column) -> str:
    """Return the heading of a column as the form prints it."""
    return column.heading[0]


def sheets_of(contract: Contract) -> dict[str, str]:
    """Return what the sheet of each table is called: its title, as much of it as Excel allows."""
    taken = [name.casefold() for name in (GUIDE, LISTS, MEMORY)]
    found: dict[str, str] = {}
    for name, table in contract.of(EDITION).items():
        title = _short(table.title[0]) or name
        found[name] = title if title.casefold() not in taken else name
        taken.append(found[name].casefold())
    return found


def table_of(sheet: str, sheets: Mapping[str, str]) -> str | None:
    """Return the table whose sheet bears a name; a form made before sheets had titles calls them as the tables."""
    by_title = {title: table for table, title in sheets.items()} | {table: table for table in sheets}
    return by_title.get(sheet)


def _short(title: str) -> str:
    title = " ".join(title.split())
    if len(title) > _LONGEST:
        first = re.split(r"[,:;(–]", title)[0].strip()
        title = first if 0 < len(first) <= _LONGEST else f"{title[: _LONGEST - 1].rpartition(' ')[0]}…"
    return " ".join(_FORBIDDEN.sub(" ", title).split())
