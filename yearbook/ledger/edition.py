"""`open_edition("2021")`: one edition's params and records; `problems_of` it: what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from yearbook.errors import ERROR, NOTE, EditionError, Problem, RecordsError
from yearbook.ledger.case import Case, Rules
from yearbook.ledger.contract import Contract, Pair, Row, Table
from yearbook.ledger.finding import doubled
from yearbook.ledger.named import misnamed
from yearbook.ledger.overlap import overlapping
from yearbook.ledger.params import Params, read_params
from yearbook.ledger.tables import Tables
from yearbook.ledger.units import Units
from yearbook.paths import Workbook, find_params, group_of

YEARS_BACK = 20

# Whose words open a book, in a file beside the comments on its chapters: commentary/foreword.vi.md.
FOREWORD = "foreword"


@dataclass(frozen=True)
class Edition:
    """One edition: its id, params and tables; a table is read when it is first asked for."""

    id: str
    params: Params
    tables: Tables
    folder: Path
    workbook: Workbook
    _rows: dict[str, dict[str, Row]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def units(self) -> Units:
        return self.tables.units

    def rows(self, table: str) -> list[Row]:
        """Return the rows of one table in printing order, every figure knowing the row it stands in.

        Raises RecordsError if the table cannot be read.
        """
        return list(self.by_id(table).values())

    def row(self, table: str, row_id: str) -> Row:
        """Return one row by id. Raises KeyError."""
        return self.by_id(table)[row_id]

    @property
    def contract(self) -> Contract:
        return self.tables.contract

    def label(self, table: str, column: str, value: str) -> Pair:
        """Return a coded value in words (Vietnamese, English); nothing for a blank."""
        described = self.contract[table].columns[column]
        known = self.tables.codes(described.codes) if described.codes else described.categories
        return known[value] if value else ("", "")

    @cached_property
    def earlier(self) -> tuple[Edition, ...]:
        """The editions of the same group for the years before, the newest first.

        They are looked for by name, year by year, so that a newer edition never touches this one.
        """
        group, _, name = self.id.rpartition("/")
        if name != str(self.params.year):
            return ()
        years = range(self.params.year - 1, self.params.year - 1 - YEARS_BACK, -1)
        names = ["/".join(filter(None, (group, str(year)))) for year in years]
        there = [name for name in names if (self.workbook.params / f"{name}.yaml").is_file()]
        return tuple(
            open_edition(name, self.workbook, self.contract) for name in there if (self.workbook.data / name).is_dir()
        )

    def by_id(self, table: str) -> dict[str, Row]:
        """Return the rows of one table by id, in printing order. Raises RecordsError if it cannot be read."""
        if table not in self._rows:
            described, rows = self.contract[table], self.tables[table]
            if described.figures:
                related = {"related", "relation", "figure"} <= set(described.columns)
                rows = [_traced(row, described, rows if related else ()) for row in rows]
            if "sort" in described.columns:
                # A row without a place of its own is the last.
                rows = sorted(rows, key=lambda row: (row.sort in (None, ""), row.sort or 0))
            self._rows[table] = {described.key_of(row): row for row in rows}
        return self._rows[table]


def open_edition(edition: str, workbook: Workbook, contract: Contract | None = None) -> Edition:
    """Open one edition without reading its tables; `contract` is the group's, if it is read already.

    Raises EditionError for its params or a missing folder.
    """
    path = find_params(workbook, edition)
    params = read_params(path, workbook.show)
    group = group_of(edition)
    contract = contract or Contract(workbook.contracts_of(group), workbook.show)
    folder = workbook.data / edition
    if not folder.is_dir():
        raise EditionError(
            f"thiếu thư mục số liệu data/{edition}/ của ấn bản «{edition}».",
            f"the records folder data/{edition}/ of edition “{edition}” is missing.",
            place=workbook.show(path),
        )
    tables = Tables(contract, workbook.references_of(group), folder, workbook.show, params.nouns)
    return Edition(edition, params, tables, folder, workbook)


def problems_of(edition: Edition, rules: Rules, printed: Collection[str] | None = None) -> list[Problem]:
    """Read every table of an edition and return every problem: of the files first, of the rules once those are gone.

    `printed` are the figures of its book where they are known, to be held against what was approved.

    Raises ContractError if the contract lacks what the rules rely on.
    """
    from yearbook.ledger.unapproved import unapproved  # it opens editions itself

    rules.hold(edition.contract)
    problems = edition.tables.problems()
    if not any(problem.severity == ERROR for problem in problems):
        problems += [*doubled(edition), *misnamed(edition)]
        workbook = edition.workbook
        file = workbook.show(workbook.params / f"{edition.id}.yaml")
        problems += rules.broken(
            Case(edition.tables, edition.params, file, edition.folder, workbook.notebooks, edition.earlier),
            unapproved(edition, printed) if rules.approved else (),
        )
    return problems


def checked_edition(edition: str, workbook: Workbook, rules: Rules) -> tuple[Edition, list[Problem]]:
    """Open one edition, and return the warnings beside it.

    Raises RecordsError with every problem if there is an error, or, in a final edition, a warning nobody acknowledged.
    """
    opened = open_edition(edition, workbook)
    problems = [problem for problem in problems_of(opened, rules) if problem.severity != NOTE]
    if any(problem.severity == ERROR for problem in problems) or (problems and opened.params.state == "final"):
        raise RecordsError(problems)
    return opened, problems


def _traced(row: Row, table: Table, neighbours: Iterable[Row]) -> Row:
    """Return a row whose figures know it, and their column where it has several."""
    overlaps = overlapping(row, neighbours) if neighbours else frozenset()
    key, several = table.key_of(row), len(table.figures) > 1
    names = {name: f"{key}.{name}" if several else key for name in table.figures}
    return replace(row, **{name: getattr(row, name).traced(own, overlaps=overlaps) for name, own in names.items()})
