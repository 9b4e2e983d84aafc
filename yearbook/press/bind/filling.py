"""A Markdown cell with what its expressions came to in their place, as Markdown of the press."""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from yearbook import language as house
from yearbook.errors import BookError
from yearbook.press.bind.expressions import CODE_OR_VALUE, KEPT, expressions, source_of
from yearbook.press.bind.foreign import text_of_html
from yearbook.press.bind.payload import MIME

_CLAUSE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_BLANK = re.compile(r"(\n[ \t]*\n)")
_ITEM = re.compile(r"^(?=\s*(?:[-*+]|\d+[.)])\s)", re.MULTILINE)
# Stands for a value that is not there, while the text around it is cut; no text of anybody holds it.
_ABSENT = "\ue000"


def filled(cell: Mapping[str, Any], language: str, first: bool = False) -> str:
    """Return a Markdown cell's text with its values in place of the expressions, as Markdown of the press.

    A clause in [[…]] one of whose values is not there is dropped; else the paragraph or list item it stands in is.
    `first` keeps of the paragraphs only the first that has all its values. Raises BookError for a table in a sentence.
    """
    source = source_of(cell)
    results = {entry["expression"]: entry["result"] for entry in cell.get("metadata", {}).get(KEPT, [])}
    if not results and not first:
        return source
    code: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        if not match["code"]:
            return match[0]
        code.append(match[0])
        return f"\ue001{len(code) - 1}\ue002"

    def value(match: re.Match[str]) -> str:
        return _markdown(results.get(match["value"].strip()), match[0], language)

    text = CODE_OR_VALUE.sub(set_aside, source)
    # Brackets around no value are the writer's own.
    text = _CLAUSE.sub(lambda part: f"\ue003{part[1]}\ue004" if expressions(part[1]) else part[0], text)
    text = CODE_OR_VALUE.sub(value, text)
    text = re.sub("\ue003(.*?)\ue004", lambda part: "" if _ABSENT in part[1] else part[1], text, flags=re.DOTALL)
    blocks = [_whole(block) for block in _BLANK.split(text)]
    if first:
        blocks = [next((block for block in blocks if block.strip()), "")]
    return re.sub("\ue001(\\d+)\ue002", lambda match: code[int(match[1])], "".join(blocks))


def _whole(block: str) -> str:
    """Return a block, of a list only the items, that have all their values."""
    if _ABSENT not in block:
        return block
    return "".join(item for item in _ITEM.split(block) if _ABSENT not in item) if _ITEM.match(block) else ""


def _markdown(result: Mapping[str, Any] | None, as_written: str, language: str) -> str:
    """Return one value as inline Markdown; one that was never evaluated stays as it was written."""
    if result is None or result.get("status") != "ok":
        return as_written
    data: dict[str, Any] = {
        mime: "".join(value) if isinstance(value, list) and mime.startswith(("text/", "image/")) else value
        for mime, value in result["data"].items()
    }
    if MIME in data:
        own = data[MIME]
        if own["kind"] == "nothing":
            return _ABSENT
        if own["kind"] != "prose":
            raise BookError(
                f"{as_written} là một bảng hay hình, không đứng trong câu được. Dùng list(…), hoặc một ô mã.",
                f"{as_written} is a table or a figure, which no sentence holds. Use list(…), or a code cell.",
            )
        return " ".join(own["markdown"].split("\n"))
    for mime, made in _FORMS.items():
        if mime in data:
            return made(data[mime], mime)
    return _plain(data.get("text/plain", ""), language)


def _picture(data: str, mime: str) -> str:
    content = base64.b64encode(data.encode()).decode() if data.lstrip().startswith("<") else "".join(data.split())
    return f"![](data:{mime};base64,{content})"


_FORMS: dict[str, Callable[[str, str], str]] = {
    "image/svg+xml": _picture,
    "image/png": _picture,
    "image/jpeg": _picture,
    "text/markdown": lambda data, _: " ".join(data.split("\n")),
    "text/latex": lambda data, _: f"${data.strip().strip('$').strip()}$",
    "text/html": lambda data, _: house.literal(" ".join(text_of_html(data).split())),
}


def _plain(text: str, language: str) -> str:
    """Return what Python shows of a value as a reader wants it: no quotes, lists in words, a decimal comma."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return house.literal(text)
    if value is None or value in ("", [], (), {}):
        return _ABSENT
    if isinstance(value, list | tuple) and all(isinstance(item, str | int) for item in value):
        return house.literal(house.listing([str(item) for item in value], language))
    if isinstance(value, float):
        return house.literal(text.replace(".", "," if language == "vi" else "."))
    # A whole number of four digits may be a year, which is never grouped.
    if isinstance(value, int) and abs(value) >= 10_000:
        return house.number(value, language)
    return house.literal(str(value))
