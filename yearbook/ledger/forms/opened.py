"""The bytes of a returned form → a workbook to read, as typed and as shown, and which form it says it is."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from yearbook.errors import EditionError
from yearbook.ledger.forms.memory import Memory, remembered, texts_of
from yearbook.ledger.forms.names import LISTS, MEMORY, TITLE
from yearbook.ledger.forms.package import looked_through
from yearbook.ledger.forms.parts import Seen


@dataclass(frozen=True)
class Opened:
    """A form's workbook: `typed` with formulas, `shown` with their results; `seen` is what else the file holds."""

    file: str
    typed: Book
    shown: Book
    seen: Seen

    @property
    def edition(self) -> str:
        """The edition the form was made for."""
        return self._says[0]

    @property
    def subject(self) -> str:
        """The member whose own form it is, "" for a form of all."""
        return self._says[1]

    @cached_property
    def lists(self) -> Mapping[str, Mapping[str, str]]:
        """What its drop-downs offered: list → label → id."""
        found: dict[str, dict[str, str]] = {}
        rows = self._texts(LISTS)
        for position in range(0, len(rows[0]) if rows else 0, 2):
            pairs = [row[position : position + 2] for row in rows[1:] if len(row) > position + 1]
            found[rows[0][position]] = {label: known for label, known in pairs if label}
        return found

    def memory(self, keys: Mapping[str, str]) -> Memory | None:
        """Return the records it was made from, None where it does not know; `keys` names the key of each table."""
        return remembered(self._texts(MEMORY), self._texts(LISTS), keys)

    def sheet(self, title: str) -> Worksheet | None:
        """Return one sheet as typed."""
        return next((sheet for sheet in self.typed.worksheets if sheet.title == title), None)

    @cached_property
    def _says(self) -> tuple[str, str]:
        told = self.memory({})
        properties = self.typed.properties
        said = (str(properties.subject), str(properties.keywords or "")) if properties.title == TITLE else None
        if told and said and said[0] != "None" and said != (told.edition, told.subject):
            raise EditionError(
                f"biểu tự nhận là của «{' · '.join(said)}» mà trang tính ẩn «{MEMORY}» ghi «{told.edition} · "
                f"{told.subject}». Tạo biểu mới rồi chép số liệu sang.",
                f"the form says it is of “{' · '.join(said)}”, its hidden sheet of “{told.edition} · {told.subject}”. "
                "Make a new form and copy the data.",
                place=self.file,
            )
        if told:
            return told.edition, told.subject
        if said is None or not properties.subject:
            raise EditionError(
                "tệp này không phải biểu do lệnh form tạo ra. Tạo biểu bằng: python3 run_all.py form NĂM",
                "this is not a form made by the command form. Make one with: python3 run_all.py form YEAR",
                place=self.file,
            )
        return said

    def _texts(self, title: str) -> list[list[str]]:
        sheet = self.sheet(title)
        return texts_of(sheet) if sheet else []


def opened(content: bytes, file: str) -> Opened:
    """Open a form. Raises EditionError where the file is no workbook that can be read soundly."""
    seen = looked_through(content, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is not kept when a workbook is written again
            typed = load_workbook(io.BytesIO(content), rich_text=True, keep_links=False)
            shown = load_workbook(io.BytesIO(content), data_only=True, keep_links=False) if seen.formulas else typed
    except Exception as error:  # the reader raises whatever its own parts raise on bytes that are anything at all
        raise _unreadable(file, f"{type(error).__name__}") from None
    if typed.sheetnames != seen.sheets:
        missing = [name for name in seen.sheets if name not in typed.sheetnames]
        raise _unreadable(file, f"«{', '.join(missing)}»")
    return Opened(file, typed, shown, seen)


def _unreadable(file: str, where: str) -> EditionError:
    return EditionError(
        f"không phải tệp Excel .xlsx còn đọc được (hỏng ở {where}). Mở bằng Excel, lưu lại dạng .xlsx rồi thử lại.",
        f"this is no readable .xlsx file (broken at {where}). Open it in Excel, save it as .xlsx and try again.",
        place=file,
    )
