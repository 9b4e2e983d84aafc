"""Where jobs run: each in a fork of one warm process that has imported the desk, or in fresh processes.

Both are executors of `concurrent.futures`, so that a job is the same wherever it runs.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.connection import Connection, wait
from typing import Any

# What the warm process imports once; forks share it.
WARM = ("yearbook.desk", "papermill", "yearbook.press.engine", "yearbook.press.execute")


class WorkerDiedError(RuntimeError):
    """The process of a job ended without an answer."""


def can_fork() -> bool:
    """Tell whether this system can fork a warm process."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def executor_for(kernel: str, jobs: int) -> Executor:
    """Return where to run that many jobs: forks of a warm process, or fresh processes that start kernels."""
    workers = max(1, min(jobs, os.cpu_count() or 1))
    if kernel == "warm":
        return WarmExecutor(workers)
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=ignore_interrupts)


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent while no notebook runs here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def interrupt_workers() -> None:
    """Stop what still runs: a job that failed, Ctrl-C, or a caller that has heard enough."""
    for worker in multiprocessing.active_children():
        os.kill(worker.pid, signal.SIGINT)


class WarmExecutor(Executor):
    """Runs every call in a fork of its own, at most `workers` at a time; one that dies takes no other with it."""

    def __init__(self, workers: int) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(WARM))
        self._workers = workers
        self._waiting: deque[tuple[Future, Callable, tuple]] = deque()
        self._running: dict[Connection, tuple[Future, Any]] = {}
        self._closing = False
        self._wake_reader, self._wake_writer = multiprocessing.Pipe(duplex=False)
        self._thread = threading.Thread(target=self._keep_house, daemon=True)
        self._thread.start()

    def submit(self, call: Callable, /, *arguments: Any) -> Future:
        """Queue a call; its result or what it raised is the future's."""
        future: Future = Future()
        self._waiting.append((future, call, arguments))
        self._wake_writer.send(None)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop taking calls; with `cancel_futures` drop what waits."""
        self._closing = True
        if cancel_futures:
            while self._waiting:
                self._waiting.popleft()[0].cancel()
        self._wake_writer.send(None)
        if wait:
            self._thread.join()

    def _keep_house(self) -> None:
        while not (self._closing and not self._waiting and not self._running):
            while self._waiting and len(self._running) < self._workers:
                self._begin(*self._waiting.popleft())
            for ready in wait([self._wake_reader, *self._running]):
                if ready is self._wake_reader:
                    ready.recv()
                else:
                    self._finish(ready)

    def _begin(self, future: Future, call: Callable, arguments: tuple) -> None:
        if not future.set_running_or_notify_cancel():
            return
        reader, writer = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_answer, args=(writer, call, arguments), daemon=False)
        process.start()
        writer.close()
        self._running[reader] = (future, process)

    def _finish(self, reader: Connection) -> None:
        future, process = self._running.pop(reader)
        try:
            result, raised = reader.recv()
        except EOFError:
            result, raised = None, WorkerDiedError()
        process.join()
        reader.close()
        if raised is None:
            future.set_result(result)
        else:
            future.set_exception(raised)


def _answer(writer: Connection, call: Callable, arguments: tuple) -> None:
    """Make the call and send what came of it; then end at once, whatever threads the notebook left running."""
    try:
        answer = (call(*arguments), None)
    except BaseException as error:  # whatever it is, the parent must hear of it
        answer = (None, error)
    writer.send(answer)
    writer.close()
    os._exit(0)
