"""Several files written as one: whoever stops the program between two of them, all are new in the end, or none is.

Every new file is written beside its place; then a list of them; then each takes its place; then the list goes. What
was stopped before the list is whole has changed nothing. What was stopped after it is finished by the next command.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

_LIST = ".taken"


def land(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write files of a folder, all of them or none, and return them in order."""
    finish(folder)
    if not texts:
        return []
    for name, text in texts.items():
        _write(_beside(folder / name), text, "utf-8-sig")
    listed = folder / _LIST
    _write(_beside(listed), json.dumps(sorted(texts)), "utf-8")
    _beside(listed).replace(listed)
    _settle(folder)
    finish(folder)
    return [folder / name for name in texts]


def unfinished(records: Path) -> list[Path]:
    """Return the folders of records in which somebody was stopped."""
    return sorted(listed.parent for pattern in (f"*/{_LIST}", f"*/*/{_LIST}") for listed in records.glob(pattern))


def finish(folder: Path) -> list[Path]:
    """Finish what an earlier command began in a folder, clear away what it never listed; return what was finished."""
    listed, finished = folder / _LIST, []
    if listed.is_file():
        for name in json.loads(listed.read_text("utf-8")):
            if _beside(folder / name).is_file():
                _beside(folder / name).replace(folder / name)
                finished.append(folder / name)
        _settle(folder)
        listed.unlink()
    for left in folder.glob(".*.new"):
        left.unlink(missing_ok=True)
    return finished


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name.removeprefix('.')}.new")


def _write(path: Path, text: str, encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the disk know of new names before anything relies on them; not every system lets a folder be opened."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
