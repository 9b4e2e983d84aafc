"""All or nothing: files that belong together come into their places together, however the program ends on the way.

    .publishing/files.json   the names, in the order they are moved, and which of them stand there already
    .publishing/new/…        what has not been moved yet
    .publishing/old/…        what stood there before

The folder is made aside and gets its name by one rename. Until then nothing has happened; from then on the move is
finished, by this program or the next. If a file cannot be moved, all go back (`back.json`, by one rename again). Each
file is moved whole: who opens one in between has the old one or the new one.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

JOURNAL = ".publishing"
_FORTH, _BACK = "files.json", "back.json"


def prepare(folder: Path, waiting: Path, files: Mapping[str, bytes]) -> None:
    """Write the files below `waiting`, what people open safe from a loss of power, and keep what stands in `folder`."""
    there = {name: (folder / name).is_file() for name in files}
    written = {f"new/{name}": content for name, content in files.items()} | {_FORTH: json.dumps(there).encode()}
    for name in written:
        (waiting / name).parent.mkdir(parents=True, exist_ok=True)
        _write(waiting / name, written[name])
    for name in files:
        if there[name]:
            _keep(folder / name, waiting / "old" / name)


def begin(folder: Path, waiting: Path) -> None:
    """Decide that what was prepared is to be published."""
    waiting.replace(folder / JOURNAL)
    if os.name == "posix":  # else a rename may be lost with the power, and its files with it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def finish(folder: Path) -> None:
    """Finish what was begun, if anything was. Raises OSError where that cannot be; then all is as it was before."""
    journal = folder / JOURNAL
    if (journal / _FORTH).is_file():
        try:
            _move(folder, journal)
        except OSError:
            (journal / _FORTH).replace(journal / _BACK)
            _put_back(folder, journal)
            raise
    elif (journal / _BACK).is_file():
        _put_back(folder, journal)
    shutil.rmtree(journal, ignore_errors=True)


def _move(folder: Path, journal: Path) -> None:
    names = json.loads((journal / _FORTH).read_bytes())
    for name in names:
        if (journal / "new" / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (journal / "new" / name).replace(folder / name)
    (journal / _FORTH).unlink()


def _put_back(folder: Path, journal: Path) -> None:
    for name, was_there in json.loads((journal / _BACK).read_bytes()).items():
        old, place = journal / "old" / name, folder / name
        if not was_there:
            if place.is_file():
                place.unlink()
        elif old.is_file() and not (place.is_file() and filecmp.cmp(old, place, shallow=False)):
            old.replace(place)
    shutil.rmtree(journal, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        # Notebooks lie in the cache as well, and are looked at before they are believed; a table's hash stands in its
        # package, and whatever differs is made again by the next build.
        if path.suffix not in (".ipynb", ".csv"):
            file.flush()
            os.fsync(file.fileno())


def _keep(path: Path, beside: Path) -> None:
    """Keep a file under a second name, or where a disk knows no such thing, a copy of it."""
    beside.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, beside)
    except OSError:
        shutil.copyfile(path, beside)
