"""The register of figures: what each figure of a book is, how it was made, and every place where it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from yearbook.errors import NotDerivableError
from yearbook.language import NBSP, UNTRANSLATED, word
from yearbook.ledger.citing import citations
from yearbook.ledger.edition import Edition
from yearbook.ledger.evaluating import evaluate
from yearbook.ledger.expression import CONSTANT, COUNT, RECORD, Expression
from yearbook.ledger.finding import Found, find
from yearbook.ledger.printing import limits_apart
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.telling import in_words
from yearbook.press.bind import book, markdown
from yearbook.press.bind.about import about_count, about_record
from yearbook.press.bind.binding import REGISTER
from yearbook.press.bind.uses import Use, unmarked

# The columns of each table; a finished page is read again by them.
COLUMNS = {
    "records": ("id", "figure", "about", "place", "uses"),
    "derived": ("figure", "about", "formula", "limits", "uses"),
    "counts": ("figure", "rows", "uses"),
}


@dataclass(frozen=True)
class Entry:
    """One figure of the book: how it was made, what it comes to by the records, what it is, where it is printed."""

    made: Expression
    figure: Quantity
    name: str = ""
    assumption: str = ""
    uses: tuple[Use, ...] = ()


def entries(edition: Edition, uses: Sequence[Use]) -> list[Entry]:
    """Return the figures that are printed, and those they were made of, each worked out anew from the records.

    What no record of the edition allows has no entry.
    """
    by_text: dict[str, list[Use]] = {}
    made: dict[str, Expression] = {}
    for use in uses:
        expression = use.figure.made.itself
        made.setdefault(expression.text, expression)
        by_text.setdefault(expression.text, []).append(use)
    for expression in list(made.values()):
        for record in expression.records():
            made.setdefault(record, Expression.record(record))
    found = []
    for text, expression in made.items():
        printed = tuple(by_text.get(text, ()))
        try:
            figure = evaluate(expression, lambda record: find(edition, record).figure, edition.units)
        except (KeyError, IndexError, ArithmeticError, ValueError, NotDerivableError):
            continue
        figure = _in_its_unit(figure, edition, printed)
        named = next((use.figure for use in printed if use.figure.name), None)
        found.append(Entry(expression, figure, *((named.name, named.assumption) if named else ("", "")), uses=printed))
    return found


def register(edition: Edition, language: str, found: Sequence[Entry], number: str) -> book.Chapter | None:
    """Return the draft of the chapter that holds every figure of a book; None where it prints none."""
    if not found:
        return None
    say = _Register(edition, language)
    tables = [
        say.table("records", in_order(edition, found), COLUMNS["records"], say.record),
        say.table(
            "derived",
            [entry for entry in found if entry.made.is_derived or entry.made.operation == CONSTANT],
            COLUMNS["derived"],
            say.derived,
        ),
        say.table("counts", [e for e in found if e.made.operation == COUNT], COLUMNS["counts"], say.count),
    ]
    lead = book.Paragraph((book.Text(word("register_lead", language)),), "lead")
    return book.Chapter(REGISTER, number, word("register", language), (lead, *tables))


@dataclass(frozen=True)
class _Register:
    edition: Edition
    language: str

    def table(
        self, id: str, found: Sequence[Entry], columns: Sequence[str], cells_of: Callable[[Entry], Iterable[book.Cell]]
    ) -> book.Table | book.Absent:
        """Return one table of the register, a row for each entry, named by how its figure was made."""
        if not found:
            return book.Absent(id)
        labels = (word(f"register_{name}", self.language) for name in columns)
        head = book.Row(tuple(book.Cell((book.Text(label),), header="column") for label in labels))
        rows = tuple(book.Row(tuple(cells_of(entry)), entry.made.text) for entry in found)
        widths = tuple({"about": 5.0, "rows": 6.0, "place": 3.5, "uses": 3.5, "id": 1.2}.get(c, 2.0) for c in columns)
        title, note = (word(f"register_{id}{end}", self.language) for end in ("", "_note"))
        grid = book.Grid((head,), rows, widths)
        return book.Table(id, "", (book.Text(title),), (book.Text(note),), grid, (), ())

    def record(self, entry: Entry) -> Iterator[book.Cell]:
        found = find(self.edition, entry.made.given[0])
        yield book.Cell((book.Text(entry.made.given[0]),), header="row")
        yield self._cell(self._as_printed(entry, found), "figure")
        yield self._cell(self._text(about_record(found, self.language)))
        yield self._cell(place) if (place := self._place(found)) else self._none()
        yield self._cell(uses) if (uses := self._uses(entry)) else self._none()

    def derived(self, entry: Entry) -> Iterator[book.Cell]:
        yield self._cell(self._printed(entry, entry.figure.words(self.language)), "figure")
        about = markdown.inline(entry.name)
        if entry.assumption:
            about += (book.Text("; " if about else ""), book.Emphasis(markdown.inline(entry.assumption)))
        yield self._cell(unmarked(about))
        # What was made of nothing has no formula: its name says where it comes from.
        yield self._cell(tuple(self._formula(entry.made))) if entry.made.is_derived else self._none()
        before, numbers, after = limits_apart(entry.figure, self.language)
        led: book.Inlines = (book.Fact(numbers, entry.made.limits),) if numbers else ()
        limits = (*self._said(before), *led, *self._said(after))
        yield self._cell(limits) if limits else self._none()
        yield self._cell(uses) if (uses := self._uses(entry)) else self._none()

    def count(self, entry: Entry) -> Iterator[book.Cell]:
        yield self._cell(self._printed(entry, entry.figure.words(self.language)), "figure")
        yield self._cell(self._text(about_count(self.edition, entry.made, self.language)))
        yield self._cell(uses) if (uses := self._uses(entry)) else self._none()

    def _as_printed(self, entry: Entry, found: Found) -> book.Inlines:
        """Return a figure as its source prints it, in another language with what that says."""
        if not entry.figure.printed:
            # Of a date the year is what is computed with.
            year = str(entry.figure.value)
            before, _, _ = in_words(found.edition, found.table, found.row, found.column, self.language).rpartition(year)
            return (book.Text(before), *self._printed(entry, year)) if before else self._printed(entry, year)
        if self.language == "vi":
            return self._printed(entry, entry.figure.words("vi"))
        own = entry.figure.words(self.language)
        return (book.Foreign("vi", self._printed(entry, entry.figure.words("vi"))), book.Break(), book.Text(own))

    def _printed(self, entry: Entry, words: str) -> book.Inlines:
        return (book.Fact(words, entry.made),)

    def _place(self, found: Found) -> book.Inlines:
        """Return the source of a row, and its place in it; of an earlier year's, the year before it."""
        row = found.row
        cited = citations(found.edition, [(getattr(row, "source", ""), getattr(row, "locator", ""))], self.language)
        inlines: tuple[book.Inline, ...] = ()
        for each in cited:
            own = found.edition is self.edition
            inlines += (book.Reference("#notes:sources", each.title) if own else book.Text(each.title),)
            inlines += (book.Text(each.places),) if each.places else ()
        return inlines

    def _formula(self, made: Expression) -> Iterator[book.Inline]:
        falls = {each for each in made.records() if find(self.edition, each).figure.direction == "down"}
        for piece in made.formula(falls):
            text = piece if isinstance(piece, str) else piece.text
            yield book.Text(text) if isinstance(piece, str) else book.Reference(f"#{REGISTER}:{text}", text)

    def _uses(self, entry: Entry) -> book.Inlines:
        """Return links to every place, one kind together and of one exhibit too: "Bảng 1.1, 2.1 (2); Chương 3"."""
        kinds: dict[str, dict[str, list[str]]] = {}
        for use in entry.uses:
            kind, _, number = use.place.rpartition(NBSP)
            targets = kinds.setdefault(kind, {}).setdefault(number, [])
            if use.target not in targets:
                targets.append(use.target)
        inlines: list[book.Inline] = []
        for kind, numbers in kinds.items():
            inlines += [book.Text("; ")] if inlines else []
            for order, (number, targets) in enumerate(numbers.items()):
                inlines += [book.Text(", ")] if order else []
                said = f"{kind}{NBSP}{number}" if kind and not order else number
                for count, target in enumerate(targets):
                    inlines += [book.Text(NBSP)] if count else []
                    inlines.append(book.Reference(f"#{REGISTER}:{target}", f"({count + 1})" if count else said))
        return tuple(inlines)

    def _said(self, text: str) -> book.Inlines:
        return (book.Text(text),) if text else ()

    def _none(self) -> book.Cell:
        return book.Cell((book.Text("-"),), "missing", spoken=word("empty.none", self.language))

    def _text(self, text: str) -> book.Inlines:
        foreign = self.language != "vi" and text.endswith(f" {UNTRANSLATED}")
        return (book.Foreign("vi", (book.Text(text),)),) if foreign else (book.Text(text),)

    def _cell(self, content: book.Inlines, role: str = "text") -> book.Cell:
        return book.Cell(content, role)


def _in_its_unit(figure: Quantity, edition: Edition, uses: Iterable[Use]) -> Quantity:
    """Return a computed figure in the unit in which it is first printed."""
    unit = next((use.figure.unit for use in uses if use.figure.unit), "")
    known = {each.id: each for each in edition.units.all}
    if figure.printed or unit not in known or figure.unit is None or known[unit].dimension != figure.dimension:
        return figure
    return figure.converted(known[unit])


def in_order(edition: Edition, found: Sequence[Entry]) -> list[Entry]:
    """Return the records in the order of the tables and their rows, earlier years after this one."""
    places: dict[str, tuple[int, int, int]] = {}
    records = [entry for entry in found if entry.made.operation == RECORD]
    for entry in records:
        at = find(edition, entry.made.given[0])
        ids = [at.table.key_of(row) for row in at.edition.rows(at.table.name)]
        places[entry.made.text] = (-at.edition.params.year, at.table.order, ids.index(at.table.key_of(at.row)))
    return sorted(records, key=lambda entry: places[entry.made.text])
