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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from yearbook.press.keep.states import SEED
from yearbook.press.keep.whose import PACKAGE
from yearbook.press.run import warm

# The root of a workbook, and one of its editions.
Named = tuple[Path, str]


class WorkerDiedError(RuntimeError):
    """The process of a job ended without an answer."""


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
    if kernel == "warm":
        executor: Executor = WarmExecutor(workers, early=early, modules=modules, editions=editions)
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
    """Runs calls in fresh processes."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop taking calls; with `cancel_futures` stop the calls under way as well."""
        if cancel_futures:
            for process in list((self._processes or {}).values()):
                if process.pid is not None:
                    os.kill(process.pid, signal.SIGINT)
        super().shutdown(wait, cancel_futures=cancel_futures)


class WarmExecutor(Executor):
    """Runs every call in a fork of its own of one warm process; one that dies takes no other with it."""

    def __init__(
        self, workers: int, *, early: bool = False, modules: Sequence[str] = (), editions: Sequence[Named] = ()
    ) -> None:
        self._workers = workers
        self._known = json.dumps({"modules": modules, "editions": [(str(root), name) for root, name in editions]})
        self._process: subprocess.Popen | None = None
        self._futures: dict[int, Future] = {}
        self._asked = 0
        self._lock = threading.Lock()
        if early:
            self._start()

    def _start(self) -> None:
        their_requests, requests = os.pipe()
        answers, their_answers = os.pipe()
        # One thread for arithmetic in each: jobs run side by side already, and a process with threads forks badly.
        environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": SEED, **os.environ}
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
        self._answers = Connection(answers, writable=False)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def submit(self, call: Callable, /, *arguments: Any) -> Future:  # type: ignore[override]  # calls name nothing
        """Ask for a call; its result or what it raised is the future's."""
        future: Future = Future()
        with self._lock:
            if self._process is None:
                self._start()
            self._asked += 1
            self._futures[self._asked] = future
            self._send(self._asked, pickle.dumps((call, arguments)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the calls under way, or, with `cancel_futures`, stop them; then end the warm process."""
        if self._process is None:
            return
        for future in [] if cancel_futures else list(self._futures.values()):
            future.exception()
        if not self._futures:
            self._process.kill()  # nothing runs there; it may still be importing
        self._requests.close()
        if wait:
            self._process.wait()
            self._listener.join()

    def _send(self, number: int, call: bytes) -> None:
        try:
            self._requests.send((number, call))
        except OSError:
            self._give_up()

    def _listen(self) -> None:
        while True:
            try:
                number, answer = self._answers.recv()
            except (EOFError, OSError):
                break
            future = self._futures.pop(number)
            result, raised = (None, WorkerDiedError()) if answer == warm.DIED else pickle.loads(answer)
            if raised is None:
                future.set_result(result)
            else:
                future.set_exception(raised)
        self._give_up()

    def _give_up(self) -> None:
        """Tell everybody who still waits that no answer will come."""
        while self._futures:
            _, future = self._futures.popitem()
            future.set_exception(WorkerDiedError())
