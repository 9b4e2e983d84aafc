"""Folders of tables → their rows, each table read when it is first asked for, after those whose rows it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from yearbook.errors import ERROR, ContractError, Problem, RecordsError
from yearbook.ledger.contract import APART, EDITION, REFERENCE, Contract, Pair, Row, Table
from yearbook.ledger.group_words import in_group_words
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.lexicon_rows import TABLES as LEXICON
from yearbook.ledger.lexicon_rows import VIEWS, lexicon_of, sound
from yearbook.ledger.reading import Placed, Vocabulary, content_of, names_of, read_table
from yearbook.ledger.units import Units
from yearbook.ledger.view import View
from yearbook.paths import Workbook

if TYPE_CHECKING:
    from yearbook.ledger.params import Noun

CODES = "codes"


class CodeRow(Protocol):
    id: str
    name_vi: str
    name_en: str


_RELIED_ON = {view.table: view for view in (*VIEWS, View(CODES, CodeRow))}


Files = tuple[tuple[str, bytes | None], ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """What a table came to, and all that it was made of: schema, files, the rows it may name, the group's words."""

    table: Table
    files: Files
    named: tuple[tuple[Placed, ...], ...]
    nouns: Mapping[str, Noun] | None
    rows: tuple[Placed, ...]
    problems: tuple[Problem, ...]

    def is_of(
        self, table: Table, files: Files, named: Sequence[tuple[Placed, ...]], nouns: Mapping[str, Noun] | None
    ) -> bool:
        """Tell whether a table made of this would come to the same: the very rows are named, every byte is the same."""
        same = len(named) == len(self.named) and all(a is b for a, b in zip(named, self.named, strict=True))
        return same and table is self.table and files == self.files and nouns == self.nouns


# The last reading of every table: the years of a group share most of theirs, and so do the notebooks of a build.
_readings: dict[tuple[str, ...], Reading] = {}


class Tables:
    """The tables of one edition: what is never asked for is never opened, so it is known who used what.

    `references` are the folders of what outlives a year, the shared one first; `name_of(path)` is how messages call a
    file; `nouns` are the group's words, which the texts of reference rows may leave a place for.
    """

    def __init__(
        self,
        contract: Contract,
        references: Sequence[Path],
        folder: Path,
        name_of: Callable[[Path], str],
        nouns: Mapping[str, Noun] | None = None,
    ) -> None:
        self.contract, self._nouns = contract, nouns
        self._references, self._folder, self._name_of = references, folder, name_of
        self._read: dict[str, tuple[Placed, ...]] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._sound: set[str] = set()
        self._asked: list[str] = []
        self._lexicon: Lexicon | None = None

    def __getitem__(self, table: str) -> list[Row]:
        return [placed.row for placed in self.placed(table)]

    def file(self, table: str) -> str:
        """Return how messages call the file of a table."""
        return self._name_of(self._paths(self.contract[table])[0])

    def placed(self, table: str) -> tuple[Placed, ...]:
        """Return the rows of one table with their lines in the file. Raises RecordsError if any cannot be read."""
        if table in self._sound:
            return self._read[table]
        self._ask_for(table)
        problems = [problem for asked in (*self._named_by(table), table) for problem in self._problems[asked]]
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

    def codes(self, name: str) -> dict[str, Pair]:
        """Return the values of an open list with their labels."""
        self._ask_for(CODES)
        return _lists(self._read[CODES]).get(name, {})

    def vocabulary(self, table: str) -> Vocabulary:
        """Return what the cells of a table may name, from the tables as they are."""
        self._ask_for(table)
        vocabulary = self._vocabulary(self.contract[table])
        own = names_of(self.contract[table], self._read[table])
        return replace(vocabulary, names={**vocabulary.names, table: own})

    def problems(self) -> list[Problem]:
        """Read every table and return every problem, one message per root cause."""
        references = self.contract.of(REFERENCE)
        records = {**self.contract.of(EDITION), **self.contract.of(APART)}
        for table in references:
            self._ask_for(table)
        found = [problem for problems in self._problems.values() for problem in problems]
        if not any(problem.severity == ERROR for problem in found):  # every edition table names reference rows
            for table in records:
                self._ask_for(table)
        return [problem for table in (*references, *records) for problem in self._problems.get(table, ())]

    def _ask_for(self, name: str) -> None:
        if name in self._read:
            return
        if name in self._asked:
            circle = " → ".join((*self._asked[self._asked.index(name) :], name))
            raise ContractError(
                f"các bảng trỏ vòng quanh: {circle}. Bỏ một trong các khóa ngoại, hoặc để cột ấy là «kind: id».",
                f"tables that point at each other: {circle}. Drop one of the keys, or make its column “kind: id”.",
                place=self.contract.file(name),
            )
        self._asked.append(name)
        try:
            self._read_now(name)
        finally:
            self._asked.remove(name)

    def _read_now(self, name: str) -> None:
        table = self.contract[name]
        if name in _RELIED_ON:
            _RELIED_ON[name].hold(self.contract)
        for other in self._named_by(name):
            self._ask_for(other)
        named = tuple(self._read[other] for other in self._named_by(name))
        paths = [path for path in self._paths(table) if not table.optional or path.is_file()]
        files = tuple((self._name_of(path), content_of(path)) for path in paths)
        slot = (name, *(file for file, _ in files))
        reading = _readings.get(slot)
        if reading is None or not reading.is_of(table, files, named, self._nouns):
            rows, problems = self._rows(table, files)
            reading = _readings[slot] = Reading(table, files, named, self._nouns, tuple(rows), tuple(problems))
        self._read[name], self._problems[name] = reading.rows, list(reading.problems)

    def _rows(self, table: Table, files: Files) -> tuple[list[Placed], list[Problem]]:
        vocabulary = self._vocabulary(table)
        rows: dict[str, Placed] = {}
        problems: list[Problem] = []
        for file, content in files:
            read, faults = read_table(content, file, table, vocabulary)
            problems += faults
            # A group's own row takes the shared one's place, and may name it.
            rows |= {table.key_of(placed.row): placed for placed in read}
            own = names_of(table, list(rows.values()))
            vocabulary = replace(vocabulary, names={**vocabulary.names, table.name: own})
        found, faults = list(rows.values()), []
        if table.name in LEXICON:
            found, faults = sound(table.name, found, self.file(table.name))
        elif table.place == REFERENCE and self._nouns is not None:
            found, faults = in_group_words(table, found, self._nouns)
        return found, [*problems, *faults]

    def _paths(self, table: Table) -> list[Path]:
        """Return the files of a table: one, or for what outlives a year also the group's own where it has one."""
        if table.place != REFERENCE:
            return [self._folder / f"{table.name}.csv"]
        shared, *own = (folder / f"{table.name}.csv" for folder in self._references)
        if own and not self.contract.is_shared(table.name):
            return own
        return [shared, *(path for path in own if path.is_file())]

    def _vocabulary(self, table: Table) -> Vocabulary:
        named = self._named_by(table.name)
        names = {other: names_of(self.contract[other], self._read[other]) for other in named}
        codes = _lists(self._read[CODES]) if CODES in named else {}
        return Vocabulary(self.lexicon if table.has("figure") else Lexicon(), names, codes)

    def _named_by(self, name: str) -> list[str]:
        """Return the other tables whose rows a table names, the lists it draws on, the lexicon if it holds figures."""
        table = self.contract[name]
        columns = table.columns.values()
        named = dict.fromkeys(column.table for column in columns if column.table and column.table != name)
        lists = [CODES] if any(column.codes for column in columns) else []
        return [*(LEXICON if table.has("figure") else ()), *lists, *named]


def _lists(placed: Sequence[Placed]) -> dict[str, dict[str, Pair]]:
    """Return the open lists: name → code → labels."""
    lists: dict[str, dict[str, Pair]] = {}
    for row in (item.row for item in placed):
        name, _, code = row.id.partition(".")
        lists.setdefault(name, {})[code] = (row.name_vi, row.name_en or row.name_vi)
    return lists


def lexicon_in(workbook: Workbook) -> Lexicon:
    """Return the shared lexicon of a workbook alone. Raises RecordsError if its tables cannot be read."""
    contract = Contract(workbook.contracts_of(""), workbook.show)
    tables = Tables(contract, workbook.references_of(""), workbook.reference, workbook.show)
    for table in LEXICON:
        tables.placed(table)
    return tables.lexicon
