"""The house font cut down to what a yearbook prints: Latin, all of Vietnamese, and the signs of tables."""

from __future__ import annotations

import base64
import io
from functools import lru_cache

from fontTools import subset

from yearbook import palette

# One semibold face also stands for bold: charts ask for 600 and for 700.
FACES = (("Regular", "normal", "400"), ("It", "italic", "400"), ("Semibold", "normal", "600 700"))

_VIETNAMESE = (*map(ord, "ĂăĐđĨĩŨũƠơƯư"), *range(0x1EA0, 0x1EFA))
# Tone marks on their own, for text from outside that was not composed.
_TONES = (0x0300, 0x0301, 0x0302, 0x0303, 0x0306, 0x0309, 0x031B, 0x0323)
_SIGNS = tuple(map(ord, "–—‘’‚“”„†•…‰‹›⁄₫€→←↑↓−≈≠≤≥■◆✓"))
CHARACTERS = (*range(0x20, 0x7F), *range(0xA0, 0x100), *_VIETNAMESE, *_TONES, *_SIGNS)


@lru_cache
def woff2_subset(weight: str) -> bytes:
    """Return one face of the house font as WOFF2; signs it lacks (●, ○) are left to the reader's system."""
    options = subset.Options(flavor="woff2", hinting=False)
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = [1, 2, 4, 6]
    # The file's own date stays: the same font must give the same bytes on any day.
    options.recalc_timestamp = False
    font = subset.load_font(str(palette.font_file(weight)), options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=CHARACTERS)
    cut.subset(font)
    buffer = io.BytesIO()
    subset.save_font(font, buffer, options)
    return buffer.getvalue()


@lru_cache
def font_faces() -> str:
    """Return the style that carries the house type: every face as data, nothing to fetch."""
    return "".join(
        f'@font-face{{font-family:"{palette.FONT_FAMILY}";font-style:{style};font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{base64.b64encode(woff2_subset(face)).decode()}) format('woff2')}}\n"
        for face, style, weight in FACES
    )
