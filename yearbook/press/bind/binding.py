"""Drafts of chapters → chapters of one book: numbers, ids and references are given here, once for every writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import takewhile
from typing import Any
from urllib.parse import unquote

from yearbook.errors import BookError, suggestion
from yearbook.language import NBSP, UNTRANSLATED, slug, word
from yearbook.ledger.expression import Expression
from yearbook.press.bind import book
from yearbook.press.bind.plain import as_text
from yearbook.press.bind.svg import led
from yearbook.press.bind.uses import Use, with_uses

# What the uses of a book's figures come to: the draft of its register, numbered; None where there is nothing to tell.
# Beside it the unit of each figure, by how it was made.
Registering = Callable[[Sequence[Use], str], tuple[book.Chapter | None, Mapping[str, str]]]
Bound = tuple[tuple[book.Chapter, ...], tuple[book.ListEntry, ...], tuple[book.ListEntry, ...], Mapping[str, str]]
REGISTER = "figures"
_EXHIBITS = (book.Figure, book.Table, book.Steps)


@dataclass
class _Register:
    """What the book holds, as far as it is bound: ids in use, and where a reference leads."""

    language: str
    whole: bool
    strict: bool
    sections: frozenset[str]
    ids: set[str] = field(default_factory=set)
    targets: dict[str, tuple[str, str]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    headings: dict[str, tuple[str, str]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    figures: list[book.ListEntry] = field(default_factory=list)
    tables: list[book.ListEntry] = field(default_factory=list)

    def unique(self, wanted: str) -> str:
        """Return an id nobody has: the wanted one, or with -2, -3 … behind it."""
        found, count = wanted, 1
        while found in self.ids:
            count += 1
            found = f"{wanted}-{count}"
        self.ids.add(found)
        return found


def bind(
    drafts: Sequence[book.Chapter],
    *,
    language: str,
    whole: bool,
    strict: bool = True,
    registering: Registering | None = None,
) -> Bound:
    """Return chapters with final numbers, ids and references, the lists of figures and of tables, and the register's
    rows: their ids by how a figure was made.

    `registering` makes the register of the figures they print, which is the last chapter.

    Raises BookError for a doubled exhibit, or a reference to nothing (in a whole book, the nearest name is suggested;
    in a part of one, references elsewhere say so). Where the drafts are anybody's, not `strict`, such a reference is
    only its words.
    """
    sections = {draft.id for draft in drafts} | ({REGISTER} if registering else set())
    register = _Register(language, whole, strict, frozenset(sections))
    left = [(draft, _without_the_absent(draft, register)) for draft in drafts]
    drafts = [kept for draft, kept in left if kept.blocks or kept == draft]
    if whole:  # a chapter that was left out leaves no gap in the numbers
        drafts = [replace(draft, number=str(place)) for place, draft in enumerate(drafts, 1)]
    for draft in drafts:
        register.unique(slug(draft.id) or "chapter")
    numbered = [_numbered(draft, register) for draft in drafts]
    if registering:
        numbered, uses = with_uses(numbered, language)
        last, register.units = registering(uses, str(len(drafts) + 1) if whole else "")
        register.targets |= {f"{REGISTER}:{use.target}": (use.target, use.place) for use in uses}
        if last:
            register.unique(slug(last.id))
            numbered.append(_numbered(_without_the_absent(last, register), register))
    chapters = tuple(_with_references(chapter, register) for chapter in numbered)
    return chapters, tuple(register.figures), tuple(register.tables), register.facts


def up_to_spread(draft: book.Chapter) -> book.Chapter | None:
    """Return a chapter that opens with a spread as far as that, which a picture of it shows; None for any other."""
    parts = (order for order, block in enumerate(draft.blocks) if isinstance(block, book.Spread | book.Heading))
    end = next(parts, None)
    if end is None or isinstance(draft.blocks[end], book.Heading):
        return None
    return replace(draft, blocks=draft.blocks[: end + 1], places=draft.places[: end + 1])


def _without_the_absent(draft: book.Chapter, register: _Register) -> book.Chapter:
    """Return a chapter without what had nothing to show, nor headings under which nothing else stood."""
    blocks = draft.blocks
    register.absent |= {f"{draft.id}:{block.id}" for block in blocks if isinstance(block, book.Absent) and block.id}
    kept = [order for order in range(len(blocks)) if not _is_left_out(blocks, order)]
    places = tuple(draft.places[order] for order in kept) if draft.places else ()
    return replace(draft, blocks=tuple(blocks[order] for order in kept), places=places)


def _is_left_out(blocks: Sequence[book.Block], place: int) -> bool:
    heading = blocks[place]
    if not isinstance(heading, book.Heading):
        return isinstance(heading, book.Absent)
    below = takewhile(
        lambda block: not isinstance(block, book.Heading) or block.level > heading.level, blocks[place + 1 :]
    )
    kinds = {type(block) for block in below} - {book.Heading}
    return kinds == {book.Absent}


def _numbered(draft: book.Chapter, register: _Register) -> book.Chapter:
    counts = {"figure": 0, "table": 0}
    register.headings[f"{draft.id}:{slug(draft.title)}"] = slug(draft.id) or "chapter", draft.title
    spots = draft.places or (draft.id,) * len(draft.blocks)
    placed = (_placed(block, draft, counts, register, spot) for block, spot in zip(draft.blocks, spots, strict=True))
    return replace(draft, blocks=tuple(placed))


def _with_references(chapter: book.Chapter, register: _Register) -> book.Chapter:
    blocks = []
    for order, block in enumerate(chapter.blocks):
        try:
            blocks.append(_resolved(block, chapter.id, register, {}))
        except BookError as error:
            raise BookError(error.vi, error.en, place=chapter.places[order] if chapter.places else chapter.id) from None
    return replace(chapter, id=slug(chapter.id) or "chapter", blocks=tuple(blocks), places=())


def _placed(
    block: book.Block, draft: book.Chapter, counts: dict[str, int], register: _Register, spot: str
) -> book.Block:
    """Return a block with its own id and number; its notes and rows get theirs. `spot` is where it stands."""
    if isinstance(block, book.Heading):
        words = as_text(block.content)
        final = register.unique(f"{slug(draft.id)}--{slug(words) or 'heading'}")
        register.headings.setdefault(f"{draft.id}:{slug(words)}", (final, words))
        return replace(block, id=final)
    if isinstance(block, book.List):
        return replace(
            block, items=tuple(tuple(_placed(b, draft, counts, register, spot) for b in item) for item in block.items)
        )
    if isinstance(block, book.Quote):
        return replace(block, blocks=tuple(_placed(b, draft, counts, register, spot) for b in block.blocks))
    if isinstance(block, book.Spread):
        return replace(block, id=register.unique(f"{slug(draft.id)}--{slug(block.id) or 'spread'}"))
    if not isinstance(block, _EXHIBITS):
        return block
    kind = "table" if isinstance(block, book.Table) else "figure"
    number = ""
    if block.title:
        counts[kind] += 1
        place = f"{draft.number}.{counts[kind]}" if draft.number else str(counts[kind])
        number = f"{word(kind, register.language)}{NBSP}{place}"
    key = f"{draft.id}:{block.id}"
    if block.id and key in register.targets:
        raise BookError(
            f"hai hình, bảng cùng mã «{block.id}». Đổi id=… ở ô này.",
            f"two exhibits share the id “{block.id}”. Change the id=… of this cell.",
            place=spot,
        )
    final = register.unique(f"{slug(draft.id)}--{slug(block.id) or kind}")
    if block.id:
        register.targets[key] = (final, number or as_text(block.title))
    if number:
        entries = register.tables if kind == "table" else register.figures
        entries.append(book.ListEntry(final, number, as_text(block.title)))
    notes = tuple(replace(note, id=f"{final}--note-{slug(note.mark)}" if note.mark else "") for note in block.notes)
    if isinstance(block, book.Figure) and not block.alt:
        block = replace(block, alt=word("picture_without_words", register.language))
    if isinstance(block, book.Table):
        block = replace(block, grid=_with_row_ids(block.grid, draft, register))
    return replace(block, id=final, number=number, notes=notes)


def _with_row_ids(grid: book.Grid, draft: book.Chapter, register: _Register) -> book.Grid:
    """Return a grid whose named rows have final ids; a row of the register is named by how its figure was made."""
    rows = []
    for row in grid.body:
        if row.id:
            final = register.unique(f"figure-{slug(row.id) or 'made'}")
            register.facts.setdefault(row.id, final)
            register.targets.setdefault(f"{draft.id}:{row.id}", (final, row.id))
            row = replace(row, id=final)
        rows.append(row)
    return replace(grid, body=tuple(rows))


def _resolved(value: Any, chapter: str, register: _Register, notes: Mapping[str, str]) -> Any:
    """Return a block or inline with every reference, fact and note mark leading where it should."""
    if isinstance(value, tuple):
        return tuple(_resolved(item, chapter, register, notes) for item in value)
    if isinstance(value, book.Reference):
        found = _reference(value, chapter, register)
        # A source that nobody has translated is cited by its own name, which is read aloud in its own language.
        foreign = register.language != "vi" and found.text.endswith(f" {UNTRANSLATED}")
        return book.Foreign("vi", (found,)) if foreign else found
    if isinstance(value, book.Fact):
        # What a figure is printed in goes without saying where it is the unit it was recorded in.
        own = register.units.get(value.made.itself.text)
        return replace(value, target=_target_of(value.made, register), unit="" if value.unit == own else value.unit)
    if isinstance(value, book.Picture):
        drawing = led(value.data, lambda address: _target_of(address.made, register))
        return value if drawing == value.data else replace(value, data=drawing)
    if isinstance(value, Expression):
        return value
    if isinstance(value, book.Mark):
        return replace(value, target=notes.get(value.text, ""))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, _EXHIBITS):
        notes = {note.mark: note.id for note in value.notes}
    changed = {f.name: _resolved(getattr(value, f.name), chapter, register, notes) for f in fields(value)}
    return replace(value, **changed)


def _reference(reference: book.Reference, chapter: str, register: _Register) -> book.Reference:
    local = reference.target.removeprefix("#")
    key = local if ":" in local else f"{chapter}:{local}"
    if key in register.targets:
        target, number = register.targets[key]
        return book.Reference(target, reference.text or number)
    section = key.partition(":")[0]
    heading = register.headings.get(f"{section}:{slug(unquote(key.partition(':')[2]))}")
    if heading:
        return book.Reference(heading[0], reference.text or heading[1])
    if key in register.absent:
        return book.Reference("", reference.text or word("left_out", register.language))
    if not register.whole and section != chapter:
        return book.Reference("", reference.text or word("elsewhere", register.language))
    away = section not in register.sections
    if not register.strict or (away and reference.text):
        return book.Reference("", reference.text or unquote(local))
    if away:
        vi, en = suggestion(section, register.sections)
        raise BookError(
            f"«{local}» dẫn tới chương «{section}», sách này không có.{vi} Sửa hoặc bỏ liên kết, hoặc thêm chương.",
            f"“{local}” leads to section “{section}”, not in this book.{en} Mend or remove it, or add the section.",
        )
    known = [name.removeprefix(f"{chapter}:") for name in register.targets]
    vi, en = suggestion(local, known)
    raise BookError(
        f"không có hình, bảng nào mang mã «{local}».{vi} Sửa liên kết, hoặc id=… của hình, bảng.",
        f"no exhibit has the id “{local}”.{en} Mend the reference, or the id=… of the exhibit.",
    )


def _target_of(made: Expression, register: _Register) -> str:
    """Return the row of a figure in the register; the limits of a figure stand in the row of the figure."""
    return register.facts.get(made.itself.text, "")
