"""The id of a record → the row it stands in and what it says: this edition's, or an earlier one's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from yearbook.errors import ERROR, Problem
from yearbook.ledger.contract import EDITION, Contract, Row, Table
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.units import COUNTED

if TYPE_CHECKING:
    from yearbook.ledger.edition import Edition


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
    """Return the figure of a row that has one, else the column named behind the row's id."""
    row_id, _, column = record.rpartition(".")
    for table in _figures_first(edition.contract):
        rows = edition.by_id(table.name)
        if record in rows and len(table.figures) == 1:
            return Found(edition, table, rows[record], table.figures[0])
        if row_id in rows and column in table.columns:
            return Found(edition, table, rows[row_id], column)
    return None


def doubled(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for every row with figures whose id another such table has as well: it would name two figures."""
    seen: dict[str, str] = {}
    for table in _figures_first(edition.contract):
        for placed in edition.tables.placed(table.name) if table.figures else ():
            key, file = table.key_of(placed.row), placed.file or edition.tables.file(table.name)
            other = seen.setdefault(key, file)
            if other != file:
                yield Problem(
                    "T18",
                    ERROR,
                    file,
                    placed.line,
                    table.key,
                    f"mã «{key}» đã dùng ở {other}; một con số chỉ mang một mã. Đổi mã ở một trong hai bảng.",
                    f"the id “{key}” is taken in {other}; an id names one figure. Change it in one of the tables.",
                    key,
                )


@lru_cache(maxsize=32)
def _figures_first(contract: Contract) -> list[Table]:
    return sorted(contract.of(EDITION).values(), key=lambda table: not table.figures)
