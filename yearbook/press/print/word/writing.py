"""What one document needs to know while it is written: its words and language, marks, lists and drawings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

TAGS = {"vi": "vi-VN", "en": "en-US"}
_LONGEST_MARK = 40


@dataclass(frozen=True)
class CountedList:
    """A list that begins to count for itself: which kind of list, at which number, on which level."""

    kind: str
    start: int
    level: int = 0


@dataclass
class Writing:
    """A document under way.

    `names` are the words that a reference to a place may repeat, by the book's id; `pictures` the drawings as bitmaps.
    `marks` are the places that were marked so far, with their number; `led` those that something leads to, with what.
    """

    document: Document
    language: str
    words: Mapping[str, str]
    names: Mapping[str, str]
    pictures: Mapping[str, bytes]
    marks: dict[str, int] = field(default_factory=dict)
    led: dict[str, str] = field(default_factory=dict)
    lists: list[CountedList] = field(default_factory=list)
    drawn: int = 0

    @property
    def tag(self) -> str:
        """The language as Word names it."""
        return TAGS.get(self.language, self.language)

    def mark(self, place: str) -> int:
        """Return the number of a mark, new for every one."""
        self.marks[place] = len(self.marks) + 1
        return self.marks[place]

    def lead_to(self, place: str, said: str) -> str:
        """Return the name of the mark at a place, and note what leads there."""
        self.led.setdefault(place, said)
        return mark_name(place)

    def outside(self, address: str) -> str:
        """Return the relationship that stands for an address outside the document."""
        return self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def mark_name(place: str) -> str:
    """Return the name of a mark, as Word allows them: a letter, then letters, digits and lines, not many."""
    name = place.replace("-", "_")
    if len(name) <= _LONGEST_MARK and name[:1].isalpha():
        return name
    digest = hashlib.sha256(place.encode()).hexdigest()[:8]
    return f"m_{name[: _LONGEST_MARK - 11]}_{digest}"
