"""Ctrl-C that cannot get lost: what Python drops on the way is heard again at the next place that waits.

An exception raised by a signal is dropped where compiled code clears its errors (`ast.parse` does) or in a finalizer;
a build that then waits for its notebooks would wait until they end.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

LISTEN_SECONDS = 0.5
_asked = threading.Event()
Result = TypeVar("Result")


@contextmanager
def heeding_interrupts() -> Iterator[None]:
    """Remember Ctrl-C while the block runs; outside the main thread, or where it is handled otherwise, do nothing."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    _asked.clear()
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _asked.clear()


def as_they_end(futures: Collection[Future[Result]]) -> Iterator[Future[Result]]:
    """Yield futures as they end; raise KeyboardInterrupt when Ctrl-C was asked for, heard or not."""
    waiting = set(futures)
    while waiting:
        ended, waiting = wait(waiting, LISTEN_SECONDS, FIRST_COMPLETED)
        if _asked.is_set():
            raise KeyboardInterrupt
        yield from ended


def _interrupt(_sign: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
