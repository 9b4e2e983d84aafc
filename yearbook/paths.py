"""Where things live in a workbook; the only module that knows the top-level folders' names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from yearbook.errors import EditionError, SetupError, suggestion

DEFAULTS = "defaults"


@dataclass(frozen=True)
class Workbook:
    """One workbook on disk: a folder with `params/`, `data/` and `notebooks/`."""

    root: Path

    @property
    def params(self) -> Path:
        return self.root / "params"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def reference(self) -> Path:
        return self.root / "data" / "reference"

    @property
    def contract(self) -> Path:
        return self.root / "data" / "contract"

    def references_of(self, group: str) -> list[Path]:
        """Return the folders of what outlives a year: the shared one, and a group's own."""
        return [self.reference, *([self.data / group / "reference"] if group else [])]

    def contracts_of(self, group: str) -> list[Path]:
        """Return the folders of schemas: the shared one, and a group's own."""
        return [self.contract, *([self.data / group / "contract"] if group else [])]

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"

    def show(self, path: Path) -> str:
        """Return a path as a person should read it: relative to the workbook, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def find_workbook(start: Path | None = None) -> Workbook:
    """Find the workbook that `start` (default: the current folder) lies in, else the one beside the package.

    Raises SetupError where there is neither.
    """
    start = (start or Path.cwd()).resolve()
    beside_package = Path(__file__).resolve().parent.parent
    for folder in (start, *start.parents, beside_package):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return Workbook(folder)
    raise SetupError(
        f"Không thấy sổ tay nào (thư mục có params/ và notebooks/) từ {start} trở lên.",
        f"No workbook (a folder with params/ and notebooks/) at or above {start}.",
    )


def editions(workbook: Workbook) -> list[str]:
    """Return the ids of all editions: the paths under `params/` without suffix; a group's defaults are none."""
    paths = (path for path in workbook.params.rglob("*.yaml") if path.stem != DEFAULTS)
    return sorted(path.relative_to(workbook.params).with_suffix("").as_posix() for path in paths)


def group_of(edition: str) -> str:
    """Return the folder of the group an edition belongs to; nothing for the workbook's own."""
    return edition.rpartition("/")[0]


def newest(workbook: Workbook, group: str = "") -> str:
    """Return a group's edition of the latest year. Raises EditionError where there is none."""
    known = [edition for edition in editions(workbook) if group_of(edition) == group]
    return max(known, key=lambda edition: _year(workbook, edition)) if known else find_params(workbook, group).stem


def _year(workbook: Workbook, edition: str) -> tuple[int, str]:
    """Return the year an edition's params name, and its own name; 0 where they name none."""
    text = (workbook.params / f"{edition}.yaml").read_text(encoding="utf-8-sig", errors="replace")
    found = re.search(r"^year:\s*(\d{4})\b", text, re.M)
    return int(found[1]) if found else 0, edition


def find_params(workbook: Workbook, edition: str) -> Path:
    """Return the params file of an edition. Raises EditionError with the nearest known edition."""
    path = workbook.params / f"{edition}.yaml"
    # Other editions are looked at only where this one is not found: a new year must not touch an old one's book.
    if edition and ".." not in edition and path.stem != DEFAULTS and path.is_file():
        return path
    known = editions(workbook)
    if not known:
        raise EditionError(
            "params/ chưa có ấn bản nào. Tạo params/<năm>.yaml theo docs/new-year.md.",
            "params/ holds no edition. Make params/<year>.yaml as docs/new-year.md tells.",
        )
    vi, en = suggestion(edition, known)
    raise EditionError(f"không có ấn bản «{edition}».{vi}", f"no edition “{edition}”.{en}", place="params/")
