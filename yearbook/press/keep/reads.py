"""What a piece of work read: the files it opened, the folders it listed, the names it looked for.

Nothing has to be declared: an audit hook sees every file that Python opens. Little of the standard library and nothing
else is imported here, because the question whether anything is left to do is answered with this module alone.

Each thing read has a label, a path below the workbook (or below the package: `yearbook/…`), and a state:

    data/2021/figures.csv   the SHA-256 of its content; of a section's notebook, of what counts in it; or "absent"
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

from yearbook.press.keep.whose import IMPORT, NOTEBOOK, PACKAGE, PRIVATE, asker, is_private, named

ABSENT, THERE, TORN = "absent", "there", "torn"
LOCK = "requirements.lock"
_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
_ADDRESSED = {"socket.connect", "socket.sendto"}  # the socket first, then the address
_NETWORK = {"socket.getaddrinfo", *_ADDRESSED}
# What the program that builds was started by is not what a notebook reads.
_STARTED = ("__main__", "__mp_main__")
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

    def doubt(self, deed: str, what: object) -> None:
        """Note why not everything is seen: a notebook "reads", "writes", "starts" (a program) or "asks" (a network)."""
        if f"{deed} {what}" not in self.doubts:
            self.doubts.append(f"{deed} {what}")

    def opened(self, _: str, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        name = named(self.root, path)
        writing = any(sign in mode for sign in "wax+") if isinstance(mode, str) else bool(flags & _WRITING)
        if not name or self._is_kept_by_programs(name):
            return
        if os.path.isabs(name):
            if not (writing and self._writes_anew(name, flags)):
                self._read_outside(name)
        elif name.startswith("outputs/"):
            # papermill keeps its own file on the bench; a notebook that reads elsewhere hangs on an earlier build.
            if not writing and "/.building/" not in name:
                self.doubt("reads", name)
        elif writing:
            self.doubt("writes", name)
        else:
            self.note(name, state(self.root, name))

    def listed(self, _: str, arguments: tuple[Any, ...]) -> None:
        name = named(self.root, "." if arguments[0] is None else arguments[0])
        if not name or name.startswith("outputs") or self._is_kept_by_programs(name):
            return
        if os.path.isabs(name):
            self._read_outside(os.path.join(name, ""))
        elif asker(self.root) != IMPORT:  # modules are noted by themselves, not the folders they were looked for in
            self.note(f"{name}/", state(self.root, f"{name}/"))

    def looked_for(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Note a name whose existence was asked."""
        name = named(self.root, arguments[0])
        if not name or os.path.isabs(name) or name.startswith("outputs") or self._is_kept_by_programs(name):
            return
        self.states.setdefault(f"?{name}", state(self.root, f"?{name}"))

    def started(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note a program that was started, or a network that was asked."""
        if asker(self.root) == NOTEBOOK:
            whom = arguments[1] if event in _ADDRESSED else arguments[0] if arguments else event
            self.doubt("starts" if event in _PROGRAMS else "asks", whom)

    def connected(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Note a database: what is read of it is read past Python."""
        database = os.fsdecode(arguments[0])
        file = database.removeprefix("file:").partition("?")[0] if database.startswith("file:") else database
        if file in ("", ":memory:") or "mode=memory" in database or asker(self.root) != NOTEBOOK:
            return
        name = named(self.root, file)
        if name and not os.path.isabs(name):
            self.doubt("reads", name)
        elif name:
            self._read_outside(name)

    def made_folder(self, _: str, arguments: tuple[Any, ...]) -> None:
        full = os.path.abspath(os.fsdecode(arguments[0]))
        if not os.path.lexists(full):
            self._made.add(full)

    def _is_kept_by_programs(self, name: str) -> bool:
        """Tell whether programs read a hidden file for themselves: a workbook may be somebody's home."""
        return not os.path.isabs(name) and is_private(name) and asker(self.root) != NOTEBOOK

    def _writes_anew(self, path: str, flags: int) -> bool:
        """Tell whether a file outside is written, and nothing that was in it can be read."""
        if os.path.isdir(path):  # where a temporary file without a name will be
            return True
        if flags & (os.O_TRUNC | os.O_EXCL) or not os.path.lexists(path):
            self._made.add(path)
            return True
        return not flags & os.O_RDWR

    def _read_outside(self, path: str) -> None:
        """Doubt what the notebook reads outside the workbook, unless it made that itself."""
        above = path
        while above not in self._made and above != os.path.dirname(above):
            above = os.path.dirname(above)
        if above not in self._made and asker(self.root) == NOTEBOOK:
            self.doubt("reads", path)

    def add_modules(self) -> None:
        """Note the project's modules that are loaded, and the lock that all others come from.

        Each is noted as it was when this process, or the one it is a fork of, was first asked. One that lies outside
        is a doubt, unless it was there at that first time: then no notebook asked for it.
        """
        first = not _seen
        # Only the newest are looked at: a fork that touched every module would copy the memory it shares.
        newest = islice(reversed(sys.modules.items()), max(0, len(sys.modules) - len(_seen)))
        for module, path in [(name, getattr(module, "__file__", None)) for name, module in newest]:
            _seen.append(path)
            name = named(self.root, path) if path else ""
            if os.path.isabs(name):
                _strangers.extend([] if first else [name])
            elif path and name.endswith(".py") and (module not in _STARTED or name.startswith("yearbook/")):
                _loaded[path] = state(self.root, name)
        for path, loaded in _loaded.items():
            name = named(self.root, path)
            if not os.path.isabs(name):  # none of a module that another workbook brought
                self.note(name, loaded)
        for path in _strangers:
            self.doubt("reads", path)
        self.states[LOCK] = state(self.root, LOCK)


_HEARD: Mapping[str, Callable[[Reads, str, tuple[Any, ...]], None]] = {
    "open": Reads.opened,
    "os.listdir": Reads.listed,
    "os.scandir": Reads.listed,
    "os.stat": Reads.looked_for,
    "os.mkdir": Reads.made_folder,
    "sqlite3.connect": Reads.connected,
    **dict.fromkeys(_PROGRAMS | _NETWORK, Reads.started),
}
_listening: list[Reads] = []
_hooked: list[bool] = []
_seen: list[str | None] = []
_loaded: dict[str, str] = {}
_strangers: list[str] = []


@contextmanager
def recording(root: str) -> Iterator[Reads]:
    """Record what this process reads below a workbook while the block runs."""
    if not _hooked:
        sys.addaudithook(_hear)  # for the life of the process: the interpreter knows no way back
        _hooked.append(True)
    reads, stat = Reads(root), os.stat
    reads.add_modules()

    def looking(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        reads.hear("os.stat", (path,))
        return stat(path, *arguments, **options)

    os.stat = looking  # the one question about a file that the interpreter has no event for
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
    labels: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = os.path.join(os.path.dirname(PACKAGE), *name.split("."))
        path = f"{path}.py" if os.path.isfile(f"{path}.py") else os.path.join(path, "__init__.py")
        label = os.path.relpath(path, os.path.dirname(PACKAGE)).replace(os.sep, "/")
        if label in labels or not os.path.isfile(path):
            continue
        labels.add(label)
        waiting += _imports(path)
    return labels | {LOCK}


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
