"""The strict Vietnamese grammar of a figure: `[ước đạt] [trên] 1.864,5 [tấn]`, or `…`, `-`, `x`.

Words and units are rows of the lexicon; the shapes of numbers are here: one (`5%`), two ends (`5-7%`), a part of a
whole (`12/15 xã`), and a number in words after a verb that takes one (`gấp đôi`, `hạng Nhất`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from yearbook.language import fold
from yearbook.ledger import advice
from yearbook.ledger.algebra import WIDE
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.qualifiers import DIGITS, MULTIPLE, RANK, Qualifier
from yearbook.ledger.units import PLACE, RATIO, Unit

MISSING = {"…": "not_reported", "-": "not_occurring", "x": "not_applicable"}
REPORTED = "reported"

_NUMBER = re.compile(r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
_SHARE = re.compile(f"({DIGITS}) ?/ ?({DIGITS})(.*)")
_SINGLE = re.compile(f"({DIGITS})(.*)")
_DATE = re.compile(r"\b[0-9]{1,2}([/-])[0-9]{1,2}\1[0-9]{2,4}\b")
_DASHES = str.maketrans({"\u2212": "-", "\u2013": "-"})


@dataclass(frozen=True)
class Typed:
    """A figure as it was typed, cut before and after its unit: "ước đạt gần 58.000", " tỷ đồng", ""."""

    head: str
    unit: str = ""
    tail: str = ""

    def __str__(self) -> str:
        return self.head + self.unit + self.tail


@dataclass(frozen=True)
class Parts:
    """A figure taken apart; `upper` is the other end of a range, `whole` what the value is a part of."""

    status: str
    typed: Typed
    value: Decimal | None = None
    unit: Unit | None = None
    qualifiers: tuple[Qualifier, ...] = ()
    upper: Decimal | None = None
    whole: Decimal | None = None


@dataclass(frozen=True)
class _Shape:
    """The numbers of a figure as written, and the text after them."""

    numbers: tuple[str, ...]
    unit: str
    sign: str = ""
    between: Qualifier | None = None
    of_whole: bool = False
    numeral: Decimal | None = None


def take_apart(text: str, lexicon: Lexicon) -> Parts:
    """Take one figure apart. Raises QuantityError, whose message says what to type."""
    words = _visible(text)
    plain = words.translate(_DASHES)
    if not words:
        raise advice.empty()
    if words == "..." or plain in MISSING:
        sign = "…" if words == "..." else plain
        return Parts(MISSING[sign], Typed(sign))
    if _DATE.search(words):
        raise advice.a_date(words)
    qualifiers, start, end = _words_around(plain, lexicon)
    shape = _shape(plain[start:end], qualifiers, lexicon)
    if shape is None:
        raise advice.no_figure(words, plain[start:end], lexicon)
    if shape.sign and (qualifiers or len(shape.numbers) > 1):
        raise advice.misplaced_sign(words)
    values = [shape.numeral] if shape.numeral is not None else [_value(number) for number in shape.numbers]
    unit_start = end - len(shape.unit)
    unit = _unit(shape, qualifiers, plain[:unit_start], lexicon)
    if shape.sign == "-" and not values[0]:
        raise advice.no_fall(words)
    _check(words, shape, values, unit, any(word.meaning == RANK for word in qualifiers))
    if shape.between:
        qualifiers += (shape.between,)
    value = values[0].copy_negate() if shape.sign == "-" else values[0]
    return Parts(
        REPORTED,
        Typed(words[:unit_start], words[unit_start:end], words[end:]),
        value,
        unit,
        qualifiers,
        values[1] if shape.between else None,
        values[1] if shape.of_whole else None,
    )


def _visible(text: str) -> str:
    """Return a text with its spaces folded. Raises QuantityError for what nobody can see or that only looks alike."""
    if len(text) > advice.LONGEST_TEXT:
        raise advice.too_much(text)
    hidden = "".join(c for c in text if unicodedata.category(c) in ("Cf", "Cc") and not c.isspace())
    if hidden:
        raise advice.hidden_characters(hidden)
    if any(c.isdecimal() and not c.isascii() for c in text):
        raise advice.other_digits(fold(text))
    return fold(text)


def _words_around(text: str, lexicon: Lexicon) -> tuple[tuple[Qualifier, ...], int, int]:
    """Return the words around the numbers, outermost first, and where what they surround begins and ends."""
    found: list[Qualifier] = []
    start, end = 0, len(text)
    while True:
        for word in lexicon.around:
            taken = word.stripped_from(text[start:end])
            if taken:
                break
        else:
            return tuple(found), start, end
        for other in found:
            if other.role == word.role:
                raise advice.contradicting(text, other, word)
        found.append(word)
        start, end = start + taken[0], end - taken[1]


def _shape(text: str, qualifiers: tuple[Qualifier, ...], lexicon: Lexicon) -> _Shape | None:
    """Return the shape of what the words surround: two ends, a part of a whole, one number, or a number in words.

    Raises QuantityError for two ends in two units.
    """
    sign = text[:1] if text[:1] in ("+", "-") else ""
    text = text[len(sign) :]
    for word in lexicon.ranges:
        ends = word.ends_of(text)
        if ends and fold(ends[2]).casefold() in ("", fold(ends[4]).casefold()):
            return _Shape((ends[1], ends[3]), ends[4], sign, between=word)
        if ends and lexicon.unit(ends[2]) and lexicon.unit(ends[4]):
            raise advice.unlike_ends(text)
    if match := _SHARE.fullmatch(text):
        return _Shape((match[1], match[2]), match[3], sign, of_whole=True)
    if match := _SINGLE.fullmatch(text):
        return _Shape((match[1],), match[2], sign)
    if any(word.meaning in (MULTIPLE, RANK) for word in qualifiers):
        first, space, rest = text.partition(" ")
        if first.casefold() in lexicon.numerals:
            return _Shape((first,), space + rest, numeral=lexicon.numerals[first.casefold()])
    return None


def _value(number: str) -> Decimal:
    if not _NUMBER.fullmatch(number):
        raise advice.bad_number(number)
    if sum(character.isdigit() for character in number) > advice.LONGEST:
        raise advice.too_long(number)
    return Decimal(number.replace(".", "").replace(",", "."))


def _unit(shape: _Shape, qualifiers: tuple[Qualifier, ...], start: str, lexicon: Lexicon) -> Unit:
    """Return the unit of a shape; a place in an order has its own, and "gấp đôi" is in times."""
    written = fold(shape.unit)
    meanings = {word.meaning for word in qualifiers}
    if not written and RANK in meanings:
        return PLACE
    if not written and shape.numeral is not None and MULTIPLE in meanings:
        return lexicon.units["times"]
    if not written or any(not rest for _, rest in lexicon.multiplied(written)):
        due = "times" if MULTIPLE in meanings else "point" if shape.of_whole else "percent"
        raise advice.no_unit(start, written, lexicon, due)
    unit = lexicon.unit(written)
    if unit is None:
        raise advice.unknown_unit(start, shape.numbers[-1], written, lexicon)
    return unit


def _check(words: str, shape: _Shape, values: list[Decimal], unit: Unit, ranked: bool) -> None:
    """Raise QuantityError for parts of things that are whole, ends out of order, and parts larger than their whole."""
    for number, value in zip(shape.numbers, values, strict=True):
        if (unit.integer or ranked) and WIDE.remainder(WIDE.multiply(value, unit.scale), 1):
            raise advice.not_whole(number, fold(shape.unit))
    if ranked and values[0] < 1:
        raise advice.no_place(words)
    if shape.between and values[0] >= values[1]:
        raise advice.unlike_ends(words)
    if shape.of_whole and (unit.dimension == RATIO or not 0 <= values[0] <= values[1] or not values[1]):
        raise advice.no_part(words)
