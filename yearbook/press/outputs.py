"""`outputs/<edition>/`: one build at a time, worked on beside its place, replaced only by something whole."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, unquote

from filelock import FileLock, Timeout

from yearbook.errors import BusyError, OutputError
from yearbook.paths import Workbook
from yearbook.press import publishing

# Where it is marked which editions are being published: one look, before anything else is done.
MARKS = ".publishing"
# What is made of some sections only stands here: the manifest tells of the whole book.
PART = "only"


def publish(workbook: Workbook, folder: Path, bench: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write every file beside its place first, then move all into place, the manifest last: all of them, or none.

    Raises OSError; the files are then those of before.
    """
    waiting = bench / "finished"
    publishing.prepare(folder, waiting, files)
    mark = workbook.outputs / MARKS / quote(folder.relative_to(workbook.outputs).as_posix(), safe="")
    mark.parent.mkdir(exist_ok=True)
    mark.touch()
    publishing.begin(folder, waiting)
    _finish(workbook, folder)
    shutil.rmtree(folder / "failed", ignore_errors=True)
    return [folder / name for name in files]


def finish_all(workbook: Workbook) -> None:
    """Finish what a program that was killed had begun to publish. Raises OutputError where that cannot be."""
    marks = workbook.outputs / MARKS
    for mark in sorted(marks.iterdir()) if marks.is_dir() else ():
        folder = workbook.outputs / unquote(mark.name)
        if not folder.is_dir():
            mark.unlink(missing_ok=True)
            continue
        with suppress(BusyError), writing(workbook, folder), alone(workbook, folder), working_folder(folder):
            pass  # whoever holds an edition has finished what was begun in it
    with suppress(OSError):  # one is being published this moment
        marks.rmdir()


def _finish(workbook: Workbook, folder: Path) -> None:
    try:
        publishing.finish(folder)
    finally:
        if not (folder / publishing.JOURNAL).exists():
            marks = workbook.outputs / MARKS
            (marks / quote(folder.relative_to(workbook.outputs).as_posix(), safe="")).unlink(missing_ok=True)
            with suppress(OSError):  # another edition's is there
                marks.rmdir()


def left_over(folder: Path, made: list[Path]) -> list[Path]:
    """Return what an earlier build made of the book that still stands beside what was made now."""
    kept = (*folder.glob("yearbook.*.*"), *folder.glob("*.png"), *folder.glob("data/*.*"))
    return sorted(path for path in kept if path not in made)


@contextmanager
def alone(workbook: Workbook, folder: Path) -> Iterator[None]:
    """Hold the edition for one build at a time, and finish what one before was killed at.

    The lock goes with the process, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            _finish(workbook, folder)
            yield
    except Timeout:
        raise BusyError(
            "một lần dựng khác của ấn bản này đang chạy. Đợi xong rồi chạy lại.",
            "another build of this edition is under way. Wait for it, then run again.",
            place=workbook.show(folder),
        ) from None


@contextmanager
def working_folder(folder: Path) -> Iterator[Path]:
    """Make a folder to work in, on the same disk as the outputs, and clear it away in the end."""
    bench = folder / ".building"
    shutil.rmtree(bench, ignore_errors=True)
    bench.mkdir(parents=True)
    try:
        yield bench
    finally:
        shutil.rmtree(bench, ignore_errors=True)


@contextmanager
def writing(workbook: Workbook, folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one line that says what to do."""
    try:
        yield
    except BrokenPipeError:
        raise  # who read what was told has left: that is no matter of the outputs
    except OSError as error:
        reasons = {
            errno.ENOSPC: (
                "hết chỗ trên đĩa. Xóa bớt rồi chạy lại.",
                "the disk is full. Free some space and run again.",
            ),
            errno.EROFS: (
                "ổ đĩa chỉ đọc. Chép sổ tay sang chỗ ghi được.",
                "the disk is read-only. Copy the workbook elsewhere.",
            ),
            errno.EACCES: (
                "không được phép ghi. Kiểm tra quyền của thư mục, và đóng tệp đang mở trong chương trình khác.",
                "writing is not allowed. Check the folder's rights, and close the file in other programs.",
            ),
        }
        reasons[errno.EPERM] = reasons[errno.EACCES]
        vi, en = reasons.get(
            error.errno or 0, (f"không ghi được ({error.strerror}).", f"could not write ({error.strerror}).")
        )
        place = workbook.show(Path(error.filename)) if error.filename else workbook.show(folder)
        raise OutputError(vi, en, place=place) from None
