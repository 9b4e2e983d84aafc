"""Whose a path is, and who asks for it: what a notebook reads is kept apart from what its environment does for itself.

A path belongs to the workbook, the package, the environment (the lock stands for that), or to none of them: then it
lies outside. The innermost folder decides, since a workbook may lie in an environment and an environment in a workbook.

Installed packages read a good deal for their own sake: settings at home, lists of fonts, the names of processors. Who
asks is told by the calls that led there. Little of the standard library and nothing else is imported, as in `reads`.
"""

# pathlib takes longer to import than this takes to answer
from __future__ import annotations

import os
import sys
import time
from types import FrameType
from typing import Any

# When this process began, or a moment before: this is imported among the first.
BEGAN = time.time() - 0.1
PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PRIVATE = (".", "~$", "__pycache__")
TEMPORARY = (".swp", ".swo", ".swx")
# How the name of a file of the environment begins, of a package or of Python itself.
OF_ENVIRONMENT = "environment:"
# Who asks: a cell or a module of the project; a package while it is being imported; what runs the notebook.
NOTEBOOK, IMPORT, MACHINERY = "notebook", "import", "machinery"

# What Python, editors and versions keep for themselves in a workbook comes and goes, and says nothing.
_NOBODYS = {
    *("__pycache__", ".venv", ".git", ".hg", ".svn", ".ipynb_checkpoints", ".virtual_documents", ".setting-up"),
    *(".pytest_cache", ".ruff_cache", ".mypy_cache", ".vscode", ".idea", ".DS_Store"),
}
_NOBODYS_BEGIN = ("~$", ".~", ".#", ".nfs")
# What the system stands for: itself, the time, the language, and which fonts there are.
_SYSTEM = (
    *("/proc/", "/sys/", "/dev/null", "/dev/random", "/dev/urandom", "/dev/tty", "/etc/localtime", "/etc/timezone"),
    *("/etc/zoneinfo/", "/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/zoneinfo/", "/etc/mime.types"),
    *("/etc/ssl/", "/etc/pki/", "/etc/fonts/", "/usr/share/fonts/", "/usr/local/share/fonts/", "/usr/share/mime/"),
    *("/usr/share/locale/", "/usr/lib/locale/", "/Library/Fonts/", "/System/Library/", "C:\\Windows\\Fonts\\"),
)
_FONT = (".ttf", ".otf", ".ttc", ".pfb")
_FONTS_AT_HOME = ("~/.fonts/", "~/.local/share/fonts/", "~/Library/Fonts/")
# An environment is these folders alone: a workbook, and files of anybody's, may lie beside them.
_FOLDERS_OF_ENVIRONMENT = (
    "bin",
    "etc",
    "include",
    "lib",
    "lib64",
    "share",
    "Scripts",
    "Lib",
    "DLLs",
    "Library",
    "conda-meta",
)
_folders: dict[tuple[str, ...], list[tuple[str, str | None]]] = {}


def named(root: str, path: Any) -> str:
    """Return the label of a path below the workbook or the package, and the whole path of one outside.

    One of the environment is "environment:" and its path. What the system stands for, and what says nothing, is "".
    """
    full = path_of(path) if isinstance(path, int) else os.path.abspath(os.fsdecode(path))
    if not full:
        return ""
    owner = _owner(root, full)
    if owner is None:  # perhaps reached through a link
        real = os.path.realpath(full)
        owner = _owner(root, real)
        if owner is None:
            return "" if _is_systems(full) and not full.endswith(_FONT) else full
        full = real
    folder, prefix = owner
    if prefix is None:
        return OF_ENVIRONMENT + full
    label = prefix + full[len(folder) + 1 :].replace(os.sep, "/")
    if _is_nobodys(label) or (is_private(label) and _is_systems(full)):
        return ""
    return label.rstrip("/") or "."


def leads_here(root: str, path: str) -> bool:
    """Tell whether a folder is on the way to the workbook, the package or the environment, which is no input."""
    return any(folder.startswith(os.path.join(path, "")) for folder, _ in _deciding(root))


def path_of(descriptor: int) -> str:
    """Return the path of an open file or folder, "" if it has none or the system does not tell."""
    try:
        if sys.platform == "darwin":
            import fcntl

            return os.fsdecode(fcntl.fcntl(descriptor, 50, bytes(1024)).rstrip(b"\0"))  # F_GETPATH
        path = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return ""
    return path if os.path.isabs(path) else ""  # a pipe, a socket


def is_ours(name: str) -> bool:
    """Tell whether a name, as `named` has it, is of nobody, of the system or of the environment."""
    return not name or name.startswith(OF_ENVIRONMENT)


def importable(name: str) -> bool:
    """Tell whether an entry of a folder could be imported by its name."""
    stem, dot, kind = name.partition(".")
    return stem.isidentifier() and (not dot or kind.endswith(("py", "pyc", "so", "pyd")))


def is_private(label: str) -> bool:
    """Tell whether a label is of a hidden file or folder, which programs at work keep for themselves."""
    if label == "." or label.startswith("outputs/"):
        return False
    return any(part.startswith(PRIVATE) for part in label.split("/"))


def asker(root: str) -> str:
    """Return who asks. The innermost call that is neither an installed package's nor Python's own decides.

    So `pandas.read_csv` in a cell is the cell's, and a package that is being imported reads for itself. Where there is
    no such call, as in a thread of its own, it is the notebook's, unless IPython is at work.
    """
    frame: FrameType | None = sys._getframe(1)
    otherwise = NOTEBOOK
    while frame:
        file = frame.f_code.co_filename
        if file.startswith("<frozen"):
            if "importlib" in file:
                return IMPORT
        elif file not in _LISTENERS:
            # A function that a package had made of a text has no file, but the module it works in has.
            owner = _owner(root, (frame.f_globals.get("__file__") or file) if file.startswith("<") else file)
            if owner is None or owner[1] == "":
                return NOTEBOOK
            if owner[1]:
                return MACHINERY if file.startswith(os.path.join(owner[0], "press", "")) else NOTEBOOK
            if "importlib" in file and "metadata" in file:  # which packages there are
                return IMPORT
            if f"{os.sep}IPython{os.sep}" in file or f"{os.sep}ipykernel{os.sep}" in file:
                otherwise = MACHINERY
        frame = frame.f_back
    return otherwise


# The calls of what listens stand between the question and who asks.
_LISTENERS = {
    os.path.join(os.path.dirname(asker.__code__.co_filename), name)
    for name in ("whose.py", "reads.py", "writes.py", "modules.py", "asked.py", "states.py", "names.py")
}


def _owner(root: str, full: str) -> tuple[str, str | None] | None:
    """Return the innermost folder that decides whose a path is, with the prefix of its labels; None for outside."""
    for folder, prefix in _deciding(root):
        if full.startswith(folder) and (len(full) == len(folder) or full[len(folder)] == os.sep):
            return folder, prefix
    return None


def _deciding(root: str) -> list[tuple[str, str | None]]:
    """Return the workbook, the package and the folders of the environment (without prefix), the innermost first."""
    prefixes = sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix
    key = (root, PACKAGE, *prefixes)
    if key not in _folders:
        environment = [os.path.join(prefix, name) for prefix in prefixes for name in _FOLDERS_OF_ENVIRONMENT]
        environment += [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
        decide: dict[str, str | None] = {}
        for folder, prefix in [(root, ""), (PACKAGE, "yearbook/"), *((folder, None) for folder in environment)]:
            for way in (folder, os.path.realpath(folder)):
                decide.setdefault(way, prefix)
        _folders[key] = sorted(decide.items(), key=lambda item: -len(item[0]))
    return _folders[key]


def _is_systems(path: str) -> bool:
    places = [*_SYSTEM, *(os.path.expanduser(folder) for folder in _FONTS_AT_HOME)]
    for ask in ("get_configdir", "get_cachedir"):
        if where := getattr(sys.modules.get("matplotlib"), ask, None):
            places.append(os.path.join(where(), ""))
    return path.startswith(tuple(places))


def _is_nobodys(label: str) -> bool:
    parts = label.split("/")
    return any(part in _NOBODYS or part.startswith(_NOBODYS_BEGIN) or part.endswith(TEMPORARY) for part in parts)
