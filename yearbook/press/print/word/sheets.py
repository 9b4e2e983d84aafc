"""Sheets: A4 with the margins of official documents, upright, and turned for what is wide."""

from __future__ import annotations

from docx.oxml.ns import qn

from yearbook.press.print.word.elements import Element, twips, w

# In millimetres. The decree: 20 to 25 above and below, 30 to 35 at the left, 15 to 20 at the right.
_SHORT, _LONG = 210, 297
ABOVE, BELOW, LEFT, RIGHT, HEADER = 20, 20, 30, 15, 8
# What a line of text, or a table, has room for.
UPRIGHT, TURNED = _SHORT - LEFT - RIGHT, _LONG - LEFT - RIGHT
HEIGHT = _LONG - ABOVE - BELOW


def sheet(header: str, *, wide: bool, first: bool) -> Element:
    """Return how the sheets of a part are; `header` is its relationship, which the first sheet of all does not show."""
    reference = w("headerReference", type="default")
    reference.set(qn("r:id"), header)
    across, down = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    turned = {"orient": "landscape"} if wide else {}
    return w(
        "sectPr",
        reference,
        w("type", val="nextPage"),
        w("pgSz", w=twips(across), h=twips(down), **turned),
        w(
            "pgMar",
            top=twips(ABOVE),
            right=twips(RIGHT),
            bottom=twips(BELOW),
            left=twips(LEFT),
            header=twips(HEADER),
            footer=twips(HEADER),
            gutter=0,
        ),
        w("titlePg") if first else None,
    )
