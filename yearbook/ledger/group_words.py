"""The group's own words in rows that outlive a year: `{member}` in a label is printed as the group calls a member."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from yearbook.errors import ERROR, Problem, suggestion
from yearbook.language import LANGUAGES
from yearbook.ledger.contract import Table
from yearbook.ledger.reading import Placed

if TYPE_CHECKING:
    from yearbook.ledger.params import Noun

# A pattern of units or qualifiers has a hole without a name: {}.
_PLACE = re.compile(r"\{(\w+)\}")


def in_group_words(
    table: Table, placed: Sequence[Placed], nouns: Mapping[str, Noun]
) -> tuple[list[Placed], list[Problem]]:
    """Return rows whose texts hold the group's words in their places, and a problem for each word it does not have.

    The places are `{member}`, or `{members}` for many, for every word of the params, in columns of either language.
    """
    forms = {language: words_of(nouns, language) for language in LANGUAGES}
    columns = {
        name: name.rpartition("_")[2]
        for name, column in table.columns.items()
        if name.rpartition("_")[2] in LANGUAGES and column.kind != "template"  # whose places the code fills
    }
    rows, problems = [], []
    for one in placed:
        filled: dict[str, Any] = {}
        for name, language in columns.items():
            seen, known = getattr(one.row, name), forms[language]
            words = _PLACE.findall(str(seen))
            if words:
                filled[name] = _filled(seen, known)
            problems += [_unknown(table, one, name, word, known) for word in words if word not in known]
        rows.append(replace(one, row=replace(one.row, **filled)) if filled else one)
    return rows, problems


def words_of(nouns: Mapping[str, Noun], language: str) -> dict[str, str]:
    """Return the group's words by the name of their place: `member` for one, `members` for many."""
    return {name + many: noun.of(2 if many else 1, language) for name, noun in nouns.items() for many in ("", "s")}


def _filled(seen: Any, words: Mapping[str, str]) -> Any:
    if isinstance(seen, str):
        return _PLACE.sub(lambda place: words.get(place[1], place[0]), seen)
    return tuple(_filled(item, words) for item in seen) if isinstance(seen, tuple) else seen


def _unknown(table: Table, placed: Placed, column: str, word: str, known: Mapping[str, str]) -> Problem:
    vi, en = suggestion(word, known)
    return Problem(
        "T12",
        ERROR,
        placed.file,
        placed.line,
        column,
        f"«{{{word}}}» không phải là từ nào của nhóm (words trong params).{vi}",
        f"“{{{word}}}” is no word of the group (words in the params).{en}",
        table.key_of(placed.row),
    )
