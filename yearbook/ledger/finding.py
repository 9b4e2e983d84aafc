"""The id of a record → the row it stands in and what it says: this edition's, or an earlier one's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from yearbook.ledger.contract import EDITION, Contract, Row, Table
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.edition import Edition
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.units import COUNTED


@dataclass(frozen=True)
class Found:
    """One cell of the records: the edition, table and row it stands in, and its column."""

    edition: Edition
    table: Table
    row: Row
    column: str

    @property
    def words(self) -> str:
        """What is recorded there, as printed: "trên 100 tấn", "19/05/1890", "77"."""
        value = getattr(self.row, self.column)
        return value.printed if isinstance(value, Quantity) else "" if value is None else str(value)

    @property
    def figure(self) -> Quantity:
        """What is recorded there as a figure; a date is the number of its year."""
        value = getattr(self.row, self.column)
        if isinstance(value, Quantity):
            return value
        number = value.year if isinstance(value, PartialDate) else value
        return Quantity.missing() if number in (None, "") else Quantity.constant(Decimal(number), COUNTED)


def find(edition: Edition, record: str) -> Found:
    """Return where a record stands. Raises KeyError if there is none."""
    found = _in(edition, record)
    if found is None:
        year, _, rest = record.partition("-")
        earlier = next((each for each in edition.earlier if str(each.params.year) == year), None)
        found = _in(earlier, rest) if earlier else None
    if found is None:
        raise KeyError(record)
    return found


def _in(edition: Edition, record: str) -> Found | None:
    whole = _row(edition, record)
    if whole:
        table, row = whole
        columns = [name for name in table.figures if not getattr(row, name).is_missing] or table.figures
        return Found(edition, table, row, columns[0]) if columns else None
    row_id, _, column = record.rpartition(".")
    part = _row(edition, row_id)
    return Found(edition, part[0], part[1], column) if part and column in part[0].columns else None


def _row(edition: Edition, row_id: str) -> tuple[Table, Row] | None:
    """Return the row of that id: tables with figures come first."""
    for table in _figures_first(edition.contract):
        try:
            return table, edition.row(table.name, row_id)
        except KeyError:
            continue
    return None


@lru_cache(maxsize=32)
def _figures_first(contract: Contract) -> list[Table]:
    return sorted(contract.of(EDITION).values(), key=lambda table: not table.figures)
