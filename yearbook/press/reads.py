"""What a piece of work read: the files it opened, the folders it listed, the names it looked for.

Nothing has to be declared: an audit hook sees every file that Python opens. Little of the standard library and nothing
else is imported here, because the question whether anything is left to do is answered with this module alone.

Each thing read has a label, a path below the workbook (or below the package: `yearbook/…`), and a state:

    data/2021/budget.csv    the SHA-256 of its content; of a section's notebook, of what counts in it; or "absent"
    data/2021/              (a folder listed) the SHA-256 of the names in it
    ?params                 (a name looked for) "there" or "absent"

Not seen: what compiled code opens by itself, and what another program opens. Where a notebook starts a program or asks
the network, that is noted as a doubt, and nobody vouches for its result.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from _thread import get_ident
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ABSENT, THERE, TORN = "absent", "there", "torn"
LOCK = "requirements.lock"
_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.sendto"}
_WRITING = os.O_WRONLY | os.O_RDWR
_PRIVATE = (".", "~$", "__pycache__")


class Reads:
    """What was read since it began: `states` by label; `doubts`, the reasons why that may not be all."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.states: dict[str, str] = {}
        self.doubts: list[str] = []
        self._busy: set[int] = set()

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note one event of the interpreter."""
        if get_ident() in self._busy:
            return
        self._busy.add(get_ident())
        try:
            _HEARD[event](self, event, arguments)
        finally:
            self._busy.discard(get_ident())

    def note(self, label: str, now: str) -> None:
        """Note the state of one thing read."""
        if self.states.setdefault(label, now) != now:
            self.states[label] = TORN

    def include(self, states: Mapping[str, str]) -> None:
        """Note what somebody else read."""
        for label, now in states.items():
            self.note(label, now)

    @property
    def torn(self) -> list[str]:
        """The labels that were read twice and had changed in between."""
        return sorted(label for label, found in self.states.items() if found == TORN)

    def opened(self, _: str, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        label = _label(self.root, path)
        if label is None or _is_import():
            return
        writing = any(sign in mode for sign in "wax+") if isinstance(mode, str) else bool(flags & _WRITING)
        if label.startswith("outputs/"):
            # papermill keeps its own file on the bench; a notebook that reads elsewhere hangs on an earlier build.
            if not writing and "/.building/" not in label:
                self.doubts.append(f"reads {label}")
        elif writing:
            self.doubts.append(f"writes {label}")
        else:
            self.note(label, state(self.root, label))

    def listed(self, _: str, arguments: tuple[Any, ...]) -> None:
        label = _label(self.root, "." if arguments[0] is None else arguments[0])
        if label is not None and not label.startswith("outputs") and not _is_import():
            self.note(f"{label}/", state(self.root, f"{label}/"))

    def looked_for(self, path: Any) -> None:
        """Note a name whose existence was asked."""
        label = None if get_ident() in self._busy else _label(self.root, path)
        if label and not label.startswith("outputs"):
            self.states.setdefault(f"?{label}", state(self.root, f"?{label}"))

    def started(self, event: str, arguments: tuple[Any, ...]) -> None:
        self.doubts.append(f"{event} {arguments[0] if arguments else ''}".strip())

    def add_modules(self) -> None:
        """Note the project's modules that are loaded, and the lock that all others come from.

        Each is noted as it was when this process, or the one it is a fork of, was first asked.
        """
        # Only the newest are looked at: a fork that touched every module would copy the memory it shares.
        for module in list(islice(reversed(sys.modules.values()), max(0, len(sys.modules) - len(_seen)))):
            path = getattr(module, "__file__", None)
            _seen.append(path)
            label = _label(self.root, path) if path else None
            if label and label.endswith(".py"):
                _loaded[path] = state(self.root, label)
        for path, loaded in _loaded.items():
            self.note(_label(self.root, path), loaded)
        self.states[LOCK] = state(self.root, LOCK)


_HEARD: Mapping[str, Callable[[Reads, str, tuple[Any, ...]], None]] = {
    "open": Reads.opened,
    "os.listdir": Reads.listed,
    "os.scandir": Reads.listed,
    **dict.fromkeys(_PROGRAMS | _NETWORK, Reads.started),
}
_listening: list[Reads] = []
_hooked: list[bool] = []
_seen: list[str | None] = []
_loaded: dict[str, str] = {}


@contextmanager
def recording(root: str) -> Iterator[Reads]:
    """Record what this process reads below a workbook while the block runs."""
    if not _hooked:
        sys.addaudithook(_hear)  # for the life of the process: the interpreter knows no way back
        _hooked.append(True)
    reads, stat = Reads(root), os.stat

    def looking(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        reads.looked_for(path)
        return stat(path, *arguments, **options)

    os.stat = looking  # the one question about a file that no audit event tells of
    _listening.append(reads)
    try:
        yield reads
    finally:
        _listening.remove(reads)
        os.stat = stat
        reads.add_modules()


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _HEARD:  # asked here, because there are thousands of others
        for reads in _listening:
            reads.hear(event, arguments)


def place(root: str, label: str) -> str:
    """Return the path a label names."""
    name = label.removeprefix("?")
    base = os.path.dirname(PACKAGE) if name.startswith("yearbook/") or name == LOCK else root
    return os.path.join(base, name)


def state(root: str, label: str) -> str:
    """Return the state of what a label names, as it is now."""
    path = place(root, label)
    try:
        if label.startswith("?"):
            os.lstat(path)
            return THERE
        if label.endswith("/"):
            names = sorted(entry for entry in os.listdir(path) if not entry.startswith(_PRIVATE))
            return hashlib.sha256("\n".join(names).encode()).hexdigest()
        return _content_state(path, label)
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except OSError:
        return THERE


def _content_state(path: str, label: str) -> str:
    with open(path, "rb") as file:
        content = file.read()
    if label.startswith("notebooks/") and label.endswith(".ipynb"):
        content = what_counts(content)
    return hashlib.sha256(content).hexdigest()


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
    except (ValueError, KeyError, TypeError, AttributeError):
        return notebook
    return json.dumps([content.get("nbformat"), cells], sort_keys=True).encode()


def _label(root: str, path: Any) -> str | None:
    """Return the label of a path below the workbook or the package; None for what the lock or the system stands for."""
    if isinstance(path, int):
        return None
    full = os.path.abspath(os.fsdecode(path))
    if full.startswith((sys.prefix + os.sep, sys.base_prefix + os.sep)):
        return None
    for base, prefix in ((PACKAGE, "yearbook/"), (root, "")):
        if full == base:
            return prefix.rstrip("/") or "."
        if full.startswith(base + os.sep):
            label = prefix + full[len(base) + 1 :].replace(os.sep, "/")
            # What editors, Python and this program keep for themselves comes and goes, and says nothing.
            private = any(part.startswith(_PRIVATE) for part in label.split("/"))
            return None if private and not label.startswith("outputs/") else label
    return None


def _is_import() -> bool:
    """Tell whether the import system is asking: modules are noted by themselves, packages by the lock."""
    return "importlib" in sys._getframe(4).f_code.co_filename


def behind(module: str) -> set[str]:
    """Return the labels of a module of the package and of all it imports, itself or through others, and of the lock."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = os.path.join(os.path.dirname(PACKAGE), *name.split("."))
        path = f"{path}.py" if os.path.isfile(f"{path}.py") else os.path.join(path, "__init__.py")
        label = os.path.relpath(path, os.path.dirname(PACKAGE)).replace(os.sep, "/")
        if label in found or not os.path.isfile(path):
            continue
        found.add(label)
        with open(path, encoding="utf-8") as file:
            for source, names in re.findall(r"^\s*from (yearbook[\w.]*) import ([\w, ]+)", file.read(), re.M):
                waiting += [source, *(f"{source}.{word.strip()}" for word in names.split(","))]
    return found | {LOCK}


def load_ipython_extension(shell: Any) -> None:
    """Record in a kernel, and leave what was read in the file named by YEARBOOK_READS after every cell."""
    root, target = os.environ["YEARBOOK_ROOT"], os.environ["YEARBOOK_READS"]
    shell.yearbook_recording = recording(root)  # held, or it would end with this call
    reads = shell.yearbook_recording.__enter__()

    def leave(_: Any) -> None:
        reads.add_modules()
        with open(target, "w", encoding="utf-8") as file:
            json.dump([reads.states, reads.doubts], file)

    shell.events.register("post_run_cell", leave)
