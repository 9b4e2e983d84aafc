"""Numerals typed into words: which of them are figures, and not days, names or numbering, as the records tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Protocol

from yearbook.language import LANGUAGES, month_names
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.named import PLACE, RAW
from yearbook.ledger.qualifiers import MULTIPLIER
from yearbook.ledger.units import Unit

TABLE = "numerals"
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
# What a text shows that is no word of it: values set into prose, numbers of a list.
_MARKUP = re.compile(r"\{eval\}`[^`]*`|^\s*\d+[.)](?=\s)", re.MULTILINE)
_CAPITAL = f"[{''.join(letter for letter in map(chr, range(0x41, 0x1F00)) if letter.isupper())}]"
# No list, code or space is longer: what is written to be slow to read is not read on.
_FURTHER = r"(?:\s{0,3}[,–-]\s{0,3}|\s{1,3}(?:và|hoặc|and|or)\s{1,3})\d{1,9}(?![.,]?\d)"
_HOLES = {
    "n": rf"\d{{1,9}}(?:{_FURTHER}){{0,9}}",
    "year": r"(?:1\d|20|21)\d\d",
    "month": "|".join(re.escape(name) for name in month_names("en")),
    "code": rf"(?-i:{_CAPITAL})[\w.&/-]{{0,40}}",
}
_HOLE = re.compile(r"\{(\w+)\}")
_HIDDEN = "\N{REPLACEMENT CHARACTER}"


class NumeralRow(Protocol):
    id: str
    forms_vi: str
    forms_en: str


@dataclass(frozen=True)
class Typed:
    """A numeral as it was typed, and where in its text."""

    numeral: str
    at: int


@dataclass(frozen=True)
class Form:
    """A way of writing in which a numeral is no figure; `sure` where its words say so, whatever follows."""

    written: re.Pattern[str]
    sure: bool


@dataclass(frozen=True)
class Numerals:
    """What numerals of a workbook's texts may be: the rows of table `numerals`, its units, the names of its records."""

    rows: Sequence[NumeralRow]
    lexicon: Lexicon
    names: frozenset[str] = frozenset()

    def typed(self, text: str, language: str = "", *, markdown: bool = False) -> list[Typed]:
        """Return the numerals of a text that are figures; without a `language` the forms of each are known.

        What stands in braces is named, and in Markdown code, formulas and HTML are no words.
        """
        if not any(character.isdigit() for character in text):
            return []
        for unread in (RAW, _MARKUP) if markdown else ():
            text = unread.sub(lambda found: _HIDDEN * len(found[0]), text)
        text = PLACE.sub(lambda found: _HIDDEN * len(found[0]), text)
        if self._names:
            text = self._names.sub(lambda found: _HIDDEN * len(found[0]), text)
        spared = [span for form in self._forms[language] for span in self._spared(form, text)]
        return [
            Typed(found[0], found.start())
            for found in _NUMERAL.finditer(text)
            if not any(first <= found.start() and found.end() <= last for first, last in spared)
        ]

    def _spared(self, form: Form, text: str) -> Iterator[tuple[int, int]]:
        """Yield the places that a form takes up, up to a number of things: in “đoạn 3 và 5 người” the first alone."""
        for found in form.written.finditer(text):
            first, last = found.span()
            numerals = list(_NUMERAL.finditer(text, first, last))
            for numeral in numerals[1:]:
                if numeral.end() == last and self._counted.match(text, last) and _HIDDEN not in found[0]:
                    further = re.search(rf"{_FURTHER}$", found[0])
                    last = first + further.start() if further else last
            ends = numerals[-1].end() == found.end() and self._measured.match(text, last)
            begins = self._before.search(text, max(0, numerals[0].start() - 20), numerals[0].start())
            if form.sure or not (ends or begins):
                yield first, last

    @cached_property
    def _forms(self) -> dict[str, list[Form]]:
        forms = {
            language: [
                _form(written)
                for row in self.rows
                for written in str(getattr(row, f"forms_{language}")).split("|")
                if written.strip()
            ]
            for language in LANGUAGES
        }
        return forms | {"": [form for known in forms.values() for form in known]}

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        named = sorted((name for name in self.names if _NUMERAL.search(name)), key=lambda name: -len(name))
        telling = [re.escape(name) for name in named if any(character.isalpha() for character in name)]
        return re.compile(rf"(?<!\w)(?:{'|'.join(telling)})(?!\w)", re.IGNORECASE) if telling else None

    @cached_property
    def _measured(self) -> re.Pattern[str]:
        """What stands after a number that was measured; what is counted may be so in a year."""
        multipliers = [word for qualifier in self.lexicon.having(MULTIPLIER) for word in (qualifier.vi, *qualifier.en)]
        measured = _after(unit for unit in self.lexicon.units.all if not unit.integer)
        return _one_of([*(word.replace("{}", "").strip() for word in multipliers), *measured])

    @cached_property
    def _counted(self) -> re.Pattern[str]:
        return _one_of(_after(self.lexicon.units.all))

    @cached_property
    def _before(self) -> re.Pattern[str]:
        before = {pattern.partition("{}")[0].strip() for unit in self.lexicon.units.all for pattern in _patterns(unit)}
        words = "|".join(re.escape(word) for word in before if word)
        return re.compile(rf"(?<!\w)(?:{words})\s{{0,3}}$" if words else r"(?!)")


def numbers_written(numeral: str, language: str) -> set[Decimal]:
    """Return what a numeral says: in Vietnamese 1.864,5 and in English 1,864.5; without a language either."""
    signs = {"vi": (".", ","), "en": (",", ".")}
    found = set()
    for group, point in (signs[each] for each in ([language] if language else LANGUAGES)):
        try:
            found.add(Decimal(numeral.replace(group, "").replace(point, ".")))
        except InvalidOperation:
            continue
    return found


def _form(written: str) -> Form:
    parts = _HOLE.split(written.strip())
    pattern = "".join(
        f"(?:{_HOLES.get(part, re.escape(part))})" if place % 2 else _spaced(part) for place, part in enumerate(parts)
    )
    says_year = "year" in parts[1::2] and any(character.isalpha() for part in parts[::2] for character in part)
    return Form(re.compile(rf"(?<!\w)(?<!\d[.,/]){pattern}(?!\w)(?![.,/]\d)", re.IGNORECASE), says_year)


def _spaced(words: str) -> str:
    return r"\s{1,3}".join(re.escape(word) for word in words.split(" "))


def _after(units: Iterable[Unit]) -> list[str]:
    patterns = [pattern for unit in units for pattern in _patterns(unit)]
    return [word for pattern in patterns if (word := pattern.partition("{}")[2].strip())]


def _patterns(unit: Unit) -> list[str]:
    return [unit.vi, unit.en_one, unit.en_many, *(f"{{}} {alias}" for alias in unit.aliases)]


def _one_of(words: Iterable[str]) -> re.Pattern[str]:
    known = "|".join(_spaced(word) for word in sorted(set(filter(None, words)), key=lambda word: -len(word)))
    return re.compile(rf"[\s-]{{0,3}}(?:{known})(?!\w)" if known else r"(?!)", re.IGNORECASE)
