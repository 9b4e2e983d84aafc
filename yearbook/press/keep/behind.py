"""Which files of the package a module is made from, itself and through what it imports."""

from __future__ import annotations

import ast
import os

from yearbook.press.keep import whose
from yearbook.press.keep.states import LOCK


def behind(module: str) -> set[str]:
    """Return the labels of a module of the package and of all it imports, itself or through others, and of the lock."""
    labels: set[str] = set()
    waiting = [module]
    parent = os.path.dirname(whose.PACKAGE)
    while waiting:
        name = waiting.pop()
        path = os.path.join(parent, *name.split("."))
        path = f"{path}.py" if os.path.isfile(f"{path}.py") else os.path.join(path, "__init__.py")
        label = os.path.relpath(path, parent).replace(os.sep, "/")
        if label in labels or not os.path.isfile(path):
            continue
        labels.add(label)
        waiting += _imports(path)
    return labels | {LOCK}


def _imports(path: str) -> list[str]:
    """Return the modules of the package that a module may import: what it takes from one may be one itself."""
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names if name.split(".")[0] == "yearbook"]
