"""What a form says outside the cells that are taken: comments, drawings, words on the guide; told, never dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yearbook.errors import ERROR, WARNING, Problem
from yearbook.language import fold
from yearbook.ledger.forms.memory import Memory
from yearbook.ledger.forms.names import GUIDE, LISTS, MEMORY
from yearbook.ledger.forms.opened import Opened
from yearbook.ledger.forms.text import plain

_SHOWN = 200


def remarks(form: Opened, memory: Memory | None) -> Iterator[Problem]:
    """Yield what stands beside the tables of a form, and what is wrong with what it remembers."""
    yield from _comments(form)
    yield from _drawings(form)
    yield from _on_the_guide(form, memory)
    if memory is None:
        yield Problem(
            "F22",
            WARNING,
            form.file,
            None,
            "",
            f"biểu không có trang tính ẩn «{MEMORY}» (biểu cũ, hoặc trang đã bị xóa) nên không nhớ số liệu lúc tạo ra "
            "nó: ô nào khác số liệu hiện nay đều được coi là sửa, dòng nào thiếu thì giữ nguyên. Xem kỹ trước khi ghi.",
            f"the form has no hidden sheet “{MEMORY}” and does not know the records it was made from: every cell "
            "that differs counts as changed, every row that is missing is kept. Look closely before you agree.",
        )
    elif not memory.sound:
        yield Problem(
            "F23",
            ERROR,
            f"{form.file} › {MEMORY}",
            None,
            "",
            f"trang tính ẩn «{MEMORY}» hoặc «{LISTS}» đã bị sửa hay hỏng. Tạo biểu mới rồi chép số liệu sang.",
            "a hidden sheet was changed or is damaged. Make a new form and copy the data.",
        )


def _comments(form: Opened) -> Iterator[Problem]:
    for sheet in form.typed.worksheets:
        for (line, _), cell in sorted(sheet._cells.items(), key=lambda item: item[0]):
            if cell.comment is None:
                continue
            text = fold(plain(cell.comment.text))
            if text and not (line == 1 and text.endswith(")") and "(" in text and cell.comment.author == "yearbook"):
                yield _told(form, "F18", sheet.title, cell.coordinate, "ghi chú của ô", "a comment", text)


def _drawings(form: Opened) -> Iterator[Problem]:
    if form.seen.drawn:
        yield _told(form, "F21", "", "", "hình vẽ, ô chữ nổi", "a drawing or text box", fold(form.seen.drawn))
    if form.seen.pictures:
        count = str(form.seen.pictures)
        yield _told(form, "F21", "", "", "hình ảnh", "pictures", count)


def _on_the_guide(form: Opened, memory: Memory | None) -> Iterator[Problem]:
    guide = form.sheet(GUIDE)
    if guide is None:
        return
    ours: Sequence[str] = [fold(line) for line in memory.guide] if memory else []
    for (_, position), cell in sorted(guide._cells.items(), key=lambda item: item[0]):
        text = fold(plain(cell.value)) if cell.value is not None else ""
        printed = position == 1 and (memory is None or text in ours)
        if text and not printed:
            yield _told(form, "F20", GUIDE, f"{cell.coordinate}", "chữ gõ thêm", "words typed there", text)


def _told(form: Opened, code: str, sheet: str, place: str, vi: str, en: str, text: str) -> Problem:
    file = f"{form.file} › {sheet}" if sheet else form.file
    text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return Problem(
        code,
        WARNING,
        file,
        None,
        place,
        f"{vi} không vào số liệu: «{text}». Nếu là số liệu hay lời cần in, gõ vào ô của bảng.",
        f"{en}, not taken into the records: “{text}”. What is to be recorded belongs in a cell of the table.",
    )
