"""Units of measure: how each is written in both languages, and what may be converted into what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from yearbook.language import fold

RATIO, SCORE, RANK = "ratio", "score", "rank"


@dataclass(frozen=True)
class Unit:
    """One unit. `factor` is its size in the dimension's base unit; `integer` units count whole things exactly.

    `vi`, `en_one`, `en_many` are patterns with `{}` where the number stands: "{} tấn", "VND {} billion". `scale` is
    what a word before the unit multiplies it by: a million in "triệu suất quà".
    """

    id: str
    vi: str
    en_one: str
    en_many: str
    dimension: str
    factor: Decimal
    integer: bool = False
    aliases: tuple[str, ...] = ()
    scale: Decimal = Decimal(1)

    def pattern(self, language: str, value: Decimal) -> str:
        """Return the pattern that goes with a value in one language."""
        if language == "vi":
            return self.vi
        return self.en_one if value == 1 else self.en_many

    def name(self, language: str) -> str:
        """Return the unit alone, as it stands in a heading: "triệu đồng", "VND million"."""
        return fold(self.pattern(language, Decimal(2)).replace("{}", " "))

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way the unit may be written after a number, folded and in small letters."""
        return tuple(fold(spelling).casefold() for spelling in (self.name("vi"), *self.aliases))

    @property
    def is_exact(self) -> bool:
        """Tell whether a figure in this unit was counted one by one, and so never rounded."""
        return self.integer and self.scale == 1

    def multiplied(self, word: str, vi: str, en: str, scale: Decimal) -> Unit:
        """Return the unit with a multiplier before it: "{} triệu lượt người", its id "million_visit"."""
        many = self.en_many.replace("{}", en)
        return replace(
            self,
            id=f"{word}_{self.id}",
            vi=self.vi.replace("{}", vi),
            en_one=many,
            en_many=many,
            factor=self.factor * scale,
            aliases=(),
            scale=scale,
        )


# A place in an order is counted in nothing.
PLACE = Unit("place", "{}", "{}", "{}", RANK, Decimal(1), integer=True)
# How many rows there are: what they are, the sentence says.
COUNTED = Unit("rows", "{}", "{}", "{}", "plain", Decimal(1), integer=True)


@dataclass(frozen=True)
class Units:
    """The units a workbook knows."""

    all: tuple[Unit, ...]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Units:
        return cls(tuple(units))

    def __getitem__(self, unit_id: str) -> Unit:
        """Return a unit by id. Raises KeyError."""
        for unit in self.all:
            if unit.id == unit_id:
                return unit
        raise KeyError(unit_id)

    def find(self, written: str) -> Unit | None:
        """Return the unit that is written so in Vietnamese after a number, or None."""
        return self._by_spelling.get(fold(written).casefold())

    def written(self) -> list[str]:
        """Return every unit as an analyst may type it."""
        return [unit.name("vi") for unit in self.all if unit.name("vi")]

    @cached_property
    def _by_spelling(self) -> dict[str, Unit]:
        found: dict[str, Unit] = {}
        for unit in self.all:
            for spelling in filter(None, unit.spellings):
                found.setdefault(spelling, unit)
        return found


def quotient_dimension(upper: str, lower: str) -> str:
    """Return what one dimension over another is: "money" over "mass" is "money/mass", over "ratio" itself."""
    if upper == lower:
        return RATIO
    return upper if lower == RATIO else f"{upper}/{lower}"
