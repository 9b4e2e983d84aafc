"""Paper of one width, measured in points from its top left corner; words on it know how much room they take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from yearbook import palette
from yearbook.desk.drawing import WIDTH, house_style, written
from yearbook.ledger.quantity import Quantity

INK, QUIET, LINE = palette.INK.light, palette.QUIET.light, palette.LINE.light
FOREST, CLAY, RIVER, SAND = (colour.light for colour in (palette.FOREST, palette.CLAY, palette.RIVER, palette.SAND))
GROUND = "white"

# The narrow one fills a phone of 320 pixels: on any wider screen its words are as large as they are here, or larger.
WIDE, NARROW = round(WIDTH * 72, 1), 216.0
SIZE = 10.5  # of words, in points; nothing on a chart is smaller
ARROW = 24
_LEADING = 1.28  # from one line of words to the next, in sizes


@dataclass(frozen=True)
class Drawings:
    """One chart twice: for a page or a sheet, and for a phone."""

    wide: str
    narrow: str


class Paper:
    """What a chart is painted on; whoever paints says in the end how high it came out.

    All stands on the figure itself: axes would measure and clip whatever is put on them, which takes longest of all.
    """

    def __init__(self, width: float) -> None:
        self.width, self.narrow = width, width < WIDE
        self._figure = Figure()
        self._flipped = Affine2D()
        self._points = self._flipped + self._figure.dpi_scale_trans

    def put(self, artist: Artist) -> None:
        """Put anything of matplotlib's on the paper, at places in points."""
        artist.set_transform(self._points)
        self._figure.add_artist(artist)

    def words(
        self, x: float, y: float, text: str, side: str = "left", size: float = SIZE, colour: str = INK, **look: Any
    ) -> None:
        """Write one line of words with its middle at the height `y`."""
        # Letters without tails stand evenly about that height.
        place = (x, y + 0.34 * size)
        self.put(Text(*place, text, ha=side, va="baseline", color=colour, fontsize=size, parse_math=False, **look))

    def lines(self, x: float, y: float, lines: list[str], side: str = "left", **look: Any) -> float:
        """Write lines of words under each other, the first at the height `y`; return the height after the last."""
        for line in lines:
            self.words(x, y, line, side, **look)
            y += leading(look.get("size", SIZE))
        return y

    def line(self, xs: tuple[float, float], ys: tuple[float, float], colour: str = LINE, **look: Any) -> None:
        """Draw a straight line."""
        self.put(Line2D(xs, ys, color=colour, **{"lw": 0.8, "zorder": 0.5, **look}))

    def marker(self, x: float, y: float, sign: str, colour: str, hollow: bool = False, size: float = 8) -> None:
        """Draw a marker: an open one lets the ground show through."""
        face = GROUND if hollow else colour
        self.put(Line2D([x], [y], ls="", marker=sign, ms=size, mfc=face, mec=colour, mew=1.8, zorder=3))

    def area(self, corner: tuple[float, float], size: tuple[float, float], **look: Any) -> None:
        """Fill an area from its upper left corner."""
        self.put(Rectangle(corner, *size, linewidth=1.2, **look))

    def arrow(self, x: float, y: float, direction: int, colour: str) -> None:
        """Draw an open arrow where a bound word leaves a figure open."""
        ends = ((x, y), (x + direction * ARROW, y))
        look: dict[str, Any] = {
            "arrowstyle": "->",
            "mutation_scale": SIZE,
            "color": colour,
            "lw": 1.3,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        self.put(FancyArrowPatch(*ends, **look))

    def svg(self, height: float) -> str:
        """Return all that was put on the paper, cut at its height."""
        self._flipped.scale(1 / 72, -1 / 72).translate(0, height / 72)
        self._figure.set_size_inches(self.width / 72, height / 72)
        return written(self._figure)


def drawn(name: str, paint: Callable[[Paper], float]) -> Drawings:
    """Return what `paint` draws on wide and on narrow paper; it returns the height. `name` keeps ids apart."""
    with house_style(name):
        wide, narrow = Paper(WIDE), Paper(NARROW)
        return Drawings(wide.svg(paint(wide)), narrow.svg(paint(narrow)))


def leading(size: float = SIZE) -> float:
    """Return the distance from one line of words to the next."""
    return size * _LEADING


def room(text: str, size: float = SIZE, weight: str = "normal") -> float:
    """Return how wide words are."""
    font = FontProperties(family=palette.FONT_FAMILY, size=size, weight=weight)
    return _room(text, font)


@lru_cache(maxsize=4096)
def _room(text: str, font: FontProperties) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def broken(text: str, width: float, weight: str = "normal") -> list[str]:
    """Return words as lines no wider than `width`, unless one word is."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and room(f"{lines[-1]} {word}", weight=weight) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def direction_of(figure: Quantity) -> int:
    """Return where a bound word leaves a figure open: 1 upwards, -1 downwards, 0 nowhere."""
    return {"at_least": 1, "at_most": -1}.get(figure.bound, 0) * (-1 if figure.direction == "down" else 1)


def ticks(low: float, high: float, base: float, most: int) -> Iterator[float]:
    """Yield round places along an axis from `low` to `high`, `most` of them at the most, counted from its base."""
    step = next(
        size * 10**power
        for power in range(-6, 16)
        for size in (1, 2, 5)
        if (high - low) / (size * 10**power) <= most - 1
    )
    first, last = int((low - base) / step), int((high - base) / step)
    yield from (base + step * each for each in range(first, last + 1))
