"""One file from which a stranger makes the same book again: the workbook as far as it is needed, its lock, the book."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

from yearbook.errors import ManifestError
from yearbook.paths import Workbook
from yearbook.press.keep.states import LOCK
from yearbook.press.keep.whose import PACKAGE
from yearbook.press.prove.contents import digest
from yearbook.press.prove.manifest import NAME, Manifest, package_files
from yearbook.press.prove.needed import own_files
from yearbook.press.prove.note import note

ARCHIVE, NOTE = "archive.zip", "ARCHIVE.md"
# What sets up the environment and opens the door, from beside the package; the last few may be missing.
_DOOR = ("run_all.py", "pyproject.toml", LOCK)
_BESIDE = ("README.md", "LICENSE", "environment.yml", ".gitattributes", "docs/provenance.md")
# Zip files know no earlier day.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def write_archive(workbook: Workbook, manifest: Manifest) -> Path:
    """Write the archive of the book that was built last beside it, the same bytes every time.

    Raises ManifestError if the book is not what its manifest says, or was made from files that lie elsewhere.
    """
    _hold_whole(workbook, manifest)
    path = workbook.outputs / manifest.edition / ARCHIVE
    beside = path.with_name(f".{ARCHIVE}.{os.getpid()}")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as packed:  # compressed otherwise by another zlib
            for name, source in sorted(_members(workbook, manifest)):
                packed.writestr(_entry(name), source.read_bytes() if isinstance(source, Path) else source)
        os.replace(beside, path)  # noqa: PTH105
    finally:
        beside.unlink(missing_ok=True)
    return path


def _hold_whole(workbook: Workbook, manifest: Manifest) -> None:
    folder = workbook.outputs / manifest.edition
    for name, then in manifest.outputs.items():
        path = folder / name
        if not path.is_file() or digest(path.read_bytes()) != then:
            raise ManifestError(
                f"tệp này không còn như bản kê ghi. Dựng lại: python3 run_all.py {manifest.edition}",
                f"this is not what the manifest says. Build again: python3 run_all.py {manifest.edition}",
                place=workbook.show(path),
            )
    if manifest.also_read["outside"]:
        listed = ", ".join(sorted(manifest.also_read["outside"]))
        raise ManifestError(
            "sổ tay đọc tệp nằm ngoài, người khác sẽ không có. Chép vào data/, sửa sổ tay, dựng lại.",
            "notebooks read files that lie elsewhere, and strangers lack. Copy them into data/, and build again.",
            place=listed,
        )


def _members(workbook: Workbook, manifest: Manifest) -> Iterator[tuple[str, Path | bytes]]:
    beside = Path(PACKAGE).parent
    files, folders = own_files(workbook, manifest)
    yield from ((f"{name}/", b"") for name in folders)
    named = files | {name: beside / name for name in (*package_files(), *_DOOR)}
    named |= {name: beside / name for name in _BESIDE if name not in named and (beside / name).is_file()}
    for name in (*manifest.outputs, NAME):
        named[f"outputs/{manifest.edition}/{name}"] = workbook.outputs / manifest.edition / name
    yield from named.items()
    if NOTE not in named:
        yield NOTE, note(manifest).encode()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_DAY)
    kind = stat.S_IFDIR | 0o755 if name.endswith("/") else stat.S_IFREG | (0o755 if name == "run_all.py" else 0o644)
    entry.create_system, entry.external_attr = _UNIX, kind << 16
    return entry
