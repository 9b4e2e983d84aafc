"""A form that came back → the cells a person would have typed; what Excel made of them is undone or refused."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from yearbook.errors import ERROR, NOTE, WARNING, EditionError, Problem
from yearbook.language import fold
from yearbook.ledger.columns import Row
from yearbook.ledger.forms.blank import GUIDE, LISTS, TITLE
from yearbook.ledger.reading import Placed, Vocabulary, read_cells
from yearbook.ledger.records import EDITION_TABLES

_DECORATION_LINES = 10


@dataclass(frozen=True)
class Returned:
    """What one form says: the rows of each sheet it has, and everything that is wrong in it."""

    file: str
    edition: str
    district: str
    rows: dict[str, list[Placed]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def returned(content: bytes, file: str, vocabulary_of: Callable[[str, Any], Vocabulary]) -> Returned:
    """Read a form; `vocabulary_of(table, names)` is what cells of that table may name.

    Raises EditionError if the file is no form of ours.
    """
    edition = edition_of(content, file)
    shown = load_workbook(io.BytesIO(content), data_only=True)
    typed = load_workbook(io.BytesIO(content))
    found = Returned(file, edition, shown.properties.keywords or "")
    names: dict[str, dict[str, str]] = {}
    for table, row_type in EDITION_TABLES.items():
        if table in shown.sheetnames:
            vocabulary = vocabulary_of(table, names)
            found.rows[table] = _Sheet(found, table, shown[table], typed[table], row_type).rows(vocabulary)
            names[table] = {fold(p.row.id).casefold(): p.row.id for p in found.rows[table] if hasattr(p.row, "id")}
    for name in shown.sheetnames:
        if name not in (*EDITION_TABLES, GUIDE, LISTS):
            found.problems.append(
                Problem(
                    "F11", ERROR, f"{file} › {name}", None, "", "không có bảng nào tên này.", "no table of this name."
                )
            )
    return found


def edition_of(content: bytes, file: str) -> str:
    """Return the edition a form was made for. Raises EditionError if the file is no form of ours."""
    try:
        properties = load_workbook(io.BytesIO(content), read_only=True).properties
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise EditionError(
            "không phải tệp Excel .xlsx còn đọc được. Lưu lại dạng .xlsx rồi thử lại.",
            "this is no readable .xlsx file. Save it as .xlsx and try again.",
            place=file,
        ) from None
    if properties.title != TITLE or not properties.subject:
        raise EditionError(
            "tệp này không phải biểu do lệnh form tạo ra. Tạo biểu bằng: python3 run_all.py form NĂM",
            "this is not a form made by the command form. Make one with: python3 run_all.py form YEAR",
            place=file,
        )
    return properties.subject


@dataclass(frozen=True)
class _Sheet:
    form: Returned
    table: str
    shown: Worksheet
    typed: Worksheet
    row_type: type[Row]

    def rows(self, vocabulary: Vocabulary) -> list[Placed]:
        """Return the rows of the sheet, every problem kept with its cell."""
        header_line = self._header_line()
        header = [fold(str(cell.value or "")) for cell in self.shown[header_line]]
        while header and not header[-1]:
            header.pop()
        if header_line > 1:
            title = next((fold(str(c.value)) for c in self.shown[1] if c.value is not None), "")
            self._report(
                "F07",
                f"dòng 1 phải là tên cột; thấy «{title}». Xóa các dòng trang trí phía trên.",
                f"row 1 must hold the column names; found “{title}”. Delete decorative rows above.",
                1,
            )
            return []
        for merged in self.shown.merged_cells.ranges:
            self._report("F07", f"ô gộp {merged}. Bỏ gộp ô.", f"merged cells {merged}. Unmerge them.", merged.min_row)
        names = self._names(header)
        records = []
        for line in range(2, self.shown.max_row + 1):
            cells = [self._text(line, position, names.get(position, "")) for position in range(1, len(header) + 1)]
            if not any(cells):
                continue
            if self.shown.row_dimensions[line].hidden:
                self._report(
                    "F12",
                    "dòng này bị ẩn mà có số liệu. Hiện ra để xem lại, hoặc xóa.",
                    "a hidden row holds data. Show it to look at it, or delete it.",
                    line,
                )
            records.append((line, cells))
        return read_cells(header, records, self.row_type, vocabulary, self._report)

    def _header_line(self) -> int:
        known = {fold(column.heading[0]).casefold() for column in self.row_type.columns().values()}
        known |= set(self.row_type.columns())
        for line in range(1, min(_DECORATION_LINES, self.shown.max_row) + 1):
            words = {fold(str(cell.value)).casefold() for cell in self.shown[line] if cell.value is not None}
            if len(words & known) > len(known) // 2:
                return line
        return 1

    def _names(self, header: list[str]) -> dict[int, str]:
        by_heading = {fold(c.heading[0]).casefold(): name for name, c in self.row_type.columns().items()}
        by_heading |= {name: name for name in self.row_type.columns()}
        return {i: by_heading[text.casefold()] for i, text in enumerate(header, 1) if text.casefold() in by_heading}

    def _text(self, line: int, position: int, name: str) -> str:
        """Return a cell as it would have been typed as text."""
        cell, source = self.shown.cell(line, position), self.typed.cell(line, position)
        value = cell.value
        column = self.row_type.columns().get(name)
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
        return self._number(
            cell, Decimal(repr(value)) if isinstance(value, float) else Decimal(value), kind, line, name
        )

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

    def _number(self, cell: Cell, value: Decimal, kind: str, line: int, name: str) -> str:
        if kind == "figure" and "%" in cell.number_format:
            percent = value * 100
            places = len(re.sub(r"[^0#]", "", cell.number_format.partition("%")[0].partition(".")[2]))
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
        self, code: str, vi: str, en: str, line: int | None = None, column: str = "", severity: str = ERROR
    ) -> None:
        names = list(self.row_type.columns())
        place = f"{get_column_letter(names.index(column) + 1)}{line}" if column in names and line else column
        file = f"{self.form.file} › {self.table}"
        self.form.problems.append(
            Problem(code, severity, file, None if place else line, place, vi, en, f"{self.table}-{line}")
        )


def _vietnamese(value: Decimal) -> str:
    whole, _, decimals = format(value, "f").partition(".")
    sign, digits = whole[: -len(whole.lstrip("-"))] if whole.startswith("-") else "", whole.lstrip("-")
    grouped = f"{int(digits):,}".replace(",", ".")
    return f"{sign}{grouped}" + (f",{decimals}" if decimals else "")
