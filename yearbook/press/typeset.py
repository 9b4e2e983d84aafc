"""Book → PDF: a tagged PDF/UA-1, set by Typst from the book's own JSON. The only module that knows Typst."""

from __future__ import annotations

import base64
import datetime
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from yearbook import language as house
from yearbook import palette
from yearbook.errors import BookError
from yearbook.press.book import Block, Book, Chapter, Heading, Table
from yearbook.press.formula import typst_formula

_TEMPLATE = Path(__file__).with_name("templates") / "book.typ"
_STANDARDS = ["ua-1", "a-2a"]
# A document needs a date to be the same every time; a notebook by itself has none of its own.
_UNDATED = "2000-01-01"


def typeset(book: Book) -> bytes:
    """Return the book as PDF bytes. Raises BookError with what Typst says of it."""
    content = _printable(asdict(book))
    content["chapters"] = [_chapter(chapter) for chapter in book.chapters]
    content["words"] = house.words(book.language) | book.words
    content["title"] = book.title or next((c.title for c in book.chapters if c.title), house.word("untitled", book.language))
    content["date"] = book.date or _UNDATED
    content["colours"] = {colour.name: colour.light for colour in palette.COLOURS}
    content["font"] = palette.FONT_FAMILY
    stamp = datetime.datetime.fromisoformat(content["date"]).replace(tzinfo=datetime.UTC)
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"book": json.dumps(_printable(content), ensure_ascii=False)},
    )
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=_STANDARDS, timestamp=stamp)
    except typst.TypstError as error:
        raise BookError(f"không dàn được trang PDF: {error}.", f"the PDF could not be set: {error}.", place=book.title) from None
    if warnings:
        first = warnings[0].message
        raise BookError(f"dàn trang PDF có cảnh báo: {first}.", f"the PDF has a warning: {first}.", place=book.title)
    return pdf


@lru_cache
def _fonts() -> typst.Fonts:
    """Return the house font and Typst's own, and none of the machine's, which would change the page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(palette.font_folder())])


def _chapter(chapter: Chapter) -> dict[str, Any]:
    """Return a chapter as parts that share an orientation, with heading levels that skip nothing."""
    parts = [{"flipped": flipped, "blocks": [asdict(block) for block in blocks]} for flipped, blocks in _parts(_levelled(chapter.blocks))]
    return _printable({"id": chapter.id, "number": chapter.number, "title": chapter.title, "parts": parts})


def _levelled(blocks: Sequence[Block]) -> Iterator[Block]:
    deepest = 1
    for block in blocks:
        if isinstance(block, Heading):
            deepest = min(block.level, deepest + 1)
            block = replace(block, level=deepest)
        yield block


def _parts(blocks: Iterator[Block]) -> list[tuple[bool, list[Block]]]:
    """Group blocks by heading; a group with a wide table is set on landscape pages, with what opens the chapter before it.

    So a wide table turns its pages without leaving a nearly empty one before it.
    """
    groups: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2 and any(isinstance(b, Heading) for b in groups[-1]):
            groups.append([])
        groups[-1].append(block)
    parts: list[tuple[bool, list[Block]]] = []
    for group in groups:
        flipped = any(isinstance(block, Table) and block.wide for block in group)
        if parts and parts[-1][0] == flipped:
            parts[-1][1].extend(group)
        else:
            parts.append((flipped, group))
    return parts


def _printable(value: Any) -> Any:
    """Return the content ready for the template: formulas in its own writing, signs that no font has as □."""
    if isinstance(value, dict):
        value = {key: _printable(item) for key, item in value.items()}
        if "mathml" in value:
            value["typst"] = typst_formula(value["mathml"])
        if value.get("mime", "").startswith("image/") and value["mime"] != "image/svg+xml":
            value["bytes"] = list(base64.b64decode(value["data"]))
        return value
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    if isinstance(value, str) and not value.startswith("<svg"):
        return _unprintable().sub("□", value)
    return value


@lru_cache
def _unprintable() -> re.Pattern[str]:
    """Return a pattern of the signs that neither the house font nor its fallback can print."""
    fallback = Path(find_spec("matplotlib").submodule_search_locations[0]) / "mpl-data/fonts/ttf/DejaVuSansMono.ttf"
    known = {code for path in (palette.font_file("Regular"), fallback) for code in TTFont(path).getBestCmap()}
    signs = "".join(f"\\U{code:08x}" for code in sorted(known | {0x9, 0xA}))
    return re.compile(f"[^{signs}]")
