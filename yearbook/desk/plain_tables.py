"""A frame that a notebook simply shows → a table as the house prints one: its headings, its order, its cuts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from yearbook import language as house
from yearbook.desk.blanks import meanings
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.grid import column_of, tabulated
from yearbook.desk.plain_cells import YEARS, Cell, cell_of, cells_of
from yearbook.desk.words import Words

WIDE = 9  # a table of more columns turns to landscape
MOST_COLUMNS = 20


def _no_records(_: str) -> Collection[object]:
    return ()


@dataclass(frozen=True)
class Known:
    """What is known of frames: the language of print, headings of columns, the ids of a table's records."""

    language: str = "vi"
    headings: Mapping[str, str] = field(default_factory=dict)
    records: Callable[[str], Collection[object]] = _no_records

    def heading(self, name: Any, own: Mapping[str, str], beside: Collection[object] = ()) -> str:
        """Return what stands over a column; a code whose label stands `beside` it says that it is one."""
        if name is None:
            return ""
        if not isinstance(name, str):
            return str(cell_of(name, self.language, plain=True)["text"])
        said = {**self.headings, **own}
        heading = said.get(name) or said.get(name.removesuffix("_label"), name)
        if f"{name}_label" in beside:
            return house.word("code_of", self.language).format(heading=heading)
        return str(heading)


def as_frame(shown: Any) -> pd.DataFrame:
    """Return a series or an index as the frame that says the same."""
    if isinstance(shown, pd.Series):
        frame = pd.DataFrame({0: shown}) if len(shown) else pd.DataFrame({0: pd.Series(dtype=object)})
        frame.columns = pd.Index([shown.name], dtype=object)
        frame.attrs |= shown.attrs
        return frame
    if isinstance(shown, pd.Index):
        frame = shown.to_frame(index=False)
        frame.columns = pd.Index(list(shown.names), dtype=object)
        return frame
    return shown


def table_of(
    shown: Any,
    known: Known,
    *,
    title: Words,
    subtitle: Words | str = "",
    source: Words | str = "",
    id: str = "",
    whole: bool = False,
) -> Exhibit:
    """Return a frame, series or index as a table; without a title it is one that has no number."""
    grid, remarks = grid_of(shown, known, whole=whole)
    notes = [("", Words(remark, house.literal(remark), known.language)) for remark in remarks]
    return tabulated(id, title, subtitle, source, notes, grid, "plain", len(grid["columns"]) > WIDE)


def grid_of(shown: Any, known: Known, *, whole: bool = False) -> tuple[dict[str, Any], list[str]]:
    """Return the rows and columns of a frame, series or index as docs/payload.md has them, and remarks on what was cut.

    A long frame is cut where pandas cuts it, unless `whole`.
    """
    frame = as_frame(shown)
    cut_columns = [] if whole else _cut(frame.shape[1], pd.get_option("display.max_columns") or MOST_COLUMNS, None)
    cut_rows = [] if whole else _cut(len(frame), *(pd.get_option(f"display.{name}_rows") for name in ("max", "min")))
    remarks = _cut_columns_said(frame, cut_columns, known)
    kept = frame.iloc[
        [place for place in range(len(frame)) if place not in cut_rows],
        [place for place in range(frame.shape[1]) if place not in cut_columns],
    ]
    columns = [*_index_columns(frame, kept, known), *_columns(kept, known)]
    if columns and frame.shape[1] == 1 and frame.columns[0] is None:
        headings, cells = columns[-1]
        nameless = house.word("figure_value" if _figures(cells) else "value", known.language)
        columns[-1] = ([*headings[:-1], nameless], cells)
    rows: list[dict[str, Any]] = [{"cells": [cells[place] for _, cells in columns]} for place in range(len(kept))]
    if cut_rows:
        said = house.word("rows_cut", known.language).format(rows=house.number(len(cut_rows), known.language))
        rows.insert(cut_rows[0], {"gap": said})
    grid: dict[str, Any] = {
        "columns": [column_of(heading[-1], cells, "plain", i) for i, (heading, cells) in enumerate(columns)],
        "row_headers": len(columns) > frame.shape[1] or not _figures(columns[0][1]) if columns else False,
        "rows": rows,
    }
    above = _above(columns)
    return (grid | {"above": above} if above else grid), remarks


def _figures(cells: Sequence[Cell]) -> bool:
    roles = {cell["role"] for cell in cells}
    return "figure" in roles and roles <= {"figure", "missing"}


def _cut(length: int, most: int | None, fewer: int | None) -> range | list[int]:
    """Return the places in the middle that are not shown where there are more than `most`."""
    if most is None or not most or length <= most:
        return []
    shown = min(fewer, most) if fewer else most
    return range((shown + 1) // 2, length - shown // 2)


def _cut_columns_said(frame: pd.DataFrame, cut: Collection[int], known: Known) -> list[str]:
    if not cut:
        return []
    own = frame.attrs.get("headings", {})
    first, last = (known.heading(_last(frame.columns[place]), own) for place in (min(cut), max(cut)))
    return [house.word("columns_cut", known.language).format(columns=len(cut), first=first, last=last)]


def _last(label: Any) -> Any:
    return label[-1] if isinstance(label, tuple) and label else label


def _columns(frame: pd.DataFrame, known: Known) -> list[tuple[list[str], list[Cell]]]:
    """Return (headings from the top down, cells) for each column."""
    own = frame.attrs.get("headings", {})
    named = [known.heading(name, own) for name in frame.columns.names if name is not None]
    found = []
    for place, label in enumerate(frame.columns):
        parts = list(label) if isinstance(label, tuple) else [label]
        headings = [known.heading(part, own, frame.columns) for part in parts]
        if named and len(parts) == 1:  # what the headings of a pivoted table are
            headings = [named[0], *headings]
        values = frame.iloc[:, place].tolist()
        found.append((headings, cells_of(values, parts, known.language, empty=meanings(frame, label))))
    return found


def _index_columns(frame: pd.DataFrame, kept: pd.DataFrame, known: Known) -> list[tuple[list[str], list[Cell]]]:
    index, own = kept.index, frame.attrs.get("headings", {})
    if _is_only_numbers(frame.index) or _is_records(frame, known):
        return []
    columns = []
    for level, name in enumerate(index.names):
        values = index.get_level_values(level).tolist()
        if name is None and own and all(isinstance(value, str) and _known(value, own) for value in values):
            values = [known.heading(value, own, values) for value in values]
        columns.append(([known.heading(name, own)], cells_of(values, [name], known.language, plain=name is None)))
    return columns


def _known(name: str, headings: Mapping[str, str]) -> bool:
    return name.removesuffix("_label") in headings


def _is_only_numbers(index: pd.Index) -> bool:
    """Tell whether an index only numbers the rows, all of them or those that a filter left."""
    if isinstance(index, pd.MultiIndex) or index.name is not None:
        return False
    if isinstance(index, pd.RangeIndex):
        return True
    if not pd.api.types.is_integer_dtype(index.dtype):
        return False
    return bool(index.is_unique and (index >= 0).all() and not index.isin(YEARS).all())


def _is_records(frame: pd.DataFrame, known: Known) -> bool:
    """Tell whether an index is the ids of a table's own records."""
    table = frame.attrs.get("table")
    if table is None or isinstance(frame.index, pd.MultiIndex):
        return False
    ids = known.records(table)
    return all(value in ids for value in frame.index)


def _above(columns: Sequence[tuple[Sequence[str], Any]]) -> list[list[dict[str, Any]]]:
    """Return the rows of headings over the last one, equal neighbours as one that spans them."""
    levels = max((len(headings) for headings, _ in columns), default=1)
    rows = []
    for level in range(levels - 1):
        row: list[dict[str, Any]] = []
        before: Sequence[str] | None = None
        for headings, _ in columns:
            full = [""] * (levels - len(headings)) + list(headings)
            if before == full[: level + 1] and full[level]:
                row[-1]["span"] += 1
            else:
                row.append({"label": full[level], "span": 1})
            before = full[: level + 1]
        rows.append(row)
    return rows
