"""Inlines as bare text, for ids, lists and places that cannot hold links."""

from __future__ import annotations

from yearbook.press.bind import book


def as_text(content: book.Inlines) -> str:
    """Return the words alone: a formula as it was written, a line's end as a space, no note marks."""
    parts = []
    for inline in content:
        if isinstance(inline, book.Emphasis | book.Strong | book.Link | book.Foreign):
            parts.append(as_text(inline.children))
        elif isinstance(inline, book.Formula):
            parts.append(inline.latex)
        elif isinstance(inline, book.Break):
            parts.append(" ")
        elif not isinstance(inline, book.Mark):
            parts.append(inline.text)
    return "".join(parts)
