"""LaTeX → MathML that only draws: the elements and attributes of a formula, and words that stay words."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_ELEMENTS = frozenset(
    """math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom merror menclose msub msup msubsup
    munder mover munderover mmultiscripts mprescripts none mtable mtr mtd""".split()  # noqa: SIM905 - reads as words
)
_ATTRIBUTES = frozenset(
    """display displaystyle scriptlevel mathvariant mathsize mathcolor mathbackground stretchy fence separator form
    largeop movablelimits symmetric accent accentunder lspace rspace minsize maxsize width height depth voffset
    linethickness notation columnalign rowalign columnspacing rowspacing columnlines rowlines frame columnspan rowspan
    """.split()  # noqa: SIM905 - reads as words
)
# How many parts some elements have; with another number the formula was not finished.
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
# Words, numbers, lengths and colours: no address can be written with these.
_VALUE = re.compile(r"[\w#%.+\- ]*", re.ASCII)
# The converter writes its signs by their numbers, as words in a text.
_SIGN = re.compile(r"&#x([0-9A-Fa-f]{4,6});")
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The writer of the PDF goes no deeper; no formula for readers does.
_DEEPEST = 24


def mathml(latex: str, display: str = "inline") -> str:
    """Return a formula as MathML, or "" if it cannot be converted."""
    try:
        # The converter's own text puts what somebody wrote between its marks as it is; its elements do not.
        drawn = _kept(convert_to_element(latex, display=display), _DEEPEST)
    except Exception:  # the converter raises whatever its tables and stacks raise
        return ""
    drawn.set("xmlns", _NAMESPACE)
    return tostring(drawn, encoding="unicode")


def _kept(element: Element, depth: int) -> Element:
    """Return an element with what may be kept of it. Raises ValueError for what is not part of a formula."""
    if element.tag not in _ELEMENTS or len(element) != _PARTS.get(element.tag, len(element)) or not depth:
        raise ValueError(element.tag)
    kept = Element(element.tag, {name: value for name, value in element.items() if _may_stay(name, value)})
    kept.text, kept.tail = _words(element.text), _words(element.tail)
    kept.extend(_kept(child, depth - 1) for child in element)
    return kept


def _may_stay(name: str, value: str) -> bool:
    return name in _ATTRIBUTES and bool(_VALUE.fullmatch(value))


def _words(text: str | None) -> str | None:
    """Return text with signs for their numbers, and nothing that XML cannot hold."""
    return text and _NOT_IN_XML.sub("", _SIGN.sub(lambda match: chr(int(match[1], 16)), text))
