"""Rules for an edition's folder: nothing in it that nobody reads, and nothing that lies elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from yearbook.errors import ERROR, NOTE, Problem, nearest
from yearbook.language import LANGUAGES
from yearbook.ledger.case import Case
from yearbook.ledger.contract import APART, EDITION
from yearbook.ledger.edition import FOREWORD
from yearbook.paths import Workbook


def every_file_is_read(case: Case) -> Iterator[Problem]:
    contract = case.tables.contract
    tables = [f"{table}.csv" for place in (EDITION, APART) for table in contract.of(place)]
    root = Path(case.tables.file("sources")).parent
    for path in sorted(case.folder.iterdir()):
        file = (root / path.name).as_posix()
        if path.name.startswith("~$"):
            yield Problem("F10", NOTE, file, None, "", "bỏ qua tệp tạm của Excel.", "a temporary file, skipped.", file)
        elif path.is_file() and not path.name.startswith(".") and path.name not in tables:
            yield _unread(file, nearest(path.name, tables))
    notebooks = [path.stem.partition("_")[2] for path in case.notebooks.glob("[0-9]*.ipynb")]
    known = [section for section in case.params.chapters or notebooks if section in notebooks]
    parts = [*known, FOREWORD] if known else []
    names = [f"{part}.{language}.md" for part in parts for language in LANGUAGES]
    for path in sorted((case.folder / "commentary").glob("*")) if names else ():
        if not path.name.startswith((".", "~$")) and path.name not in names:
            yield _without_section((root / "commentary" / path.name).as_posix(), nearest(path.name, names), known)


def no_link_leads_out_of_the_workbook(case: Case) -> Iterator[Problem]:
    """What lies elsewhere is not the workbook's to print; a workbook or its whole `data/` may itself lie elsewhere."""
    workbook = Workbook(case.notebooks.parent)
    own = [workbook.root.resolve(), workbook.data.resolve()]
    group = case.folder.parent.relative_to(workbook.data).as_posix()
    for folder in (case.folder, *workbook.references_of("" if group == "." else group)):
        for path in (folder, *sorted(folder.rglob("*"))):
            if path.is_symlink() and not any(Path(os.path.realpath(path)).is_relative_to(root) for root in own):
                file = workbook.show(path)
                yield Problem(
                    "F24",
                    ERROR,
                    file,
                    None,
                    "",
                    "là liên kết dẫn ra ngoài sổ tay, nên không được in. Thay liên kết bằng chính tệp ấy, hoặc xóa.",
                    "leads out of the workbook by a link, and is not printed. Put the file itself there, or delete it.",
                    file,
                )


def _without_section(file: str, near: str | None, known: list[str]) -> Problem:
    """Tell of a comment that no chapter prints: its notebook was removed, renamed, or is no chapter of this edition."""
    return _note(
        file,
        near,
        ("không chương nào in tệp này.", "no chapter prints this file."),
        (f" Đổi tên theo một chương ({', '.join(known)}), hoặc xóa.", " Name it after a chapter, or delete it."),
    )


def _unread(file: str, near: str | None) -> Problem:
    return _note(
        file,
        near,
        (
            "tệp này ngoài hợp đồng dữ liệu, chỉ sổ tay nào gọi tên mới đọc.",
            "this file is outside the contract; only a notebook that names it reads it.",
        ),
    )


def _note(file: str, near: str | None, what: tuple[str, str], advice: tuple[str, str] = ("", "")) -> Problem:
    """Tell of a file that may be misnamed: what it is, the nearest name, what to do."""
    vi, en = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
    return Problem("F11", NOTE, file, None, "", f"{what[0]}{vi}{advice[0]}", f"{what[1]}{en}{advice[1]}", file)
