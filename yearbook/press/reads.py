"""What a piece of work read: the files it opened, the folders it listed, the names it looked for.

Nothing has to be declared: an audit hook sees every file that Python opens. Little of the standard library and nothing
else is imported here, because the question whether anything is left to do is answered with this module alone.

Each thing read has a label, a path below the workbook (or below the package: `yearbook/…`), and a state:

    data/2021/budget.csv    the SHA-256 of its content; of a section's notebook, of what counts in it; or "absent"
    data/2021/              (a folder listed) the SHA-256 of the names in it
    ?params                 (a name looked for) "there" or "absent"

Not seen: what compiled code opens by itself, and what another program opens. Where a notebook starts a program, asks
the network or a database, or reads outside the workbook, that is noted as a doubt, and nobody vouches for its result.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from _thread import get_ident
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from yearbook.press.whose import (
    IMPORT,
    NOTEBOOK,
    PACKAGE,
    PRIVATE,
    asker,
    found,
    is_below,
    is_import,
    is_private,
    is_systems,
)

ABSENT, THERE, TORN = "absent", "there", "torn"
LOCK = "requirements.lock"
_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.sendto"}
_WRITING = os.O_WRONLY | os.O_RDWR


class Reads:
    """What was read since it began: `states` by label; `doubts`, the reasons why that may not be all."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.states: dict[str, str] = {}
        self.doubts: list[str] = []
        self._busy: set[int] = set()
        self._made: set[str] = set()

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
        return sorted(label for label, then in self.states.items() if then == TORN)

    def doubt(self, reason: str) -> None:
        """Note a reason why not everything is seen."""
        if reason not in self.doubts:
            self.doubts.append(reason)

    def opened(self, _: str, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        label, outside = found(self.root, path)
        if label is None and not outside:
            return
        writing = any(sign in mode for sign in "wax+") if isinstance(mode, str) else bool(flags & _WRITING)
        importing = is_import(self.root)
        if label is None:
            if not writing or not self._writes_anew(outside, flags):
                self._read_outside(outside, importing)
        elif importing or (is_private(label) and asker(self.root) != NOTEBOOK):
            return
        elif label.startswith("outputs/"):
            # papermill keeps its own file on the bench; a notebook that reads elsewhere hangs on an earlier build.
            if not writing and "/.building/" not in label:
                self.doubt(f"reads {label}")
        elif writing:
            self.doubt(f"writes {label}")
        else:
            self.note(label, state(self.root, label))

    def listed(self, _: str, arguments: tuple[Any, ...]) -> None:
        label, outside = found(self.root, "." if arguments[0] is None else arguments[0])
        if (label is None and not outside) or is_import(self.root):
            return
        if label is None:
            self._read_outside(os.path.join(outside, ""))
            return
        asks = asker(self.root)
        if label.startswith("outputs") or asks == IMPORT or (is_private(label) and asks != NOTEBOOK):
            return
        self.note(f"{label}/", state(self.root, f"{label}/"))

    def looked_for(self, path: Any) -> None:
        """Note a name whose existence was asked."""
        label = None if get_ident() in self._busy else found(self.root, path)[0]
        if not label or label.startswith("outputs") or (is_private(label) and asker(self.root) != NOTEBOOK):
            return
        self.states.setdefault(f"?{label}", state(self.root, f"?{label}"))

    def started(self, event: str, arguments: tuple[Any, ...]) -> None:
        if asker(self.root) == NOTEBOOK:
            self.doubt(f"{event} {arguments[0] if arguments else ''}".strip())

    def connected(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Note a database: what is read of it is read past Python."""
        database = arguments[0] if isinstance(arguments[0], str) else os.fsdecode(arguments[0])
        in_memory = database in ("", ":memory:") or (database.startswith("file:") and "memory" in database)
        if not in_memory and asker(self.root) == NOTEBOOK:
            label, outside = (database, "") if database.startswith("file:") else found(self.root, database)
            self.doubt(f"reads {label or outside or database}")

    def made_folder(self, _: str, arguments: tuple[Any, ...]) -> None:
        full = os.path.abspath(os.fsdecode(arguments[0]))
        if not os.path.lexists(full):
            self._made.add(full)

    def _writes_anew(self, path: str, flags: int) -> bool:
        """Tell whether a file outside is written, and nothing that was in it can be read."""
        if os.path.isdir(path):  # where a temporary file without a name will be
            return True
        if flags & (os.O_TRUNC | os.O_EXCL) or not os.path.lexists(path):
            self._made.add(path)
            return True
        return not flags & os.O_RDWR

    def _read_outside(self, path: str, importing: bool = False) -> None:
        """Note a doubt where the notebook itself reads what lies outside the workbook."""
        if is_below(path, self._made) or is_systems(path) or asker(self.root, importing=importing) != NOTEBOOK:
            return
        if importing and os.path.basename(os.path.dirname(path)) == "__pycache__":
            folder, name = os.path.split(path)
            path = os.path.join(os.path.dirname(folder), name.split(".")[0] + ".py")
        self.doubt(f"reads {path}")

    def add_modules(self) -> None:
        """Note the project's modules that are loaded, and the lock that all others come from.

        Each is noted as it was when this process, or the one it is a fork of, was first asked.
        """
        # Only the newest are looked at: a fork that touched every module would copy the memory it shares.
        for module in list(islice(reversed(sys.modules.values()), max(0, len(sys.modules) - len(_seen)))):
            path = getattr(module, "__file__", None)
            _seen.append(path)
            label = found(self.root, path)[0] if path else None
            if label and label.endswith(".py"):
                _loaded[path] = state(self.root, label)
        for path, loaded in _loaded.items():
            if label := found(self.root, path)[0]:  # none of a module that another workbook brought
                self.note(label, loaded)
        self.states[LOCK] = state(self.root, LOCK)


_HEARD: Mapping[str, Callable[[Reads, str, tuple[Any, ...]], None]] = {
    "open": Reads.opened,
    "os.listdir": Reads.listed,
    "os.scandir": Reads.listed,
    "os.mkdir": Reads.made_folder,
    "sqlite3.connect": Reads.connected,
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
            names = sorted(entry for entry in os.listdir(path) if not entry.startswith(PRIVATE))
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
        waiting += _imports(path)
    return found | {LOCK}


def _imports(path: str) -> list[str]:
    """Return the modules of the package that a module may import: what it takes from one may be one itself."""
    import ast  # not where there is nothing to do

    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names if name.split(".")[0] == "yearbook"]


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
