"""What is installed, by its content: the files of packages and of Python that work has loaded or opened.

`outputs/.cache/installed/<id>.json` holds for each file the SHA-256 of its content, and what the system says of it
(size, times, number), so that the next question about it need not read it again. The id stands for the contents alone:
an environment that is made anew from the same lock is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress

from yearbook.press.keep.cache import put
from yearbook.press.keep.states import ABSENT, INSTALLED

SAME = "same"
# A file that was written so shortly before it was looked at may be written again without a later date.
_UNSURE_SECONDS = 2
_IN_USE = "changed while in use"
Known = dict[str, list]
_labels: dict[tuple[str, frozenset[str]], str] = {}
# What this process knows of files, whichever workbook asked; believed only while the system says the same of them.
_looked_at: Known = {}


def label_of(root: str, files: frozenset[str], since: float) -> str:
    """Keep what a set of installed files is made of, and return the label that stands for it.

    It is made once for a set: a process that lives on has loaded what was there at first. A file that was written
    after `since`, when the first of the processes began, may not be what was loaded, and never counts as the same.
    """
    if (root, files) not in _labels:
        known = _looked_at | _known(root)
        entries = {path: entry for path in sorted(files) if (entry := _entry(path, known.get(path), since))}
        _looked_at.update((path, entry) for path, entry in entries.items() if entry[1])
        _labels[root, files] = INSTALLED + _id(entries)
        _write(_path(root, _labels[root, files]), entries)
    return _labels[root, files]


def files_of(*packages: str) -> frozenset[str]:
    """Return the files of installed packages, but for what Python makes of them."""
    from importlib.metadata import files

    found = (file for package in packages for file in files(package) or ())
    return frozenset(os.path.abspath(file.locate()) for file in found if "__pycache__" not in file.parts)


def state_of(root: str, label: str) -> str:
    """Return "same" if every file of the set is as it was, else which one is not; "absent" where the set is unknown."""
    path = _path(root, label)
    entries = _read(path)
    if entries is None or INSTALLED + _id(entries) != label:
        return ABSENT
    fresh = {}
    for file, entry in entries.items():
        now = _entry(file, entry)
        if now is None or now[0] != entry[0]:
            return f"changed {file}"
        fresh[file] = now
    if fresh != entries:
        _write(path, fresh)
    else:
        with suppress(OSError):
            os.utime(path)  # only for the order in which the oldest go
    return SAME


def _entry(path: str, known: list | None, since: float = float("inf")) -> list | None:
    """Return [SHA-256, what the system says of the file], without reading it where that is as it was."""
    try:
        status = os.stat(path)
        told = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        if known and known[1] == told:
            return known
        with open(path, "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()
    except (OSError, ValueError):
        return None
    latest = max(status.st_mtime, status.st_ctime)
    # Another environment that shares a file gives it a new date, and no other content.
    if latest > since and (known is None or known[0] != content):
        return [_IN_USE, None]
    return [content, told if latest < time.time() - _UNSURE_SECONDS else None]


def _known(root: str) -> Known:
    """Return what is known of files from all the sets of this workbook."""
    folder, known = os.path.dirname(_path(root, "")), Known()
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        known |= _read(os.path.join(folder, name)) or {}
    return known


def _id(entries: Mapping[str, list]) -> str:
    return hashlib.sha256("\n".join(f"{path} {entry[0]}" for path, entry in entries.items()).encode()).hexdigest()[:32]


def _path(root: str, label: str) -> str:
    return os.path.join(root, "outputs", ".cache", "installed", f"{label.removeprefix(INSTALLED)}.json")


def _read(path: str) -> Known | None:
    try:
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)
    except (OSError, ValueError):
        return None
    good = isinstance(entries, dict) and all(isinstance(each, list) and len(each) == 2 for each in entries.values())
    return entries if good else None


def _write(path: str, entries: Mapping[str, list]) -> None:
    with suppress(OSError):  # then the set is unknown, and what hangs on it is done again
        put(path, json.dumps(entries).encode())
