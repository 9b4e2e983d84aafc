"""Whose a path is, and who asks for it: what a notebook reads is kept apart from what an environment does for itself.

A path is the workbook's, the package's, the environment's (the lock stands for that), or lies outside: the innermost of
their folders decides, since a workbook may lie in an environment and an environment in a workbook.

Installed packages read a good deal for their own sake: settings at home, lists of fonts, the names of processors. Who
asks is seen by the calls that led there, and what the system stands for by its place. Little of the standard library
and nothing else is imported here, as in `reads`.
"""

# pathlib takes longer to import than this takes to answer
# ruff: noqa: PTH100, PTH111, PTH118, PTH119, PTH120, PTH206
from __future__ import annotations

import os
import sys
from collections.abc import Set
from typing import Any

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PRIVATE = (".", "~$", "__pycache__")
# Who asks: a cell or a module of the project; the press; a package while it is being imported; IPython by itself.
NOTEBOOK, PRESS, IMPORT, SHELL = "notebook", "press", "import", "shell"

# What Python, editors and versions keep for themselves in a workbook comes and goes, and says nothing.
_NOBODYS = {
    *("__pycache__", ".venv", ".git", ".hg", ".svn", ".ipynb_checkpoints", ".virtual_documents", ".setting-up"),
    *(".pytest_cache", ".ruff_cache", ".mypy_cache", ".vscode", ".idea", ".DS_Store"),
}
_NOBODYS_BEGIN, _NOBODYS_END = ("~$", ".~", ".#", ".nfs"), (".swp", ".swo", ".swx")
# What the system stands for; beside these every `zoneinfo` folder and every `mime.types`.
_SYSTEM = (
    *("/proc/", "/sys/", "/dev/", "/etc/localtime", "/etc/timezone", "/etc/ssl/", "/etc/pki/", "/etc/fonts/"),
    *("/usr/share/locale/", "/usr/lib/locale/", "/usr/share/mime/", "/usr/share/fonts/", "/usr/local/share/fonts/"),
    *("/Library/Fonts/", "/System/Library/", "C:\\Windows\\Fonts\\"),
)
_FONTS_AT_HOME = ("~/.fonts/", "~/.local/share/fonts/", "~/Library/Fonts/")
# An environment that a workbook lies in stands for these folders of it alone; one of the whole system for even fewer.
_OF_ENVIRONMENT = ("bin", "etc", "include", "lib", "lib64", "share", "Scripts", "Lib", "DLLs", "Library", "conda-meta")
_SYSTEMS = ("/", "/usr", "/usr/local")
_known: dict[tuple[str, ...], list[tuple[str, str | None]]] = {}


def found(root: str, path: Any) -> tuple[str | None, str]:
    """Return (label, "") of a path below the workbook or the package, and (None, path) of one outside.

    Of what the lock stands for, and of what says nothing, it is (None, "").
    """
    if isinstance(path, int):
        return None, ""
    full = os.path.abspath(os.fsdecode(path))
    base = _base(root, full)
    if base is None:  # perhaps by another way: a checkout may be reached through a link
        outside, full = full, os.path.realpath(full)
        base = _base(root, full)
        if base is None:
            return None, outside
    folder, prefix = base
    if prefix is None:
        return None, ""
    if full == folder:
        return prefix.rstrip("/") or ".", ""
    label = prefix + full[len(folder) + 1 :].replace(os.sep, "/")
    return (None, "") if _is_nobodys(label) else (label, "")


def is_private(label: str) -> bool:
    """Tell whether a label is of a hidden file or folder, which programs at work keep for themselves."""
    return (
        label != "." and not label.startswith("outputs/") and any(part.startswith(PRIVATE) for part in label.split("/"))
    )


def is_below(path: str, made: Set[str]) -> bool:
    """Tell whether a path is one of some, or lies in one."""
    while path not in made:
        above = os.path.dirname(path)
        if above == path:
            return False
        path = above
    return True


def is_systems(path: str) -> bool:
    """Tell whether the system stands for a file outside the workbook, or it is how this machine draws."""
    if path.startswith(_SYSTEM) or "zoneinfo" in path.split(os.sep) or os.path.basename(path) == "mime.types":
        return True
    folders = [os.path.expanduser(folder) for folder in _FONTS_AT_HOME]
    for place in ("get_configdir", "get_cachedir"):
        if ask := getattr(sys.modules.get("matplotlib"), place, None):
            folders.append(os.path.join(ask(), ""))
    return path.startswith(tuple(folders))


def asker(root: str, *, importing: bool = False) -> str:
    """Return who asks. The innermost call that is neither an installed package's nor Python's own decides.

    `pandas.read_csv` in a cell is the cell's; what a package reads while it is being imported is its own affair. Where
    an import itself opens a file (`importing`), it is who wanted the module. A thread of its own is the notebook's.
    """
    frame = sys._getframe(1)
    here, nobody = frame.f_code.co_filename, NOTEBOOK
    while frame and frame.f_code.co_filename == here:
        frame = frame.f_back
    while frame:
        file = frame.f_code.co_filename
        if file.startswith("<frozen"):
            if "importlib" in file and not importing:
                return IMPORT
        else:
            # A function that a package had made of a text has no file, but the module it works in has.
            base = _base(root, (frame.f_globals.get("__file__") or file) if file.startswith("<") else file)
            if base is None or base[1] == "":
                return NOTEBOOK
            if base[1]:
                return PRESS if file.startswith(os.path.join(base[0], "press", "")) else NOTEBOOK
            if f"{os.sep}IPython{os.sep}" in file or f"{os.sep}ipykernel{os.sep}" in file:
                nobody = SHELL
        frame = frame.f_back
    return nobody


def is_import(root: str) -> bool:
    """Tell whether the import system is asking the caller of the hook: modules are noted by themselves."""
    file = sys._getframe(4).f_code.co_filename
    if "importlib" not in file:
        return False
    base = _base(root, file)
    return file.startswith("<frozen") or (base is not None and base[1] is None)


def _base(root: str, full: str) -> tuple[str, str | None] | None:
    """Return the innermost of the folders that decide whose a path is, with the prefix of its labels."""
    for folder, prefix in _bases(root):
        if full.startswith(folder) and (len(full) == len(folder) or full[len(folder)] == os.sep):
            return folder, prefix
    return None


def _bases(root: str) -> list[tuple[str, str | None]]:
    """Return the workbook, the package and the folders of the environment (without prefix), the innermost first."""
    key = (root, PACKAGE, sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)
    if key not in _known:
        decide: dict[str, str | None] = {}
        folders = [(root, ""), (PACKAGE, "yearbook/"), *((folder, None) for folder in _environment(root))]
        for folder, prefix in folders:
            for way in (folder, os.path.realpath(folder)):
                decide.setdefault(way, prefix)
        _known[key] = sorted(decide.items(), key=lambda item: -len(item[0]))
    return _known[key]


def _environment(root: str) -> set[str]:
    """Return the folders of the environment that runs the workbook, and of the Python under it."""
    folders = {os.path.dirname(os.__file__)}
    folders |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    workbook = os.path.join(os.path.realpath(root), "")
    for prefix in {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}:
        if prefix in _SYSTEMS:
            folders.add(os.path.join(prefix, "bin"))
        elif workbook.startswith(os.path.join(os.path.realpath(prefix), "")):
            folders |= {os.path.join(prefix, name) for name in _OF_ENVIRONMENT}
        else:
            folders.add(prefix)
    return folders


def _is_nobodys(label: str) -> bool:
    parts = label.split("/")
    return any(part in _NOBODYS or part.startswith(_NOBODYS_BEGIN) or part.endswith(_NOBODYS_END) for part in parts)
