"""The first and the last leaf of a book: its cover, its closing matter, and who made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yearbook.press.bind.inlines import Inlines


@dataclass(frozen=True)
class Cover:
    """What stands on the cover. `facts` are (label, value) pairs: conference, place, members …

    `state_mark` is "DỰ THẢO"/"DRAFT" on a draft, else "".
    """

    title: str
    subtitle: str
    finding: Inlines
    facts: tuple[tuple[str, str], ...]
    state_mark: str = ""


@dataclass(frozen=True)
class Colophon:
    """Closing matter: how the book was made (label, value), the fingerprint of everything it was made from, and how
    to cite it.
    """

    lines: tuple[tuple[str, str], ...]
    fingerprint: str
    citation: str = ""


@dataclass(frozen=True)
class Imprint:
    """Who made the book, when and where, and what others may do with it; "" for what is not said. `compiled` is ISO."""

    compiler: str = ""
    compiled: str = ""
    publisher: str = ""
    place: str = ""
    rights: str = ""


@dataclass(frozen=True)
class Evidence:
    """What proves the figures of a book: the units and words they are written with, the records, the rows that were
    counted, and the figures; docs/proof.md describes it.
    """

    units: Mapping[str, Any]
    words: Mapping[str, Any]
    records: Mapping[str, Any]
    rows: Mapping[str, Sequence[str]]
    figures: Mapping[str, Any]
