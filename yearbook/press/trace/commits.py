"""A workbook as it was committed once: laid out in a folder of its own, by git, beside whatever is there now."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

from yearbook.errors import EditionError, SetupError, UsageError
from yearbook.paths import Workbook

_LAST_LINES = 6


def lay_out_commit(workbook: Workbook, commit: str, root: Path) -> Workbook:
    """Write what a commit holds of the workbook below `root`.

    Raises SetupError where there is no git, or no repository; UsageError for a commit that is not in it.
    """
    _git(workbook, "rev-parse", "--git-dir")
    try:
        name = _git(workbook, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    except SetupError:
        raise UsageError(
            f"git không có lần ghi nào là «{commit}». Xem: git log --oneline",
            f"git knows no commit “{commit}”. See: git log --oneline",
            place="--since",
        ) from None
    packed = _git(workbook, "archive", "--format=tar", name.decode().strip())
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(root, filter="data")
    return Workbook(root)


def brings_its_code(workbook: Workbook) -> bool:
    """Tell whether the program lies in the workbook, so that it is to be built by that."""
    return (workbook.root / "yearbook" / "__main__.py").is_file()


def build_by_its_code(workbook: Workbook, edition: str, commit: str) -> None:
    """Build an edition's pages by the program that lies in the workbook. Raises EditionError with what it said."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("YEARBOOK_")}
    around |= {"PYTHONPATH": str(workbook.root), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    words = [sys.executable, "-m", "yearbook", edition, "--no-pdf"]
    done = subprocess.run(words, cwd=workbook.root, env=around, capture_output=True, check=False)
    if done.returncode:
        said = "\n       ".join(done.stderr.decode("utf-8", "replace").strip().splitlines()[-_LAST_LINES:])
        raise EditionError(
            f"không dựng được ấn bản {edition} như ở lần ghi này, bằng môi trường bây giờ.",
            f"edition {edition} cannot be built as of this commit, in the environment of now.\n       {said}",
            place=commit,
        )


def _git(workbook: Workbook, *words: str) -> bytes:
    """Return what git answers. Raises SetupError where it does not."""
    try:
        done = subprocess.run(["git", "-C", str(workbook.root), *words], capture_output=True, check=False)
    except OSError:
        raise SetupError(
            "so với một lần ghi cần git, máy này chưa có. Cài git, hoặc dùng diff không có --since.",
            "to compare with a commit takes git, which is not installed. Install it, or leave --since out.",
        ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise SetupError(
            "sổ tay này không nằm trong kho git nào, nên không có lần ghi để so. Dùng diff không có --since.",
            f"the workbook lies in no git repository: there is no commit to compare with. Leave --since out. {said}",
            place=str(workbook.root),
        )
    return done.stdout
