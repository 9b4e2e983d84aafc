"""What a reader might miss in drafts of chapters: never an error, always said with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from yearbook.errors import NOTE, Problem
from yearbook.press.bind import book


def notices(drafts: Sequence[book.Chapter], *, whole: bool) -> list[Problem]:
    """Return what is to be told of the drafts of one language; in a part of a book, links elsewhere are no matter."""
    return [*_pictures_without_words(drafts), *(_links_elsewhere(drafts) if whole else ())]


def _blocks(drafts: Sequence[book.Chapter]) -> Iterator[tuple[str, book.Block]]:
    for draft in drafts:
        yield from zip(draft.places, draft.blocks, strict=True)


def _pictures_without_words(drafts: Sequence[book.Chapter]) -> Iterator[Problem]:
    seen = set()
    for place, block in _blocks(drafts):
        if isinstance(block, book.Figure) and not block.title and not block.alt and place not in seen:
            seen.add(place)
            yield Problem(
                "B01",
                NOTE,
                place,
                None,
                "",
                "hình không có số, lời, nguồn. Muốn có: exhibit(fig, title=…, source=…).",
                "a picture without number, words or source. To give it some: exhibit(fig, title=…, source=…).",
            )


def _links_elsewhere(drafts: Sequence[book.Chapter]) -> Iterator[Problem]:
    """Yield one notice for each thing that words lead to in a section which the book does not have."""
    sections = {draft.id for draft in drafts}
    found: dict[str, list[str]] = {}
    for place, block in _blocks(drafts):
        for reference in _references(block):
            target = reference.target.removeprefix("#")
            if ":" in target and target.partition(":")[0] not in sections and reference.text:
                found.setdefault(target, []).append(place)
    for target, places in found.items():
        yield Problem(
            "B02",
            NOTE,
            places[0],
            None,
            "",
            f"liên kết tới «{target}», chương sách này không có; {len(places)} chỗ chỉ in chữ. Thêm chương, hoặc bỏ "
            "liên kết.",
            f"a link to “{target}”, in a section this book lacks; {len(places)} of them are printed as words. Add the "
            "section, or remove the link.",
        )


def _references(value: Any) -> Iterator[book.Reference]:
    if isinstance(value, book.Reference):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _references(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _references(getattr(value, part.name))
