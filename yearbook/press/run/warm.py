"""The warm process: imports the desk once, then makes every call in a fork of itself, so that none can hurt another.

`workers.WarmExecutor` starts it with the numbers of two pipes (requests, answers) and how many calls
to make at a time, then, as JSON, whether the desk is wanted here, the modules to import besides and the editions whose
records to read. Where notebooks have kernels of their own, it imports only what runs those.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from yearbook.press.run.forks import Forks

# What is imported once; forks share it. A module may have more to do than to be imported: its `warm_up()`.
DESK = ("yearbook.desk", "yearbook.desk.drawing", "yearbook.desk.plainly")
RUNNING = ("papermill", "yearbook.press.run.engine", "yearbook.press.run.execute")


def main(
    requests: Connection,
    answers: Connection,
    workers: int,
    desk: bool,
    modules: Sequence[str],
    editions: Sequence[tuple[str, str]],
) -> None:
    """Import what every notebook needs, then serve until the requests end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if desk:
        warm_up(modules, editions)
    else:
        with without_grammar():
            for name in RUNNING:
                import_module(name)
    Forks(requests, answers, workers).serve()


def warm_up(more: Sequence[str] = (), editions: Sequence[tuple[str, str]] = ()) -> None:
    """Do once what every notebook would do first, and keep it from the collector, so that forks share its pages."""
    gc.disable()  # nothing that is imported is garbage, and looking for some takes a fifth of the time
    with without_grammar():
        from yearbook.press.run.shell import open_shell

        open_shell()  # before matplotlib, which asks but once where its drawings go
        modules = [import_module(name) for name in (*DESK, *RUNNING, *more)]
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


if __name__ == "__main__":
    main(
        Connection(int(sys.argv[1]), writable=False),
        Connection(int(sys.argv[2]), readable=False),
        int(sys.argv[3]),
        **json.loads(sys.argv[4]),
    )
