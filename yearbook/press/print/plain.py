"""Inlines as bare text, for places that cannot hold links."""

from __future__ import annotations

from yearbook.press.bind.book import Break, Emphasis, Formula, Inlines, Link, Mark, Strong


def plain(content: Inlines) -> str:
    """Return the words of inlines."""
    parts = []
    for inline in content:
        if isinstance(inline, Emphasis | Strong | Link):
            parts.append(plain(inline.children))
        elif isinstance(inline, Formula):
            parts.append(inline.latex)
        elif isinstance(inline, Break):
            parts.append(" ")
        elif not isinstance(inline, Mark):
            parts.append(inline.text)
    return "".join(parts)
