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
import tempfile
from _thread import get_ident
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

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
    VARIABLE,
    WHOLE,
    state,
)  # fmt: skip
from yearbook.press.keep.whose import (
    BEGAN,
    IMPORT,
    MACHINERY,
    NOTEBOOK,
    OF_ENVIRONMENT,
    asker,
    is_private,
    named,
    path_of,
)

EXTRA = "extra"
_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
_ADDRESSED = {"socket.connect", "socket.sendto"}  # the socket first, then the address
_NETWORK = {"socket.getaddrinfo", *_ADDRESSED}
_COMPILED = {"ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle"}
# What changes a file or folder: by event, where its paths stand among the arguments, each with the open folder it
# counts from.
_CHANGES: dict[str, tuple[tuple[int, int | None], ...]] = {
    **dict.fromkeys(("os.remove", "os.rmdir"), ((0, 1),)),
    **dict.fromkeys(("os.truncate", "os.setxattr"), ((0, None),)),
    **dict.fromkeys(("os.mkdir", "os.chmod"), ((0, 2),)),
    **dict.fromkeys(("os.chown", "os.utime"), ((0, 3),)),
    **dict.fromkeys(("os.rename", "os.link"), ((0, 2), (1, 3))),
    "os.symlink": ((1, 2),),
}
# What the program that builds was started by is not what a notebook reads.
_STARTED = ("__main__", "__mp_main__")
_WRITING = os.O_WRONLY | os.O_RDWR
_SOURCE, _BYTECODE, _LIBRARY = ".py", ".pyc", (".so", ".pyd")
# Set for every notebook by what runs it, and the same for all.
_OURS = {
    *("JUPYTER_PREFER_ENV_PATH", "PYTHONUTF8", "PYDEVD_DISABLE_FILE_VALIDATION", "PYTHONPATH", "MPLBACKEND"),
    *("SOURCE_DATE_EPOCH", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "JPY_SESSION_NAME"),
    *(
        "JPY_PARENT_PID",
        "JPY_INTERRUPT_EVENT",
        "PAPERMILL_INPUT_PATH",
        "PAPERMILL_OUTPUT_PATH",
        "TMPDIR",
        "TEMP",
        "TMP",
    ),
    *("PWD", "OLDPWD", "SHLVL", "_", "COLUMNS", "LINES", "PYDEVD_USE_FRAME_EVAL", "FORCE_COLOR", "CLICOLOR", "TERM"),
}
_OURS_BEGIN = "YEARBOOK_"
# Compiled parts of packages that open files through Python, if at all; any other may open them past it.
_OPEN_THROUGH_PYTHON = {
    *("numpy", "pandas", "matplotlib", "PIL", "contourpy", "kiwisolver", "yaml", "charset_normalizer", "chardet"),
    *(
        "pydantic_core",
        "rpds",
        "msgpack",
        "_brotli",
        "tornado",
        "zmq",
        "markupsafe",
        "psutil",
        "debugpy",
        "lib-dynload",
    ),
}


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
        self._names = Names()
        self._busy: set[int] = set()
        self._made: set[str] = set()
        self._left: set[str] = set()

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note one event of the interpreter. Raises WritingError for what a notebook may not write."""
        self.ask(event, *arguments)

    def ask(self, event: str, *arguments: Any) -> None:
        """Note one question or event, unless it is one of our own."""
        if get_ident() in self._busy:
            return
        with self.unheard():
            _HEARD[event](self, event, arguments)

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Do not listen to this thread while the block runs."""
        self._busy.add(get_ident())
        try:
            yield
        finally:
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
            self._written(name, anew=bool(flags & (os.O_TRUNC | os.O_EXCL)) or not flags & os.O_RDWR)
        elif name.startswith(OF_ENVIRONMENT):
            self.installed.add(_source_of(name.removeprefix(OF_ENVIRONMENT)))
        elif not name and str(path).endswith(_BYTECODE):
            self._imported(_source_of(os.path.abspath(os.fsdecode(path))))
        elif self._counts(name):
            self.note(self._content(name), state(self.root, self._content(name)))

    def listed(self, event: str, arguments: tuple[Any, ...]) -> None:
        told = event == "os.scandir" and arguments[:1] == (TOLD,)
        path = arguments[-1]
        name = named(self.root, "." if path is None else path)
        if self._is_ours(name):
            return
        asks = asker(self.root)
        if asks == IMPORT:  # what could be imported from there, and not what else lies there
            self.note(f"{name}{IMPORTED}", state(self.root, f"{name}{IMPORTED}"))
        elif self._counts(name, asks):
            label = f"{name.rstrip('/')}{TOLD if told else LISTED}"
            self.states.setdefault(label, state(self.root, label))

    def looked_for(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Note a name whose existence, or whose size and date, was asked."""
        sign, path = arguments
        name = named(self.root, path)
        if self._is_ours(name):
            return
        asks = asker(self.root)
        if self._counts(name, asks, looking=True):
            label = f"{sign if asks == NOTEBOOK else LOOKED}{name}"
            self.states.setdefault(label, state(self.root, label))

    def asked_variable(self, name: Any) -> None:
        """Note a variable of the environment; "*" is all of them."""
        name = os.fsdecode(name)
        if name in _OURS or name in self.own_variables or name.startswith(_OURS_BEGIN) or get_ident() in self._busy:
            return
        with self.unheard():
            if asker(self.root) != NOTEBOOK:
                return
            if name == "*":
                self.doubt("uses", "os.environ")
            else:
                self.states.setdefault(f"{VARIABLE}{name}", state(self.root, f"{VARIABLE}{name}"))

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
            if self._counts(name, NOTEBOOK):
                self.note(name, state(self.root, name))
        if self.edition and _is_below(named(self.root, file), self._extra):
            self._left.add(named(self.root, file))

    def changed(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what is made, removed, moved, cut off or dressed otherwise: none of it is a reading."""
        paths = [_below(arguments[place], arguments[folder] if folder else None) for place, folder in _CHANGES[event]]
        names = [named(self.root, path) for path in paths]
        if event == "os.mkdir" and os.path.lexists(paths[0]):
            return
        if len(names) == 2 and os.path.isabs(names[0]) and self._counts(names[0]):
            self.doubt("reads", names[0])  # what is moved away cannot be looked at again
        for name in names:
            self._written(name, anew=True)
        if event in ("os.rename", "os.remove"):
            self._left.discard(names[0])

    def imported(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Note a compiled module by its file; the interpreter opens it itself."""
        file = arguments[1]
        if isinstance(file, str) and file.endswith(_LIBRARY):
            self._imported(file)

    def executed(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Take in what the code names that a notebook runs, itself or in a module of its own."""
        code = arguments[0]
        file = getattr(code, "co_filename", "<frozen")
        if not self.edition or file.startswith("<frozen"):
            return
        if file.startswith("<"):
            own = asker(self.root) == NOTEBOOK
        else:
            own = not named(self.root, file).startswith((OF_ENVIRONMENT, "yearbook/"))
        if own:
            self._names.read(code)

    def _imported(self, path: str) -> None:
        """Note a module's file as it is before it is loaded, whoever asks for it and however."""
        name = named(self.root, path)
        if name.startswith(OF_ENVIRONMENT):
            self.installed.add(path)
            self._hold_known(path)
        elif name:
            self.note(name, state(self.root, name))
            if path.endswith(_LIBRARY):
                self.doubt("unseen", name)

    def _hold_known(self, library: str) -> None:
        if library.endswith(_LIBRARY) and not _OPEN_THROUGH_PYTHON & {
            part.partition(".")[0] for part in library.split(os.sep)
        }:
            self.doubt("unseen", os.path.basename(library).partition(".")[0])

    @property
    def _extra(self) -> str:
        return f"outputs/{self.edition}/{EXTRA}"

    def _content(self, name: str) -> str:
        """Return the label of a file's content: of a notebook that another reads, all of it counts."""
        is_notebook = name.startswith("notebooks/") and name.endswith(".ipynb")
        return f"{name}{WHOLE}" if is_notebook and self.edition and asker(self.root) == NOTEBOOK else name

    def _is_ours(self, name: str) -> bool:
        return not name or name.startswith(OF_ENVIRONMENT)

    def _counts(self, name: str, asks: str = "", *, looking: bool = False) -> bool:
        """Tell whether a notebook, or the program, hangs on a name; what it may not hang on is a doubt.

        Who is `looking` for the way to the extra files hangs on nothing.
        """
        if self._is_ours(name):
            return False
        asks = asks or asker(self.root)
        if name.startswith("outputs"):  # papermill keeps its own file there; what an earlier build made is no input
            own = any(name == left or left.startswith(f"{name}/") for left in self._left)
            if asks == NOTEBOOK and not own and not (looking and _is_below(self._extra, name)):
                self.doubt("reads", name)
            return False
        if os.path.isabs(name):
            return asks == NOTEBOOK and not self._made_itself(name)
        # Programs keep hidden files for themselves: a workbook may be somebody's home.
        return asks == NOTEBOOK or not is_private(name)

    def _made_itself(self, path: str) -> bool:
        above = path
        while above not in self._made and above != os.path.dirname(above):
            above = os.path.dirname(above)
        return above in self._made

    def _written(self, name: str, *, anew: bool) -> None:
        """Hold that a notebook may write a file, and note which it leaves."""
        if self._is_ours(name) or asker(self.root) == MACHINERY:
            return
        if not os.path.isabs(name):
            if self.edition and _is_below(name, self._extra):
                self._left.add(name)
            elif asker(self.root) == IMPORT or (is_private(name) and not self.edition):
                return
            elif self.edition:
                self._forbid(name)
            elif not name.startswith("outputs/"):
                self.doubt("writes", name)
        elif asker(self.root) == NOTEBOOK:
            if not anew and os.path.lexists(name) and not self._made_itself(name):
                self.note(name, state(self.root, name))
            self._made.add(name)
            if not name.startswith(os.path.join(os.path.realpath(tempfile.gettempdir()), "")) and not is_private(name):
                self._left.add(name)

    def _forbid(self, name: str) -> None:
        from yearbook.errors import WritingError

        raise WritingError(
            f"sổ tay không được ghi, đổi hay xóa tệp này. Ghi vào {self._extra}/ hoặc một tệp tạm.",
            f"a notebook may not write, change or delete this. Write below {self._extra}/, or a temporary file.",
            place=name,
        )

    def finish(self) -> None:
        """Note what is known when the work is done: modules, what was left behind, what the code named."""
        with self.unheard():
            self.add_modules()
            for left in sorted(self._left):
                if not os.path.isdir(os.path.join(self.root, left)):
                    self.states[left] = state(self.root, left)
            for what, name in self._names.doubts() if self.edition else ():
                self.doubt(what, name)
            if self._names.asks_where:
                self.states[ROOT] = state(self.root, ROOT)

    def add_modules(self) -> None:
        """Note the project's modules that are loaded, the lock, and what surrounds all.

        Each is noted as it was when this process, or the one it is a fork of, was first asked: unless its file was
        written since that process began, for then it may not be what was loaded. One that lies outside is noted by its
        content, unless it was there at that first time: then no notebook asked for it.
        """
        first = not _seen
        # Only the newest are looked at: a fork that touched every module would copy the memory it shares.
        newest = list(islice(reversed(sys.modules.items()), max(0, len(sys.modules) - len(_seen))))
        for module, path in [(name, getattr(module, "__file__", None)) for name, module in newest]:
            _seen.append(path)
            if not isinstance(path, str):
                continue
            name = named(self.root, path)
            if name.startswith(OF_ENVIRONMENT):
                (_installed if first else self.installed).add(path)
                if not first:
                    self._hold_known(path)
            elif os.path.isabs(name):
                if not first:
                    self.states.setdefault(name, state(self.root, name))
            elif name.endswith(_SOURCE) and (module not in _STARTED or name.startswith("yearbook/")):
                if name not in self.states:
                    _loaded[path] = _as_loaded(self.root, name, path)
        for path, loaded in _loaded.items():
            name = named(self.root, path)
            if not os.path.isabs(name):  # none of a module that another workbook brought
                self.note(name, loaded)
        self.states[LOCK] = state(self.root, LOCK)
        self.states[SURROUNDINGS] = state(self.root, SURROUNDINGS)

    def packages(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the installed files that this process had loaded when it was first asked, and those since."""
        return frozenset(_installed), frozenset(self.installed - _installed)


_HEARD: Mapping[str, Callable[[Reads, str, tuple[Any, ...]], None]] = {
    "open": Reads.opened,
    "os.listdir": Reads.listed,
    "os.scandir": Reads.listed,
    "os.stat": Reads.looked_for,
    "sqlite3.connect": Reads.connected,
    "import": Reads.imported,
    "exec": Reads.executed,
    **dict.fromkeys(_CHANGES, Reads.changed),
    **dict.fromkeys(_PROGRAMS | _NETWORK | _COMPILED, Reads.started),
}
_listening: list[Reads] = []
_hooked: list[bool] = []
_seen: list[str | None] = []
_loaded: dict[str, str] = {}
_installed: set[str] = set()


@contextmanager
def recording(root: str, edition: str = "") -> Iterator[Reads]:
    """Record what this process reads while the block runs; with `edition` it is a notebook of that edition."""
    if not _hooked:
        sys.addaudithook(_hear)  # for the life of the process: the interpreter knows no way back
        _hooked.append(True)
    reads = Reads(root, edition)
    reads.add_modules()
    _listening.append(reads)
    try:
        with questions(reads):
            yield reads
    finally:
        _listening.remove(reads)
        reads.finish()


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _HEARD:  # asked here, because there are thousands of others
        for reads in _listening:
            reads.hear(event, arguments)


def _as_loaded(root: str, name: str, path: str) -> str:
    """Return the state of a module's file as it was loaded, or one that never holds where that is not sure."""
    try:
        status = os.stat(path)
    except OSError:
        return UNSURE
    return state(root, name) if max(status.st_mtime, status.st_ctime) < BEGAN else UNSURE


def _source_of(path: str) -> str:
    """Return the source that bytecode was made from; any other file, and bytecode without a source, is itself."""
    folder, name = os.path.split(path)
    if name.endswith(_BYTECODE) and os.path.basename(folder) == "__pycache__":
        return os.path.join(os.path.dirname(folder), f"{name.partition('.')[0]}{_SOURCE}")
    return path


def _below(path: Any, folder: int | None) -> str:
    """Return a path whole; one may count from an open folder."""
    path = os.fsdecode(path)
    return path if folder is None or folder < 0 else os.path.join(path_of(folder), path)


def _is_below(name: str, folder: str) -> bool:
    return name == folder or name.startswith(f"{folder}/")


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
