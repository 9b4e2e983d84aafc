"""An edition → an Excel workbook to fill in: one sheet a table, text cells, words to choose from, a memory."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook as Book
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from yearbook.errors import EditionError
from yearbook.ledger.contract import Column, Table
from yearbook.ledger.edition import Edition
from yearbook.ledger.forms.layout import HEAD_FILL, HEAD_FONT, LINED, TYPEFACE, WRAPPED, laid_out, on_paper
from yearbook.ledger.forms.memory import Memory, Record, remember, texts_of
from yearbook.ledger.forms.names import GUIDE, LISTS, MEMORY, TITLE, heading, sheets_of, tables_of
from yearbook.ledger.forms.text import LONGEST, put
from yearbook.ledger.forms.words import Words
from yearbook.ledger.writing import cells

SPARE_ROWS = 60
_GUIDE = """\
Biểu số liệu ấn bản {edition}{whose}

1. Mỗi trang tính là một bảng; dòng 1 là tên cột, rê chuột lên tên cột để xem nghĩa.
2. Con số gõ đúng như nguồn in, cả chữ và đơn vị: trên 100 tấn · 118,3% · 1.864 suất quà.
3. Chưa có số liệu gõ …   Không phát sinh gõ -   Không áp dụng gõ x   Không gõ 0 thay cho …
4. Ngày gõ dd/mm/yyyy. Mã ở cột đầu giữ nguyên; dòng mới để trống mã, chương trình tự đặt.
5. Không gộp ô, không ẩn dòng, cột hay trang tính, không thêm dòng cộng hay dòng tiêu đề.
6. Chỉ nhận các ô dưới tên cột: lời nhắn, ghi chú của ô, hình vẽ không vào số liệu. Bỏ giá trị nào thì xóa, đừng gạch.
7. Biểu nhớ số liệu lúc tạo ra nó (trang tính ẩn «Bản gốc»): số đã sửa từ đó mà biểu không sửa thì giữ nguyên.
8. Lưu lại dạng .xlsx, không đặt mật khẩu, rồi gửi về. Người biên soạn chạy: python3 run_all.py take TÊN-TỆP.xlsx

English: one sheet a table. Type figures exactly as printed, with their words and unit; … not reported, - did not occur,
x not applicable. Dates dd/mm/yyyy. Keep the ids; leave the id of a new row blank, it is given one. No merged cells,
totals, hidden rows, columns or sheets. Only cells under a heading are taken. The form remembers the records it was made
from (hidden sheet “Bản gốc”): what was corrected since and not changed here stays corrected. No password.
"""


def form(edition: Edition, subject: str = "") -> bytes:
    """Return the form of an edition as .xlsx; with a subject, only the tables and rows that are about it."""
    book = Book()
    book.properties.title = TITLE
    book.properties.subject = edition.id
    book.properties.keywords = subject
    whose = f" · {edition.row('subjects', subject).full_vi}" if subject else ""
    guide = _GUIDE.format(edition=edition.id, whose=whose).splitlines()
    _write_guide(book.worksheets[0], guide)
    lists = _Lists(book.create_sheet(LISTS), Words(edition))
    sheets = sheets_of(edition.contract)
    records: dict[str, dict[str, Record]] = {}
    for name, table in tables_of(edition.contract, subject).items():
        rows = [row for row in edition.tables[name] if not subject or row.subject == subject]
        records[name] = {table.key_of(row): cells(table, row) for row in rows}
        _write_table(book.create_sheet(sheets[name]), table, list(records[name].values()), lists)
    memory = book.create_sheet(MEMORY)
    held = {name: sheets[name] for name in records}
    remember(memory, Memory(edition.id, subject, tuple(guide), held, records), texts_of(lists.sheet))
    memory.sheet_state = lists.sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_guide(sheet: Worksheet, lines: Sequence[str]) -> None:
    sheet.title = GUIDE
    for line, text in enumerate(lines, 1):
        put(sheet.cell(line, 1), text)
        sheet.cell(line, 1).font = Font(TYPEFACE, bold=line == 1, size=14 if line == 1 else 11)
    sheet.column_dimensions["A"].width = 125
    on_paper(sheet)


class _Lists:
    """The values that drop-downs offer: a hidden sheet with two columns for each list, labels and ids."""

    def __init__(self, sheet: Worksheet, words: Words) -> None:
        self.sheet, self.words = sheet, words
        self._ranges: dict[str, str] = {}

    def offered(self, table: str, column: Column) -> str | None:
        """Return the range that holds what may stand in a column, or None where anything may."""
        name = self.words.list_of(table, column)
        labels = self.words.labels(table, column)
        if not labels:
            return None
        if name not in self._ranges:
            position = 2 * len(self._ranges) + 1
            put(self.sheet.cell(1, position), name)
            for line, (known, label) in enumerate(labels.items(), 2):
                put(self.sheet.cell(line, position), label)
                put(self.sheet.cell(line, position + 1), known)
            letter = get_column_letter(position)
            self._ranges[name] = f"'{LISTS}'!${letter}$2:${letter}${len(labels) + 1}"
        return self._ranges[name]


def _write_table(sheet: Worksheet, table: Table, records: Sequence[Mapping[str, str]], lists: _Lists) -> None:
    rows = [[heading(column) for column in table.columns.values()]]
    rows += [list(lists.words.shown(table, record).values()) for record in records]
    for position, (name, column) in enumerate(table.columns.items(), 1):
        head = sheet.cell(1, position)
        put(head, rows[0][position - 1])
        head.font, head.fill, head.alignment = HEAD_FONT, HEAD_FILL, WRAPPED
        head.comment = Comment(remark(column), "yearbook", width=320, height=140)
        offered = lists.offered(table.name, column)
        if offered:
            letter = get_column_letter(position)
            choice = DataValidation(type="list", formula1=f"={offered}", allow_blank=True, showErrorMessage=False)
            choice.add(f"{letter}2:{letter}{len(rows) + SPARE_ROWS}")
            sheet.add_data_validation(choice)
        for line, texts in enumerate(rows[1:], 2):
            _hold_length(texts, position, sheet.title, name)
            cell = sheet.cell(line, position)
            put(cell, texts[position - 1])
            cell.alignment, cell.border = WRAPPED, LINED
    laid_out(sheet, rows)


def remark(column: Column) -> str:
    """Return the comment on a column's heading: what it means, an example, its name."""
    example = f"\nVí dụ: {column.example}" if column.example else ""
    return f"{column.meaning[0]}{example}\n({column.name})"


def _hold_length(texts: Sequence[str], position: int, sheet: str, name: str) -> None:
    length = len(texts[position - 1])
    if length > LONGEST:
        raise EditionError(
            f"ô có {length} chữ, Excel chỉ giữ {LONGEST}. Rút ngắn ô này rồi tạo lại biểu.",
            f"the cell has {length} characters, Excel keeps {LONGEST}. Shorten it and make the form again.",
            place=f"{sheet} › {texts[0]} › cột «{name}»",
        )
