"""Where things live in a workbook; the only module that knows the top-level folders' names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yearbook.errors import SetupError


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
