"""Values in prose, as MyST writes them: ``{eval}`x` `` in a Markdown cell, and what they came to.

Results stand in the cell's metadata exactly as JupyterLab's MyST extension keeps them:
`user_expressions: [{"expression": "x", "result": {"status": "ok", "data": {…}, "metadata": {…}}}]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

KEPT = "user_expressions"
# Code of any kind comes first, so that an expression shown as code stays code.
CODE_OR_VALUE = re.compile(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*\s*$|\Z)"
    r"|(?P<ticks>``+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|\{eval\}`(?P<value>[^`]+)`",
    re.MULTILINE | re.DOTALL,
)


def expressions(source: str) -> list[str]:
    """Return the expressions of a Markdown text, in order."""
    return [match["value"].strip() for match in CODE_OR_VALUE.finditer(source) if match["value"]]


def misspelt(notebook: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Yield (place of the cell, expression, why) for every expression that is not Python."""
    for position, cell in enumerate(notebook["cells"], 1):
        for expression in expressions(source_of(cell)) if cell["cell_type"] == "markdown" else ():
            try:
                compile(expression, "<eval>", "eval")
            except (SyntaxError, ValueError) as error:
                yield position, expression, getattr(error, "msg", str(error))


def failed(notebook: Mapping[str, Any]) -> tuple[int, str, Mapping[str, Any]] | None:
    """Return (index of the cell, expression, its error) of the first expression that raised, or None."""
    for position, cell in enumerate(notebook["cells"]):
        for entry in cell.get("metadata", {}).get(KEPT, []):
            result: Mapping[str, Any] = entry["result"]
            if result.get("status") == "error":
                return position, str(entry["expression"]), result
    return None


def source_of(cell: Mapping[str, Any]) -> str:
    """Return the source of a cell as one text."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)
