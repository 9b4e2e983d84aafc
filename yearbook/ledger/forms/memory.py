"""What a form remembers: the records it was made from, on a hidden sheet, so that what changed since can be told.

The sheet's first row names the form: title, version, edition, member, fingerprint of all that the hidden sheets hold.
Then come `guide` rows (the lines of the first sheet), a `table` row for each table (name, sheet, columns) and a `row`
for each of its records. Whatever a spreadsheet program does to visible cells, these come back as they were, or the
fingerprint tells.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.worksheet.worksheet import Worksheet

from yearbook.language import fold
from yearbook.ledger.forms.names import TITLE
from yearbook.ledger.forms.text import plain, put

_VERSION = "2"
Record = dict[str, str]


@dataclass(frozen=True)
class Memory:
    """A form's memory: edition, member, guide, the sheets and the records of its tables: table → key → record."""

    edition: str
    subject: str
    guide: tuple[str, ...] = ()
    sheets: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)
    sound: bool = True


def remember(sheet: Worksheet, memory: Memory, lists: Iterable[Sequence[str]]) -> None:
    """Write a memory on its sheet, together with the fingerprint of it and of the lists."""
    rows = list(_rows(memory))
    first = [TITLE, _VERSION, memory.edition, memory.subject]
    for line, row in enumerate([[*first, _fingerprint([first, *rows], lists)], *rows], 1):
        for position, text in enumerate(row, 1):
            put(sheet.cell(line, position), text)


def remembered(rows: Sequence[Sequence[str]], lists: Iterable[Sequence[str]], keys: Mapping[str, str]) -> Memory | None:
    """Return the memory that the rows of a sheet hold, None if they are no memory; `keys` names each table's key."""
    if not rows or len(rows[0]) < 5 or rows[0][0] != TITLE:
        return None
    first, rest = list(rows[0]), [list(row) for row in rows[1:]]
    sound = first[4] == _fingerprint([first[:4], *rest], lists)
    guide = tuple(row[1] if len(row) > 1 else "" for row in rest if row[0] == "guide")
    sheets, columns = {}, {}
    records: dict[str, dict[str, Record]] = {}
    for kind, name, *texts in ([*row, "", ""] for row in rest):
        if kind == "table":
            sheets[name], columns[name], records[name] = texts[0], [text for text in texts[1:] if text], {}
        elif kind == "row" and name in columns:
            told = [*texts, *[""] * len(columns[name])]
            record = dict(zip(columns[name], told, strict=False))
            records[name][record.get(keys.get(name, ""), "")] = record
    return Memory(first[2], first[3], guide, sheets, records, sound)


def texts_of(sheet: Worksheet) -> list[list[str]]:
    """Return the rows of a sheet of text as far as they are filled."""
    rows: dict[int, dict[int, str]] = {}
    for (line, position), cell in sheet._cells.items():
        if cell.value not in (None, ""):
            rows.setdefault(line, {})[position] = plain(cell.value)
    return [[rows[line].get(at, "") for at in range(1, max(rows[line]) + 1)] for line in sorted(rows)]


def _rows(memory: Memory) -> Iterator[list[str]]:
    yield from (["guide", line] for line in memory.guide)
    for name, records in memory.records.items():
        columns = list(next(iter(records.values()), {}))
        yield ["table", name, memory.sheets[name], *columns]
        yield from (["row", name, *record.values()] for record in records.values())


def _fingerprint(rows: Iterable[Sequence[str]], lists: Iterable[Sequence[str]]) -> str:
    """Return the fingerprint of rows of text, whatever blanks stand at their ends."""
    said = "\n".join("\t".join(fold(plain(text)) for text in row).rstrip() for row in (*rows, *lists))
    return hashlib.sha256(said.encode()).hexdigest()
