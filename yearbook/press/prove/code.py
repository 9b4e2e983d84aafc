"""The print code: one short code in every book, that no other book has.

    9f86d081884c.2c26b46b
    │            └ what the notebooks of this book came to: whatever made a difference to them makes one here
    └ what it was made from, known before any notebook has run: the same in every language and for any of its sections

Both are made of lines as `sha256sum` prints them, so that anybody can make them again: docs/provenance.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from yearbook.press.prove.contents import digest


def made_from(*groups: Mapping[str, str]) -> str:
    """Return the first part: inputs, files outside, fonts, packages, one group after the other, each by name."""
    return digest("".join(map(_lines, groups)).encode("utf-8", "surrogatepass"))[:12]


def came_to(notebooks: Mapping[str, bytes]) -> str:
    """Return the second part, of the executed notebooks of one book by the name of their file."""
    return digest(_lines({name: digest(content) for name, content in notebooks.items()}).encode())[:8]


def _lines(hashes: Mapping[str, str]) -> str:
    return "".join(f"{value}  {name}\n" for name, value in sorted(hashes.items()))
