"""An edition → an Excel workbook to fill in: one sheet a table, text cells, drop-downs, the meaning as a comment."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook as Book
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from yearbook.errors import EditionError
from yearbook.ledger.contract import EDITION, Column, Contract, Row, Table
from yearbook.ledger.edition import Edition
from yearbook.ledger.writing import cells

GUIDE, LISTS = "Hướng dẫn", "Danh mục"
TITLE = "yearbook form"
SPARE_ROWS = 60
_HEAD = PatternFill("solid", fgColor="1F5C4A")
_LONGEST = 32_767  # what a cell of Excel holds; openpyxl cuts the rest off
_WIDE, _NARROW = 42, 16
_GUIDE = """\
Biểu số liệu ấn bản {edition}{whose}

1. Mỗi trang tính là một bảng; dòng 1 là tên cột, rê chuột lên tên cột để xem nghĩa.
2. Con số gõ đúng như nguồn in, cả chữ và đơn vị: trên 100 tấn · 118,3% · 1.864 suất quà.
3. Chưa có số liệu gõ …   Không phát sinh gõ -   Không áp dụng gõ x   Không gõ 0 thay cho …
4. Ngày gõ dd/mm/yyyy. Mã ở cột đầu giữ nguyên; dòng mới đặt mã mới, chưa ai dùng.
5. Không gộp ô, không ẩn dòng, cột hay trang tính, không thêm dòng cộng hay dòng tiêu đề.
6. Lưu lại dạng .xlsx rồi gửi về. Người biên soạn chạy: python3 run_all.py take TÊN-TỆP.xlsx

English: one sheet a table. Type figures exactly as printed, with their words and unit; … not reported, - did not occur,
x not applicable. Dates dd/mm/yyyy. Keep the ids. No merged cells, totals, hidden rows, columns or sheets.
"""


def form(edition: Edition, subject: str = "") -> bytes:
    """Return the form of an edition as .xlsx; with a subject, only the tables and rows that are about it."""
    book = Book()
    book.properties.title = TITLE
    book.properties.subject = edition.id
    book.properties.keywords = subject
    guide = book.worksheets[0]
    guide.title = GUIDE
    whose = f" · {edition.row('subjects', subject).full_vi}" if subject else ""
    for line, text in enumerate(_GUIDE.format(edition=edition.id, whose=whose).splitlines(), 1):
        guide.cell(line, 1, text).font = Font(bold=line == 1, size=14 if line == 1 else 11)
    guide.column_dimensions["A"].width = 110
    lists = _Lists(book.create_sheet(LISTS), edition)
    for name, table in tables_of(edition.contract, subject).items():
        rows = [row for row in edition.tables[name] if not subject or row.subject == subject]
        _sheet(book.create_sheet(name), table, rows, lists)
    lists.sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def tables_of(contract: Contract, subject: str) -> dict[str, Table]:
    """Return the tables that a form holds: every one, or those that are about a subject."""
    tables = contract.of(EDITION).items()
    return {name: table for name, table in tables if not subject or "subject" in table.columns}


def heading(column: Column) -> str:
    """Return the heading of a column as the form prints it."""
    return column.heading[0]


def in_words(edition: Edition, table: Table, row: Row) -> dict[str, str]:
    """Return a row as the form shows it: codes by their Vietnamese labels."""
    return {
        name: edition.label(table.name, name, cell)[0] if table.columns[name].kind == "code" else cell
        for name, cell in cells(table, row).items()
    }


class _Lists:
    """The values that drop-downs offer, each list in a column of a hidden sheet."""

    def __init__(self, sheet: Worksheet, edition: Edition) -> None:
        self.sheet, self.edition = sheet, edition
        self._ranges: dict[tuple[str, ...], str] = {}

    def offered(self, column: Column) -> str | None:
        """Return the range that holds what may stand in a column, or None where anything may."""
        values: Sequence[str] = ()
        if column.kind == "code":
            known = self.edition.tables.codes(column.codes) if column.codes else column.categories
            values = [label for label, _ in known.values()]
        elif column.kind == "reference":
            target = self.edition.contract[column.table]
            values = [target.key_of(row) for row in self.edition.tables[column.table]]
        key = tuple(values)
        if not key:
            return None
        if key not in self._ranges:
            letter = get_column_letter(len(self._ranges) + 1)
            for line, value in enumerate(key, 1):
                self.sheet[f"{letter}{line}"] = value
            self._ranges[key] = f"'{LISTS}'!${letter}$1:${letter}${len(key)}"
        return self._ranges[key]


def _sheet(sheet: Worksheet, table: Table, rows: Sequence[Row], lists: _Lists) -> None:
    last = len(rows) + SPARE_ROWS
    for position, (name, column) in enumerate(table.columns.items(), 1):
        letter = get_column_letter(position)
        head = sheet.cell(1, position, heading(column))
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
        example = f"\nVí dụ: {column.example}" if column.example else ""
        head.comment = Comment(f"{column.meaning[0]}{example}\n({name})", "yearbook", width=320, height=140)
        sheet.column_dimensions[letter].width = _WIDE if column.kind == "text" else _NARROW
        # As text, or Excel makes dates of figures and figures of ids; the whole column, so that new rows are text too.
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].alignment = Alignment(wrap_text=True, vertical="top")
        offered = lists.offered(column)
        if offered:
            choice = DataValidation(type="list", formula1=f"={offered}", allow_blank=True, showErrorMessage=False)
            choice.add(f"{letter}2:{letter}{last + 1}")
            sheet.add_data_validation(choice)
    for line, row in enumerate(rows, 2):
        words = in_words(lists.edition, table, row)
        for position, (name, text) in enumerate(words.items(), 1):
            if len(text) > _LONGEST:
                raise EditionError(
                    f"ô có {len(text)} chữ, Excel chỉ giữ {_LONGEST}. Rút ngắn ô này rồi tạo lại biểu.",
                    f"the cell has {len(text)} characters, Excel keeps {_LONGEST}. Shorten it and make the form again.",
                    place=f"{sheet.title} › {next(iter(words.values()))} › cột «{name}»",
                )
            cell = sheet.cell(line, position)
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if text:
                cell.value = text
                cell.data_type = "s"  # a note that begins with "=" is text as well
    sheet.freeze_panes = "B2"
