"""Where in a book each figure is printed: every place gets an id of its own, which the register leads back to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from yearbook.language import NBSP, word
from yearbook.press.bind import book
from yearbook.press.bind.svg import figures_in


@dataclass(frozen=True)
class Use:
    """One place where a figure is printed: its id, what the place is called ("Bảng 2.1", "Chương 3"), the figure."""

    target: str
    place: str
    figure: book.Fact


@dataclass
class _Walk:
    language: str
    uses: list[Use] = field(default_factory=list)

    def marked(self, value: Any, place: str) -> Any:
        """Return blocks or inlines whose figures have ids."""
        if isinstance(value, tuple):
            return tuple(self.marked(item, place) for item in value)
        if isinstance(value, book.Fact):
            named = replace(value, id=f"use-{len(self.uses) + 1}")
            self.uses.append(Use(named.id, place, named))
            return named
        if isinstance(value, book.Figure):
            return self._figure(value, place)
        if not is_dataclass(value) or isinstance(value, type):
            return value
        inside = getattr(value, "number", "") or place
        return replace(value, **{f.name: self.marked(getattr(value, f.name), inside) for f in fields(value)})

    def _figure(self, figure: book.Figure, place: str) -> book.Figure:
        """Return a chart whose caption is marked; what is drawn, spoken or behind it is led back to as the chart."""
        place = figure.number or place
        drawn = [fact for picture in (figure.picture, figure.narrow) if picture for fact in facts_drawn(picture)]
        behind = [
            fact
            for row in (figure.data.body if figure.data else ())
            for cell in row.cells
            for fact in _facts(cell.content)
        ]
        self.uses += [Use(figure.id, place, fact) for fact in (*drawn, *_facts(figure.said), *behind)]
        parts = ("title", "subtitle", "source", "notes")
        return replace(figure, **{name: self.marked(getattr(figure, name), place) for name in parts})


def with_uses(chapters: Sequence[book.Chapter], language: str) -> tuple[list[book.Chapter], list[Use]]:
    """Return chapters whose figures have ids, and every place where one is printed, in order."""
    walk = _Walk(language)
    marked = []
    for chapter in chapters:
        place = f"{word('chapter', language)}{NBSP}{chapter.number}" if chapter.number else chapter.title
        marked.append(replace(chapter, blocks=walk.marked(chapter.blocks, place)))
    return marked, walk.uses


def unmarked(content: book.Inlines) -> book.Inlines:
    """Return inlines whose figures are no place to be led back to, as they stand there once more."""
    return tuple(replace(inline, id="") if isinstance(inline, book.Fact) else inline for inline in content)


def facts_drawn(picture: book.Picture) -> Iterator[book.Fact]:
    """Yield the figures in a drawing."""
    for text, address in figures_in(picture.data):
        yield book.Fact(text, address.made, address.unit, address.name, address.assumption)


def _facts(content: book.Inlines) -> Iterator[book.Fact]:
    for inline in content:
        if isinstance(inline, book.Fact):
            yield inline
        yield from _facts(getattr(inline, "children", ()))
