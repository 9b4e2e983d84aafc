"""A folder of tables → their rows, each table read when it is first asked for, after those whose rows it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from yearbook.errors import ERROR, Problem, RecordsError
from yearbook.language import fold
from yearbook.ledger.columns import Row
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.lexicon_rows import TABLES as LEXICON
from yearbook.ledger.lexicon_rows import lexicon_of, sound
from yearbook.ledger.reading import Placed, Vocabulary, read_table
from yearbook.ledger.records import EDITION_TABLES, REFERENCE_TABLES
from yearbook.ledger.units import Units

_ROW_TYPES = REFERENCE_TABLES | EDITION_TABLES


class Tables:
    """The tables of one edition: what is never asked for is never opened, so it is known who used what.

    `files` is how messages call each file; `name_of(path)` gives that name.
    """

    def __init__(self, reference: Path, folder: Path, name_of: Callable[[Path], str]) -> None:
        folders = {table: reference if table in REFERENCE_TABLES else folder for table in _ROW_TYPES}
        self._paths = {table: place / f"{table}.csv" for table, place in folders.items()}
        self.files: Mapping[str, str] = {table: name_of(path) for table, path in self._paths.items()}
        self._read: dict[str, tuple[Placed, ...]] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._sound: set[str] = set()
        self._lexicon: Lexicon | None = None

    def __getitem__(self, table: str) -> list[Row]:
        return [placed.row for placed in self.placed(table)]

    def placed(self, table: str) -> tuple[Placed, ...]:
        """Return the rows of one table with their lines in the file. Raises RecordsError if any cannot be read."""
        if table in self._sound:
            return self._read[table]
        self._ask_for(table)
        problems = [problem for asked in (*_named_by(table), table) for problem in self._problems[asked]]
        if any(problem.severity == ERROR for problem in problems):
            raise RecordsError(problems)
        self._sound.add(table)
        return self._read[table]

    @property
    def units(self) -> Units:
        """The units that figures are counted in."""
        return self.lexicon.units

    @property
    def lexicon(self) -> Lexicon:
        """The units and words that figures are written with, as far as their tables can be read."""
        if self._lexicon is None:
            for table in LEXICON:
                self._ask_for(table)
            self._lexicon = lexicon_of(*(self._read[table] for table in LEXICON))
        return self._lexicon

    def vocabulary(self, table: str) -> Vocabulary:
        """Return what the cells of a table may name, from the tables as they are."""
        names = {other: _names_of(self.placed(other)) for other in _named_by(table)}
        return Vocabulary(self._lexicon_of(table), names)

    def problems(self) -> list[Problem]:
        """Read every table and return every problem, one message per root cause."""
        for table in REFERENCE_TABLES:
            self._ask_for(table)
        found = [problem for problems in self._problems.values() for problem in problems]
        if not any(problem.severity == ERROR for problem in found):  # every edition table names reference rows
            for table in EDITION_TABLES:
                self._ask_for(table)
        return [problem for table in _ROW_TYPES for problem in self._problems.get(table, ())]

    def _ask_for(self, table: str) -> None:
        if table in self._read:
            return
        names = {}
        for other in _named_by(table):
            self._ask_for(other)
            names[other] = _names_of(self._read[other])
        vocabulary = Vocabulary(self._lexicon_of(table), names)
        rows, self._problems[table] = read_table(self._paths[table], self.files[table], _ROW_TYPES[table], vocabulary)
        if table in LEXICON:
            rows, faults = sound(table, rows, self.files[table])
            self._problems[table] += faults
        self._read[table] = tuple(rows)

    def _lexicon_of(self, table: str) -> Lexicon:
        return self.lexicon if _counts(_ROW_TYPES[table]) else Lexicon()


def lexicon_in(reference: Path, name_of: Callable[[Path], str]) -> Lexicon:
    """Return the lexicon of the reference tables alone. Raises RecordsError if they cannot be read."""
    tables = Tables(reference, reference, name_of)
    for table in LEXICON:
        tables.placed(table)
    return tables.lexicon


def _named_by(table: str) -> list[str]:
    """Return the other tables whose rows a table names, and those of the lexicon if it holds figures."""
    columns = _ROW_TYPES[table].columns().values()
    named = dict.fromkeys(column.table for column in columns if column.table and column.table != table)
    return [*(LEXICON if _counts(_ROW_TYPES[table]) else ()), *named]


def _counts(row_type: type[Row]) -> bool:
    return any(column.kind == "figure" for column in row_type.columns().values())


def _names_of(placed: tuple[Placed, ...]) -> dict[str, str]:
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
