"""Ctrl-C that cannot get lost: what Python drops on the way is heard again at the next place that waits.

An exception raised by a signal is dropped where compiled code clears its errors (`ast.parse` does) or in a finalizer;
a build that then waits for its notebooks would wait until they end. A command that is asked to end by `kill`, or
because the terminal was closed, ends in the same order.
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
_SIGNS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_asked = threading.Event()
_sign: list[int] = []
Result = TypeVar("Result")


@contextmanager
def heeding_interrupts() -> Iterator[None]:
    """Remember Ctrl-C, and other ways to be asked to end, while the block runs: each raises KeyboardInterrupt there.

    Outside the main thread, or for a sign that is handled otherwise (as `nohup` does), do nothing.
    """
    main = threading.current_thread() is threading.main_thread()
    usual = (signal.default_int_handler, signal.SIG_DFL)
    before = {sign: signal.getsignal(sign) for sign in _SIGNS if main and signal.getsignal(sign) in usual}
    if before.get(signal.SIGINT) is not signal.default_int_handler:
        before.pop(signal.SIGINT, None)
    _asked.clear()
    _sign.clear()
    for sign in before:
        signal.signal(sign, _interrupt)
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
        _asked.clear()


def exit_code() -> int:
    """Return what a command that was asked to end ends with: 128 and the number of the sign, as a shell counts."""
    return 128 + (_sign[0] if _sign else signal.SIGINT)


def as_they_end(futures: Collection[Future[Result]]) -> Iterator[Future[Result]]:
    """Yield futures as they end; raise KeyboardInterrupt when Ctrl-C was asked for, heard or not."""
    waiting = set(futures)
    while waiting:
        ended, waiting = wait(waiting, LISTEN_SECONDS, FIRST_COMPLETED)
        if _asked.is_set():
            raise KeyboardInterrupt
        yield from ended


def _interrupt(sign: int, _frame: FrameType | None) -> None:
    _sign.append(sign)
    _asked.set()
    raise KeyboardInterrupt
