"""One cell of text → one value of its column's kind; a mistake says what to type."""

from __future__ import annotations

import re
import string
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yearbook.errors import QuantityError, nearest
from yearbook.language import HIDDEN, fold
from yearbook.ledger.contract import Column
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.quantity import Quantity

if TYPE_CHECKING:
    from yearbook.ledger.reading import Vocabulary

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
_RUNNING_TEXT = ("text", "template", "texts", "place")
_CONTROLS = re.compile("[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f]")
# Nobody types that much where one id or a list of them is due; and reading takes time that grows with it.
_LONGEST = 1000
_MOST_DIGITS = 9, 20  # of a whole number, of a number on each side of its point
_EMPTY = {"texts": (), "ids": (), "references": (), "date": None, "integer": None, "number": None}


class CellError(ValueError):
    """A cell that does not fit its column: a code, and the message in both languages."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        self.code, self.vi, self.en = code, vi, en
        super().__init__(vi)


def read_cell(cell: str, column: Column, vocabulary: Vocabulary) -> Any:
    """Return the value of a cell. Raises CellError."""
    # In running text joiners may go; two ids that look the same must neither differ nor be made one in silence.
    hidden = (_CONTROLS if column.kind in _RUNNING_TEXT else HIDDEN).search(cell)
    if hidden:
        vi, en = said_of_hidden(hidden)
        raise CellError(
            "T08",
            f"ô chứa {vi}. Xóa cả ô rồi gõ lại bằng tay.",
            f"the cell holds {en}. Empty the cell and type it again.",
        )
    text = fold(cell)
    if column.kind not in (*_RUNNING_TEXT, "figure") and len(text) > _LONGEST:
        raise CellError(
            "T14",
            f"ô dài {len(text)} chữ: «{text[:30]}…». Ở đây chỉ ghi như «{column.example}» (tối đa {_LONGEST} chữ).",
            f"the cell has {len(text)} characters: “{text[:30]}…”. Type only something like “{column.example}” "
            f"({_LONGEST} at most).",
        )
    if not text and (column.kind != "figure" or not column.required):
        if column.required:
            raise CellError(
                "T10",
                f"ô trống. Cần điền, ví dụ «{column.example}».",
                f"empty cell. For instance “{column.example}”.",
            )
        return Quantity.missing() if column.kind == "figure" else _EMPTY.get(column.kind, "")
    # A figure is read as typed: what cannot be seen in it is refused, never dropped.
    return _READERS[column.kind](cell if column.kind == "figure" else text, column, vocabulary)


def said_of_hidden(found: re.Match[str]) -> tuple[str, str]:
    """Return in both languages which hidden character stands where in a cell."""
    sign, before = found.group(), fold(found.string[: found.start()])[-12:]
    name = f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
    after = (f", sau «{before}»", f", after “{before}”") if before else ("", "")
    return (
        f"ký tự ẩn {name} ở vị trí {found.start() + 1}{after[0]}",
        f"a hidden character, {name}, at position {found.start() + 1}{after[1]}",
    )


def _text(text: str, column: Column, vocabulary: Vocabulary) -> str:
    return text


def _texts(text: str, column: Column, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _identifier(text: str, column: Column, vocabulary: Vocabulary) -> str:
    if not _ID.fullmatch(text):
        raise CellError(
            "T09",
            f"mã «{text}» chỉ được dùng chữ không dấu, số, dấu chấm, gạch nối, gạch dưới.",
            f"id “{text}” may hold only unaccented letters, digits, dots, hyphens and underscores.",
        )
    return text


def _identifiers(text: str, column: Column, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(_identifier(part, column, vocabulary) for part in _texts(text, column, vocabulary))


def _code(text: str, column: Column, vocabulary: Vocabulary) -> str:
    known = vocabulary.codes.get(column.codes, {}) if column.codes else column.categories
    by_name = {label.casefold(): code for code, (label, _) in known.items()} | {code: code for code in known}
    code = by_name.get(text) or by_name.get(text.casefold())
    if code is None:
        near = nearest(text, by_name)
        hint = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
        more = (
            (
                f" Thêm giá trị mới: một dòng «{column.codes}.MÃ» trong data/reference/codes.csv.",
                f" For a new value add a row “{column.codes}.CODE” to data/reference/codes.csv.",
            )
            if column.codes
            else ("", "")
        )
        allowed = ", ".join(known)
        raise CellError(
            "T06",
            f"«{text}» không nằm trong danh sách.{hint[0]} Được dùng: {allowed}.{more[0]}",
            f"“{text}” is not in the list.{hint[1]} Allowed: {allowed}.{more[1]}",
        )
    return code


def _reference(text: str, column: Column, vocabulary: Vocabulary) -> str:
    targets = vocabulary.resolve(column.table, text)
    if len(targets) > 1:
        raise CellError(
            "T11",
            f"«{text}» có thể là {' hoặc '.join(f'«{target}»' for target in targets)}. Gõ mã.",
            f"“{text}” may be {' or '.join(f'“{target}”' for target in targets)}. Type the id.",
        )
    if not targets:
        known = vocabulary.known(column.table)
        near = nearest(text, vocabulary.names.get(column.table, {}))
        hint = (
            (f" Có phải «{near}»? Nếu đúng, hãy sửa lại.", f" Did you mean “{near}”? If so, correct it.")
            if near
            else ("", "")
        )
        raise CellError(
            ("T05" if near else "T06") if column.table == "subjects" else "K03",
            f"không có «{text}» trong bảng {column.table}.{hint[0]} Có: {', '.join(known)}.",
            f"“{text}” is not in table {column.table}.{hint[1]} Known: {', '.join(known)}.",
        )
    return targets[0]


def _references(text: str, column: Column, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(_reference(part, column, vocabulary) for part in _texts(text, column, vocabulary))


def _figure(text: str, column: Column, vocabulary: Vocabulary) -> Quantity:
    try:
        return Quantity.parse(text, vocabulary.lexicon)
    except QuantityError as error:
        raise CellError(error.code, error.vi, error.en) from None


def _date(text: str, column: Column, vocabulary: Vocabulary) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError:
        pass
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}", text):
        raise CellError("D02", f"ngày «{text}» không tồn tại.", f"the date “{text}” does not exist.")
    raise CellError(
        "D02" if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}", text) else "D01",
        f"«{text}» không phải ngày. Gõ dd/mm/yyyy, ví dụ «18/01/2022»; chỉ biết tháng, năm thì gõ «01/2022», «2022».",
        f"“{text}” is not a date. Type dd/mm/yyyy, for instance “18/01/2022”; mm/yyyy or yyyy where no more is known.",
    )


def _integer(text: str, column: Column, vocabulary: Vocabulary) -> int:
    most, _ = _MOST_DIGITS
    if not re.fullmatch(rf"\d{{1,{most}}}", text, re.ASCII):
        raise CellError(
            "N04",
            f"«{text}» phải là số nguyên, tối đa {most} chữ số, ví dụ «{column.example}».",
            f"“{text}” must be a whole number of at most {most} digits.",
        )
    return int(text)


def _number(text: str, column: Column, vocabulary: Vocabulary) -> Decimal:
    _, most = _MOST_DIGITS
    if not re.fullmatch(rf"-?\d{{1,{most}}}(?:\.\d{{1,{most}}})?", text, re.ASCII):
        raise CellError(
            "N04",
            f"«{text}» phải là số có dấu chấm thập phân, mỗi bên tối đa {most} chữ số, ví dụ «{column.example}».",
            f"“{text}” must be a number with a decimal point, at most {most} digits on each side of it, for instance "
            f"“{column.example}”.",
        )
    return Decimal(text)


def _template(text: str, column: Column, vocabulary: Vocabulary) -> str:
    said = _text(text, column, vocabulary)
    try:
        list(string.Formatter().parse(said))
    except ValueError:
        raise CellError(
            "T13",
            f"dấu ngoặc nhọn không khớp trong «{said}». Viết {{tên}}, như «{column.example}» hay «{{member:start}}».",
            f"the braces of “{said}” do not match. Write {{name}}.",
        ) from None
    return said


_READERS = {
    "text": _text,
    "template": _template,
    "place": _text,
    "texts": _texts,
    "id": _identifier,
    "ids": _identifiers,
    "code": _code,
    "reference": _reference,
    "references": _references,
    "figure": _figure,
    "date": _date,
    "integer": _integer,
    "number": _number,
}
