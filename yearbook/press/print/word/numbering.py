"""Lists that Word counts: chapters, lists with signs, lists with numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from yearbook.press.print.word.elements import Element, twips, w
from yearbook.press.print.word.writing import CountedList

# The lists that everybody shares; those that count for themselves come after them.
CHAPTERS, SIGNS = 1, 2
_KINDS = {"chapter": 1, "signs": 2, "ordered": 3}
_DEEPEST = 9


def numbering(lists: Sequence[CountedList]) -> list[Element]:
    """Return the kinds of lists, and every list that counts for itself."""
    chapter = w("lvl", w("start", val=1), w("numFmt", val="decimal"), w("pStyle", val="Heading1"), ilvl=0)
    chapter.extend([w("lvlText", val="%1"), w("lvlJc", val="left")])
    kinds = [
        w("abstractNum", w("multiLevelType", val="multilevel"), chapter, abstractNumId=1),
        _kind(2, "bullet", lambda level: "•–"[level % 2]),
        _kind(3, "decimal", lambda level: f"%{level + 1}."),
    ]
    shared = [w("num", w("abstractNumId", val=number), numId=number) for number in (CHAPTERS, SIGNS)]
    return [*kinds, *shared, *(_counted(number_of(place), each) for place, each in enumerate(lists, 1))]


def number_of(place: int) -> int:
    """Return the number of a list that counts for itself, by its place among them."""
    return SIGNS + place


def in_list(number: int, level: int) -> Element:
    """Return what makes a paragraph an item."""
    return w("numPr", w("ilvl", val=min(level, _DEEPEST - 1)), w("numId", val=number))


def indent(level: int) -> Element:
    """Return the indent of what stands in an item without being its first paragraph."""
    return w("ind", left=twips(7 * (min(level, _DEEPEST - 1) + 1)))


def _kind(number: int, form: str, sign: Callable[[int], str]) -> Element:
    levels = []
    for level in range(_DEEPEST):
        place = w("ind", left=twips(7 * (level + 1)), hanging=twips(7))
        shown = w("lvlText", val=sign(level))
        count = w("start", val=1), w("numFmt", val=form)
        levels.append(w("lvl", *count, shown, w("lvlJc", val="left"), w("pPr", place), ilvl=level))
    return w("abstractNum", w("multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=number)


def _counted(number: int, each: CountedList) -> Element:
    start = w("lvlOverride", w("startOverride", val=each.start), ilvl=each.level)
    return w("num", w("abstractNumId", val=_KINDS[each.kind]), start, numId=number)
