"""What a figure may be written with: the units and the words of one workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from yearbook.errors import nearest
from yearbook.language import fold
from yearbook.ledger.algebra import known
from yearbook.ledger.qualifiers import AROUND, BOUND, ESTIMATE, HOLE, MULTIPLIER, NUMERAL, RANGE, Qualifier
from yearbook.ledger.units import Unit, Units


@dataclass(frozen=True)
class Lexicon:
    """Units and qualifiers, the latter in their order: of words that say the same the first is printed."""

    units: Units = field(default=Units(()))
    qualifiers: tuple[Qualifier, ...] = ()

    def having(self, *roles: str) -> tuple[Qualifier, ...]:
        """Return the words of these roles, in their order."""
        return tuple(word for word in self.qualifiers if word.role in roles)

    @cached_property
    def around(self) -> tuple[Qualifier, ...]:
        """The words that stand before or around a number, the longest first; those only after it are taken last."""
        return tuple(sorted(self.having(*AROUND), key=lambda word: (word.vi.startswith(HOLE), -len(word.vi))))

    @cached_property
    def ranges(self) -> tuple[Qualifier, ...]:
        return tuple(sorted(self.having(RANGE), key=lambda word: -len(word.vi)))

    @cached_property
    def multipliers(self) -> tuple[Qualifier, ...]:
        return tuple(sorted(self.having(MULTIPLIER), key=lambda word: -len(word.vi)))

    @cached_property
    def numerals(self) -> dict[str, Decimal]:
        """The numbers that may be written as a word, by that word."""
        return {word.vi.casefold(): known(word.number) for word in self.having(NUMERAL)}

    def bound_word(self, bound: str, strict: bool) -> Qualifier:
        """Return the word a computed figure with that bound is printed with. Raises StopIteration without any."""
        words = [word for word in self.having(BOUND) if word.meaning == bound]
        return next(iter([word for word in words if word.strict == strict] or words))

    @property
    def estimate_word(self) -> Qualifier:
        return self.having(ESTIMATE)[0]

    @property
    def range_word(self) -> Qualifier:
        return self.having(RANGE)[0]

    def unit(self, written: str) -> Unit | None:
        """Return the unit written so, on its own ("tỷ đồng") or after a multiplier ("nghìn tỷ đồng"), or None."""
        found = self.units.find(written)
        if found:
            return found
        for multiplier, rest in self.multiplied(written):
            unit = self.units.find(rest)
            if unit:
                return unit.multiplied(
                    multiplier.id, f"{{}} {multiplier.vi}", multiplier.en[0], known(multiplier.number)
                )
        return None

    def multiplied(self, written: str) -> Iterator[tuple[Qualifier, str]]:
        """Yield each way to read a multiplier at the start, with what follows it, the longest first."""
        written = fold(written)
        for word in self.multipliers:
            if f"{written} ".casefold().startswith(f"{word.vi} ".casefold()):
                yield word, written[len(word.vi) :].strip()

    def nearest_unit(self, written: str, alike: float = 0.6) -> str | None:
        """Return how the unit that was most likely meant is written, a multiplier before it kept, or None."""
        for word, rest in self.multiplied(written):
            if near := nearest(rest, self.units.written(), alike):
                return f"{word.vi} {near}"
        return nearest(written, self.units.written(), alike)

    def unit_before(self, written: str) -> tuple[Unit, str] | None:
        """Return the longest unit that a text begins with, and the words after it: "tấn gạo" → tấn, "gạo"."""
        written = fold(written)
        for end in range(len(written) - 1, 0, -1):
            if written[end] == " " and (unit := self.unit(written[:end])):
                return unit, written[end:].strip()
        return None
