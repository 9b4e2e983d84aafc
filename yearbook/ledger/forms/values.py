"""One cell of a spreadsheet → the text a person would have typed; what Excel made of it is undone or refused."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Protocol

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock

from yearbook.errors import ERROR, NOTE, WARNING
from yearbook.ledger.forms.text import plain

# What a number format prints as it stands: quoted words, escaped signs, fillers, colours and conditions.
_FORMAT_WORDS = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_PLAIN_FORMATS = ("General", "@", "0", "")
_COUNTED = ("integer", "number", "date")


class Say(Protocol):
    """Keeps a problem of the cell that is being read."""

    def __call__(self, code: str, vi: str, en: str, severity: str = ERROR) -> None: ...


def text_of(typed: Cell, shown: Cell | None, kind: str, say: Say) -> str:
    """Return a cell of a column of some kind as text; `shown` is the same cell with the result of its formula."""
    if is_struck(typed):
        say(
            "F19",
            f"«{plain(typed.value)}» bị gạch ngang. Bỏ giá trị này thì xóa hẳn; giữ thì bỏ gạch ngang.",
            f"“{plain(typed.value)}” is struck through. Delete it if it is void; take the line away if it holds.",
        )
    value = typed.value
    if typed.data_type == "f":
        formula = getattr(value, "text", value)  # a formula over a range is an object of its own
        value = shown.value if shown is not None else None
        if value is None:
            say(
                "F09",
                f"công thức «{formula}» chưa có kết quả lưu. Mở bằng Excel, lưu lại, hoặc gõ con số.",
                f"the formula “{formula}” has no stored result. Save it in Excel, or type the figure.",
            )
            return "…" if kind == "figure" else ""
        say("F13", f"ô là công thức «{formula}»: đã lấy kết quả lưu.", "a formula: its stored result was taken.", NOTE)
    if value is None:
        return ""
    if (shown or typed).data_type == "e" or typed.data_type == "e":
        say("F09", f"ô chứa lỗi Excel «{value}». Sửa hoặc gõ lại.", f"the cell holds an Excel error “{value}”.")
        return "…" if kind == "figure" else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, kind, say)
    if isinstance(value, datetime.time | datetime.timedelta):
        say(
            "D01",
            f"Excel đã đổi ô này thành giờ {value}. Đặt định dạng ô là Text rồi gõ lại.",
            f"Excel made the time {value} of this cell. Format it as Text and type again.",
        )
        return "…" if kind == "figure" else str(value)
    if isinstance(value, int | float):
        # Of a float the digits that Excel shows, not those of its binary neighbour.
        return _number(typed.number_format, Decimal(repr(value)), kind, say)
    return plain(value)


def is_struck(cell: Cell) -> bool:
    """Tell whether what a cell says, or a part of it, is struck through."""
    if isinstance(cell.value, CellRichText):
        parts = [part for part in cell.value if isinstance(part, TextBlock)]
        whole = bool(cell.font.strike) and len(parts) < len(cell.value)
        return whole or any(part.font.strike and part.text.strip() for part in parts)
    return bool(cell.font.strike)


def _date(value: datetime.date, kind: str, say: Say) -> str:
    text = f"{value.day:02}/{value.month:02}/{value.year:04}"
    clock = value.time() if isinstance(value, datetime.datetime) else datetime.time()
    if kind == "date" and clock == datetime.time():
        return text
    shown = text if clock == datetime.time() else f"{text} {clock}"
    say(
        "D01",
        f"Excel đã đổi ô này thành ngày {shown}. Đặt định dạng ô là Text rồi gõ lại.",
        f"Excel made the date {shown} of this cell. Format it as Text and type again.",
    )
    return "…" if kind == "figure" else text


def _number(number_format: str, value: Decimal, kind: str, say: Say) -> str:
    layout = _FORMAT_WORDS.sub("", number_format)
    if kind == "figure":
        return _percent(layout, value, say) if "%" in layout else _bare(value, say)
    if "%" in layout or (kind not in _COUNTED and layout not in _PLAIN_FORMATS):
        say(
            "N06",
            f"ô là con số {vietnamese(value)} mà Excel hiện theo định dạng «{number_format}». Đặt định dạng "
            "ô là Text rồi gõ lại đúng như muốn in.",
            f"the cell holds the number {value}, shown in the format “{number_format}”. Format it as Text and "
            "type what is to be printed.",
        )
    return str(int(value)) if value == value.to_integral_value() else vietnamese(value)


def _percent(layout: str, value: Decimal, say: Say) -> str:
    percent = value * 100
    places = len(re.sub(r"[^0#]", "", layout.partition("%")[0].partition(".")[2]))
    shown = round(percent, places)
    said = f"{vietnamese(shown)}%"
    if abs(shown - percent) > Decimal("1e-9"):
        say(
            "N06",
            f"ô định dạng phần trăm hiện {said} nhưng chứa {vietnamese(percent.normalize())}%. Gõ lại dạng chữ.",
            "a percent cell that holds more digits than it shows. Type it again as text.",
        )
    else:
        say(
            "N06",
            f"ô định dạng phần trăm: đã đọc {said}. Kiểm tra lại.",
            f"a percent cell: read as {shown}%. Check it.",
            WARNING,
        )
    return said


def _bare(value: Decimal, say: Say) -> str:
    said = vietnamese(value)
    say(
        "N05",
        f"ô chỉ còn con số {said}, không có đơn vị. Gõ lại dạng chữ, cả đơn vị: «{said}%», «{said} tấn».",
        f"only the number {said} is left, without a unit. Type it again as text, with its unit.",
    )
    return "…"


def vietnamese(value: Decimal) -> str:
    """Return a number as it is written in Vietnamese: 1.864,5."""
    whole, _, decimals = format(value, "f").partition(".")
    sign, digits = whole[: -len(whole.lstrip("-"))] if whole.startswith("-") else "", whole.lstrip("-")
    grouped = f"{int(digits):,}".replace(",", ".")
    return f"{sign}{grouped}" + (f",{decimals}" if decimals else "")
