"""The codebook: every table, column, meaning, allowed value and example, from the row types themselves."""

from __future__ import annotations

from yearbook.ledger.columns import Column, Row
from yearbook.ledger.records import EDITION_TABLES, REFERENCE_TABLES

_KINDS = {
    "text": ("chữ", "text"),
    "texts": ("chữ, ngăn bởi |", "texts split by |"),
    "id": ("mã", "id"),
    "ids": ("mã, ngăn bởi |", "ids split by |"),
    "code": ("chọn một", "one of"),
    "reference": ("mã dòng", "a row of"),
    "references": ("mã dòng, ngăn bởi |", "rows of, split by |"),
    "figure": ("con số như in", "a figure as printed"),
    "date": ("ngày dd/mm/yyyy", "date dd/mm/yyyy"),
    "integer": ("số nguyên", "whole number"),
    "number": ("số", "number"),
}

_OPENING = """# Sổ mã dữ liệu · Codebook

Tệp này do `yearbook/ledger/records/` sinh ra; đừng sửa tay. Khi đổi một cột, chạy
`python -m yearbook.ledger.codebook` rồi lưu lại.
*This file is generated from `yearbook/ledger/records/`; do not edit it by hand. After changing a column, run
`python -m yearbook.ledger.codebook`.*

- Mỗi bảng một tệp CSV: UTF-8 có BOM, ngăn cột bằng `;`, ngày `dd/mm/yyyy`. Excel tiếng Việt mở và lưu được ngay.
  *One CSV file a table: UTF-8 with BOM, `;` between columns, dates `dd/mm/yyyy`.*
- Một con số là **một ô, đúng như nguồn in**: `trên 100 tấn`, `118,3%`, `1.864 suất quà`. Chưa có số liệu gõ `…`,
  không phát sinh gõ `-`, không áp dụng gõ `x`. Không bao giờ gõ 0 thay cho `…`.
  *A figure is one cell, exactly as printed. Type `…` if not reported, `-` if nothing occurred, `x` if not applicable.*
- Gõ cả chữ và đơn vị như nguồn in: `đạt 118,3%`, `vượt 7,7%`, `giảm còn 4,5%`, `5-7%`, `12/15 xã`, `hạng Nhất`.
  Chữ là các dòng của `reference/qualifiers.csv`, đơn vị là các dòng của `reference/units.csv`; thử một con số bằng
  `python3 run_all.py figure "vượt 7,7%"`. *Type the words and the unit as printed. Words are rows of
  `reference/qualifiers.csv`, units of `reference/units.csv`; anything else is an error that says what to type.*
- Chỉ ghi điều nguồn nêu; số tính ra không bao giờ gõ tay. *Only what the source states; nothing derived is typed.*
- Cột có dấu • là bắt buộc. *Columns with • are required.*
"""


def codebook() -> str:
    """Return the codebook as Markdown."""
    parts = [_OPENING, "\n# data/‹ấn bản›/ · the year's records\n"]
    parts += [_table(name, row_type) for name, row_type in EDITION_TABLES.items()]
    parts.append("\n# data/reference/ · what outlives a year\n")
    parts += [_table(name, row_type) for name, row_type in REFERENCE_TABLES.items()]
    return "\n".join(parts)


def _table(name: str, row_type: type[Row]) -> str:
    title = row_type.__doc__.strip()
    lines = [
        f"## {name}.csv\n",
        f"{title}\n",
        "| cột · column | nghĩa · meaning | giá trị · values | ví dụ · example |",
    ]
    lines.append("|---|---|---|---|")
    lines += [_line(column_name, column) for column_name, column in row_type.columns().items()]
    return "\n".join(lines) + "\n"


def _line(name: str, column: Column) -> str:
    kind = "<br>".join(_KINDS[column.kind])
    if column.table:
        kind += f" `{column.table}`"
    if column.codes:
        kind = "<br>".join(f"`{code}` {vi} · {en}" for code, (vi, en) in column.codes.items())
    required = " •" if column.required else ""
    heading, meaning = (" · ".join(pair) for pair in (column.heading, column.meaning))
    cells = [
        f"`{name}`{required}<br>{heading}",
        meaning,
        kind,
        f"`{column.example}`" if column.example else "",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    from yearbook.paths import find_workbook

    (find_workbook().data / "README.md").write_text(codebook(), encoding="utf-8", newline="\n")
