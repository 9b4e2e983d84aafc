"""Where in a drawing its figures stand, so that a sheet can lead from them: a picture in a PDF has no links itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_LED = re.compile(r'<a class="fact" href="#([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')
_WORDS = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_PLACE = re.compile(r'\b([xy])="([-\d.]+)"')
_SIZE = re.compile(r"font-size:([\d.]+)px")
_ANCHOR = re.compile(r"text-anchor:(\w+)")
_WIDE, _HIGH = 0.52, 1.25  # of a sign, in sizes of its type: near enough for a finger
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Spot:
    """A place that leads to `target`; its upper left corner and its size, as shares of the drawing's."""

    target: str
    x: float
    y: float
    width: float
    height: float


def spots(drawing: str) -> Iterator[Spot]:
    """Yield the place of every figure that a drawing holds as words."""
    box = _BOX.search(drawing)
    if not box:
        return
    left, top, wide, high = map(float, box.groups())
    for target, inside in _LED.findall(drawing):
        for look, text in _WORDS.findall(inside):
            at, size = dict(_PLACE.findall(look)), _SIZE.search(look)
            if {"x", "y"} <= at.keys() and size:
                anchor = _ANCHOR.search(look)
                width = _WIDE * float(size[1]) * len(unescape(text))
                x = float(at["x"]) - left - width * _BEFORE.get(anchor[1] if anchor else "start", 0.0)
                y = float(at["y"]) - top - float(size[1])
                shares = (x / wide, y / high, width / wide, _HIGH * float(size[1]) / high)
                yield Spot(unescape(target), *(round(share, 4) for share in shares))
