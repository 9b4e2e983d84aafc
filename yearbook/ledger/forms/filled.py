"""One sheet of a returned form → the rows of its table, every problem kept with its cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from yearbook.errors import ERROR, Problem
from yearbook.language import fold
from yearbook.ledger.contract import Table
from yearbook.ledger.delimited import Record
from yearbook.ledger.forms.text import plain
from yearbook.ledger.forms.values import text_of
from yearbook.ledger.reading import TOTAL_WORDS, Placed, Vocabulary, read_cells

_DECORATION_LINES = 10
Cells = dict[int, dict[int, Cell]]


def cells_in(sheet: Worksheet) -> Cells:
    """Return the cells that hold something, by row and column.

    A sheet is a million rows of mostly nothing: going through them by number makes every one of their cells, where
    openpyxl keeps those alone that the file has. It shows them under no public name.
    """
    found: Cells = {}
    for (line, position), cell in sorted(sheet._cells.items(), key=lambda item: item[0]):
        if cell.value is not None:
            found.setdefault(line, {})[position] = cell
    return found


def placeholder(line: int) -> str:
    """Return what stands for the id of a new row until it is given one."""
    return f"NEW-ROW-{line}"


@dataclass(frozen=True)
class FilledSheet:
    """The sheet of a table in a form: as typed, and with the results of its formulas.

    `meant(column, text)` is the id that a label stands for; `numbered` tells that new rows may lack an id.
    """

    file: str
    described: Table
    typed: Worksheet
    shown: Worksheet
    meant: Callable[[str, str], str]
    numbered: bool
    problems: list[Problem] = field(default_factory=list)

    def rows(self, vocabulary: Vocabulary) -> list[Placed]:
        """Return the rows of the sheet; the id of a new one may be a placeholder."""
        if self._header_line > 1:
            title = next((fold(plain(cell.value)) for cell in self._cells.get(1, {}).values()), "")
            self.report(
                "F07",
                f"dòng 1 phải là tên cột; thấy «{title}». Xóa các dòng trang trí phía trên.",
                f"row 1 must hold the column names; found “{title}”. Delete decorative rows above.",
                1,
            )
            return []
        for merged in self.typed.merged_cells.ranges:
            self.report("F07", f"ô gộp {merged}. Bỏ gộp ô.", f"merged cells {merged}. Unmerge them.", merged.min_row)
        records = []
        for line, filled in self._cells.items():
            if line > 1:
                texts = [self._text(line, position) for position in range(1, len(self._header) + 1)]
                self._report_nameless(line, filled)
                if any(fold(text) for text in texts):
                    records.append((line, self._with_an_id(line, texts)))
        self._report_hidden(records)
        return read_cells(self._header, records, self.described, vocabulary, self.report)

    def place(self, line: int | None, column: str | int = "") -> str:
        """Return the address of a cell: "F9"."""
        positions = {name: position for position, name in self._names.items()}
        position = column if isinstance(column, int) else positions.get(column)
        return f"{get_column_letter(position)}{line}" if position and line else str(column)

    def report(
        self, code: str, vi: str, en: str, line: int | None = None, column: str | int = "", severity: str = ERROR
    ) -> None:
        """Keep a problem with its cell; `column` is a column's name, or the position of one without."""
        place = self.place(line, column)
        row = None if place else line
        named = f"{self.described.name}-{line}"
        self.problems.append(Problem(code, severity, self.where, row, place, vi, en, named))

    @property
    def where(self) -> str:
        """How messages call the sheet."""
        return f"{self.file} › {self.typed.title}"

    def _text(self, line: int, position: int) -> str:
        cell = self._cells[line].get(position)
        if cell is None:
            return ""
        name = self._names.get(position, "")
        column = self.described.columns.get(name)

        def say(code: str, vi: str, en: str, severity: str = ERROR) -> None:
            self.report(code, vi, en, line, name or position, severity)

        text = text_of(cell, self._result_of(line, position), column.kind if column else "text", say)
        return self.meant(name, text) if column else text

    def _result_of(self, line: int, position: int) -> Cell | None:
        found = self.shown._cells.get((line, position))
        return found if isinstance(found, Cell) else None

    def _with_an_id(self, line: int, texts: list[str]) -> list[str]:
        """Return a row with a placeholder where a new one lacks its id; a row of totals is left to be refused."""
        position = next((at for at, name in self._names.items() if name == self.described.key), None)
        first = fold(next(text for text in texts if fold(text))).casefold().rstrip(":")
        if position is None or not self.numbered or fold(texts[position - 1]) or first in TOTAL_WORDS:
            return texts
        return [placeholder(line) if at == position else text for at, text in enumerate(texts, 1)]

    def _report_nameless(self, line: int, filled: dict[int, Cell]) -> None:
        for position, cell in filled.items():
            text = fold(plain(cell.value))
            if position > len(self._header) and text:
                self.report(
                    "F16",
                    f"«{text}» đứng ở cột không có tên ở dòng 1. Chuyển vào cột có tên, hoặc xóa.",
                    f"“{text}” stands in a column that has no name in row 1. Move it, or delete it.",
                    line,
                    position,
                )

    def _report_hidden(self, records: list[Record]) -> None:
        """Refuse what holds data that the one who sent the form could not see."""
        if records and self.typed.sheet_state != "visible":
            self.report(
                "F12",
                "trang tính này bị ẩn mà có số liệu. Hiện ra để xem lại, hoặc xóa.",
                "a hidden sheet holds data. Show it to look at it, or delete it.",
            )
        for line, _ in records:
            row = self.typed.row_dimensions.get(line)
            if row is not None and row.hidden:
                self.report(
                    "F12",
                    "dòng này bị ẩn mà có số liệu. Hiện ra để xem lại, hoặc xóa.",
                    "a hidden row holds data. Show it to look at it, or delete it.",
                    line,
                )
        for column in self.typed.column_dimensions.values():
            first, last = column.min or 1, min(column.max or 0, len(self._header))
            for position in range(first, last + 1) if column.hidden else ():
                if any(fold(cells[position - 1]) for _, cells in records):
                    self.report(
                        "F12",
                        "cột này bị ẩn mà có số liệu. Hiện ra để xem lại.",
                        "a hidden column holds data. Show it to look at it.",
                        1,
                        position,
                    )

    @cached_property
    def _cells(self) -> Cells:
        return cells_in(self.typed)

    @cached_property
    def _header_line(self) -> int:
        known = {fold(column.heading[0]).casefold() for column in self.described.columns.values()}
        known |= set(self.described.columns)
        for line in range(1, _DECORATION_LINES + 1):
            words = {fold(plain(cell.value)).casefold() for cell in self._cells.get(line, {}).values()}
            if len(words & known) > len(known) // 2:
                return line
        return 1

    @cached_property
    def _header(self) -> list[str]:
        cells = self._cells.get(self._header_line, {})
        header = [fold(plain(cells[i].value)) if i in cells else "" for i in range(1, max(cells, default=0) + 1)]
        while header and not header[-1]:
            header.pop()
        return header

    @cached_property
    def _names(self) -> dict[int, str]:
        """The columns by their positions in this sheet, wherever somebody moved them."""
        by_heading = {fold(c.heading[0]).casefold(): name for name, c in self.described.columns.items()}
        by_heading |= {name: name for name in self.described.columns}
        return {i: by_heading[t.casefold()] for i, t in enumerate(self._header, 1) if t.casefold() in by_heading}
