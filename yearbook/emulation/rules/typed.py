"""A rule for figures typed by hand: what words do not name stays as it was when the record changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from yearbook.emulation.printed import printed_words
from yearbook.errors import WARNING, Problem
from yearbook.language import LANGUAGES
from yearbook.ledger.case import Case, Seen
from yearbook.ledger.contract import EDITION, REFERENCE, Column, Table
from yearbook.ledger.lexicon_rows import TABLES as LEXICON
from yearbook.ledger.named import COMMENTS
from yearbook.ledger.numerals import TABLE, Numerals, Typed, numbers_written
from yearbook.paths import Workbook

CODE = "T16"
_RECORDS = (
    "Gọi tên số liệu, như {R4}; số chưa có trong bảng thì ghi thành một dòng trước. Nếu đó là ngày, tên hay số thứ tự "
    "thì thêm cách viết vào reference/numerals.csv.",
    "Name the figure, as {R4}; one that no table has is recorded as a row first. If it is a day, a name or a "
    "numbering, add how it is written to reference/numerals.csv.",
)
_LASTING = (
    "Lời dùng cho mọi năm không nêu số liệu của một năm: viết bằng chữ. Nếu đó là ngày, tên hay số thứ tự thì thêm "
    "cách viết vào reference/numerals.csv.",
    "Words that outlive a year hold no figure of one: put it in words. If it is a day, a name or a numbering, add how "
    "it is written to reference/numerals.csv.",
)
_NOTEBOOK = (
    "Lấy số từ số liệu: {eval}`…` trong lời, {tên} trong say(…). Nếu đó là ngày, tên hay số thứ tự thì thêm cách viết "
    "vào reference/numerals.csv.",
    "Take it from the records: {eval}`…` in prose, {name} in say(…). If it is a day, a name or a numbering, add how it "
    "is written to reference/numerals.csv.",
)


@dataclass(frozen=True)
class _Finder:
    """Finds figures in words, and tells of which record each may be."""

    numerals: Numerals
    names: Mapping[Decimal, list[str]]

    def said(self, text: str, language: str, *, markdown: bool = False) -> list[tuple[Typed, list[str]]]:
        """Return each numeral that is a figure, with the names of the figures that are just that number."""
        found = self.numerals.typed(text, language, markdown=markdown)
        return [(typed, self._names(typed.numeral, language)) for typed in found]

    def _names(self, numeral: str, language: str) -> list[str]:
        return [name for number in numbers_written(numeral, language) for name in self.names.get(number, ())]


def no_figure_is_typed_into_the_records(case: Case) -> Iterator[Problem]:
    """Warn of every numeral in records, params and comments that is no day, name or numbering: say what to write."""
    finder = _finder(case)
    if finder is None:
        return
    for name, table in _tables(case).items():
        if name not in (*LEXICON, TABLE):
            yield from _in_records(case, table, finder)
    yield from _in_params(case, finder)
    for path in sorted((case.folder / COMMENTS).glob("[!.~]*.md")):
        yield from _in_comment(Workbook(case.notebooks.parent), path, finder)


def no_figure_is_typed_into_a_notebook(case: Case) -> Iterator[Problem]:
    """Warn of the same in the words of the notebooks that are chapters of this edition."""
    finder = _finder(case)
    for path in sorted(case.notebooks.glob("[0-9]*.ipynb")) if finder else ():
        section = path.stem.partition("_")[2]
        if finder and (not case.params.chapters or section in case.params.chapters):
            yield from _in_notebook(Workbook(case.notebooks.parent), path, finder)


def _finder(case: Case) -> _Finder | None:
    """Return what finds figures; where no record says how days and numbering are written, nobody can tell."""
    if TABLE not in case.tables.contract or not case.tables[TABLE]:
        return None
    names = frozenset(name for table in _tables(case).values() for name in _names_in(case, table))
    return _Finder(Numerals(case.tables[TABLE], case.tables.lexicon, names), _figures(case))


def _tables(case: Case) -> dict[str, Table]:
    return {**case.tables.contract.of(REFERENCE), **case.tables.contract.of(EDITION)}


def _names_in(case: Case, table: Table) -> Iterator[str]:
    quoted = [name for name, column in table.columns.items() if column.quoted]
    for row in case.tables[table.name] if quoted else ():
        for name in quoted:
            value = getattr(row, name)
            yield from value if isinstance(value, tuple) else (str(value),)


def _figures(case: Case) -> dict[Decimal, list[str]]:
    found: dict[Decimal, list[str]] = {}
    for table in case.tables.contract.of(EDITION).values():
        for row in case.tables[table.name] if table.figures else ():
            for column in table.figures:
                figure, key = getattr(row, column), table.key_of(row)
                for number in {figure.value, figure.upper} - {None}:
                    found.setdefault(number, []).append(f"{key}.{column}" if len(table.figures) > 1 else key)
    return found


def _in_records(case: Case, table: Table, finder: _Finder) -> Iterator[Problem]:
    columns = [(name, _language(name)) for name, column in table.columns.items() if _is_ours(column)]
    for placed in case.tables.placed(table.name) if columns else ():
        for name, language in columns:
            value = getattr(placed.row, name)
            texts = value if isinstance(value, tuple) else (value,)
            found = [each for text in texts for each in finder.said(text, language)]
            if found:
                lasting = table.place == REFERENCE
                said = _said([(each, []) for each, _ in found], _LASTING) if lasting else _said(found, _RECORDS)
                yield case.problem(CODE, table.name, Seen(placed.row, placed), name, *said, WARNING)


def _is_ours(column: Column) -> bool:
    return column.kind in ("text", "texts", "template") and not column.quoted


def _language(column: str) -> str:
    last = column.rpartition("_")[2]
    return last if last in LANGUAGES else ""


def _in_params(case: Case, finder: _Finder) -> Iterator[Problem]:
    for key, language, text in _spoken("", case.params.model_dump(exclude={"sections"})):
        found = finder.said(text, language)
        if found:
            yield case.of_params(CODE, key, *_said(found, _LASTING), WARNING)


def _spoken(key: str, value: Any) -> Iterator[tuple[str, str, str]]:
    """Yield (key, language, text) for every text of the params that has a language."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        path, language = f"{key}.{name}".lstrip("."), str(name).partition("_")[0]
        if isinstance(inner, str) and language in LANGUAGES:
            yield path, language, inner
        else:
            yield from _spoken(path, inner)


def _in_comment(workbook: Workbook, path: Path, finder: _Finder) -> Iterator[Problem]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return
    language = path.stem.rpartition(".")[2]
    found = finder.said(text, language if language in LANGUAGES else "", markdown=True)
    yield from _by_line(workbook.show(path), text, found, _RECORDS, path.name)


def _in_notebook(workbook: Workbook, path: Path, finder: _Finder) -> Iterator[Problem]:
    for each in printed_words(path):
        found = finder.said(each.text, each.language, markdown=each.markdown)
        place, named = f"{workbook.show(path)} › ô {each.cell}", f"{path.stem}.{each.cell}"
        yield from _by_line(place, each.text, found, _NOTEBOOK, named, each.line)


def _by_line(
    file: str,
    text: str,
    found: Iterable[tuple[Typed, list[str]]],
    advice: tuple[str, str],
    named: str,
    first: int = 1,
) -> Iterator[Problem]:
    lines: dict[int, list[tuple[Typed, list[str]]]] = {}
    for typed, names in found:
        lines.setdefault(text.count("\n", 0, typed.at) + first, []).append((typed, names))
    for line, here in lines.items():
        yield Problem(CODE, WARNING, file, line, "", *_said(here, advice), named)


def _said(found: Iterable[tuple[Typed, list[str]]], advice: tuple[str, str]) -> tuple[str, str]:
    """Return what is wrong, in both languages: each numeral, with the records that have just that number."""
    known = {typed.numeral: names for typed, names in found}
    vi, en = (
        ", ".join(
            f"{marks[0]}{numeral}{marks[1]}" + (f" ({', '.join(f'{{{name}}}' for name in names)})" if names else "")
            for numeral, names in known.items()
        )
        for marks in ("«»", "“”")
    )
    return f"số gõ tay: {vi}. {advice[0]}", f"typed by hand: {en}. {advice[1]}"
