"""Where jobs run: each in a fork of one warm process that has imported the desk, or in fresh processes.

Both are executors of `concurrent.futures`, so that a job is the same wherever it runs.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, InvalidStateError, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from yearbook.press.keep.states import SEED
from yearbook.press.keep.whose import PACKAGE
from yearbook.press.run import warm
from yearbook.press.run.calls import Call, WorkerDiedError, longest
from yearbook.press.run.descendants import end_group
from yearbook.press.run.forks import BEAT_SECONDS, LAST_SECONDS, Begun, Ended, Request

# The root of a workbook, and one of its editions.
Named = tuple[Path, str]
# How long after the last call must have ended the warm process may say nothing at all before it is given up; to start
# on a cold disk takes it some tens of seconds.
SILENT_SECONDS = 120


def can_fork() -> bool:
    """Tell whether this system can fork a warm process."""
    return hasattr(os, "fork")


@contextmanager
def local_workers(
    kernel: str, *, early: bool = False, modules: Sequence[str] = (), editions: Sequence[Named] = ()
) -> Iterator[Executor]:
    """Give an executor with a worker for each core: forks of a warm process, or processes that start kernels.

    `modules` is what every notebook imports besides, `editions` those whose records it will ask for; `early` starts the
    warm process at once, to import while its caller reads; else it starts with the first call.
    When the block is left by an exception (Ctrl-C, a failed job), the jobs under way are stopped.
    """
    workers = os.cpu_count() or 1
    if can_fork():
        desk = kernel == "warm"
        executor: Executor = WarmExecutor(workers, early=early, desk=desk, modules=modules, editions=editions)
    else:
        spawn = multiprocessing.get_context("spawn")
        executor = FreshExecutor(workers, spawn, initializer=ignore_interrupts)
    with stopping_on_failure(executor):
        yield executor


@contextmanager
def stopping_on_failure(executor: Executor) -> Iterator[None]:
    """Shut an executor down in the end: in order, or, after an exception, with what is under way stopped."""
    try:
        yield
    except BaseException:
        executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()


def import_path() -> str:
    """Return a PYTHONPATH by which another process finds this package even where it is not installed."""
    return os.pathsep.join(filter(None, (os.path.dirname(PACKAGE), os.environ.get("PYTHONPATH"))))  # noqa: PTH120


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent while no notebook runs here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class FreshExecutor(ProcessPoolExecutor):
    """Runs calls in fresh processes, where a system cannot fork; no limit ends them but their own."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop taking calls; with `cancel_futures` stop the calls under way as well."""
        if cancel_futures:
            for process in list((self._processes or {}).values()):
                if process.pid is not None:
                    os.kill(process.pid, signal.SIGINT)
        super().shutdown(wait, cancel_futures=cancel_futures)


class WarmExecutor(Executor):
    """Runs every call in a fork of its own of one warm process; one that dies takes no other with it.

    A warm process that dies takes the calls under way with it; the next call starts another.
    """

    def __init__(
        self,
        workers: int,
        *,
        early: bool = False,
        desk: bool = True,
        modules: Sequence[str] = (),
        editions: Sequence[Named] = (),
    ) -> None:
        self._workers = workers
        named = [(str(root), name) for root, name in editions]
        self._known = json.dumps({"desk": desk, "modules": modules, "editions": named})
        self._process: subprocess.Popen | None = None
        self._futures: dict[int, Call] = {}
        self._asked = 0
        self._lock = threading.RLock()
        if early:
            self._start()

    def _start(self) -> None:
        their_requests, requests = os.pipe()
        answers, their_answers = os.pipe()
        # One thread for arithmetic in each: jobs run side by side already, and a process with threads forks badly.
        environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **os.environ, "PYTHONHASHSEED": SEED}
        environment["PYTHONPATH"] = import_path()
        numbers = map(str, (their_requests, their_answers, self._workers))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", warm.__name__, *numbers, self._known],
            pass_fds=(their_requests, their_answers),
            stdin=subprocess.DEVNULL,
            env=environment,
            process_group=0,  # Ctrl-C is for us; what runs is then stopped in order
        )
        os.close(their_requests)
        os.close(their_answers)
        self._requests = Connection(requests, readable=False)
        listening = (self._process, Connection(answers, writable=False))
        self._listener = threading.Thread(target=self._listen, args=listening, daemon=True)
        self._listener.start()

    def submit(self, call: Callable, /, *arguments: Any) -> Future:  # type: ignore[override]  # calls name nothing
        """Ask for a call; its result or what it raised is the future's. Raises WorkerDiedError there."""
        future = Call(longest(call))
        pickled = pickle.dumps((call, arguments))
        for _ in range(2):  # a warm process that is gone is noticed here at the latest
            with self._lock:
                if self._process is None:
                    self._start()
                self._asked += 1
                number, process = self._asked, self._process
                self._futures[number] = future
                try:
                    self._requests.send(Request(number, pickled, future.seconds))
                except OSError:
                    self._futures.pop(number, None)
                else:
                    return future
            self._give_up(process)
        future.set_exception(WorkerDiedError())
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the calls under way, or, with `cancel_futures`, stop them; then end the warm process."""
        for future in [] if cancel_futures else list(self._futures.values()):
            future.exception()
        process = self._process
        if process is None:
            return
        if not self._futures:
            process.kill()  # nothing runs there; it may still be importing
        with self._lock:
            self._requests.close()
        if wait:
            try:
                process.wait(2 * LAST_SECONDS)
            except subprocess.TimeoutExpired:
                self._give_up(process)
            self._listener.join(LAST_SECONDS)

    def _listen(self, process: subprocess.Popen | None, answers: Connection) -> None:
        assert process is not None
        heard = time.monotonic()
        with answers, suppress(EOFError, OSError):
            while True:
                if answers.poll(BEAT_SECONDS):
                    self._hear(answers.recv())
                    heard = time.monotonic()
                    continue
                process.send_signal(signal.SIGCONT)  # a notebook may have stopped it
                seconds = max((future.seconds for future in list(self._futures.values())), default=0)
                if seconds and time.monotonic() - heard > seconds + SILENT_SECONDS:
                    break
        self._give_up(process)

    def _hear(self, told: Begun | Ended) -> None:
        if isinstance(told, Begun):
            if told.number in self._futures:
                self._futures[told.number].process = told.process
            return
        future = self._futures.pop(told.number, None)
        if future is None:
            return
        future.left = told.left
        raised: BaseException | None = WorkerDiedError(told.how, future.seconds)
        result = None
        if told.answer is not None:
            try:
                result, raised = pickle.loads(told.answer)
            except Exception as error:  # whatever cannot be read, who asked must hear of it
                raised = error
        _settle(future, result, raised)

    def _give_up(self, process: subprocess.Popen | None) -> None:
        """End a warm process that is of no use any more, and all that ran in it; tell everybody who still waits."""
        if process is None:
            return
        process.kill()
        with self._lock:
            if self._process is not process:
                return
            self._process = None
            self._requests.close()
            lost = [self._futures.pop(number) for number in list(self._futures)]
        process.wait()
        for future in lost:
            if future.process:
                end_group(future.process)
            _settle(future, None, WorkerDiedError())


def _settle(future: Future, result: object, raised: BaseException | None) -> None:
    with suppress(InvalidStateError):  # nobody wants it any more
        if raised is None:
            future.set_result(result)
        else:
            future.set_exception(raised)
