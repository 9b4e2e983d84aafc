"""The Book: what the executed notebooks became, and the one model every writer prints.

All text is plain text (data, never markup) unless a field says otherwise. Inlines and blocks are frozen
dataclasses with a `kind`; `as_json` turns a whole book into plain dicts and lists for a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from yearbook.press.bind.inlines import (
    Break as Break,
)
from yearbook.press.bind.inlines import (
    Code as Code,
)
from yearbook.press.bind.inlines import (
    Emphasis as Emphasis,
)
from yearbook.press.bind.inlines import (
    Fact as Fact,
)
from yearbook.press.bind.inlines import (
    Foreign as Foreign,
)
from yearbook.press.bind.inlines import (
    Formula as Formula,
)
from yearbook.press.bind.inlines import (
    Inline as Inline,
)
from yearbook.press.bind.inlines import (
    Inlines as Inlines,
)
from yearbook.press.bind.inlines import (
    Link as Link,
)
from yearbook.press.bind.inlines import (
    Mark as Mark,
)
from yearbook.press.bind.inlines import (
    Reference as Reference,
)
from yearbook.press.bind.inlines import (
    Strong as Strong,
)
from yearbook.press.bind.inlines import (
    Text as Text,
)
from yearbook.press.bind.leaves import Colophon, Cover, Evidence, Imprint

# What a paragraph is for, beside plain text.
ROLES = ("lead", "finding", "warning", "commentary", "proposal")


# ── blocks ──


@dataclass(frozen=True)
class Heading:
    """Level 2, 3 or 4 (level 1 is the chapter's title)."""

    level: int
    id: str
    content: Inlines
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """`role`: text, lead (chapter's opening), finding, warning, commentary, proposal."""

    content: Inlines
    role: str = "text"
    kind: str = "paragraph"


@dataclass(frozen=True)
class List:
    """`items`: each item is a tuple of blocks."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1
    kind: str = "list"


@dataclass(frozen=True)
class Quote:
    blocks: tuple[Block, ...]
    kind: str = "quote"


@dataclass(frozen=True)
class Preformatted:
    """Code or printed output. `role`: code, output, error."""

    text: str
    role: str = "output"
    kind: str = "preformatted"


@dataclass(frozen=True)
class DisplayFormula:
    latex: str
    mathml: str
    kind: str = "display_formula"


@dataclass(frozen=True)
class Rule:
    kind: str = "rule"


@dataclass(frozen=True)
class Missing:
    """A line standing where a notebook showed something that has no place in print."""

    text: str
    kind: str = "missing"


@dataclass(frozen=True)
class Absent:
    """An exhibit that had nothing to show: no writer ever sees it, but its id is known; sentences have none."""

    id: str
    kind: str = "absent"


@dataclass(frozen=True)
class Cell:
    """One table cell. `role`: text, figure, missing, mark, code. `spoken`: what a screen reader should say instead.

    `header` is "" for a data cell, "column" or "row" for a header cell.
    """

    content: Inlines
    role: str = "text"
    align: str = "left"
    spoken: str = ""
    header: str = ""
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Row:
    """`id` is set where the row can be linked to (a fact's row in the register, a source), else ""."""

    cells: tuple[Cell, ...]
    id: str = ""


@dataclass(frozen=True)
class Note:
    """A note under an exhibit: its mark ("a" or "" for a general note), its final id, its text."""

    mark: str
    id: str
    content: Inlines


@dataclass(frozen=True)
class Grid:
    """The rows and columns of a table: `widths` are relative weights, one per column (the sum does not matter)."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True)
class Table:
    """A numbered table; `number` is "Bảng 3.2" in the book's language. An unnumbered one has number ""
    and may have an empty title. `wide` tables turn to landscape in print.

    `look`: plain, coverage (tiles: a figure, or a quiet "…"), matrix (marks, centred).
    """

    id: str
    number: str
    title: Inlines
    subtitle: Inlines
    grid: Grid
    source: Inlines
    notes: tuple[Note, ...]
    wide: bool = False
    look: str = "plain"
    kind: str = "table"


@dataclass(frozen=True)
class Picture:
    """The drawing itself: an SVG text (clean, ids unique in the book), or base64 of a PNG/JPEG.

    Sizes are in CSS pixels (1/96 inch), 0 if unknown.
    """

    mime: str
    data: str
    width: float
    height: float


@dataclass(frozen=True)
class Figure:
    """A numbered figure ("Hình 2.1"); a foreign picture without caption has number "" and an empty title.

    `data` is the table of numbers behind it, or None; `narrow` the same drawing for a phone, where there is one;
    `said` is the alt text once more, with the figures in it.
    """

    id: str
    number: str
    title: Inlines
    subtitle: Inlines
    alt: str
    picture: Picture
    source: Inlines
    notes: tuple[Note, ...]
    data: Grid | None = None
    narrow: Picture | None = None
    said: Inlines = ()
    kind: str = "figure"


@dataclass(frozen=True)
class Card:
    """One key figure: the figure in words, what it is, and a small remark."""

    figure: Inlines
    label: Inlines
    note: Inlines


@dataclass(frozen=True)
class Cards:
    items: tuple[Card, ...]
    kind: str = "cards"


@dataclass(frozen=True)
class Panel:
    """One of the small tables of a spread, under its title."""

    title: Inlines
    grid: Grid


@dataclass(frozen=True)
class Spread:
    """Small tables side by side, composed to be taken in at once.

    `bands` stand one below the other; a band is one or two columns, a column some panels one below the other.
    """

    id: str
    bands: tuple[tuple[tuple[Panel, ...], ...], ...]
    source: Inlines = ()
    notes: tuple[Note, ...] = ()
    kind: str = "spread"


@dataclass(frozen=True)
class Step:
    """`state`: done, current, ahead."""

    label: Inlines
    note: Inlines
    state: str


@dataclass(frozen=True)
class Steps:
    """A procedure strip: also an ordered list. Numbered as a figure; `alt` says it in words."""

    id: str
    number: str
    title: Inlines
    subtitle: Inlines
    alt: str
    items: tuple[Step, ...]
    source: Inlines
    notes: tuple[Note, ...] = ()
    kind: str = "steps"


Block = (
    Heading
    | Paragraph
    | List
    | Quote
    | Preformatted
    | DisplayFormula
    | Rule
    | Missing
    | Absent
    | Table
    | Figure
    | Cards
    | Spread
    | Steps
)

# ── the book ──


@dataclass(frozen=True)
class Chapter:
    """What a section became; `id` is its slug, `number` its place ("2"), "" for a loose notebook.

    `places` tells of each block of a draft where in which notebook it stands; a bound chapter has none.
    """

    id: str
    number: str
    title: str
    blocks: tuple[Block, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListEntry:
    """One line in the list of figures or of tables."""

    target: str
    number: str
    title: str


@dataclass(frozen=True)
class Book:
    """One edition in one language. `words` are the house words the writers need, in that language
    ("contents", "figures", "tables", "source", "data", …). `organiser` stands on the cover; `author` (who compiled the
    book), `date` (when, ISO), `description`, `keywords` and `imprint` are for document metadata. `picture` is the name
    of a picture that lies beside the book and stands for it, or "". `evidence` is what proves its figures, `listed` the
    register of them for machines (CSV), `attached` the files of the data package that its PDF carries, by name.

    `whole` is False for one section or a loose notebook: then there is no cover page, and no lists. `others` are the
    other languages of the edition, whose files lie beside this one's.
    """

    language: str
    title: str
    author: str
    date: str
    cover: Cover | None
    chapters: tuple[Chapter, ...]
    figures: tuple[ListEntry, ...]
    tables: tuple[ListEntry, ...]
    colophon: Colophon | None
    words: dict[str, str] = field(default_factory=dict)
    whole: bool = True
    others: tuple[str, ...] = ()
    organiser: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    imprint: Imprint = field(default_factory=Imprint)
    picture: str = ""
    evidence: Evidence | None = None
    listed: str = ""
    attached: Mapping[str, str] = field(default_factory=dict)


def as_json(book: Book) -> dict[str, Any]:
    """Return the book as plain dicts, lists, strings and numbers."""
    return asdict(book)
