"""Units of measure: how each is written in both languages, and what may be converted into what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from yearbook.language import fold


@dataclass(frozen=True)
class Unit:
    """One unit. `factor` is its size in the dimension's base unit; `integer` units count whole things exactly.

    `vi`, `en_one`, `en_many` are patterns with `{}` where the number stands: "{} tấn", "VND {} billion".
    """

    id: str
    vi: str
    en_one: str
    en_many: str
    dimension: str
    factor: Decimal
    integer: bool = False
    aliases: tuple[str, ...] = ()

    def pattern(self, language: str, value: Decimal) -> str:
        """Return the pattern that goes with a value in one language."""
        if language == "vi":
            return self.vi
        return self.en_one if value == 1 else self.en_many

    def name(self, language: str) -> str:
        """Return the unit alone, as it stands in a heading: "triệu đồng", "VND million"."""
        return fold(self.pattern(language, Decimal(2)).replace("{}", " "))


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
        """Return the unit that is written so in Vietnamese after a number ("%" and "" included), or None."""
        written = fold(written).casefold()
        for unit in self.all:
            if written in (unit.name("vi").casefold(), *(alias.casefold() for alias in unit.aliases)):
                return unit
        return None

    def written(self) -> list[str]:
        """Return every unit as an analyst may type it."""
        return [unit.name("vi") for unit in self.all if unit.name("vi")]
