"""What a book was made with: every pinned package, the fonts, Python and the system."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from yearbook import palette
from yearbook.press.keep.states import LOCK, place
from yearbook.press.prove.contents import digest

_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==[^\s;\\]+[ \t]*(;)?", re.M)


@cache
def packages() -> dict[str, str]:
    """Return the installed version of every package that the lock pins alike on all systems."""
    return dict(_installed(marked=False))


@cache
def packages_here() -> dict[str, str]:
    """Return the installed version of every package that the lock pins for some systems, or some Pythons, alone."""
    return dict(_installed(marked=True))


@cache
def fonts() -> dict[str, str]:
    """Return the SHA-256 of every file of the house font."""
    folder = palette.font_folder()
    return {f"{folder.parent.name}/{path.name}": digest(path.read_bytes()) for path in sorted(folder.glob("*.ttf"))}


def system() -> dict[str, object]:
    """Return what is this machine's own, and shapes no byte of a book.

    Time zone and locale are told, by what was read, only where a notebook asked for them.
    """
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": platform.system(),
        "machine": platform.machine(),
        "packages": packages_here(),
    }


def _installed(*, marked: bool) -> Iterator[tuple[str, str]]:
    lock = Path(place("", LOCK))
    text = lock.read_text(encoding="utf-8") if lock.is_file() else ""
    for name in sorted({pin[1] for pin in _PIN.finditer(text) if bool(pin[2]) == marked}):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue
