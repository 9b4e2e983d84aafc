"""`open_edition("2021")`: one edition's params and records; `problems_of` it: what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from yearbook.errors import ERROR, NOTE, EditionError, Problem, RecordsError
from yearbook.ledger.checks import Case, check
from yearbook.ledger.columns import Row
from yearbook.ledger.overlap import overlapping
from yearbook.ledger.params import Params, read_params
from yearbook.ledger.tables import Tables
from yearbook.ledger.units import Units
from yearbook.paths import Workbook, find_params

YEARS_BACK = 20


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
        return list(self._by_id(table).values())

    def row(self, table: str, row_id: str) -> Row:
        """Return one row by id. Raises KeyError."""
        return self._by_id(table)[row_id]

    @cached_property
    def earlier(self) -> tuple[Edition, ...]:
        """The editions of the same cluster for the years before, the newest first.

        They are looked for by name, year by year, so that a newer edition never touches this one.
        """
        cluster, _, name = self.id.rpartition("/")
        if name != str(self.params.year):
            return ()
        years = range(self.params.year - 1, self.params.year - 1 - YEARS_BACK, -1)
        names = ["/".join(filter(None, (cluster, str(year)))) for year in years]
        there = [name for name in names if (self.workbook.params / f"{name}.yaml").is_file()]
        return tuple(open_edition(name, self.workbook) for name in there if (self.workbook.data / name).is_dir())

    def _by_id(self, table: str) -> dict[str, Row]:
        if table not in self._rows:
            rows = self.tables[table]
            if table in ("budget", "relief"):
                rows = [_with_traced_figure(row, rows if table == "relief" else ()) for row in rows]
            if rows and hasattr(rows[0], "sort"):
                rows = sorted(rows, key=lambda row: row.sort)
            self._rows[table] = {getattr(row, "id", order): row for order, row in enumerate(rows)}
        return self._rows[table]


def open_edition(edition: str, workbook: Workbook) -> Edition:
    """Open one edition without reading its tables. Raises EditionError for its params or a missing folder."""
    path = find_params(workbook, edition)
    params = read_params(path, workbook.show(path))
    folder = workbook.data / edition
    if not folder.is_dir():
        raise EditionError(
            f"thiếu thư mục số liệu data/{edition}/ của ấn bản «{edition}».",
            f"the records folder data/{edition}/ of edition “{edition}” is missing.",
            place=workbook.show(path),
        )
    return Edition(edition, params, Tables(workbook.reference, folder, workbook.show), folder, workbook)


def problems_of(edition: Edition, workbook: Workbook) -> list[Problem]:
    """Read every table of an edition and return every problem: of the files first, of the rules once those are gone."""
    problems = edition.tables.problems()
    if not any(problem.severity == ERROR for problem in problems):
        file = workbook.show(workbook.params / f"{edition.id}.yaml")
        problems += check(
            Case(edition.tables, edition.params, file, edition.folder, workbook.notebooks, edition.earlier)
        )
    return problems


def checked_edition(edition: str, workbook: Workbook) -> tuple[Edition, list[Problem]]:
    """Open one edition, and return the warnings beside it.

    Raises RecordsError with every problem if there is an error, or, in a final edition, a warning nobody acknowledged.
    """
    opened = open_edition(edition, workbook)
    problems = [problem for problem in problems_of(opened, workbook) if problem.severity != NOTE]
    if any(problem.severity == ERROR for problem in problems) or (problems and opened.params.state == "final"):
        raise RecordsError(problems)
    return opened, problems


def _with_traced_figure(row: Row, neighbours: Iterable[Row]) -> Row:
    overlaps = overlapping(row, neighbours) if neighbours else frozenset()
    return row.model_copy(update={"figure": row.figure.traced(row.id, overlaps=overlaps)})
