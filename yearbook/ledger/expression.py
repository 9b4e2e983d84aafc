"""How a figure was made: a record, a constant, a count of rows, or an operation on other figures; one text says it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

RECORD, CONSTANT, SUM, DIFFERENCE, QUOTIENT, COUNT, LIMITS = "record", "=", "+", "-", "/", "#", "<>"


_SIGNS = {SUM: " + ", DIFFERENCE: " − ", QUOTIENT: " ÷ "}


@dataclass(frozen=True)
class Expression:
    """One step: what is done (`operation`), to which figures (`operands`), and what else it takes (`given`).

    `given` is the id of a record; number and unit of a constant; unit and decimals of a quotient; table and row ids of
    a count. A record is the id of its row, which has its year before it where that is another (`2021-E1`), and the
    column behind it where the row has several figures (`T1.rank`).
    """

    operation: str
    operands: tuple[Expression, ...] = ()
    given: tuple[str, ...] = ()

    @classmethod
    def record(cls, id: str) -> Expression:
        return cls(RECORD, given=(id,))

    @classmethod
    def constant(cls, value: Decimal, unit: str) -> Expression:
        return cls(CONSTANT, given=(str(value), unit))

    @classmethod
    def count(cls, table: str, rows: Iterable[str]) -> Expression:
        return cls(COUNT, given=(table, *rows))

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read an expression from its text. Raises ValueError."""
        return cls.of(json.loads(text) if text.startswith("[") else text)

    @classmethod
    def of(cls, value: Any) -> Expression:
        """Return the expression that a JSON value stands for. Raises ValueError."""
        if isinstance(value, str) and value:
            return cls.record(value)
        if not isinstance(value, list) or not value or not all(isinstance(part, str | list | int) for part in value):
            raise ValueError(f"not an expression: {value!r}")
        operation, *parts = value
        if operation in (CONSTANT, COUNT):
            return cls(operation, given=tuple(map(str, parts)))
        if operation == QUOTIENT and len(parts) == 4:
            return cls(operation, tuple(map(cls.of, parts[:2])), tuple(map(str, parts[2:])))
        if operation in (SUM, DIFFERENCE, LIMITS) and parts:
            return cls(operation, tuple(map(cls.of, parts)))
        raise ValueError(f"not an expression: {value!r}")

    @cached_property
    def json(self) -> Any:
        """The expression as a JSON value: the id of a record, or a list that begins with the operation."""
        if self.operation == RECORD:
            return self.given[0]
        if self.operation == QUOTIENT:
            unit, decimals = self.given
            return [self.operation, *(each.json for each in self.operands), unit, int(decimals)]
        return [self.operation, *self.given, *(each.json for each in self.operands)]

    @cached_property
    def key(self) -> str:
        """The expression as JSON on one line, as a browser writes it."""
        return json.dumps(self.json, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def text(self) -> str:
        """The expression on one line, a record as its bare id: two figures made alike have the same."""
        return self.given[0] if self.operation == RECORD else self.key

    @property
    def limits(self) -> Expression:
        """The limits of the figure, as a figure of two ends."""
        return Expression(LIMITS, (self,))

    @property
    def itself(self) -> Expression:
        """The figure whose limits these are; any other figure is itself."""
        return self.operands[0] if self.operation == LIMITS else self

    @property
    def is_derived(self) -> bool:
        """Tell whether something was worked out, so that there is a formula to show."""
        return self.operation in (SUM, DIFFERENCE, QUOTIENT)

    def __add__(self, other: Expression) -> Expression:
        return Expression(SUM, (*_terms(self, SUM), *_terms(other, SUM)))

    def __sub__(self, other: Expression) -> Expression:
        """Return the difference: a − b − c, and a − (b + c) as the same."""
        first = self.operands if self.operation == DIFFERENCE else (self,)
        return Expression(DIFFERENCE, (*first, *_terms(other, SUM)))

    def over(self, other: Expression, unit: str, decimals: int) -> Expression:
        return Expression(QUOTIENT, (self, other), (unit, str(decimals)))

    def formula(self, falls: Collection[str] = ()) -> Iterator[str | Expression]:
        """Yield the formula piece by piece: signs and numbers as text, the records as they are.

        `falls` are the records that say that something fell, which a sum takes off. A count is the ids of its rows.
        """
        if self.operation == RECORD:
            yield self
        elif self.operation == CONSTANT:
            yield self.given[0]
        elif self.operation == COUNT:
            for place, row in enumerate(self.given[1:]):
                yield from (", ",) if place else ()
                yield Expression.record(row)
        for place, operand in enumerate(self.operands):
            fell = operand.operation == RECORD and operand.given[0] in falls
            sign = (DIFFERENCE if self.operation == SUM else SUM) if fell and self.is_added else self.operation
            yield from (_SIGNS[sign],) if place else ("−",) if fell and self.is_added else ()
            inside = operand.operation in (SUM, DIFFERENCE, QUOTIENT) and self.operation != LIMITS
            yield from ("(", *operand.formula(falls), ")") if inside else operand.formula(falls)

    @property
    def is_added(self) -> bool:
        return self.operation in (SUM, DIFFERENCE)

    @property
    def formula_text(self) -> str:
        """The formula on one line: "(100 + E7) ÷ E5"."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.formula())

    def records(self) -> tuple[str, ...]:
        """Return the records it stands on, each once, in the order of the formula."""
        return tuple(dict.fromkeys(self._leaves()))

    def _leaves(self) -> Iterator[str]:
        if self.operation == RECORD:
            yield self.given[0]
        for operand in self.operands:
            yield from operand._leaves()


def _terms(expression: Expression, operation: str) -> tuple[Expression, ...]:
    return expression.operands if expression.operation == operation else (expression,)
