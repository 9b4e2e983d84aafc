"""`run_all.py figure "vượt 7,7%" …`: how figures are read, one line of JSON each, or what to type instead."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yearbook.commands.parsing import Parser
from yearbook.errors import QuantityError, UsageError
from yearbook.ledger.algebra import known
from yearbook.paths import Workbook

if TYPE_CHECKING:
    from yearbook.ledger.figure import Figure


def run(workbook: Workbook, argv: list[str]) -> int:
    """Print each figure as it is read, and return 1 if one is refused; only the reference tables are opened."""
    parser = Parser(prog="run_all.py figure", description="Đọc thử con số. / How figures are read.")
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help="con số như nguồn in · a figure as printed")
    # A figure may begin with a sign; only help is an option here.
    figures = parser.parse_args(argv).figures if {"-h", "--help"} & set(argv) else [a for a in argv if a != "--"]
    if not figures:
        raise UsageError(
            'thiếu con số. Gõ trong dấu nháy, ví dụ: run_all.py figure "vượt 7,7%"',
            'no figure. Type it in quotes, for instance: run_all.py figure "vượt 7,7%"',
            place="figure",
        )
    from yearbook.ledger.quantity import Quantity
    from yearbook.ledger.tables import lexicon_in

    lexicon, refused = lexicon_in(workbook), False
    for text in figures:
        try:
            print(json.dumps(described(Quantity.parse(text, lexicon)), ensure_ascii=False))
        except QuantityError as error:
            refused = True
            print(error.text(), file=sys.stderr)
    return int(refused)


def described(figure: Figure) -> dict[str, Any]:
    """Return a figure as it is read; numbers are strings, exactly as printed but for the signs of thousands."""
    text, english = str(figure), figure.words("en")
    if figure.is_missing:
        return {"text": text, "sense": figure.sense, "en": english}
    direction = {"direction": figure.direction} if figure.direction else {}
    said = {"bound": figure.bound, "estimate": figure.estimate, "mean": figure.mean or None}
    return {
        "text": text,
        "sense": figure.sense,
        **direction,
        **said,
        **_numbers(figure),
        "unit": known(figure.unit).name("vi"),
        "en": english.replace("\u00a0", " "),
    }


def _numbers(figure: Figure) -> dict[str, str]:
    if figure.upper is not None:
        named = {"low": figure.value, "high": figure.upper}
    elif figure.whole is not None:
        named = {"part": figure.value, "whole": figure.whole}
    else:
        named = {"value": figure.value}
    return {name: _exactly(known(value)) for name, value in named.items()}


def _exactly(value: Decimal) -> str:
    return format(value, "f")
