"""Which figure of one book is which of another: by how it was made, or by what it is about."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace

from yearbook.ledger.expression import COUNT, QUOTIENT, RECORD, Expression
from yearbook.press.trace.figures import Known, Printed

Pair = tuple[Known | None, Known | None]
_Key = Callable[[Known], Hashable]


def matched(old: Printed, new: Printed) -> list[Pair]:
    """Return every figure of two books with its like in the other, in the order of the newer book; gone ones last."""
    if old.edition == new.edition:
        keys: tuple[tuple[_Key, _Key], ...] = (
            (_text, _text),
            (_bare, _bare),
            (_about, _about),
        )
    else:
        # The same id is another row there.
        keys = (
            (lambda known: _skeleton(known, old), lambda known: _skeleton(known, new)),
            (_counted, _counted),
            (lambda known: _subject(known, old), lambda known: _subject(known, new)),
        )
    left, right = list(old.figures.values()), list(new.figures.values())
    pairs: dict[str, Known] = {}
    for key_left, key_right in keys:
        _pair_off(left, right, key_left, key_right, pairs)
    _pair_counts(left, right, pairs)
    found: list[Pair] = [(pairs.get(known.made.text), known) for known in new.figures.values()]
    return found + [(known, None) for known in left]


def without_printing(made: Expression) -> Expression:
    """Return an expression without the units and decimals in which its quotients are printed."""
    operands = tuple(map(without_printing, made.operands))
    return replace(made, operands=operands, given=("", "0") if made.operation == QUOTIENT else made.given)


def renamed(made: Expression, name_of: Callable[[str], str]) -> Expression:
    """Return an expression with other names for its records."""
    operands = tuple(renamed(each, name_of) for each in made.operands)
    return replace(made, operands=operands, given=(name_of(made.given[0]),) if made.operation == RECORD else made.given)


def _pair_off(left: list[Known], right: list[Known], key_left: _Key, key_right: _Key, pairs: dict[str, Known]) -> None:
    """Move into `pairs` what has the same key; of several with one key, those that are printed alike."""
    there, here = _grouped(left, key_left), _grouped(right, key_right)
    for key, mine in here.items():
        theirs = there.get(key, [])
        if len(mine) == len(theirs) == 1:
            found = [(theirs[0], mine[0])]
        else:
            by_words = {known.words: known for known in reversed(theirs)}
            found = [(by_words.pop(known.words), known) for known in mine if known.words in by_words]
        for one, other in found:
            pairs[other.made.text] = one
            left.remove(one)
            right.remove(other)


def _pair_counts(left: list[Known], right: list[Known], pairs: dict[str, Known]) -> None:
    """Pair counts of the same table that stand in the same places, the most places first."""
    near = [
        (len({*one.uses} & {*other.uses}), one, other)
        for one in left
        for other in right
        if one.made.operation == other.made.operation == COUNT and one.made.given[:1] == other.made.given[:1]
    ]
    for shared, one, other in sorted(near, key=lambda each: -each[0]):
        if shared and one in left and other in right:
            pairs[other.made.text] = one
            left.remove(one)
            right.remove(other)


def _grouped(figures: Iterable[Known], key: _Key) -> Mapping[Hashable, list[Known]]:
    found: dict[Hashable, list[Known]] = {}
    for known in figures:
        named = key(known)
        if named:
            found.setdefault(named, []).append(known)
    return found


def _text(known: Known) -> Hashable:
    return known.made.text


def _counted(known: Known) -> Hashable:
    return known.made.text if known.made.operation == COUNT else None


def _bare(known: Known) -> Hashable:
    return without_printing(known.made).text


def _about(known: Known) -> Hashable:
    counted = known.made.operation == COUNT
    return (known.made.operation == RECORD, known.about) if known.about and not counted else None


def _skeleton(known: Known, book: Printed) -> Hashable:
    """Return how a figure was made of what, in words: the records by what they are about, and how long ago."""
    if known.made.operation == COUNT:
        return None
    abouts = {record: _meaning(record, book) for record in known.made.records()}
    return None if None in abouts.values() else renamed(without_printing(known.made), lambda id: str(abouts[id])).text


def _meaning(record: str, book: Printed) -> str | None:
    known = book.figures.get(record)
    return f"{_years_ago(record, book)} {known.about}" if known and known.about else None


def _subject(known: Known, book: Printed) -> Hashable:
    """Return what a computed figure is about, and of how long ago its records are."""
    if known.made.operation in (RECORD, COUNT) or not known.about:
        return None
    return known.about, tuple(sorted({_years_ago(record, book) for record in known.made.records()}))


def _years_ago(record: str, book: Printed) -> int:
    year, apart, _ = record.partition("-")
    own = book.edition.rpartition("/")[2]
    return int(own) - int(year) if apart and year.isdigit() and own.isdigit() else 0
