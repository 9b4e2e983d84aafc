"""A CSV that no contract describes → an ordinary frame, its numbers read as Vietnamese is written."""

from __future__ import annotations

import csv
import io
import re

import pandas as pd

from yearbook.errors import UsageError
from yearbook.language import fold

_WHOLE = re.compile(r"[+-]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)")
_NUMBER = re.compile(r"[+-]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?")


def plain_frame(content: bytes, file: str) -> pd.DataFrame:
    """Return the rows of a CSV; a column is numbers only if every cell of it is one, else text.

    Raises UsageError naming the file where it is not UTF-8, or a row has more cells than the header.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            "tệp không phải UTF-8. Lưu lại dạng «CSV UTF-8».", "not UTF-8; save as “CSV UTF-8”.", place=file
        ) from None
    first = text.split("\n", 1)[0]
    records = list(csv.reader(io.StringIO(text), delimiter=max(";\t,", key=first.count), strict=True))
    if not records:
        return pd.DataFrame()
    header, *rows = [[fold(cell) for cell in record] for record in records]
    for line, row in enumerate(rows, 2):
        if row and len(row) != len(header):
            raise UsageError(
                f"dòng {line} có {len(row)} ô, tiêu đề có {len(header)} cột.",
                f"row {line} has {len(row)} cells, the header {len(header)} columns.",
                place=file,
            )
    filled = [row for row in rows if any(row)]
    return pd.DataFrame({name: _column([row[i] for row in filled]) for i, name in enumerate(header)})


def _column(cells: list[str]) -> pd.Series:
    given = [cell for cell in cells if cell]
    plain = [cell.replace(".", "").replace(",", ".") for cell in cells]
    if given and all(_WHOLE.fullmatch(cell) for cell in given) and len(given) == len(cells):
        return pd.Series([int(cell) for cell in plain])
    if given and all(_NUMBER.fullmatch(cell) for cell in given):
        return pd.Series([float(cell) if cell else float("nan") for cell in plain])
    return pd.Series(cells, dtype=object)
