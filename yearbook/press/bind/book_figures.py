"""The register of figures for machines: a row for each figure of a book, in the columns of `book_figures.json`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from yearbook.language import LANGUAGES, NBSP
from yearbook.ledger.edition import Edition
from yearbook.ledger.expression import CONSTANT, COUNT, RECORD
from yearbook.ledger.finding import find
from yearbook.ledger.writing import in_columns
from yearbook.press.bind import markdown
from yearbook.press.bind.about import about_count, about_record
from yearbook.press.bind.evidence import in_numbers
from yearbook.press.bind.plain import as_text
from yearbook.press.bind.register import Entry, in_order

# No table can have this name, for a table's has no hyphen.
NAME = "book-figures"
BETWEEN = "|"
_KINDS = {RECORD: "record", COUNT: "count", CONSTANT: "constant"}


@cache
def schema() -> Mapping[str, Any]:
    """Return the Table Schema of the register."""
    read: Mapping[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return read


def columns() -> list[str]:
    """Return the names of the register's columns, in their order."""
    return [field["name"] for field in schema()["fields"]]


def listed(edition: Edition, found: Sequence[Entry], language: str) -> str:
    """Return the register of a book in one language as CSV: records in their order, what was computed, counts.

    What only the other language's book can say (the name of what was computed, where it is printed) is left out.
    """
    others = [entry for entry in found if entry.made.operation != RECORD]
    in_turn = sorted(others, key=lambda entry: entry.made.operation == COUNT)
    return in_columns(columns(), (_row(edition, entry, language) for entry in (*in_order(edition, found), *in_turn)))


def joined(registers: Sequence[str]) -> str:
    """Return the registers of an edition's books as one: the first book's, with what each next one says beside."""
    rows: dict[str, dict[str, str]] = {}
    for register in registers if len(registers) > 1 else ():
        for row in csv.DictReader(io.StringIO(register), delimiter=";"):
            known = rows.setdefault(row["made"], {})
            known |= {name: text for name, text in row.items() if not known.get(name)}
    return in_columns(columns(), rows.values()) if rows else "".join(registers)


def _row(edition: Edition, entry: Entry, language: str) -> dict[str, str]:
    figure, made = entry.figure, entry.made
    numbers = {name: "" if value is None else str(value) for name, value in in_numbers(figure).items()}
    row = {"made": made.text, "kind": _KINDS.get(made.operation, "derived"), **numbers, "direction": figure.direction}
    row["whole"] = "" if figure.whole is None else f"{figure.whole:f}"
    row |= {f"words_{each}": figure.words(each) for each in LANGUAGES}
    if made.operation == RECORD:
        at = find(edition, made.given[0])
        row |= {f"about_{each}": about_record(at, each) for each in LANGUAGES}
        row |= {"edition": at.edition.id, "table": at.table.name, "row": at.table.key_of(at.row), "column": at.column}
        row |= {name: str(getattr(at.row, name, "")) for name in ("source", "locator")}
    elif made.operation == COUNT:
        row |= {f"about_{each}": about_count(edition, made, each) for each in LANGUAGES}
        row["table"] = made.given[0]
    else:
        row[f"about_{language}"] = as_text(markdown.inline(entry.name))
        row[f"assumes_{language}"] = as_text(markdown.inline(entry.assumption))
    row[f"used_in_{language}"] = BETWEEN.join(dict.fromkeys(use.place for use in entry.uses))
    return {name: text.replace(NBSP, " ") for name, text in row.items()}
