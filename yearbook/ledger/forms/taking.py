"""Returned forms against the records: what would change, whether it may, and the writing of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from yearbook.errors import ERROR, Problem
from yearbook.ledger.edition import Edition, problems_of
from yearbook.ledger.forms.returned import Returned, returned
from yearbook.ledger.reading import Vocabulary
from yearbook.ledger.records import EDITION_TABLES
from yearbook.ledger.tables import Tables
from yearbook.ledger.writing import cells, written
from yearbook.paths import Workbook

Record = dict[str, str]


@dataclass(frozen=True)
class Change:
    """One row that a form changes: before and after, either of them None where the row is not there."""

    table: str
    row: str
    before: Record | None
    after: Record | None
    file: str
    line: int | None = None

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """The cells that differ: (column, old, new)."""
        before, after = self.before or {}, self.after or {}
        names = list(EDITION_TABLES[self.table].columns())
        return [(n, before.get(n, ""), after.get(n, "")) for n in names if before.get(n, "") != after.get(n, "")]


def read_form(edition: Edition, content: bytes, file: str) -> Returned:
    """Read one returned form by the rules of the edition's tables. Raises EditionError if it is no form."""
    tables = edition.tables

    def vocabulary_of(table: str, names: dict[str, dict[str, str]]) -> Vocabulary:
        known = tables.vocabulary(table)
        merged: dict[str, Any] = {other: {**known.names[other], **names.get(other, {})} for other in known.names}
        return Vocabulary(known.lexicon, merged)

    return returned(content, file, vocabulary_of)


def changes(edition: Edition, forms: Sequence[Returned]) -> tuple[list[Change], list[Problem]]:
    """Return what the forms would change, and where two of them disagree about one row."""
    found: dict[tuple[str, str], Change] = {}
    problems = []
    for form in forms:
        for change in _of_one(edition, form):
            other = found.setdefault((change.table, change.row), change)
            if other.after != change.after:
                problems.append(
                    Problem(
                        "K05",
                        ERROR,
                        f"{form.file} › {change.table}",
                        change.line,
                        "",
                        f"«{change.row}» khác với {other.file}. Thống nhất một bản.",
                        f"“{change.row}” differs from {other.file}. Agree on one.",
                        change.row,
                    )
                )
    return list(found.values()), problems


def problems_after(edition: Edition, changed: Iterable[Change], workbook: Workbook) -> list[Problem]:
    """Return what would be wrong with the records once changed, each problem at the form's row that brings it."""
    changed = list(changed)
    brought = {(change.table, change.row): change for change in changed}
    with TemporaryDirectory() as folder:
        future = Path(folder) / "data" / edition.folder.name
        shutil.copytree(edition.folder, future)
        write(edition, changed, future)
        tables = Tables(
            workbook.reference, future, lambda path: path.stem if path.parent == future else workbook.show(path)
        )
        problems = problems_of(replace(edition, tables=tables, folder=edition.folder), workbook)
    return [_at_the_form(problem, brought) for problem in problems if problem.severity == ERROR]


def write(edition: Edition, changed: Iterable[Change], folder: Path | None = None) -> list[Path]:
    """Write the tables that change, all beside their places first, and return their files.

    Rows keep their order, new ones follow.
    """
    by_table: dict[str, dict[str, Change]] = {}
    for change in changed:
        by_table.setdefault(change.table, {})[change.row] = change
    paths = []
    for table, rows in by_table.items():
        records = {_key(record): record for record in _records(edition, table)}
        for name, change in rows.items():
            if change.after is None:
                records.pop(name, None)
            else:
                records[name] = change.after
        path = (folder or edition.folder) / f"{table}.csv"
        text = written(EDITION_TABLES[table], records.values())
        _beside(path).write_text(text, encoding="utf-8-sig", newline="\n")
        paths.append(path)
    for path in paths:
        _beside(path).replace(path)
    return paths


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _of_one(edition: Edition, form: Returned) -> Iterable[Change]:
    for table, rows in form.rows.items():
        before = {_key(r): r for r in _records(edition, table) if not form.district or r["district"] == form.district}
        after = {_key(cells(placed.row)): (cells(placed.row), placed.line) for placed in rows}
        for key, (record, line) in after.items():
            if before.get(key) != record:
                yield Change(table, key, before.get(key), record, form.file, line)
        for key in before.keys() - after.keys():
            yield Change(table, key, before[key], None, form.file)


def _records(edition: Edition, table: str) -> list[Record]:
    return [cells(row) for row in edition.tables[table]]


def _key(record: Record) -> str:
    return record.get("id") or record["district"]


def _at_the_form(problem: Problem, brought: dict[tuple[str, str], Change]) -> Problem:
    change = brought.get((problem.file, problem.named))
    if change is None:
        return problem
    return replace(problem, file=f"{change.file} › {change.table}", row=change.line)
