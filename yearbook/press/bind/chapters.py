"""An executed notebook → a chapter: what its cells show, in order; code is never printed.

The chapter is a draft: ids and references are still local and numbers not given; `binding.py` does that for a book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from yearbook.errors import BookError
from yearbook.language import LANGUAGES, word
from yearbook.press.bind import book, filling, markdown
from yearbook.press.bind.foreign import blocks_of_html, picture
from yearbook.press.bind.formula import mathml
from yearbook.press.bind.payload import MIME, blocks_of_payload
from yearbook.press.bind.places import place_in_lab
from yearbook.press.bind.shape import hold_shape

_DROPPED = {"remove-cell", "parameters", "injected-parameters", "papermill-error-cell-tag"}
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
# What matplotlib's own things print as: who draws in a cell's last line has said all with the drawing.
_ARTIST = re.compile(
    r"<(?:\w*Axes\w*|matplotlib\.[\w.]+|\w*Container)\b[^<>]*>|<a list of \d+ \w+ objects>"
    r"|\bText\(-?[\d.]+, -?[\d.]+,"
)
_ACTING = re.compile(r"application/(?:vnd\.(?:vega|plotly|bokeh|holoviews)|javascript)")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
MOST_LINES, MOST_CHARACTERS = 80, 20_000


def chapter(notebook: Mapping[str, Any], *, slug: str, number: str, language: str, file: str = "") -> book.Chapter:
    """Return the draft of one chapter; `file` is what messages call its notebook.

    Raises BookError only for a fault in what our own desk wrote, and for what is no notebook or beyond all measure.
    """
    hold_shape(notebook, file or slug, BookError)
    title = ""
    blocks: list[book.Block] = []
    places: list[str] = []
    for position, cell in enumerate(notebook["cells"], 1):
        tags = set(cell.get("metadata", {}).get("tags", []))
        others = set(LANGUAGES) - {language}
        if tags & _DROPPED or (tags & others and language not in tags):
            continue
        place = f"{file or slug} › ô {place_in_lab(notebook, position - 1, language)}"
        found: Iterable[book.Block] = ()
        if cell["cell_type"] == "markdown":
            source = _filled(cell, language, "first" in tags, place)
            if not title:
                title, source = _title_and_rest(source)
            role = next((role for role in book.ROLES if role in tags), "text")
            found = markdown.blocks(source, cell.get("attachments"), role)
        elif cell["cell_type"] == "code":
            found = _outputs(cell.get("outputs", []), f"{slug}-{position}", language, place)
        blocks += found
        places += [place] * (len(blocks) - len(places))
    return book.Chapter(slug, number, title, tuple(blocks), tuple(places))


def _filled(cell: Mapping[str, Any], language: str, first: bool, place: str) -> str:
    try:
        return filling.filled(cell, language, first)
    except BookError as error:
        raise BookError(error.vi, error.en, place=place) from None


def _title_and_rest(source: str) -> tuple[str, str]:
    match = re.match(r"\s*# +(.+?)\s*(?:\n|$)", source)
    if not match:
        return "", source
    words = "".join(getattr(inline, "text", "") for inline in markdown.inline(match[1]))
    return words, source[match.end() :]


def _outputs(outputs: Sequence[Mapping[str, Any]], prefix: str, language: str, place: str) -> list[book.Block]:
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
        elif kind in ("display_data", "execute_result") and not _is_said_by_a_drawing(output, outputs[order:]):
            blocks += _shown(output["data"], output.get("metadata", {}), f"{prefix}-{order}", language, place)
    return blocks + _printed(stream, language)


def _is_said_by_a_drawing(output: Mapping[str, Any], after: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a cell's value is a thing of matplotlib's, or a picture that the cell shows once more as it ends."""
    data = output["data"]
    if output["output_type"] != "execute_result":
        return False
    if set(data) == {"text/plain"}:
        return bool(_ARTIST.search(_joined(data["text/plain"])))
    drawing = _drawing_in(data)
    return bool(drawing) and any(other.get("data", {}).get(drawing) == data[drawing] for other in after)


def _drawing_in(data: Mapping[str, Any]) -> str | None:
    return next((mime for mime in _PICTURES if mime in data), None)


def _shown(
    data: Mapping[str, Any], metadata: Mapping[str, Any], prefix: str, language: str, place: str
) -> tuple[book.Block, ...]:
    """Return the richest form of an output that has a place in print."""
    drawing = _drawing_in(data)
    acting = next((mime for mime in data if _ACTING.match(mime)), "")
    if MIME in data:
        shown = picture(drawing, _joined(data[drawing]), "", prefix) if drawing else None
        if isinstance(shown, book.Figure):
            shown = replace(shown, narrow=_narrow(data[MIME], f"{prefix}-narrow"))
        return blocks_of_payload(data[MIME], shown, place)
    if "text/markdown" in data:
        return markdown.blocks(_joined(data["text/markdown"]))
    if "text/html" in data and not (acting and drawing):
        found = blocks_of_html(_joined(data["text/html"]))
        if found:
            return found
    if "text/latex" in data:
        latex = _joined(data["text/latex"]).strip()
        if "$" in latex.strip("$"):
            return markdown.blocks(latex)  # words with formulas among them
        latex = latex.strip("$").strip()
        return (book.DisplayFormula(latex, mathml(latex, "block")),)
    if drawing:
        alt = (metadata.get(drawing) or {}).get("alt", "") if isinstance(metadata.get(drawing), Mapping) else ""
        return (picture(drawing, _joined(data[drawing]), alt, prefix),)
    interactive = [acting, *(mime for mime in data if mime != "text/plain")]
    if any(interactive):
        return (book.Missing(f"{word('not_printable', language)} ({next(filter(None, interactive))})"),)
    return tuple(_printed(_joined(data.get("text/plain", "")), language))


def _narrow(payload: Any, prefix: str) -> book.Picture | None:
    """Return the drawing for a phone; one that cannot be read is done without, as the other says all."""
    drawing = payload.get("narrow") if isinstance(payload, Mapping) else None
    mime, data = (drawing.get("mime"), drawing.get("data")) if isinstance(drawing, Mapping) else ("", "")
    if mime not in _PICTURES or not isinstance(data, str):
        return None
    found = picture(mime, data, "", prefix)
    return found.picture if isinstance(found, book.Figure) else None


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
