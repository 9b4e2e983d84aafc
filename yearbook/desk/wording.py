"""Sentences with figures in them: `say(vi=…, en=…)` keeps every number's words and its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yearbook import language as house
from yearbook.desk.filling import Plain, Traced, absent, names_in, placeholders, without_marks
from yearbook.desk.words import Names, Words
from yearbook.errors import require
from yearbook.ledger.quantity import Quantity

SPECS = ("", "number", "start", "inside", "on", "On")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")


@dataclass(frozen=True)
class Speaker:
    """`say`: the words of one language edition, chosen and filled in."""

    language: str
    known: dict[str, Any]

    def __call__(self, *, vi: str, en: str, when: object = True, **values: Any) -> Words:
        """Return a sentence or title in the edition's language.

        `{name}` is filled from the values given or from what is always known (year, next_year, previous_year,
        organiser, area, and the group's words: member, members, group …). A quantity prints with its bound word and
        unit and remembers its record; `{name:number}` leaves the unit out, `{name:start}` begins with a capital,
        `{name:inside}` with none, `{name:on}` puts the word before a date (“ngày”, “tháng”; “on”, “in”), `{name:On}`
        begins with it. Lists print as "a, b và c". A value that is not there (a missing figure, an empty list, None)
        leaves the whole sentence out of the book; inside [[…]] it only drops that part. `when` leaves it out where
        that does not hold. Line ends fold to spaces.
        """
        vi, en = " ".join(vi.split()), " ".join(en.split())
        values = {**self.known, **values}
        for name, spec in (*placeholders(vi), *placeholders(en)):
            require(name, values, "giá trị tên", "value named")
            require(spec, SPECS, "cách in", "way of printing")
        template = _OPTIONAL.sub(
            lambda part: part[1] if not any(absent(values[name]) for name in names_in(part[1])) else "",
            vi if self.language == "vi" else en,
        )
        if not when or any(absent(values[name]) for name in names_in(template)):
            line = house.word("nothing_to_say", self.language)
            return Words(line, line, self.language, missing=True)
        plain = Plain(self.language).vformat(template, (), values)
        markdown = Traced(self.language).vformat(template, (), values)
        return Words(without_marks(plain), markdown, self.language)

    def when(self, condition: object) -> Words:
        """Return nothing to read where a condition holds; else something missing, with which its paragraph goes."""
        return Words("", "", self.language, missing=not condition)

    def start(self, value: Any) -> Words:
        """Return a value in words, the first with a capital."""
        return self._filled("{value:start}", value)

    def inside(self, value: Any) -> Words:
        """Return a value in words as it stands inside a sentence, the first with a small letter."""
        return self._filled("{value:inside}", value)

    def on(self, day: Any) -> Words:
        """Return a date after its word: "ngày 18/01/2022", "tháng 3/2024"."""
        return self._filled("{value:on}", day)

    def On(self, day: Any) -> Words:  # noqa: N802 - as it begins the sentence
        """Return a date after its word, with a capital: "Ngày 18/01/2022"."""
        return self._filled("{value:On}", day)

    def number(self, figure: Any) -> Words:
        """Return a figure without its unit."""
        return self._filled("{value:number}", figure)

    def compared(self, figure: Quantity, other: Quantity, above: str, below: str, about: str) -> Words:
        """Return the word for how a figure stands to another: certainly above, certainly below, or neither."""
        if figure.is_missing or other.is_missing:
            return Words("", "", self.language, missing=True)
        higher = figure.exceeds(other)
        return self.plain(about if higher is None else above if higher else below)

    def each(self, template: str, items: Iterable[Any]) -> Names:
        """Return every item set into a template: `each("the {}", plans)`."""
        return Names((template.format(item) for item in items), self.language)

    def _filled(self, template: str, value: Any) -> Words:
        return self(vi=template, en=template, value=value)

    def first(self, *sentences: Words) -> Words:
        """Return the first sentence that has all it needs; the last, which then is missing too, if none has."""
        return next((sentence for sentence in sentences if not sentence.missing), sentences[-1])

    def plain(self, text: str) -> Words:
        """Return text from a record as words: data, never markup; one that names figures is words already."""
        return text if isinstance(text, Words) else Words(text, house.literal(text), self.language)
