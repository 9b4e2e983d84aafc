"""A whole as one bar with its parts: their words at the bar where there is room for all, else listed under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yearbook.desk.paint.paper import CLAY, FOREST, GROUND, INK, QUIET, RIVER, Paper, broken, leading, room
from yearbook.desk.tracing import url
from yearbook.ledger.quantity import Quantity

_BAR, _SWATCH = 30.0, 11.0
_FILLS = (FOREST, RIVER, CLAY)
_HATCHES = (None, "|||", "---")  # where words stand apart from the bar, its parts are told apart without colour
_REST = "////"


@dataclass(frozen=True)
class Part:
    """One part of a whole: what it is, how much, and how that is said."""

    name: str
    figure: Quantity
    words: str


@dataclass(frozen=True)
class Whole:
    """A whole and its parts; the last part is the rest, of which nothing is known but how much it is."""

    name: str
    figure: Quantity
    words: str
    parts: tuple[Part, ...]


def paint_parts(paper: Paper, wholes: Sequence[Whole]) -> float:
    """Paint the wholes under each other on one scale; return the height."""
    longest = max(max(float(whole.figure), sum(float(part.figure) for part in whole.parts)) for whole in wholes)
    scale, y = (paper.width - 4) / longest, 0.0
    for order, whole in enumerate(wholes):
        y = _paint_whole(paper, whole, y + (18 if order else 2), scale, named=len(wholes) > 1)
    return y + 2


def _paint_whole(paper: Paper, whole: Whole, y: float, scale: float, named: bool) -> float:
    end = 2 + float(whole.figure) * scale
    if named:
        y = paper.lines(0, y + leading() / 2, broken(whole.name, paper.width, "semibold"), fontweight="semibold")
        y -= leading() / 2
    half = room(whole.words, weight="semibold") / 2
    middle = min(max((2 + end) / 2, half), paper.width - half)
    paper.words(middle, y + leading() / 2, whole.words, "center", fontweight="semibold", url=url(whole.figure))
    y += leading() + 2
    paper.line((2, 2), (y, y + 6), QUIET, lw=1)
    paper.line((2, end), (y, y), QUIET, lw=1)
    paper.line((end, end), (y, y + 6), QUIET, lw=1)
    y += 9
    beside = _all_have_room(whole, scale)
    start = 2.0
    for order, part in enumerate(whole.parts):
        width = float(part.figure) * scale
        last = order == len(whole.parts) - 1
        paper.area((start, y), (width, _BAR), **_look(order, last, hatched=not beside))
        if beside:
            _name_beside(paper, part, start + width / 2, y, last)
        start += width
    y += _BAR + 4
    if beside:
        return y + leading()
    for order, part in enumerate(whole.parts):
        y = _list(paper, part, y + 3, _look(order, order == len(whole.parts) - 1, hatched=True))
    return y


def _all_have_room(whole: Whole, scale: float) -> bool:
    widths = [(max(room(p.name), room(p.words, weight="semibold") + 8), float(p.figure) * scale) for p in whole.parts]
    return all(needed + 6 <= width for needed, width in widths)


def _look(order: int, last: bool, *, hatched: bool) -> dict[str, Any]:
    if last:
        return {"facecolor": GROUND, "edgecolor": QUIET, "hatch": _REST}
    hatch = _HATCHES[order % len(_HATCHES)] if hatched else None
    return {"facecolor": _FILLS[order % len(_FILLS)], "edgecolor": GROUND, "hatch": hatch}


def _name_beside(paper: Paper, part: Part, x: float, y: float, last: bool) -> None:
    ground = {"facecolor": GROUND, "edgecolor": "none", "pad": 3} if last else None
    colour = INK if last else GROUND
    look: dict[str, Any] = {"colour": colour, "fontweight": "semibold", "bbox": ground, "url": url(part.figure)}
    paper.words(x, y + _BAR / 2, part.words, "center", **look)
    paper.words(x, y + _BAR + 4 + leading() / 2, part.name, "center")


def _list(paper: Paper, part: Part, y: float, look: dict[str, Any]) -> float:
    """Write one part under its bar, with a piece of its filling before it."""
    paper.area((2, y + (leading() - _SWATCH) / 2), (_SWATCH, _SWATCH), **look)
    first = _SWATCH + 10
    paper.words(first, y + leading() / 2, part.words, fontweight="semibold", url=url(part.figure))
    beside = first + room(part.words, weight="semibold") + 6
    if beside + room(part.name) <= paper.width:
        paper.words(beside, y + leading() / 2, part.name)
        return y + leading()
    return paper.lines(first, y + 1.5 * leading(), broken(part.name, paper.width - first)) - leading() / 2
