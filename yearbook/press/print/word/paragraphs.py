"""Words: inlines as runs, and paragraphs of a style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docx.oxml.ns import qn

from yearbook.press.bind.book import (
    Break,
    Code,
    Emphasis,
    Fact,
    Foreign,
    Formula,
    Inlines,
    Link,
    Mark,
    Reference,
    Strong,
)
from yearbook.press.bind.plain import as_text
from yearbook.press.print.drawable import drawable
from yearbook.press.print.word.elements import Element, w
from yearbook.press.print.word.fields import field, leading, marked, run
from yearbook.press.print.word.formulas import formula
from yearbook.press.print.word.writing import Writing


def paragraph(style: str, content: Sequence[Element], *options: Element | None) -> Element:
    """Return a paragraph; options stand in the order that Word wants: keepNext, numPr, ind, jc …"""
    return w("p", w("pPr", w("pStyle", val=style), *options), *content)


def said(style: str, content: Inlines, writing: Writing, *options: Element | None) -> Element:
    """Return inlines as a paragraph."""
    return paragraph(style, runs(content, writing), *options)


def runs(content: Inlines, writing: Writing, *looks: str) -> list[Element]:
    """Return inlines as runs, links and fields."""
    return [element for inline in content for element in _one(inline, writing, looks)]


def words_of(content: Inlines) -> str:
    """Return inlines as bare text, for a contents list or a comparison."""
    return drawable(as_text(content))


def _one(inline: object, writing: Writing, looks: tuple[str, ...]) -> list[Element]:
    match inline:
        case Strong():
            return runs(inline.children, writing, *looks, "bold")
        case Emphasis():
            return runs(inline.children, writing, *looks, "italic")
        case Foreign():
            return runs(inline.children, replace(writing, language=inline.language), *looks)
        case Code():
            return [run(inline.text, writing, *looks, "code")]
        case Link():
            return _link(inline, writing, looks)
        case Reference():
            return _reference(inline, writing, looks)
        case Fact():
            led = leading(inline.target, inline.text, [run(inline.text, writing, *looks)], writing)
            return marked(inline.id, led, writing)
        case Mark():
            return leading(inline.target, inline.text, [run(inline.text, writing, *looks, "raised")], writing)
        case Formula():
            return formula(inline.latex, inline.mathml, writing)
        case Break():
            return [run("\n", writing)]
        case _:
            return [run(inline.text, writing, *looks)]  # type: ignore[attr-defined]  # text is what is left


def _link(link: Link, writing: Writing, looks: tuple[str, ...]) -> list[Element]:
    if not link.href:
        return runs(link.children, writing, *looks)
    anchor = w("hyperlink", *runs(link.children, writing, *looks, "link"), history=1)
    anchor.set(qn("r:id"), writing.outside(link.href))
    return [anchor]


def _reference(reference: Reference, writing: Writing, looks: tuple[str, ...]) -> list[Element]:
    """Return a field that repeats the number or heading it leads to, or a link where other words were chosen."""
    shown = [run(reference.text, writing, *looks)]
    if reference.target and writing.names.get(reference.target) == drawable(reference.text):
        return field(f"REF {writing.lead_to(reference.target, reference.text)} \\h", shown, writing)
    return leading(reference.target, reference.text, shown, writing)
