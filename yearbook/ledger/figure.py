"""A figure as it is said: the number with its words and its unit, read, printed, and asked what it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Self

from yearbook.language import fold
from yearbook.ledger import qualifiers as said
from yearbook.ledger.algebra import STEADY, WIDE, Span, known
from yearbook.ledger.expression import Expression
from yearbook.ledger.grammar import MISSING, REPORTED, Typed, take_apart
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.printing import in_words
from yearbook.ledger.qualifiers import Qualifier
from yearbook.ledger.units import COUNTED, RATIO, SCORE, Unit

_SIGN_OF_MISSING = {status: sign for sign, status in MISSING.items()}
_ROUNDING = {said.AT_LEAST: ROUND_FLOOR, said.AT_MOST: ROUND_CEILING, said.BETWEEN: ROUND_FLOOR}


@dataclass(frozen=True)
class Figure:
    """One figure in words.

    `value` is the magnitude as printed; `upper` the other end of a range, `whole` what the value is a part of.
    `qualifiers` are its words, outermost first. `low` and `high` are the limits the figure is known to lie between,
    in its own unit: half a unit of the last printed digit for an exact figure, open (None) on the side a bound word
    leaves open, the ends of a range. `made` is how it was made, None for one that no record gave; `overlaps` are
    records that may count the same thing and so never join a sum. `name` and `assumption` say of a derived figure what
    it is and what it takes for granted, as Markdown in the book's language.
    """

    status: str
    value: Decimal | None = None
    unit: Unit | None = None
    decimals: int = 0
    qualifiers: tuple[Qualifier, ...] = ()
    upper: Decimal | None = None
    whole: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    typed: Typed | None = None
    made: Expression | None = None
    overlaps: frozenset[str] = frozenset()
    name: str = field(default="", repr=False, compare=False)
    assumption: str = field(default="", repr=False, compare=False)
    lexicon: Lexicon = field(default=Lexicon(), repr=False, compare=False)

    @classmethod
    def parse(cls, text: str, lexicon: Lexicon) -> Self:
        """Read a figure as printed. Raises QuantityError, whose message says what to type."""
        parts = take_apart(text, lexicon)
        if parts.status != REPORTED:
            return cls(parts.status, typed=parts.typed)
        figure = cls(
            REPORTED,
            parts.value,
            parts.unit,
            decimals_of(known(parts.value)),
            parts.qualifiers,
            parts.upper,
            parts.whole,
            typed=parts.typed,
            lexicon=lexicon,
        )
        limits = figure._limits()
        return replace(figure, low=limits.low, high=limits.high)

    @classmethod
    def constant(cls, value: int | Decimal, unit: Unit) -> Self:
        """Return an exact number that is not a measurement, such as the 100 of a percentage."""
        value = Decimal(value)
        made = Expression.constant(value, unit.id)
        return cls(REPORTED, value, unit, decimals_of(value), low=value, high=value, made=made)

    @classmethod
    def counted(cls, table: str, rows: Iterable[str]) -> Self:
        """Return how many rows of a table there are."""
        made = Expression.count(table, rows)
        value = Decimal(len(made.given) - 1)
        return cls(REPORTED, value, COUNTED, low=value, high=value, made=made)

    @classmethod
    def missing(cls, status: str = "not_reported") -> Self:
        """Return a figure that is not there: "…", "-" or "x"."""
        return cls(status, typed=Typed(_SIGN_OF_MISSING[status]))

    @property
    def facts(self) -> tuple[str, ...]:
        """The records it stands on, in the order of its formula."""
        return self.made.records() if self.made else ()

    @property
    def is_missing(self) -> bool:
        return self.status != REPORTED

    @property
    def bound(self) -> str:
        """What its bound word says: exact, at_least, at_most, nearly, about; or range."""
        word = self.word(said.BOUND)
        return word.meaning if word else said.EXACT if self.upper is None else said.BETWEEN

    @property
    def sense(self) -> str:
        """What the figure says, by its verb or else by its shape and unit; of a missing one, why it is missing."""
        if self.is_missing:
            return self.status
        word = self.word(said.SENSE)
        if word:
            return said.CHANGE if word.meaning in said.DIRECTIONS else word.meaning
        unit = known(self.unit)
        if unit.dimension == SCORE:
            return said.SCORE
        if self.whole is not None:
            return said.SHARE
        return said.MULTIPLE if unit.dimension == RATIO and unit.factor == 1 else said.LEVEL

    @property
    def says_its_sense(self) -> bool:
        """Tell whether a verb gives the sense; without one a rate is what its base makes of it."""
        return self.word(said.SENSE) is not None

    @property
    def direction(self) -> str:
        """Which way a change goes: up, down, or "" where the figure is no change."""
        word = self.word(said.SENSE)
        return said.DIRECTIONS.get(word.meaning, "") if word else ""

    @property
    def estimate(self) -> bool:
        return self.word(said.ESTIMATE) is not None

    @property
    def mean(self) -> str:
        """The word that calls it a mean: "bình quân"; "" where none does."""
        word = self.word(said.MEAN)
        return word.name("vi") if word else ""

    @property
    def dimension(self) -> str:
        """What is measured; a place in an order is a rank, whatever it is a place among."""
        return said.RANK if self.sense == said.RANK else known(self.unit).dimension

    @property
    def signed(self) -> Decimal:
        """The value, below zero where the words say that it fell."""
        value = known(self.value)
        return value.copy_negate() if self.direction == "down" else value

    @property
    def printed(self) -> str:
        """The figure as it was typed; "" for a computed one."""
        return str(self.typed or "")

    def __float__(self) -> float:
        """Return the plain number: below zero for a fall, the middle of a range, not a number where it is missing."""
        if self.is_missing:
            return float("nan")
        return float(self.signed) if self.upper is None else float((known(self.value) + self.upper) / 2)

    def __str__(self) -> str:
        return self.printed or fold(self.words("vi"))

    def words(self, language: str, *, with_unit: bool = True) -> str:
        """Return the figure in one language with its words, and its unit after a non-breaking space."""
        return self.printed if self.is_missing else in_words(self, language, with_unit)

    def word(self, role: str) -> Qualifier | None:
        """Return the figure's word of one role, or None."""
        return next((word for word in self.qualifiers if word.role == role), None)

    def without(self, role: str) -> Self:
        """Return the same figure without its word of one role, for a sentence that says it itself."""
        kept = tuple(word for word in self.qualifiers if word.role != role)
        return self if kept == self.qualifiers else replace(self, qualifiers=kept, typed=None)

    def rounded(self) -> Decimal:
        """Return the value to its decimals; a lower bound is rounded down and an upper bound up."""
        return self._to_its_decimals(known(self.value), _ROUNDING.get(self.bound, ROUND_HALF_UP))

    def rounded_upper(self) -> Decimal:
        """Return the upper end of a range: as typed, or to its decimals, rounded up."""
        upper = known(self.upper)
        return upper if self.typed else self._to_its_decimals(upper, ROUND_CEILING)

    def to_decimals(self, decimals: int) -> Self:
        """Return the same figure, printed with that many decimals."""
        return replace(self, decimals=decimals, typed=None)

    def traced(self, record: str, overlaps: Iterable[str] = ()) -> Self:
        """Return the same figure as what that record says."""
        return replace(self, made=Expression.record(record), overlaps=frozenset(overlaps))

    def told(self, name: str, assumption: str = "") -> Self:
        """Return the same figure, saying what it is and what it takes for granted (Markdown)."""
        return replace(self, name=name, assumption=assumption)

    def _to_its_decimals(self, value: Decimal, rounding: str) -> Decimal:
        return STEADY.plus(value).quantize(Decimal(1).scaleb(-self.decimals), rounding, WIDE)

    def _limits(self) -> Span:
        if self.bound == said.BETWEEN:
            return Span(self.value, self.upper)
        value = known(self.value)
        half = Decimal(0) if known(self.unit).is_exact else Decimal(1).scaleb(-self.decimals) / 2
        limits = {
            said.AT_LEAST: Span(self.value, None),
            said.AT_MOST: Span(None, self.value),
            said.EXACT: Span(WIDE.subtract(value, half), WIDE.add(value, half)),
        }
        return limits.get(self.bound, Span(None, None))


def decimals_of(value: Decimal) -> int:
    """Return how many decimals a number is written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
