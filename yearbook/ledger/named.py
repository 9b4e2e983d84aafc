"""Figures that a text names: `{R4}` in a note or a comment stands for the figure of row R4, as it is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yearbook.errors import ERROR, Problem, nearest, suggestion
from yearbook.language import LANGUAGES
from yearbook.ledger.contract import EDITION, Column, Table
from yearbook.ledger.finding import find
from yearbook.ledger.group_words import words_of
from yearbook.ledger.quantity import Quantity

if TYPE_CHECKING:
    from yearbook.ledger.edition import Edition

SPECS = ("", "number", "start")
COMMENTS = "commentary"
PLACE = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<name>[^{}:\s]+)(?::(?P<spec>[^{}\s]*))?\}|(?P<lone>[{}])")
# What Markdown does not read as words: code, formulas, the addresses of links, HTML.
RAW = re.compile(
    r"^(?:```|~~~).*?^(?:```|~~~)|`+[^`]*`+|\$\$.*?\$\$|\$[^$\n]+\$|\]\([^()\n]*\)"
    r"|<(?P<hidden>style|script)\b.*?</(?P=hidden)\s*>|<[a-z/!][^<>]*>",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Name:
    """A place in a text that names something: `{R4}`, `{T1.rank}`, `{2021-E1}`, `{R4:number}`."""

    name: str
    spec: str
    at: int


@dataclass(frozen=True)
class Lone:
    """A brace that opens or closes nothing."""

    at: int


def taken_apart(text: str, *, markdown: bool = False) -> Iterator[str | Name | Lone]:
    """Yield a text's words and the names between them; `{{` is a brace. Of Markdown, code and formulas stay whole."""
    raw = [found.span() for found in RAW.finditer(text)] if markdown else []
    end = 0
    for place in PLACE.finditer(text):
        if place.start() < end or any(first <= place.start() < last for first, last in raw):
            continue
        if end < place.start():
            yield text[end : place.start()]
        end = place.end()
        if place["brace"]:
            yield place["brace"][0]
        elif place["lone"]:
            yield Lone(place.start())
        else:
            yield Name(place["name"], place["spec"] or "", place.start())
    if end < len(text):
        yield text[end:]


def is_running(table: Table, column: Column) -> bool:
    """Tell whether a column of a year's own records holds words of ours, in which figures may be named."""
    return table.place == EDITION and column.kind == "text"


def figure_named(edition: Edition, name: str) -> Quantity | None:
    """Return the figure of a row, `{id}`, or `{id.column}` where it has several; of an earlier year with its year."""
    try:
        found = find(edition, name)
    except KeyError:
        return None
    if found.column not in found.table.figures:
        return None
    return found.figure if found.edition is edition else found.figure.traced(name)


def figure_names(edition: Edition) -> dict[str, Quantity]:
    """Return every figure of an edition by the name that a text may give it."""
    return {
        figure.facts[0]: figure
        for table in edition.contract.of(EDITION).values()
        for row in (edition.by_id(table.name).values() if table.figures else ())
        for figure in (getattr(row, column) for column in table.figures)
    }


def named_in(edition: Edition) -> Iterator[str]:
    """Yield every name in the texts and comments of an edition, in their order; the same may come again."""
    for table in edition.contract.of(EDITION).values():
        columns = [name for name, column in table.columns.items() if is_running(table, column)]
        for row in edition.by_id(table.name).values():
            for column in columns:
                yield from _names(getattr(row, column))
    for _, text in comments(edition):
        yield from _names(text, markdown=True)


def comments(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield each comment on a chapter: how messages call its file, and its text."""
    for path in sorted((edition.folder / COMMENTS).glob("[!.~]*.md")):
        try:
            yield edition.workbook.show(path), path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue  # whoever prints it says so


def misnamed(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for every name in records and comments that nothing has, and for braces that do not match."""
    for table in edition.contract.of(EDITION).values():
        columns = [name for name, column in table.columns.items() if is_running(table, column)]
        for placed in edition.tables.placed(table.name):
            for column in columns:
                for vi, en, _ in _faults(edition, getattr(placed.row, column)):
                    key = table.key_of(placed.row)
                    file = placed.file or edition.tables.file(table.name)
                    yield Problem("T15", ERROR, file, placed.line, column, vi, en, key)
    for file, text in comments(edition):
        for vi, en, at in _faults(edition, text, markdown=True):
            yield Problem("T15", ERROR, file, text.count("\n", 0, at) + 1, "", vi, en, file.rpartition("/")[2])


def _names(text: str, *, markdown: bool = False) -> Iterator[str]:
    parts = taken_apart(text, markdown=markdown) if "{" in text else ()
    yield from (part.name for part in parts if isinstance(part, Name))


def _faults(edition: Edition, text: str, *, markdown: bool = False) -> Iterator[tuple[str, str, int]]:
    for part in taken_apart(text, markdown=markdown) if "{" in text or "}" in text else ():
        if isinstance(part, Lone):
            yield (
                "dấu ngoặc nhọn không khớp. Viết {R4} để gọi số liệu của dòng R4, hoặc {{ }} để in dấu ngoặc.",
                "a brace that does not match. Write {R4} for the figure of row R4, or {{ }} to print braces.",
                part.at,
            )
        elif isinstance(part, Name):
            fault = _fault(edition, part)
            if fault:
                yield (*fault, part.at)


def _fault(edition: Edition, place: Name) -> tuple[str, str] | None:
    words = words_of(edition.params.nouns, LANGUAGES[0])
    if place.name not in words and figure_named(edition, place.name) is None:
        known = {name.lower(): name for name in (*figure_names(edition), *words)}
        several = [f"{{{name}}}" for name in known.values() if name.startswith(f"{place.name}.")]
        if several:
            listed = ", ".join(several)
            return f"dòng «{place.name}» có nhiều số: {listed}.", f"row “{place.name}” has several: {listed}."
        near = nearest(place.name, known)
        vi, en = (
            (f"Có phải «{known[near]}»?", f"Did you mean “{known[near]}”?")
            if near
            else ("Tên là mã của một dòng có số liệu, như {R4}.", "The name is the id of a row with a figure, as {R4}.")
        )
        return f"không có số liệu nào tên «{place.name}». {vi}", f"no figure is called “{place.name}”. {en}"
    if place.spec not in SPECS:
        vi, en = suggestion(place.spec, filter(None, SPECS))
        return f"không có cách in «{place.spec}».{vi}", f"no way of printing “{place.spec}”.{en}"
    return None
