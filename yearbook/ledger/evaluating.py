"""An expression → the figure it stands for, worked out anew from the records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from operator import add, sub

from yearbook.ledger.expression import CONSTANT, COUNT, DIFFERENCE, QUOTIENT, RECORD, SUM, Expression
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.units import COUNTED, Unit, Units


def evaluate(expression: Expression, figure_of: Callable[[str], Quantity], units: Units) -> Quantity:
    """Return what an expression comes to; the limits of a figure are that figure.

    Raises NotDerivableError where the figures do not allow it, KeyError for a record or unit that does not exist.
    """
    operands = [evaluate(each, figure_of, units) for each in expression.operands]
    given = expression.given
    if expression.operation == RECORD:
        # Whether lines may be added was decided where the sum was made.
        return replace(figure_of(given[0]), made=expression, overlaps=frozenset())
    if expression.operation == CONSTANT:
        return Quantity.constant(Decimal(given[0]), _unit(units, given[1]))
    if expression.operation == COUNT:
        return Quantity.counted(given[0], given[1:])
    if expression.operation == QUOTIENT:
        return operands[0].divided_by(operands[1], _unit(units, given[0]), int(given[1]))
    steps = {SUM: add, DIFFERENCE: sub}
    return reduce(steps[expression.operation], operands) if expression.operation in steps else operands[0]


def _unit(units: Units, unit_id: str) -> Unit:
    return COUNTED if unit_id == COUNTED.id else units[unit_id]
