"""An executed notebook → a chapter: what its cells show, in order; code is never printed.

The chapter is a draft: ids and references are still local and numbers not given; `binding.py` does that for a book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from yearbook.language import LANGUAGES, word
from yearbook.press.bind import book, expressions, markdown
from yearbook.press.bind.foreign import blocks_of_html, picture
from yearbook.press.bind.formula import mathml
from yearbook.press.bind.payload import MIME, blocks_of_payload

_DROPPED = {"remove-cell", "parameters", "injected-parameters", "papermill-error-cell-tag"}
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
MOST_LINES, MOST_CHARACTERS = 80, 20_000


def chapter(notebook: Mapping[str, Any], *, slug: str, number: str, language: str) -> book.Chapter:
    """Return the draft of one chapter. Raises BookError only for a fault in what our own desk wrote."""
    title = ""
    blocks: list[book.Block] = []
    for position, cell in enumerate(notebook["cells"], 1):
        tags = set(cell.get("metadata", {}).get("tags", []))
        others = set(LANGUAGES) - {language}
        if tags & _DROPPED or (tags & others and language not in tags):
            continue
        if cell["cell_type"] == "markdown":
            source = expressions.filled(cell, language, first="first" in tags)
            if not title:
                title, source = _title_and_rest(source)
            role = next((role for role in book.ROLES if role in tags), "text")
            blocks += markdown.blocks(source, cell.get("attachments"), role)
        elif cell["cell_type"] == "code":
            place = f"{slug} › ô {position}"
            blocks += _outputs(cell.get("outputs", []), f"{slug}-{position}", language, place)
    return book.Chapter(slug, number, title, tuple(blocks))


def _title_and_rest(source: str) -> tuple[str, str]:
    match = re.match(r"\s*# +(.+?)\s*(?:\n|$)", source)
    if not match:
        return "", source
    words = "".join(getattr(inline, "text", "") for inline in markdown.inline(match[1]))
    return words, source[match.end() :]


def _outputs(outputs: Iterable[Mapping[str, Any]], prefix: str, language: str, place: str) -> list[book.Block]:
    blocks: list[book.Block] = []
    stream = ""
    for order, output in enumerate(outputs, 1):
        kind = output["output_type"]
        if kind == "stream":
            stream += _joined(output["text"])
            continue
        blocks += _printed(stream, language)
        stream = ""
        if kind == "error":
            blocks.append(book.Preformatted(f"{output['ename']}: {_plain(output['evalue'])}".strip(), "error"))
        elif kind in ("display_data", "execute_result"):
            blocks += _shown(output["data"], output.get("metadata", {}), f"{prefix}-{order}", language, place)
    return blocks + _printed(stream, language)


def _shown(
    data: Mapping[str, Any], metadata: Mapping[str, Any], prefix: str, language: str, place: str
) -> tuple[book.Block, ...]:
    """Return the richest form of an output that has a place in print."""
    drawing = next((mime for mime in _PICTURES if mime in data), None)
    if MIME in data:
        shown = picture(drawing, _joined(data[drawing]), "", prefix) if drawing else None
        return blocks_of_payload(data[MIME], shown, place)
    if "text/markdown" in data:
        return markdown.blocks(_joined(data["text/markdown"]))
    if "text/html" in data:
        found = blocks_of_html(_joined(data["text/html"]))
        if found:
            return found
    if "text/latex" in data:
        latex = _joined(data["text/latex"]).strip().strip("$").strip()
        return (book.DisplayFormula(latex, mathml(latex, "block")),)
    if drawing:
        alt = (metadata.get(drawing) or {}).get("alt", "") if isinstance(metadata.get(drawing), Mapping) else ""
        return (picture(drawing, _joined(data[drawing]), alt, prefix),)
    interactive = [mime for mime in data if mime != "text/plain"]
    if interactive:
        return (book.Missing(f"{word('not_printable', language)} ({interactive[0]})"),)
    return tuple(_printed(_joined(data.get("text/plain", "")), language))


def _printed(text: str, language: str) -> list[book.Block]:
    """Return printed text: colours gone, progress bars at their last state, never longer than a reader can bear."""
    if not text.strip():
        return []
    cut = len(text) > MOST_CHARACTERS
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in _plain(text[:MOST_CHARACTERS]).rstrip("\n").split("\n")]
    left = text.count("\n") + 1 - MOST_LINES
    if cut or left > 0:
        remark = (
            word("output_cut", language).format(lines=max(left, 0)) if left > 0 else word("output_cut_short", language)
        )
        lines = [*lines[:MOST_LINES], remark]
    return [book.Preformatted("\n".join(lines))]


def _plain(text: str) -> str:
    return _ANSI.sub("", text)


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)
