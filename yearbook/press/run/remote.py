"""Past one machine: the same jobs through Dask. What a job reads travels to a worker, what came of it comes back.

No disk is shared. A parcel holds the edition's own files; a job that looks for more than that is sent again with it, so
that what it saw there is what it would have seen here.
"""

from __future__ import annotations

import hashlib
import logging
import platform
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from yearbook.errors import SetupError
from yearbook.press.keep.states import LOCK, state
from yearbook.press.keep.whose import PACKAGE
from yearbook.press.run.execute import Job, Outcome
from yearbook.press.run.workers import WarmExecutor, WorkerDiedError, stopping_on_failure

SECONDS_TO_CONNECT = 15
MOST_ROUNDS = 5


@dataclass(frozen=True)
class Parcel:
    """A job with the files it may read, by label, and what the worker must be made of to run it."""

    job: Job
    files: Mapping[str, bytes]
    made_of: str


@contextmanager
def remote_workers(address: str) -> Iterator[Executor]:
    """Give an executor over the workers of a Dask scheduler.

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
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
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
        ours = made_of()
        for worker, theirs in client.run(made_of).items():
            if theirs != ours:
                raise _made_of_other_things(worker)
        executor = TravellingExecutor(client.get_executor(pure=False), ours)
        with stopping_on_failure(executor):
            yield executor


class TravellingExecutor(Executor):
    """Sends each job away with its files, and puts the notebook that comes back where the job wants it."""

    def __init__(self, workers: Executor, ours: str) -> None:
        self._workers, self._ours = workers, ours

    def submit(self, call: Callable, /, job: Job) -> Future:  # type: ignore[override]  # a job is all it is given
        """Send a job; the future holds its outcome, as if it had run here."""
        home: Future = Future()
        self._send(home, call, job, _first_files(job), 1)
        return home

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop sending; with `cancel_futures` call back what is away."""
        self._workers.shutdown(wait=wait and not cancel_futures)  # Dask calls back what it does not wait for

    def _send(self, home: Future, call: Callable, job: Job, files: Mapping[str, bytes], sent: int) -> None:
        def arrived(away: Future) -> None:
            try:
                outcome, notebook = away.result()
                unseen = _unseen(job, outcome, files)
                if unseen and sent < MOST_ROUNDS:
                    self._send(home, call, job, {**files, **unseen}, sent + 1)
                    return
                if notebook:
                    job.target.write_bytes(notebook)
                home.set_result(replace(outcome, job=job))
            except BaseException as error:  # whoever waits at home must hear of it
                home.set_exception(WorkerDiedError() if type(error).__name__ == "KilledWorker" else error)

        self._workers.submit(run_parcel, call, Parcel(job, files, self._ours)).add_done_callback(arrived)


def _first_files(job: Job) -> dict[str, bytes]:
    """Return what a job most likely reads: its notebook, its edition's params and records, the reference tables."""
    edition = job.parameters["edition"]
    folders = [job.root / "data" / edition, job.root / "data" / "reference"]
    neighbours = [path for path in job.notebook.parent.iterdir() if path.suffix not in (".ipynb", ".pyc")]
    paths = [job.root / "params" / f"{edition}.yaml", job.notebook, *neighbours]
    paths += [path for folder in folders for path in folder.rglob("*")]
    return {path.relative_to(job.root).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def _unseen(job: Job, outcome: Outcome, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files at home that would have made a difference to the job, had it had them."""
    found: dict[str, bytes] = {}
    for label, seen in outcome.reads.items():
        if seen == state(str(job.root), label):
            continue
        place = job.root / label.removeprefix("?")
        paths = [place] if place.is_file() else place.rglob("*")
        found |= {path.relative_to(job.root).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    return {label: content for label, content in found.items() if label not in files}


def made_of() -> str:
    """Return what a worker is made of: its Python, its lock, the project's code. Two that agree give the same bytes."""
    digest = hashlib.sha256(sys.version.encode())
    package = Path(PACKAGE)
    paths = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for path in [package.parent / LOCK, *sorted(paths)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_parcel(call: Callable[[Job], Outcome], parcel: Parcel) -> tuple[Outcome, bytes]:
    """Run a job here, on a worker, in a workbook of its own; return its outcome and its notebook."""
    if parcel.made_of != made_of():
        raise _made_of_other_things(platform.node())
    with TemporaryDirectory(prefix="yearbook-") as folder:
        root = Path(folder).resolve()
        for label, content in parcel.files.items():
            (root / label).parent.mkdir(parents=True, exist_ok=True)
            (root / label).write_bytes(content)
        for name in ("params", "notebooks", "outputs/.building"):
            (root / name).mkdir(parents=True, exist_ok=True)
        notebook = root / parcel.job.notebook.relative_to(parcel.job.root)
        target = root / "outputs" / ".building" / parcel.job.target.name
        job = replace(parcel.job, root=root, notebook=notebook, target=target)
        outcome = _warm_here().submit(call, job).result()
        return outcome, target.read_bytes() if target.is_file() else b""


_warm: list[WarmExecutor] = []


def _warm_here() -> WarmExecutor:
    """Return the warm process of this worker; it ends with the worker."""
    if not _warm:
        _warm.append(WarmExecutor(1))
    return _warm[0]


def _made_of_other_things(worker: str) -> SetupError:
    return SetupError(
        "máy nhận việc chạy bản khác (Python, requirements.lock hoặc mã). Đưa về cùng một bản rồi chạy lại.",
        "this worker has another Python, requirements.lock or code. Bring it to the same version and run again.",
        place=str(worker),
    )
