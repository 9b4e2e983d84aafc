"""MathML → Typst's way of writing formulas; what it does not know it refuses, so that the LaTeX is printed instead."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_TRANSPARENT = {"math", "mrow", "mstyle", "semantics", "mpadded"}
_OPERATORS = set("+-=<>*/|,:!'") | set("×÷±≤≥≠≈∑∏∫∞→←⇒∈∉∪∩∂∇√·…−⋯")
_GREEK = {chr(code) for code in range(0x391, 0x3CA)}
_TWO = {"mfrac": "frac({0}, {1})", "mroot": "root({1}, {0})", "msup": "attach({0}, t: {1})", "msub": "attach({0}, b: {1})",
        "mover": "attach(limits({0}), t: {1})", "munder": "attach(limits({0}), b: {1})"}  # fmt: skip
_THREE = {"msubsup": "attach({0}, b: {1}, t: {2})", "munderover": "attach(limits({0}), b: {1}, t: {2})"}


def typst_formula(mathml: str) -> str:
    """Return a formula as Typst math, or "" where it holds something not known here."""
    try:
        return _walk(fromstring(mathml)).strip() if mathml else ""
    except (ParseError, DefusedXmlException, KeyError):
        return ""


def _walk(element: Element) -> str:
    name = element.tag.rpartition("}")[2]
    parts = [_walk(child) for child in element if not child.tag.endswith("annotation")]
    if name in _TRANSPARENT:
        return " ".join(parts)
    if name == "msqrt":
        return f"sqrt({' '.join(parts)})"
    if name in _TWO and len(parts) == 2:
        return _TWO[name].format(*parts)
    if name in _THREE and len(parts) == 3:
        return _THREE[name].format(*parts)
    if name in ("mi", "mn", "mo", "mtext"):
        return _leaf((element.text or "").strip())
    if name == "mspace":
        return "space"
    raise KeyError(name)


def _leaf(text: str) -> str:
    """Return one sign or word; everything that is not plainly a sign stands in quotes and so means nothing to Typst."""
    if text in _OPERATORS or text in _GREEK or (len(text) == 1 and text.isascii() and text.isalnum()):
        return {"/": "\\/", "*": "\\*", "'": "'"}.get(text, text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
