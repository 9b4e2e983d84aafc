"""What stands in the cells of a frame → cells of a table: numbers and days as the language writes them."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from numbers import Integral
from typing import Any

import pandas as pd

from yearbook import language as house
from yearbook.desk.grid import cell_in_words
from yearbook.desk.words import Year
from yearbook.ledger.emptiness import NOT_YET
from yearbook.ledger.quantity import Quantity

Cell = dict[str, Any]
YEARS = range(1000, 3000)
_NUMBERS = (Integral, float, Decimal)
_FEWEST_DECIMALS, _SIGNIFICANT = 2, 3
_SMALLEST, _LARGEST = 1e-6, 1e15
_YEAR_NAME = re.compile(r"(?:.*[_\s])?(?:year|năm|nam)", re.IGNORECASE)
_ID_NAME = re.compile(r"(?:.*[_\s])?(?:id|mã)", re.IGNORECASE)


def cells_of(
    values: Sequence[Any],
    names: Sequence[Any],
    language: str,
    *,
    plain: bool = False,
    empty: Sequence[str | None] = (),
) -> list[Cell]:
    """Return the cells of a column of these names: numbers with equally many decimals, years and ids not grouped.

    `empty` is what an empty cell means in each row. Where nobody says, it is a figure that is not reported in a column
    of numbers, in another what is not yet known.
    """
    numbers = [
        value for value in values if isinstance(value, _NUMBERS) and not _is_word(value) and math.isfinite(value)
    ]
    whole = all(value == int(value) for value in numbers)
    if whole and numbers:
        said = [name for name in names if isinstance(name, str)]
        years = all(int(value) in YEARS for value in numbers) and any(map(_YEAR_NAME.fullmatch, said))
        plain = plain or years or any(map(_ID_NAME.fullmatch, said))
    decimals = _decimals([float(value) for value in numbers if not isinstance(value, Integral)])
    measured = _are_numbers(values)
    meant = empty or [None] * len(values)
    return [
        cell_of(Quantity.missing(), language)
        if measured and kind is None and _is_missing(value)
        else cell_of(value, language, decimals, plain=plain, empty=kind or NOT_YET)
        for value, kind in zip(values, meant, strict=True)
    ]


def _are_numbers(values: Sequence[Any]) -> bool:
    """Tell whether a column is one of numbers, be some of them or all not there."""
    told = [value for value in values if not _is_missing(value)]
    if told:
        return all(isinstance(value, (*_NUMBERS, Quantity)) and not _is_word(value) for value in told)
    return any(isinstance(value, float) for value in values)


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _is_word(value: Any) -> bool:
    return isinstance(value, bool | Year) or type(value).__name__ == "bool_"


def _decimals(values: Sequence[float]) -> int | None:
    """Return how many decimals a column needs to say its smallest number in three digits; None: in powers of ten."""
    sizes = [abs(value) for value in values if value]
    if not sizes:
        return 0
    if min(sizes) < _SMALLEST or max(sizes) >= _LARGEST:
        return None
    precision = pd.get_option("display.precision")
    needed = max(len(f"{size:.{precision}f}".rstrip("0").partition(".")[2]) for size in sizes)
    enough = max(_FEWEST_DECIMALS, _SIGNIFICANT - 1 - math.floor(math.log10(min(sizes))))
    return min(needed, int(precision), enough)


def cell_of(
    value: Any, language: str, decimals: int | None = None, *, plain: bool = False, empty: str = NOT_YET
) -> Cell:
    """Return one cell; `plain` numbers are not grouped in thousands, `empty` is what one means that holds nothing."""
    if isinstance(value, Quantity):
        return cell_in_words(value, language)
    if _is_word(value) and not isinstance(value, Year):
        return {"text": house.word("yes" if value else "no", language), "role": "text"}
    if _is_missing(value):
        return cell_in_words(None, language, empty)
    if isinstance(value, pd.Timestamp):
        day = house.date(value.date(), language)
        return {"text": day if value == value.normalize() else f"{day} {value:%H:%M}", "role": "text"}
    if isinstance(value, Year | datetime.date | str):
        return cell_in_words(value, language, empty)
    if isinstance(value, Integral) or (plain and isinstance(value, float) and value.is_integer()):
        text = str(int(value)).replace("-", "\u2212") if plain else house.number(int(value), language)
        return {"text": text, "role": "text" if plain else "figure"}
    if isinstance(value, Decimal | float):
        return {"text": _real(value, language, decimals), "role": "figure"}
    if isinstance(value, list | tuple | set | frozenset):
        said = ", ".join(cell_of(item, language)["text"] for item in value)
        return {"text": said, "role": "text"} if value else cell_in_words(None, language, empty)
    return cell_in_words(value, language, empty)


def _real(value: Any, language: str, decimals: int | None) -> str:
    own = pd.get_option("display.float_format")
    if own is not None:
        return str(own(value))
    if isinstance(value, Decimal):
        return house.number(value, language)
    if math.isinf(value):
        return "∞" if value > 0 else "\u2212∞"
    if decimals is None and value:
        digits, _, power = f"{value:.2e}".partition("e")
        return f"{house.number(Decimal(digits), language)}·10^{int(power)}".replace("-", "\u2212")
    return house.number(round(Decimal(repr(float(value))), decimals or 0), language, decimals or 0)
