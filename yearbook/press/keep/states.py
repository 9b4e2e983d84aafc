"""What a thing read is called, and the state it is in: one language for everything that work can hang on.

    data/2021/figures.csv      a file of the workbook, or `yearbook/…` of the package: the SHA-256 of its content; of a
                               section's notebook, of what counts in it
    notebooks/02_economy.ipynb=   a notebook read by another: the SHA-256 of all of it
    /srv/prices.csv            a file outside: the SHA-256 of its content
    data/2021/                 a folder listed: the names and kinds in it
    data/2021/*                a folder asked for all that a listing tells: sizes and times, too
    notebooks/*.py             what could be imported from a folder: the names alone
    ?params                    a name looked for: what is there
    !params/2021.yaml          a file asked for its size and date
    $HOME                      a variable of the environment
    surroundings               time zone and locale
    root                       where the workbook lies
    installed:<id>             a set of files of installed packages, see `installed`

Standard library only, and little of it: the question whether anything is left to do is answered with this alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat as kinds

from yearbook.press.keep.whose import PACKAGE, PRIVATE, TEMPORARY, importable

ABSENT, THERE = "absent", "there"
# What was read twice and had changed in between; what may not be what was read, because it was written at that moment.
TORN, UNSURE = "torn", "unsure"
LOCK = "requirements.lock"
SURROUNDINGS, ROOT, INSTALLED = "surroundings", "root", "installed:"
LOOKED, ASKED, VARIABLE = "?", "!", "$"
LISTED, TOLD, IMPORTED, WHOLE = "/", "/*", "/*.py", "="
_SET_BY_LOCALE = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_COLLATE", "LC_NUMERIC", "LC_TIME", "LC_MONETARY")
# Bound here, because a notebook may put something else in their place.
_open, _stat, _lstat, _readlink, _listdir = open, os.stat, os.lstat, os.readlink, os.listdir


def is_file(label: str) -> bool:
    """Tell whether a label is of the content of one file."""
    return not (
        label.startswith((LOOKED, ASKED, VARIABLE, INSTALLED))
        or label.endswith((LISTED, TOLD, IMPORTED))
        or label in (SURROUNDINGS, ROOT)
    )


def place(root: str, label: str) -> str:
    """Return the path a label names."""
    name = label.removeprefix(LOOKED).removeprefix(ASKED)
    for ending in (TOLD, IMPORTED, WHOLE):
        name = name.removesuffix(ending)
    base = os.path.dirname(PACKAGE) if name.startswith("yearbook/") or name == LOCK else root
    return os.path.join(base, name)


def state(root: str, label: str) -> str:
    """Return the state of what a label names, as it is now."""
    if label.startswith(VARIABLE):
        value = os.environ.get(label[1:])
        return ABSENT if value is None else _digest(value)
    if label == SURROUNDINGS:
        return _digest(surroundings())
    if label == ROOT:
        return _digest(root)
    if label.startswith(INSTALLED):
        from yearbook.press.keep.installed import state_of

        return state_of(root, label)
    path = place(root, label)
    try:
        return _state(path, label)
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except (OSError, ValueError):  # a name that no file can have
        return THERE


def _state(path: str, label: str) -> str:
    if label.startswith(LOOKED):
        return _kind(path)
    if label.startswith(ASKED):
        seen = _stat(path)
        return f"{kinds.S_IFMT(seen.st_mode):o} {seen.st_size} {seen.st_mtime_ns}"
    if label.endswith((LISTED, TOLD, IMPORTED)):
        return _digest("\n".join(sorted(_listed(path, label))))
    if not kinds.S_ISREG(_stat(path).st_mode):  # a pipe or a terminal may have nothing to say for ever
        return THERE
    with _open(path, "rb") as file:
        content = file.read()
    if label.startswith("notebooks/") and label.endswith(".ipynb"):
        content = what_counts(content)
    return hashlib.sha256(content).hexdigest()


def _kind(path: str) -> str:
    mode = _lstat(path).st_mode
    if not kinds.S_ISLNK(mode):
        return f"{kinds.S_IFMT(mode):o}"
    try:
        there = f"{kinds.S_IFMT(_stat(path).st_mode):o}"
    except OSError:
        there = ABSENT
    return f"link to {_readlink(path)}, {there}"


def _listed(path: str, label: str) -> list[str]:
    names = [name for name in _listdir(path) if not name.startswith(PRIVATE) and not name.endswith(TEMPORARY)]
    if label.endswith(IMPORTED):
        return [name for name in names if importable(name) and name != "outputs"]  # made by the first build
    if label.endswith(LISTED):
        return [f"{name} {_kind(os.path.join(path, name))}" for name in names]
    return [f"{name} {_state(os.path.join(path, name), ASKED)}" for name in names]


def surroundings() -> str:
    """Return what is in force here beside files: the time zone and the locale."""
    zone = os.environ.get("TZ")
    if zone is None:
        try:
            zone = os.path.realpath("/etc/localtime") if os.name == "posix" else ""
        except OSError:
            zone = ""
    return "\n".join([zone, *(os.environ.get(name, "") for name in _SET_BY_LOCALE)])


# The seed of hashes in every process that runs notebooks: without one each would walk through a set in another order.
SEED = "0"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def what_counts(notebook: bytes) -> bytes:
    """Return what can change a notebook's outcome: its cells' kinds, ids, tags, sources and pasted pictures."""
    try:
        content = json.loads(notebook)
        cells = [
            [
                cell["cell_type"],
                cell.get("id"),
                cell.get("metadata", {}).get("tags", []),
                "".join(cell["source"]),
                cell.get("attachments"),
            ]
            for cell in content["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return notebook
    return json.dumps([content.get("nbformat"), cells], sort_keys=True).encode("utf-8", "surrogatepass")
