"""Which modules are loaded, as what, and whose they are: the project's own, installed ones, those from outside.

Only the newest are looked at each time: a fork that touched every module would copy the memory it shares.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from yearbook.press.keep.states import UNSURE, state
from yearbook.press.keep.whose import BEGAN, OF_ENVIRONMENT, named

if TYPE_CHECKING:
    from yearbook.press.keep.reads import Reads

SOURCE, BYTECODE, LIBRARY = ".py", ".pyc", (".so", ".pyd")
# The installed files that this process had loaded when it was first asked.
INSTALLED: set[str] = set()
# What the program that builds was started by is not what a notebook reads.
_STARTED = ("__main__", "__mp_main__")
# Compiled parts of packages that open files through Python, if at all; any other may open them past it.
_OPEN_THROUGH_PYTHON = {
    *("numpy", "pandas", "matplotlib", "PIL", "contourpy", "kiwisolver", "yaml", "charset_normalizer", "chardet"),
    *("pydantic_core", "rpds", "msgpack", "_brotli", "tornado", "zmq", "markupsafe", "psutil", "debugpy"),
    "lib-dynload",
}
_seen: list[str | None] = []
_loaded: dict[str, str] = {}


def add(reads: Reads) -> None:
    """Note the modules that are loaded.

    Each of the project's is noted as it was when this process, or the one it is a fork of, was first asked: unless its
    file was written since that process began, for then it may not be what was loaded. One that lies outside is noted
    by its content, unless it was there at that first time: then no notebook asked for it.
    """
    first = not _seen
    newest = list(islice(reversed(sys.modules.items()), max(0, len(sys.modules) - len(_seen))))
    for module, path in [(name, getattr(module, "__file__", None)) for name, module in newest]:
        _seen.append(path)
        name = named(reads.root, path) if isinstance(path, str) else ""
        if not isinstance(path, str) or not name:
            continue
        if name.startswith(OF_ENVIRONMENT):
            (INSTALLED if first else reads.installed).add(path)
            if not first:
                _hold_open(reads, path)
        elif os.path.isabs(name):
            if not first:
                reads.states.setdefault(name, state(reads.root, name))
        elif _is_own(module, name) and name not in reads.states:
            _loaded[path] = _as_loaded(reads.root, name, path)
    for path, loaded in _loaded.items():
        name = named(reads.root, path)
        if not os.path.isabs(name):  # none of a module that another workbook brought
            reads.note(name, loaded)


def imported(reads: Reads, path: str) -> None:
    """Note a module's file as it is before it is loaded, whoever asks for it and however."""
    name = named(reads.root, path)
    if name.startswith(OF_ENVIRONMENT):
        reads.installed.add(path)
        _hold_open(reads, path)
    elif name:
        reads.note(name, state(reads.root, name))
        if path.endswith(LIBRARY):
            reads.doubt("unseen", name)


def folders(package: str) -> Iterator[str]:
    """Yield a package's folder and those of the packages in it, where modules lie."""
    for folder, below, files in os.walk(package):
        below[:] = [name for name in below if name.isidentifier()]
        if "__init__.py" in files:
            yield folder


def source_of(path: str) -> str:
    """Return the source that bytecode was made from; any other file, and bytecode without a source, is itself."""
    folder, name = os.path.split(path)
    if name.endswith(BYTECODE) and os.path.basename(folder) == "__pycache__":
        return os.path.join(os.path.dirname(folder), f"{name.partition('.')[0]}{SOURCE}")
    return path


def _is_own(module: str, name: str) -> bool:
    return name.endswith(SOURCE) and (module not in _STARTED or name.startswith("yearbook/"))


def _hold_open(reads: Reads, library: str) -> None:
    """Doubt compiled code of a package that is not known to open files through Python."""
    parts = {part.partition(".")[0] for part in library.split(os.sep)}
    if library.endswith(LIBRARY) and not parts & _OPEN_THROUGH_PYTHON:
        reads.doubt("unseen", os.path.basename(library).partition(".")[0])


def _as_loaded(root: str, name: str, path: str) -> str:
    """Return the state of a module's file as it was loaded, or one that never holds where that is not sure."""
    try:
        status = os.stat(path)
    except OSError:
        return UNSURE
    return state(root, name) if max(status.st_mtime, status.st_ctime) < BEGAN else UNSURE
