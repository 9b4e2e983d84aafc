"""Formulas as Word's own: MathML → Office MathML; what is not known here stands as it was written, and says so."""

from __future__ import annotations

from collections.abc import Sequence

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from yearbook.press.print.drawable import drawable
from yearbook.press.print.word.elements import SPACE, Element, m, w
from yearbook.press.print.word.fields import run
from yearbook.press.print.word.writing import Writing

_ACCENTS = {"^": "\u0302", "~": "\u0303", "\u2192": "\u20d7", "\u02d9": "\u0307", "\u00a8": "\u0308"}
_BARS = ("\u00af", "\u2015", "\u203e", "_", "\u0332")
# How many parts some elements have.
_PARTS = {"mfrac": 2, "msup": 2, "msub": 2, "mover": 2, "munder": 2, "mroot": 2, "msubsup": 3, "munderover": 3}
_SCRIPTS = {"msup": ("sSup", ("e", "sup")), "msub": ("sSub", ("e", "sub")), "msubsup": ("sSubSup", ("e", "sub", "sup"))}


def formula(latex: str, mathml: str, writing: Writing, *, display: bool = False) -> list[Element]:
    """Return a formula as an equation that can be edited, or as LaTeX in words."""
    try:
        root = fromstring(mathml)
        made = m("oMath", *_all(root, writing))
    except (ParseError, DefusedXmlException, KeyError, ValueError):
        return [run(latex, writing, "code"), run(f" ({writing.words['formula_as_written']})", writing)]
    return [m("oMathPara", made)] if display else [made]


def _all(node: Element, writing: Writing) -> list[Element]:
    return [made for part in node for made in _made(part, writing)]


def _made(node: Element, writing: Writing) -> list[Element]:
    tag = node.tag.rpartition("}")[2]
    if len(node) != _PARTS.get(tag, len(node)):
        raise ValueError(tag)
    if tag in ("mi", "mn", "mo", "mtext", "ms"):
        return _word(node.text or "", writing, upright=tag == "mtext")
    if tag == "mspace":
        return _word(" ", writing)
    if tag in ("mrow", "mstyle", "mpadded", "mtd", "math"):
        fenced = len(node) > 1 and all("fence" in node[place].attrib for place in (0, -1))
        return [_fenced(node, writing)] if fenced else _all(node, writing)
    if tag == "mtable":
        rows = [m("mr", *(m("e", *_made(cell, writing)) for cell in row)) for row in node]
        return [m("m", *rows)]
    parts = [_made(part, writing) for part in node]
    if tag == "mfrac":
        return [m("f", *_named(("num", "den"), parts))]
    if tag in _SCRIPTS:
        name, places = _SCRIPTS[tag]
        return [m(name, *_named(places, parts))]
    if tag in ("msqrt", "mroot"):
        return [_root(tag, parts)]
    if tag in ("mover", "munder"):
        return [_over_or_under(tag, node, parts)]
    if tag == "munderover":
        return [m("limUpp", m("e", m("limLow", *_named(("e", "lim"), parts[:2]))), m("lim", *parts[2]))]
    raise KeyError(tag)


def _named(names: Sequence[str], parts: Sequence[Sequence[Element]]) -> list[Element]:
    return [m(name, *part) for name, part in zip(names, parts, strict=True)]


def _fenced(node: Element, writing: Writing) -> Element:
    """Return brackets that grow with what is between them."""
    inside = [made for part in node[1:-1] for made in _made(part, writing)]
    signs = m("begChr", val=node[0].text or ""), m("endChr", val=node[-1].text or "")
    return m("d", m("dPr", *signs), m("e", *inside))


def _root(tag: str, parts: Sequence[Sequence[Element]]) -> Element:
    if tag == "msqrt":
        inside = [made for part in parts for made in part]
        return m("rad", m("radPr", m("degHide", val=1)), m("deg"), m("e", *inside))
    return m("rad", m("deg", *parts[1]), m("e", *parts[0]))


def _over_or_under(tag: str, node: Element, parts: Sequence[Sequence[Element]]) -> Element:
    above = tag == "mover"
    if (node[1].text or "") in _BARS:
        return m("bar", m("barPr", m("pos", val="top" if above else "bot")), m("e", *parts[0]))
    if above and (node[1].text or "") in _ACCENTS:
        return m("acc", m("accPr", m("chr", val=_ACCENTS[node[1].text])), m("e", *parts[0]))
    return m("limUpp" if above else "limLow", *_named(("e", "lim"), parts))


def _word(text: str, writing: Writing, *, upright: bool = False) -> list[Element]:
    shown = drawable(text)
    if not shown:
        return []
    said = m("t")
    said.text = shown
    said.set(SPACE, "preserve")
    math = w("rFonts", ascii="Cambria Math", hAnsi="Cambria Math")
    return [m("r", m("rPr", m("nor")) if upright else None, w("rPr", math, w("lang", val=writing.tag)), said)]
