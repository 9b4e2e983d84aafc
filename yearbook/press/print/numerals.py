"""A finished page → its numerals that are no figures, in the order in which the page itself will look for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_SAID = ("alt", "aria-label", "title")
# What scripts write, and what nobody reads; `SKIPPED` in proof.js is the same.
_SILENT = {"script", "style", "template", "noscript", "button"}
_OF_SCRIPTS = {"page-search", "page-said", "page-card", "watched", "proof-result"}
_VOID = set("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905 - reads as words

_TAG = re.compile(
    r'<style>.*?</style>|<script\b.*?</script>|<!.*?>|<(/?)([a-zA-Z][\w-]*)((?:[^<>"]|"[^"]*")*)>', re.DOTALL
)
_ATTRIBUTE = re.compile(r'(?<!\S)(id|class|role|alt|aria-label|title)="([^"]*)"')

Spoken = Mapping[str, Sequence[tuple[str, str]]]


def numerals(page: str, spoken: Spoken | None = None) -> list[str]:
    """Return the numerals of a complete page as our templates write it, but for its figures.

    `spoken` are the figures said in an element's attributes, by its id: pairs of text and anchor, in their order.
    """
    return [numeral for text in _texts(page, spoken or {}) for numeral in _NUMERAL.findall(text)]


def _texts(page: str, spoken: Spoken) -> Iterator[str]:
    """Yield every text outside figures: of each element its attributes, then what stands in it."""
    # The element whose inside is skipped, once for each of its kind that is open in it.
    skipped: list[str] = []
    end = 0
    for tag in _TAG.finditer(page):
        if not skipped and tag.start() > end:
            yield unescape(page[end : tag.start()])
        end = tag.end()
        closing, name, inside = tag.groups()
        if not name:
            continue
        alone = inside.endswith("/") or name in _VOID
        if skipped:
            if name == skipped[0] and not alone:
                skipped.pop() if closing else skipped.append(name)
        elif not closing:
            attributes = {key: unescape(value) for key, value in reversed(_ATTRIBUTE.findall(inside))}
            if not _is_skipped(name, attributes):
                yield from _said(attributes, spoken)
            elif not alone:
                skipped.append(name)


def _is_skipped(tag: str, attributes: Mapping[str, str]) -> bool:
    classes = attributes.get("class", "").split()
    return (
        tag in _SILENT
        or attributes.get("id") in _OF_SCRIPTS
        or attributes.get("role") == "alert"
        or "take" in classes
        or (tag == "a" and "fact" in classes)
    )


def _said(attributes: Mapping[str, str], spoken: Spoken) -> Iterator[str]:
    """Yield what is said of an element, without the figures that are listed for it."""
    waiting = [said for said, _ in spoken.get(attributes.get("id", ""), ())]
    for text in (attributes.get(name, "") for name in _SAID):
        start = 0
        while waiting and (found := _place(waiting[0], text, start)) is not None:
            yield text[start:found]
            start = found + len(waiting.pop(0))
        yield text[start:]


def _place(said: str, text: str, start: int) -> int | None:
    """Return where a text says a figure that is no part of a longer number."""
    before = r"(?<![0-9])(?<![0-9][.,])" if re.match("[0-9]", said) else ""
    after = r"(?![0-9])(?![.,][0-9])" if re.match("[0-9]", said[-1:]) else ""
    found = re.compile(f"{before}{re.escape(said)}{after}").search(text, start)
    return found.start() if found else None
