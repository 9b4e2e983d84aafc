"""Why a figure is not what it was: another record, another method, another rounding or unit, or other code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yearbook.ledger.expression import COUNT, QUOTIENT, RECORD, Expression
from yearbook.press.trace.figures import Known, Printed
from yearbook.press.trace.matching import renamed, without_printing
from yearbook.press.trace.telling import formula_of

# Each kind in words: (Vietnamese, English).
RECORD_CHANGED, METHOD, ROUNDING, CODE, TOLD = "record", "method", "rounding", "code", "told"
KINDS = {
    RECORD_CHANGED: ("số liệu", "record"),
    METHOD: ("cách tính", "method"),
    ROUNDING: ("làm tròn, đơn vị", "rounding, unit"),
    CODE: ("chương trình", "code"),
    TOLD: ("lời", "words"),
}
_LIMITS = ("value", "upper", "low", "high", "bound")


@dataclass(frozen=True)
class Cause:
    """One reason, and what was there before and is now: "E1: 118,3% → 118,5%"."""

    kind: str
    was: str = ""
    now: str = ""
    what: str = ""

    @property
    def text(self) -> str:
        """The reason without its kind."""
        changed = f"{self.was or '-'} → {self.now or '-'}" if self.was or self.now else ""
        return ": ".join(filter(None, (self.what, changed)))


def causes(
    was: Known,
    now: Known,
    old: Printed,
    new: Printed,
    like: Mapping[str, str],
    otherwise: Mapping[str, tuple[str, str]],
) -> tuple[Cause, ...]:
    """Return why a figure differs from what it was; nothing where it does not.

    `like` says which record of the older book is which of the newer one; `otherwise` which figures are printed in
    other words where all else is the same, by their row in the register.
    """
    same_year = old.edition == new.edition
    printed = otherwise.get(was.value.get("anchor", "")) if was.made == now.made else None
    if not printed and not _differs(was, now, same_year=same_year, like=like):
        return ()
    found = [*_records(was, now, old, new, like), *_counted(was, now), *_methods(was, now, like)]
    found += _roundings(was, now, printed) if not found or _given(was.made) != _given(now.made) else ()
    if not found and same_year:
        found += _tellings(was, now)
    return tuple(found or [Cause(CODE)])


def _differs(was: Known, now: Known, *, same_year: bool, like: Mapping[str, str]) -> bool:
    """Tell whether a figure is another: in its words, its value and limits, how it was made, what is said of it."""
    languages = was.told.keys() & now.told.keys()
    made = _in_new(was, like) != now.made.text and (now.made.operation != COUNT or same_year)
    told = same_year and any(_told(was, name) != _told(now, name) for name in languages)
    return made or told or not _is_alike(was, now)


def _records(was: Known, now: Known, old: Printed, new: Printed, like: Mapping[str, str]) -> Iterator[Cause]:
    """Yield the records that say something else, and the units and words of numbers that are described otherwise."""
    for record in was.made.records():
        twin = like.get(record, record)
        if twin not in now.made.records():
            continue
        then, here = (book.records.get(id, {}) for book, id in ((old, record), (new, twin)))
        name = record if record == twin else f"{record} → {twin}"
        if then.get("words") != here.get("words"):
            yield Cause(RECORD_CHANGED, then.get("words", ""), here.get("words", ""), name)
        elif then != here:
            yield Cause(RECORD_CHANGED, what=f"{name} ({then.get('words', '')}): units.csv, qualifiers.csv")
        else:
            yield from _described_otherwise(then, was, now, old, new)
    own = was.made.operation == now.made.operation == RECORD and old.edition == new.edition
    before, after = ((known.about, known.first.place) for known in (was, now))
    for was_told, now_told in zip(before, after, strict=True) if own else ():
        if was_told != now_told:
            yield Cause(RECORD_CHANGED, was_told, now_told, was.made.text)


def _described_otherwise(
    record: Mapping[str, object], was: Known, now: Known, old: Printed, new: Printed
) -> Iterator[Cause]:
    for unit in dict.fromkeys((record.get("unit"), was.value.get("unit"), now.value.get("unit"))):
        if unit in old.units and unit in new.units and old.units[unit] != new.units[unit]:
            yield Cause(RECORD_CHANGED, what=f"units.csv: {unit}")
    used = record.get("words_used")
    for word in used if isinstance(used, list) else ():
        if old.words.get(word) != new.words.get(word):
            yield Cause(RECORD_CHANGED, what=f"qualifiers.csv: {word}")


def _counted(was: Known, now: Known) -> Iterator[Cause]:
    """Yield the rows that are counted now and were not, or the other way about."""
    if was.made.operation == now.made.operation == COUNT and was.made != now.made:
        before, after = was.made.given[1:], now.made.given[1:]
        gone = ", ".join(row for row in before if row not in after)
        come = ", ".join(row for row in after if row not in before)
        yield Cause(RECORD_CHANGED, gone, come, was.made.given[0])


def _methods(was: Known, now: Known, like: Mapping[str, str]) -> Iterator[Cause]:
    if COUNT in (was.made.operation, now.made.operation) and was.made.operation == now.made.operation:
        return
    before = renamed(without_printing(was.made), lambda id: like.get(id, id))
    if before != without_printing(now.made):
        yield Cause(METHOD, formula_of(was.made), formula_of(now.made))


def _roundings(was: Known, now: Known, printed: tuple[str, str] | None) -> Iterator[Cause]:
    """Yield that a figure of the same value is printed otherwise, where that is so."""
    units = was.value.get("unit"), now.value.get("unit")
    if units[0] != units[1]:
        yield Cause(ROUNDING, str(units[0]), str(units[1]))
    elif was.value.get("decimals") != now.value.get("decimals"):
        yield Cause(ROUNDING, str(was.value.get("decimals")), str(now.value.get("decimals")), "decimals")
    elif printed and _is_alike(was, now):
        yield Cause(ROUNDING, *printed)


def _tellings(was: Known, now: Known) -> Iterator[Cause]:
    for name in was.told.keys() & now.told.keys() if _is_alike(was, now) else ():
        before, after = _told(was, name), _told(now, name)
        if before != after:
            yield Cause(TOLD, before, after)
            return


def _is_alike(was: Known, now: Known) -> bool:
    """Tell whether value, limits and words in the register are the same."""
    said = all(was.told[name].words == now.told[name].words for name in was.told.keys() & now.told.keys())
    return said and all(was.value.get(name) == now.value.get(name) for name in _LIMITS)


def _told(known: Known, language: str) -> str:
    told = known.told[language]
    return "; ".join(filter(None, (told.about, told.assumption, told.place)))


def _given(made: Expression) -> tuple[str, ...]:
    """Return the units and decimals that its quotients name."""
    own = made.given if made.operation == QUOTIENT else ()
    return own + tuple(text for operand in made.operands for text in _given(operand))


def _in_new(was: Known, like: Mapping[str, str]) -> str:
    return renamed(was.made, lambda id: like.get(id, id)).text
