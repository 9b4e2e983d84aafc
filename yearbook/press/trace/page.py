"""One printed page → what stands on it: its chapters line by line, its exhibits, its register, and its evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from yearbook.errors import BookError
from yearbook.language import fold
from yearbook.ledger.expression import Expression
from yearbook.press.bind.binding import REGISTER

_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"))
_LINES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "figcaption", "caption", "div", "details"))
_LINES |= frozenset(("summary", "blockquote", "pre", "dl", "dt", "dd"))
_CELLS = ("td", "th")
# What a page does for its reader, and what it draws: no words of the book.
_PASSED_OVER = frozenset(("script", "style", "svg", "nav", "header", "button"))
_PASSED_CLASSES = frozenset(("take", "permalink", "spoken", "entries", "to-top"))
_COVER, _BETWEEN, _NONE = "cover", " · ", "-"
_NO_FIGURES = '{"figures": {}, "records": {}, "units": {}, "words": {}}'
# Parts of one line that stand below or above one another.
_APART = frozenset(("title", "subtitle", "mark"))
# What is called otherwise as soon as something else is: figures, numbers of chapters and exhibits, references to them.
_NAMED = frozenset(("fact", "number", "reference"))
# The print code of a book says that something differs, and never what.
_CODE = re.compile(r"\b[0-9a-f]{12}\.[0-9a-f]{8}\b")


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading, an item or a row: its words, and the same with each figure by its row in the register.

    `figures` are those rows, and the words in which each figure is printed there.
    """

    words: str
    bare: str
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Chapter:
    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Exhibit:
    """A figure or table: its id, its number ("Bảng 2.1") and its title."""

    id: str
    number: str
    title: str


@dataclass(frozen=True)
class Page:
    """What stands on one page.

    `printed` are the words in which each figure stands in the chapters, `rows` the cells of each row of the register
    (both by the anchor of that row; an emphasised part of a cell is apart, behind a line end), `proof` the evidence.
    """

    chapters: tuple[Chapter, ...]
    exhibits: tuple[Exhibit, ...]
    printed: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[str, ...]]
    proof: Mapping[str, Any]


def read_page(html: str, place: str) -> Page:
    """Return what stands on a page. Raises BookError for one that carries no evidence of its figures."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    try:
        proof = json.loads(reader.proof or ("" if reader.printed or not reader.chapters else _NO_FIGURES))
        if _is_evidence(proof):
            spoken = proof.get("spoken", {})
            chapters = tuple(each.finished(spoken) for each in reader.chapters if each.id != REGISTER)
            printed = {anchor: tuple(dict.fromkeys(words)) for anchor, words in reader.printed.items()}
            return Page(chapters, tuple(reader.exhibits), printed, reader.rows, proof)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass
    raise BookError(
        "trang này không mang theo chứng cứ của các con số (bản cũ, hoặc bị sửa). Dựng lại.",
        "this page carries no evidence of its figures (an older one, or altered). Build it again.",
        place=place,
    )


def _is_evidence(proof: Any) -> bool:
    """Tell whether data are what a page proves its figures by, as far as it is read here."""
    for key in proof["figures"]:
        Expression.of(json.loads(key))
    told = [each for kind in ("figures", "records") for each in proof[kind].values()]
    kinds = {"anchor": str, "unit": str, "words": str, "words_used": list}
    sound = all(isinstance(each.get(name, kind()), kind) for each in told for name, kind in kinds.items())
    return (
        sound
        and all(isinstance(word, str) for each in told for word in each.get("words_used", ()))
        and all(isinstance(proof[name], dict) for name in ("units", "words"))
    )


@dataclass
class _Chapter:
    id: str
    title: str = ""
    lines: list[Line | tuple[str, str]] = field(default_factory=list)  # of what is only spoken: its id and its words

    def finished(self, spoken: Mapping[str, Sequence[Sequence[str]]]) -> Chapter:
        lines = (line if isinstance(line, Line) else _said(line[1], spoken.get(line[0], ())) for line in self.lines)
        return Chapter(self.id, self.title, tuple(lines))


def _said(words: str, figures: Sequence[Sequence[str]]) -> Line:
    """Return the words spoken for a drawing, in which figures stand in this order: (words, anchor)."""
    bare, rest = "", words
    for figure, anchor in figures:
        before, found, after = rest.partition(fold(figure))
        if found:
            bare, rest = f"{bare}{before}{{{anchor}}}", after
    return Line(words, bare + rest)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.chapters: list[_Chapter] = []
        self.exhibits: list[Exhibit] = []
        self.printed: dict[str, list[str]] = {}
        self.rows: dict[str, tuple[str, ...]] = {}
        self.proof = ""
        self._open: list[tuple[str, Mapping[str, str]]] = []
        self._passing = 0  # how deep in what is passed over
        self._in_proof = False
        self._words: list[str] = []
        self._bare: list[str] = []
        self._link: tuple[str, int, int] | None = None  # its anchor, how deep it lies, where among the words it begins
        self._figures: list[tuple[str, str]] = []
        self._cells: list[list[str]] | None = None
        self._row = ""
        self._exhibit: dict[str, str] | None = None

    def handle_starttag(self, tag: str, given: Sequence[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        classes = frozenset(attributes.get("class", "").split())
        if tag == "script":
            self._in_proof = attributes.get("id") == "proof"
        if tag == "br":
            self._say("\n")
        if tag in _VOID:
            return
        self._open.append((tag, attributes))
        if self._passing or tag in _PASSED_OVER or classes & _PASSED_CLASSES:
            if "aria-label" in attributes and attributes.get("role") == "img":
                self._flush()
                if self.chapters:
                    self.chapters[-1].lines.append((attributes.get("id", ""), fold(attributes["aria-label"])))
            self._passing += 1
            return
        if tag in _LINES:
            self._flush()
        if classes & _APART:
            self._say(" ")
        if tag == "section" or _COVER in classes:
            self.chapters.append(_Chapter(attributes.get("id", _COVER)))
        if "exhibit" in classes and attributes.get("id"):
            self._exhibit = {"id": attributes["id"]}
        if tag == "tr":
            self._row, self._cells = attributes.get("id", ""), []
        if tag in _CELLS and self._cells is not None:
            self._cells.append([])
        if tag == "em" and self._cells:
            self._say("\n")
        if classes & _NAMED and (tag == "a" or "number" in classes) and self._link is None:
            self._link = attributes.get("href", "").removeprefix("#"), len(self._open), len(self._words)

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _ in self._open):
            return
        closed = ""
        while closed != tag:
            closed, attributes = self._open.pop()
            if self._passing:
                self._passing -= 1
            else:
                self._closed(closed, attributes)
        self._in_proof = False

    def handle_data(self, data: str) -> None:
        if self._in_proof:
            self.proof += data
        elif not self._passing:
            self._say(data)
            if self._exhibit is not None:
                inside = [given.get("class") for _, given in self._open]
                for part in ("number", "title"):
                    if part in inside:
                        self._exhibit[part] = self._exhibit.get(part, "") + data

    def _say(self, text: str) -> None:
        if self._passing:
            return
        self._words.append(text)
        if self._link is None:
            self._bare.append(text)
        if self._cells:
            self._cells[-1].append(text)

    def _closed(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._link is not None and self._link[1] == len(self._open) + 1:
            anchor, _, begin = self._link
            self._link = None
            self._bare.append(f"{{{anchor}}}")
            if "fact" in attributes["class"].split() and not self._is_register():
                self._figures.append((anchor, fold("".join(self._words[begin:]))))
                self.printed.setdefault(anchor, []).append(self._figures[-1][1])
        if tag in _CELLS:
            self._words.append(_BETWEEN)
            self._bare.append(_BETWEEN)
        if tag == "tr":
            if self._row and self._is_register() and self._cells:
                self.rows[self._row] = tuple(_cell("".join(cell)) for cell in self._cells)
            self._row, self._cells = "", None
        if tag in ("figcaption", "caption") and self._exhibit is not None:
            told = {"number": "", "title": "", **self._exhibit}
            if not self._is_register():
                self.exhibits.append(Exhibit(told["id"], fold(told["number"]), fold(told["title"])))
            self._exhibit = None
        if tag in ("h1", "h2") and self.chapters and not self.chapters[-1].title:
            self.chapters[-1].title = fold("".join(self._words))
        if tag in _LINES:
            self._flush()
        if tag == "section":
            self._flush()

    def _flush(self) -> None:
        words, bare = (fold("".join(parts)).removesuffix(_BETWEEN.rstrip()) for parts in (self._words, self._bare))
        figures = tuple(self._figures)
        self._words, self._bare, self._figures = [], [], []
        if words.strip() and self.chapters and not self._is_register():
            self.chapters[-1].lines.append(Line(words.strip(), _CODE.sub("{code}", bare.strip()), figures))

    def _is_register(self) -> bool:
        return bool(self.chapters) and self.chapters[-1].id == REGISTER


def _cell(text: str) -> str:
    """Return what a cell of the register says; nothing where it says that there is nothing."""
    said = "\n".join(map(fold, text.split("\n")))
    return "" if said == _NONE else said
