"""Returned forms against the records: what would change, whether it may, and the writing of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from yearbook.errors import ERROR, Problem
from yearbook.ledger.case import Rules
from yearbook.ledger.contract import Table
from yearbook.ledger.edition import Edition, problems_of
from yearbook.ledger.forms.returned import Returned, returned
from yearbook.ledger.reading import Vocabulary
from yearbook.ledger.tables import Tables
from yearbook.ledger.writing import cells, written
from yearbook.paths import Workbook, group_of

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
        names = list(self.before or self.after or {})
        return [(n, before.get(n, ""), after.get(n, "")) for n in names if before.get(n, "") != after.get(n, "")]


def read_form(edition: Edition, content: bytes, file: str) -> Returned:
    """Read one returned form by the rules of the edition's tables. Raises EditionError if it is no form."""
    tables = edition.tables

    def vocabulary_of(table: str, names: dict[str, dict[str, tuple[str, ...]]]) -> Vocabulary:
        known = tables.vocabulary(table)
        merged: dict[str, Any] = {other: {**known.names[other], **names.get(other, {})} for other in known.names}
        return Vocabulary(known.lexicon, merged, known.codes)

    return returned(content, file, edition.contract, vocabulary_of)


def changes(edition: Edition, forms: Sequence[Returned]) -> tuple[list[Change], list[Problem]]:
    """Return what the forms would change; and each row that is not theirs to change, or in which two disagree."""
    found: dict[tuple[str, str], Change] = {}
    problems = [problem for form in forms for problem in _not_its_own(edition, form)]
    for form in forms:
        for change in _of_one(edition, form):
            other = found.setdefault((change.table, change.row.casefold()), change)
            if other.file != change.file and other.after != change.after:
                problems.append(_disagreement(other, change))
    return list(found.values()), problems


def _disagreement(first: Change, second: Change) -> Problem:
    place = f"{first.file} › {first.table}" + (f" › dòng {first.line}" if first.line else "")
    english = f"{first.file}, {first.table}" + (f", row {first.line}" if first.line else "")
    if first.before is None and second.before is None:
        vi = f"mã mới «{second.row}» cũng được đặt ở {place}. Mỗi dòng một mã: gõ mã khác ở một trong hai biểu."
        en = f"the new id “{second.row}” is also given in {english}. One id a row: type another in one of the forms."
    else:
        vi = f"«{second.row}» khác với {place}. Thống nhất một bản."
        en = f"“{second.row}” differs from {english}. Agree on one."
    return Problem("K05", ERROR, f"{second.file} › {second.table}", second.line, "", vi, en, second.row)


def _not_its_own(edition: Edition, form: Returned) -> Iterable[Problem]:
    """Yield the rows of a form that would land on a row which the form did not bring along."""
    for table, rows in form.rows.items():
        described = edition.contract[table]
        there = {described.key_of(placed.row).casefold(): placed for placed in edition.tables.placed(table)}
        for placed in rows:
            key = described.key_of(placed.row)
            kept = there.get(key.casefold())
            owner = kept.row if kept else placed.row
            if form.subject and placed.row.subject != form.subject:
                code = "K06"
                vi = (
                    f"dòng ghi «{placed.row.subject}» mà đây là biểu riêng của «{form.subject}». Sửa lại cột đó, "
                    "hoặc chuyển dòng sang biểu của đơn vị kia."
                )
                en = f"the row names “{placed.row.subject}”, yet this is the own form of “{form.subject}”."
            elif kept and form.subject and owner.subject != form.subject:
                code = "K06"
                place = f"{kept.file} › dòng {kept.line}"
                vi = f"mã «{key}» đã là của «{owner.subject}» ({place}). Gõ một mã chưa dùng."
                en = f"id “{key}” already belongs to “{owner.subject}”. Type one that is not in use."
            elif described.key_of(owner) != key:
                code = "K03"
                known = described.key_of(owner)
                vi = f"mã «{key}» chỉ khác mã đã có «{known}» về chữ hoa, chữ thường. Gõ «{known}»."
                en = f"id “{key}” differs from the known “{known}” by its case alone. Type “{known}”."
            else:
                continue
            yield Problem(code, ERROR, f"{form.file} › {table}", placed.line, "", vi, en, key)


def problems_after(edition: Edition, changed: Iterable[Change], workbook: Workbook, rules: Rules) -> list[Problem]:
    """Return what would be wrong with the records once changed, each problem at the form's row that brings it."""
    changed = list(changed)
    brought = {(change.table, change.row): change for change in changed}
    with TemporaryDirectory() as folder:
        future = Path(folder) / "data" / edition.folder.name
        shutil.copytree(edition.folder, future)
        write(edition, changed, future)
        references = workbook.references_of(group_of(edition.id))
        tables = Tables(
            edition.contract,
            references,
            future,
            lambda path: path.stem if path.parent == future else workbook.show(path),
            edition.params.nouns,
        )
        problems = problems_of(replace(edition, tables=tables, folder=edition.folder), rules)
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
        described = edition.contract[table]
        records = {record[described.key]: record for record in _records(edition, described)}
        for name, change in rows.items():
            if change.after is None:
                records.pop(name, None)
            else:
                records[name] = change.after
        path = (folder or edition.folder) / f"{table}.csv"
        text = written(described, records.values())
        _beside(path).write_text(text, encoding="utf-8-sig", newline="\n")
        paths.append(path)
    for path in paths:
        _beside(path).replace(path)
    return paths


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _of_one(edition: Edition, form: Returned) -> Iterable[Change]:
    for name, rows in form.rows.items():
        table = edition.contract[name]
        records = _records(edition, table)
        before = {r[table.key]: r for r in records if not form.subject or r["subject"] == form.subject}
        after = {table.key_of(placed.row): (cells(table, placed.row), placed.line) for placed in rows}
        for key, (record, line) in after.items():
            if before.get(key) != record:
                yield Change(name, key, before.get(key), record, form.file, line)
        for key in before.keys() - after.keys():
            yield Change(name, key, before[key], None, form.file)


def _records(edition: Edition, table: Table) -> list[Record]:
    return [cells(table, row) for row in edition.tables[table.name]]


def _at_the_form(problem: Problem, brought: dict[tuple[str, str], Change]) -> Problem:
    change = brought.get((problem.file, problem.named))
    if change is None:
        return problem
    return replace(problem, file=f"{change.file} › {change.table}", row=change.line)
