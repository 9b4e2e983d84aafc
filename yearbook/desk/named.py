"""A text of the records, or a comment, → words in which every figure it names is the record's, with its link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yearbook import language as house
from yearbook.desk.filling import Plain, Traced
from yearbook.desk.words import Words
from yearbook.errors import require
from yearbook.ledger.group_words import words_of
from yearbook.ledger.named import Lone, Name, figure_named, figure_names, taken_apart

if TYPE_CHECKING:
    from yearbook.desk.frames import Edition


def told(edition: Edition, text: str, language: str, *, markdown: bool = False) -> str:
    """Return a text with what it names filled in; one that names nothing as it is. Raises UsageError for a wrong name.

    `markdown` tells that the text is Markdown already, and not data.
    """
    if "{" not in text and "}" not in text:
        return text
    plain, traced = Plain(language), Traced(language)
    seen, marked = [], []
    for part in taken_apart(text, markdown=markdown):
        if isinstance(part, Name):
            value = _value(edition, part.name, language)
            seen.append(plain.format_field(value, part.spec))
            marked.append(traced.format_field(value, part.spec))
        else:
            words = text[part.at] if isinstance(part, Lone) else part
            seen.append(words)
            marked.append(words if markdown else house.literal(words))
    return Words("".join(seen), "".join(marked), language)


def _value(edition: Edition, name: str, language: str) -> Any:
    words = words_of(edition.records.params.nouns, language)
    if name in words:
        return words[name]
    found = figure_named(edition.records, name)
    if found is None:
        require(name, figure_names(edition.records), "số liệu tên", "figure called")
    elif edition.of_another_year and not name.partition("-")[0].isdigit():
        return found.traced(f"{int(edition.year)}-{found.facts[0]}")
    return found
