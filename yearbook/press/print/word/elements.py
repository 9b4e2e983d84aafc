"""The elements of a Word document, as short to write as they are to read: `w("p", w("pPr", w("keepNext")), run)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from docx.oxml.ns import nsmap, qn
from lxml import etree

Element: TypeAlias = Any  # lxml tells nothing of its types
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_WORDS = {name: nsmap[name] for name in ("w", "r")}
_ALL = {name: nsmap[name] for name in ("w", "r", "wp", "a", "pic")}

# What measures are counted in.
TWIPS_PER_MM, EMU_PER_MM, EMU_PER_PIXEL = 56.7, 36_000, 9_525


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element of WordprocessingML; a child that is None is left out."""
    element = etree.Element(qn(f"w:{tag}"), nsmap=_WORDS)
    for name, value in attributes.items():
        element.set(qn(f"w:{name.rstrip('_')}"), str(value))
    element.extend(child for child in children if child is not None)
    return element


def m(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element of Office MathML; a child that is None is left out."""
    element = etree.Element(f"{{{MATH}}}{tag}", nsmap=_WORDS | {"m": MATH})
    for name, value in attributes.items():
        element.set(f"{{{MATH}}}{name}", str(value))
    element.extend(child for child in children if child is not None)
    return element


def parsed(text: str) -> Element:
    """Return an element written out, its prefixes known."""
    names = " ".join(f'xmlns:{name}="{address}"' for name, address in _ALL.items())
    opening, rest = text.split(">", 1)
    slash = "/" if opening.endswith("/") else ""
    return etree.fromstring(f"{opening.removesuffix('/')} {names}{slash}>{rest}")


def twips(millimetres: float) -> int:
    """Return millimetres as Word counts them."""
    return round(millimetres * TWIPS_PER_MM)


def replace_children(element: Element, children: Iterable[Element]) -> None:
    """Put others in the place of all that an element holds."""
    for child in list(element):
        element.remove(child)
    element.extend(children)
