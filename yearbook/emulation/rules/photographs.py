"""Rules for photographs: each has a file that can be printed, and each file is shown."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.emulation.views import PHOTOGRAPHS
from yearbook.errors import NOTE, Problem, nearest
from yearbook.ledger.case import Case
from yearbook.ledger.photographs import FOLDER, fault


def every_photograph_can_be_printed(case: Case) -> Iterator[Problem]:
    """Tell of each row whose file is not there, is no picture, is too large, or lies elsewhere."""
    for seen in case.seen(PHOTOGRAPHS):
        found = fault(case.folder / FOLDER, seen.row.file)
        if found:
            yield case.problem("P01", "photographs", seen, "file", *found)


def every_photograph_is_shown(case: Case) -> Iterator[Problem]:
    """Tell of each file in the folder of photographs that no row names."""
    named = [row.file for row in case.rows(PHOTOGRAPHS)]
    for path in sorted((case.folder / FOLDER).glob("*")):
        if path.name in named or path.name.startswith("."):
            continue
        near = nearest(path.name, named)
        vi, en = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
        file = f"{case.tables.file('photographs').rpartition('/')[0]}/{FOLDER}/{path.name}"
        yield Problem(
            "P02", NOTE, file, None, "", f"không dòng nào của bảng photographs nêu ảnh này.{vi}",
            f"no row of table photographs names this picture.{en}", file,
        )  # fmt: skip
