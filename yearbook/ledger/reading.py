"""A file → rows, with every problem at once; nothing is guessed, nothing is lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from yearbook.errors import ERROR, NOTE, Problem, nearest
from yearbook.language import HIDDEN, fold
from yearbook.ledger.cells import CellError, read_cell, said_of_hidden
from yearbook.ledger.contract import Column, Pair, Row, Table
from yearbook.ledger.delimited import Record, Report, decoded, records
from yearbook.ledger.lexicon import Lexicon

TOTAL_WORDS = ("cộng", "tổng", "tổng cộng", "tổng số", "toàn bộ", "total")
_NAMES = ("aliases", "name_vi", "full_vi")  # columns that name a row beside its key
_EXCEL_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "####")


@dataclass(frozen=True)
class Vocabulary:
    """What the cells of a table may say: the words of figures, open lists, and the names of rows referred to.

    A name that several rows carry names them all.
    """

    lexicon: Lexicon = field(default_factory=Lexicon)
    names: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Pair]] = field(default_factory=dict)

    def resolve(self, table: str, written: str) -> tuple[str, ...]:
        """Return the ids a cell may mean: the id itself or a known name of rows; never a near miss."""
        known = self.names.get(table, {})
        folded = fold(written).casefold()
        return known.get(folded, ())

    def known(self, table: str) -> list[str]:
        """Return the ids of a table."""
        return sorted({name for names in self.names.get(table, {}).values() for name in names})


@dataclass(frozen=True)
class Placed:
    """A row together with its file, as messages call it, and the line a spreadsheet shows for it."""

    line: int
    row: Row
    file: str = ""


def content_of(path: Path) -> bytes | None:
    """Return what a file holds, or None where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def read_table(
    content: bytes | None, file: str, table: Table, vocabulary: Vocabulary
) -> tuple[list[Placed], list[Problem]]:
    """Read one table; `file` is how messages call it. Returns its rows and every problem met on the way."""
    problems: list[Problem] = []

    def report(code: str, vi: str, en: str, line: int | None = None, column: str = "", severity: str = ERROR) -> None:
        problems.append(Problem(code, severity, file, line, column, vi, en))

    if content is None:
        report(
            "F00",
            "không đọc được tệp. Kiểm tra tệp có còn đó không.",
            "the file cannot be read. Check that it exists.",
        )
        return [], problems
    text = decoded(content, report)
    if text is None:
        return [], problems
    lines = records(text, report)
    if not lines:
        return [], problems
    header, *rows = lines
    found = read_cells(header[1], rows, table, vocabulary, report)
    return [Placed(placed.line, placed.row, file) for placed in found], problems


def read_cells(
    header: list[str],
    records: Iterable[Record],
    table: Table,
    vocabulary: Vocabulary,
    report: Report,
) -> list[Placed]:
    """Return the rows of a table taken apart into cells of text, each with its line; every problem is reported."""
    columns = _matched_header(header, table, report)
    if columns is None:
        return []
    filled = [(line, cells) for line, cells in records if any(fold(cell) for cell in cells)]
    if any(column.table == table.name for column in table.columns.values()):
        vocabulary = _with_own_names(filled, columns, table, vocabulary)
    rows = []
    for line, cells in filled:
        placed = _row(line, cells, columns, table, vocabulary, report)
        if placed:
            rows.append(placed)
    _report_doubles(rows, table, report)
    return rows


def _with_own_names(records: Iterable[Record], columns: list[str], table: Table, vocabulary: Vocabulary) -> Vocabulary:
    """Return a vocabulary that knows the rows about to be read as well, for cells that name rows of their own table."""
    naming = {table.key, *_NAMES}
    # Only what names a row counts here: a fault elsewhere in it is reported once, where it is.
    plain = replace(
        table,
        columns={
            name: column if name in naming else replace(column, kind="text", required=False, table="")
            for name, column in table.columns.items()
        },
    )
    placed = (_row(line, cells, columns, plain, vocabulary, lambda *_, **__: None) for line, cells in records)
    own = names_of(plain, [row for row in placed if row])
    known = {**vocabulary.names.get(table.name, {}), **own}
    return replace(vocabulary, names={**vocabulary.names, table.name: known})


def names_of(table: Table, placed: Sequence[Placed]) -> dict[str, tuple[str, ...]]:
    """Return every way rows may be named: their ids, and where a table has aliases its names; homonyms together."""
    names: dict[str, dict[str, None]] = {}
    aliased = "aliases" in table.columns and table.columns["aliases"].kind == "texts"
    written = [name for name in _NAMES if aliased and name != "aliases" and name in table.columns]
    for row in (item.row for item in placed):
        key = table.key_of(row)
        aliases = row.aliases if aliased else ()
        for name in (key, *aliases, *(getattr(row, column) for column in written)):
            names.setdefault(fold(name).casefold(), {})[key] = None
    ids: Mapping[str, str] = {table.key_of(item.row).casefold(): table.key_of(item.row) for item in placed}
    return {name: (ids[name],) if name in ids else tuple(found) for name, found in names.items()}


def _matched_header(header: list[str], table: Table, report: Report) -> list[str] | None:
    """Return the column ids in file order, or None; a heading may be the id or its Vietnamese name."""
    known = {name.casefold(): name for name in table.columns}
    known |= {
        column.heading[0].casefold(): name
        for name, column in table.columns.items()
        if column.heading[0].casefold() not in known
    }
    written = [fold(cell) for cell in header]
    if len([cell for cell in written if cell]) <= 1:
        seen = written[0] if written else ""
        if len(table.columns) > 1 and seen and not any(mark in seen for mark in ";,\t"):
            report(
                "F07",
                f"dòng 1 phải là tên cột; thấy «{seen}». Xóa các dòng trang trí phía trên.",
                f"row 1 must hold the column names; found “{seen}”. Delete decorative rows above.",
                1,
            )
        else:
            report(
                "F05",
                f"chỉ thấy một cột «{seen}». Ngăn cột bằng dấu chấm phẩy «;».",
                "only one column found. Separate columns with a semicolon “;”.",
                1,
            )
        return None
    columns, sound = [], True
    for position, cell in enumerate(written):
        name = known.get(cell.casefold())
        if name is None:
            if not cell and not any(written[position:]):
                columns += [""] * (len(written) - position)
                break
            if not cell:
                report(
                    "F06",
                    f"cột thứ {position + 1} không có tên. Đặt tên cột, hoặc xóa cột.",
                    f"column {position + 1} has no name. Name it, or delete it.",
                    1,
                )
                sound = False
                columns.append("")
                continue
            near = nearest(cell, known)
            hint = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
            report("F06", f"cột lạ «{cell}».{hint[0]}", f"unknown column “{cell}”.{hint[1]}", 1, cell)
            sound = False
        elif name in columns:
            report("F06", f"cột «{cell}» có hai lần.", f"column “{cell}” stands twice.", 1, cell)
            sound = False
        columns.append(name or "")
    for name in table.columns:
        if name not in columns:
            report("F06", f"thiếu cột «{name}».", f"column “{name}” is missing.", 1, name)
            sound = False
    return columns if sound else None


def _row(
    line: int,
    cells: list[str],
    columns: list[str],
    table: Table,
    vocabulary: Vocabulary,
    report: Report,
) -> Placed | None:
    filled = [cell for cell in cells if fold(cell)]
    if fold(filled[0]).casefold().rstrip(":") in TOTAL_WORDS:
        report(
            "F08",
            "đây là dòng cộng. Xóa dòng này; chương trình tự tính những gì được phép tính.",
            "this is a total row. Delete it; what may be summed is computed.",
            line,
        )
        return None
    if len(cells) != len(columns):
        report(
            "F04",
            f"dòng có {len(cells)} ô nhưng tiêu đề có {len(columns)} cột. Có thể «118,3» bị tách làm hai vì tệp dùng "
            "dấu phẩy để ngăn cột; lưu lại với dấu chấm phẩy «;».",
            f"the row has {len(cells)} cells, the header {len(columns)}. A decimal comma may have split a figure; "
            "save the file with semicolons.",
            line,
        )
        return None
    values, sound = {}, True
    for name, cell in zip(columns, cells, strict=False):
        if not name:
            if fold(cell):
                report(
                    "F16",
                    f"«{fold(cell)}» đứng ở cột không có tên ở dòng 1. Chuyển vào cột có tên, hoặc xóa.",
                    f"“{fold(cell)}” stands in a column that has no name in row 1. Move it, or delete it.",
                    line,
                )
                sound = False
            continue
        if any(mark in cell for mark in _EXCEL_ERRORS):
            report(
                "F09",
                f"ô chứa lỗi Excel «{fold(cell)}». Sửa công thức hoặc gõ lại.",
                f"the cell holds an Excel error “{fold(cell)}”.",
                line,
                name,
            )
            sound = False
            continue
        column = table.columns[name]
        try:
            values[name] = read_cell(cell, column, vocabulary)
        except CellError as error:
            report(error.code, error.vi, error.en, line, name)
            sound = False
        else:
            _report_mended(cell, values[name], column, lambda *said, at=name: report(*said, line, at, NOTE))
    return Placed(line, table.row_type(**values)) if sound else None


def _report_mended(cell: str, value: object, column: Column, note: Callable[[str, str, str], None]) -> None:
    """Note what was read as something else than it was typed."""
    text, hidden = fold(cell), HIDDEN.search(cell)
    if hidden:
        vi, en = said_of_hidden(hidden)
        note("T08", f"đã bỏ {vi}.", f"{en} was dropped.")
    elif unicodedata.normalize("NFC", cell) != cell:
        note("T01", f"đã chuyển «{text}» sang Unicode dựng sẵn (NFC).", "composed into NFC.")
    elif "Ð" in cell:
        note("T03", "đã thay chữ Ð (ETH) bằng Đ.", "the letter Ð (eth) was read as Đ.")
    elif text != cell:
        note("T02", "đã bỏ khoảng trắng thừa.", "surplus spaces were dropped.")
    if column.table == "subjects" and column.kind == "reference" and value and text != value:
        note("T04", f"hiểu «{text}» là «{value}».", f"“{text}” was read as “{value}”.")


def _report_doubles(rows: list[Placed], table: Table, report: Report) -> None:
    seen: dict[str, Placed] = {}
    for placed in rows:
        key = table.key_of(placed.row)
        # A row is named without regard to case, so ids that differ by it alone would be one name for two rows.
        first = seen.setdefault(key.casefold(), placed)
        if first is placed:
            continue
        if first.row == placed.row:
            report(
                "K01",
                f"dòng {first.line} và dòng này giống hệt nhau. Xóa một dòng.",
                f"row {first.line} and this one are the same. Delete one.",
                placed.line,
            )
        elif (known := table.key_of(first.row)) != key:
            report(
                "K03",
                f"mã «{key}» chỉ khác mã «{known}» ở dòng {first.line} về chữ hoa, chữ thường. Gõ mã khác.",
                f"id “{key}” differs from “{known}” in row {first.line} by its case alone. Type another.",
                placed.line,
                "id",
            )
        else:
            report(
                "K03",
                f"mã «{key}» đã có ở dòng {first.line}. Mỗi dòng một mã.",
                f"id “{key}” already stands in row {first.line}.",
                placed.line,
                "id",
            )
