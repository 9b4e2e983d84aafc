"""The warm process: imports the desk once, then makes every call in a fork of itself, so that none can hurt another.

`workers.WarmExecutor` starts it with the numbers of two pipes (requests, answers) and how many calls
to make at a time, then, as JSON, the modules to import besides and the editions whose records to read.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

# What is imported once; forks share it. A module may have more to do than to be imported: its `warm_up()`.
WARM = (
    "yearbook.desk",
    "yearbook.desk.drawing",
    "yearbook.desk.plainly",
    "papermill",
    "yearbook.press.run.engine",
    "yearbook.press.run.execute",
)
DIED = b""
# How long a call may take to end in order once nobody wants it.
LAST_SECONDS = 5


def main(
    requests: Connection,
    answers: Connection,
    workers: int,
    modules: Sequence[str],
    editions: Sequence[tuple[str, str]],
) -> None:
    """Import what every notebook needs, then serve until the requests end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up(modules, editions)
    _serve(requests, answers, workers)


def warm_up(more: Sequence[str] = (), editions: Sequence[tuple[str, str]] = ()) -> None:
    """Do once what every notebook would do first, and keep it from the collector, so that forks share its pages."""
    gc.disable()  # nothing that is imported is garbage, and looking for some takes a fifth of the time
    with without_grammar():
        from yearbook.press.run.shell import open_shell

        open_shell()  # before matplotlib, which asks but once where its drawings go
        modules = [import_module(name) for name in (*WARM, *more)]
    import nbformat

    from yearbook.language import LANGUAGES, number
    from yearbook.press.keep.reads import Reads
    from yearbook.press.keep.whose import PACKAGE

    nbformat.validate(nbformat.v4.new_notebook())
    for language in LANGUAGES:
        number(1, language)
    for module in modules:
        getattr(module, "warm_up", bool)()
    for root, edition in editions:
        _read(root, edition)
    Reads(str(Path(PACKAGE).parent)).add_modules()
    gc.freeze()
    gc.enable()


def _read(root: str, edition: str) -> None:
    """Read an edition's records, so that a notebook need only see that they are the same; whose fault it is comes up
    where they are used.
    """
    from yearbook.errors import YearbookError
    from yearbook.ledger.edition import open_edition
    from yearbook.paths import Workbook

    with suppress(YearbookError, OSError):
        opened = open_edition(edition, Workbook(Path(root)))
        for each in (opened, *opened.earlier):
            each.tables.problems()


@contextmanager
def without_grammar() -> Iterator[None]:
    """Keep an import from building a grammar of addresses for a second, which jsonschema asks for in passing."""
    name = "rfc3987_syntax"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


def _reseed() -> None:
    """Give a fork chance of its own: it has inherited the generators of the warm process."""
    for module in ("random", "numpy.random"):
        if module in sys.modules:
            sys.modules[module].seed()


def _serve(requests: Connection, answers: Connection, workers: int) -> None:
    waiting: deque[tuple[int, bytes]] = deque()
    running: dict[Connection, tuple[int, int]] = {}
    while True:
        while waiting and len(running) < workers:
            number, call = waiting.popleft()
            reader, process = _forked(call)
            running[reader] = number, process
        for ready in _ready([requests, *running]):
            if ready is not requests:
                number, process = running.pop(ready)
                answers.send((number, _heard(ready)))
                os.waitpid(process, 0)
                continue
            try:
                number, call = requests.recv()
            except EOFError:
                _end(running)
                return
            waiting.append((number, call))


def _ready(readers: Iterable[Connection], seconds: float | None = None) -> list[Connection]:
    """Wait until one can be read, and return those that can: of what was given, so connections all."""
    return cast("list[Connection]", wait(readers, seconds))


def _end(running: dict[Connection, tuple[int, int]]) -> None:
    """End the calls under way, as Ctrl-C would, and by force if they do not hear it."""
    for sign, seconds in ((signal.SIGINT, LAST_SECONDS), (signal.SIGKILL, None)):
        for _, process in running.values():
            os.kill(process, sign)
        deadline = time.monotonic() + seconds if seconds else None
        while running and (deadline is None or time.monotonic() < deadline):
            for ready in _ready(running, 0.2):
                _heard(ready)
                _, process = running.pop(ready)
                os.waitpid(process, 0)


def _forked(call: bytes) -> tuple[Connection, int]:
    """Make a call in a fork; return where its answer will come, and its process."""
    reader, writer = os.pipe()
    process = os.fork()
    if process:
        os.close(writer)
        return Connection(reader, writable=False), process
    try:
        answer = Connection(writer, readable=False)
        _reseed()
        function, arguments = pickle.loads(call)
        try:
            result: tuple[Any, BaseException | None] = (function(*arguments), None)
        except BaseException as error:  # whatever it is, who asked must hear of it
            result = (None, error)
        answer.send_bytes(pickle.dumps(result))
    finally:
        os._exit(0)  # at once, whatever threads the notebook left running


def _heard(reader: Connection) -> bytes:
    try:
        return reader.recv_bytes()
    except EOFError:
        return DIED
    finally:
        reader.close()


if __name__ == "__main__":
    main(
        Connection(int(sys.argv[1]), writable=False),
        Connection(int(sys.argv[2]), readable=False),
        int(sys.argv[3]),
        **json.loads(sys.argv[4]),
    )
