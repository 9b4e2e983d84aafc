"""What a page carries so that it can compute its own figures again: the records it uses, and how each figure was made.

docs/proof.md describes the data; whoever checks a page needs nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from yearbook.ledger.algebra import STEADY, WIDE
from yearbook.ledger.edition import Edition
from yearbook.ledger.expression import COUNT, Expression
from yearbook.ledger.finding import find
from yearbook.ledger.printing import limits_of
from yearbook.ledger.qualifiers import Qualifier
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.units import COUNTED, Unit
from yearbook.press.bind.leaves import Evidence
from yearbook.press.bind.register import Entry


def evidence(edition: Edition, entries: Sequence[Entry], anchors: Mapping[str, str], units: Iterable[str]) -> Evidence:
    """Return what proves the figures of a book; `anchors` are their rows in the register, `units` all it prints in."""
    shown = [entry for entry in entries if entry.made.text in anchors]
    used = {COUNTED.id: COUNTED}
    records: dict[str, Any] = {}
    rows: dict[str, list[str]] = {}
    figures: dict[str, Any] = {}
    for entry in shown:
        for unit in (*_units_of(entry, edition), entry.figure.unit):
            used |= {unit.id: unit} if unit else {}
        for record in entry.made.records():
            found = find(edition, record)
            records[record] = _record(found.figure)
        if entry.made.operation == COUNT:
            table = entry.made.given[0]
            rows[table] = _ids(edition, table, entry.made.given[1:])
        anchor = anchors[entry.made.text]
        figures[entry.made.key] = {"anchor": anchor, **in_numbers(entry.figure)}
        if entry.made.is_derived and limits_of(entry.figure) != (None, None):
            figures[entry.made.limits.key] = _limits(entry.figure, anchor)
    known = {unit.id: unit for unit in edition.units.all}
    used |= {unit: known[unit] for unit in units if unit in known}
    words = edition.tables.lexicon.qualifiers
    return Evidence(
        {name: _unit(unit) for name, unit in sorted(used.items())},
        {word.id: _word(word) for word in words},
        records,
        rows,
        figures,
    )


def _units_of(entry: Entry, edition: Edition) -> Iterable[Unit]:
    """Return the units of the figures that one is made of."""
    for record in entry.made.records():
        unit = find(edition, record).figure.unit
        yield from (unit,) if unit else ()
    for each in _parts(entry.made):
        for name in each.given:
            yield from (unit for unit in edition.units.all if unit.id == name)


def _parts(made: Expression) -> Iterable[Expression]:
    yield made
    for operand in made.operands:
        yield from _parts(operand)


def _ids(edition: Edition, table: str, counted: Sequence[str]) -> list[str]:
    """Return the ids of a table's rows, and of rows that are counted from another year's."""
    own = [edition.contract[table].key_of(row) for row in edition.rows(table)] if table in edition.contract else []
    return list(dict.fromkeys([*own, *counted]))


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "dimension": unit.dimension,
        "factor": f"{unit.factor:f}",
        "exact": unit.is_exact,
        "names": {
            "vi": [unit.vi, *(f"{{}} {alias}" for alias in unit.aliases)],
            "en": list(dict.fromkeys((unit.en_one, unit.en_many))),
        },
    }


def _word(word: Qualifier) -> dict[str, Any]:
    said = {"role": word.role, "meaning": word.meaning, "strict": word.strict, "vi": word.vi, "en": list(word.en)}
    return said | ({} if word.number is None else {"number": f"{word.number:f}"})


def _record(figure: Quantity) -> dict[str, Any]:
    return {
        "words": figure.printed or f"{figure.value:f}",
        "value": _plain(figure.value),
        "unit": figure.unit.id if figure.unit else "",
        "decimals": figure.decimals,
        "upper": _plain(figure.upper),
        "whole": _plain(figure.whole),
        "words_used": [word.id for word in figure.qualifiers],
    }


def in_numbers(figure: Quantity) -> dict[str, Any]:
    """Return a figure as plain numbers: rounded as it is printed, its limits outward to one place more."""
    low, high = limits_of(figure)
    return {
        "value": _plain(figure.rounded()),
        "upper": None if figure.upper is None else _plain(figure.rounded_upper()),
        "unit": figure.unit.id if figure.unit else "",
        "decimals": figure.decimals,
        "low": _plain(low),
        "high": _plain(high),
        "bound": figure.bound,
    }


def _limits(figure: Quantity, anchor: str) -> dict[str, Any]:
    """Return the limits of a figure as a figure of two ends, or of the one that is not open."""
    low, high = map(_plain, limits_of(figure))
    return {
        "anchor": anchor,
        "value": low or high,
        "upper": high if low else None,
        "unit": figure.unit.id if figure.unit else "",
        "decimals": figure.decimals + 1,
        "low": _plain(_outward(figure.low, figure.decimals + 2, ROUND_FLOOR)),
        "high": _plain(_outward(figure.high, figure.decimals + 2, ROUND_CEILING)),
        "bound": "range" if low and high else "from" if low else "to",
    }


def _outward(end: Decimal | None, decimals: int, way: str) -> Decimal | None:
    return None if end is None else STEADY.plus(end).quantize(Decimal(1).scaleb(-decimals), way, WIDE)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
