"""A finished page → its numerals that are no figures, in the order in which the page itself will look for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_SAID = ("alt", "aria-label", "title")
# What scripts write, and what nobody reads; `SKIPPED` in proof.js is the same.
_SILENT = {"script", "style", "template", "noscript", "button"}
_OF_SCRIPTS = {"page-search", "page-said", "page-card", "watched", "proof-result"}

Spoken = Mapping[str, Sequence[tuple[str, str]]]


def numerals(page: str, spoken: Spoken | None = None) -> list[str]:
    """Return the numerals of a complete page, but for its figures.

    `spoken` are the figures said in an element's attributes, by its id: pairs of text and anchor, in their order.
    """
    root = etree.fromstring(page, etree.HTMLParser(huge_tree=True))
    return [numeral for text in _texts(root, spoken or {}) for numeral in _NUMERAL.findall(text)]


def _texts(root: Any, spoken: Spoken) -> Iterator[str]:
    """Yield every text outside figures: of each element its attributes, then what stands in it."""
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
            continue
        if not isinstance(node.tag, str) or _is_skipped(node):
            continue
        yield from _attributes(node, spoken)
        inside = [node.text, *(part for child in node for part in (child, child.tail))]
        waiting += [part for part in reversed(inside) if part is not None]


def _is_skipped(element: Any) -> bool:
    classes = element.get("class", "").split()
    return (
        element.tag in _SILENT
        or element.get("id") in _OF_SCRIPTS
        or element.get("role") == "alert"
        or "take" in classes
        or (element.tag == "a" and "fact" in classes)
    )


def _attributes(element: Any, spoken: Spoken) -> Iterator[str]:
    """Yield what is said of an element, without the figures that are listed for it."""
    waiting = [said for said, _ in spoken.get(element.get("id", ""), ())]
    for text in filter(None, map(element.get, _SAID)):
        start = 0
        while waiting and (found := _place(waiting[0], text, start)) is not None:
            yield text[start:found]
            start = found + len(waiting.pop(0))
        yield text[start:]


def _place(said: str, text: str, start: int) -> int | None:
    """Return where a text says a figure that is no part of a longer number."""
    before = r"(?<![0-9])(?<![0-9][.,])" if said[:1].isdigit() else ""
    after = r"(?![0-9])(?![.,][0-9])" if said[-1:].isdigit() else ""
    found = re.compile(f"{before}{re.escape(said)}{after}").search(text, start)
    return found.start() if found else None
