"""The codebook: every table, column, meaning, allowed value and example, from the contract itself."""

from __future__ import annotations

from yearbook import language as house
from yearbook.ledger.contract import APART, EDITION, REFERENCE, Column, Contract, Table
from yearbook.ledger.emptiness import DEFAULT, Emptiness

_KINDS = {
    "text": ("chữ", "text"),
    "template": ("chữ có chỗ điền {tên}", "text with {names} to fill in"),
    "texts": ("chữ, ngăn bởi |", "texts split by |"),
    "id": ("mã", "id"),
    "ids": ("mã, ngăn bởi |", "ids split by |"),
    "code": ("chọn một", "one of"),
    "reference": ("mã dòng", "a row of"),
    "references": ("mã dòng, ngăn bởi |", "rows of, split by |"),
    "figure": ("con số như in", "a figure as printed"),
    "place": ("chỗ trong nguồn", "place in the source"),
    "date": ("ngày dd/mm/yyyy, mm/yyyy hoặc yyyy", "date dd/mm/yyyy, mm/yyyy or yyyy"),
    "integer": ("số nguyên", "whole number"),
    "number": ("số", "number"),
}

_OPENING = """# Sổ mã dữ liệu · Codebook

Tệp này do `data/contract/` sinh ra; đừng sửa tay. Khi đổi một bảng hay một cột, sửa tệp YAML của bảng rồi chạy
`python -m yearbook.ledger.codebook`.
*This file is generated from `data/contract/`; do not edit it by hand. After changing a table or a column in its YAML,
run `python -m yearbook.ledger.codebook`.*

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
- Lời của người biên soạn gọi tên số liệu chứ không gõ lại: `{R4}` in số liệu của dòng R4 kèm đơn vị và liên kết,
  `{R4:number}` chỉ con số, `{T1.rank}` khi một dòng có nhiều số, `{2021-E1}` của năm trước; `{{ }}` in dấu ngoặc.
  Chữ số gõ tay không phải là ngày, tên, số hiệu, số thứ tự (bảng `numerals`) được `check` cảnh báo.
  *Texts name a figure and never type it again: `{R4}` prints the figure of row R4 with its unit and link. `check` warns
  of a numeral typed by hand that is no day, name, document number or ordinal (table `numerals`).*
- Cột có dấu • là bắt buộc. *Columns with • are required.*
- Ô trống nghĩa là nguồn không nêu, trừ cột ghi nghĩa khác sau chữ «trống». `…` chỉ dành cho con số có thể có nhưng chưa
  có. *An empty cell means that the source does not state it, unless the column says otherwise after “blank”. `…` is for
  figures alone that may exist but are not reported.*
"""


def codebook(contract: Contract) -> str:
    """Return the codebook as Markdown."""
    parts = [_OPENING, "\n# data/‹ấn bản›/ · the year's records\n"]
    parts += [_table(table) for place in (EDITION, APART) for table in contract.of(place).values()]
    parts.append("\n# data/reference/ · what outlives a year\n")
    parts += [_table(table) for table in contract.of(REFERENCE).values()]
    return "\n".join(parts)


def _table(table: Table) -> str:
    lines = [f"## {table.name}.csv\n", f"{' / '.join(table.title)}\n"]
    if table.description[0]:
        lines.append(f"{table.description[0]} *{table.description[1]}*\n")
    lines += ["| cột · column | nghĩa · meaning | giá trị · values | ví dụ · example |", "|---|---|---|---|"]
    lines += [_line(column) for column in table.columns.values()]
    return "\n".join(lines) + "\n"


def _line(column: Column) -> str:
    kind = "<br>".join(_KINDS[column.kind])
    if column.table:
        kind += f" `{column.table}`"
    if column.codes:
        kind = f"danh mục mở<br>open list `{column.codes}`"
    if column.quoted:
        kind += "<br>tên gọi, nguyên văn<br>a name, or verbatim"
    if column.categories:
        kind = "<br>".join(f"`{code}` {vi} · {en}" for code, (vi, en) in column.categories.items())
    kind += _said_of(column.empty)
    required = " •" if column.required else ""
    heading, meaning = (" · ".join(pair) for pair in (column.heading, column.meaning))
    cells = [
        f"`{column.name}`{required}<br>{heading}",
        meaning,
        kind,
        f"`{column.example}`" if column.example else "",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _said_of(empty: Emptiness) -> str:
    """Return what an empty cell means, where that is not that the source is silent."""
    if empty == DEFAULT:
        return ""
    vi, en = (house.word(f"empty.{empty.kind}", language) for language in house.LANGUAGES)
    if not empty.checked_in:
        return f"<br>trống: {vi} · blank: {en}"
    doubt_vi, doubt_en = (house.word("empty.unverified", language) for language in house.LANGUAGES)
    where = f"`{empty.checked_in}`"
    return f"<br>trống: {vi}; {where} cũng trống: {doubt_vi}<br>blank: {en}; where {where} is blank as well: {doubt_en}"


if __name__ == "__main__":
    from yearbook.paths import find_workbook

    workbook = find_workbook()
    text = codebook(Contract(workbook.contracts_of(""), workbook.show))
    (workbook.data / "README.md").write_text(text, encoding="utf-8", newline="\n")
