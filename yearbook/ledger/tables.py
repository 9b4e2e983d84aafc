"""A folder of tables → all its rows: reference tables first, then an edition's, each able to name the others' rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yearbook.errors import Problem
from yearbook.language import fold
from yearbook.ledger.columns import Row
from yearbook.ledger.reading import Placed, Vocabulary, read_table
from yearbook.ledger.records import EDITION_TABLES, REFERENCE_TABLES
from yearbook.ledger.units import Unit, Units


@dataclass(frozen=True)
class Tables:
    """Rows by table name, each with its line in the file; `files` is how messages call each file."""

    rows: Mapping[str, tuple[Placed, ...]]
    files: Mapping[str, str]

    def __getitem__(self, table: str) -> list[Row]:
        return [placed.row for placed in self.rows[table]]


def read_tables(reference: Path, folder: Path, name_of) -> tuple[Tables, Units, list[Problem]]:
    """Read every table of an edition; `name_of(path)` is how messages call a file.

    Tables that name rows of other tables are read after them, in the order of the registries.
    """
    rows: dict[str, tuple[Placed, ...]] = {}
    files: dict[str, str] = {}
    names: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    units = Units(())
    for table, (path, row_type) in _paths(reference, folder).items():
        files[table] = name_of(path)
        placed, found = read_table(path, files[table], row_type, Vocabulary(units, names))
        rows[table], names[table] = tuple(placed), _names_of(placed)
        problems += found
        if table == "units":
            units = Units.of(_unit(item.row) for item in placed)
        if problems and table == list(REFERENCE_TABLES)[-1]:
            break  # every edition table names reference rows: one message per root cause
    return Tables(rows, files), units, problems


def _paths(reference: Path, folder: Path) -> dict[str, tuple[Path, type[Row]]]:
    paths = {name: (reference / f"{name}.csv", row_type) for name, row_type in REFERENCE_TABLES.items()}
    return paths | {name: (folder / f"{name}.csv", row_type) for name, row_type in EDITION_TABLES.items()}


def _names_of(placed: list[Placed]) -> dict[str, str]:
    """Return every way a row of the table may be named: its id, and for districts its names and aliases."""
    names = {}
    for row in (item.row for item in placed):
        if not hasattr(row, "id"):
            continue
        written = [row.id, *getattr(row, "aliases", ())]
        written += [
            getattr(row, field) for field in ("name_vi", "full_vi") if hasattr(row, "aliases") and hasattr(row, field)
        ]
        names |= {fold(name).casefold(): row.id for name in written}
    return names


def _unit(row) -> Unit:
    return Unit(row.id, row.vi, row.en_one, row.en_many, row.dimension, row.factor, row.integer == "yes", row.aliases)
