"""Rows → a captioned table whose cells keep their words, their records and their notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from yearbook import language as house
from yearbook.desk.blanks import meanings
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.grid import Mark, cell_in_words, column_of, in_its_language, markdown_of, tabulated
from yearbook.desk.tracing import linked
from yearbook.desk.words import Words
from yearbook.errors import UsageError, require
from yearbook.ledger.address import Address
from yearbook.ledger.emptiness import NOT_STATED
from yearbook.ledger.expression import Expression
from yearbook.ledger.quantity import Quantity

LOOKS = ("plain", "coverage", "matrix")
_LONGEST_NAME = 40


def show(
    rows: pd.DataFrame,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    *,
    id: str,
    title: Words,
    subtitle: Words | str = "",
    source: Words | str = "",
    notes: str = "note",
    marked: str = "",
    look: str = "plain",
    wide: bool = False,
) -> Exhibit:
    """Show rows as a numbered table.

    `columns` are names in reading order, or names with headings of one's own; without any, all that the rows have
    headings for. A coded column prints its labels. The column `notes` becomes notes a, b, c under the table, marked on
    the column `marked` (default: the figure); a sign brings its own. An empty cell says what it means, as the contract
    has it, else that the source does not state it. A table without rows has nothing to show; the book leaves it out.
    """
    language = title.language
    require(look, LOOKS, "kiểu bảng", "look of a table")
    columns = list(rows.attrs.get("headings", ())) if columns is None else columns
    headings = columns if isinstance(columns, Mapping) else {name: _heading(rows, name) for name in columns}
    for name in (*headings, marked) if len(rows.columns) else ():
        if name and f"{name}_label" not in rows:
            require(name, rows.columns, "cột", "column")
    if rows.empty or title.missing:
        return Exhibit.nothing(id, title)
    shown = {name: rows[_shown(rows, name)] for name in headings}
    empty = {name: meanings(rows, name) for name in headings}
    marked = marked or ("figure" if "figure" in shown else next(iter(shown)))
    require(marked, shown, "cột được in", "column that is shown")
    marks: dict[str, str] = {}
    lines: list[dict[str, Any]] = []
    for position in range(len(rows)):
        cells = []
        for name, values in shown.items():
            said = cell_in_words(values.iloc[position], language, empty[name][position] or NOT_STATED)
            cell = in_its_language(_leading(rows, name, said, position), name, language)
            note = rows[notes].iloc[position] if name == marked and notes in rows else ""
            if note := _told(_own_note(values.iloc[position])) or _told(note):
                cell["mark"] = marks.setdefault(note, house.note_mark(len(marks)))
            cells.append(cell)
        lines.append({"cells": cells})
    grid = {
        "columns": [
            column_of(heading, [line["cells"][i] for line in lines], look, i)
            for i, heading in enumerate(headings.values())
        ],
        "row_headers": look != "plain" or _names_its_rows(lines),
        "rows": lines,
    }
    told = [(mark, _as_words(note, language)) for note, mark in marks.items()]
    return tabulated(id, title, subtitle, source, told, grid, look, wide)


def _leading(rows: pd.DataFrame, name: str, cell: dict[str, Any], position: int) -> dict[str, Any]:
    """Return a cell; a whole number of a record leads to it."""
    if name in rows.attrs.get("whole_numbers", ()) and cell["role"] == "figure":
        return cell | {"fact": Address(Expression.record(f"{rows.index[position]}.{name}")).text}
    return cell


def filled(rows: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return the columns in which at least one row says something."""
    said = [
        any(cell_in_words(value, "vi")["role"] != "missing" for value in rows[_shown(rows, name)]) for name in columns
    ]
    return [name for name, any_says in zip(columns, said, strict=True) if any_says or rows.empty]


def pairs(
    facts: Mapping[str, Any], *, id: str, title: Words, headings: tuple[str, str], source: Words | str = ""
) -> Exhibit:
    """Show facts as a table of two columns: what, and the answer."""
    language = title.language
    facts = {label: value for label, value in facts.items() if cell_in_words(value, language)["role"] != "missing"}
    if not facts:
        return Exhibit.nothing(id, title)
    rows: list[dict[str, Any]] = [
        {"cells": [cell_in_words(label, language), cell_in_words(value, language)]} for label, value in facts.items()
    ]
    grid = {
        "columns": [column_of(headings[i], [row["cells"][i] for row in rows], "plain", i) for i in (0, 1)],
        "row_headers": True,
        "rows": rows,
    }
    return tabulated(id, title, "", source, [], grid, "plain", False)


def together(*shown: Exhibit, id: str, title: Words | None = None, source: Words | str = "") -> Exhibit:
    """Show small tables side by side, each under its title and without a number; what has no rows is left out.

    A table made with `wide=True` takes the whole width. `title` is a heading of the chapter over all of them,
    `source` is that of all of them.
    """
    kept = [table for table in shown if table.kind == "table"]
    if not kept:
        return Exhibit.nothing(id, Words("", "", shown[0].language))
    panels = [_panel(table) for table in kept]
    content = {"id": id, "title": markdown_of(title or ""), "panels": panels, "source": markdown_of(source)}
    return Exhibit("spread", kept[0].language, content, title=title or "", source=str(source))


def _panel(table: Exhibit) -> dict[str, Any]:
    """Return a table as part of a spread: its notes stay with the table of its chapter."""
    rows = [{**row, "cells": [{**cell, "mark": ""} for cell in row["cells"]]} for row in table.content["grid"]["rows"]]
    grid = {**table.content["grid"], "rows": rows}
    return {"title": table.content["title"], "plain": str(table.title), "grid": grid, "wide": table.content["wide"]}


def cards(*items: tuple[Quantity | Words | int, Words, Words | str]) -> Exhibit:
    """Show key figures: (figure, what it is, a small remark). One that is not there is left out."""
    language = items[0][1].language
    content = []
    for figure, label, note in items:
        if label.missing or (isinstance(figure, Quantity) and figure.is_missing):
            continue
        cell = cell_in_words(figure, language)
        content.append(
            {
                "figure": _in_line(figure, cell),
                "plain": cell["text"],
                "label": markdown_of(label),
                "note": "" if isinstance(note, Words) and note.missing else markdown_of(note),
            }
        )
    return Exhibit("cards", language, {"items": content}) if content else Exhibit.nothing("", items[0][1])


def steps(items: Sequence[tuple[Words, Words, str]], *, id: str, title: Words, source: Words | str = "") -> Exhibit:
    """Show a procedure as a strip: (step, remark, "done" | "current" | "ahead")."""
    language = title.language
    if not items:
        return Exhibit.nothing(id, title)
    spoken = "; ".join(f"{label} ({house.word(f'step_{state}', language)})" for label, _, state in items)
    content = {
        "id": id,
        "title": title.markdown,
        "subtitle": "",
        "alt": house.literal(f"{title}: {spoken}."),
        "source": markdown_of(source),
        "notes": [],
        "items": [
            {"label": markdown_of(label), "note": markdown_of(note), "state": state} for label, note, state in items
        ],
    }
    return Exhibit("steps", language, content, title=title, source=source)


def _shown(rows: pd.DataFrame, name: str) -> str:
    return f"{name}_label" if f"{name}_label" in rows else name


def _heading(rows: pd.DataFrame, name: str) -> str:
    """Return a column's heading from the contract."""
    headings = rows.attrs.get("headings")
    if headings is None:
        raise UsageError(
            f"cột «{name}» do sổ tay lập ra nên chưa có tiêu đề. Viết tên cột kèm tiêu đề: {{cột: say(vi=…, en=…)}}.",
            f"column “{name}” was made in the notebook, without a heading. Write {{name: say(…)}}.",
        )
    require(name, headings, "cột", "column")
    return str(headings[name])


def _own_note(value: Any) -> Words | str:
    return value.note if isinstance(value, Mark) else ""


def _told(note: Any) -> Words | str:
    """Return a note, or nothing where it is missing."""
    return note if isinstance(note, str) and not (isinstance(note, Words) and note.missing) else ""


def _as_words(note: str, language: str) -> Words:
    return note if isinstance(note, Words) else Words(note, house.literal(note), language)


def _in_line(figure: Quantity | Words | int, cell: dict[str, Any]) -> str:
    if isinstance(figure, Quantity):
        return linked(cell["text"], figure)
    return str(cell.get("markdown") or house.literal(cell["text"]))


def _names_its_rows(lines: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the first column holds names or ids, and not sentences."""
    return all(len(line["cells"][0]["text"]) <= _LONGEST_NAME for line in lines)
