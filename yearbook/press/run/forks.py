"""Calls, each in a fork of this process that leads a session of its own; every one of them ends, and is heard of.

While a call is made, nothing joins it to us but a file without a name, which only its answer is read from: what it
started cannot keep us waiting, and what it writes where it should not cannot be taken for an answer.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import signal
import sys
import tempfile
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import IO, Any

from yearbook.press.run.descendants import adopt_orphans, die_with, end_group, end_left

# How often we look for what nobody told us: a call past its time, or one that stopped itself.
BEAT_SECONDS = 1.0
# How long a call may take to end in order once nobody wants it.
LAST_SECONDS = 5
_CHECK = hashlib.sha256().digest_size
# A notebook may put something else in their place.
_exit, _getpid, _kill, _fstat = os._exit, os.getpid, os.kill, os.fstat
_seek, _truncate, _write = os.lseek, os.ftruncate, os.write


@dataclass(frozen=True)
class Request:
    """A call to be made, pickled, by its number; `seconds` is the longest it may take."""

    number: int
    call: bytes
    seconds: float


@dataclass(frozen=True)
class Begun:
    """A call is being made, in this process."""

    number: int
    process: int


@dataclass(frozen=True)
class Ended:
    """A call has ended. `answer` is None where there was none; then `how` says why: the sign that ended it (as minus
    its number), its exit code, or `LATE`. `left` are programs it had left running, which were ended with it.
    """

    number: int
    answer: bytes | None
    how: int = 0
    left: tuple[str, ...] = ()


LATE = -1000


@dataclass
class _Call:
    number: int
    answer: IO[bytes]
    deadline: float
    late: bool = False


class Forks:
    """Makes the calls that come in on one pipe, as many at once as there are workers, and tells of them on another."""

    def __init__(self, requests: Connection, answers: Connection, workers: int) -> None:
        self._requests, self._answers, self._workers = requests, answers, workers
        self._waiting: deque[Request] = deque()
        self._running: dict[int, _Call] = {}
        self._process = os.getpid()
        self._bell, self._rung = os.pipe()
        for end in (self._bell, self._rung):
            os.set_blocking(end, False)

    def serve(self) -> None:
        """Make calls until nobody asks any more; then end those under way."""
        adopt_orphans()
        signal.signal(signal.SIGCHLD, lambda *_: None)  # unheard, it would not ring
        signal.set_wakeup_fd(self._rung, warn_on_full_buffer=False)
        with suppress(EOFError, OSError):  # whoever asked is gone
            while True:
                self._begin_waiting()
                if self._requests in wait([self._requests, self._bell], BEAT_SECONDS):
                    self._waiting.append(self._requests.recv())
                self._look_around()
        self._end_all()

    def _begin_waiting(self) -> None:
        while self._waiting and len(self._running) < self._workers:
            request = self._waiting.popleft()
            answer = _nameless_file()
            process = os.fork()
            if not process:
                self._make(request, answer)
            self._running[process] = _Call(request.number, answer, time.monotonic() + request.seconds)
            self._answers.send(Begun(request.number, process))

    def _look_around(self) -> None:
        """Tell of the calls that have ended, end those past their time, and set going what stopped itself."""
        with suppress(BlockingIOError):
            os.read(self._bell, 4096)
        for process, call in list(self._running.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                self._answers.send(self._buried(process, status))
            elif time.monotonic() > call.deadline:
                call.late = True
                end_group(process)
            else:
                os.kill(process, signal.SIGCONT)

    def _buried(self, process: int, status: int) -> Ended:
        """Return what came of a call that has ended, once nothing is left of it."""
        call = self._running.pop(process)
        left = end_left(process, self._running)
        with call.answer:
            call.answer.seek(0)
            content = call.answer.read()
        check, answer = content[:_CHECK], content[_CHECK:]
        if hashlib.sha256(answer).digest() == check:
            return Ended(call.number, answer, left=left)
        return Ended(call.number, None, LATE if call.late else os.waitstatus_to_exitcode(status), left)

    def _end_all(self) -> None:
        """End the calls under way, as Ctrl-C would, and by force if they do not hear it; with all they started."""
        for process in self._running:
            for sign in (signal.SIGCONT, signal.SIGINT):
                os.kill(process, sign)
        deadline = time.monotonic() + LAST_SECONDS
        while self._running:
            for process in list(self._running):
                if time.monotonic() > deadline:
                    end_group(process)
                ended, status = os.waitpid(process, os.WNOHANG)
                if ended:
                    self._buried(process, status)
            wait([self._bell], 0.05)
            with suppress(BlockingIOError):
                os.read(self._bell, 4096)

    def _make(self, request: Request, answer: IO[bytes]) -> None:
        """Make a call in this fork, leave its answer, and end at once, whatever threads a notebook left running."""
        try:
            os.setsid()
            die_with(self._process)
            adopt_orphans()
            self._keep_to_oneself()
            where, file = answer.fileno(), os.fstat(answer.fileno())
            function, arguments = pickle.loads(request.call)
            try:
                result: tuple[Any, BaseException | None] = (function(*arguments), None)
            except BaseException as error:  # whatever it is, who asked must hear of it
                result = (None, error)
            content = pickle.dumps(result)
            if os.path.samestat(_fstat(where), file):  # else it was closed, and the number is somebody else's now
                _leave(where, hashlib.sha256(content).digest() + content)
        finally:
            try:
                _exit(0)
            finally:
                _kill(_getpid(), signal.SIGKILL)

    def _keep_to_oneself(self) -> None:
        """Let go of everything that was the parent's: its pipes, its signals, the answers of others, chance."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for pipe in (self._requests, self._answers):
            pipe.close()
        for end in (self._bell, self._rung):
            os.close(end)
        for call in self._running.values():
            call.answer.close()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        os.close(nowhere)
        for module in ("random", "numpy.random"):  # a fork inherits the generators
            if module in sys.modules:
                sys.modules[module].seed()


def _nameless_file() -> IO[bytes]:
    """Open a file that nobody can find and that is gone with us: in memory, where a full disk is no matter."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("answer"), "r+b")
    return tempfile.TemporaryFile()


def _leave(where: int, content: bytes) -> None:
    """Write an answer over whatever was written there before."""
    _seek(where, 0, os.SEEK_SET)
    _truncate(where, 0)
    written = 0
    while written < len(content):
        written += _write(where, content[written:])
