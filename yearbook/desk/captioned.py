"""A drawing with its caption, its words and the table behind it: what every chart is in the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from yearbook.desk.exhibits import Exhibit
from yearbook.desk.grid import cell_in_words, column_of, markdown_of
from yearbook.desk.paint.paper import Drawings
from yearbook.desk.words import Words


def as_grid(rows: pd.DataFrame, headings: Mapping[str, str], language: str) -> dict[str, Any]:
    """Return the table that stands behind a drawing."""
    lines: list[dict[str, Any]] = [
        {"cells": [cell_in_words(row[name], language) for name in headings]} for _, row in rows.iterrows()
    ]
    columns = [
        column_of(text, [line["cells"][i] for line in lines], "plain", i) for i, text in enumerate(headings.values())
    ]
    return {"columns": columns, "row_headers": True, "rows": lines}


def as_figure(
    id: str, title: Words, subtitle: Words, alt: Words, source: Words, drawings: Drawings, grid: dict[str, Any]
) -> Exhibit:
    """Return a chart as an exhibit."""
    content = {
        "id": id,
        "title": title.markdown,
        "subtitle": markdown_of(subtitle),
        "alt": alt.markdown,
        "source": markdown_of(source),
        "notes": [],
        "data": grid,
        "narrow": {"mime": "image/svg+xml", "data": drawings.narrow},
    }
    return Exhibit("figure", title.language, content, drawings.wide, title, subtitle, source)
