"""A new edition from the one before, or from nothing: what carries over, and what is now to be filled in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from yearbook.errors import EditionError
from yearbook.ledger.contract import EDITION, Contract
from yearbook.ledger.edition import Edition
from yearbook.ledger.writing import cells, written
from yearbook.paths import DEFAULTS, Workbook, group_of

_PARAMS = """\
# Ấn bản {year}{made_vi}. / Edition {year}{made_en}.
year: {year}
state: draft            # draft | final
# published: yyyy-mm-dd   # ngày đăng của tài liệu nguồn, khi biết / the day the sources were published, once known
{carried}
# Sách do ai làm, khi nào, ở đâu; «…» là chưa điền, và bản hoàn chỉnh (final) phải có đủ.
# Who made the book, when and where; “…” is not filled in yet, and a final edition needs all of it.
compiler: {{vi: …, en: …}}    # ai biên soạn / who compiled it
compiled: …                 # yyyy-mm-dd, ngày biên soạn xong, không phải ngày đăng nguồn / not the day of the sources
publisher: {{vi: …, en: …}}   # ai xuất bản; chưa ai thì viết đúng như vậy / who publishes it; if nobody does, say so
place: {{vi: …, en: …}}       # nơi xuất bản / the place of publication
rights: {{vi: …, en: …}}      # quyền sử dụng, giấy phép / rights, licence

# Hội nghị tổng kết: bỏ dấu # và sửa lại khi biết. / The review conference: uncomment and correct once known.
# conference:
#   date: {next_year}-01-31   # chỉ biết tháng thì gõ {next_year}-01 / {next_year}-01 where only the month is known
#   host: {host}
#   venue:
#     vi: …
#     en: …
#   purpose:
#     vi: tổng kết phong trào thi đua và công tác khen thưởng năm {year}; bàn phương hướng, nhiệm vụ năm {next_year}
#     en: review the emulation movement and commendation work of {year}, and set directions and tasks for {next_year}
#   source: …
#   locator: p1
"""
_FIRST: Mapping[str, Any] = {
    "languages": ["vi", "en"],
    "formats": ["html", "pdf", "png"],
    "organiser": {"vi": "…", "en": "…"},
}
_CARRIED = {"source": "", "locator": "", "evidence": "inferred", "note_vi": "", "note_en": ""}


@dataclass(frozen=True)
class Started:
    """What was made: the files, and who was replaced by whom (old name, new names)."""

    files: tuple[Path, ...]
    succeeded: tuple[tuple[str, tuple[str, ...]], ...] = ()


def start_edition(workbook: Workbook, edition: str, year: int, parent: Edition | None) -> Started:
    """Make `params/<edition>.yaml` and `data/<edition>/` from the edition before, or empty, and say what was made.

    Carried over are members (or their successors), the head and deputy elected for this year, one "…" for every figure
    a member owes, and the parent's tasks as not reported. Raises EditionError where the edition, or a part of it, is
    there already.
    """
    params, folder = workbook.params / f"{edition}.yaml", workbook.data / edition
    for path in (params, folder):
        if path.exists():
            raise EditionError(
                f"«{workbook.show(path)}» đã có. Lệnh này không ghi đè; xóa hoặc đổi tên nó nếu muốn làm lại.",
                f"{workbook.show(path)} is there already. Nothing is overwritten; remove or rename it to start again.",
                place="new",
            )
    if parent and group_of(parent.id) == group_of(edition) and year <= parent.params.year:
        raise EditionError(
            f"năm {year} không sau năm {parent.params.year} của ấn bản gốc. Chọn gốc khác bằng --from.",
            f"{year} is not after {parent.params.year}, the year of the parent. Choose another with --from.",
            place="new",
        )
    contract = Contract(workbook.contracts_of(group_of(edition)), workbook.show)
    beginning = _Beginning(year, parent)
    tables = contract.of(EDITION)
    with _beside(folder) as beside, _beside(params) as params_beside:
        beside.mkdir(parents=True)
        for name, table in tables.items():
            text = written(table, beginning.rows(name))
            (beside / f"{name}.csv").write_text(text, encoding="utf-8-sig", newline="\n")
        params.parent.mkdir(parents=True, exist_ok=True)
        has_defaults = params.with_stem(DEFAULTS).is_file()
        params_beside.write_text(_params(year, parent, has_defaults), encoding="utf-8", newline="\n")
        params_beside.rename(params)
        try:
            beside.rename(folder)
        except OSError:
            params.unlink()
            raise
    return Started((params, *(folder / f"{name}.csv" for name in tables)), tuple(beginning.succeeded))


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a place beside a path where what belongs there is made; nothing is left of it if that fails."""
    made = path.with_name(f".{path.name}.new")
    try:
        _removed(made)
        yield made
    except OSError:
        _removed(made)
        raise


def _removed(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _params(year: int, parent: Edition | None, has_defaults: bool) -> str:
    if has_defaults:
        carried: Mapping[str, Any] = {}
    elif parent:
        keys = {
            "languages",
            "formats",
            "title",
            "organiser",
            "area",
            "words",
            "expects",
            "expects_tables",
            "members_total",
            "chapters",
            "award_path",
            "sections",
        }
        dumped = parent.params.model_dump(mode="json", include=keys, exclude_defaults=True)
        carried = {key: value for key, value in dumped.items() if value}
    else:
        carried = _FIRST
    text = yaml.safe_dump(carried, allow_unicode=True, sort_keys=False, width=120).rstrip() if carried else ""
    members = parent.rows("members") if parent else []
    return _PARAMS.format(
        year=year,
        next_year=year + 1,
        made_vi=f", tạo từ ấn bản {parent.id}" if parent else ", ấn bản đầu tiên",
        made_en=f", made from edition {parent.id}" if parent else ", the first",
        carried=text,
        host=members[0].subject if members else "…",
    )


class _Beginning:
    """The first rows of a new edition."""

    def __init__(self, year: int, parent: Edition | None) -> None:
        self.year, self._parent = year, parent
        self.succeeded: list[tuple[str, tuple[str, ...]]] = []
        self.members = list(self._members()) if parent else []

    def rows(self, table: str) -> list[dict[str, str]]:
        """Return the rows a table begins with."""
        makers: dict[str, Callable[[], Iterable[dict[str, str]]]] = {
            "members": lambda: self.members,
            "leadership": self._leadership,
            "figures": self._figures,
            "task_status": self._task_status,
        }
        return list(makers[table]()) if self._parent and table in makers else []

    @property
    def parent(self) -> Edition:
        """The edition whose rows are carried over; without one there are no rows to make."""
        if self._parent is None:
            raise LookupError("an edition without a parent begins empty")
        return self._parent

    def _members(self) -> Iterator[dict[str, str]]:
        parent, seen = self.parent, set[str]()
        for row in parent.rows("members"):
            subject = parent.row("subjects", row.subject)
            living = [row.subject] if self._lives(row.subject) else [s for s in subject.successors if self._lives(s)]
            if living != [row.subject]:
                names = tuple(parent.row("subjects", name).name_vi for name in living)
                self.succeeded.append((subject.name_vi, names))
            for name in living:
                if name not in seen:
                    seen.add(name)
                    carried = cells(parent.contract["members"], row) | _CARRIED
                    yield carried | {"subject": name, "sort": str(len(seen)), "named": "no"}

    def _leadership(self) -> Iterator[dict[str, str]]:
        for row in self.parent.rows("leadership"):
            if row.term_year == self.year:
                yield cells(self.parent.contract["leadership"], row) | _CARRIED

    def _figures(self) -> Iterator[dict[str, str]]:
        count = 0
        for expected in self.parent.params.expects:
            for member in self.members:
                for base in expected.bases or ("",):
                    count += 1
                    yield {
                        "id": f"E{count}",
                        "subject": member["subject"],
                        "indicator": expected.indicator,
                        "base": base,
                        "as_of": str(self.year),
                        "figure": "…",
                        "status": "not_stated",
                        "evidence": "stated",
                    }

    def _task_status(self) -> Iterator[dict[str, str]]:
        if self.parent.params.year == self.year - 1:
            for row in self.parent.rows("tasks"):
                yield {"id": row.id, "task": row.id, "status": "not_reported", "evidence": "stated"}

    def _lives(self, subject: str) -> bool:
        row = self.parent.row("subjects", subject)
        return (not row.valid_to or row.valid_to.year >= self.year) and (
            not row.valid_from or row.valid_from.year <= self.year
        )
