"""`outputs/<edition>/`: one build at a time, worked on beside its place, replaced only by something whole."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from yearbook.errors import BusyError, OutputError
from yearbook.paths import Workbook


def publish(folder: Path, bench: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write every file beside its place first, then move all into place, the manifest last."""
    waiting = bench / "finished"
    for name, content in files.items():
        path = waiting / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (waiting / name).replace(folder / name)
    shutil.rmtree(folder / "failed", ignore_errors=True)
    return [folder / name for name in files]


def left_over(folder: Path, made: list[Path]) -> list[Path]:
    """Return yearbooks of an earlier build that still stand beside what was made now."""
    kept = (*folder.glob("yearbook.*.*"), *folder.glob("*.png"))
    return sorted(path for path in kept if path not in made)


@contextmanager
def alone(workbook: Workbook, folder: Path) -> Iterator[None]:
    """Hold the edition for one build at a time; the lock goes with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
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
        vi, en = reasons.get(
            error.errno or 0, (f"không ghi được ({error.strerror}).", f"could not write ({error.strerror}).")
        )
        place = workbook.show(Path(error.filename)) if error.filename else workbook.show(folder)
        raise OutputError(vi, en, place=place) from None
