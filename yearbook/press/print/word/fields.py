"""Runs of text, and what Word works out by itself: fields with the answer already in them, marks, links to marks."""

from __future__ import annotations

from collections.abc import Sequence

from yearbook.press.print.drawable import drawable
from yearbook.press.print.word.elements import SPACE, Element, w
from yearbook.press.print.word.writing import Writing, mark_name

# What stands for a page until Word has counted them: a figure that is there and has not been told.
NO_PAGE = "…"
# How a run may look, in the order that Word wants.
_LOOKS = {
    "link": ("rStyle", "Hyperlink"),
    "code": ("rStyle", "Code"),
    "bold": ("b", "1"),
    "italic": ("i", "1"),
    "raised": ("vertAlign", "superscript"),
}


def run(text: str, writing: Writing, *looks: str) -> Element:
    """Return text as one run in the document's language; a tab or a new line in it stays one."""
    content: list[Element] = []
    for number, line in enumerate(drawable(text).split("\n")):
        content += [w("br")] if number else []
        for place, piece in enumerate(line.split("\t")):
            content += [w("tab")] if place else []
            content += [written("t", piece)] if piece else []
    return w("r", properties(writing, looks), *content)


def written(tag: str, text: str) -> Element:
    """Return an element that holds text, blanks at its ends included."""
    element = w(tag)
    element.text = text
    element.set(SPACE, "preserve")
    return element


def field(instruction: str, shown: Sequence[Element], writing: Writing) -> list[Element]:
    """Return a field: what is to be worked out, and what is shown until it is."""
    return [*begin(instruction, writing), *shown, end(writing)]


def begin(instruction: str, writing: Writing) -> list[Element]:
    """Return how a field begins; what is shown follows, then its `end`."""
    return [
        w("r", properties(writing), w("fldChar", fldCharType="begin")),
        w("r", properties(writing), written("instrText", f" {instruction} ")),
        w("r", properties(writing), w("fldChar", fldCharType="separate")),
    ]


def end(writing: Writing) -> Element:
    """Return how a field ends."""
    return w("r", properties(writing), w("fldChar", fldCharType="end"))


def marked(place: str, content: Sequence[Element], writing: Writing) -> list[Element]:
    """Return content with a mark around it, so that others can lead there; without an id, as it is."""
    if not place:
        return list(content)
    number = writing.mark(place)
    return [w("bookmarkStart", id=number, name=mark_name(place)), *content, w("bookmarkEnd", id=number)]


def leading(place: str, said: str, content: Sequence[Element], writing: Writing) -> list[Element]:
    """Return content that leads to a mark when it is followed; without a place, as it is."""
    if not place:
        return list(content)
    return [w("hyperlink", *content, anchor=writing.lead_to(place, said), history=1)]


def page_of(place: str, said: str, writing: Writing) -> list[Element]:
    """Return the page of a mark."""
    return field(f"PAGEREF {writing.lead_to(place, said)} \\h", [run(NO_PAGE, writing)], writing)


def properties(writing: Writing, looks: Sequence[str] = ()) -> Element:
    """Return how a run looks, and its language."""
    chosen = dict(reversed([_LOOKS[name] for name in _LOOKS if name in looks]))
    inner = [w(tag, val=chosen[tag]) for tag in dict(_LOOKS.values()) if tag in chosen]
    return w("rPr", *inner, w("lang", val=writing.tag))
