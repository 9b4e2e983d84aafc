"""A day as far as it is known: 18/01/2022, 3/2024 or 2024."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True)
class PartialDate:
    """A day, a month or a year; `month` and `day` are None where they are not known."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read dd/mm/yyyy, mm/yyyy or yyyy. Raises ValueError for another form, or a day that does not exist."""
        match = _WRITTEN.fullmatch(text)
        if not match:
            raise ValueError(text)
        day, month, year = (int(part) if part else None for part in match.groups())
        return cls._checked(year or 0, month, day)

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Read yyyy-mm-dd, yyyy-mm or yyyy. Raises ValueError."""
        match = _ISO.fullmatch(text)
        if not match:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls._checked(year or 0, month, day)

    @classmethod
    def _checked(cls, year: int, month: int | None, day: int | None) -> PartialDate:
        # A month or day 0 is none that exists, not one that is unknown.
        datetime.date(year, 1 if month is None else month, 1 if day is None else day)
        return cls(year, month, day)

    @property
    def first(self) -> datetime.date:
        """The first day it can be."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """The last day it can be."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def exact(self) -> datetime.date | None:
        """The day itself, or None where only month or year is known."""
        return self.first if self.day else None

    def before(self, other: PartialDate) -> bool:
        """Tell whether it is certainly before another."""
        return self.last < other.first

    def __str__(self) -> str:
        """Return it as it is typed."""
        if self.day:
            return f"{self.day:02}/{self.month:02}/{self.year:04}"
        return f"{self.month:02}/{self.year:04}" if self.month else f"{self.year:04}"

    def iso(self) -> str:
        """Return yyyy-mm-dd, as far as it is known."""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])
