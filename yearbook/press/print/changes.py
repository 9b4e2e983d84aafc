"""How two books differ, as one offline page."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from yearbook import palette
from yearbook.press.print.page import environment
from yearbook.press.trace import report
from yearbook.press.trace.differences import Differences
from yearbook.press.trace.telling import formula_of
from yearbook.press.trace.texts import TextChange

_WORDS = re.compile(r"\s+|[^\s]+")


def changes(title: tuple[str, str], found: Differences) -> str:
    """Return the page; `title` says what was compared, in Vietnamese and in English."""
    return (
        environment()
        .get_template("diff.html.j2")
        .render(
            title=title,
            found=found,
            nothing=report.NOTHING,
            counts=report.counted(found),
            told=lambda cause: report.told(cause, only_records=found.only_records),
            formula=formula_of,
            marked=_marked,
            colours=palette.css_variables("light"),
            dark=palette.css_variables("dark"),
        )
    )


def _marked(change: TextChange) -> Markup:
    """Return both lines as one, what is gone and what is new marked word by word."""
    before, after = _WORDS.findall(change.was), _WORDS.findall(change.now)
    parts = []
    for kind, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(escape("".join(before[first:last])))
            continue
        for tag, words in (("del", before[first:last]), ("ins", after[begin:end])):
            parts.append(Markup("<{0}>{1}</{0}>").format(Markup(tag), "".join(words)) if words else Markup(""))
    return Markup("").join(parts)
