"""Words of the book in one language, which remember what they stand on; and the words an edition's params give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yearbook import language as house
from yearbook.errors import require

UNTRANSLATED = house.UNTRANSLATED


class Year(int):
    """A year: a whole number that is never grouped in thousands."""


@dataclass(frozen=True)
class Reference:
    """A cross-reference to an exhibit: `id` in this section, or `section:id`; prints as its number."""

    target: str


class Names(list[str]):
    """Names in the order they are told; shown as "a, b và c". `rows` are the table and the ids they came of, if any."""

    def __init__(
        self, names: Iterable[str] = (), language: str = "vi", rows: tuple[str, tuple[str, ...]] = ("", ())
    ) -> None:
        super().__init__(names)
        self.language, self.rows = language, rows


class Words(str):
    """Words of the book in one language: the plain text, with its Markdown and the facts it stands on.

    `role` is text, or commentary for what an editor wrote. `missing` is True where a figure or name the sentence
    needs is not there; the book leaves such a sentence out, and JupyterLab says so.
    """

    markdown: str
    language: str
    role: str
    missing: bool

    def __new__(cls, text: str, markdown: str, language: str, role: str = "text", missing: bool = False) -> Words:
        self = super().__new__(cls, text)
        self.markdown, self.language, self.role, self.missing = markdown, language, role, missing
        return self

    def __getnewargs__(self) -> Any:
        """Let a copy be made, as pandas makes of what a frame carries."""
        return str(self), self.markdown, self.language, self.role, self.missing


def one_after_another(parts: Iterable[str], language: str) -> Words:
    """Return sentences as one text, each with its links."""
    parts = list(parts)
    marked = [part.markdown if isinstance(part, Words) else house.literal(part) for part in parts]
    return Words(" ".join(parts), " ".join(marked), language)


@dataclass(frozen=True)
class Vocabulary:
    """The words that the params and the year give, for prose: `word.members`, with a capital `word.Members`."""

    language: str
    known: dict[str, Any]

    def __getattr__(self, name: str) -> Words:
        if name.startswith("_"):
            raise AttributeError(name)
        asked = name[:1].lower() + name[1:]
        require(asked, self.known, "từ", "word")
        said = self.known[asked]
        if said is None:
            return Words("", "", self.language, missing=True)
        text = str(said)
        text = text[:1].upper() + text[1:] if name != asked else text
        return Words(text, house.literal(text), self.language)

    def __dir__(self) -> list[str]:
        return [*self.known, *(name[:1].upper() + name[1:] for name in self.known)]
