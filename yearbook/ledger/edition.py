"""`open_edition("2021")`: one edition's params and records, read, checked, and ready to be spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from yearbook.errors import ERROR, EditionError, Problem, RecordsError, suggestion
from yearbook.ledger.checks import Case, check
from yearbook.ledger.columns import Row
from yearbook.ledger.overlap import overlapping
from yearbook.ledger.params import Params, read_params
from yearbook.ledger.tables import Tables, read_tables
from yearbook.ledger.units import Units
from yearbook.paths import Workbook


@dataclass(frozen=True)
class Edition:
    """One edition: its id, params, tables and units; `warnings` are problems that do not stop it."""

    id: str
    params: Params
    tables: Tables
    units: Units
    folder: Path
    warnings: tuple[Problem, ...]

    def rows(self, table: str) -> list[Row]:
        """Return the rows of one table in printing order."""
        rows = self.tables[table]
        return sorted(rows, key=lambda row: row.sort) if rows and hasattr(rows[0], "sort") else rows

    def row(self, table: str, row_id: str) -> Row:
        """Return one row by id. Raises KeyError."""
        for row in self.tables[table]:
            if row.id == row_id:
                return row
        raise KeyError(row_id)


def editions(workbook: Workbook) -> list[str]:
    """Return the ids of all editions: the paths under `params/` without suffix."""
    return sorted(
        path.relative_to(workbook.params).with_suffix("").as_posix() for path in workbook.params.rglob("*.yaml")
    )


def newest(workbook: Workbook) -> str:
    """Return the edition of the latest year. Raises EditionError where there is none."""
    known = editions(workbook)
    return max(known, key=lambda edition: edition.rpartition("/")[2]) if known else find_params(workbook, "").stem


def find_params(workbook: Workbook, edition: str) -> Path:
    """Return the params file of an edition. Raises EditionError with the nearest known edition."""
    known = editions(workbook)
    if edition not in known:
        if not known:
            raise EditionError(
                "params/ chưa có ấn bản nào. Tạo params/<năm>.yaml theo docs/new-year.md.",
                "params/ holds no edition. Make params/<year>.yaml as docs/new-year.md tells.",
            )
        vi, en = suggestion(edition, known)
        raise EditionError(f"không có ấn bản «{edition}».{vi}", f"no edition “{edition}”.{en}", place="params/")
    return workbook.params / f"{edition}.yaml"


def read_edition(workbook: Workbook, edition: str) -> tuple[Params, Tables, Units, list[Problem]]:
    """Read an edition with every problem in it, without judging. Raises EditionError for the params alone."""
    path = find_params(workbook, edition)
    params = read_params(path, workbook.show(path))
    folder = workbook.data / edition
    if not folder.is_dir():
        raise EditionError(
            f"thiếu thư mục số liệu data/{edition}/ của ấn bản «{edition}».",
            f"the records folder data/{edition}/ of edition “{edition}” is missing.",
            place=workbook.show(path),
        )
    tables, units, problems = read_tables(workbook.reference, folder, workbook.show)
    if not problems:
        problems = check(Case(tables, params, units)) + _host_problems(params, tables, workbook.show(path))
    return params, tables, units, problems


def open_edition(edition: str, workbook: Workbook) -> Edition:
    """Open one edition. Raises EditionError, or RecordsError carrying every problem of its records."""
    params, tables, units, problems = read_edition(workbook, edition)
    if any(problem.severity == ERROR for problem in problems):
        raise RecordsError(problems)
    return Edition(edition, params, _traced(tables), units, workbook.data / edition, tuple(problems))


def _host_problems(params: Params, tables: Tables, file: str) -> list[Problem]:
    known = {
        "host": [row.district for row in tables["members"]],
        "source": [row.id for row in tables["sources"]],
    }
    problems = []
    for key, names in known.items():
        value = getattr(params.conference, key)
        if value not in names:
            vi, en = suggestion(value, names)
            problems.append(
                Problem(
                    "K03",
                    ERROR,
                    file,
                    None,
                    f"conference.{key}",
                    f"không có «{value}».{vi}",
                    f"no “{value}”.{en}",
                )
            )
    return problems


def _traced(tables: Tables) -> Tables:
    """Return the tables with every figure knowing the row it stands in and the rows it may overlap with."""
    relief = tables["relief"]
    rows = dict(tables.rows)
    for table in ("budget", "relief"):
        rows[table] = tuple(
            replace(item, row=_with_traced_figure(item.row, relief if table == "relief" else ()))
            for item in tables.rows[table]
        )
    return Tables(rows, tables.files)


def _with_traced_figure(row: Row, neighbours: Iterable[Row]) -> Row:
    overlaps = overlapping(row, neighbours) if neighbours else frozenset()
    return row.model_copy(update={"figure": row.figure.traced(row.id, overlaps=overlaps)})
