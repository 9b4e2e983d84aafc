"""A new edition from the one before: what carries over, and what is now to be filled in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

from yearbook.errors import EditionError
from yearbook.ledger.edition import Edition
from yearbook.ledger.records import EDITION_TABLES
from yearbook.ledger.writing import cells, written
from yearbook.paths import Workbook

# What to fill in, in the order in which one table needs another.
ORDER = ("sources", "members", "leadership", "budget", "relief", "task_status", "claims", "movements", "shortcomings")
_PARAMS = """\
# Ấn bản {year}, tạo từ ấn bản {parent}. / Edition {year}, made from edition {parent}.
year: {year}
state: draft            # draft | final
# published: yyyy-mm-dd   # ngày công bố, khi biết / the day of publication, once known
{carried}
# Hội nghị tổng kết: bỏ dấu # và sửa lại khi biết. / The review conference: uncomment and correct once known.
# conference:
#   date: {next_year}-01-31
#   host: {host}
#   venue:
#     vi: …
#     en: …
#   purpose:
#     vi: Tổng kết phong trào thi đua và công tác khen thưởng năm {year}; bàn phương hướng, nhiệm vụ năm {next_year}
#     en: Review the emulation movement and commendation work of {year}; set directions and tasks for {next_year}
#   source: …
#   locator: p1
"""


def start_edition(workbook: Workbook, year: int, parent: Edition) -> list[Path]:
    """Make `params/<year>.yaml` and `data/<year>/` from the edition before, and return the files.

    Carried over are members, the head and deputy elected for this year, one "…" for every core figure of every member,
    and the parent's tasks as not reported. Raises EditionError where the edition, or a part of it, is there already.
    """
    edition = "/".join(filter(None, (parent.id.rpartition("/")[0], str(year))))
    params, folder = workbook.params / f"{edition}.yaml", workbook.data / edition
    for path in (params, folder):
        if path.exists():
            raise EditionError(
                f"«{workbook.show(path)}» đã có. Lệnh này không ghi đè; xóa hoặc đổi tên nó nếu muốn làm lại.",
                f"{workbook.show(path)} is there already. Nothing is overwritten; remove or rename it to start again.",
                place="new",
            )
    if year <= parent.params.year:
        raise EditionError(
            f"năm {year} không sau năm {parent.params.year} của ấn bản gốc. Chọn gốc khác bằng --from.",
            f"{year} is not after {parent.params.year}, the year of the parent. Choose another with --from.",
            place="new",
        )
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for table, row_type in EDITION_TABLES.items():
        text = written(row_type, _rows(table, year, parent))
        (beside / f"{table}.csv").write_text(text, encoding="utf-8-sig", newline="\n")
    params.parent.mkdir(parents=True, exist_ok=True)
    params_beside = params.with_name(f".{params.name}.new")
    params_beside.write_text(_params(year, parent), encoding="utf-8", newline="\n")
    beside.rename(folder)
    params_beside.rename(params)
    return [params, *(folder / f"{table}.csv" for table in EDITION_TABLES)]


def _params(year: int, parent: Edition) -> str:
    carried = parent.params.model_dump(mode="json", include={"languages", "formats", "cluster", "province", "sections"})
    carried = {key: value for key, value in carried.items() if value}
    text = yaml.safe_dump(carried, allow_unicode=True, sort_keys=False, width=120).rstrip()
    return _PARAMS.format(
        year=year, next_year=year + 1, parent=parent.id, carried=text, host=parent.rows("members")[0].district
    )


def _rows(table: str, year: int, parent: Edition) -> list[dict[str, str]]:
    makers = {"members": _members, "leadership": _leadership, "budget": _budget, "task_status": _task_status}
    return list(makers[table](year, parent)) if table in makers else []


_CARRIED = {"source": "", "locator": "", "evidence": "inferred", "note_vi": "", "note_en": ""}


def _members(year: int, parent: Edition) -> Iterator[dict[str, str]]:
    for row in parent.rows("members"):
        if _still_there(row.district, year, parent):
            yield cells(row) | _CARRIED | {"named": "no"}


def _leadership(year: int, parent: Edition) -> Iterator[dict[str, str]]:
    for row in parent.rows("leadership"):
        if row.term_year == year:
            yield cells(row) | _CARRIED


def _budget(year: int, parent: Edition) -> Iterator[dict[str, str]]:
    count = 0
    for indicator in parent.rows("indicators"):
        for member in parent.rows("members") if indicator.core == "yes" else ():
            for base in indicator.bases or ("none",):
                if _still_there(member.district, year, parent):
                    count += 1
                    yield {
                        "id": f"E{count}",
                        "district": member.district,
                        "indicator": indicator.id,
                        "base": base,
                        "base_year": str(year),
                        "figure": "…",
                        "status": "not_stated",
                        "evidence": "stated",
                    }


def _task_status(year: int, parent: Edition) -> Iterator[dict[str, str]]:
    if parent.params.year == year - 1:
        for row in parent.rows("tasks"):
            yield {"id": row.id, "task": row.id, "status": "not_reported", "evidence": "stated"}


def _still_there(district: str, year: int, parent: Edition) -> bool:
    ends = parent.row("districts", district).valid_to
    return ends is None or ends.year >= year
