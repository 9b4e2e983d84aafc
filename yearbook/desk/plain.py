"""A CSV that no contract describes → an ordinary frame, its numbers read as Vietnamese is written."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd

from yearbook.errors import ERROR, UsageError
from yearbook.language import fold
from yearbook.ledger.delimited import decoded, records

# Beyond this a number is a name: no double holds it, and an id or an account may look like it.
_MOST_DIGITS = 15
_WHOLE = re.compile(r"[+-]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)", re.A)
_NUMBER = re.compile(r"[+-]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?", re.A)


def plain_frame(content: bytes, file: str) -> pd.DataFrame:
    """Return the rows of a CSV; a column is numbers only if every cell of it is one, else text.

    Raises UsageError naming the file and line where the tables of the contract would be refused as well (encoding,
    quotes), where a row has more or fewer cells than the header, or two columns have one name.
    """
    report = partial(_refuse, file)
    text = decoded(content, report)
    if not text:
        return pd.DataFrame()
    (_, header), *rows = [(line, [fold(cell) for cell in cells]) for line, cells in records(text, report)]
    for name in {name for name in header if header.count(name) > 1}:
        raise UsageError(f"có hai cột tên «{name}».", f"two columns are called “{name}”.", place=file)
    filled = [(line, cells) for line, cells in rows if any(cells)]
    for line, cells in filled:
        if len(cells) != len(header):
            raise UsageError(
                f"dòng {line} có {len(cells)} ô, tiêu đề có {len(header)} cột.",
                f"row {line} has {len(cells)} cells, the header {len(header)} columns.",
                place=file,
            )
    return pd.DataFrame({name: _column([cells[i] for _, cells in filled]) for i, name in enumerate(header)})


def _refuse(
    file: str, _code: str, vi: str, en: str, line: int | None = None, _column: str = "", severity: str = ERROR
) -> None:
    if severity == ERROR:
        raise UsageError(vi, en, place=f"{file} › dòng {line}" if line else file)


def _column(cells: list[str]) -> pd.Series:
    given = [cell for cell in cells if cell]
    plain = [cell.replace(".", "").replace(",", ".") for cell in cells]
    if any(sum(sign.isdigit() for sign in cell) > _MOST_DIGITS for cell in given):
        return pd.Series(cells, dtype=object)
    if given and all(_WHOLE.fullmatch(cell) for cell in given) and len(given) == len(cells):
        return pd.Series([int(cell) for cell in plain])
    if given and all(_NUMBER.fullmatch(cell) for cell in given):
        return pd.Series([float(cell) if cell else float("nan") for cell in plain])
    return pd.Series(cells, dtype=object)
