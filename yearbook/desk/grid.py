"""The cells, columns and frame of a table, as the press reads them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yearbook import language as house
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.tracing import address
from yearbook.desk.words import UNTRANSLATED, Names, Words, Year
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.emptiness import NONE, NOT_APPLICABLE, NOT_STATED
from yearbook.ledger.quantity import Quantity

_SIGNS = {NONE: "-", NOT_APPLICABLE: "x"}  # as in statistics; what else an empty cell means is said in words
_NARROWEST, _TAPER = 3, 0.8
_SHORT = 12  # what is no longer stays on one line beside a wide column: a name, a code


@dataclass(frozen=True)
class Mark:
    """A sign in a table and what it says aloud: ● "trực tiếp"; `missing` where it stands for nothing: - "không giữ".

    A `note` of its own stands under the table.
    """

    sign: str
    spoken: str
    missing: bool = False
    note: Words | str = ""

    def __str__(self) -> str:
        return self.sign


@dataclass(frozen=True)
class Blank:
    """An empty cell that says what it means itself: a kind of `ledger/emptiness.py`."""

    kind: str


def tabulated(
    id: str,
    title: Words,
    subtitle: Words | str,
    source: Words | str,
    notes: Sequence[tuple[str, Words]],
    grid: dict[str, Any],
    look: str,
    wide: bool,
) -> Exhibit:
    """Return a table as JupyterLab and the press are told of it."""
    content = {
        "id": id,
        "title": title.markdown,
        "subtitle": markdown_of(subtitle),
        "grid": grid,
        "source": markdown_of(source),
        "notes": [{"mark": mark, "markdown": text.markdown} for mark, text in notes],
        "wide": wide,
        "look": look,
    }
    return Exhibit("table", title.language, content, "", title, subtitle, source, tuple(notes))


def cell_in_words(value: Any, language: str, empty: str = NOT_STATED) -> dict[str, Any]:
    """Return one cell: its text, what it is (figure, text, missing, mark), how it was made, its language if it is
    another than the book's, and how it is said aloud where that is not its text.

    `empty` is what it means if there is nothing in it.
    """
    if isinstance(value, Blank):
        return _empty(value.kind, language)
    if isinstance(value, Quantity):
        if value.is_missing:
            return {"text": value.printed, "role": "missing", "spoken": house.word(f"spoken_{value.status}", language)}
        return {"text": value.words(language), "role": "figure", "fact": address(value)}
    if isinstance(value, Mark):
        return {"text": value.sign, "role": "missing" if value.missing else "mark", "spoken": value.spoken}
    if isinstance(value, Words) and value:
        cell = {"text": str(value), "markdown": value.markdown, "role": "text"}
        return cell | {"language": "vi"} if value.endswith(f" {UNTRANSLATED}") else cell
    if isinstance(value, datetime.date | PartialDate):
        return {"text": house.date(value, language), "role": "text"}
    if isinstance(value, Year):
        return {"text": str(value), "role": "text"}
    if isinstance(value, int):
        return {"text": house.number(value, language), "role": "figure"}
    if isinstance(value, Names):
        return {"text": house.listing(value, language), "role": "text"} if value else _empty(empty, language)
    if isinstance(value, tuple):
        value = ", ".join(value)
    if value is None or value == "" or value != value:
        return _empty(empty, language)
    cell = {"text": str(value), "role": "text"}
    return cell | {"language": "vi"} if cell["text"].endswith(f" {UNTRANSLATED}") else cell


def _empty(kind: str, language: str) -> dict[str, Any]:
    said = house.word(f"empty.{kind}", language)
    cell = {"text": _SIGNS.get(kind, said), "role": "missing"}
    return cell | {"spoken": said} if kind in _SIGNS else cell


def in_its_language(cell: dict[str, Any], column: str, language: str) -> dict[str, Any]:
    """Return a cell that says so where its column (`en`, `title_en`) holds another language than the book's."""
    own = column.rpartition("_")[2]
    foreign = own in house.LANGUAGES and own != language and cell["role"] == "text"
    return cell | {"language": own} if foreign else cell


def column_of(heading: str, cells: list[dict[str, Any]], look: str, position: int) -> dict[str, Any]:
    """Return a column: its heading, the side its cells stand on, its weight."""
    roles = {cell["role"] for cell in cells}
    if look == "matrix" and position and roles <= {"mark", "missing"}:
        align = "center"
    else:
        align = "right" if "figure" in roles and roles <= {"figure", "missing"} else "left"
    return {"label": heading, "align": align, "width": _width(heading, cells)}


def _width(heading: str, cells: Sequence[Mapping[str, Any]]) -> float:
    """Return a column's weight: figures stay on one line, words share the rest by how much they have to say."""
    texts = [cell["text"] for cell in cells]
    longest = max((len(text) for text in texts), default=1)
    longest_word = max(len(word) for text in [heading, *texts] for word in text.split(" "))
    whole = longest <= _SHORT or any(cell["role"] == "figure" for cell in cells)
    needed = longest if whole else longest**_TAPER
    return round(max(longest_word, needed, _NARROWEST) + 1, 1)


def markdown_of(words: Words | str) -> str:
    """Return words or plain text as Markdown; what is missing is empty."""
    if isinstance(words, Words):
        return "" if words.missing else words.markdown
    return house.literal(words)
