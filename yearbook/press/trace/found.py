"""What somebody asks for → the figures of a book: an id, a formula, a figure as printed, part of what it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from yearbook.language import fold
from yearbook.press.trace.figures import Known

_NUMERAL = re.compile(r"\d[\d.,]*\d|\d")
_SIGNS = str.maketrans({"/": "÷", ":": "÷", "-": "−", "–": "−"})
_MOST = 5


def found(figures: Mapping[str, Known], wanted: str) -> list[Known]:
    """Return the figures that are meant: by the closest of the ways to name one that names any."""
    said = fold(wanted)
    ways: tuple[Callable[[Known], Iterable[str]], ...] = (
        lambda known: [known.made.text],
        lambda known: [known.made.text.rpartition(".")[0]],
        _formulas,
        _printed,
        _limits,
        _numerals,
    )
    spelt: tuple[Callable[[str], str], ...] = (str.casefold, str.casefold, _as_formula, _plain, _plain, str)
    for way, spelling in zip(ways, spelt, strict=True):
        named = [known for known in figures.values() if spelling(said) in map(spelling, way(known))]
        if named and said:
            return named
    for way in (_printed, _names):
        within = re.compile(rf"(?<![\w,.]){re.escape(_bare(said))}(?![\w])")
        named = [known for known in figures.values() if any(within.search(_bare(text)) for text in way(known))]
        if named and said:
            return named
    return [known for known in figures.values() if said and any(_bare(said) in _bare(text) for text in _names(known))]


def nearest_to(figures: Mapping[str, Known], wanted: str) -> list[Known]:
    """Return the figures that are most like what was asked for: by number, by spelling."""
    number = _number(wanted)
    near: list[Known] = []
    if number is not None:
        valued = [known for known in figures.values() if known.value.get("value")]
        near = sorted(valued, key=lambda known: abs(Decimal(known.value["value"]) - number))[: _MOST - 2]
    spellings: dict[str, list[Known]] = {}
    for known in figures.values():
        for text in (known.made.text, *_printed(known), *_names(known)):
            spellings.setdefault(_bare(text), []).append(known)
    for text in get_close_matches(_bare(fold(wanted)), spellings, n=_MOST, cutoff=0.5):
        near += spellings[text][:1]
    return list({known.made.text: known for known in near}.values())[:_MOST]


def _formulas(known: Known) -> list[str]:
    return [known.made.formula_text] if known.made.is_derived else []


def _printed(known: Known) -> list[str]:
    return [text for told in known.told.values() for text in (told.words, *told.printed)]


def _limits(known: Known) -> list[str]:
    return [told.limits for told in known.told.values() if told.limits]


def _numerals(known: Known) -> list[str]:
    return [numeral for text in _printed(known) for numeral in _NUMERAL.findall(text)]


def _names(known: Known) -> list[str]:
    return [text for told in known.told.values() for text in (told.about, told.assumption) if text]


def _as_formula(text: str) -> str:
    return re.sub(r"\s", "", text).translate(_SIGNS).casefold()


def _plain(text: str) -> str:
    return fold(text).casefold().translate(_SIGNS)


def _bare(text: str) -> str:
    """Return text in small letters without the marks on them."""
    apart = unicodedata.normalize("NFD", fold(text).casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _number(text: str) -> Decimal | None:
    """Return the number somebody wrote, in the manner of either language; a lone sign before three digits groups."""
    numeral = _NUMERAL.search(text)
    if not numeral:
        return None
    digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", numeral[0]).replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
