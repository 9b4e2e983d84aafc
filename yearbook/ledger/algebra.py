"""Numbers with bounds: sums, differences and quotients that never claim more than is known. No words, no units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TypeVar

from yearbook.ledger.qualifiers import ABOUT, AT_LEAST, AT_MOST, BETWEEN, EXACT, NEARLY

# Wide enough that nothing the grammar reads is ever rounded by adding or scaling it.
WIDE = Context(prec=80)
# What an endless quotient is taken for before it is rounded: the noise of its last digits is no number.
STEADY = Context(prec=60)
_OPPOSITE = {AT_LEAST: AT_MOST, AT_MOST: AT_LEAST, NEARLY: ABOUT}


T = TypeVar("T")


def known(value: T | None) -> T:
    """Return what is there: the number or unit of a figure that is not missing, or the end of a span that is closed."""
    if value is None:
        raise ValueError("a figure that is missing was asked for its number or unit")
    return value


class OpenResultError(ValueError):
    """Two bounds pull a result in opposite directions: nothing is known of it."""


@dataclass(frozen=True)
class Span:
    """Two ends, either of them None where it is open."""

    low: Decimal | None
    high: Decimal | None

    def __neg__(self) -> Span:
        return Span(*(None if end is None else WIDE.minus(end) for end in (self.high, self.low)))

    def __add__(self, other: Span) -> Span:
        pairs = ((self.low, other.low), (self.high, other.high))
        return Span(*(None if mine is None or its is None else WIDE.add(mine, its) for mine, its in pairs))

    def scaled(self, ratio: Decimal) -> Span:
        """Return the span with both ends times a positive number."""
        return Span(*(None if end is None else WIDE.multiply(end, ratio) for end in (self.low, self.high)))

    def over(self, divisor: Span) -> Span:
        """Return the quotient of a span, of which only the lower end may be negative, by one that is positive."""
        beneath = divisor.low if self.low is not None and self.low < 0 else divisor.high
        low = WIDE.divide(self.low, beneath) if self.low is not None and beneath else None
        high = WIDE.divide(self.high, divisor.low) if self.high is not None and divisor.low else None
        return Span(low, high)


@dataclass(frozen=True)
class Term:
    """A number in a computation: `face` is what was printed, `limits` where the true number lies, and its bound."""

    face: Span
    limits: Span
    bound: str = EXACT
    strict: bool = False

    def __neg__(self) -> Term:
        return Term(-self.face, -self.limits, _OPPOSITE.get(self.bound, self.bound), self.strict)

    def __add__(self, other: Term) -> Term:
        """Return the sum. Raises OpenResultError."""
        return self._joined(other, other.bound, self.face + other.face, self.limits + other.limits)

    def over(self, divisor: Term, ratio: Decimal) -> Term:
        """Return the quotient times `ratio`; `self` is not negative, the divisor positive. Raises OpenResultError."""
        face, limits = (
            mine.over(its).scaled(ratio) for mine, its in ((self.face, divisor.face), (self.limits, divisor.limits))
        )
        return self._joined(divisor, _OPPOSITE.get(divisor.bound, divisor.bound), face, limits)

    def exceeds(self, other: Term) -> bool | None:
        """Return whether this number is certainly larger; None where the limits leave it open."""
        mine, its = self.limits, other.limits
        if mine.low is not None and its.high is not None and mine.low > its.high:
            return True
        if mine.high is not None and its.low is not None and mine.high <= its.low:
            return False
        return None

    def _joined(self, other: Term, pull: str, face: Span, limits: Span) -> Term:
        bounds = {self.bound, pull} - {EXACT}
        strict = self.strict or other.strict
        if {AT_LEAST, AT_MOST} <= bounds:
            raise OpenResultError
        if bounds & {ABOUT, NEARLY}:
            return Term(face, Span(None, None), ABOUT)
        if AT_LEAST in bounds:
            return Term(Span(face.low, face.low), limits, AT_LEAST, strict)
        if AT_MOST in bounds:
            return Term(Span(face.high, face.high), limits, AT_MOST, strict)
        return Term(face, limits, BETWEEN if bounds else EXACT)
