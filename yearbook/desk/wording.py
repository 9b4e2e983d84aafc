"""Sentences with figures in them: `say(vi=…, en=…)` keeps every number's words and its source."""

from __future__ import annotations

import datetime
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yearbook import language as house
from yearbook.desk.payload import left_out, payload
from yearbook.errors import UsageError, require
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.params import Noun
from yearbook.ledger.quantity import Quantity

_MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>$~|#"})


ROLES = ("text", "lead", "finding", "warning", "commentary", "proposal")
SPECS = ("", "number", "start", "on", "On")
_CAPITALS = ("start", "On")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")


class Year(int):
    """A year: a whole number that is never grouped in thousands."""


@dataclass(frozen=True)
class Reference:
    """A cross-reference to an exhibit: `id` in this section, or `section:id`; prints as its number."""

    target: str


class Names(list[str]):
    """Names in the order they are told; shown as "a, b và c"."""

    def __init__(self, names: Iterable[str] = (), language: str = "vi") -> None:
        super().__init__(names)
        self.language = language


class Words(str):
    """Words of the book in one language: the plain text, with its Markdown and the facts it stands on.

    `role` is text, lead, finding, warning, commentary or proposal. `missing` is True where a figure or name the
    sentence needs is not there; the book leaves such a sentence out, and JupyterLab says so.
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
        return Words(text, text.translate(_MARKDOWN_SIGNS), self.language)

    def __dir__(self) -> list[str]:
        return [*self.known, *(name[:1].upper() + name[1:] for name in self.known)]


@dataclass(frozen=True)
class Speaker:
    """`say`: the words of one language edition, chosen and filled in."""

    language: str
    known: dict[str, Any]
    member: Noun | None = None

    def __call__(self, *, vi: str, en: str, role: str = "text", when: object = True, **values: Any) -> Words:
        """Return a sentence or title in the edition's language.

        `{name}` is filled from the values given or from what is always known (year, next_year, previous_year,
        organiser, area, and the group's words: member, members, group …). A quantity prints with its bound word and
        unit and remembers its record; `{name:number}`
        leaves the unit out, `{name:start}` begins with a capital, `{name:on}` puts the word before a date (“ngày”,
        “tháng”; “on”, “in”), `{name:On}` begins with it. Lists print as "a, b và c". A value that is not
        there (a missing figure, an empty list, None) leaves the whole sentence out of the book;
        inside [[…]] it only drops that part. `when` leaves it out where that does not hold. Line ends fold to spaces.
        """
        vi, en = " ".join(vi.split()), " ".join(en.split())
        values = {**self.known, **values}
        require(role, ROLES, "vai của câu", "role of a sentence")
        for name, spec in (*_placeholders(vi), *_placeholders(en)):
            require(name, values, "giá trị tên", "value named")
            require(spec, SPECS, "cách in", "way of printing")
        template = _OPTIONAL.sub(
            lambda part: part[1] if not any(_absent(values[name]) for name in _names(part[1])) else "",
            vi if self.language == "vi" else en,
        )
        if not when or any(_absent(values[name]) for name in _names(template)):
            line = house.word("nothing_to_say", self.language)
            return Words(line, line, self.language, role, missing=True)
        plain = _Plain(self.language).vformat(template, (), values)
        markdown = _Traced(self.language).vformat(template, (), values)
        return Words(_without_marks(plain), markdown, self.language, role)

    def out_of(self, part: Iterable[str], whole: Iterable[str]) -> Words:
        """Return "cả 3 đơn vị" or "2 trong 3 đơn vị" in the group's word; absent where there is nothing to count."""
        counted, base = len(list(part)), len(list(whole))
        if not base:
            return Words("", "", self.language, missing=True)
        noun = self.member.of(base, self.language) if self.member else ""
        if self.language == "vi":
            text = f"cả {base} {noun}" if counted == base else f"{counted} trong {base} {noun}"
        elif base == 1:
            text = f"the one {noun}" if counted else f"not the one {noun}"
        else:
            text = f"all {base} {noun}" if counted == base else f"{counted} of the {base} {noun}"
        return Words(text, text, self.language)

    def noun(self, count: int, *, vi: str, en: str, en_many: str = "") -> Words:
        """Return the word that goes with a number of things: "nhiệm vụ"; "task" for 1, "tasks" for more."""
        return self.plain(Noun(vi=vi, en=en, en_many=en_many).of(count, self.language))

    def when(self, condition: object) -> Words:
        """Return nothing to read where a condition holds; else something missing, with which its paragraph goes."""
        return Words("", "", self.language, missing=not condition)

    def start(self, value: Any) -> Words:
        """Return a value in words, the first with a capital."""
        return self._filled("{value:start}", value)

    def on(self, day: Any) -> Words:
        """Return a date after its word: "ngày 18/01/2022", "tháng 3/2024"."""
        return self._filled("{value:on}", day)

    def On(self, day: Any) -> Words:  # noqa: N802 - as it begins the sentence
        """Return a date after its word, with a capital: "Ngày 18/01/2022"."""
        return self._filled("{value:On}", day)

    def number(self, figure: Any) -> Words:
        """Return a figure without its unit."""
        return self._filled("{value:number}", figure)

    def compared(self, figure: Quantity, other: Quantity, above: str, below: str, about: str) -> Words:
        """Return the word for how a figure stands to another: certainly above, certainly below, or neither."""
        if figure.is_missing or other.is_missing:
            return Words("", "", self.language, missing=True)
        higher = figure.exceeds(other)
        return self.plain(about if higher is None else above if higher else below)

    def each(self, template: str, items: Iterable[Any]) -> Names:
        """Return every item set into a template: `each("the {}", plans)`."""
        return Names((template.format(item) for item in items), self.language)

    def _filled(self, template: str, value: Any) -> Words:
        return self(vi=template, en=template, value=value)

    def first(self, *sentences: Words) -> Words:
        """Return the first sentence that has all it needs; the last, which then is missing too, if none has."""
        return next((sentence for sentence in sentences if not sentence.missing), sentences[-1])

    def plain(self, text: str) -> Words:
        """Return text from a record as words: data, never markup."""
        return Words(text, text.translate(_MARKDOWN_SIGNS), self.language)


def _placeholders(template: str) -> list[tuple[str, str]]:
    """Return (name, way of printing) for every `{name:spec}` of a sentence. Raises UsageError for a lone brace."""
    try:
        return [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(template) if name is not None]
    except ValueError:
        raise UsageError(
            f"dấu ngoặc nhọn không khớp trong «{template}». Viết {{tên}}, hoặc {{{{ }}}} để in dấu ngoặc.",
            f"the braces of “{template}” do not match. Write {{name}}, or {{{{ }}}} to print a brace.",
        ) from None


def _names(template: str) -> list[str]:
    return [name for name, _ in _placeholders(template)]


def _absent(value: Any) -> bool:
    if isinstance(value, Quantity):
        return value.is_missing
    if isinstance(value, Words):
        return value.missing
    return value is None or (hasattr(value, "__len__") and len(value) == 0)


def _without_marks(text: str) -> str:
    return text.replace("**", "")


def bundle(value: Any, language: str) -> dict[str, Any]:
    """Return what JupyterLab and the press are told of a value of the desk: its words, and those with their facts.

    In prose it stands in the line; what is missing says so, and the book leaves it out.
    """
    if _absent(value):
        line = str(value) or house.word("nothing_to_say", language)
        return left_out("", line)
    role = value.role if isinstance(value, Words) else "text"
    plain, markdown = _Plain(language).words(value, ""), _Traced(language).words(value, "")
    return {"text/plain": _without_marks(plain), **payload(kind="prose", markdown=markdown, role=role)}


class _Plain(string.Formatter):
    """Fills a template with plain words."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, spec: str) -> str:
        text = self.words(value, spec)
        return text[:1].upper() + text[1:] if spec in _CAPITALS else text

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


class _Traced(_Plain):
    """Fills a template with Markdown in which every figure names its facts."""

    def words(self, value: Any, spec: str) -> str:
        if isinstance(value, Words):
            return value.markdown
        if isinstance(value, Reference):
            return f"[](#{value.target})"
        if isinstance(value, Quantity) and value.facts:
            return f"[{super().words(value, spec)}](fact:{'+'.join(value.facts)})"
        if isinstance(value, str):
            return value.translate(_MARKDOWN_SIGNS)
        return super().words(value, spec)

    def format_field(self, value: Any, spec: str) -> str:
        text = self.words(value, spec)
        if spec not in _CAPITALS:
            return text
        first = 1 if text.startswith("[") else 0
        return text[:first] + text[first : first + 1].upper() + text[first + 1 :]
