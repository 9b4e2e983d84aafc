"""What is said otherwise in two books: the lines of each chapter that differ, figures apart, and the exhibits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from yearbook.press.trace.page import Chapter, Exhibit, Line, Page

_EITHER = 0.5  # how alike two lines are at least, if one is the other said otherwise
_WINDOW = 40  # how far on in what was there a line is looked for


@dataclass(frozen=True)
class TextChange:
    """One line that was and is no more, or the other way about, or is said otherwise."""

    was: str
    now: str


@dataclass(frozen=True)
class ChapterChange:
    """What differs in one chapter: `kind` is "added", "gone" or "changed"."""

    id: str
    title: str
    kind: str
    lines: tuple[TextChange, ...] = ()


def chapters_changed(old: Page, new: Page) -> list[ChapterChange]:
    """Return the chapters that differ, in the order of the newer page."""
    before, after = ({chapter.id: chapter for chapter in page.chapters} for page in (old, new))
    found = []
    for id, chapter in after.items():
        if id not in before:
            found.append(ChapterChange(id, chapter.title, "added"))
        elif lines := tuple(_lines(before[id], chapter)):
            found.append(ChapterChange(id, chapter.title, "changed", lines))
    return found + [ChapterChange(id, chapter.title, "gone") for id, chapter in before.items() if id not in after]


def printed_otherwise(old: Page, new: Page) -> dict[str, tuple[str, str]]:
    """Return the figures that are printed in other words in a line that is else the same, by their row: then, now."""
    before, after = ({chapter.id: chapter for chapter in page.chapters} for page in (old, new))
    found: dict[str, tuple[str, str]] = {}
    for id in before.keys() & after.keys():
        for kind, first, last, begin, end in _steps(before[id], after[id]):
            pairs = (
                zip(before[id].lines[first:last], after[id].lines[begin:end], strict=False) if kind == "equal" else ()
            )
            for was, now in pairs:
                for (anchor, then), (_, here) in zip(was.figures, now.figures, strict=False):
                    if then != here:
                        found.setdefault(anchor, (then, here))
    return found


def exhibits_changed(old: Page, new: Page) -> tuple[list[Exhibit], list[Exhibit]]:
    """Return the exhibits that are new, and those that are gone."""
    before, after = ({exhibit.id: exhibit for exhibit in page.exhibits} for page in (old, new))
    come = [exhibit for id, exhibit in after.items() if id not in before]
    return come, [exhibit for id, exhibit in before.items() if id not in after]


def _lines(old: Chapter, new: Chapter) -> Iterator[TextChange]:
    for kind, first, last, begin, end in _steps(old, new):
        if kind != "equal":
            yield from _replaced(old.lines[first:last], new.lines[begin:end])


def _steps(old: Chapter, new: Chapter) -> Sequence[tuple[str, int, int, int, int]]:
    before, after = [line.bare for line in old.lines], [line.bare for line in new.lines]
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[TextChange]:
    """Yield lines that stand where others stood: those that are alike as one said otherwise, in their order."""
    left = list(old)
    for line in new:
        like = next((place for place, other in enumerate(left[:_WINDOW]) if _alike(other.words, line.words)), None)
        if like is None:
            yield TextChange("", line.words)
            continue
        yield from (TextChange(gone.words, "") for gone in left[:like])
        if left[like].words != line.words:
            yield TextChange(left[like].words, line.words)
        del left[: like + 1]
    yield from (TextChange(gone.words, "") for gone in left)


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.quick_ratio() >= _EITHER and matcher.ratio() >= _EITHER
