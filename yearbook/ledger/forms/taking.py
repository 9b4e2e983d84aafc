"""What forms change, looked at before it is written: the records as they would be, against every rule."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from yearbook.errors import ERROR, Problem
from yearbook.ledger.case import Rules
from yearbook.ledger.edition import Edition, problems_of
from yearbook.ledger.forms.landing import land
from yearbook.ledger.forms.merging import Change
from yearbook.ledger.tables import Tables
from yearbook.ledger.writing import cells, written
from yearbook.paths import Workbook, group_of


def problems_after(edition: Edition, changed: Iterable[Change], workbook: Workbook, rules: Rules) -> list[Problem]:
    """Return what would be wrong with the records once changed, each problem at the form's row that brings it."""
    changed = list(changed)
    brought = {(change.table, change.row): change for change in changed}
    with TemporaryDirectory() as folder:
        future = Path(folder) / "data" / edition.folder.name
        shutil.copytree(edition.folder, future, ignore=shutil.ignore_patterns(".*"))  # what others are writing
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
    """Write the tables that change, all of them or none, and return their files.

    Rows keep their order, new ones follow.
    """
    by_table: dict[str, dict[str, Change]] = {}
    for change in changed:
        by_table.setdefault(change.table, {})[change.row] = change
    texts: dict[str, str] = {}
    for table, rows in by_table.items():
        described = edition.contract[table]
        records = {described.key_of(row): cells(described, row) for row in edition.tables[table]}
        for name, change in rows.items():
            if change.after is None:
                records.pop(name, None)
            else:
                records[name] = change.after
        texts[f"{table}.csv"] = written(described, records.values())
    return land(folder or edition.folder, texts)


def _at_the_form(problem: Problem, brought: dict[tuple[str, str], Change]) -> Problem:
    change = brought.get((problem.file, problem.named))
    return problem if change is None else replace(problem, file=change.where, row=change.line)
