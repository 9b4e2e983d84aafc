"""What stands around an exhibit: its caption, whose number Word counts, its source and its notes."""

from __future__ import annotations

from itertools import zip_longest

from yearbook.press.bind.book import Figure, Spread, Steps, Table
from yearbook.press.print.drawable import drawable
from yearbook.press.print.word.elements import Element, w
from yearbook.press.print.word.fields import field, marked, run
from yearbook.press.print.word.paragraphs import paragraph, runs, said
from yearbook.press.print.word.writing import Writing

Exhibit = Table | Figure | Steps


def caption(exhibit: Exhibit, writing: Writing) -> list[Element]:
    """Return the lines above an exhibit; what has no words at all is only a mark."""
    if not exhibit.number and not exhibit.title:
        return [paragraph("Drawing", marked(exhibit.id, [], writing))] if exhibit.id else []
    title = runs(exhibit.title, writing)
    if exhibit.number:
        between = [run(". ", writing)] if title else []
        line = [*marked(exhibit.id, _number(exhibit.number, writing), writing), *between, *title]
    else:
        line = marked(exhibit.id, title, writing)
    under = [said("ExhibitSubtitle", exhibit.subtitle, writing)] if exhibit.subtitle else []
    return [paragraph("Caption", line), *under]


def foot(exhibit: Exhibit | Spread, writing: Writing) -> list[Element]:
    """Return the lines below an exhibit: where it comes from, and its notes."""
    lines = []
    if exhibit.source:
        label = run(f"{writing.words['source']}: ", writing, "bold")
        lines.append([label, *runs(exhibit.source, writing)])
    for note in exhibit.notes:
        mark = [run(note.mark, writing, "raised"), run(" ", writing)] if note.mark else []
        lines.append(marked(note.id, [*mark, *runs(note.content, writing)], writing))
    together = [w("keepNext") for _ in lines[1:]]  # all but the last
    return [paragraph("ExhibitNote", line, keep) for line, keep in zip_longest(lines, together)]


def parts_of(number: str) -> tuple[str, str, str]:
    """Return what "Hình 2.1" is made of: what is counted, the chapter ("" without one), the place in it."""
    kind, _, counted = drawable(number).replace("\u00a0", " ").rpartition(" ")
    chapter, _, place = counted.rpartition(".")
    return kind, chapter, place


def _number(number: str, writing: Writing) -> list[Element]:
    """Return a number as Word counts it: the chapter's, then the place in the chapter."""
    kind, chapter, place = parts_of(number)
    line = [run(f"{kind}\u00a0", writing)]
    if chapter:
        line += field("STYLEREF 1 \\s", [run(chapter, writing)], writing)
        line.append(run(".", writing))
    # Word begins anew at each chapter by itself (\s); LibreOffice has to be told at the first of each (\r).
    again = "" if not chapter else " \\r 1" if place == "1" else " \\s 1"
    return [*line, *field(f"SEQ {kind} \\* ARABIC{again}", [run(place, writing)], writing)]
