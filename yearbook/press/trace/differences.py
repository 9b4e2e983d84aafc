"""Two books held against one another: figures added, gone and revised with the cause, text, exhibits, inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yearbook.ledger.expression import RECORD
from yearbook.press.trace.causes import Cause, causes
from yearbook.press.trace.figures import Known, Printed
from yearbook.press.trace.matching import matched
from yearbook.press.trace.page import Exhibit
from yearbook.press.trace.texts import ChapterChange, chapters_changed, exhibits_changed, printed_otherwise

# Where an input lies, and what it is then called: (Vietnamese, English).
_INPUTS = (
    (("data/", "params/"), ("số liệu", "records")),
    (("notebooks/",), ("sổ tay", "notebooks")),
    (("yearbook/", "requirements.lock"), ("chương trình", "code")),
    (("",), ("khác", "other")),
)


@dataclass(frozen=True)
class Revised:
    """A figure that is not what it was, and why."""

    was: Known
    now: Known
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Differences:
    """What is otherwise in a newer book; text and exhibits by language, inputs by what they are."""

    added: tuple[Known, ...]
    gone: tuple[Known, ...]
    revised: tuple[Revised, ...]
    chapters: Mapping[str, tuple[ChapterChange, ...]]
    exhibits_added: Mapping[str, tuple[Exhibit, ...]]
    exhibits_gone: Mapping[str, tuple[Exhibit, ...]]
    languages: tuple[tuple[str, ...], tuple[str, ...]]
    inputs: tuple[tuple[tuple[str, str], tuple[str, ...]], ...] = ()

    @property
    def only_records(self) -> bool:
        """Tell whether records and params are all that the books were made from otherwise."""
        return [kind for kind, _ in self.inputs] == [_INPUTS[0][1]]

    def __bool__(self) -> bool:
        told = (self.added, self.gone, self.revised, *self.chapters.values())
        exhibits = (*self.exhibits_added.values(), *self.exhibits_gone.values())
        return any(told) or any(exhibits) or any(self.languages)


def differences(old: Printed, new: Printed) -> Differences:
    """Return how a newer book differs from an older one."""
    pairs = matched(old, new)
    like = {
        was.made.text: now.made.text
        for was, now in pairs
        if was and now and was.made.operation == now.made.operation == RECORD
    }
    shared = [language for language in new.pages if language in old.pages]
    otherwise: dict[str, tuple[str, str]] = {}
    for language in reversed(shared) if old.edition == new.edition else ():
        otherwise |= printed_otherwise(old.pages[language], new.pages[language])
    revised = []
    for was, now in pairs:
        why = causes(was, now, old, new, like, otherwise) if was and now else ()
        if was and now and why:
            revised.append(Revised(was, now, why))
    exhibits = {name: exhibits_changed(old.pages[name], new.pages[name]) for name in shared}
    return Differences(
        tuple(now for was, now in pairs if now and not was),
        tuple(was for was, now in pairs if was and not now),
        tuple(revised),
        {name: tuple(chapters_changed(old.pages[name], new.pages[name])) for name in shared},
        {name: tuple(come) for name, (come, _) in exhibits.items()},
        {name: tuple(gone) for name, (_, gone) in exhibits.items()},
        (
            tuple(language for language in new.pages if language not in old.pages),
            tuple(language for language in old.pages if language not in new.pages),
        ),
        inputs_changed(old.inputs, new.inputs) if old.edition == new.edition else (),
    )


def inputs_changed(
    old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[tuple[tuple[str, str], tuple[str, ...]], ...]:
    """Return the files that two books were made from otherwise, by what they are; nothing where one does not tell."""
    if not old or not new:
        return ()
    changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    groups: dict[tuple[str, str], list[str]] = {}
    for name in changed:
        kind = next(words for prefixes, words in _INPUTS if name.startswith(prefixes))
        groups.setdefault(kind, []).append(name)
    return tuple((kind, tuple(names)) for kind, names in groups.items())
