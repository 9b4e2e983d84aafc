"""A form that came back → the rows of its tables, what it remembers, and everything that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yearbook.errors import ERROR, NOTE, Problem, nearest
from yearbook.language import fold
from yearbook.ledger.contract import Table
from yearbook.ledger.edition import Edition
from yearbook.ledger.forms.filled import FilledSheet
from yearbook.ledger.forms.memory import Memory
from yearbook.ledger.forms.names import GUIDE, LISTS, MEMORY, sheets_of, table_of, tables_of
from yearbook.ledger.forms.opened import Opened
from yearbook.ledger.forms.remarks import remarks
from yearbook.ledger.forms.words import Words, called
from yearbook.ledger.reading import Placed, Vocabulary

_NUMBERED = re.compile(r"[A-Za-z]+\d+")


@dataclass(frozen=True)
class Returned:
    """What one form says: the rows of each sheet it has, the sheets, its memory, and everything that is wrong in it."""

    file: str
    edition: str
    subject: str
    memory: Memory | None = None
    rows: dict[str, list[Placed]] = field(default_factory=dict)
    sheets: dict[str, FilledSheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def where(self, table: str) -> str:
        """Return how messages call a sheet of the form."""
        return self.sheets[table].where


def is_numbered(table: Table) -> bool:
    """Tell whether the ids of a table are a letter and a number, and so may be given by the program."""
    key = table.columns[table.key]
    return key.kind == "id" and bool(_NUMBERED.fullmatch(key.example))


def returned(edition: Edition, form: Opened) -> Returned:
    """Read a form by the rules of its edition's tables."""
    contract = edition.contract
    memory = form.memory({name: contract[name].key for name in sheets_of(contract)})
    found = Returned(form.file, form.edition, form.subject, memory)
    found.problems.extend(remarks(form, memory))
    words = Words(edition, form.lists if memory and memory.sound else {})
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    tables = tables_of(contract, found.subject)
    titles = sheets_of(contract) | dict(memory.sheets if memory else {})
    by_table = {table_of(sheet.title, titles): sheet for sheet in reversed(form.typed.worksheets)}
    for name, table in tables.items():
        sheet = by_table.get(name)
        if sheet is None:
            found.problems.append(_missing(found, titles[name]))
            continue
        read = FilledSheet(
            form.file,
            table,
            sheet,
            form.shown[sheet.title],
            lambda column, text, table=table: words.meant(table.name, table.columns[column], text),  # type: ignore[misc]  # mypy cannot infer a lambda's default
            is_numbered(table),
            found.problems,
        )
        found.sheets[name], found.rows[name] = read, read.rows(_vocabulary(edition, name, names))
        words.learn(table, [placed.row for placed in found.rows[name]])
        keys = [table.key_of(placed.row) for placed in found.rows[name]]
        names[name] = {fold(key).casefold(): (key,) for key in keys}
    ours = [GUIDE, LISTS, MEMORY, *(sheet.typed.title for sheet in found.sheets.values())]
    strangers = [title for title in form.typed.sheetnames if title not in ours]
    found.problems.extend(_of_no_table(title, found, titles, tables, edition) for title in strangers)
    return found


def _vocabulary(edition: Edition, table: str, brought: Mapping[str, dict[str, tuple[str, ...]]]) -> Vocabulary:
    """Return what the cells of a table may name: what the records have, and what the form brings."""
    known = edition.tables.vocabulary(table)
    merged: dict[str, Any] = {other: {**known.names[other], **brought.get(other, {})} for other in known.names}
    return Vocabulary(known.lexicon, merged, known.codes)


def _missing(form: Returned, title: str) -> Problem:
    vi = f"biểu không còn trang tính «{title}»: bảng này giữ nguyên."
    return Problem("F17", NOTE, form.file, None, "", vi, f"no sheet “{title}” any more: the table stays as it is.")


def _of_no_table(
    title: str, form: Returned, titles: Mapping[str, str], tables: Mapping[str, Table], edition: Edition
) -> Problem:
    table = table_of(title, titles)
    if table in edition.contract and table not in tables:
        owner = called(edition, form.subject)
        vi, en = (
            f"biểu riêng của «{owner}» không nhận bảng này. Xóa trang tính.",
            f"the own form of “{owner}” does not take this table. Delete the sheet.",
        )
    elif table in form.rows:
        vi, en = "bảng này có hai trang tính. Xóa một.", "this table has two sheets. Delete one."
    else:
        missing = {titles[name].casefold(): titles[name] for name in tables if name not in form.rows}
        near = missing.get(nearest(title, missing) or "")
        vi, en = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
        vi, en = f"không có bảng nào tên này.{vi}", f"no table of this name.{en}"
    return Problem("F11", ERROR, f"{form.file} › {title}", None, "", vi, en)
