"""Past one machine: the same jobs through Dask. What a job reads travels to a worker, what came of it comes back.

No disk is shared. A parcel holds the edition's own files; a job that looks for more than that is sent again with it, so
that what it saw there is what it would have seen here. Nothing that comes back is believed for having come: whatever is
not as it must be, or does not come at all, is run here instead.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from yearbook.errors import SEVERITY_WORDS, WARNING, SetupError
from yearbook.press.run.answers import WrongAnswerError, hold_labels, hold_notebook, hold_reads, readable, shaped
from yearbook.press.run.execute import Job, Outcome
from yearbook.press.run.parcel import (
    Parcel,
    files_lacking,
    first_files,
    made_of,
    made_of_other_things,
    run_parcel,
)
from yearbook.press.run.scheduler import SOMEBODY, Workers

SECONDS_TO_CONNECT = 15
# After so long without an answer from anybody the oldest jobs are run here, as many at a time as there are cores.
SILENT_SECONDS, LOOK_SECONDS = 60.0, 0.2
MOST_ROUNDS = 5


@contextmanager
def remote_workers(address: str, here: Executor) -> Iterator[Executor]:
    """Give an executor over the workers of a Dask scheduler; what they cannot do is done by the executor `here`.

    Raises SetupError where Dask is not installed, nobody answers, or a worker is not made of what we are made of.
    """
    try:
        from distributed import Client
    except ImportError:
        raise SetupError(
            "thiếu gói «distributed». Cài thêm như docs/scale.md hướng dẫn.",
            "the package “distributed” is missing. Install it as docs/scale.md tells.",
            place="--scheduler",
        ) from None
    if not re.fullmatch(r"[a-z]+://[^\s/]+:\d+", address):
        raise SetupError(
            "địa chỉ phải có dạng tcp://MÁY:CỔNG, ví dụ tcp://10.0.0.5:8786.",
            "the address must look like tcp://HOST:PORT, for instance tcp://10.0.0.5:8786.",
            place=f"--scheduler {address}",
        )
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # what matters of it is said here
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
        client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
    except (OSError, TimeoutError, ValueError) as error:
        raise SetupError(
            "không gọi được bộ điều phối, hoặc chưa có máy nào nhận việc. Xem docs/scale.md.",
            f"the scheduler does not answer, or has no worker yet ({error}). See docs/scale.md.",
            place=f"--scheduler {address}",
        ) from None
    with client:
        ours, workers = made_of(), Workers(client)
        for worker, theirs in workers.say(made_of).items():
            if theirs is None:
                workers.turn_away(worker)
                _tell(worker, "không trả lời; không giao việc cho máy này", "it does not answer, and gets no jobs")
            elif theirs != ours:
                raise made_of_other_things(worker)
        executor = TravellingExecutor(workers, here, ours)
        try:
            yield executor
        finally:
            executor.shutdown()


@dataclass(eq=False)
class _Journey:
    """A job that is away, for the `time`-th time, and whoever waits for it at home."""

    call: Callable[[Job], Outcome]
    job: Job
    files: Mapping[str, bytes]
    home: Future = field(default_factory=Future)
    time: int = 0
    away: Any = None


class TravellingExecutor(Executor):
    """Sends each job away with its files, and puts the notebook that comes back where the job wants it."""

    def __init__(self, workers: Workers, here: Executor, ours: str) -> None:
        self._workers, self._here, self._ours = workers, here, ours
        self._lock = threading.Lock()
        self._under_way: list[_Journey] = []
        self._taken: set[Future] = set()
        self._heard_at = time.monotonic()
        self._ended = threading.Event()
        threading.Thread(target=self._mind, daemon=True).start()

    def submit(self, call: Callable, /, job: Job) -> Future:  # type: ignore[override]  # a job is all it is given
        """Send a job; the future holds its outcome, as if it had run here."""
        journey = _Journey(call, job, first_files(job))
        with self._lock:
            if not self._under_way:
                self._heard_at = time.monotonic()
            self._under_way.append(journey)
        self._send(journey)
        return journey.home

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop sending, and call back what is away."""
        self._ended.set()
        with self._lock:
            journeys, self._under_way = self._under_way, []
        for journey in journeys:
            if journey.away is not None:
                journey.away.release()

    def _send(self, journey: _Journey) -> None:
        journey.time += 1
        parcel = Parcel(journey.job, journey.files, self._ours)
        try:
            journey.away = self._workers.send(
                lambda away: self._arrived(journey, away), run_parcel, journey.call, parcel
            )
        except Exception as error:  # a scheduler that is gone says so in many ways
            self._refuse(journey, SOMEBODY, _raised(error))
        else:
            if journey.away is None:
                self._run_here(journey)

    def _arrived(self, journey: _Journey, away: Any) -> None:
        if journey not in self._under_way:  # called back, which is no answer
            return
        self._heard_at = time.monotonic()
        worker = self._workers.answered(away)
        try:
            outcome, notebook = shaped(self._workers.answer(away))
            hold_labels(outcome.reads)
            lacking = files_lacking(journey.job, outcome.reads, journey.files)
            if lacking and journey.time < MOST_ROUNDS:
                journey.files = {**journey.files, **lacking}
                self._send(journey)
            elif lacking is None or outcome.problem or outcome.doubts:
                # What failed there, and what nobody can vouch for, is for this machine to see.
                self._run_here(journey, worker, None if lacking is None else outcome.problem)
            else:
                hold_reads(journey.job, outcome.reads)
                label = journey.job.notebook.relative_to(journey.job.root).as_posix()
                hold_notebook(journey.job, notebook, journey.files[label])
                self._keep(journey, outcome, notebook)
        except WrongAnswerError as wrong:
            self._refuse(journey, worker, wrong)
        except BaseException as error:  # whatever a worker raises, and whatever it says cannot be unpacked
            self._refuse(journey, worker, _raised(error))

    def _keep(self, journey: _Journey, outcome: Outcome, notebook: bytes) -> None:
        if self._takes(journey):
            journey.job.target.write_bytes(notebook)
            journey.home.set_result(replace(outcome, job=journey.job))

    def _refuse(self, journey: _Journey, worker: str, wrong: WrongAnswerError) -> None:
        """Say what is wrong with an answer, turn away whose it is, and run the job here."""
        if journey in self._under_way:
            self._workers.turn_away(worker)
            _tell(worker, f"{_named(journey.job)}: {wrong.vi}; chạy lại ở đây", f"{wrong.en}; it is run again here")
        self._run_here(journey)

    def _run_here(self, journey: _Journey, worker: str = "", problem: tuple[str, str] | None = None) -> None:
        """Run a job here; where a worker had a problem with it that is none here, say so."""
        if not self._takes(journey):
            return

        def ended(taken: Future) -> None:
            self._taken.discard(taken)
            if error := taken.exception():
                journey.home.set_exception(error)
                return
            if problem and not taken.result().problem:
                vi, en = map(readable, problem)
                _tell(worker, f"{_named(journey.job)}: {vi}; ở đây chạy được", f"{en}; here it runs")
            journey.home.set_result(replace(taken.result(), left=getattr(taken, "left", ())))

        try:
            taken = self._here.submit(journey.call, journey.job)
        except BaseException as error:  # whoever waits at home must hear of it
            journey.home.set_exception(error)
            return
        self._taken.add(taken)
        taken.add_done_callback(ended)

    def _takes(self, journey: _Journey) -> bool:
        """Tell whether a job may be settled now: it is once, by whoever comes first."""
        with self._lock:
            if journey not in self._under_way:
                return False
            self._under_way.remove(journey)
        if journey.away is not None:
            journey.away.release()
        return True

    def _mind(self) -> None:
        """Run the oldest jobs here while nobody answers."""
        told = False
        while not self._ended.wait(LOOK_SECONDS):
            if not self._under_way or time.monotonic() - self._heard_at < SILENT_SECONDS:
                told = False
                continue
            if not told:
                seconds = f"{SILENT_SECONDS:g}"
                _tell(
                    SOMEBODY,
                    f"{seconds} giây không máy nào trả lời; việc còn lại chạy dần ở đây",
                    f"nobody has answered for {seconds} seconds; what is left is run here bit by bit",
                )
                told = True
            for journey in self._under_way[: max(0, (os.cpu_count() or 1) - len(self._taken))]:
                self._run_here(journey)


def _named(job: Job) -> str:
    return f"{job.parameters['edition']} {job.section} {job.language}"


def _raised(error: BaseException) -> WrongAnswerError:
    said = readable(f"{type(error).__name__}: {error}")
    return WrongAnswerError(f"việc không xong ({said})", f"it did not do its job ({said})")


def _tell(worker: str, vi: str, en: str) -> None:
    print(f"{SEVERITY_WORDS[WARNING][0]}: {worker}: {vi}.\n     {en}.", file=sys.stderr, flush=True)
