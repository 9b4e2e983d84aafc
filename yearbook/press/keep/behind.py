"""Which files of the package a module is made from, itself and through what it imports."""

from __future__ import annotations

import ast
import os
from functools import cache

from yearbook.press.keep import whose
from yearbook.press.keep.states import LOCK


def behind(*modules: str, at_once: bool = False) -> set[str]:
    """Return the labels of modules of the package and of all they import, directly or not, and of the lock.

    `at_once` leaves out what is imported in functions, and takes the packages above each module: so it is what is
    loaded as soon as the modules are.
    """
    labels: set[str] = set()
    waiting = [*modules]
    parent = os.path.dirname(whose.PACKAGE)
    while waiting:
        name = waiting.pop()
        path = os.path.join(parent, *name.split("."))
        path = f"{path}.py" if os.path.isfile(f"{path}.py") else os.path.join(path, "__init__.py")
        label = os.path.relpath(path, parent).replace(os.sep, "/")
        if label in labels or not os.path.isfile(path):
            continue
        labels.add(label)
        status = os.stat(path)
        told = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        waiting += _imports(path, told, at_once=at_once)
        if at_once and "." in name:
            waiting.append(name.rpartition(".")[0])
    return labels | {LOCK}


@cache
def _imports(path: str, told: tuple[int, ...], *, at_once: bool) -> list[str]:
    """Return the modules of the package that a module may import: what it takes from one may be one itself.

    A file is read once for what the system says of it, `told`: the writers have most of their modules in common.
    """
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    names = []
    for node in tree.body if at_once else ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names if name.split(".")[0] == "yearbook"]
