"""One figure told at a terminal: what it is, where it was recorded or how it was computed, where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yearbook.errors import RecordsError
from yearbook.ledger.edition import Edition
from yearbook.ledger.expression import COUNT, RECORD, Expression
from yearbook.ledger.finding import find
from yearbook.ledger.telling import told
from yearbook.press.trace.figures import Known, Told

# What a line tells: (Vietnamese, English).
_LABELS = {
    "about": ("về", "about"),
    "row": ("dòng số liệu", "record"),
    "source": ("nguồn", "source"),
    "formula": ("cách tính", "formula"),
    "counted": ("các dòng được đếm", "counted"),
    "from": ("từ", "from"),
    "limits": ("giới hạn", "limits"),
    "assumption": ("giả định", "assumption"),
    "uses": ("in ở", "printed in"),
    "derived": ("suy ra từ nó", "derived from it"),
}
_WIDTH = 32


@dataclass(frozen=True)
class Telling:
    """Tells figures of one edition, in some languages; `figures` are all of its book."""

    edition: Edition
    figures: Mapping[str, Known]
    languages: Sequence[str]

    def lines(self, known: Known) -> Iterator[str]:
        """Yield the lines that tell of one figure."""
        pages = [known.told[language] for language in self.languages if language in known.told]
        made = known.made
        name = f"   ({made.text})" if made.operation == RECORD else ""
        yield " / ".join(dict.fromkeys(page.words for page in pages)) + name
        yield from self._said("counted" if made.operation == COUNT else "about", (page.about for page in pages))
        if made.operation == RECORD:
            yield from self._said("row", [row_of(self.edition, made.text)])
        yield from self._said("source", (page.place for page in pages))
        if made.is_derived:
            yield from self._said("formula", [made.formula_text])
            yield from self._said("from", map(self._input, made.records()), every=True)
        yield from self._said("limits", (page.limits for page in pages))
        yield from self._said("assumption", (page.assumption for page in pages))
        yield from self._said("uses", (", ".join(page.uses) for page in pages))
        derived = [each for each in self.figures.values() if _stands_on(each.made, made)]
        yield from self._said("derived", map(self._result, derived), every=True)

    def unprinted(self, record: str) -> Iterator[str]:
        """Yield the lines that tell of a record that no page prints. Raises KeyError where there is none."""
        found = find(self.edition, record)
        yield f"{found.words}   ({record})"
        yield from self._said(
            "about", (told(found.edition, found.table, found.row, language) for language in self.languages)
        )
        yield from self._said("row", [row_of(self.edition, record)])
        nowhere = ("không in ở đâu", "nowhere")
        yield from self._said("uses", (nowhere[language != "vi"] for language in self.languages))

    def _input(self, record: str) -> str:
        known = self.figures.get(record)
        row = row_of(self.edition, record)
        return f"{record} = {self._words(known)}: {row}" if known else f"{record}: {row}"

    def _result(self, known: Known) -> str:
        about = self._page(known).about
        return f"{known.made.formula_text} = {self._words(known)}" + (f" ({about})" if about else "")

    def _words(self, known: Known) -> str:
        return self._page(known).words

    def _page(self, known: Known) -> Told:
        """Return what the first of the languages says of a figure."""
        return next((known.told[name] for name in self.languages if name in known.told), Told())

    def _said(self, label: str, told: Iterable[str], *, every: bool = False) -> Iterator[str]:
        """Yield what is told under one label, the same words once; nothing where nothing is."""
        told = [text for text in told if text]
        name = "  " + " / ".join(_LABELS[label][language != "vi"] for language in self.languages)
        for count, text in enumerate(told if every else dict.fromkeys(told)):
            yield f"{name if not count else '':<{_WIDTH}} {text}"


def row_of(edition: Edition, record: str) -> str:
    """Return where a record stands: "data/2021/figures.csv › dòng 2 › cột «figure»"; "" where there is none."""
    try:
        found = find(edition, record)
        placed = found.edition.tables.placed(found.table.name)
    except (KeyError, RecordsError):
        return ""
    key = found.table.key_of(found.row)
    row = next((each for each in placed if found.table.key_of(each.row) == key), None)
    return f"{row.file} › dòng {row.line} › cột «{found.column}»" if row else ""


def named(known: Known) -> str:
    """Return how a figure is called in a list: "E1 (118,3%)", "E2 ÷ E1 (1,315 lần)"."""
    return f"{formula_of(known.made)} ({known.words})"


def _stands_on(made: Expression, other: Expression) -> bool:
    """Tell whether a figure was computed from another, at whatever step."""
    return any(operand == other or _stands_on(operand, other) for operand in made.operands)


def formula_of(made: Expression) -> str:
    """Return how a figure was made in one word or line: "E1", "E2 ÷ E1", "tasks: N1, N2"."""
    return f"{made.given[0]}: {made.formula_text}" if made.operation == COUNT else made.formula_text
