"""Where in a notebook something stands, as who mends it in JupyterLab finds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from yearbook.language import LANGUAGES

_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


def place_in_lab(notebook: Mapping[str, Any], index: int, language: str) -> str:
    """Return where a cell stands as JupyterLab counts, with the heading above it and its id: "7, “Kết quả” (rates)"."""
    cells = notebook["cells"]
    count, heading = 0, ""
    for cell in cells[: index + 1]:
        tags = cell.get("metadata", {}).get("tags", [])
        count += "injected-parameters" not in tags
        if cell["cell_type"] == "markdown" and not set(tags) & (set(LANGUAGES) - {language}):
            titles = _HEADING.findall("".join(cell["source"]))
            heading = titles[-1].strip() if titles else heading
    title = f", “{heading}”" if heading else ""
    id = cells[index].get("id", "")  # notebooks of older formats have none
    return f"{count}{title} ({id})" if id else f"{count}{title}"
