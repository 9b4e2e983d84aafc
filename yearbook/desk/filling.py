"""A sentence with places in braces → its words, plain and as Markdown in which every figure names its facts."""

from __future__ import annotations

import datetime
import string
from typing import Any

from yearbook import language as house
from yearbook.desk.payload import left_out, payload
from yearbook.desk.tracing import linked
from yearbook.desk.words import Reference, Words, Year
from yearbook.errors import UsageError
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.quantity import Quantity

CAPITALS, INSIDE = ("start", "On"), "inside"


def placeholders(template: str) -> list[tuple[str, str]]:
    """Return (name, way of printing) for every `{name:spec}` of a sentence. Raises UsageError for a lone brace."""
    try:
        return [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(template) if name is not None]
    except ValueError:
        raise UsageError(
            f"dấu ngoặc nhọn không khớp trong «{template}». Viết {{tên}}, hoặc {{{{ }}}} để in dấu ngoặc.",
            f"the braces of “{template}” do not match. Write {{name}}, or {{{{ }}}} to print a brace.",
        ) from None


def names_in(template: str) -> list[str]:
    return [name for name, _ in placeholders(template)]


def absent(value: Any) -> bool:
    if isinstance(value, Quantity):
        return value.is_missing
    if isinstance(value, Words):
        return value.missing
    return value is None or (hasattr(value, "__len__") and len(value) == 0)


def without_marks(text: str) -> str:
    return text.replace("**", "")


def begun(text: str, spec: str) -> str:
    """Return a text with the first letter that its place asks for; "UBND" keeps its own inside a sentence."""
    if spec in CAPITALS:
        return text[:1].upper() + text[1:]
    # "Q1", "A" and "UBND" are names; "Ở" is a word of one letter.
    plain = text[1:2].islower() or (not text[:1].isascii() and not text[1:2].isupper())
    return text[:1].lower() + text[1:] if spec == INSIDE and plain else text


def bundle(value: Any, language: str) -> dict[str, Any]:
    """Return what JupyterLab and the press are told of a value of the desk: its words, and those with their facts.

    In prose it stands in the line; what is missing says so, and the book leaves it out.
    """
    if absent(value):
        line = str(value) or house.word("nothing_to_say", language)
        return left_out("", line)
    role = value.role if isinstance(value, Words) else "text"
    plain, markdown = Plain(language).words(value, ""), Traced(language).words(value, "")
    return {"text/plain": without_marks(plain), **payload(kind="prose", markdown=markdown, role=role)}


class Plain(string.Formatter):
    """Fills a template with plain words."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, spec: str) -> str:
        return begun(self.words(value, spec), spec)

    def words(self, value: Any, spec: str) -> str:
        if isinstance(value, Quantity):
            return value.words(self.language, with_unit=spec != "number")
        if isinstance(value, Year):
            return str(int(value))
        if isinstance(value, datetime.date | PartialDate):
            return house.on_date(value, self.language) if spec in ("on", "On") else house.date(value, self.language)
        if isinstance(value, bool | str):
            return str(value)
        if isinstance(value, int):
            return house.number(value, self.language)
        if isinstance(value, Reference):
            return house.word("see", self.language)
        return house.listing([self.words(item, spec) for item in value], self.language)


class Traced(Plain):
    """Fills a template with Markdown in which every figure names its facts."""

    def words(self, value: Any, spec: str) -> str:
        if isinstance(value, Words):
            return value.markdown
        if isinstance(value, Reference):
            return f"[](#{value.target})"
        if isinstance(value, Quantity):
            return linked(super().words(value, spec), value)
        if isinstance(value, str):
            return house.literal(value)
        return super().words(value, spec)

    def format_field(self, value: Any, spec: str) -> str:
        text = self.words(value, spec)
        first = next((len(sign) for sign in ("**", "[") if text.startswith(sign)), 0)
        return text[:first] + begun(text[first:], spec)
