"""Rows of the tables units and qualifiers → the lexicon; a row that makes no sense is a problem of its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from yearbook.errors import ERROR, Problem
from yearbook.language import fold
from yearbook.ledger.contract import Row
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.qualifiers import BOUND, HOLE, MEANINGS, MULTIPLIER, NUMERAL, RANGE, Qualifier
from yearbook.ledger.reading import Placed
from yearbook.ledger.units import Unit, Units
from yearbook.ledger.view import View

TABLES = ("units", "qualifiers")
# Units that are asked for by id wherever figures are compared or divided.
NEEDED_UNITS = ("percent", "times", "point")
Finding = tuple[str, str, str]  # column, Vietnamese, English


class UnitRow(Protocol):
    id: str
    vi: str
    en_one: str
    en_many: str
    dimension: str
    factor: Decimal
    integer: str
    aliases: tuple[str, ...]


class WordRow(Protocol):
    id: str
    sort: int
    vi: str
    en: tuple[str, ...]
    role: str
    meaning: str
    strict: str
    number: Decimal | None


VIEWS = (View("units", UnitRow), View("qualifiers", WordRow))


def lexicon_of(units: Iterable[Placed], qualifiers: Iterable[Placed]) -> Lexicon:
    """Return the lexicon that sound rows make, the words in their order."""
    words = sorted((placed.row for placed in qualifiers), key=lambda row: row.sort)
    return Lexicon(Units.of(_unit(placed.row) for placed in units), tuple(_qualifier(row) for row in words))


def sound(table: str, rows: Sequence[Placed], file: str) -> tuple[list[Placed], list[Problem]]:
    """Return the rows of one of the tables that make sense, and what is wrong with the others."""
    kept, problems = [], []
    spelled: dict[str, int] = {}
    for placed in rows:
        faults = _faults_of_unit(placed.row) if table == "units" else _faults_of_word(placed.row)
        for spelling in filter(None, _spellings(table, placed.row)):
            line = spelled.setdefault(spelling, placed.line)
            if line != placed.line:
                faults.append(
                    ("vi", f"«{spelling}» đã có ở dòng {line}.", f"“{spelling}” already stands in row {line}.")
                )
        place = placed.file or file
        problems += [Problem("N19", ERROR, place, placed.line, *fault, placed.row.id) for fault in faults]
        if not faults:
            kept.append(placed)
    return kept, problems or _lacking(table, kept, file)


def _faults_of_unit(row: UnitRow) -> list[Finding]:
    patterns = [(name, getattr(row, name)) for name in ("vi", "en_one", "en_many")]
    faults = [_one_hole(name) for name, pattern in patterns if pattern.count(HOLE) != 1]
    if row.factor <= 0:
        faults.append(("factor", "hệ số phải lớn hơn 0.", "the factor must be above 0."))
    return faults


def _faults_of_word(row: WordRow) -> list[Finding]:
    holes = {RANGE: (2,), MULTIPLIER: (0,), NUMERAL: (0,)}.get(row.role, (0, 1))
    faults = [] if row.vi.count(HOLE) in holes else [_one_hole("vi")]
    wanted = 2 if row.role == RANGE else 0 if row.role == NUMERAL else 1
    faults += [_one_hole("en") for pattern in row.en if pattern.count(HOLE) != wanted]
    if row.meaning not in MEANINGS.get(row.role, ("",)):
        known = ", ".join(MEANINGS.get(row.role, ())) or "để trống / blank"
        faults.append(
            ("meaning", f"vai trò {row.role} cần nghĩa: {known}.", f"role {row.role} needs a meaning: {known}.")
        )
    if (row.number is None) == (row.role in (MULTIPLIER, NUMERAL)):
        faults.append(
            (
                "number",
                "chỉ multiplier và numeral có con số, và phải có.",
                "multipliers and numerals have a number, others none.",
            )
        )
    return faults


def _one_hole(column: str) -> Finding:
    return (
        column,
        "mẫu phải có {} đúng chỗ của mỗi con số.",
        "the pattern needs {} where each number stands.",
    )


def _lacking(table: str, rows: Sequence[Placed], file: str) -> list[Problem]:
    """Return what computing and printing cannot do without, and the table lacks."""
    column = "id" if table == "units" else "meaning"
    needed: tuple[str, ...] = NEEDED_UNITS if table == "units" else MEANINGS[BOUND]
    there = {getattr(placed.row, column) for placed in rows}
    vi, en = "thiếu dòng «{}»; chương trình cần dòng ấy để tính và in.", "no row “{}”; computing and printing need it."
    return [Problem("N19", ERROR, file, None, column, vi.format(m), en.format(m), m) for m in needed if m not in there]


def _spellings(table: str, row: Row) -> tuple[str, ...]:
    if table == "units":
        return _unit(row).spellings
    return (fold(row.vi).casefold(),) if row.role != NUMERAL else ()


def _unit(row: UnitRow) -> Unit:
    return Unit(row.id, row.vi, row.en_one, row.en_many, row.dimension, row.factor, row.integer == "yes", row.aliases)


def _qualifier(row: WordRow) -> Qualifier:
    return Qualifier(row.id, row.vi, row.en, row.role, row.meaning, row.strict == "yes", row.number)
