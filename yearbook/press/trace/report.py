"""How two books differ, as lines for a terminal: short, with the cause of every figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from yearbook.press.trace.causes import KINDS, METHOD, Cause
from yearbook.press.trace.differences import Differences
from yearbook.press.trace.figures import Known
from yearbook.press.trace.telling import formula_of
from yearbook.press.trace.texts import ChapterChange, TextChange

NOTHING = "Không có gì khác. / Nothing differs."
_CHAPTERS = {"added": ("chương mới", "new"), "gone": ("không còn", "gone")}
_MOST_LINES, _BEFORE, _LONGEST = 3, 24, 96


def lines(found: Differences) -> Iterator[str]:
    """Yield what differs."""
    for (vi, en), names in found.inputs:
        yield f"{vi} đã đổi / {en} changed: {listed(names)}"
    for vi, en, languages in zip(("mới có", "không còn"), ("new", "gone"), found.languages, strict=True):
        if languages:
            yield f"ngôn ngữ {vi} / languages {en}: {', '.join(languages)}"
    if found.added or found.gone or found.revised:
        yield counted(found)
    for sign, figures in (("+", found.added), ("−", found.gone)):
        yield from (f"  {sign} {known.words}{_about(known)}" for known in figures)
    for revised in found.revised:
        yield f"  ~ {changed(revised.was, revised.now)}{_about(revised.now)}"
        yield from (f"      {told(cause, only_records=found.only_records)}" for cause in revised.causes)
    for language in found.chapters:
        above = _above(found, language)
        for sign, exhibits in (("+", found.exhibits_added[language]), ("−", found.exhibits_gone[language])):
            yield from (f"  {sign} [{language}] {each.number} {each.title}" for each in exhibits)
        alike = [chapter for chapter in found.chapters[language] if _size(chapter) in above]
        if alike:
            count = sum(len(chapter.lines) for chapter in alike)
            yield f"  [{language}] như trên, {count} dòng / as above, {count} lines"
        for chapter in found.chapters[language]:
            if chapter in alike:
                continue
            kind = " / ".join(_CHAPTERS.get(chapter.kind, (f"{len(chapter.lines)} dòng", "lines")))
            yield f"  [{language}] {chapter.title}: {kind}"
            for line in chapter.lines[:_MOST_LINES]:
                was, now = excerpts(line)
                yield from (f"      {sign} {text}" for sign, text in (("−", was), ("+", now)) if text)
            if len(chapter.lines) > _MOST_LINES:
                yield f"      … +{len(chapter.lines) - _MOST_LINES}"


def _above(found: Differences, language: str) -> list[tuple[str, str, int]]:
    """Return what was told of the first language, where this is another."""
    first = next(iter(found.chapters))
    return [] if language == first else [_size(chapter) for chapter in found.chapters[first]]


def _size(chapter: ChapterChange) -> tuple[str, str, int]:
    return chapter.id, chapter.kind, len(chapter.lines)


def counted(found: Differences) -> str:
    """Return "Con số: 1 thêm, 0 bỏ, 2 sửa / Figures: 1 added, 0 gone, 2 revised"."""
    added, gone, revised = len(found.added), len(found.gone), len(found.revised)
    vi = f"Con số: {added} thêm, {gone} bỏ, {revised} sửa"
    return f"{vi} / Figures: {added} added, {gone} gone, {revised} revised"


def changed(was: Known, now: Known) -> str:
    """Return what a figure was and is: "118,3% → 118,5%"; once where its words are the same."""
    return was.words if was.words == now.words else f"{was.words} → {now.words}"


def told(cause: Cause, *, only_records: bool = False) -> str:
    """Return a cause with its kind: "số liệu / record: E1: 118,3% → 118,5%"."""
    vi, en = KINDS[cause.kind]
    if cause.kind == METHOD and only_records:
        vi, en = f"{vi}, vì số liệu đổi", f"{en}, as records changed"
    return ": ".join(filter(None, (f"{vi} / {en}", cause.text)))


def listed(names: Sequence[str], most: int = 6) -> str:
    """Return the first few of some names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" … +{more}" if more > 0 else "")


def excerpts(change: TextChange) -> tuple[str, str]:
    """Return both lines from shortly before they begin to differ."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(change.was, change.now, strict=False)))
    start = max(0, alike - _BEFORE) if change.was and change.now else 0
    return _cut(change.was, start), _cut(change.now, start)


def _cut(text: str, start: int) -> str:
    end = start + _LONGEST
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")


def _about(known: Known) -> str:
    return f"  {known.about or '-'} ({formula_of(known.made)})"
