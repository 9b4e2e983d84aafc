"""Drawings: bitmaps in their true size, with words for those who cannot see them."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError

from yearbook.errors import BookError
from yearbook.press.bind.book import Block, Book, Figure, List, Quote
from yearbook.press.print.drawable import drawable
from yearbook.press.print.typeset import rasters
from yearbook.press.print.word.elements import EMU_PER_MM, EMU_PER_PIXEL, Element, parsed, w
from yearbook.press.print.word.exhibits import caption, foot
from yearbook.press.print.word.fields import properties
from yearbook.press.print.word.paragraphs import paragraph
from yearbook.press.print.word.sheets import HEIGHT, UPRIGHT
from yearbook.press.print.word.writing import Writing

# Word reads these as they are; anything else is drawn anew.
_READ_BY_WORD = {"image/png", "image/jpeg"}
_MOST_OF_A_SHEET = 0.8


def bitmaps(book: Book) -> dict[str, bytes]:
    """Return every drawing of a book as PNG or JPEG, by the id of its figure. Raises BookError for a damaged one."""
    figures = [figure for chapter in book.chapters for figure in _figures(chapter.blocks)]
    read = [figure for figure in figures if figure.picture.mime in _READ_BY_WORD]
    anew = [figure for figure in figures if figure.picture.mime not in _READ_BY_WORD]
    made = rasters([(figure.number or figure.alt, figure.picture) for figure in anew])
    drawn_anew = zip((figure.id for figure in anew), made, strict=True)
    return {figure.id: _decoded(figure) for figure in read} | dict(drawn_anew)


def drawn(figure: Figure, writing: Writing) -> list[Element]:
    """Return a figure: caption, drawing, source and notes."""
    words = figure.alt or writing.words["picture_without_words"]
    drawing = paragraph("Drawing", [w("r", properties(writing), _inline(figure, words, writing))])
    return [*caption(figure, writing), drawing, *foot(figure, writing)]


def _figures(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Quote):
            yield from _figures(block.blocks)
        elif isinstance(block, List):
            for item in block.items:
                yield from _figures(item)


def _decoded(figure: Figure) -> bytes:
    try:
        return base64.b64decode(figure.picture.data)
    except binascii.Error:
        raise _damaged(figure) from None


def _inline(figure: Figure, words: str, writing: Writing) -> Element:
    try:
        relation, image = writing.document.part.get_or_add_image(io.BytesIO(writing.pictures[figure.id]))
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        raise _damaged(figure) from None
    writing.drawn += 1
    width, height = _size(figure, image.width, image.height)
    name = quoteattr(drawable(figure.number) or f"{writing.words['figure']} {writing.drawn}")
    spoken = quoteattr(drawable(words))
    return parsed(
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{writing.drawn}" name={name} descr={spoken}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{writing.drawn}" name={name} descr={spoken}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def _size(figure: Figure, width: float, height: float) -> tuple[int, int]:
    """Return the size in print: as it was drawn, or as much as a sheet has room for."""
    if figure.picture.width > 0 and width > 0:
        scale = figure.picture.width * EMU_PER_PIXEL / width
        width, height = width * scale, height * scale
    shrink = min(1, UPRIGHT * EMU_PER_MM / max(width, 1), HEIGHT * _MOST_OF_A_SHEET * EMU_PER_MM / max(height, 1))
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _damaged(figure: Figure) -> BookError:
    named = figure.number or figure.alt
    return BookError(f"ảnh của «{named}» bị hỏng.", f"the picture of “{named}” is damaged.")
