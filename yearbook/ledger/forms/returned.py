"""A form that came back → the cells a person would have typed; what Excel made of them is undone or refused."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from yearbook.errors import ERROR, NOTE, WARNING, EditionError, Problem, nearest
from yearbook.language import fold
from yearbook.ledger.contract import Contract, Table
from yearbook.ledger.delimited import Record
from yearbook.ledger.forms.blank import GUIDE, LISTS, TITLE, tables_of
from yearbook.ledger.reading import Placed, Vocabulary, read_cells

_DECORATION_LINES = 10
# What a number format prints as it stands: quoted words, escaped signs, fillers, colours and conditions.
_FORMAT_WORDS = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_PLAIN_FORMATS = ("General", "@", "0", "")
_COUNTED = ("integer", "number", "date")


@dataclass(frozen=True)
class Returned:
    """What one form says: the rows of each sheet it has, and everything that is wrong in it."""

    file: str
    edition: str
    subject: str
    rows: dict[str, list[Placed]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def returned(
    content: bytes, file: str, contract: Contract, vocabulary_of: Callable[[str, Any], Vocabulary]
) -> Returned:
    """Read a form by the contract; `vocabulary_of(table, names)` is what cells of that table may name.

    Raises EditionError if the file is no form of ours.
    """
    edition = edition_of(content, file)
    shown = _opened(content, file, data_only=True)
    typed = _opened(content, file)
    found = Returned(file, edition, shown.properties.keywords or "")
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    tables = tables_of(contract, found.subject)
    for table, described in tables.items():
        if table not in shown.sheetnames:
            found.problems.append(
                Problem(
                    "F17",
                    NOTE,
                    file,
                    None,
                    "",
                    f"biểu không còn trang tính «{table}»: bảng này giữ nguyên.",
                    f"the form has no sheet “{table}” any more: that table stays as it is.",
                )
            )
        else:
            vocabulary = vocabulary_of(table, names)
            found.rows[table] = _Sheet(found, table, shown[table], typed[table], described).rows(vocabulary)
            keys = [described.key_of(placed.row) for placed in found.rows[table]]
            names[table] = {fold(key).casefold(): (key,) for key in keys}
    strangers = [name for name in shown.sheetnames if name not in (*tables, GUIDE, LISTS)]
    found.problems.extend(_of_no_table(name, found, tables, contract) for name in strangers)
    return found


def edition_of(content: bytes, file: str) -> str:
    """Return the edition a form was made for. Raises EditionError if the file is no form of ours."""
    properties = _opened(content, file, read_only=True).properties
    if properties.title != TITLE or not properties.subject:
        raise EditionError(
            "tệp này không phải biểu do lệnh form tạo ra. Tạo biểu bằng: python3 run_all.py form NĂM",
            "this is not a form made by the command form. Make one with: python3 run_all.py form YEAR",
            place=file,
        )
    return str(properties.subject)


def _opened(content: bytes, file: str, **options: bool) -> Book:
    try:
        return load_workbook(io.BytesIO(content), **options)
    except (InvalidFileException, zipfile.BadZipFile, SyntaxError, LookupError, ValueError, TypeError, OSError):
        raise EditionError(
            "không phải tệp Excel .xlsx còn đọc được. Lưu lại dạng .xlsx rồi thử lại.",
            "this is no readable .xlsx file. Save it as .xlsx and try again.",
            place=file,
        ) from None


def _of_no_table(sheet: str, form: Returned, tables: Mapping[str, Table], contract: Contract) -> Problem:
    if sheet in contract:
        vi, en = (
            f"biểu riêng của «{form.subject}» không nhận bảng này. Xóa trang tính.",
            f"the own form of “{form.subject}” does not take this table. Delete the sheet.",
        )
    else:
        missing = [table for table in tables if table not in form.rows]
        near = nearest(sheet, missing)
        vi, en = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
        vi, en = f"không có bảng nào tên này.{vi}", f"no table of this name.{en}"
    return Problem("F11", ERROR, f"{form.file} › {sheet}", None, "", vi, en)


def _filled(sheet: Worksheet) -> dict[int, dict[int, Cell]]:
    """Return the cells that hold something, by row and column.

    A sheet is a million rows of mostly nothing: going through them by number makes every one of their cells, where
    openpyxl keeps those alone that the file has. It shows them under no public name.
    """
    found: dict[int, dict[int, Cell]] = {}
    for (line, position), cell in sorted(sheet._cells.items(), key=lambda item: item[0]):
        if cell.value is not None:
            found.setdefault(line, {})[position] = cell
    return found


@dataclass(frozen=True)
class _Sheet:
    form: Returned
    table: str
    shown: Worksheet
    typed: Worksheet
    described: Table

    def rows(self, vocabulary: Vocabulary) -> list[Placed]:
        """Return the rows of the sheet, every problem kept with its cell."""
        if self._header_line > 1:
            title = next((fold(str(cell.value)) for cell in self._filled.get(1, {}).values()), "")
            self._report(
                "F07",
                f"dòng 1 phải là tên cột; thấy «{title}». Xóa các dòng trang trí phía trên.",
                f"row 1 must hold the column names; found “{title}”. Delete decorative rows above.",
                1,
            )
            return []
        for merged in self.shown.merged_cells.ranges:
            self._report("F07", f"ô gộp {merged}. Bỏ gộp ô.", f"merged cells {merged}. Unmerge them.", merged.min_row)
        records = []
        for line, filled in self._filled.items():
            if line == 1:
                continue
            cells = [
                self._text(line, position, self._names.get(position, "")) if position in filled else ""
                for position in range(1, len(self._header) + 1)
            ]
            self._report_nameless(line, filled)
            if any(fold(cell) for cell in cells):
                records.append((line, cells))
        self._report_hidden(records)
        return read_cells(self._header, records, self.described, vocabulary, self._report)

    def _report_nameless(self, line: int, filled: dict[int, Cell]) -> None:
        for position, cell in filled.items():
            text = fold(str(cell.value))
            if position > len(self._header) and text:
                self._report(
                    "F16",
                    f"«{text}» đứng ở cột không có tên ở dòng 1. Chuyển vào cột có tên, hoặc xóa.",
                    f"“{text}” stands in a column that has no name in row 1. Move it, or delete it.",
                    line,
                    position,
                )

    def _report_hidden(self, records: list[Record]) -> None:
        """Refuse what holds data that the one who sent the form could not see."""
        if records and self.shown.sheet_state != "visible":
            self._report(
                "F12",
                "trang tính này bị ẩn mà có số liệu. Hiện ra để xem lại, hoặc xóa.",
                "a hidden sheet holds data. Show it to look at it, or delete it.",
            )
        for line, _ in records:
            row = self.shown.row_dimensions.get(line)
            if row is not None and row.hidden:
                self._report(
                    "F12",
                    "dòng này bị ẩn mà có số liệu. Hiện ra để xem lại, hoặc xóa.",
                    "a hidden row holds data. Show it to look at it, or delete it.",
                    line,
                )
        for column in self.shown.column_dimensions.values():
            first, last = column.min or 1, min(column.max or 0, len(self._header))
            for position in range(first, last + 1) if column.hidden else ():
                if any(fold(cells[position - 1]) for _, cells in records):
                    self._report(
                        "F12",
                        "cột này bị ẩn mà có số liệu. Hiện ra để xem lại.",
                        "a hidden column holds data. Show it to look at it.",
                        1,
                        position,
                    )

    @cached_property
    def _filled(self) -> dict[int, dict[int, Cell]]:
        return _filled(self.typed)

    @cached_property
    def _header_line(self) -> int:
        known = {fold(column.heading[0]).casefold() for column in self.described.columns.values()}
        known |= set(self.described.columns)
        for line in range(1, _DECORATION_LINES + 1):
            words = {fold(str(cell.value)).casefold() for cell in self._filled.get(line, {}).values()}
            if len(words & known) > len(known) // 2:
                return line
        return 1

    @cached_property
    def _header(self) -> list[str]:
        cells = self._filled.get(self._header_line, {})
        header = [fold(str(cells[i].value)) if i in cells else "" for i in range(1, max(cells, default=0) + 1)]
        while header and not header[-1]:
            header.pop()
        return header

    @cached_property
    def _names(self) -> dict[int, str]:
        """The columns by their positions in this sheet, wherever somebody moved them."""
        by_heading = {fold(c.heading[0]).casefold(): name for name, c in self.described.columns.items()}
        by_heading |= {name: name for name in self.described.columns}
        return {i: by_heading[t.casefold()] for i, t in enumerate(self._header, 1) if t.casefold() in by_heading}

    def _text(self, line: int, position: int, name: str) -> str:
        """Return a cell as it would have been typed as text."""
        cell, source = self.shown.cell(line, position), self.typed.cell(line, position)
        value = cell.value
        column = self.described.columns.get(name)
        kind = column.kind if column else "text"
        if source.data_type == "f":
            if value is None:
                self._report(
                    "F09",
                    f"công thức «{source.value}» chưa có kết quả lưu. Mở bằng Excel, lưu lại, hoặc gõ con số.",
                    f"the formula “{source.value}” has no stored result. Save it in Excel, or type the figure.",
                    line,
                    name,
                )
                return "…" if kind == "figure" else ""
            self._report(
                "F13",
                "ô là công thức: đã lấy kết quả lưu.",
                "a formula: its stored result was taken.",
                line,
                name,
                NOTE,
            )
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, datetime.datetime | datetime.date):
            return self._date(value, kind, line, name)
        if isinstance(value, datetime.time | datetime.timedelta):
            self._report(
                "D01",
                f"Excel đã đổi ô này thành giờ {value}. Đặt định dạng ô là Text rồi gõ lại.",
                f"Excel made the time {value} of this cell. Format it as Text and type again.",
                line,
                name,
            )
            return "…" if kind == "figure" else str(value)
        # What is left is a number; of a float the digits that Excel shows, not those of its binary neighbour.
        return self._number(cell.number_format, Decimal(repr(value)), kind, line, name)

    def _date(self, value: datetime.date, kind: str, line: int, name: str) -> str:
        text = f"{value.day:02}/{value.month:02}/{value.year:04}"
        if kind == "date":
            return text
        self._report(
            "D01",
            f"Excel đã đổi ô này thành ngày {text}. Đặt định dạng ô là Text rồi gõ lại.",
            f"Excel made the date {text} of this cell. Format it as Text and type again.",
            line,
            name,
        )
        return "…" if kind == "figure" else text

    def _number(self, number_format: str, value: Decimal, kind: str, line: int, name: str) -> str:
        layout = _FORMAT_WORDS.sub("", number_format)
        if kind != "figure" and ("%" in layout or (kind not in _COUNTED and layout not in _PLAIN_FORMATS)):
            self._report(
                "N06",
                f"ô là con số {_vietnamese(value)} mà Excel hiện theo định dạng «{number_format}». Đặt định dạng "
                "ô là Text rồi gõ lại đúng như muốn in.",
                f"the cell holds the number {value}, shown in the format “{number_format}”. Format it as Text and "
                "type what is to be printed.",
                line,
                name,
            )
        if kind == "figure" and "%" in layout:
            percent = value * 100
            places = len(re.sub(r"[^0#]", "", layout.partition("%")[0].partition(".")[2]))
            shown = round(percent, places)
            if abs(shown - percent) > Decimal("1e-9"):
                self._report(
                    "N06",
                    f"ô định dạng phần trăm hiện {_vietnamese(shown)}% nhưng chứa {_vietnamese(percent.normalize())}%. "
                    "Gõ lại dạng chữ.",
                    "a percent cell that holds more digits than it shows. Type it again as text.",
                    line,
                    name,
                )
            else:
                self._report(
                    "N06",
                    f"ô định dạng phần trăm: đã đọc {_vietnamese(shown)}%. Kiểm tra lại.",
                    f"a percent cell: read as {shown}%. Check it.",
                    line,
                    name,
                    WARNING,
                )
            return f"{_vietnamese(shown)}%"
        if kind == "figure":
            said = _vietnamese(value)
            self._report(
                "N05",
                f"ô chỉ còn con số {said}, không có đơn vị. Gõ lại dạng chữ, cả đơn vị: «{said}%», «{said} tấn».",
                f"only the number {said} is left, without a unit. Type it again as text, with its unit.",
                line,
                name,
            )
            return "…"
        return str(int(value)) if value == value.to_integral_value() else _vietnamese(value)

    def _report(
        self, code: str, vi: str, en: str, line: int | None = None, column: str | int = "", severity: str = ERROR
    ) -> None:
        """Keep a problem with its cell; `column` is a column's name, or the position of one without."""
        positions = {name: position for position, name in self._names.items()}
        position = column if isinstance(column, int) else positions.get(column)
        place = f"{get_column_letter(position)}{line}" if position and line else str(column)
        file = f"{self.form.file} › {self.table}"
        self.form.problems.append(
            Problem(code, severity, file, None if place else line, place, vi, en, f"{self.table}-{line}")
        )


def _vietnamese(value: Decimal) -> str:
    whole, _, decimals = format(value, "f").partition(".")
    sign, digits = whole[: -len(whole.lstrip("-"))] if whole.startswith("-") else "", whole.lstrip("-")
    grouped = f"{int(digits):,}".replace(",", ".")
    return f"{sign}{grouped}" + (f",{decimals}" if decimals else "")
