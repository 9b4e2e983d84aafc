"""HTML from any library → blocks: tables, lists, paragraphs and their words; everything that acts is dropped."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from dataclasses import replace
from html.parser import HTMLParser

from yearbook.press.bind import book
from yearbook.press.bind.svg import UnreadableSvgError, clean

_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "head", "button", "select"}
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "figure",
    "figcaption",
    "blockquote",
    "dd",
    "dt",
    "dl",
    "header",
    "footer",
    "main",
}
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_NUMERIC = re.compile(r"[−+-]?[\d.,\s\u00a0]*\d[\d.,]*\s?%?|NaN|nan|<NA>|…|-")
_ADDRESS = re.compile(r"data:(image/(?:png|jpeg|svg\+xml));base64,([A-Za-z0-9+/=\s]+)")
# A tag that never ends. Python's reader takes minutes for some thousands of them, a page has a few by mistake at most.
_ENDLESS = re.compile(r"<(?=[^<>]*(?:<|\Z))")
_MOST_ENDLESS = 100


def blocks_of_html(text: str) -> tuple[book.Block, ...]:
    """Return what an HTML text has to say."""
    if len(_ENDLESS.findall(text)) > _MOST_ENDLESS:
        text = _ENDLESS.sub("&lt;", text)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_table()
    reader.end_paragraph()
    reader.end_silence()
    return tuple(reader.found)


def text_of_html(text: str) -> str:
    """Return the words of an inline piece of HTML: "<b>" is "", "<br>" a space."""
    return " " if re.match(r"<br\b", text) else re.sub(r"<[^>]*>", "", text)


def cell(
    content: book.Inlines, align: str | None = None, header: str = "", *, colspan: int = 1, rowspan: int = 1
) -> book.Cell:
    """Return a table cell; numbers stand at the right unless told otherwise."""
    words = "".join(getattr(inline, "text", "") for inline in content).strip()
    numeric = bool(_NUMERIC.fullmatch(words)) and not header
    return book.Cell(
        content,
        "figure" if numeric else "text",
        align or ("right" if numeric else "left"),
        "",
        header,
        colspan,
        rowspan,
    )


def picture_from_address(address: str, alt: str) -> book.Block:
    """Return the figure behind a data: address; nothing is ever fetched, so any other address is Missing."""
    match = _ADDRESS.fullmatch(address.strip())
    if match:
        # Named by what it is: this drawing may stand beside others that nobody numbered.
        return picture(match[1], match[2], alt, f"picture-{hashlib.sha256(match[2].encode()).hexdigest()[:8]}")
    return book.Missing(alt or address[:80])


def picture(mime: str, data: str, alt: str, prefix: str = "picture") -> book.Block:
    """Return an unnumbered figure from base64 (PNG, JPEG) or from SVG text, or Missing if it is broken."""
    data = "".join(data.split()) if mime != "image/svg+xml" or not data.lstrip().startswith("<") else data
    try:
        if mime == "image/svg+xml":
            drawing = clean(data if data.lstrip().startswith("<") else base64.b64decode(data).decode(), prefix)
        else:
            width, height = _size(base64.b64decode(data, validate=True), mime)
            drawing = book.Picture(mime, data, width, height)
    except (UnreadableSvgError, binascii.Error, ValueError, struct.error):
        return book.Missing(alt or mime)
    return book.Figure("", "", (), (), alt, drawing, (), ())


def _size(content: bytes, mime: str) -> tuple[float, float]:
    """Return a picture's size in pixels. Raises ValueError if the bytes are not what they claim to be."""
    if mime == "image/png":
        if content[:8] != b"\x89PNG\r\n\x1a\n":
            raise ValueError("not a PNG")
        return struct.unpack(">II", content[16:24])
    if content[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    position = 2
    while position + 9 < len(content):
        marker, length = struct.unpack(">xBH", content[position : position + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return 0, 0


class _Reader(HTMLParser):
    """Walks HTML once, keeping words and structure."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[book.Block] = []
        self._words: list[book.Inline] = []
        # What is silent and open: how many words had been withheld when it began. If it never ends, they are said.
        self._silent: list[int] = []
        self._hidden: list[str] = []
        self._heading = 0
        self._items: list[list[tuple[book.Block, ...]]] = []
        self._ordered: list[bool] = []
        self._preformatted = 0
        self._table: _TableReader | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in _SILENT:
            self._silent.append(len(self._hidden))
        elif self._silent:
            return
        elif self._table is not None and tag != "br":
            self._table.start(tag, attributes)
        elif tag == "table":
            self.end_paragraph()
            self._table = _TableReader()
        elif tag == "br":
            (self._table.words if self._table else self._words).append(book.Break())
        elif tag in _HEADINGS:
            self.end_paragraph()
            self._heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self.end_paragraph()
            self._items.append([])
            self._ordered.append(tag == "ol")
        elif tag == "li" or tag in _BLOCKS:
            self.end_paragraph()
        elif tag == "pre":
            self.end_paragraph()
            self._preformatted += 1
        elif tag == "hr":
            self.end_paragraph()
            self.found.append(book.Rule())
        elif tag == "img":
            self.end_paragraph()
            self.found.append(picture_from_address(attributes.get("src") or "", attributes.get("alt") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            if self._silent:
                del self._hidden[self._silent.pop() :]
        elif self._silent:
            return
        elif self._table is not None:
            if tag == "table":
                self.end_table()
            else:
                self._table.end(tag)
        elif tag in ("ul", "ol") and self._items:
            self.end_paragraph()
            items, ordered = self._items.pop(), self._ordered.pop()
            self._add(book.List(tuple(items), ordered))
        elif tag == "pre":
            self.end_paragraph()
            self._preformatted = max(0, self._preformatted - 1)
        elif tag in _HEADINGS or tag in _BLOCKS or tag == "li":
            self.end_paragraph()
            self._heading = 0

    def handle_data(self, data: str) -> None:
        if self._silent:
            self._hidden.append(data)
            return
        (self._table.words if self._table is not None else self._words).append(book.Text(data))

    def end_table(self) -> None:
        """Close the table that is open, whether or not its end was written."""
        if self._table is not None:
            self.found.append(self._table.finished())
            self._table = None

    def end_silence(self) -> None:
        """Say what was withheld by something silent that never ended: it was not meant to hide the rest."""
        # Of a script or a style that never ended, the reader of the standard library keeps the rest to itself.
        self._words += [book.Text(text) for text in (*self._hidden, self.rawdata) if text]
        self.end_paragraph()

    def end_paragraph(self) -> None:
        """Close the words gathered so far as one block."""
        words, self._words = self._words, []
        raw = "".join(word.text if isinstance(word, book.Text) else "\n" for word in words)
        if not raw.strip():
            return
        if self._preformatted:
            self._add(book.Preformatted(raw.strip("\n")))
        elif self._heading:
            self._add(book.Heading(self._heading, "", (book.Text(" ".join(raw.split())),)))
        else:
            self._add(book.Paragraph(_folded(words)))

    def _add(self, block: book.Block) -> None:
        if self._items:
            self._items[-1].append((block,))
        else:
            self.found.append(block)


class _TableReader:
    """Gathers one table, pandas' two-row headers and spans included; a table inside a cell gives only its words."""

    def __init__(self) -> None:
        self.words: list[book.Inline] = []
        self._head: list[book.Row] = []
        self._body: list[book.Row] = []
        self._cells: list[book.Cell] = []
        self._open: tuple[str, dict] | None = None
        self._in_head = False
        self._caption: book.Inlines = ()

    def start(self, tag: str, attributes: dict) -> None:
        if tag in ("td", "th", "tr", "thead", "tbody"):
            self._end_open(row=tag not in ("td", "th"))  # HTML leaves the ends of cells and rows to be understood
        if tag == "thead":
            self._in_head = True
        elif tag in ("td", "th", "caption"):
            self.words, self._open = [], (tag, attributes)

    def _end_open(self, *, row: bool) -> None:
        if self._open:
            self.end(self._open[0])
        if row:
            self.end("tr")

    def end(self, tag: str) -> None:
        if tag == "thead":
            self._in_head = False
        elif tag == "caption":
            self._caption, self._open = _folded(self.words), None
        elif tag in ("td", "th") and self._open:
            name, attributes = self._open
            header = "" if name == "td" else "column" if self._in_head else "row"
            spans = {key: _span(attributes.get(key)) for key in ("colspan", "rowspan")}
            self._cells.append(cell(_folded(self.words), None, header, **spans))
            self.words, self._open = [], None
        elif tag == "tr" and self._cells:
            all_headers = all(c.header for c in self._cells) and not self._body
            (self._head if self._in_head or all_headers else self._body).append(book.Row(tuple(self._cells)))
            self._cells = []

    def finished(self) -> book.Table:
        """Return the table as far as it was read."""
        self._end_open(row=True)
        rows = self._head + self._body
        columns = max((sum(c.colspan for c in row.cells) for row in rows), default=0)
        grid = book.Grid(tuple(_over_their_columns(self._head, self._body)), tuple(self._body), (1.0,) * columns)
        return book.Table("", "", self._caption, (), grid, (), (), wide=columns > 9)


def _over_their_columns(head: list[book.Row], body: list[book.Row]) -> list[book.Row]:
    """Return header rows with each heading aligned as the cells under it."""
    aligned = []
    for row in head:
        cells, position = [], 0
        for heading in row.cells:
            under = {r.cells[position].align for r in body if position < len(r.cells) and not r.cells[position].header}
            cells.append(replace(heading, align="right") if under == {"right"} else heading)
            position += heading.colspan
        aligned.append(replace(row, cells=tuple(cells)))
    return aligned


def _folded(words: list[book.Inline]) -> book.Inlines:
    """Return words with runs of spaces folded, and none at either end."""
    found: list[book.Inline] = []
    for word in words:
        if isinstance(word, book.Text):
            text = re.sub(r"[ \t\r\n]+", " ", word.text)
            if found and isinstance(found[-1], book.Text):
                found[-1] = book.Text(re.sub(r" +", " ", found[-1].text + text))
            else:
                found.append(book.Text(text))
        elif found:
            found.append(word)
    if found and isinstance(found[0], book.Text):
        found[0] = book.Text(found[0].text.lstrip(" "))
    if found and isinstance(found[-1], book.Text):
        found[-1] = book.Text(found[-1].text.rstrip(" "))
    return tuple(word for word in found if not isinstance(word, book.Text) or word.text)


def _span(value: str | None) -> int:
    return min(100, max(1, int(value))) if value and value.isdigit() else 1
