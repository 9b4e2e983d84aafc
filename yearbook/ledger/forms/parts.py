"""One part of a workbook through an XML parser: counted, and every cell where and what it says it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_from_string, range_boundaries

from yearbook.ledger.forms import limits

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main "
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/main t"
# What may stand within what: an element of another name would be passed over, and its data with it.
_WITHIN = {
    "sheetData": {"row"},
    "row": {"c", "extLst"},
    "c": {"f", "v", "is", "extLst"},
    "sst": {"si", "extLst"},
    "si": {"t", "r", "rPh", "phoneticPr", "extLst"},
    "is": {"t", "r", "rPh", "phoneticPr", "extLst"},
    "r": {"t", "rPr"},
    "sheets": {"sheet"},
}
_VALUES = {
    "n": re.compile(rf"[+-]?(?=\d|\.\d)\d{{0,{limits.DIGITS}}}(\.\d{{0,{limits.DIGITS}}})?([eE][+-]?\d{{1,2}})?", re.A),
    "s": re.compile(r"\d{1,9}", re.A),
    "b": re.compile(r"[01]|true|false"),
    "str": None,
    "inlineStr": None,
    "e": None,
    "d": re.compile(r"[\d:T.Z+-]{4,40}", re.A),
}
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.A)
_ROW = re.compile(r"[1-9]\d{0,6}", re.A)
_LAST_ROW, _LAST_COLUMN = 1_048_576, "XFD"
_MOST_DRAWN = 2_000


class BrokenError(Exception):
    """A part that is not what it should be; says which, and what is wrong."""


class TooMuchError(Exception):
    """More than the limits allow, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        self.vi, self.en = vi, en
        super().__init__(en)


@dataclass
class Seen:
    """What was seen in all parts: how much of everything, the sheets that are announced, the words in drawings."""

    counts: dict[str, int] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    formulas: bool = False
    drawn: str = ""
    pictures: int = 0

    def count(self, what: str, most: int, vi: str, en: str, by: int = 1) -> None:
        """Count something. Raises TooMuchError."""
        self.counts[what] = self.counts.get(what, 0) + by
        if self.counts[what] > most:
            raise TooMuchError(f"hơn {most:,} {vi}".replace(",", "."), f"more than {most:,} {en}")


class Part:
    """One XML part, fed in pieces. Raises BrokenError and TooMuchError."""

    def __init__(self, name: str, seen: Seen) -> None:
        self._name, self._seen = name, seen
        self._parents: list[str] = []
        self._places: set[str] = set()
        self._rows: set[str] = set()
        self._row = self._cell = self._kind = ""
        self._text: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = lambda *_: self._broken("DOCTYPE")

    def feed(self, chunk: bytes) -> None:
        self._parse(chunk)

    def close(self) -> None:
        self._parse(b"", last=True)

    def _parse(self, chunk: bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, UnicodeError, ValueError, LookupError) as error:
            raise BrokenError(f"{self._name}: {error}") from None

    def _broken(self, what: str) -> None:
        raise BrokenError(f"{self._name}: {what}")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._parents) > limits.DEPTH:
            raise TooMuchError("các phần lồng nhau quá sâu", "parts nested too deep")
        name = tag.removeprefix(_MAIN)
        if tag.startswith(_STRICT):
            self._broken("Strict Open XML; chọn «Excel Workbook (*.xlsx)» khi lưu / choose “Excel Workbook (*.xlsx)”")
        allowed = _WITHIN.get(self._parents[-1]) if self._parents else None
        if allowed is not None and name not in allowed:
            self._broken(f"«{name.rpartition(' ')[2]}» trong / within «{self._parents[-1]}»")
        self._parents.append(name)
        self._count(name, attributes)
        if name == "row":
            self._begin_row(attributes)
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "sheet" and self._parents[-2:-1] == ["sheets"]:
            self._seen.sheets.append(attributes.get("name", ""))
        elif name in ("mergeCell", "hyperlink"):
            self._measure(attributes.get("ref", ""))
        elif name == "f":
            self._seen.formulas = True
        if (name == "v" and self._parents[-2:-1] == ["c"]) or tag == _DRAWN:
            self._text = []

    def _count(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._seen.count("c", limits.CELLS, "ô", "cells")
        elif name == "row":
            self._seen.count("row", limits.ROWS, "dòng", "rows")
        elif name in ("si", "r", "t", "rPh") and self._parents[0] == "sst":
            self._seen.count("string", limits.STRINGS, "đoạn chữ", "pieces of text")
        elif name not in ("v", "is", "t"):
            self._seen.count("element", limits.ELEMENTS, "kiểu dáng, ghi chú, liên kết", "styles, comments, links")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row = attributes.get("r", "")
        if not self._row:
            return
        if not _ROW.fullmatch(self._row) or int(self._row) > _LAST_ROW or self._row in self._rows:
            self._broken(f"dòng / row «{self._row[:20]}»")
        self._rows.add(self._row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._kind = attributes.get("r", ""), attributes.get("t", "n")
        if self._kind not in _VALUES:
            self._broken(f"{self._cell} › t=«{self._kind[:20]}»")
        if not self._cell:
            if self._row:
                self._broken(f"dòng / row {self._row}: ô không có địa chỉ / a cell without its place")
            return
        place = _CELL.fullmatch(self._cell)
        column = place.group(1) if place else ""
        outside = len(column) == len(_LAST_COLUMN) and column > _LAST_COLUMN
        if not place or outside or (self._row or place.group(2)) != place.group(2) or self._cell in self._places:
            self._broken(f"ô / cell «{self._cell[:20]}»")
        self._places.add(self._cell)

    def _measure(self, area: str) -> None:
        try:
            if ":" not in area:
                coordinate_from_string(area)
                cells = 1
            else:
                left, top, right, bottom = (side or 0 for side in range_boundaries(area))
                cells = (right - left + 1) * (bottom - top + 1) if left and top and right and bottom else 0
        except (ValueError, TypeError):
            self._broken(f"vùng / range «{area[:20]}»")
        if cells < 1:
            self._broken(f"vùng / range «{area[:20]}»")
        self._seen.count("area", limits.AREA, "ô gộp hoặc có liên kết", "merged or linked cells", cells)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        self._parents.pop()
        if self._text is None:
            return
        if tag == _DRAWN:
            self._seen.drawn = f"{self._seen.drawn} {''.join(self._text)}".strip()[:_MOST_DRAWN]
        elif tag.removeprefix(_MAIN) == "v":
            text, pattern = "".join(self._text), _VALUES[self._kind]
            if text and pattern and not pattern.fullmatch(text):
                self._broken(f"{self._cell}: «{text[:20]}»")
        else:
            return
        self._text = None
