"""A finished page → its numerals that are no figures, in the order in which the page itself will look for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser

_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_SAID = ("alt", "aria-label", "title")
# What scripts write, and what nobody reads; `SKIPPED` in proof.js is the same.
_SILENT = {"script", "style", "template", "noscript", "button"}
_OF_SCRIPTS = {"page-search", "page-said", "page-card", "watched", "proof-result"}
_VOID = set("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905 - reads as words

Spoken = Mapping[str, Sequence[tuple[str, str]]]


def numerals(page: str, spoken: Spoken | None = None) -> list[str]:
    """Return the numerals of a complete page, but for its figures.

    `spoken` are the figures said in an element's attributes, by its id: pairs of text and anchor, in their order.
    """
    texts = _Texts(spoken or {})
    texts.feed(page)
    texts.close()
    return [numeral for text in texts.found for numeral in _NUMERAL.findall(text)]


class _Texts(HTMLParser):
    """Collects every text outside figures: of each element its attributes, then what stands in it."""

    def __init__(self, spoken: Spoken) -> None:
        super().__init__()
        self.found = [""]
        self._spoken = spoken
        # The element whose inside is skipped, once for each of its kind that is open in it.
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append("")
        if self._skipped:
            self._skipped += [tag] * (tag == self._skipped[0])
            return
        attributes = {name: value or "" for name, value in reversed(attrs)}  # of two of a name the first is read
        if not _is_skipped(tag, attributes):
            self.found += [*_said(attributes, self._spoken), ""]
        elif tag not in _VOID:
            self._skipped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.found.append("")
        if self._skipped and tag == self._skipped[0]:
            self._skipped.pop()

    def handle_comment(self, data: str) -> None:
        self.found.append("")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.found[-1] += data


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
