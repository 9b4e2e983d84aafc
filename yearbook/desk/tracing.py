"""Figures and words set side by side, each figure with how it was made: what is spoken of a chart, links, cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yearbook import language as house
from yearbook.desk.words import Words
from yearbook.ledger.address import SCHEME, Address, address_of
from yearbook.ledger.printing import limits_apart
from yearbook.ledger.quantity import Quantity


def address(figure: Quantity) -> str:
    """Return the address of a figure, as a cell holds it; "" where nothing is known of how it was made."""
    found = address_of(figure)
    return found.text if found else ""


def url(figure: Quantity) -> str | None:
    """Return what words of a drawing lead to, or None."""
    found = address_of(figure)
    return SCHEME + found.text if found else None


def linked(text: str, figure: Quantity) -> str:
    """Return a figure's words as Markdown that leads to how it was made."""
    found = address_of(figure)
    words = house.literal(text)
    return f"[{words}]({SCHEME}{found.text})" if found else words


def limits(figure: Quantity, language: str) -> Words:
    """Return the limits of a figure as words that lead to it; nothing where it has none to tell."""
    before, numbers, after = limits_apart(figure, language)
    led = f"[{numbers}]({SCHEME}{Address(figure.made.limits).text})" if numbers and figure.made else numbers
    return Words(before + numbers + after, before + led + after, language)


def spoken(language: str, *parts: Any) -> Words:
    """Return text and figures one after the other as words; a figure that is missing says so."""
    plain, markdown = [], []
    for part in parts:
        if isinstance(part, Quantity):
            text = house.word("spoken_not_reported", language) if part.is_missing else part.words(language)
            plain.append(text)
            markdown.append(linked(text, part))
        else:
            plain.append(str(part))
            markdown.append(part.markdown if isinstance(part, Words) else house.literal(str(part)))
    return Words("".join(plain), "".join(markdown), language)


def joined(separator: str, items: Iterable[Words], language: str) -> Words:
    """Return words with a separator between them."""
    items = list(items)
    between: list[Any] = [part for item in items for part in (separator, item)][1:]
    return spoken(language, *between)
