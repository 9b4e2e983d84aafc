"""A tagged PDF as assistive technology reads it: its tables, and the sheet that each of their rows stands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def elements(node: Any, name: str) -> Iterator[dict[str, Any]]:
    """Yield every structure element of a name below a node, in the order of reading."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements(child, name)
    elif isinstance(node, dict):
        if node.get("/S") == name:
            yield node
        if "/K" in node:
            yield from elements(node["/K"], name)


def tables(pdf: PdfReader) -> list[list[int]]:
    """Return of every table the sheet of each row of its body."""
    sheets = {sheet.indirect_reference.idnum: number for number, sheet in enumerate(pdf.pages, 1)}
    found = []
    for table in elements(pdf.trailer["/Root"]["/StructTreeRoot"], "/Table"):
        rows = [row for body in elements(table, "/TBody") for row in elements(body, "/TR")]
        found.append([sheets[_sheet(row, 0)] for row in rows])
    return found


def rows_that_stand_alone(pdf: PdfReader) -> list[list[int]]:
    """Return the tables whose first row ends a sheet, or whose last row begins one, without any other row."""
    broken = (rows for rows in tables(pdf) if len(rows) > 1)
    return [rows for rows in broken if rows[0] != rows[1] or rows[-1] != rows[-2]]


def _sheet(node: Any, given: int) -> int:
    """Return the object number of the sheet that a structure element begins on, 0 if it says nothing."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, int):
        return given
    if isinstance(node, list):
        return next(filter(None, (_sheet(child, given) for child in node)), 0)
    given = node.raw_get("/Pg").idnum if "/Pg" in node else given
    if node.get("/Type") == "/MCR":
        return given
    return _sheet(node["/K"], given) if "/K" in node else 0
