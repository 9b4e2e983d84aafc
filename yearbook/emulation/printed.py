"""The words of a notebook that its chapter prints: its prose, and the texts of `say(…)`, titles and labels in code."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yearbook.language import LANGUAGES

_SAYS = "say"
_SHOWN = re.compile(r"title|label|caption|heading|source|note|alt|annotate|text|Markdown|HTML")
_UNSEEN = {"remove-cell", "parameters", "injected-parameters"}


@dataclass(frozen=True)
class Printed:
    """A text of a notebook: its cell, counted from one, the line in it, its language where it is said."""

    cell: int
    line: int
    language: str
    text: str
    markdown: bool


def printed_words(notebook: Path) -> Iterator[Printed]:
    """Yield the texts of a notebook in their order; of one that cannot be read none, as its section says so."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = [(cell["cell_type"], _tags(cell), "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
    for position, (kind, tags, source) in enumerate(sources, 1):
        if tags & _UNSEEN:
            continue
        if kind == "markdown":
            own = tags & set(LANGUAGES)
            yield Printed(position, 1, own.pop() if len(own) == 1 else "", source, markdown=True)
        elif kind == "code":
            for line, language, text in _strings(source):
                yield Printed(position, line, language, text, markdown=False)


def _tags(cell: dict[str, dict[str, list[str]]]) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", ()))


def _strings(source: str) -> Iterator[tuple[int, str, str]]:
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        named = [(call, ast.unparse(call.func)) for call in calls]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # a magic of IPython, or a slip that its run will tell of
    for call, name in named:
        says = _SAYS in name.split(".")
        for value in call.args if says or _SHOWN.search(name.rpartition(".")[2]) else ():
            yield from _constants(value, "")
        for keyword in call.keywords:
            key = keyword.arg or ""
            if says or key in LANGUAGES or _SHOWN.search(key):
                yield from _constants(keyword.value, key if key in LANGUAGES else "")


def _constants(value: ast.expr, language: str) -> Iterator[tuple[int, str, str]]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.lineno, language, value.value
    elif isinstance(value, (ast.JoinedStr, ast.BinOp, ast.IfExp, ast.Tuple, ast.List)):
        for inner in ast.iter_child_nodes(value):
            if isinstance(inner, ast.expr):
                yield from _constants(inner, language)
