"""Which lines may count the same thing, and so never join a sum."""

from __future__ import annotations

from collections.abc import Iterable

from yearbook.ledger.algebra import known
from yearbook.ledger.contract import Row
from yearbook.ledger.quantity import Quantity


def overlapping(row: Row, rows: Iterable[Row]) -> frozenset[str]:
    """Return the ids of the lines that may count the same thing as this one.

    Lines of one subject measured in one dimension may overlap, unless both are parts of the same whole.
    """
    return frozenset(
        other.id
        for other in rows
        if other.id != row.id
        and other.subject == row.subject
        and _one_dimension(row.figure, other.figure)
        and not _siblings(row, other)
    )


def _siblings(row: Row, other: Row) -> bool:
    both_parts = row.relation.endswith("part_of") and other.relation.endswith("part_of")
    return bool(both_parts and row.related == other.related)


def _one_dimension(figure: Quantity, other: Quantity) -> bool:
    return not (figure.is_missing or other.is_missing) and known(figure.unit).dimension == known(other.unit).dimension
