"""Rates against a base: each a stem from the line of the base, so that its length is what lies above or below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yearbook import language as house
from yearbook.desk.drawing import place
from yearbook.desk.paint.paper import ARROW, GROUND, INK, LINE, QUIET, Paper, broken, direction_of, leading, room, ticks
from yearbook.desk.tracing import url
from yearbook.ledger.quantity import Quantity

_STEM = 15.0  # the height of a stem with its words
_BESIDE = 9.0  # from a marker to its words
_GAP = 4.0
_LEFT = 0.36  # of wide paper, at most, for names beside the stems


@dataclass(frozen=True)
class Rate:
    """One figure with its marker; `label` is what it is called, where that is to be said."""

    figure: Quantity
    words: str
    label: str
    sign: str
    colour: str
    hollow: bool

    def room(self, label: bool) -> float:
        """Return how much room the words take beside the marker."""
        arrow = ARROW if direction_of(self.figure) > 0 else 0
        return _BESIDE + arrow + room(self.words) + (6 + room(self.label) if label and self.label else 0)


@dataclass(frozen=True)
class Group:
    """The rates of one name; without any, it says so at its place."""

    name: str
    rates: tuple[Rate, ...]


def paint_rates(
    paper: Paper, groups: Sequence[Group], base: float, base_label: str, language: str, *, labels_first: bool
) -> float:
    """Paint groups under each other on one scale with the line of the base; return the height.

    On narrow paper names and labels stand above the stems. On wide paper names stand left of them and labels after the
    words, or, with `labels_first`, labels left and names above.
    """
    return _Rates(paper, groups, base, language, labels_first).paint(base_label)


class _Rates:
    def __init__(self, paper: Paper, groups: Sequence[Group], base: float, language: str, labels_first: bool) -> None:
        self.paper, self.groups, self.base, self.language = paper, groups, base, language
        self.labels_first = labels_first
        self.silent = f"… {house.word('spoken_not_reported', language)}"
        rates = [rate for group in groups for rate in group.rates]
        places = [base, *(place(rate.figure) for rate in rates)]
        self.low, self.high = min(places), max(places)
        beside = [rate.label for rate in rates] if labels_first else [group.name for group in groups]
        widest = max((room(text, weight="semibold") for text in beside), default=0.0)
        self.names = 0.0 if paper.narrow else min(widest + 12, _LEFT * paper.width)
        self.left = self.names + (ARROW if any(direction_of(rate.figure) < 0 for rate in rates) else 7)
        self.scale = self._scale(rates)

    def _scale(self, rates: list[Rate]) -> float:
        """Return points to a unit: as many as leave every stem the room its words take."""
        after = not (self.paper.narrow or self.labels_first)
        needs = [(max(place(rate.figure), self.base), rate.room(after)) for rate in rates] + [(self.high, 6.0)]
        if not all(group.rates for group in self.groups):
            needs.append((self.base, _BESIDE + room(self.silent)))
        width = self.paper.width - self.left
        fitting = min([(width - need) / (at - self.low) for at, need in needs if at > self.low] or [1.0])
        return max(fitting, 0.2 * width / (self.high - self.low or 1))

    def x(self, value: float) -> float:
        return self.left + (value - self.low) * self.scale

    def paint(self, base_label: str) -> float:
        """Paint all of it and return the height."""
        paper, at = self.paper, self.x(self.base)
        y = 0.0
        if base_label:
            paper.words(self._within(at, base_label), leading() / 2, base_label, "center")
            y = leading() + 2
        top = y
        for order, group in enumerate(self.groups):
            if order:
                paper.line((0, paper.width), (y, y), lw=0.6)
            y = self._group(group, y + _GAP) + _GAP
        if not paper.narrow:
            paper.line((at, at), (top, y), INK, lw=1.2, zorder=1)
        return self._axis(top, y)

    def _within(self, x: float, text: str) -> float:
        """Return where the middle of words stands, so that they stay on the paper."""
        half = room(text) / 2
        return min(max(x, half), self.paper.width - half)

    def _group(self, group: Group, y: float) -> float:
        foot = y
        if not self.labels_first or len(self.groups) > 1:
            if self.paper.narrow or self.labels_first:
                y = self._clear(broken(group.name, self.paper.width, "semibold"), 0, y, fontweight="semibold")
            else:
                lines = broken(group.name, self.names - 12, "semibold")
                foot = self._clear(lines, 0, y + (_STEM - leading()) / 2, fontweight="semibold")
        if not group.rates:
            middle, at = y + _STEM / 2, self.x(self.base)
            self._base_beside(y)
            self._on_ground(at + _BESIDE, middle, self.silent, colour=QUIET, style="italic")
            y += _STEM
        for rate in group.rates:
            y = self._rate(rate, y)
        return max(y, foot)

    def _rate(self, rate: Rate, y: float) -> float:
        height = _STEM
        if rate.label and self.paper.narrow:
            y = self._clear(broken(rate.label, self.paper.width), 0, y, colour=rate.colour)
        elif rate.label and self.labels_first:
            lines = broken(rate.label, self.names - 12)
            height = max(height, len(lines) * leading())
            self._clear(lines, 0, y + (height - len(lines) * leading()) / 2, colour=rate.colour)
        middle, at, start = y + height / 2, self.x(place(rate.figure)), self.x(self.base)
        self._base_beside(y)
        self.paper.line((start, at), (middle, middle), rate.colour, lw=2.6, zorder=2)
        self.paper.marker(at, middle, rate.sign, rate.colour, rate.hollow)
        direction = direction_of(rate.figure)
        if direction:
            self.paper.arrow(at, middle, direction, rate.colour)
        beside = max(start, at + (ARROW if direction > 0 else 0)) + _BESIDE
        self._on_ground(beside, middle, rate.words, url=url(rate.figure))
        if rate.label and not (self.paper.narrow or self.labels_first):
            self._on_ground(beside + room(rate.words) + 6, middle, rate.label, colour=rate.colour)
        return y + height

    def _base_beside(self, y: float) -> None:
        """Draw the line of the base beside one stem: on narrow paper there are words between them."""
        if self.paper.narrow:
            at = self.x(self.base)
            self.paper.line((at, at), (y, y + _STEM), INK, lw=1.2, zorder=1)

    def _clear(self, lines: list[str], x: float, y: float, **look: Any) -> float:
        """Write lines with their top at `y`, and return where they end."""
        for line in lines:
            self._on_ground(x, y + leading() / 2, line, **look)
            y += leading()
        return y

    def _on_ground(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write words that no line of the scale crosses."""
        self.paper.words(x, y, text, bbox={"facecolor": GROUND, "edgecolor": "none", "pad": 1}, zorder=1.5, **look)

    def _axis(self, top: float, foot: float) -> float:
        """Draw the scale through the stems, its numbers at the foot; return the height of it all."""
        paper, end = self.paper, -7.0
        highest = self.low + (paper.width - self.left) / self.scale
        for value in ticks(self.low, min(highest, self.high + 0.1 * (self.high - self.low)), self.base, self._most()):
            text, x = house.number(Decimal(f"{value:.10g}"), self.language), self.x(value)
            paper.line((x, x), (top, foot + 3), LINE, lw=0.7)
            middle, half = self._within(x, text), room(text) / 2
            if middle - half > end + 6:
                paper.words(middle, foot + 4 + leading() / 2, text, "center", colour=QUIET)
                end = middle + half
        return foot + 5 + leading()

    def _most(self) -> int:
        return 6 if self.paper.narrow else 7
