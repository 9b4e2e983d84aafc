"""A call made in another process: how long it may take, and what is known of one that ended without an answer."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from yearbook.press.run.forks import LATE

# The longest a call may take that says nothing else, see `within`.
CALL_SECONDS = 900
_LIMIT = "longest_seconds"
_KILLED = -9
Function = TypeVar("Function", bound=Callable[..., Any])


class WorkerDiedError(RuntimeError):
    """The process of a job ended without an answer; `how` is what is known of it, as `forks.Ended` has it."""

    def __init__(self, how: int = _KILLED, seconds: float = 0) -> None:
        super().__init__(how, seconds)
        self.how, self.seconds = how, seconds

    def why(self) -> tuple[str, str]:
        """Return what happened, in Vietnamese and in English, as the end of a sentence."""
        if self.how == LATE:
            return f"chạy quá {self.seconds:.0f} giây nên bị dừng", f"ran for more than {self.seconds:.0f} s"
        if not self.how:
            return "thoát mà không để lại kết quả", "ended without leaving an outcome"
        if self.how == _KILLED:
            return "bị dừng đột ngột (có thể hết bộ nhớ)", "died (out of memory?)"
        if self.how < 0:
            name = {sign.value: sign.name for sign in signal.Signals}.get(-self.how, str(-self.how))
            return f"bị dừng đột ngột ({name})", f"died ({name})"
        return f"bị dừng đột ngột (mã {self.how})", f"died (exit code {self.how})"


class Call(Future):
    """A call that was asked for: the longest it may take, where it is being made, and what it had left running."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.process: int | None = None
        self.left: tuple[str, ...] = ()


def within(seconds: float) -> Callable[[Function], Function]:
    """Say how long a function may take when it is called in another process."""

    def limited(function: Function) -> Function:
        setattr(function, _LIMIT, seconds)
        return function

    return limited


def longest(function: Callable[..., Any]) -> float:
    """Return how many seconds a function may take in another process."""
    return getattr(function, _LIMIT, CALL_SECONDS)
