"""What travels: a job with the files it may read, and on a worker the workbook that is made of them."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from yearbook.errors import SetupError
from yearbook.press.keep.states import ASKED, LOCK, LOOKED, ROOT, SURROUNDINGS, place, state
from yearbook.press.keep.whose import PACKAGE, is_private
from yearbook.press.run.calls import WorkerDiedError
from yearbook.press.run.execute import Job, Outcome
from yearbook.press.run.workers import WarmExecutor

# Beyond this a job is sooner run here than sent.
MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Parcel:
    """A job with the files it may read, by label, and what the worker must be made of to run it.

    The label of a folder ends with a stroke, and has no content.
    """

    job: Job
    files: Mapping[str, bytes]
    made_of: str


def first_files(job: Job) -> dict[str, bytes]:
    """Return what a job most likely reads: its notebook, its edition's params and records, the reference tables."""
    edition = job.parameters["edition"]
    folders = [job.root / "data" / edition, job.root / "data" / "reference"]
    neighbours = [path for path in job.notebook.parent.iterdir() if path.suffix not in (".ipynb", ".pyc")]
    paths = [job.root / "params" / f"{edition}.yaml", job.notebook, *neighbours]
    return _packed(job, paths + [path for folder in folders for path in folder.rglob("*")])


def files_lacking(job: Job, reads: Mapping[str, str], files: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """Return the files at home that would have made a difference to the job, had it had them.

    None means that one of them stays at home: it is hidden, of an earlier build, outside the workbook, or too large.
    """
    paths: list[Path] = []
    for label, seen in reads.items():
        if label.startswith("yearbook/") or seen == state(str(job.root), label):
            continue
        named = Path(place(str(job.root), label))
        if named.exists() and _stays(job, named):
            return None
        paths += [path for path in (named, *named.rglob("*")) if path.exists() and not _stays(job, path)]
    paths = [path for path in dict.fromkeys(paths) if path != job.root and _label(job, path) not in files]
    sizes = sum(path.stat().st_size for path in paths if path.is_file())
    return None if sizes + sum(map(len, files.values())) > MOST_BYTES else _packed(job, paths)


def _stays(job: Job, path: Path) -> bool:
    label = path.relative_to(job.root).as_posix()
    earlier = label.partition("/")[0] == "outputs"
    return earlier or is_private(label) or not path.resolve().is_relative_to(job.root.resolve())


def _label(job: Job, path: Path) -> str:
    return path.relative_to(job.root).as_posix() + ("/" if path.is_dir() else "")


def _packed(job: Job, paths: Iterable[Path]) -> dict[str, bytes]:
    return {_label(job, path): b"" if path.is_dir() else path.read_bytes() for path in paths if path.exists()}


def made_of() -> str:
    """Return what a worker is made of: its Python, its lock, the project's code, its time zone and language.

    Two that agree give the same bytes.
    """
    digest = hashlib.sha256(f"{sys.version}\n{state('', SURROUNDINGS)}".encode())
    package = Path(PACKAGE)
    paths = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for path in [package.parent / LOCK, *sorted(paths)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_parcel(call: Callable[[Job], Outcome], parcel: Parcel) -> tuple[Outcome, bytes]:
    """Run a job here, on a worker, in a workbook of its own; return its outcome and its notebook."""
    if parcel.made_of != made_of():
        raise made_of_other_things(platform.node())
    with TemporaryDirectory(prefix="yearbook-") as folder:
        root = Path(folder).resolve()
        for name in ("params", "notebooks", "outputs/.building"):
            (root / name).mkdir(parents=True, exist_ok=True)
        for label, content in parcel.files.items():
            if label.endswith("/"):
                (root / label).mkdir(parents=True, exist_ok=True)
                continue
            (root / label).parent.mkdir(parents=True, exist_ok=True)
            (root / label).write_bytes(content)
        notebook = root / parcel.job.notebook.relative_to(parcel.job.root)
        target = root / "outputs" / ".building" / parcel.job.target.name
        job = replace(parcel.job, root=root, notebook=notebook, target=target)
        outcome = _at_home_alone(_run_warm(call, job))
        return outcome, target.read_bytes() if target.is_file() else b""


def _is_outside(label: str) -> bool:
    return Path(label.removeprefix(LOOKED)).is_absolute()


def _at_home_alone(outcome: Outcome) -> Outcome:
    """Say as a doubt what a job hangs on that is otherwise at home: dates, places, files that were not sent."""
    own = [label for label in outcome.reads if label == ROOT or label.startswith(ASKED) or _is_outside(label)]
    doubts = (*outcome.doubts, *(f"reads {label}" for label in own))
    reads = {label: then for label, then in outcome.reads.items() if label not in own}
    return replace(outcome, reads=reads, doubts=doubts, packages=())


_warm: list[WarmExecutor] = []


def _run_warm(call: Callable[[Job], Outcome], job: Job) -> Outcome:
    """Run a job in the warm process of this worker, which ends with it; one that died is followed by another."""
    for fresh in (False, True):
        if not _warm:
            _warm.append(WarmExecutor(1))
        try:
            return _warm[0].submit(call, job).result()
        except WorkerDiedError:
            _warm.pop().shutdown(wait=False, cancel_futures=True)
            if fresh:
                raise
    raise AssertionError("unreachable")


def made_of_other_things(worker: str) -> SetupError:
    """Return what to say of a worker that is of another version."""
    return SetupError(
        "máy nhận việc có Python, requirements.lock, mã, múi giờ hoặc ngôn ngữ (TZ, LANG) khác. Đưa về như nhau rồi "
        "chạy lại.",
        "this worker has another Python, requirements.lock, code, time zone or language (TZ, LANG). Make them the same "
        "and run again.",
        place=worker,
    )
