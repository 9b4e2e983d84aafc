"""A figure → its words in one language: as it was typed, or by rule where it was computed or is said in English."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from yearbook.language import NBSP, number, ordinal, word
from yearbook.ledger.algebra import STEADY, WIDE, known
from yearbook.ledger.qualifiers import HOLE, RANGE, RANK

if TYPE_CHECKING:
    from yearbook.ledger.figure import Figure

_OUT_OF = {"vi": "{}/{}", "en": "{} of {}"}


def in_words(figure: Figure, language: str, with_unit: bool) -> str:
    """Return a figure that is there with its words, and its unit after a non-breaking space."""
    typed = figure.typed
    if language == "vi" and typed:
        return typed.head + (typed.unit.replace(" ", NBSP) if with_unit else "") + typed.tail
    if figure.upper is not None:
        text, dressed = _two_ends(figure, language, with_unit)
    else:
        text, dressed = _one(figure, language, with_unit), False
    for each in reversed(figure.qualifiers):
        if each.role != RANGE:
            pattern = each.pattern if language == "vi" else each.english(dressed)
            text, dressed = pattern.replace(HOLE, text), dressed or pattern != HOLE
    return text


def limits_apart(figure: Figure, language: str) -> tuple[str, str, str]:
    """Return what stands before the numbers of a figure's limits, the numbers ("1,3143–1,3163"), and what follows.

    Limits are rounded outward to one place more than the figure has; a side that is open says so. Nothing for what no
    rounding leaves open.
    """
    if figure.is_missing or (figure.low is not None and figure.low == figure.high):
        return "", "", ""
    low, high = (None if end is None else number(end, language) for end in limits_of(figure))
    if low and high:
        return "", f"{low}–{high}", ""
    if low or high:
        before, _, after = word("limits_from" if low else "limits_to", language).partition("{end}")
        return before, str(low or high), after
    return word("empty.no_limit", language), "", ""


def limits_of(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    """Return the limits of a figure, rounded outward to one place more than it has; None where one is open."""
    step = Decimal(1).scaleb(-figure.decimals - 1)
    low = None if figure.low is None else STEADY.plus(figure.low).quantize(step, ROUND_FLOOR, WIDE)
    high = None if figure.high is None else STEADY.plus(figure.high).quantize(step, ROUND_CEILING, WIDE)
    return low, high


def _two_ends(figure: Figure, language: str, with_unit: bool) -> tuple[str, bool]:
    """Return both ends with their unit, and whether words join them: "VND 6–8 million", "from 54.9% to 83%"."""
    joined = known(figure.word(RANGE))
    between = joined.pattern if language == "vi" else joined.english(False)
    low, high = figure.rounded(), figure.rounded_upper()
    if " " in between:
        first, second = (_in_unit(figure, number(end, language), end, language, with_unit) for end in (low, high))
        return _filled(between, first, second), True
    ends = _filled(between, number(low, language), number(high, language))
    return _in_unit(figure, ends, high, language, with_unit), False


def _one(figure: Figure, language: str, with_unit: bool) -> str:
    """Return the number with its unit, and what it is a part of: "2.1%", "12 of 15 communes", "4th"."""
    value = figure.rounded()
    text = ordinal(int(value)) if figure.sense == RANK and language == "en" else number(value, language)
    if figure.printed.startswith("+"):
        text = "+" + text
    if figure.whole is not None:
        text = _OUT_OF[language].format(text, number(figure.whole, language))
    return _in_unit(figure, text, value if figure.whole is None else figure.whole, language, with_unit)


def _in_unit(figure: Figure, text: str, value: Decimal, language: str, with_unit: bool) -> str:
    if not with_unit:
        return text
    return known(figure.unit).pattern(language, value).replace(" ", NBSP).replace(HOLE, text)


def _filled(pattern: str, first: str, second: str) -> str:
    return pattern.replace(HOLE, first, 1).replace(HOLE, second, 1)
