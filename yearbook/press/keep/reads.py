"""What a piece of work read: the files it opened, the folders it listed, the names it looked for, and more.

Nothing has to be declared: an audit hook sees every file that Python opens, `asked` the questions that have no event,
`names` what code names that gives something else each time. What a thing is called, and its state, says `states`.
Little of the standard library and nothing else is imported here.

A state is noted before the thing is read. What is saved in between is then read, but not as what is noted, and the next
build reads it again. What cannot be seen is a doubt, and nobody vouches for a result with a doubt.

A notebook writes nothing but below `outputs/<its edition>/extra/`, temporary files, and outside the workbook.
"""

from __future__ import annotations

import json
import os
import sys
from _thread import get_ident
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from yearbook.press.keep import modules
from yearbook.press.keep.asked import questions
from yearbook.press.keep.names import Names
from yearbook.press.keep.states import (
    IMPORTED,
    LISTED,
    LOCK,
    LOOKED,
    ROOT,
    SURROUNDINGS,
    TOLD,
    TORN,
    UNSURE,
    WHOLE,
    state,
)  # fmt: skip
from yearbook.press.keep.whose import (
    IMPORT,
    NOTEBOOK,
    OF_ENVIRONMENT,
    PACKAGE,
    asker,
    is_ours,
    is_private,
    leads_here,
    named,
)
from yearbook.press.keep.writes import CHANGES, Writes

_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
_ADDRESSED = {"socket.connect", "socket.sendto"}  # the socket first, then the address
_NETWORK = {"socket.getaddrinfo", *_ADDRESSED}
_COMPILED = {"ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle"}
_CELL = "<ipython-input-"
_WRITING = os.O_WRONLY | os.O_RDWR


class Reads:
    """What was read since it began: `states` by label; `doubts`, the reasons why that may not be all.

    `installed` are the files of packages that were opened or loaded. `edition` is set for a notebook's job alone: then
    it may write nothing of the workbook but its extra files.
    """

    def __init__(self, root: str, edition: str = "") -> None:
        self.root, self.edition = root, edition
        self.states: dict[str, str] = {}
        self.doubts: list[str] = []
        self.installed: set[str] = set()
        self.own_variables: set[str] = set()
        self.writes = Writes(self)
        self._names = Names()
        self._busy: set[int] = set()

    def ask(self, event: str, *arguments: Any) -> None:
        """Note one question, or event of the interpreter, unless it is one of our own.

        Raises WritingError for what a notebook may not write.
        """
        if self.is_deaf():
            return
        with self.unheard():
            _HEARD[event](self, event, arguments)

    def is_deaf(self) -> bool:
        """Tell whether this thread is not listened to now."""
        return get_ident() in self._busy

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Do not listen to this thread while the block runs."""
        was_deaf = self.is_deaf()
        self._busy.add(get_ident())
        try:
            yield
        finally:
            if not was_deaf:
                self._busy.discard(get_ident())

    def note(self, label: str, now: str) -> None:
        """Note the state of one thing read."""
        then = self.states.setdefault(label, now)
        if then != now:
            self.states[label] = UNSURE if UNSURE in (then, now) else TORN

    def include(self, states: Mapping[str, str]) -> None:
        """Note what somebody else read."""
        for label, now in states.items():
            self.note(label, now)

    @property
    def torn(self) -> list[str]:
        """The labels that were read twice and had changed in between."""
        return sorted(label for label, then in self.states.items() if then == TORN)

    def doubt(self, deed: str, what: object) -> None:
        """Note why not everything is seen: a notebook "reads", "starts" (a program), "asks" (a network), and so on."""
        if f"{deed} {what}" not in self.doubts:
            self.doubts.append(f"{deed} {what}")

    def opened(self, _: str, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        name = named(self.root, path)
        writing = any(sign in mode for sign in "wax+") if isinstance(mode, str) else bool(flags & _WRITING)
        if writing and os.path.isdir(os.path.join(self.root, name)):
            return  # where a temporary file without a name will be
        if writing:
            self.writes.hold(name, anew=bool(flags & (os.O_TRUNC | os.O_EXCL)) or not flags & os.O_RDWR)
        elif name.startswith(OF_ENVIRONMENT):
            self.installed.add(modules.source_of(name.removeprefix(OF_ENVIRONMENT)))
        elif not name and str(path).endswith(modules.BYTECODE):
            modules.imported(self, modules.source_of(os.path.abspath(os.fsdecode(path))))
        elif self.counts(name):
            self.note(self._content(name), state(self.root, self._content(name)))

    def listed(self, event: str, arguments: tuple[Any, ...]) -> None:
        told = event == "os.scandir" and arguments[:1] == (TOLD,)
        path = arguments[-1]
        name = named(self.root, "." if path is None else path)
        if is_ours(name):
            return
        asks = asker(self.root)
        if asks == IMPORT:
            self._searched(name)
        elif self.counts(name, asks):
            label = f"{name.rstrip('/')}{TOLD if told else LISTED}"
            self.states.setdefault(label, state(self.root, label))

    def add_ways(self) -> None:
        """Note where a notebook's modules are looked for: beside it, in the workbook, in the package.

        Python lists each of these folders once, perhaps before, and again whenever its date changes. A folder outside
        may be one of this process alone, such as a worker's.
        """
        folders = [os.path.join(self.root, "notebooks"), *filter(os.path.isdir, sys.path), *modules.folders(PACKAGE)]
        for name in dict.fromkeys(named(self.root, folder) for folder in folders):
            if not is_ours(name) and not os.path.isabs(name):
                self._searched(name)

    def _searched(self, name: str) -> None:
        """Note what could be imported from a folder, and not what else lies there."""
        if not (os.path.isabs(name) and leads_here(self.root, name)):
            self.note(f"{name}{IMPORTED}", state(self.root, f"{name}{IMPORTED}"))

    def looked_for(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Note a name whose existence, or whose size and date, was asked."""
        sign, path = arguments
        name = named(self.root, path)
        if is_ours(name) or (os.path.isabs(name) and leads_here(self.root, name)):
            return
        asks = asker(self.root)
        if self.counts(name, asks, looking=True):
            label = f"{sign if asks == NOTEBOOK else LOOKED}{name}"
            self.states.setdefault(label, state(self.root, label))

    def started(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note a program that was started, a network that was asked, compiled code that was called."""
        if asker(self.root) == NOTEBOOK:
            whom = arguments[1] if event in _ADDRESSED else arguments[0] if arguments else event
            deed = "starts" if event in _PROGRAMS else "asks" if event in _NETWORK else "unseen"
            self.doubt(deed, whom if deed != "unseen" else "ctypes")

    def connected(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Note a database by its content, with what is written beside it."""
        database = os.fsdecode(arguments[0])
        file = database.removeprefix("file:").partition("?")[0] if database.startswith("file:") else database
        if file in ("", ":memory:") or "mode=memory" in database or asker(self.root) != NOTEBOOK:
            return
        for path in (file, f"{file}-wal", f"{file}-journal"):
            name = named(self.root, path)
            if self.counts(name, NOTEBOOK):
                self.note(name, state(self.root, name))
        self.writes.may_leave(named(self.root, file))

    def changed(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what is made, removed, moved, cut off or dressed otherwise: none of it is a reading."""
        self.writes.changed(event, arguments)

    def imported(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Note a compiled module by its file; the interpreter opens it itself."""
        file = arguments[1]
        if isinstance(file, str) and file.endswith(modules.LIBRARY):
            modules.imported(self, file)

    def executed(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Take in what the code names that a notebook runs, itself or in a module of its own."""
        code = arguments[0]
        file = getattr(code, "co_filename", "<frozen")
        if not self.edition or file.startswith("<frozen"):
            return
        if file.startswith("<"):
            own = file.startswith(_CELL) or asker(self.root) == NOTEBOOK
        else:
            own = not named(self.root, file).startswith((OF_ENVIRONMENT, "yearbook/"))
        if own:
            self._names.read(code)

    def _content(self, name: str) -> str:
        """Return the label of a file's content: of a notebook that another reads, all of it counts."""
        is_notebook = name.startswith("notebooks/") and name.endswith(".ipynb")
        return f"{name}{WHOLE}" if is_notebook and self.edition and asker(self.root) == NOTEBOOK else name

    def counts(self, name: str, asks: str = "", *, looking: bool = False) -> bool:
        """Tell whether a notebook, or the program, hangs on a name; what it may not hang on is a doubt.

        Who is `looking` for the way to the extra files hangs on nothing.
        """
        if is_ours(name):
            return False
        asks = asks or asker(self.root)
        if name.startswith("outputs"):  # papermill keeps its own file there; what an earlier build made is no input
            own = self.writes.left_below(name) or (looking and self.writes.leads_to_extra(name))
            if asks == NOTEBOOK and not own:
                self.doubt("reads", name)
            return False
        if os.path.isabs(name):
            # What is imported from an archive is read out of it by Python itself.
            return (asks == NOTEBOOK or name in sys.path) and not self.writes.made(name)
        # Programs keep hidden files for themselves: a workbook may be somebody's home.
        return asks == NOTEBOOK or not is_private(name)

    def finish(self) -> None:
        """Note what is known when the work is done: modules, what was left behind, what the code named."""
        with self.unheard():
            self.add_modules()
            self.states |= self.writes.left()
            for what, name in self._names.doubts() if self.edition else ():
                self.doubt(what, name)
            if self._names.asks_where:
                self.states[ROOT] = state(self.root, ROOT)

    def add_modules(self) -> None:
        """Note the modules that are loaded, the lock, and what surrounds all."""
        modules.add(self)
        self.states[LOCK] = state(self.root, LOCK)
        self.states[SURROUNDINGS] = state(self.root, SURROUNDINGS)

    def packages(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the installed files that this process had loaded when it was first asked, and those since."""
        return frozenset(modules.INSTALLED), frozenset(self.installed - modules.INSTALLED)


_HEARD: Mapping[str, Callable[[Reads, str, tuple[Any, ...]], None]] = {
    "open": Reads.opened,
    "os.listdir": Reads.listed,
    "os.scandir": Reads.listed,
    "os.stat": Reads.looked_for,
    "sqlite3.connect": Reads.connected,
    "import": Reads.imported,
    "exec": Reads.executed,
    **dict.fromkeys(CHANGES, Reads.changed),
    **dict.fromkeys(_PROGRAMS | _NETWORK | _COMPILED, Reads.started),
}
_listening: list[Reads] = []
_hooked: list[bool] = []


@contextmanager
def recording(root: str, edition: str = "") -> Iterator[Reads]:
    """Record what this process reads while the block runs; with `edition` it is a notebook of that edition."""
    if not _hooked:
        sys.addaudithook(_hear)  # for the life of the process: the interpreter knows no way back
        _hooked.append(True)
    reads = Reads(root, edition)
    reads.add_modules()
    if edition:
        reads.add_ways()
    _listening.append(reads)
    try:
        with questions(reads):
            yield reads
    finally:
        _listening.remove(reads)
        reads.finish()


@contextmanager
def overheard(root: str) -> Iterator[Reads]:
    """Hear the events of a block as well, which is part of a recording; modules are told to that alone."""
    reads = Reads(root)
    _listening.append(reads)
    try:
        yield reads
    finally:
        _listening.remove(reads)


@contextmanager
def unheard_by_all() -> Iterator[None]:
    """Let nobody listen to this thread while the block runs: it looks at what others read, and reads nothing itself."""
    with ExitStack() as stack:
        for reads in _listening:
            stack.enter_context(reads.unheard())
        yield


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _HEARD:  # asked here, because there are thousands of others
        for reads in _listening:
            reads.ask(event, *arguments)


def load_ipython_extension(shell: Any) -> None:
    """Record in a kernel, and leave what was read in the file named by YEARBOOK_READS after every cell."""
    root, target, edition = (os.environ[f"YEARBOOK_{name}"] for name in ("ROOT", "READS", "EDITION"))
    shell.yearbook_recording = recording(root, edition)  # held, or it would end with this call
    reads = shell.yearbook_recording.__enter__()

    def leave(_: Any) -> None:
        reads.finish()
        with reads.unheard(), open(target, "w", encoding="utf-8") as file:
            json.dump([reads.states, reads.doubts, *map(sorted, reads.packages())], file)

    shell.events.register("post_run_cell", leave)
