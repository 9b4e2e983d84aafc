"""Text into a cell so that it stays text, and out of it as it was typed."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell

LONGEST = 32_767  # what a cell of Excel holds; openpyxl cuts the rest off

# How a workbook's XML writes what XML cannot hold: _x000D_ is a carriage return.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f])_")


def put(cell: Cell | MergedCell, text: str) -> None:
    """Put text into a cell, as text: one that begins with =, +, - or @ becomes no formula."""
    cell.number_format = "@"
    if text:
        cell.value = text
        cell.data_type = "s"


def plain(value: Any) -> str:
    """Return what a cell of text says."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(value))
